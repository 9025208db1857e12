//! What the panel looks like: the model in, cells out. Nothing here changes the model.

mod activities;
mod clock;
mod context;
mod dialog;
mod fields;
mod finish;
mod footer;
mod frame;
mod governance;
mod header;
mod help;
mod history;
mod layout;
mod line;
mod palette;
mod questions;
mod session;
mod story;
mod strip;
mod summary;
mod text;
mod toasts;
mod trail;
mod typed;
mod under;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use super::model::{Model, Over, Pane};

use layout::{Form, Panes};
pub(super) use under::{Under, under};

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
    let all = [
        (Pane::Governance, panes.governance),
        (Pane::Context, panes.context),
        (Pane::Activities, panes.activities),
    ];
    let cursors = all.map(|(pane, area)| draw_scrolled(model, pane, panes.form, area, buffer));
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
    let most = count(model, pane, inner.width.into()).saturating_sub(rows);
    let first = model.scroll.of(pane).min(most);
    let hidden = (first > 0, first < most);
    frame::draw(
        model,
        form,
        &title(model, pane),
        frame::Focus::of(model, pane),
        hidden,
        area,
        buffer,
    );
    let (list, cursor) = match pane {
        Pane::Activities => typed::draw_filter(model, model.log.filter(), inner, buffer),
        Pane::Governance | Pane::Context => (inner, None),
    };
    let lines = match pane {
        Pane::Activities => activities::lines(model, first, rows, inner.width.into()),
        _ => lines(model, pane, inner.width.into()).into_iter().skip(first).collect(),
    };
    for (line, row) in lines.into_iter().zip(list.rows()) {
        line.render(row, buffer);
    }
    cursor
}

/// Returns where a pane's lines lie within it.
fn list(model: &Model, pane: Pane, inner: Rect) -> Rect {
    match pane {
        Pane::Activities => typed::below(model.log.filter(), inner),
        Pane::Governance | Pane::Context => inner,
    }
}

fn title(model: &Model, pane: Pane) -> String {
    match pane {
        Pane::Activities if model.log.filter().is_on() => {
            format!("activities · {} found", text::thousands(model.log.len(model.recent())))
        }
        Pane::Activities => "activities".to_owned(),
        Pane::Governance => "governance".to_owned(),
        Pane::Context => "context".to_owned(),
    }
}

/// Returns how many lines a pane has; of the activities only those to be seen are ever made.
fn count(model: &Model, pane: Pane, width: usize) -> usize {
    match pane {
        Pane::Activities => activities::count(model),
        Pane::Governance | Pane::Context => lines(model, pane, width).len(),
    }
}

fn lines(model: &Model, pane: Pane, width: usize) -> Vec<Line<'static>> {
    match pane {
        Pane::Activities => vec![],
        Pane::Governance => governance::lines(model, width),
        Pane::Context => context::lines(model, width),
    }
}

/// Returns the farthest a pane can be scrolled, in lines.
pub(super) fn reach(model: &Model, pane: Pane) -> usize {
    if !has_panes(model.size) {
        return 0;
    }
    let panes = panes(model);
    let area = match pane {
        Pane::Activities => panes.activities,
        Pane::Governance => panes.governance,
        Pane::Context => panes.context,
    };
    let inner = frame::inner(panes.form, area);
    let rows = usize::from(list(model, pane, inner).height);
    count(model, pane, inner.width.into()).saturating_sub(rows)
}

fn panes(model: &Model) -> Panes {
    Panes::of(Form::of(model.size), Rect::from(model.size), model)
}

/// Tells whether there is room for more than one row of everything.
pub(super) fn has_panes(size: Size) -> bool {
    Form::of(size).has_panes()
}

/// Returns how many past sessions are to be seen at a time.
pub(super) fn history_rows(model: &Model) -> usize {
    model.history.as_ref().map_or(0, |history| history::rows(history, panes(model).body))
}

/// Returns how far the screen of one session can be scrolled, and how many lines a page has.
pub(super) fn story_reach(model: &Model) -> (usize, usize) {
    let told = model.telling.as_ref();
    told.map_or((0, 1), |telling| story::reach(model, telling, panes(model).body))
}

/// Returns the farthest the help can be scrolled, in lines.
pub(super) fn help_reach(model: &Model) -> usize {
    help::reach(model, Rect::from(model.size))
}

/// Returns how many lines a page has.
pub(super) fn page(size: Size) -> usize {
    usize::from(size.height / 3).max(1)
}
