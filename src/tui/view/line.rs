//! The panel in one row, for where there is no room for more: sign, clock, key, band, health and
//! the innermost context. A second and third row hold a prompt and a toast where there are any.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::config::Action;
use crate::core::{Glance, Phase, SessionKey, Trend};

use super::super::model::{Model, Over, Screen};
use super::super::prompt::{Ask, Prompt};
use super::governance::drift;
use super::session::glyph;
use super::text::{clock, fit, safe, width, wrap};
use super::{dialog, fields, questions, summary, toasts};

/// Draws the row, and what lies over it; returns where the cursor stands.
pub(super) fn draw(model: &Model, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = model.theme();
    let mut rows = area.rows();
    let first = rows.next()?;
    let last = area.rows().next_back().unwrap_or(first);
    let columns = usize::from(area.width);
    state(model, columns).render(first, buffer);
    if let Some(toast) = model.toasts.last() {
        blank(last, buffer);
        Line::styled(toasts::row(toast, columns), theme.tone(toast.tone)).render(last, buffer);
    }
    if let Over::Prompt(prompt) = &model.over {
        return draw_prompt(model, prompt, rows.next().unwrap_or(first), buffer);
    }
    if let Some(what) = lacks_room(model) {
        blank(last, buffer);
        Line::raw(fit(&format!("{what} 40×8; Esc leaves it"), columns)).render(last, buffer);
    }
    None
}

/// Returns what is open and finds no room in a row.
fn lacks_room(model: &Model) -> Option<&'static str> {
    Some(match (&model.over, model.screen()) {
        (Over::Help { .. }, _) => "Help needs",
        (Over::Palette(_), _) => "The palette needs",
        (_, Screen::History) => "The history needs",
        (_, Screen::Story) => "One session needs",
        (_, Screen::Panel) if model.is_filtering() => "A filter needs",
        (_, Screen::Panel) => return None,
    })
}

fn draw_prompt(model: &Model, prompt: &Prompt, row: Rect, buffer: &mut Buffer) -> Option<Position> {
    blank(row, buffer);
    let field = prompt.field()?;
    let name = match prompt.fields.len() {
        1 if prompt.ask == Ask::Forgotten => "goes on› ".to_owned(),
        1 => format!("{}› ", prompt.ask.verb().word()),
        all => format!("{} {}/{all}› ", field.name.word(), prompt.at + 1),
    };
    let used = u16::try_from(name.chars().count()).unwrap_or(0).min(row.width);
    Line::styled(name, model.theme().key()).render(row, buffer);
    let place = Rect { x: row.x + used, width: row.width - used, ..row };
    let bottom = buffer.area.bottom();
    let below = (row.y + 1..bottom).map(|y| Rect { y, ..row });
    let told = told(model, prompt);
    let lines = wrap(&told, row.width.into(), below.len());
    for (line, row) in lines.into_iter().zip(below) {
        blank(row, buffer);
        Line::raw(line).render(row, buffer);
    }
    fields::draw(model, prompt, field, place, buffer)
}

/// Returns what there is to say below the field: why the last answer was not taken, what cannot
/// be meant by this one, or what it is about.
fn told(model: &Model, prompt: &Prompt) -> String {
    let Some(sight) = model.sight() else { return String::new() };
    if let Some(words) = &prompt.refusal {
        return format!("× {}: {}", safe(&words.why), safe(&words.next));
    }
    let said = dialog::said_of(sight, prompt, prompt.at);
    if !said.is_empty() {
        return said.join("; ");
    }
    if let Some(outcome) = questions::outcome(sight, prompt) {
        return outcome;
    }
    match prompt.ask {
        Ask::End => summary::row(sight.glance),
        Ask::Gap(_) => questions::gap(model, sight.glance).unwrap_or_default(),
        Ask::Forgotten => questions::forgotten(model, sight.glance).unwrap_or_default(),
        _ => String::new(),
    }
}

fn state(model: &Model, columns: usize) -> Line<'static> {
    let theme = model.theme();
    if model.trouble.is_some() {
        return Line::styled("▲ the store needs attention", model.taste.theme.banner());
    }
    let Some(glance) = model.glance() else { return Line::raw("…") };
    let Some(session) = &glance.session else {
        let mut spans = vec![Span::raw("■ "), Span::raw("no session  ")];
        spans.extend([
            Span::styled(model.key_of(Action::Start), theme.key()),
            Span::raw(" start  "),
        ]);
        spans.extend(governance(model, glance));
        return Line::from(spans);
    };
    let style = theme.phase(session.phase);
    let mut spans = vec![Span::styled(
        format!("{} {}", glyph(session.phase), clock(model, session.active_ms)),
        style,
    )];
    if session.phase == Phase::Paused {
        spans.push(Span::styled(" paused", style));
    }
    let governance = governance(model, glance);
    let top = session.context_stack.last().map(|top| safe(&top.name.id)).unwrap_or_default();
    let taken: usize = spans.iter().chain(&governance).map(Span::width).sum();
    let room = columns.saturating_sub(taken + 1);
    spans.push(Span::raw(match key(session.key, room.saturating_sub(width(&top) + 1)) {
        Some(key) => format!(" {key} "),
        None => " ".to_owned(),
    }));
    spans.extend(governance);
    let used: usize = spans.iter().map(Span::width).sum();
    spans.push(Span::raw(format!(" {}", fit(&top, columns.saturating_sub(used + 1)))));
    Line::from(spans)
}

/// Returns a session's key in at most `columns`, short where need be. It gives way to band, health
/// and context: those are what somebody glances at, and only one session is live.
fn key(key: SessionKey, columns: usize) -> Option<String> {
    let short = format!("#{:03}", key.0);
    [key.to_string(), short].into_iter().find(|key| width(key) < columns)
}

fn governance(model: &Model, glance: &Glance) -> Vec<Span<'static>> {
    let theme = model.theme();
    let (band, health) = drift(glance);
    let marked = |text: &str, trend| {
        if trend == Trend::Same { text.to_owned() } else { format!("▲{text}") }
    };
    let lit = |plain, trend| if trend == Trend::Same { plain } else { theme.drift(trend) };
    let light = glance.governance.health.status;
    vec![
        Span::styled(marked(glance.governance.cone.band.letter(), band), lit(theme.strong(), band)),
        Span::raw(" "),
        Span::styled(marked(light.word(), health), lit(theme.light(light), health)),
    ]
}

fn blank(row: Rect, buffer: &mut Buffer) {
    ratatui::widgets::Clear.render(row, buffer);
}
