//! What the panel looks like: the model in, cells out. Nothing here changes the model.

pub mod dialog;
pub mod fields;
pub mod footer;
pub mod header;
pub mod help;
pub mod history;
pub mod line;
pub mod palette;
pub mod session;
pub mod story;
pub mod toasts;
pub mod typed;
pub mod under;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::tui::content::strip::Strip;
use crate::tui::content::{activities, context, governance, weeks};
use crate::tui::geometry::{Form, Panes};
use crate::tui::look::{self, finish, frame};
use crate::tui::model::{Model, Over, Pane, Screen};

pub use under::{Under, under};

/// Draws the panel; returns where the cursor stands, when text is being typed.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let cursor = draw_form(model, buffer);
    finish::finish(model, buffer);
    cursor
}

fn draw_form(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    match Form::of(area.as_size()) {
        Form::Nothing => None,
        Form::Line => line::draw(model, area, buffer),
        form => {
            let panes = Panes::of(form, area, model);
            let cursor = draw_screen(model, &panes, buffer);
            toasts::draw(model, panes.body, buffer);
            match &model.over {
                Over::Nothing => cursor,
                Over::Help { scroll } => {
                    help::draw(model, *scroll, panes.body, buffer);
                    None
                }
                Over::Prompt(prompt) => dialog::draw(model, prompt, panes.body, buffer),
                Over::Palette(palette) => palette::draw(model, palette, panes.body, buffer),
            }
        }
    }
}

fn draw_screen(model: &Model, panes: &Panes, buffer: &mut Buffer) -> Option<Position> {
    header::draw(model, panes.header, buffer);
    header::draw_banner(model, buffer.area, panes.banner, buffer);
    footer::draw(model, panes.footer, buffer);
    match (&model.telling, &model.history) {
        (Some(telling), _) => {
            story::draw(model, telling, panes.body, buffer);
            None
        }
        (None, Some(history)) => history::draw(model, history, panes.body, buffer),
        (None, None) => draw_panes(model, panes, buffer),
    }
}

fn draw_panes(model: &Model, panes: &Panes, buffer: &mut Buffer) -> Option<Position> {
    session::draw(model, panes, buffer);
    let all = [Pane::Governance, Pane::Context, Pane::Activities];
    let cursors = all.map(|pane| draw_scrolled(model, pane, panes.form, panes.area(pane), buffer));
    draw_weeks(model, panes, buffer);
    cursors.into_iter().flatten().next()
}

/// Draws a pane; returns where the cursor stands, while somebody types in it.
fn draw_scrolled(
    model: &Model,
    pane: Pane,
    form: Form,
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    if area.height < 2 {
        return None;
    }
    let inner = frame::inner(form, area);
    let rows = usize::from(list(model, pane, inner).height);
    let most = count(model, pane, inner).saturating_sub(rows);
    let first = model.scroll.of(pane).min(most);
    let hidden = (first > 0, first < most);
    let title = title(model, pane);
    frame::draw(model, form, &title, frame::Focus::of(model, pane), hidden, area, buffer);
    let (list, cursor) = match pane {
        Pane::Activities => typed::draw_filter(model, model.log.filter(), inner, buffer),
        _ => (inner, None),
    };
    let lines = match pane {
        Pane::Activities => activities::lines(model, first, rows, inner.width.into()),
        _ => lines(model, pane, inner).into_iter().skip(first).collect(),
    };
    render(lines, list, buffer);
    cursor
}

/// Draws lines below each other; what is cut says so.
fn render(lines: Vec<Line<'_>>, area: Rect, buffer: &mut Buffer) {
    for (line, row) in lines.into_iter().zip(area.rows()) {
        look::fit_line(line, row.width.into()).render(row, buffer);
    }
}

/// Returns where a pane's lines lie within it.
fn list(model: &Model, pane: Pane, inner: Rect) -> Rect {
    match pane {
        Pane::Activities => typed::below(model.log.filter(), inner),
        _ => inner,
    }
}

fn draw_weeks(model: &Model, panes: &Panes, buffer: &mut Buffer) {
    let area = panes.weeks;
    if area.height < 2 {
        return;
    }
    let inner = frame::inner(panes.form, area);
    let title = weeks::title(model);
    frame::draw(model, panes.form, &title, frame::Focus::Never, (false, false), area, buffer);
    render(weeks::lines(model, inner.width.into(), inner.height), inner, buffer);
}

