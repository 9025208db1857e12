//! From when until when something was: `12:00-12:45`, `12:00 to 12:45`.

use chrono::{DateTime, Utc};

use super::time::{at_after, is_written};
use crate::core::At;
use crate::zone::Zone;

/// The words and signs between two times.
const SIGNS: [&str; 4] = [" to ", "-", "–", "—"];

/// Reads from when until when something was. A time of day alone means the first one after `other`, and
/// then the first one after that.
///
/// # Errors
/// A sentence with the problem and the form.
pub fn period_after(
    text: &str,
    other: At,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<(At, At), String> {
    let parts = SIGNS.iter().flat_map(|sign| {
        text.match_indices(sign).filter_map(|(at, sign)| {
            let (from, rest) = text.split_at_checked(at)?;
            Some((from, rest.get(sign.len()..)?))
        })
    });
    let times: Vec<_> =
        parts.filter(|(from, to)| is_written(from) && is_written(to)).take(2).collect();
    match *times.as_slice() {
        [] => Err(format!("'{text}' does not say from when until when; write it like 12:00-12:45")),
        [(from, to)] => {
            let from = at_after(from, other, now, zone)?;
            Ok((from, at_after(to, from, now, zone)?))
        }
        _ => Err(format!(
            "'{text}' can be split into two times in two ways; write it like '12:00 to 12:45'"
        )),
    }
}
