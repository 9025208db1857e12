//! One session in full.

use chrono::{DateTime, Utc};

use super::markup::{LinePart, part, typed};
use super::phrases::{band_text, edit_text, light_text, moved, row, target, times, type_row};
use super::{against_rules, log, outcome_lines, table};
use crate::core::{
    Activity, Author, ContextSum, ContextSums, Drift, GapGlance, Moment, Overruled, Provenance,
    Session, SessionGlance, Snapshot, Story, Worked, breaks_text, clock_text, count_text,
    date_time_text, seconds_text, short_text, spent_text, time_text, who_text,
};
use crate::zone::Zone;

/// Returns a session at a moment, as far as it stands before the activities: its facts, contexts,
/// spans and gaps.
#[must_use]
pub fn before_activities(
    story: &Story,
    glance: &SessionGlance,
    now: &Moment,
    zone: &dyn Zone,
) -> Vec<String> {
    let mut lines = head(story, glance, zone);
    lines.extend(changed_later(&story.session, now, zone));
    lines.extend(section_lines(
        &glance.context_sums.heading(),
        true,
        table::lines(&frames(glance)),
    ));
    lines.extend(section_lines("done", true, table::lines(&outcome_lines::completed(glance))));
    let artifacts = table::lines(&outcome_lines::artifacts(&glance.artifacts));
    lines.extend(section_lines("artifacts", true, artifacts));
    let told = |at| date_time_text(zone.local(at));
    let steps = against_rules::steps(&glance.playbook_steps, &told);
    lines.extend(section_lines("steps", true, steps));
    let overrides = against_rules::overrides(&glance.overrides, &told);
    lines.extend(section_lines("against a rule", true, overrides));
    lines.extend(section_lines("spans", true, spans(story, glance, now, zone)));
    lines.extend(section_lines("gaps", true, gaps(glance, zone)));
    lines
}

/// Returns the lines of a section, with its name if they begin it; nothing if it has none.
#[must_use]
pub fn section_lines(name: &str, begins: bool, content: Vec<String>) -> Vec<String> {
    let head = format!("  {}", part(LinePart::Heading, name));
    let head = (begins && !content.is_empty()).then_some(head);
    head.into_iter().chain(content.into_iter().map(|line| format!("    {line}"))).collect()
}

fn head(story: &Story, glance: &SessionGlance, zone: &dyn Zone) -> Vec<String> {
    let day_and_time = |at| date_time_text(zone.local(at));
    let clock = clock_text(glance.active_ms);
    let mut lines = vec![format!("{}  {clock}  {}", glance.key, glance.phase.word())];
    lines.extend(type_row(glance));
    lines.extend(glance.start_notes.as_ref().map(|notes| row("notes", &typed(notes))));
    let closing = glance.closing_notes.as_ref().filter(|notes| !notes.is_empty());
    lines.extend(closing.map(|notes| row("closing", &typed(notes))));
    lines.extend(glance.pause_reason.as_ref().map(|reason| row("why", &typed(reason))));
    lines.push(row("started", &day_and_time(glance.started_at_utc)));
    lines.extend(glance.ended_at_utc.map(|at| row("ended", &day_and_time(at))));
    lines.extend(target(glance, glance.started_at_utc, zone).map(|text| row("target", &text)));
    let paused = seconds_text(glance.paused_seconds);
    let often = breaks_text(glance.breaks);
    lines.extend(often.map(|often| row("paused", &format!("{paused} {often}"))));
    let uncounted = glance.uncounted_suffix();
    let wall = short_text(glance.wall_ms);
    lines.push(row("elapsed", &format!("{wall}{uncounted}")));
    let (then, last) = (&story.session.snapshot, &story.readings);
    let drift = Drift::between(then, last);
    let text = |of: &Snapshot| format!("{}{}", of.band_doubt(), band_text(of.cone.band));
    let band = moved(&text(then), &text(last), Some(drift.band));
    let over = |over: Option<&Overruled>, until: Option<DateTime<Utc>>| {
        let over = over.map(|over| format!(", {}", over.text(&typed(&over.source), "before")));
        let until = until.map(|until| format!(", until {}", day_and_time(until)));
        over.unwrap_or_default() + &until.unwrap_or_default()
    };
    let reason = typed(&last.cone.reason);
    let by =
        measured(&last.cone.provenance) + &over(last.band_overruled.as_ref(), last.band_until_utc);
    lines.push(row("band", format!("{band}{by}  {reason}").trim_end()));
    let text = |of: &Snapshot| format!("{}{}", of.health_doubt(), light_text(of.status.status));
    let (light, reasons) = (text(last), typed(&last.status.reasons.join("; ")));
    let health = moved(&text(then), &light, Some(drift.health));
    let by = measured(&last.status.provenance)
        + &over(last.health_overruled.as_ref(), last.health_until_utc);
    lines.push(row("health", format!("{health}{by}  {reasons}").trim_end()));
    lines
}

