//! The list of desks: those that wait for a person first, each with the reason below it.
//!
//! Only the visible lines are made.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::bar::others_text;
use crate::tui::geometry::{Form, below_line};
use crate::tui::look::{plain, safe, sentence, styled, thousands, width};
use crate::tui::model::Model;
use crate::tui::screens::{DeskGroup, DeskLine, DesksScreen};

use super::desk_row::{self, DeskColumns};

/// The most columns of the list.
const COLUMNS_MOST: u16 = 150;
/// The most rows of a text in place of the list.
const TEXT_ROWS: usize = 6;

/// Returns where the list lies within its frame.
fn list(screen: &DesksScreen, inner: Rect) -> Rect {
    let list = below_line(screen.filter().is_shown(), inner);
    Rect { width: list.width.min(COLUMNS_MOST), ..list }
}

/// Returns how many lines an area shows.
pub fn rows(screen: &DesksScreen, area: Rect) -> usize {
    list(screen, Form::Wide.inner(area)).height.into()
}

/// Reports whether lines are hidden above and below.
pub fn hidden(screen: &DesksScreen, area: Rect) -> (bool, bool) {
    let rows = rows(screen, area);
    let first = screen.first_of(rows);
    (first > 0, first + rows < screen.lines().len())
}

/// Returns the number of the desk at a position.
pub fn row_at(screen: &DesksScreen, area: Rect, at: Position) -> Option<usize> {
    let list = list(screen, Form::Wide.inner(area));
    let line = screen.first_of(list.height.into()) + usize::from(at.y.checked_sub(list.y)?);
    match screen.lines().get(line).filter(|_| list.contains(at))? {
        DeskLine::Desk(nth) | DeskLine::Why(nth) => Some(*nth),
        DeskLine::Group(..) => None,
    }
}

/// Returns how many other desks wait for a person, as in "2 wait"; `None` if none does.
pub fn waiting(model: &Model) -> Option<String> {
    others_text(model.desks_waiting())
}

/// Returns the title of the screen, with the counts of its groups.
pub fn title(model: &Model, screen: &DesksScreen) -> String {
    let is_loading = !model.desks.is_read() || (screen.shows_all() && model.desks.lacks_over());
    let is_incomplete = model.desks.refusal().is_some() || model.desks.lacks().is_some();
    let state = match (is_incomplete, is_loading) {
        (true, _) => "× incomplete".to_owned(),
        (false, true) => "loading…".to_owned(),
        (false, false) => String::new(),
    };
    let words = |group| match group {
        DeskGroup::Waits => "wait",
        DeskGroup::Live => "live",
        DeskGroup::Over => "not live",
    };
    let groups = screen.lines().iter().filter_map(|line| match line {
        DeskLine::Group(group, count) => Some(format!("{} {}", thousands(*count), words(*group))),
        DeskLine::Desk(_) | DeskLine::Why(_) => None,
    });
    let parts = ["desks".to_owned()].into_iter().chain(groups).chain([state]);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// Returns the lines of the list in an area.
pub fn lines(model: &Model, screen: &DesksScreen, inner: Rect) -> Vec<Line<'static>> {
    let area = list(screen, inner);
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    if screen.rows().is_empty() {
        return no_rows(model, screen, columns);
    }
    let layout = DeskColumns::of(model, screen, columns);
    let visible = screen.lines().iter().skip(screen.first_of(rows)).take(rows);
    let line = |line: &DeskLine| match line {
        DeskLine::Group(group, count) => Some(group_line(model, *group, *count, columns)),
        DeskLine::Desk(nth) => {
            let is_selected = *nth == screen.selected();
            Some(desk_row::line(model, screen.rows().get(*nth)?, is_selected, &layout))
        }
        DeskLine::Why(nth) => desk_row::why(model, screen.rows().get(*nth)?, columns),
    };
    visible.filter_map(line).collect()
}

/// Returns the line above a group.
fn group_line(model: &Model, group: DeskGroup, count: usize, columns: usize) -> Line<'static> {
    let theme = model.settings.theme;
    let (title, style) = match group {
        DeskGroup::Waits => ("waiting for a person", theme.stale()),
        DeskGroup::Live => ("live", theme.quiet()),
        DeskGroup::Over => ("not live", theme.quiet()),
    };
    let (title, count) = (format!("{title} "), format!(" {}", thousands(count)));
    let rule = columns.saturating_sub(2 + width(&title) + width(&count));
    Line::from(vec![
        Span::raw("  "),
        Span::styled(title, style),
        Span::styled("─".repeat(rule), theme.chrome()),
        Span::styled(count, theme.quiet()),
    ])
}

/// Returns the reason why no desk is listed, and what to do.
fn no_rows(model: &Model, screen: &DesksScreen, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    if let Some(words) = model.desks.refusal() {
        return plain(&safe(&format!("× {}", sentence(words))), columns, TEXT_ROWS);
    }
    if !model.desks.is_read() {
        return styled("loading…", theme.quiet(), columns, 1);
    }
    if let Some(why) = model.desks.lacks().filter(|_| !screen.filter().is_on()) {
        return plain(&safe(&format!("× {why}")), columns, TEXT_ROWS);
    }
    let (head, more) = match (screen.filter().is_on(), screen.shows_all()) {
        (true, _) => ("No match", "A filter looks for words: a name, a status, an agent, a title."),
        (false, true) => ("No desk has a history yet", "Each profile and each run is a desk."),
        (false, false) => {
            ("No desk is live", "Each profile and each run with a live session is listed here.")
        }
    };
    let head = styled(head, theme.strong(), columns, 1);
    head.into_iter().chain(styled(more, theme.quiet(), columns, TEXT_ROWS)).collect()
}
