//! One session, or a report, as a page of Markdown, to paste elsewhere.
//!
//! Text of an operator is shown as typed: `escape` makes it harmless wherever it lands.

mod against_rules;
mod artifact;
mod brief;
mod escape;
mod playbook;
mod report;
mod section;
mod summary;

use chrono::{DateTime, Utc};

pub use self::brief::brief;
pub use self::escape::plain;
pub use self::playbook::playbook;
pub use self::report::report;
pub use self::summary::summary;

use self::artifact::artifact_line;
use self::escape::{code, quoted};
use self::section::section;
use crate::core::{
    Activity, Cone, ContextSum, ContextSums, Correction, Drift, GapGlance, Moment, Phase,
    Provenance, Session, SessionGlance, Snapshot, Story, Trend, breaks_text, date_time_text,
    seconds_text, short_text, spent_text, who_text,
};
use crate::zone::Zone;

/// Returns a session at a moment, in local time.
#[must_use]
pub fn of(story: &Story, now: &Moment, zone: &dyn Zone) -> String {
    let session = story.glance(now);
    let mut page = vec![format!("# {}", session.key), String::new()];
    page.extend(facts(&session, zone));
    page.extend(changed_later(&story.session, now, zone));
    let notes = [("Notes", &session.start_notes), ("Closing notes", &session.closing_notes)];
    for (name, notes) in notes {
        let given = notes.as_deref().filter(|notes| !notes.trim().is_empty());
        section(&mut page, name, given.map(quoted).unwrap_or_default());
    }
    section(&mut page, "Contexts", contexts(&session));
    let done = session.completed.iter().map(|name| format!("- {}", plain(&name.to_string())));
    section(&mut page, "Done", done.collect());
    section(&mut page, "Artifacts", session.artifacts.iter().map(artifact_line).collect());
    section(&mut page, "Playbook steps", against_rules::steps(&session.playbook_steps, zone));
    section(&mut page, "Against a rule", against_rules::overrides(&session.overrides, zone));
    section(&mut page, "Gaps", session.gaps.iter().map(|gap| gap_line(gap, zone)).collect());
    section(&mut page, "Governance", governance(story, session.phase));
    let activities = story.activities.iter().map(|one| activity(one, zone)).collect();
    section(&mut page, "Activities", activities);
    page.push(String::new());
    page.join("\n")
}

/// Returns activities as the lines that follow a page without them; with their heading if they are
/// the first ones.
#[must_use]
pub fn activities(activities: &[Activity], are_first: bool, zone: &dyn Zone) -> Vec<String> {
    let lines = activities.iter().map(|one| activity(one, zone)).collect();
    let mut page = Vec::new();
    if are_first {
        section(&mut page, "Activities", lines);
        return page;
    }
    lines
}

fn facts(session: &SessionGlance, zone: &dyn Zone) -> Vec<String> {
    let by = who_text(&session.operator, session.interface);
    let ended = match session.phase {
        Phase::Cancelled => "Cancelled",
        _ => "Ended",
    };
    let paused = seconds_text(session.paused_seconds);
    let paused = breaks_text(session.breaks).map(|often| format!("{paused} {often}"));
    let rows = [
        ("State", session.ended_at_utc.is_none().then(|| session.phase.word().to_owned())),
        ("Started", Some(format!("{} by {}", local(session.started_at_utc, zone), plain(&by)))),
        (ended, session.ended_at_utc.map(|at| local(at, zone))),
        ("Active", Some(short_text(session.active_ms))),
        ("Paused", paused),
        (
            "Not counted",
            (session.uncounted_seconds > 0).then(|| seconds_text(session.uncounted_seconds)),
        ),
        ("Elapsed", Some(seconds_text(session.wall_seconds))),
        ("Type", session.session_type.special().map(|word| plain(word.as_str()))),
        ("Target", session.target_seconds.map(seconds_text)),
        ("Agent", session.agent_id.as_deref().map(plain)),
        ("Workflow", session.workflow_id.as_deref().map(plain)),
        ("Id", Some(code(session.id.as_str()))),
    ];
    let row = |(name, text): (&str, Option<String>)| Some(format!("- **{name}:** {}", text?));
    rows.into_iter().filter_map(row).collect()
}

/// Returns who added a session later, and what was corrected of it.
fn changed_later(session: &Session, now: &Moment, zone: &dyn Zone) -> Vec<String> {
    let local = |at| zone.local(at);
    let added = session.added.iter().map(|by| {
        let by = plain(&by.text(local, now.utc));
        format!("- **Added:** {by}; band and health as said")
    });
    let corrected = session.corrections.iter().map(|Correction { by, edits }| {
        let edits: Vec<String> = edits.iter().map(|edit| edit.text(local)).collect();
        let (edits, by) = (plain(&edits.join(", ")), plain(&by.text(local, now.utc)));
        format!("- **Corrected:** {edits}, {by}")
    });
    added.chain(corrected).collect()
}

