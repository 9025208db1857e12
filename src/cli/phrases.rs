//! Phrases that several answers share.

use chrono::{DateTime, NaiveDateTime, Utc};
use unicode_segmentation::UnicodeSegmentation;

use super::markup::{LinePart, composed, maybe, part};
use crate::core::{
    Band, Light, Period, SessionGlance, Trend, date_time_text, seconds_text, time_text,
};
use crate::zone::Zone;

/// The longest notes on the first line, in characters as a reader counts them.
const HEADLINE_NOTES: usize = 60;

/// Returns a labelled line.
#[must_use]
pub fn row(label: &str, text: &str) -> String {
    let room = " ".repeat(8_usize.saturating_sub(label.len()));
    let label = if label.is_empty() { String::new() } else { part(LinePart::Label, label) };
    format!("  {label}{room} {text}").trim_end().to_owned()
}

/// Returns a local time, with its date if it is not today.
#[must_use]
pub fn local_time(at: DateTime<Utc>, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let (at, now) = (zone.local(at), zone.local(now));
    if at.date() == now.date() { time_text(at) } else { date_time_text(at) }
}

/// Returns the sign of a reading that got worse.
#[must_use]
pub fn mark(trend: Option<Trend>) -> &'static str {
    if trend == Some(Trend::Worse) { " ▲" } else { "" }
}

/// Returns the first line of notes, cut if it is long.
#[must_use]
pub fn short_notes(notes: &str) -> String {
    let line = notes.lines().next().unwrap_or_default();
    let mut signs = line.graphemes(true);
    let head: String = signs.by_ref().take(HEADLINE_NOTES).collect();
    if head.len() == notes.len() {
        composed(&head)
    } else {
        format!("{}…", composed(head.trim_end()))
    }
}

/// Returns a reading at the start and now, marked if it got worse.
#[must_use]
pub fn moved(then: &str, now: &str, trend: Option<Trend>) -> String {
    if then == now { now.to_owned() } else { format!("{then} → {now}{}", mark(trend)) }
}

/// Returns the target of a session, and when it is due or how much is missing.
#[must_use]
pub fn target(session: &SessionGlance, now: DateTime<Utc>, zone: &dyn Zone) -> Option<String> {
    let seconds = session.target_seconds?;
    let target = seconds_text(seconds);
    let (past, left) = (
        session.active_seconds.checked_sub(seconds),
        seconds.saturating_sub(session.active_seconds),
    );
    Some(match (past, session.target_due_utc) {
        (Some(0), _) => format!("{target}, reached"),
        (Some(past), _) => format!("{target}, reached and {} over", seconds_text(past)),
        (None, Some(due)) => format!("{target}, due {}", local_time(due, now, zone)),
        (None, None) => format!("{target}, {} to go", seconds_text(left)),
    })
}

/// Returns a range of times. If it ends on a later day, the number of days follows.
#[must_use]
pub fn times(start: NaiveDateTime, end: NaiveDateTime) -> String {
    let days = (end.date() - start.date()).num_days();
    let days = if days == 0 { String::new() } else { format!(" {days:+}d") };
    format!("{}–{}{days}", time_text(start), time_text(end))
}

/// Returns the period in which sessions are listed, as in " from 2026-01-05 00:00 until 2026-01-06
/// 00:00"; empty if it has no bound.
#[must_use]
pub fn period_text(period: &Period, zone: &dyn Zone) -> String {
    let bound = |word: &str, at: Option<DateTime<Utc>>| {
        at.map(|at| format!(" {word} {}", date_time_text(zone.local(at)))).unwrap_or_default()
    };
    bound("from", period.since) + &bound("until", period.until)
}

/// Returns a band in its colour.
#[must_use]
pub fn band_text(band: Band) -> String {
    maybe(LinePart::of_band(band), &band.to_string())
}

/// Returns a health in its colour.
#[must_use]
pub fn light_text(light: Light) -> String {
    maybe(LinePart::of_light(light), light.word())
}
