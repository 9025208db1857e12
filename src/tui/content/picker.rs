//! The picker of contexts: its rows, and where they lie.

use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{FrameRef, TaskChoice, find_words, seconds_text};
use crate::tui::geometry::{Form, below_line, box_over};
use crate::tui::look::{Theme, fit, marked, safe, spans_width, thousands, width};
use crate::tui::model::Model;
use crate::tui::tasks::{PickerRow, TaskPicker};

use super::labelled::LABEL_COLUMNS;
use super::task_signs::{shown_name, status_sign};

const MOST_COLUMNS: u16 = 96;
/// The most and the least rows of the list.
const MOST_ROWS: u16 = 12;
const LEAST_ROWS: u16 = 4;
/// The rows below the list: what would be left, or why not.
const BELOW: u16 = 3;
/// The most columns of a name.
const NAME_MOST: usize = 24;
/// The columns of the sign of a row, with the mark of the selected one.
const SIGN_COLUMNS: usize = 4;

/// Where the parts of the picker lie.
#[derive(Debug)]
pub struct PickerPlaces {
    pub place: Rect,
    /// The row of the line.
    pub line: Rect,
    pub list: Rect,
    /// The rows below the list.
    pub below: Rect,
    /// The row of the time; empty without room for it.
    pub when: Rect,
    /// The first visible row of the list.
    pub first: usize,
}

impl PickerPlaces {
    /// Returns where the parts lie when the picker lies over an area. `asks_when` says whether the time is
    /// typed now.
    pub fn of(picker: &TaskPicker, asks_when: bool, area: Rect) -> Self {
        let place = place(picker, area);
        let inner = Form::Wide.inner(place);
        let line = Rect { height: inner.height.min(1), ..inner };
        let rest = below_line(true, inner);
        let when = u16::from(rest.height >= 3 || asks_when).min(rest.height);
        let below = BELOW.min((rest.height - when) / 2);
        let list = Rect { height: rest.height - when - below, ..rest };
        let below = Rect { y: list.bottom(), height: below, ..rest };
        let when = Rect { y: below.bottom(), height: when, ..rest };
        let first = (picker.selected() + 1).saturating_sub(list.height.into());
        Self { place, line, list, below, when, first }
    }
}

/// Returns the box. It has the same height while somebody types.
fn place(picker: &TaskPicker, area: Rect) -> Rect {
    // Whatever is typed, a new task has a row.
    let rows = u16::try_from(picker.count() + 1).unwrap_or(u16::MAX);
    let rows = rows.clamp(LEAST_ROWS, MOST_ROWS);
    let height = (rows + BELOW + 4).min(area.height);
    Rect { y: area.y + (area.height - height) / 3, height, ..box_over(area, MOST_COLUMNS) }
}

/// Returns the number of the row at a position.
pub fn row_at(picker: &TaskPicker, asks_when: bool, area: Rect, at: Position) -> Option<usize> {
    let PickerPlaces { list, first, .. } = PickerPlaces::of(picker, asks_when, area);
    let nth = first + usize::from(at.y.checked_sub(list.y)?);
    (list.contains(at) && nth < picker.rows().len()).then_some(nth)
}

/// Returns how many contexts were found; `None` if none is searched for.
pub fn found(picker: &TaskPicker) -> Option<String> {
    let is_searched = !picker.line().trim().is_empty();
    let found = picker.rows().iter().filter(|row| row.known.is_some()).count();
    is_searched.then(|| format!("{} found", thousands(found)))
}

/// Returns the visible lines of the list.
pub fn lines(model: &Model, picker: &TaskPicker, at: &PickerPlaces) -> Vec<Line<'static>> {
    let rows = picker.rows().iter().enumerate();
    let visible: Vec<_> = rows.skip(at.first).take(at.list.height.into()).collect();
    if visible.is_empty() {
        let quiet = model.settings.theme.quiet();
        let indent = SIGN_COLUMNS;
        return vec![Line::styled(format!("{:indent$}type the title of a new task", ""), quiet)];
    }
    let names = visible.iter().map(|(_, row)| width(&shown_name(&row.name)));
    let name_columns = names.max().unwrap_or(0).min(NAME_MOST);
    let columns = usize::from(at.list.width);
    let line = |(nth, row): (usize, &PickerRow)| {
        let of_row = RowLook { picker, row, is_selected: nth == picker.selected() };
        of_row.line(model, name_columns, columns)
    };
    visible.into_iter().map(line).collect()
}