/// Returns a pane's name with the number that matters in it.
fn title(model: &Model, pane: Pane) -> String {
    let name = match pane {
        Pane::Session => "session",
        Pane::Activities => "activities",
        Pane::Governance => "governance",
        Pane::Context => "context",
    };
    let Some(glance) = model.glance() else { return name.to_owned() };
    let number = match pane {
        Pane::Session => None,
        Pane::Activities if model.log.filter().is_on() => {
            Some(format!("{} found", look::thousands(model.log.len(model.recent()))))
        }
        Pane::Activities => activities::today(model, glance),
        Pane::Governance => Some(governance::short(glance)),
        Pane::Context => context::depth(glance),
    };
    number.map_or(name.to_owned(), |number| format!("{name} · {number}"))
}

/// Returns how many lines a pane has; of the activities only those to be seen are ever made.
fn count(model: &Model, pane: Pane, inner: Rect) -> usize {
    match pane {
        Pane::Activities => activities::count(model),
        _ => lines(model, pane, inner).len(),
    }
}

fn lines(model: &Model, pane: Pane, inner: Rect) -> Vec<Line<'static>> {
    let (columns, rows) = (usize::from(inner.width), usize::from(inner.height));
    match pane {
        Pane::Session | Pane::Activities => vec![],
        Pane::Governance => governance::lines(model, columns, rows),
        Pane::Context => context::lines(model, columns),
    }
}

/// Returns how many weeks are to be seen; nothing when no day is.
pub fn weeks(model: &Model) -> Option<u64> {
    let form = Form::of(model.size);
    if !form.has_panes() {
        // A target of the day is told below the line.
        let is_told = model.taste.day_target_seconds.is_some() && model.size.height > 1;
        return is_told.then_some(1);
    }
    let panes = Panes::of(form, Rect::from(model.size), model);
    let inner = frame::inner(form, panes.weeks);
    // Also where the pane has no room, today is told.
    Some(weeks::count(inner.width.into(), inner.height))
}

/// Returns the strip of the session shown, where there is room to move along it.
pub fn strip(model: &Model) -> Option<Strip> {
    let inner = session_inner(model)?;
    let session = model.glance()?.shown().filter(|_| session::has_scale(inner))?;
    Strip::of(session, inner.width.into())
}

/// Tells whether the panel shows the strip, with or without room to move along it.
pub fn shows_strip(model: &Model) -> bool {
    model.screen() == Screen::Panel && session_inner(model).is_some_and(session::has_strip)
}

fn session_inner(model: &Model) -> Option<Rect> {
    if !has_panes(model.size) {
        return None;
    }
    let panes = panes(model);
    Some(frame::inner(panes.form, panes.session))
}

/// Tells whether a pane is to be seen, and can have the focus.
pub fn shows(model: &Model, pane: Pane) -> bool {
    let form = Form::of(model.size);
    if pane == Pane::Session {
        return strip(model).is_some();
    }
    form.has_panes() && Panes::of(form, Rect::from(model.size), model).area(pane).height > 1
}

/// Returns the farthest a pane can be scrolled, in lines.
pub fn reach(model: &Model, pane: Pane) -> usize {
    if !has_panes(model.size) {
        return 0;
    }
    let panes = panes(model);
    let inner = frame::inner(panes.form, panes.area(pane));
    let rows = usize::from(list(model, pane, inner).height);
    count(model, pane, inner).saturating_sub(rows)
}

fn panes(model: &Model) -> Panes {
    Panes::of(Form::of(model.size), Rect::from(model.size), model)
}

/// Tells whether there is room for more than one row of everything.
pub fn has_panes(size: Size) -> bool {
    Form::of(size).has_panes()
}

/// Tells whether all panes stand below each other.
pub fn is_column(size: Size) -> bool {
    Form::of(size) == Form::Column
}

/// Returns how many past sessions are to be seen at a time.
pub fn history_rows(model: &Model) -> usize {
    model.history.as_ref().map_or(0, |history| history::rows(history, panes(model).body))
}

/// Returns how far the screen of one session can be scrolled, and how many lines a page has.
pub fn story_reach(model: &Model) -> (usize, usize) {
    let told = model.telling.as_ref();
    told.map_or((0, 1), |telling| story::reach(model, telling, panes(model).body))
}

/// Returns the farthest the help can be scrolled, in lines.
pub fn help_reach(model: &Model) -> usize {
    help::reach(model, Rect::from(model.size))
}

/// Returns how many lines a page has.
pub fn page(size: Size) -> usize {
    usize::from(size.height / 3).max(1)
}
