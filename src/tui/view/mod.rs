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
mod layout;
mod line;
mod questions;
mod session;
mod strip;
mod summary;
mod text;
mod toasts;
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
            draw_panes(model, &panes, buffer);
            toasts::draw(model, panes.body, buffer);
            match &model.over {
                Over::Nothing => None,
                Over::Help { scroll } => {
                    help::draw(model, *scroll, panes.body, buffer);
                    None
                }
                Over::Prompt(prompt) => dialog::draw(model, prompt, panes.body, buffer),
            }
        }
    }
}

fn draw_panes(model: &Model, panes: &Panes, buffer: &mut Buffer) {
    header::draw(model, panes.header, buffer);
    header::draw_banner(model, buffer.area, panes.banner, buffer);
    session::draw(model, panes, buffer);
    for (pane, area) in [
        (Pane::Governance, panes.governance),
        (Pane::Context, panes.context),
        (Pane::Activities, panes.activities),
    ] {
        draw_scrolled(model, pane, panes.form, area, buffer);
    }
    footer::draw(model, panes.footer, buffer);
}

fn draw_scrolled(model: &Model, pane: Pane, form: Form, area: Rect, buffer: &mut Buffer) {
    if area.height < 2 {
        return;
    }
    let inner = frame::inner(form, area);
    let lines = lines(model, pane, inner.width.into());
    let most = lines.len().saturating_sub(inner.height.into());
    let first = model.scroll.of(pane).min(most);
    let hidden = (first > 0, first < most);
    frame::draw(model, form, title(pane), frame::Focus::of(model, pane), hidden, area, buffer);
    for (line, row) in lines.into_iter().skip(first).zip(inner.rows()) {
        line.render(row, buffer);
    }
}

fn title(pane: Pane) -> &'static str {
    match pane {
        Pane::Activities => "activities",
        Pane::Governance => "governance",
        Pane::Context => "context",
    }
}

fn lines(model: &Model, pane: Pane, width: usize) -> Vec<Line<'static>> {
    match pane {
        Pane::Activities => activities::lines(model, width),
        Pane::Governance => governance::lines(model, width),
        Pane::Context => context::lines(model, width),
    }
}

/// Returns the farthest a pane can be scrolled, in lines.
pub(super) fn reach(model: &Model, pane: Pane) -> usize {
    let area = Rect::from(model.size);
    let form = Form::of(model.size);
    if !form.has_panes() {
        return 0;
    }
    let panes = Panes::of(form, area, model);
    let area = match pane {
        Pane::Activities => panes.activities,
        Pane::Governance => panes.governance,
        Pane::Context => panes.context,
    };
    let inner = frame::inner(form, area);
    lines(model, pane, inner.width.into()).len().saturating_sub(inner.height.into())
}

/// Returns the farthest the help can be scrolled, in lines.
pub(super) fn help_reach(model: &Model) -> usize {
    help::reach(model, Rect::from(model.size))
}

/// Returns how many lines a page has.
pub(super) fn page(size: Size) -> usize {
    usize::from(size.height / 3).max(1)
}
