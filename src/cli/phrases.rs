//! Phrases that several answers share.

use chrono::{DateTime, NaiveDateTime, Utc};
use unicode_segmentation::UnicodeSegmentation;

use super::markup::{LinePart, maybe, part, typed};
use crate::core::{
    Band, Edit, Light, Period, SessionGlance, Snapshot, Trend, ago_text, date_time_text,
    seconds_text, time_text,
};
use crate::export::times_text;
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

/// Returns the line with the type of a session; `None` if it is `work`.
#[must_use]
pub fn type_row(session: &SessionGlance) -> Option<String> {
    session.session_type.special().map(|word| row("type", &typed(word.as_str())))
}

/// Returns a local time, with its date if it is not today.
#[must_use]
pub fn local_time(at: DateTime<Utc>, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let (at, now) = (zone.local(at), zone.local(now));
    if at.date() == now.date() { time_text(at) } else { date_time_text(at) }
}

/// Returns how long ago a time was.
#[must_use]
pub fn ago(at: DateTime<Utc>, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    ago_text(at, now, |at| zone.local(at))
}

/// Returns the word for how a reading moved, in brackets.
#[must_use]
pub fn mark(trend: Option<Trend>) -> &'static str {
    match trend {
        Some(Trend::Worse) => " (worse)",
        Some(Trend::Better) => " (better)",
        Some(Trend::Changed | Trend::Same) | None => "",
    }
}

/// The sign between the notes of a start and the closing notes.
const BETWEEN_NOTES: &str = " — ";

/// Returns both notes of a session. `all` has the closing notes last.
#[must_use]
pub fn notes(all: &str, closing: Option<&str>) -> String {
    let closing = closing.unwrap_or_default();
    let head = all.strip_suffix(closing).filter(|_| !closing.is_empty());
    match head.and_then(|head| head.strip_suffix(BETWEEN_NOTES)) {
        Some(head) => format!("{}{BETWEEN_NOTES}{}", typed(head), typed(closing)),
        None => typed(all),
    }
}

/// Returns the first line of both notes, cut if it is long.
#[must_use]
pub fn short_notes(all: &str, closing: Option<&str>) -> String {
    let line = all.lines().next().unwrap_or_default();
    let mut signs = line.graphemes(true);
    let head: String = signs.by_ref().take(HEADLINE_NOTES).collect();
    if head.len() == all.len() {
        return notes(all, closing);
    }
    let head = head.trim_end();
    let title = closing.and_then(|closing| all.strip_suffix(closing)).map_or(0, str::len);
    // The closing notes, as far as they are in the first part.
    let closing = head.get(title..).filter(|_| title > 0);
    format!("{}…", notes(head, closing))
}

/// Returns a reading at the start and now, and how it moved.
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

/// Returns a correction with its local times, as in "start 09:12 → 08:55".
#[must_use]
pub fn edit_text(edit: &Edit, zone: &dyn Zone) -> String {
    if let Edit::Type { from, to } = edit {
        return format!("{} {} → {}", edit.name(), typed(from.as_str()), typed(to.as_str()));
    }
    let marked = match edit {
        Edit::Notes { which, from, to } => {
            Edit::Notes { which: *which, from: typed(from), to: typed(to) }
        }
        Edit::Operator { from, to } => Edit::Operator { from: typed(from), to: typed(to) },
        Edit::Start { .. }
        | Edit::End { .. }
        | Edit::Target { .. }
        | Edit::Type { .. }
        | Edit::BreakAdded { .. }
        | Edit::BreakRemoved { .. } => edit.clone(),
    };
    marked.text(|at| zone.local(at))
}

/// Returns a range of times. If it ends on a later day, the number of days follows.
#[must_use]
pub fn times(start: NaiveDateTime, end: NaiveDateTime) -> String {
    times_text(start, Some(end))
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

/// Returns a health in its colour and in capitals, as the panel has it.
#[must_use]
pub fn lit_text(light: Light) -> String {
    maybe(LinePart::of_light(light), &light.word().to_uppercase())
}

/// Returns a health in its colour.
#[must_use]
pub fn light_text(light: Light) -> String {
    maybe(LinePart::of_light(light), light.word())
}

/// Returns the band of a snapshot. A calm one that was stale then has no colour.
#[must_use]
pub fn band_then(then: &Snapshot) -> String {
    match then.band_doubt() {
        "" => band_text(then.cone.band),
        doubt => format!("{doubt}{}", then.cone.band),
    }
}

/// Returns the health of a snapshot in capitals, likewise.
#[must_use]
pub fn health_then(then: &Snapshot) -> String {
    match then.health_doubt() {
        "" => lit_text(then.status.status),
        doubt => format!("{doubt}{}", then.status.status.word().to_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::markup::written;
    use crate::signs::Signs;

    #[test]
    fn only_the_sign_between_two_notes_is_replaced() {
        let long = "→ ".repeat(28);
        for (all, closing, shown) in [
            ("a — b → c …", None, "a — b → c …"),
            ("a — b — c → d", Some("c → d"), "a — b - c → d"),
            ("c — d", Some("c — d"), "c — d"),
            ("a\nb", None, "a~"),
            ("a — b\nc", Some("b\nc"), "a - b~"),
            (&format!("{long}— x"), Some("x"), &format!("{long}- x")),
            (&format!("{long}— x — y"), Some("x — y"), &format!("{long}- x~")),
            (&format!("{long}{long}— x"), Some("x"), &format!("{long}→ →~")),
        ] {
            let line = short_notes(all, closing);
            assert_eq!(written(&line, Signs::Ascii, false), shown, "{all:?}");
        }
        let line = notes("a — b — c\nd", Some("b — c\nd"));
        assert_eq!(written(&line, Signs::Ascii, false), "a - b — c/d");
    }
}
