//! The status in a few lines. The first one is enough for a status bar.

use chrono::{DateTime, Utc};

use super::alert_text::{SpokenTime, alert, is_doubtful, overruled, staleness};
use super::gaps;
use super::markup::{LinePart, composed, part, typed};
use super::phrases::{
    ago, band_text, band_then, health_then, lit_text, local_time, moved, notes, row, short_notes,
    target, type_row,
};
use crate::contract::WorkTotals;
use crate::core::{
    AlertOf, FrameGlance, Freshness, Glance, GovernanceGlance, MANUAL, OpenPlaybook, Phase,
    PolicyGlance, Provenance, SessionGlance, SharedTask, breaks_text, clock_text, seconds_text,
    short_text, spent_text,
};
use crate::zone::Zone;

/// Returns the lines of the status.
#[must_use]
pub fn lines(glance: &Glance, shared: &[SharedTask], zone: &dyn Zone) -> Vec<String> {
    let governance = &glance.governance;
    let Some(live) = &glance.session else {
        let mut lines = vec![nothing_live(glance, zone)];
        let here = SpokenTime { now: glance.now_utc, zone };
        let alone = GovernanceGlance { at_start: None, drift: None, ..governance.clone() };
        lines.extend([band(&alone, here), health(&alone, here)]);
        lines.extend(questions(glance, zone));
        return lines;
    };
    let mut lines = vec![headline(live)];
    lines.extend(type_row(live));
    lines.extend(live.pause_reason.as_ref().map(|reason| row("why", &typed(reason))));
    let (all, closing) = (live.notes_text(), live.closing_notes.as_deref());
    let notes = notes(&all, closing);
    if notes != short_notes(&all, closing) {
        lines.push(row("notes", &notes));
    }
    let here = SpokenTime { now: glance.now_utc, zone };
    lines.extend([band(governance, here), health(governance, here)]);
    lines.extend(context(&live.context_stack).map(|path| row("context", &path)));
    let told = shared.iter().flat_map(SharedTask::told);
    lines.extend(told.map(|sentence| row("", &typed(&sentence))));
    lines.extend(target(live, glance.now_utc, zone).map(|text| row("target", &text)));
    lines.push(row("since", &since(live, glance.now_utc, zone)));
    lines.extend(questions(glance, zone));
    lines
}

/// Returns the line with the totals.
#[must_use]
pub fn totals(totals: WorkTotals) -> String {
    let WorkTotals { today_seconds, week_seconds } = totals;
    let (today, week) = (seconds_text(today_seconds), seconds_text(week_seconds));
    row("totals", &format!("{today} today, {week} this week"))
}

/// Returns what the policy asks and reminds of, and where the playbooks stand.
#[must_use]
pub fn governed(policy: &PolicyGlance, playbooks: &[OpenPlaybook]) -> Vec<String> {
    let turned = policy.turned.iter().map(|turned| {
        let asks =
            if turned.asks { "; go on, pause or end: `onwatch ack`, `pause`, `end`" } else { "" };
        row("policy", &format!("{}{asks}", part(LinePart::Bad, &composed(&turned.why))))
    });
    let reminders = policy
        .reminders
        .iter()
        .map(|reminder| row("policy", &part(LinePart::Caution, &composed(&reminder.sentence()))));
    let playbooks = playbooks.iter().map(|playbook| {
        let next = playbook.open.first().map(|step| format!("; next: {}", step.text()));
        row("playbook", &composed(&format!("{}{}", playbook.text(), next.unwrap_or_default())))
    });
    turned.chain(reminders).chain(playbooks).collect()
}

/// Returns the open questions.
fn questions(glance: &Glance, zone: &dyn Zone) -> Vec<String> {
    let gaps = gaps::questions(glance, zone).into_iter().map(|gap| row("gap", &gap));
    let how = (!glance.gaps.is_empty())
        .then(|| row("", "onwatch gap keep | discard | split TIME, --id GAP"));
    let forgotten = gaps::forgotten(glance, zone).map(|line| row("idle", &line));
    gaps.chain(how).chain(forgotten).collect()
}

fn headline(live: &SessionGlance) -> String {
    let clock = clock_text(live.active_ms);
    let (glyph, phase) = match live.phase {
        Phase::Paused => (
            part(LinePart::Caution, "‖"),
            format!("paused {}", seconds_text(live.present_pause_seconds)),
        ),
        Phase::Active | Phase::Ended | Phase::Cancelled => {
            (part(LinePart::Good, "●"), "active".to_owned())
        }
    };
    let notes = short_notes(&live.notes_text(), live.closing_notes.as_deref());
    format!("{glyph} {}  {clock}  {phase}  {notes}", live.key).trim_end().to_owned()
}

