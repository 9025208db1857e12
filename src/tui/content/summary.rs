//! The summary of a session that is about to end, as a small table.

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{Glance, SessionGlance, Trend, breaks_text, seconds_text, short_text};
use crate::tui::look::{fit, minutes, safe};
use crate::tui::model::Model;

use super::governance::mark;
use super::labelled::{LABEL_COLUMNS, labelled};

/// The most contexts that are named; the others are counted.
const CONTEXTS_MAX: usize = 6;

/// Returns the table; `ended` is the session at the end that is typed, `None` for now.
pub fn lines(
    model: &Model,
    glance: &Glance,
    ended: Option<&SessionGlance>,
    columns: usize,
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
    let contexts = contexts(live, ended, columns).into_iter().enumerate();
    lines.extend(contexts.map(|(nth, text)| plain(if nth == 0 { "contexts" } else { "" }, text)));
    lines.extend(drifts(model, glance));
    lines
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

/// Returns each context with its time, the open ones first, innermost first.
fn contexts(live: &SessionGlance, ended: &SessionGlance, columns: usize) -> Vec<String> {
    // The open ones were entered before the end: each loses what the session loses.
    let lost_seconds = live.active_seconds.saturating_sub(ended.active_seconds);
    let open = live.context_stack.iter().rev().map(|frame| (frame, lost_seconds, ", closes"));
    let all: Vec<_> = open.chain(live.closed_frames.iter().map(|frame| (frame, 0, ""))).collect();
    let room = columns.saturating_sub(LABEL_COLUMNS);
    let mut texts: Vec<String> = all
        .iter()
        .take(CONTEXTS_MAX)
        .map(|(frame, lost_seconds, how)| {
            let time = seconds_text(frame.active_seconds.saturating_sub(*lost_seconds));
            fit(&format!("{}  {time}{how}", safe(&frame.name.to_string())), room)
        })
        .collect();
    if all.len() > CONTEXTS_MAX {
        texts.push(format!("and {} more", all.len() - CONTEXTS_MAX));
    }
    texts
}
