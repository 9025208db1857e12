//! From when until when something was: `12:00-12:45`, `12:00 to 12:45`.

use chrono::{DateTime, Utc};

use super::time::{at_in, is_written};
use crate::core::At;
use crate::zone::Zone;

/// The words and signs between two times.
const SIGNS: [&str; 4] = [" to ", "-", "–", "—"];

/// Reads from when until when something was, within what went on from `from` to `to`. A time of day
/// alone is read as [`at_in`] does.
///
/// # Errors
/// A sentence with the problem and the form.
pub fn period_in(
    text: &str,
    (from, to): (At, At),
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
        [(begins, ends)] => {
            let begins = at_in(begins, (from, to), now, zone)?;
            Ok((begins, at_in(ends, (begins, to), now, zone)?))
        }
        _ => Err(format!(
            "'{text}' can be split into two times in two ways; write it like '12:00 to 12:45'"
        )),
    }
}