/// A row, and whether it is selected.
struct RowLook<'a> {
    picker: &'a TaskPicker,
    row: &'a PickerRow,
    is_selected: bool,
}

impl RowLook<'_> {
    fn choice(&self) -> Option<&TaskChoice> {
        self.row.known.and_then(|nth| self.picker.list().get(nth))
    }

    fn line(&self, model: &Model, name_columns: usize, columns: usize) -> Line<'static> {
        let theme = model.settings.theme;
        let (sign, sign_style) = self.sign(theme);
        let mark = if self.is_selected { "› " } else { "  " };
        let new = if self.row.known.is_none() { "new " } else { "" };
        let name = format!("{new}{}", shown_name(&self.row.name));
        let name = fit(&name, name_columns.max(width(&name).min(NAME_MOST + 4)));
        let more = self.more();
        let words = self.picker.line();
        let text_style = |style| if self.is_selected { theme.chosen() } else { style };
        let mut spans = vec![
            Span::styled(mark, text_style(theme.key())),
            Span::styled(format!("{sign} "), text_style(sign_style)),
        ];
        let found =
            |text: &str| words.split_whitespace().flat_map(|word| find_words(text, word)).collect();
        let pad = name_columns.saturating_sub(width(&name));
        let found_in_name = found(&name);
        spans.extend(marked(name, text_style(theme.strong()), found_in_name));
        spans.push(Span::styled(format!("{:pad$}  ", ""), text_style(Style::new())));
        let room = columns.saturating_sub(spans_width(&spans));
        let more = if width(&more) + 12 < room { more } else { String::new() };
        let title_room = room.saturating_sub(if more.is_empty() { 0 } else { width(&more) + 2 });
        let title = fit(&safe(&self.title()), title_room);
        let found_in_title = found(&title);
        let is_closed = self.choice().is_some_and(|choice| !choice.status.is_open());
        let style = if is_closed { theme.quiet() } else { Style::new() };
        spans.extend(marked(title, text_style(style), found_in_title));
        let pad = columns.saturating_sub(spans_width(&spans) + width(&more));
        spans.push(Span::styled(" ".repeat(pad), text_style(Style::new())));
        spans.push(Span::styled(more, text_style(theme.quiet())));
        Line::from(spans)
    }

    fn sign(&self, theme: Theme) -> (&'static str, Style) {
        match self.choice() {
            None => ("+", theme.key()),
            Some(choice) if self.picker.is_open(&choice.name) => ("●", theme.key()),
            Some(choice) if self.picker.is_previous(&choice.name) => ("◂", theme.key()),
            Some(choice) => status_sign(choice.status, theme),
        }
    }

    fn title(&self) -> String {
        let known = || self.choice().and_then(|choice| choice.title.clone());
        self.row.frame.title.clone().or_else(known).unwrap_or_default()
    }

    /// Returns what stands at the end of the row: where it stands, its sprint, its estimate.
    fn more(&self) -> String {
        let choice = self.choice();
        let is_previous = |name: &FrameRef| self.picker.is_previous(name);
        let place = choice.and_then(|choice| match () {
            () if self.picker.is_open(&choice.name) => Some("open now"),
            () if is_previous(&choice.name) => Some("the one before"),
            () if !choice.status.is_open() => Some(choice.status.words()),
            () => None,
        });
        let sprint = choice.and_then(|choice| choice.sprint.as_deref()).map(safe);
        let of_list = choice.and_then(|choice| choice.estimate_seconds);
        let estimate = self.row.frame.estimate_seconds.or(of_list).map(seconds_text);
        let parts = [place.map(str::to_owned), sprint, estimate];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// Returns the word before a field of the picker.
pub fn label(theme: Theme, word: &str, takes_keys: bool) -> Line<'static> {
    let columns = LABEL_COLUMNS - 2;
    let sign = if takes_keys { "› " } else { "  " };
    Line::from(vec![
        Span::styled(format!("{word:<columns$}"), theme.quiet()),
        Span::styled(sign, theme.key()),
    ])
}
