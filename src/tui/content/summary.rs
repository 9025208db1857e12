//! The summary of a session that is about to end, as a small table.

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{
    Artifact, ContextSum, ContextSums, FrameGlance, Glance, SessionGlance, Trend, Verb,
    breaks_text, seconds_text, short_text,
};
use crate::tui::look::{fit, minutes, safe};
use crate::tui::model::Model;

use super::cut_rows::RowGroup;
use super::governance::mark;
use super::labelled::{LABEL_COLUMNS, labelled};
use super::{against_rules, cut_rows};

/// The most contexts that are named; the others are counted.
const CONTEXTS_MAX: usize = 6;
/// The most tasks and artifacts that are named.
const NAMED_MAX: usize = 3;

/// Returns the table in at most `rows` rows, if it can be cut so far; `ended` is the session at the end that
/// is typed, `None` for now.
pub fn lines(
    model: &Model,
    glance: &Glance,
    ended: Option<&SessionGlance>,
    (columns, rows): (usize, usize),
) -> Vec<Line<'static>> {
    let Some(live) = &glance.session else { return vec![] };
    let ended = ended.unwrap_or(live);
    let plain =
        |word: &str, text: String| labelled(model.settings.theme, word, vec![Span::raw(text)]);
    let active = Span::styled(short_text(ended.active_ms), model.settings.theme.strong());
    let wall = seconds_text(ended.wall_seconds);
    let since = model.time_of(live.started_at_utc);
    let mut lines = vec![
        labelled(model.settings.theme, "active", vec![active]),
        plain("paused", paused(ended)),
    ];
    let gaps = gaps(model, glance, ended);
    lines.extend(gaps.map(|text| plain("gaps", fit(&text, columns.saturating_sub(LABEL_COLUMNS)))));
    lines.push(plain("elapsed", format!("{wall}, since {since}")));
    let drifts = drifts(model, glance);
    let one = |texts: Vec<String>| texts.into_iter().map(|text| vec![text]).collect::<Vec<_>>();
    let open = against_rules::open(&model.playbooks.open());
    let steps = against_rules::steps(model, &live.playbook_steps);
    let overrides = against_rules::overrides(model, &live.overrides);
    let groups = vec![
        contexts(live, ended, columns),
        RowGroup::of("done", one(done(model)), NAMED_MAX),
        RowGroup::of("artifacts", one(artifacts(model)), NAMED_MAX),
        RowGroup::of("steps", steps, NAMED_MAX),
        RowGroup::of("open", open, NAMED_MAX),
        RowGroup::of("override", overrides, NAMED_MAX),
    ];
    let room = rows.saturating_sub(lines.len() + drifts.len());
    lines.extend(cut_rows::cut(model.settings.theme, groups, (columns, room)));
    lines.extend(drifts);
    lines
}

/// Returns the tasks that were completed in the session.
fn done(model: &Model) -> Vec<String> {
    let done = model.marks.iter().filter(|mark| mark.verb == Verb::Done);
    done.map(|mark| safe(&mark.text)).collect()
}

/// Returns what came out of the session.
fn artifacts(model: &Model) -> Vec<String> {
    let session = model.known.as_ref().and_then(|known| known.watch.live());
    let all = session.map_or(&[][..], |session| session.artifacts.as_slice());
    let text = |artifact: &Artifact| match &artifact.title {
        Some(title) => safe(&format!("{title} · {}", artifact.location)),
        None => safe(&artifact.location),
    };
    all.iter().rev().map(text).collect()
}

/// Returns the summary in one row.
pub fn row(glance: &Glance) -> String {
    let Some(live) = &glance.session else { return String::new() };
    let active = short_text(live.active_ms);
    let paused =
        if live.breaks == 0 { "no breaks".into() } else { format!("paused {}", paused(live)) };
    let uncounted = live.uncounted_suffix();
    format!("{active} active, {paused}{uncounted}")
}

/// Returns the drift of band and health since the start.
fn drifts(model: &Model, glance: &Glance) -> Vec<Line<'static>> {
    let governance = &glance.governance;
    let (Some(start), Some(drift)) = (&governance.at_start, &governance.drift) else {
        return vec![];
    };
    let (cone, health) = (&governance.cone, &governance.health);
    let band = change(start.cone.band.letter(), cone.band.letter(), drift.band);
    let light = change(start.status.status.word(), health.status.word(), drift.health);
    let row = |word, text, trend| {
        let spans =
            [Span::raw(text)].into_iter().chain(mark(trend, model.settings.theme)).collect();
        labelled(model.settings.theme, word, spans)
    };
    vec![row("band", band, drift.band), row("health", light, drift.health)]
}

fn change(then: &str, now: &str, trend: Trend) -> String {
    if trend == Trend::Same { format!("{now}, unchanged") } else { format!("{then} → {now}") }
}

/// Returns how long and how often a session was paused.
pub fn paused(session: &SessionGlance) -> String {
    let paused = minutes(session.paused_seconds.saturating_mul(1_000));
    match breaks_text(session.breaks) {
        Some(often) => format!("{paused} {often}"),
        None => "never".to_owned(),
    }
}

/// Returns the uncounted time, and how many gaps are still open.
fn gaps(model: &Model, glance: &Glance, ended: &SessionGlance) -> Option<String> {
    let uncounted = ended.uncounted_text();
    if glance.gaps.is_empty() {
        return uncounted;
    }
    let uncounted = uncounted.map(|text| format!(", {text}")).unwrap_or_default();
    let key = model.key_of(Action::Gap);
    Some(format!("{} open{uncounted}; you can answer later with {key}", glance.gaps.len()))
}

/// Returns each context once with its time at the end; behind them the time without one, and what a time
/// holds.
fn contexts(live: &SessionGlance, ended: &SessionGlance, columns: usize) -> RowGroup {
    let ContextSums { contexts, without_seconds, .. } = &ended.context_sums;
    let closes = |frame: &FrameGlance| {
        let is_open = live.context_stack.iter().any(|open| open.name == frame.name);
        if is_open { ", closes" } else { "" }
    };
    let room = columns.saturating_sub(LABEL_COLUMNS);
    let text = |ContextSum { frame, .. }: &ContextSum| {
        let time = seconds_text(frame.active_seconds);
        let title = frame.title.as_deref().map(|title| format!("  {}", safe(title)));
        let name = safe(&frame.name.to_string());
        fit(&format!("{name}  {time}{}{}", closes(frame), title.unwrap_or_default()), room)
    };
    let items = contexts.iter().map(|sum| vec![text(sum)]).collect();
    let without =
        (*without_seconds > 0).then(|| format!("no context  {}", seconds_text(*without_seconds)));
    let note = ended.context_sums.note().map(|note| format!("({note})"));
    let tail = without.into_iter().chain(note).collect();
    RowGroup::of("contexts", items, CONTEXTS_MAX).with_tail(tail)
}