fn gap_line(gap: &GapGlance, zone: &dyn Zone) -> String {
    let (from, until) = (local(gap.from_utc, zone), local(gap.until_utc, zone));
    format!("- {}, {from} to {until}: {}; {}", gap.id, gap.absence(), gap.verdict())
}

fn contexts(session: &SessionGlance) -> Vec<String> {
    let row = |ContextSum { frame, is_open }: &ContextSum| {
        let state = if *is_open { " (open)" } else { "" };
        let title = frame.title.as_deref().map(plain).unwrap_or_default();
        let spent = spent_text(frame.active_seconds, frame.estimate_seconds);
        let name = plain(&frame.name.to_string());
        format!("| {name}{state} | {title} | {spent} |")
    };
    let ContextSums { contexts, without_seconds, .. } = &session.context_sums;
    let none = || format!("| no context | | {} |", seconds_text(*without_seconds));
    let without = (*without_seconds > 0).then(none);
    let inside = session.context_sums.note().map(|note| format!(", {note}")).unwrap_or_default();
    table(
        &format!("| Context{inside} | Title | Active |"),
        contexts.iter().map(row).chain(without).collect(),
    )
}

fn governance(story: &Story, phase: Phase) -> Vec<String> {
    let (then, last) = (&story.session.snapshot, &story.readings);
    let drift = Drift::between(then, last);
    let head = if phase.is_live() { "| | At start | Now |" } else { "| | At start | At end |" };
    let band = |snapshot: &Snapshot| {
        let Cone { band, reason, provenance, .. } = &snapshot.cone;
        let value = format!("{}{band}", snapshot.band_doubt());
        because(&value, std::slice::from_ref(reason), provenance)
    };
    let health = |snapshot: &Snapshot| {
        let health = &snapshot.status;
        let value = format!("{}{}", snapshot.health_doubt(), health.status);
        because(&value, &health.reasons, &health.provenance)
    };
    let row = |name, then, last, trend| {
        let mark = if trend == Trend::Worse { "▲ " } else { "" };
        format!("| {name} | {then} | {mark}{last} |")
    };
    let rows = vec![
        row("Band", band(then), band(last), drift.band),
        row("Health", health(then), health(last), drift.health),
    ];
    table(head, rows)
}

/// Returns a reading with its reasons, and the source that measured it.
fn because(reading: &str, reasons: &[String], provenance: &Provenance) -> String {
    let measured = provenance.source().map(|source| format!("measured by {source}"));
    let reasons = reasons.iter().filter(|reason| !reason.is_empty()).cloned();
    let parts: Vec<String> = reasons.chain(measured).collect();
    if parts.is_empty() {
        return reading.to_owned();
    }
    format!("{reading}: {}", plain(&parts.join("; ")))
}

fn table(head: &str, rows: Vec<String>) -> Vec<String> {
    if rows.is_empty() {
        return rows;
    }
    let rule = "|---|---|---|".to_owned();
    [head.to_owned(), rule].into_iter().chain(rows).collect()
}

fn activity(activity: &Activity, zone: &dyn Zone) -> String {
    let by = plain(&who_text(&activity.by.operator, activity.by.interface));
    let measured = activity.measured_text().map(|text| format!(", {}", plain(&text)));
    let measured = measured.unwrap_or_default();
    let text = said(activity, zone);
    let text = if text.is_empty() { text } else { format!(": {}", plain(&text)) };
    let over =
        activity.over.map(|over| format!(", {}", over.near(activity.at_utc, |at| zone.local(at))));
    let over = over.unwrap_or_default();
    let undone = if activity.undone { " (undone)" } else { "" };
    let (at, past) = (local(activity.at_utc, zone), activity.verb.past());
    format!("- {at} {past}{text}{over}{measured}, {by}{undone}")
}

/// Returns the text of an activity; of a correction, what it changed.
fn said(activity: &Activity, zone: &dyn Zone) -> String {
    if activity.edits.is_empty() {
        return activity.text.clone();
    }
    let edits = activity.edits.iter().map(|edit| edit.text(|at| zone.local(at)));
    let detail = Some(activity.detail.clone()).filter(|detail| !detail.is_empty());
    edits.chain(detail).collect::<Vec<_>>().join("; ")
}

fn local(at: DateTime<Utc>, zone: &dyn Zone) -> String {
    date_time_text(zone.local(at))
}
