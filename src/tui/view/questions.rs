//! What waits for an answer: a gap in the measured time, a session that nobody has touched.

use crate::config::Action;
use crate::core::{Glance, short_text};

use super::super::model::Model;
use super::text::{safe, time_of};

/// Returns what waits for an answer, and how it is given.
pub(super) fn open(model: &Model, glance: &Glance) -> Option<String> {
    let answer = |question| format!("▲ {question} · {} answers", model.key_of(Action::Gap));
    gap(model, glance).map(answer).or_else(|| forgotten(model, glance))
}

/// Returns the oldest gap that nobody has answered for.
pub(super) fn gap(model: &Model, glance: &Glance) -> Option<String> {
    let gap = glance.gaps.first()?;
    let more = match glance.gaps.len() {
        1 => String::new(),
        all => format!(", and {} more", all - 1),
    };
    Some(safe(&format!(
        "{}: the machine {} {}–{} ({}), not counted{more}",
        gap.id,
        gap.why.words(),
        time_of(model, gap.from_utc),
        time_of(model, gap.until_utc),
        short_text(gap.seconds.saturating_mul(1_000)),
    )))
}

fn forgotten(model: &Model, glance: &Glance) -> Option<String> {
    let forgotten = glance.forgotten.as_ref()?;
    let idle = short_text(forgotten.idle_seconds.saturating_mul(1_000));
    let since = time_of(model, forgotten.since_utc);
    Some(format!(
        "▲ no activity for {idle}, since {since} · go on, or `onwatch end --at-last-activity`"
    ))
}
