//! The live session: what the eye should meet first. The phase, the clock, then all the rest.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::config::Action;
use crate::core::{Phase, SessionGlance, Verb};

use super::super::model::Model;
use super::super::toast::Tone;
use super::clock::Digits;
use super::frame::{self, Focus};
use super::layout::{Form, Panes};
use super::questions;
use super::strip;
use super::text::{ago, clock, fit, minutes, safe, time_of, width, wrap};

/// Draws the pane.
pub(super) fn draw(model: &Model, panes: &Panes, buffer: &mut Buffer) {
    let area = panes.session;
    if area.height < 2 {
        return;
    }
    let shown = model.glance().and_then(|glance| glance.shown());
    let title = match shown {
        Some(session) if session.phase.is_live() => session.key.to_string(),
        Some(session) => format!("last session · {}", session.key),
        None => "session".to_owned(),
    };
    frame::draw(model, panes.form, &title, Focus::Never, (false, false), area, buffer);
    let inner = frame::inner(panes.form, area);
    match shown {
        Some(session) => draw_session(model, session, panes.form, inner, buffer),
        None => draw_empty(model, inner, buffer),
    }
}

fn draw_empty(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = model.theme();
    let lines = match (&model.trouble, &model.known) {
        (None, Some(_)) => vec![
            Line::styled("No session yet", theme.strong()),
            Line::from(vec![
                Span::styled(model.key_of(Action::Start), theme.key()),
                Span::raw(" starts the first one"),
            ]),
        ],
        (None, None) => vec![Line::raw("Reading the store…")],
        (Some(_), _) => vec![Line::raw("Nothing could be read")],
    };
    let top = area.height.saturating_sub(2) / 2;
    for (line, row) in lines.into_iter().zip(area.rows().skip(top.into())) {
        line.centered().render(row, buffer);
    }
}

fn draw_session(
    model: &Model,
    session: &SessionGlance,
    form: Form,
    area: Rect,
    buffer: &mut Buffer,
) {
    let columns = usize::from(area.width);
    let notes = session.notes.as_deref().map(safe).unwrap_or_default();
    let note_rows = match (form, area.height) {
        (_, 0..=6) => 0,
        (Form::Wide, _) => 3,
        (_, 7..=9) => 1,
        _ => 2,
    };
    let notes = wrap(&notes, columns, note_rows);
    // What waits for an answer goes before everything but the clock.
    let question = model.glance().and_then(|glance| questions::open(model, glance));
    let question = wrap(&question.unwrap_or_default(), columns, 2);
    let has_strip = area.height > 5;
    let today = model.local(session.started_at_utc).date() == model.local(model.now.utc).date();
    let fact_rows = match area.height {
        9.. => 2,
        3.. => 1,
        // The phase and the clock need what there is.
        _ => 0,
    };
    // A strip of today begins with the time of the start.
    let started = format!("started {}", time_of(model, session.started_at_utc));
    let started = (!has_strip || !today).then_some(started);
    let facts = facts(started, session, columns, fact_rows);
    let below = count(&question) + count(&notes) + u16::from(has_strip) + count(&facts);
    let clock = clock(model, session.active_ms);
    let room = area.height.saturating_sub(1 + below);
    let digits = Digits::largest(&clock, model.taste.ascii, area.width, room);
    // Blank rows where they set apart: first the phase from the clock of its colour.
    let mut spare = room.saturating_sub(digits.height());
    let mut gap = |wanted: bool| {
        let rows = u16::from(wanted && spare > 0);
        spare -= rows;
        rows
    };
    let over_clock = gap(true);
    let under_clock = gap(below > 0);
    let under_notes = gap(!notes.is_empty() && has_strip);
    let over_phase = gap(form != Form::Column && area.height > 10);

    let mut y = area.y + over_phase;
    put(phase_line(model, session, columns, over_clock > 0), area, y, buffer);
    y += 1 + over_clock;
    let at = Rect { y, height: digits.height(), ..area }.intersection(area);
    let style = model.theme().phase(session.phase);
    if !at.is_empty() {
        digits.draw(&clock, style, at, buffer);
    }
    y += digits.height() + under_clock;
    for line in question {
        put(Line::styled(line, model.theme().tone(Tone::Warning)), area, y, buffer);
        y += 1;
    }
    for note in notes {
        put(Line::styled(note, model.theme().strong()), area, y, buffer);
        y += 1;
    }
    y += under_notes;
    if has_strip {
        put(strip_line(model, session, columns), area, y, buffer);
        y += 1;
    }
    for fact in facts {
        put(Line::raw(fact), area, y, buffer);
        y += 1;
    }
}

