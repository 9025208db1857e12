//! The palette over the screen: the line that is typed, and the actions that match.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use crate::failure::Words;

use super::super::bindings::{BINDINGS, Binding};
use super::super::model::Model;
use super::super::palette::Palette;
use super::frame::{self, Focus};
use super::layout::Form;
use super::text::{fit, padded, safe, wrap};
use super::typed;

const MOST_COLUMNS: u16 = 96;
const NAME_COLUMNS: usize = 12;
const KEY_COLUMNS: usize = 12;
/// Where an action's text begins.
const TEXT_AT: usize = 2 + NAME_COLUMNS + 1 + KEY_COLUMNS + 1;
/// The most rows the text of the chosen action takes.
const TEXT_ROWS: usize = 4;

/// Draws the palette; returns where the cursor stands.
pub(super) fn draw(
    model: &Model,
    palette: &Palette,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let place = place(area);
    let inner = frame::inner(Form::Wide, place);
    let list = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
    let rows = palette.rows();
    let columns = usize::from(list.width);
    let chosen = palette.chosen().map(|binding| chosen(model, binding, columns));
    let chosen = chosen.unwrap_or_default();
    let first = (palette.selected() + chosen.len()).saturating_sub(list.height.into());
    let hidden = (first > 0, first + usize::from(list.height) < rows.len());
    Clear.render(place, buffer);
    frame::draw(model, Form::Wide, "actions", Focus::Here, hidden, place, buffer);
    if rows.is_empty() {
        Line::raw("No action is called that").render(list, buffer);
    }
    let above = rows.iter().take(palette.selected()).skip(first);
    let below = rows.iter().skip(palette.selected() + 1);
    let plain = |binding: &&'static Binding| plain(model, binding, columns);
    let lines = above.map(plain).chain(chosen).chain(below.map(plain));
    for (line, place) in lines.zip(list.rows()) {
        line.render(place, buffer);
    }
    typed::draw(model, "›", palette.line(), inner, buffer)
}

/// As high as all actions need, whatever is typed: the box does not jump.
fn place(area: Rect) -> Rect {
    let width = area.width.min(MOST_COLUMNS);
    let height = u16::try_from(BINDINGS.len() + 2).unwrap_or(u16::MAX).min(area.height);
    let x = area.x + (area.width - width) / 2;
    Rect { x, y: area.y + (area.height - height) / 3, width, height }
}

/// Returns an action's row.
fn plain(model: &Model, binding: &Binding, columns: usize) -> Line<'static> {
    let theme = model.theme();
    let is_refused = refusal(model, binding).is_some();
    let (name, key) =
        if is_refused { (theme.plain(), theme.plain()) } else { (theme.strong(), theme.key()) };
    Line::from(vec![
        Span::raw("  "),
        Span::styled(format!("{:<NAME_COLUMNS$} ", binding.action.name()), name),
        Span::styled(keys(model, binding), key),
        Span::raw(fit(&text(model, binding), columns.saturating_sub(TEXT_AT))),
    ])
}

/// Returns the rows of the action that Enter runs: what is said of it, it says whole.
fn chosen(model: &Model, binding: &Binding, columns: usize) -> Vec<Line<'static>> {
    let mut head = format!("› {:<NAME_COLUMNS$} {}", binding.action.name(), keys(model, binding));
    let rows = wrap(&text(model, binding), columns.saturating_sub(TEXT_AT), TEXT_ROWS);
    let row = |row: String| {
        let text = format!("{}{row}", std::mem::replace(&mut head, " ".repeat(TEXT_AT)));
        Line::styled(padded(&text, columns), model.theme().chosen())
    };
    rows.into_iter().map(row).collect()
}

fn keys(model: &Model, binding: &Binding) -> String {
    format!("{:<KEY_COLUMNS$} ", model.taste.bindings.names(binding.action))
}

/// Returns what an action does; first why it does not do so now.
fn text(model: &Model, binding: &Binding) -> String {
    match refusal(model, binding) {
        None => binding.help.to_owned(),
        Some(words) => format!("not now: {} · {}", safe(&words.why), binding.help),
    }
}

fn refusal(model: &Model, binding: &Binding) -> Option<Words> {
    model.refusal(binding.verb_in(model.phase())?)
}
