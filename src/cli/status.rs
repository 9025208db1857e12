//! How things stand, in a few lines; the first one is enough for a status bar.

use chrono::{DateTime, Utc};
use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

use super::gaps;
use super::reply::WordsJson;
use crate::core::{
    FrameGlance, Glance, GovernanceGlance, Phase, SessionGlance, Trend, clock_text, ms_between,
    short_text,
};
use crate::zone::Zone;

/// The longest notes of the first line, in characters as a reader counts them.
const HEADLINE_NOTES: usize = 60;

/// How things stand, as JSON.
#[derive(Serialize)]
pub struct StatusJson<'a> {
    /// Everything there is to see.
    #[serde(flatten)]
    pub glance: &'a Glance,
    /// What stands against writing; null when all is well.
    pub read_only: Option<WordsJson>,
    /// What a reader should hear of.
    pub warnings: &'a [String],
}

/// Returns how things stand.
#[must_use]
pub fn lines(glance: &Glance, zone: &dyn Zone) -> Vec<String> {
    let governance = &glance.governance;
    let Some(live) = &glance.session else {
        let mut lines = vec![nothing_live(glance)];
        lines.push(row("band", &governance.cone.band.to_string()));
        lines.push(row("health", governance.health.status.word()));
        lines.extend(asked(glance, zone));
        return lines;
    };
    let mut lines = vec![headline(live)];
    lines.extend(live.pause_reason.as_ref().map(|reason| row("why", reason)));
    let notes = live.notes.as_ref().filter(|notes| **notes != short_notes(notes));
    lines.extend(notes.map(|notes| row("notes", notes)));
    lines.push(row("band", &band(governance)));
    lines.push(row("health", &health(governance)));
    lines.extend(context(&live.context_stack).map(|path| row("context", &path)));
    lines.extend(target(live, glance.now_utc, zone).map(|text| row("target", &text)));
    lines.push(row("since", &since(live, glance.now_utc, zone)));
    lines.extend(asked(glance, zone));
    lines
}

/// Returns what waits for an answer.
fn asked(glance: &Glance, zone: &dyn Zone) -> Vec<String> {
    let gaps = gaps::questions(glance, zone).into_iter().map(|gap| row("gap", &gap));
    let how = (!glance.gaps.is_empty())
        .then(|| row("", "onwatch gap keep | discard | split TIME, --id GAP"));
    let forgotten = gaps::forgotten(glance, zone).map(|line| row("idle", &line));
    gaps.chain(how).chain(forgotten).collect()
}

/// Returns a labelled line.
#[must_use]
pub fn row(label: &str, text: &str) -> String {
    format!("  {label:<8} {text}").trim_end().to_owned()
}

/// Returns a local time, with its date when that is not today's.
#[must_use]
pub fn local_time(at: DateTime<Utc>, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let (at, now) = (zone.local(at), zone.local(now));
    let form = if at.date() == now.date() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.format(form).to_string()
}

/// Returns how long ago something was.
#[must_use]
pub fn age(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    short_text(ms_between(at, now))
}

/// Returns the sign of a reading that got worse.
#[must_use]
pub fn mark(trend: Option<Trend>) -> &'static str {
    if trend == Some(Trend::Worse) { " ▲" } else { "" }
}

fn headline(live: &SessionGlance) -> String {
    let clock = clock_text(live.active_ms);
    let (glyph, phase) = match live.phase {
        Phase::Paused => {
            ("‖", format!("paused {}", short_text(live.present_pause_seconds * 1_000)))
        }
        _ => ("●", "active".to_owned()),
    };
    let notes = live.notes.as_deref().map(short_notes).unwrap_or_default();
    format!("{glyph} {}  {clock}  {phase}  {notes}", live.key).trim_end().to_owned()
}

/// Returns the first line of notes, cut where it gets long.
#[must_use]
pub fn short_notes(notes: &str) -> String {
    let line = notes.lines().next().unwrap_or_default();
    let mut signs = line.graphemes(true);
    let head: String = signs.by_ref().take(HEADLINE_NOTES).collect();
    if head.len() == notes.len() { head } else { format!("{}…", head.trim_end()) }
}

fn nothing_live(glance: &Glance) -> String {
    let Some(last) = &glance.last_session else {
        return "■ No session yet. Start one: onwatch start".to_owned();
    };
    let ago = age(last.phase_since_utc, glance.now_utc);
    if last.phase == Phase::Cancelled {
        return format!("■ No live session. {} was cancelled {ago} ago.", last.key);
    }
    let active = short_text(last.active_ms);
    format!("■ No live session. {} ended {ago} ago ({active} active).", last.key)
}

fn band(governance: &GovernanceGlance) -> String {
    let now = governance.cone.band;
    let then = governance.at_start.as_ref().map_or(now, |start| start.cone.band);
    moved(&then.to_string(), &now.to_string(), governance.drift.map(|drift| drift.band))
}

fn health(governance: &GovernanceGlance) -> String {
    let now = &governance.health;
    let then = governance.at_start.as_ref().map_or(now.status, |start| start.status.status);
    let moved = moved(then.word(), now.status.word(), governance.drift.map(|drift| drift.health));
    if now.reasons.is_empty() { moved } else { format!("{moved}  {}", now.reasons.join("; ")) }
}

/// Returns what a reading was and is, marked when it got worse.
#[must_use]
pub fn moved(then: &str, now: &str, trend: Option<Trend>) -> String {
    if then == now { now.to_owned() } else { format!("{then} → {now}{}", mark(trend)) }
}

fn context(stack: &[FrameGlance]) -> Option<String> {
    let top = stack.last()?;
    let path: Vec<String> = stack.iter().map(|frame| frame.name.to_string()).collect();
    Some(format!("{} ({})", path.join(" › "), spent(top)))
}

/// Returns the active time of a frame beside its estimate.
#[must_use]
pub fn spent(frame: &FrameGlance) -> String {
    let active = short_text(frame.active_seconds.saturating_mul(1_000));
    match frame.estimate_seconds {
        Some(estimate) => format!("{active} of {}", short_text(estimate.saturating_mul(1_000))),
        None => active,
    }
}

/// Returns the active time a session is meant to take, and when that will be or how far it was.
#[must_use]
pub fn target(session: &SessionGlance, now: DateTime<Utc>, zone: &dyn Zone) -> Option<String> {
    let seconds = session.target_seconds?;
    let target = short_text(seconds.saturating_mul(1_000));
    let (past, left) = (
        session.active_seconds.checked_sub(seconds),
        seconds.saturating_sub(session.active_seconds),
    );
    Some(match (past, session.target_due_utc) {
        (Some(0), _) => format!("{target}, reached"),
        (Some(past), _) => format!("{target}, reached and {} over", short_text(past * 1_000)),
        (None, Some(due)) => format!("{target}, reached at {}", local_time(due, now, zone)),
        (None, None) => format!("{target}, {} to go", short_text(left * 1_000)),
    })
}

fn since(live: &SessionGlance, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let start = local_time(live.started_at_utc, now, zone);
    let paused = short_text(live.paused_seconds.saturating_mul(1_000));
    let paused = match live.breaks {
        0 => String::new(),
        1 => format!(", paused {paused} in 1 break"),
        breaks => format!(", paused {paused} in {breaks} breaks"),
    };
    let uncounted = live.uncounted_suffix();
    format!("{start}{paused}{uncounted}")
}