/// Returns the sign of a phase.
pub(super) fn glyph(phase: Phase) -> &'static str {
    match phase {
        Phase::Active => "●",
        Phase::Paused => "‖",
        Phase::Ended | Phase::Cancelled => "■",
    }
}

/// Returns the phase and since when; lit where a blank row sets it apart from the clock.
fn phase_line(model: &Model, session: &SessionGlance, columns: usize, lit: bool) -> Line<'static> {
    let theme = model.theme();
    let now = model.now.utc;
    let since = time_of(model, session.phase_since_utc);
    let word = session.phase.word().to_uppercase();
    let mut badge = format!("{} {word}", glyph(session.phase));
    let mut style = theme.phase(session.phase);
    if lit && session.phase.is_live() {
        badge = format!(" {badge} ");
        style = style.add_modifier(Modifier::REVERSED);
    }
    let about = match (&model.trouble, session.phase) {
        (Some(trouble), _) => {
            format!("as last known at {}", time_of(model, trouble.since))
        }
        (None, Phase::Active) => format!("since {since}"),
        (None, Phase::Paused) => {
            let reason = session.pause_reason.as_deref().map(safe);
            let for_ms = session.present_pause_seconds.saturating_mul(1_000);
            let reason = reason.map(|reason| format!(" · {reason}")).unwrap_or_default();
            format!("since {since}, {}{reason}", minutes(for_ms))
        }
        (None, Phase::Ended | Phase::Cancelled) => ago(session.phase_since_utc, now),
    };
    let mut spans = vec![Span::styled(badge, style)];
    let room = columns.saturating_sub(spans.iter().map(Span::width).sum::<usize>() + 2);
    spans.push(Span::raw(format!("  {}", fit(&about, room))));
    if session.phase.is_live() || model.refusal(Verb::Start).is_some() {
        return Line::from(spans);
    }
    let (key, next) = (model.key_of(Action::Start), " starts the next one");
    let used: usize = spans.iter().map(Span::width).sum();
    if used + 2 + width(&key) + next.len() <= columns {
        spans.push(Span::raw("  "));
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw(next));
    }
    Line::from(spans)
}

pub(super) fn strip_line(model: &Model, session: &SessionGlance, columns: usize) -> Line<'static> {
    let clock = |at| model.local(at).format("%H:%M").to_string();
    let from = format!("{} ", clock(session.started_at_utc));
    let to = match session.ended_at_utc {
        Some(ended) => format!(" {}", clock(ended)),
        None if model.trouble.is_some() => " ?".to_owned(),
        None => " now".to_owned(),
    };
    let room = columns.saturating_sub(width(&from) + width(&to));
    let mut spans = vec![Span::raw(from)];
    spans.extend(strip::spans(session, room, model.theme()));
    spans.push(Span::raw(to));
    Line::from(spans)
}

/// Returns what else there is to know, in at most `rows` rows.
fn facts(
    started: Option<String>,
    session: &SessionGlance,
    columns: usize,
    rows: usize,
) -> Vec<String> {
    let paused = minutes(session.paused_seconds.saturating_mul(1_000));
    let breaks = match session.breaks {
        0 => "no breaks".to_owned(),
        1 => format!("{paused} paused in 1 break"),
        breaks => format!("{paused} paused in {breaks} breaks"),
    };
    let wall = format!("{} wall time", minutes(session.wall_seconds.saturating_mul(1_000)));
    let by = format!("by {} ({})", safe(&session.operator), session.source.name());
    let mut lines = vec![String::new()];
    for fact in started.into_iter().chain([breaks, wall, by]) {
        let Some(line) = lines.last_mut() else { break };
        let joined = if line.is_empty() { fact.clone() } else { format!("{line} · {fact}") };
        if width(&joined) <= columns {
            *line = joined;
        } else if lines.len() < rows {
            lines.push(fit(&fact, columns));
        }
    }
    lines
}

fn put(line: Line<'_>, area: Rect, y: u16, buffer: &mut Buffer) {
    if y < area.bottom() {
        line.render(Rect { y, height: 1, ..area }, buffer);
    }
}

fn count<T>(rows: &[T]) -> u16 {
    u16::try_from(rows.len()).unwrap_or(u16::MAX)
}
