//! The palette: the actions that match, and where each lies. The rows below the list say why the
//! selected one is not possible now.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::tui::geometry::{Form, below_line, box_over};
use crate::tui::input::{BINDINGS, Binding};
use crate::tui::look::{fit, padded, safe, wrap};
use crate::tui::model::Model;
use crate::tui::screens::ActionPalette;

const MOST_COLUMNS: u16 = 96;
const NAME_COLUMNS: usize = 12;
const KEY_COLUMNS: usize = 12;
/// The column at which the text of an action begins.
const TEXT_AT: usize = 3 + NAME_COLUMNS + 1 + KEY_COLUMNS + 1;
/// The most rows of a reason.
const REASON_ROWS: u16 = 2;
/// From this height on there is room for a reason below the list.
const WITH_REASON: u16 = 6;

/// Where the parts of the palette lie.
#[derive(Debug)]
pub struct PaletteRows {
    pub place: Rect,
    pub inner: Rect,
    pub list: Rect,
    /// Where the reason lies.
    pub below: Rect,
    /// The first visible row of the list.
    pub first: usize,
}

impl PaletteRows {
    /// Returns where the parts lie when the palette lies over an area.
    pub fn of(palette: &ActionPalette, area: Rect) -> Self {
        let place = place(area);
        let inner = Form::Wide.inner(place);
        let all = below_line(true, inner);
        let reason = if all.height < WITH_REASON { 0 } else { REASON_ROWS };
        let list = Rect { height: all.height - reason, ..all };
        let below = Rect { y: list.bottom(), height: reason, ..all };
        let first = (palette.selected() + 1).saturating_sub(list.height.into());
        Self { place, inner, list, below, first }
    }
}

/// Returns the box: as high as all actions need, so that it does not jump while typing.
fn place(area: Rect) -> Rect {
    let rows = u16::try_from(BINDINGS.len() + 2).unwrap_or(u16::MAX);
    let height = rows.saturating_add(REASON_ROWS).min(area.height);
    Rect { y: area.y + (area.height - height) / 3, height, ..box_over(area, MOST_COLUMNS) }
}

/// Returns the number of the action at a position.
pub fn row_at(model: &Model, palette: &ActionPalette, area: Rect, at: Position) -> Option<usize> {
    let PaletteRows { list, first, .. } = PaletteRows::of(palette, area);
    let nth = first + usize::from(at.y.checked_sub(list.y)?);
    (list.contains(at) && nth < model.actions(palette).len()).then_some(nth)
}

/// Returns the visible lines of the list.
pub fn lines(model: &Model, palette: &ActionPalette, at: &PaletteRows) -> Vec<Line<'static>> {
    let rows = model.actions(palette);
    if rows.is_empty() {
        return vec![Line::raw("No match")];
    }
    let visible = rows.iter().enumerate().skip(at.first).take(at.list.height.into());
    let line = |(nth, binding): (usize, &&'static Binding)| {
        line(model, binding, nth == palette.selected(), at.list.width.into())
    };
    visible.map(line).collect()
}

/// Returns the reason why the selected action is not possible now.
pub fn reason(model: &Model, palette: &ActionPalette, below: Rect) -> Vec<Line<'static>> {
    let words = model.chosen_action(palette).and_then(|binding| model.why_not(binding));
    let Some(words) = words else { return vec![] };
    let text = safe(&format!("× {}: {}", words.why, words.next));
    let rows = wrap(&text, below.width.into(), below.height.into());
    rows.into_iter().map(Line::raw).collect()
}

/// Returns the row of an action.
fn line(model: &Model, binding: &Binding, selected: bool, columns: usize) -> Line<'static> {
    let theme = model.theme();
    let is_refused = model.why_not(binding).is_some();
    let mark = if is_refused { "×" } else { " " };
    let name = format!("{:<NAME_COLUMNS$} ", binding.action.name());
    let keys = model.settings.bindings.names(binding.action, model.place());
    let keys = format!("{keys:<KEY_COLUMNS$} ");
    let text = fit(binding.help, columns.saturating_sub(TEXT_AT));
    if selected {
        return Line::styled(
            padded(&format!("›{mark} {name}{keys}{text}"), columns),
            theme.chosen(),
        );
    }
    let mark = Span::styled(format!(" {mark} "), theme.quiet());
    if is_refused {
        let all = format!("{name}{keys}{text}");
        return Line::from(vec![mark, Span::styled(all, theme.quiet())]);
    }
    Line::from(vec![
        mark,
        Span::styled(name, theme.strong()),
        Span::styled(keys, theme.key()),
        Span::raw(text),
    ])
}
