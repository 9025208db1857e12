//! Open questions: gaps, and a session that may have been forgotten.

use super::phrases::local_time;
use crate::core::{GapGlance, Glance, range_text, seconds_text};
use crate::zone::Zone;

/// Returns the open gaps, and how to answer them.
#[must_use]
pub fn lines(glance: &Glance, zone: &dyn Zone) -> Vec<String> {
    if glance.gaps.is_empty() {
        return vec!["No gap is open.".to_owned()];
    }
    let how = "Answer with: onwatch gap keep | discard | split TIME  [--id GAP]";
    questions(glance, zone).into_iter().chain([how.to_owned()]).collect()
}

/// Returns a line for each open gap.
#[must_use]
pub fn questions(glance: &Glance, zone: &dyn Zone) -> Vec<String> {
    let local = |at| zone.local(at);
    let line = |gap: &GapGlance| {
        let when = range_text(local(gap.from_utc), local(gap.until_utc), local(glance.now_utc));
        let long = seconds_text(gap.seconds);
        format!("{}: the machine {} {when} ({long}), not counted", gap.id, gap.why.words())
    };
    glance.gaps.iter().map(line).collect()
}

/// Returns what to do about a live session without activity for a long time.
#[must_use]
pub fn forgotten(glance: &Glance, zone: &dyn Zone) -> Option<String> {
    let forgotten = glance.forgotten.as_ref()?;
    let idle = seconds_text(forgotten.idle_seconds);
    let since = local_time(forgotten.since_utc, glance.now_utc, zone);
    Some(format!(
        "no activity for {idle}, since {since}; confirm that it goes on with `onwatch keep` or any \
         other command, or end it: `onwatch end --at-last-activity`, `onwatch end --at TIME`"
    ))
}