/// Returns who added a session later, and a line for each correction of it.
fn changed_later(session: &Session, now: &Moment, zone: &dyn Zone) -> Vec<String> {
    let by = |author: &Author| typed(&author.text(|at| zone.local(at), now.utc));
    let added = session.added.as_ref();
    let added = added.map(|author| format!("{}; band and health as said", by(author)));
    let corrected = session.corrections.iter().enumerate().map(|(nth, one)| {
        let edits: Vec<String> = one.edits.iter().map(|edit| edit_text(edit, zone)).collect();
        let label = if nth == 0 { "edits" } else { "" };
        row(label, &format!("{}, corrected {}", edits.join(", "), by(&one.by)))
    });
    added.map(|text| row("added", &text)).into_iter().chain(corrected).collect()
}

/// Returns the source that measured a reading, as in ", by deny-rate"; empty if a person gave it.
fn measured(provenance: &Provenance) -> String {
    provenance.source().map(|source| format!(", by {}", typed(source))).unwrap_or_default()
}

/// Returns who started the session and its names.
#[must_use]
pub fn names(glance: &SessionGlance) -> Vec<String> {
    let mut lines = vec![row("by", &who_text(&glance.operator, glance.interface))];
    lines.push(row("id", glance.id.as_str()));
    lines.extend(glance.agent_id.as_ref().map(|id| row("agent", &typed(id))));
    lines.extend(glance.workflow_id.as_ref().map(|id| row("workflow", &typed(id))));
    let metadata = (!glance.metadata.is_empty()).then(|| serde_json::to_string(&glance.metadata));
    lines.extend(metadata.and_then(Result::ok).map(|json| row("metadata", &typed(&json))));
    lines
}

fn frames(glance: &SessionGlance) -> Vec<[String; 4]> {
    let row = |ContextSum { frame, is_open }: &ContextSum| {
        let title = typed(frame.title.as_deref().unwrap_or_default());
        let spent = spent_text(frame.active_seconds, frame.estimate_seconds);
        let state = if *is_open { "open" } else { "" };
        [typed(&frame.name.to_string()), title, spent, state.to_owned()]
    };
    let ContextSums { contexts, without_seconds, .. } = &glance.context_sums;
    let none =
        || ["no context".into(), String::new(), seconds_text(*without_seconds), String::new()];
    let without = (*without_seconds > 0).then(none);
    contexts.iter().map(row).chain(without).collect()
}

/// Returns the pieces of active time, each with its length.
fn spans(story: &Story, glance: &SessionGlance, now: &Moment, zone: &dyn Zone) -> Vec<String> {
    let count = story.session.folded_spans.count;
    let pieces = story.session.worked_pieces(now);
    let listed = pieces.iter().map(|piece| piece.ms).fold(0, u64::saturating_add);
    let before_ms = glance.active_ms.saturating_sub(listed);
    let earlier = (count > 0).then(|| {
        let name = format!("{} before", count_text(count, "span"));
        [name, String::new(), short_text(before_ms), String::new()]
    });
    let row = |piece: &Worked| {
        let start = zone.local(piece.from_utc);
        let times = match piece.until_utc {
            Some(end) => times(start, zone.local(end)),
            None => format!("{}–now", time_text(start)),
        };
        let said = said_in(&story.session, piece, zone);
        [start.date().to_string(), times, short_text(piece.ms), said]
    };
    let rows: Vec<_> = earlier.into_iter().chain(pieces.iter().map(row)).collect();
    table::lines(&rows)
}

/// Returns what of a piece a person said later; empty if it was measured. All of an added session was
/// said.
fn said_in(session: &Session, piece: &Worked, zone: &dyn Zone) -> String {
    if session.added.is_some() {
        return String::new();
    }
    let ends_before = |at| piece.until_utc.is_none_or(|until| at <= until);
    let said = session.spans.iter().filter(|span| span.said).filter_map(|span| {
        let (from, to) = (span.start.at_utc, span.ended_at_utc?);
        let is_in_it = from >= piece.from_utc && ends_before(to);
        let is_all = from == piece.from_utc && piece.until_utc == Some(to);
        let range = || times(zone.local(from), zone.local(to));
        is_in_it.then(|| if is_all { "said".to_owned() } else { format!("{} said", range()) })
    });
    said.collect::<Vec<_>>().join(", ")
}

/// Returns the gaps, each with its answer.
fn gaps(glance: &SessionGlance, zone: &dyn Zone) -> Vec<String> {
    let row = |gap: &GapGlance| {
        let (from, until) = (zone.local(gap.from_utc), zone.local(gap.until_utc));
        let end =
            if until.date() == from.date() { time_text(until) } else { date_time_text(until) };
        let (date, times) = (from.date().to_string(), format!("{}–{end}", time_text(from)));
        [gap.id.to_string(), date, times, gap.absence(), gap.verdict()]
    };
    table::lines(&glance.gaps.iter().map(row).collect::<Vec<_>>())
}

/// Returns the time, the operator with the interface, the verb and the details of an activity; the
/// details name the session if it is another one.
#[must_use]
pub fn activity(activity: &Activity, glance: &SessionGlance, zone: &dyn Zone) -> [String; 4] {
    let elsewhere = activity.session.filter(|key| *key != glance.key);
    let elsewhere = elsewhere.map(|key| format!("{key} ")).unwrap_or_default();
    [
        date_time_text(zone.local(activity.at_utc)),
        who_text(&activity.by.operator, activity.by.interface),
        activity.verb.past().to_owned(),
        format!("{elsewhere}{}", log::details(activity, zone)),
    ]
}
