//! The tasks: the pane with what the sprint holds, and the screen with all of them.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::core::TaskStatus;
use crate::tui::geometry::{Form, Pane, below_line};
use crate::tui::look::{Focus, plain, safe, sentence, styled, thousands};
use crate::tui::model::Model;
use crate::tui::screens::TasksScreen;
use crate::tui::tasks::BoardLine;

use super::task_rows;
use super::task_signs::shown_name;

/// The most columns of the list.
const COLUMNS_MOST: u16 = 120;
/// The most rows of a text in place of the list.
const TEXT_ROWS: usize = 6;

/// Returns the title of the pane: the sprint, and how much of it is done.
pub fn pane_title(model: &Model) -> String {
    let board = model.tasks.board();
    let lines = model.tasks.pane.lines();
    if !matches!(lines.first(), Some(BoardLine::Sprint(_))) {
        return format!("tasks · {} open", thousands(lines.len()));
    }
    let rows = lines.iter().filter(|line| matches!(line, BoardLine::Task(_)));
    let rows: Vec<_> = rows.filter_map(|line| board.row(line)).collect();
    let done = rows.iter().filter(|row| row.task.status == TaskStatus::Done).count();
    format!("tasks · {} of {} done", thousands(done), thousands(rows.len()))
}

/// Returns at most `rows` lines of the pane.
pub fn pane_lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let is_marked = model.focus_of(Pane::Tasks) == Focus::Here;
    task_rows::lines(model, &model.tasks.pane, (columns, rows), is_marked)
}

/// Returns the number of the line of the pane at a position.
pub fn pane_line_at(model: &Model, inner: Rect, at: Position) -> Option<usize> {
    let list = &model.tasks.pane;
    let nth = list.first_of(inner.height.into()) + usize::from(at.y.checked_sub(inner.y)?);
    (inner.contains(at) && nth < list.lines().len()).then_some(nth)
}

/// Returns where the list of the screen lies within its frame.
fn list(screen: &TasksScreen, inner: Rect) -> Rect {
    let list = below_line(screen.filter().is_shown(), inner);
    Rect { width: list.width.min(COLUMNS_MOST), ..list }
}

/// Returns how many lines of the screen an area shows.
pub fn rows(screen: &TasksScreen, area: Rect) -> usize {
    list(screen, Form::Wide.inner(area)).height.into()
}

/// Reports whether lines are hidden above and below.
pub fn hidden(screen: &TasksScreen, area: Rect) -> (bool, bool) {
    let rows = rows(screen, area);
    let first = screen.list.first_of(rows);
    (first > 0, first + rows < screen.list.lines().len())
}

/// Returns the number of the line of the screen at a position.
pub fn line_at(screen: &TasksScreen, area: Rect, at: Position) -> Option<usize> {
    let inner = list(screen, Form::Wide.inner(area));
    let lines = &screen.list;
    let nth = lines.first_of(inner.height.into()) + usize::from(at.y.checked_sub(inner.y)?);
    let line = lines.lines().get(nth).filter(|_| inner.contains(at))?;
    (!matches!(line, BoardLine::Group(..))).then_some(nth)
}

/// Returns the title of the screen.
pub fn title(model: &Model, screen: &TasksScreen) -> String {
    let board = model.tasks.board();
    if let Some(task) = &screen.below {
        let open = thousands(screen.list.lines().len());
        return format!("to finish before {} · {open} open", shown_name(&task.name));
    }
    if screen.filter().is_on() {
        let found = screen.list.lines().iter().filter(|line| board.row(line).is_some()).count();
        return format!("tasks · {} found", thousands(found));
    }
    let open = board.tasks.iter().filter(|row| row.task.status.is_open()).count();
    let done = board.tasks.iter().filter(|row| row.task.status == TaskStatus::Done).count();
    if board.tasks.is_empty() {
        return "tasks".to_owned();
    }
    format!("tasks · {} open · {} done", thousands(open), thousands(done))
}

/// Returns the lines of the screen in an area.
pub fn lines(model: &Model, screen: &TasksScreen, inner: Rect) -> Vec<Line<'static>> {
    let area = list(screen, inner);
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    if screen.list.lines().is_empty() {
        return no_rows(model, screen, columns);
    }
    task_rows::lines(model, &screen.list, (columns, rows), true)
}

/// Returns the reason why no task is listed, and what to do.
fn no_rows(model: &Model, screen: &TasksScreen, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    if let Some(words) = model.tasks.refusal() {
        return plain(&safe(&format!("× {}", sentence(words))), columns, TEXT_ROWS);
    }
    if !model.tasks.is_read() {
        return styled("loading…", theme.quiet(), columns, 1);
    }
    if screen.filter().is_on() {
        let more = "A filter looks for words: an id, a title, a sprint, a status.";
        let head = styled("No match", theme.strong(), columns, 1);
        return head.into_iter().chain(styled(more, theme.quiet(), columns, TEXT_ROWS)).collect();
    }
    if let Some(task) = &screen.below {
        let text = format!("Every task of {} is finished.", shown_name(&task.name));
        let head = styled(&text, theme.strong(), columns, TEXT_ROWS);
        let more = styled("Esc goes back to complete it.", theme.quiet(), columns, TEXT_ROWS);
        return head.into_iter().chain(more).collect();
    }
    let key = model.key_of(crate::config::Action::Push);
    vec![
        Line::styled("No task is known yet", theme.strong()),
        Line::from(vec![
            Span::raw("press "),
            Span::styled(key, theme.key()),
            Span::raw(" and type the title of one"),
        ]),
    ]
}
