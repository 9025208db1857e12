//! Readings that say what is known already: they change nothing, and nothing is written.

use chrono::{DateTime, Utc};

use crate::core::base::by::Provenance;
use crate::core::base::duration::short_text;
use crate::core::base::moment::Moment;
use crate::core::base::time::ms_between;
use crate::core::command::request::{Command, Request};
use crate::core::history::watch::Watch;

/// Returns the answer to a reading that repeats the current one; `None` if it says anything new.
///
/// A reading repeats the current one if value, reasons and provenance are equal. Once the current
/// one is stale, the same reading again is new: it says that it still holds.
pub(in crate::core) fn unchanged(watch: &Watch, request: &Request, now: &Moment) -> Option<String> {
    let provenance = &request.provenance;
    let (same, name, value, since) = match &request.command {
        Command::SetBand { band, reason } => {
            let cone = &watch.governance.cone;
            let same = cone.band == *band && cone.reason == reason.trim();
            (same && cone.provenance == *provenance, "Band", band.to_string(), cone.updated_at_utc)
        }
        Command::SetHealth { status, reasons } => {
            let health = &watch.governance.health;
            let given = reasons.iter().filter(|reason| !reason.trim().is_empty());
            let same = health.status == *status && health.reasons.iter().eq(given);
            let same = same && health.provenance == *provenance;
            (same, "Health", status.to_string(), health.updated_at_utc)
        }
        Command::Start { .. }
        | Command::Pause { .. }
        | Command::Resume
        | Command::Toggle { .. }
        | Command::End { .. }
        | Command::Cancel
        | Command::Reopen
        | Command::Undo
        | Command::Redo
        | Command::Note { .. }
        | Command::Push(_)
        | Command::Pop { .. }
        | Command::AnswerGap { .. }
        | Command::Keep
        | Command::AddBreak { .. }
        | Command::Amend { .. } => return None,
    };
    let age_ms = age_ms(since?, now);
    (same && age_ms <= now.thresholds.stale_after_ms).then(|| {
        let by = match provenance {
            Provenance::Given => String::new(),
            Provenance::Measured { source } => format!(" by {source}"),
        };
        format!("{name} is {value} already, set{by} {} ago; nothing changed", short_text(age_ms))
    })
}

fn age_ms(since: DateTime<Utc>, now: &Moment) -> u64 {
    ms_between(since, now.utc)
}