fn nothing_live(glance: &Glance, zone: &dyn Zone) -> String {
    let Some(last) = &glance.last_session else {
        return "■ No session yet. Start one: onwatch start".to_owned();
    };
    let ago = ago(last.phase_since_utc, glance.now_utc, zone);
    if last.phase == Phase::Cancelled {
        return format!("■ No live session. {} is cancelled; it ended {ago}.", last.key);
    }
    let active = short_text(last.active_ms);
    format!("■ No live session. {} ended {ago} ({active} active).", last.key)
}

fn band(governance: &GovernanceGlance, time: SpokenTime<'_>) -> String {
    let (cone, age) = (&governance.cone, governance.band_freshness.as_ref());
    let now = if is_doubtful(cone.band.severity(), age) {
        format!("? {}", cone.band)
    } else {
        band_text(cone.band)
    };
    let moved_from = governance.at_start.as_ref().filter(|start| start.cone.band != cone.band);
    let then = moved_from.map_or_else(|| now.clone(), band_then);
    let known = alert(&governance.band_alert, governance.worst_level(AlertOf::Band).1, time);
    let over = overruled(governance.band_overruled.as_ref(), time);
    let value = moved(&then, &now, governance.drift.map(|drift| drift.band));
    let said = governance.readings.band_of(MANUAL);
    let until = said.and_then(|said| said.until_utc);
    let until = until.map(|at| format!("until {}", time.local(at)));
    let parts = [Some(value), by(&cone.provenance, age, time), over, until, known];
    reading("band", parts, &cone.reason)
}

fn health(governance: &GovernanceGlance, time: SpokenTime<'_>) -> String {
    let (health, age) = (&governance.health, governance.health_freshness.as_ref());
    let now = if is_doubtful(health.status.severity(), age) {
        format!("? {}", health.status.word().to_uppercase())
    } else {
        lit_text(health.status)
    };
    let start = governance.at_start.as_ref();
    let moved_from = start.filter(|start| start.status.status != health.status);
    let then = moved_from.map_or_else(|| now.clone(), health_then);
    let known = alert(&governance.health_alert, governance.worst_level(AlertOf::Health).1, time);
    let over = overruled(governance.health_overruled.as_ref(), time);
    let value = moved(&then, &now, governance.drift.map(|drift| drift.health));
    let said = governance.readings.health_of(MANUAL);
    let until = said.and_then(|said| said.until_utc);
    let until = until.map(|at| format!("until {}", time.local(at)));
    let parts = [Some(value), by(&health.provenance, age, time), over, until, known];
    reading("health", parts, &health.reasons.join("; "))
}

/// Returns who measured a value; if that was too long ago, when.
fn by(
    provenance: &Provenance,
    freshness: Option<&Freshness>,
    time: SpokenTime<'_>,
) -> Option<String> {
    let source = provenance.source().map(|source| format!("by {}", typed(source)));
    staleness(freshness, time).or(source)
}

/// Returns the line of a reading: its value, the source that measured it, what a source says that does not
/// count, until when it counts, what people know, and its reason.
fn reading(label: &str, parts: [Option<String>; 5], reason: &str) -> String {
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let reason = if reason.is_empty() { String::new() } else { format!("  {}", typed(reason)) };
    row(label, &format!("{}{reason}", parts.join(", ")))
}

fn context(stack: &[FrameGlance]) -> Option<String> {
    let top = stack.last()?;
    let path: Vec<String> = stack.iter().map(|frame| typed(&frame.name.to_string())).collect();
    let spent = spent_text(top.all_seconds(), top.estimate_seconds);
    Some(format!("{} ({spent})", path.join(" › ")))
}

fn since(live: &SessionGlance, now: DateTime<Utc>, zone: &dyn Zone) -> String {
    let start = local_time(live.started_at_utc, now, zone);
    let paused = seconds_text(live.paused_seconds);
    let often = breaks_text(live.breaks);
    let paused = often.map(|often| format!(", paused {paused} {often}")).unwrap_or_default();
    let uncounted = live.uncounted_suffix();
    format!("{start}{paused}{uncounted}")
}
