//! The palette: the actions that match, and where each lies.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::failure::Words;
use crate::tui::geometry::{Form, below_line, box_over};
use crate::tui::input::{BINDINGS, Binding};
use crate::tui::look::{fit, padded, safe, wrap};
use crate::tui::model::Model;
use crate::tui::screens::ActionPalette;

const MOST_COLUMNS: u16 = 96;
const NAME_COLUMNS: usize = 12;
const KEY_COLUMNS: usize = 12;
/// The column at which the text of an action begins.
const TEXT_AT: usize = 2 + NAME_COLUMNS + 1 + KEY_COLUMNS + 1;
/// The most rows the text of the chosen action takes.
const TEXT_ROWS: usize = 4;

/// Where the parts of the palette lie.
#[derive(Debug)]
pub struct PaletteRows {
    pub place: Rect,
    pub inner: Rect,
    pub list: Rect,
    /// The rows of the chosen action.
    pub chosen: Vec<Line<'static>>,
    /// The first visible row of the list.
    pub first: usize,
}

impl PaletteRows {
    /// Returns where the parts lie when the palette lies over an area.
    pub fn of(model: &Model, palette: &ActionPalette, area: Rect) -> Self {
        let place = place(area);
        let inner = Form::Wide.inner(place);
        let list = below_line(true, inner);
        let rows = palette.chosen().map(|binding| chosen(model, binding, list.width.into()));
        let chosen = rows.unwrap_or_default();
        let first = (palette.selected() + chosen.len()).saturating_sub(list.height.into());
        Self { place, inner, list, chosen, first }
    }
}

/// Returns the box: as high as all actions need, so that it does not jump while typing.
fn place(area: Rect) -> Rect {
    let height = u16::try_from(BINDINGS.len() + 2).unwrap_or(u16::MAX).min(area.height);
    Rect { y: area.y + (area.height - height) / 3, height, ..box_over(area, MOST_COLUMNS) }
}

/// Returns the number of the action at a position.
pub fn row_at(model: &Model, palette: &ActionPalette, area: Rect, at: Position) -> Option<usize> {
    let PaletteRows { list, chosen, first, .. } = PaletteRows::of(model, palette, area);
    let line = first + usize::from(at.y.checked_sub(list.y)?);
    let below = palette.selected() + chosen.len();
    let nth = if line < below { line.min(palette.selected()) } else { line + 1 - chosen.len() };
    (list.contains(at) && nth < palette.rows().len()).then_some(nth)
}

/// Returns the visible lines of the list.
pub fn lines(model: &Model, palette: &ActionPalette, at: PaletteRows) -> Vec<Line<'static>> {
    let rows = palette.rows();
    if rows.is_empty() {
        return vec![Line::raw("No match")];
    }
    let plain = |binding: &&'static Binding| plain(model, binding, at.list.width.into());
    let above = rows.iter().take(palette.selected()).skip(at.first);
    let below = rows.iter().skip(palette.selected() + 1);
    above.map(plain).chain(at.chosen).chain(below.map(plain)).collect()
}

/// Returns the row of an action.
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

/// Returns the rows of the chosen action, with its whole text.
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
    format!("{:<KEY_COLUMNS$} ", model.settings.bindings.names(binding.action))
}

/// Returns why an action is refused now, and what it does.
fn text(model: &Model, binding: &Binding) -> String {
    match refusal(model, binding) {
        None => binding.help.to_owned(),
        Some(words) => format!("unavailable: {} · {}", safe(&words.why), binding.help),
    }
}

fn refusal(model: &Model, binding: &Binding) -> Option<Words> {
    model.refusal(binding.verb_in(model.phase())?)
}
