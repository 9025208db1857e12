//! Draws the whole panel: the screen, the overlay, then the colours of every cell.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::core::Severity;
use crate::tui::content::pane;
use crate::tui::geometry::{Form, Pane, PaneLayout};
use crate::tui::layout::panes_in;
use crate::tui::look::{PaneFrame, fit_line, post_process};
use crate::tui::model::{Model, Overlay, Screen};

use super::{
    desks, dialog, footer, header, help, history, palette, playbook, session, session_screen,
    sources, status_line, tasks, text_line, toasts, week,
};

/// Draws the panel; returns where the cursor is while text is typed.
pub fn draw(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let cursor = draw_form(model, buffer);
    post_process(model.settings.theme, model.settings.signs, buffer);
    cursor
}

fn draw_form(model: &Model, buffer: &mut Buffer) -> Option<Position> {
    let area = buffer.area;
    match Form::of(area.as_size()) {
        Form::Nothing => None,
        Form::Line => status_line::draw(model, area, buffer),
        Form::Column | Form::Row | Form::Grid | Form::Wide | Form::Panorama => {
            let panes = panes_in(model, area);
            let cursor = draw_screen(model, &panes, buffer);
            if !matches!(model.overlay, Overlay::None) {
                for at in panes.body.positions() {
                    if let Some(cell) = buffer.cell_mut(at) {
                        model.settings.theme.put_behind(cell);
                    }
                }
            }
            toasts::draw(model, &panes, buffer);
            match &model.overlay {
                Overlay::None => cursor,
                Overlay::Help { selected } => {
                    help::draw(model, *selected, panes.body, buffer);
                    None
                }
                Overlay::Dialog(dialog) => dialog::draw(model, dialog, panes.body, buffer),
                Overlay::Palette(palette) => palette::draw(model, palette, panes.body, buffer),
            }
        }
    }
}

fn draw_screen(model: &Model, panes: &PaneLayout, buffer: &mut Buffer) -> Option<Position> {
    header::draw(model, panes.header, buffer);
    header::draw_banner(model, buffer.area, panes.banner, buffer);
    footer::draw(model, panes.footer, buffer);
    match &model.screen {
        Screen::Session { session, .. } => {
            session_screen::draw(model, session, panes.body, buffer);
            None
        }
        Screen::Week => {
            if let Some(week) = &model.week {
                week::draw(model, week, panes.body, buffer);
            }
            None
        }
        Screen::Desks(screen) => desks::draw(model, screen, panes.body, buffer),
        Screen::Tasks(screen) => tasks::draw(model, screen, panes.body, buffer),
        Screen::Task { page, .. } => {
            tasks::draw_page(model, page, panes.body, buffer);
            None
        }
        Screen::Desk { page, .. } => {
            desks::draw_page(model, page, panes.body, buffer);
            None
        }
        Screen::Sources(screen) => {
            sources::draw(model, screen, panes.body, buffer);
            None
        }
        Screen::Playbook(screen) => {
            playbook::draw(model, screen, panes.body, buffer);
            None
        }
        Screen::History(history) => history::draw(model, history, panes.body, buffer),
        Screen::Panes => draw_panes(model, panes, buffer),
    }
}

fn draw_panes(model: &Model, panes: &PaneLayout, buffer: &mut Buffer) -> Option<Position> {
    session::draw(model, panes, buffer);
    let all = [
        Pane::Governance,
        Pane::Context,
        Pane::Playbook,
        Pane::Tasks,
        Pane::Activities,
        Pane::Weeks,
    ];
    let cursors = all.map(|pane| draw_scrolled(model, pane, panes, buffer));
    cursors.into_iter().flatten().next()
}

/// Draws a pane; returns where the cursor is while its filter is typed.
fn draw_scrolled(
    model: &Model,
    pane: Pane,
    panes: &PaneLayout,
    buffer: &mut Buffer,
) -> Option<Position> {
    let (form, area) = (panes.form, panes.area(pane));
    if area.height < 2 {
        return None;
    }
    let inner = form.inner(area);
    let list = pane::list(model, pane, inner);
    let rows = usize::from(list.height);
    let most = pane::count(model, pane, inner).saturating_sub(rows);
    let first = match pane {
        // Its rows follow the selection.
        Pane::Tasks => model.tasks.pane.first_of(rows),
        Pane::Session
        | Pane::Activities
        | Pane::Governance
        | Pane::Context
        | Pane::Playbook
        | Pane::Weeks => model.scroll.of(pane).min(most),
    };
    let hidden = (first > 0, first < most);
    let title = pane::title(model, pane);
    let (focus, severity) = (model.focus_of(pane), pane::severity(model, pane));
    let theme = if severity == Severity::Calm { model.settings.theme } else { model.theme() };
    PaneFrame { form, title: &title, focus, severity, hidden }.draw(theme, area, buffer);
    let cursor = match pane {
        Pane::Activities => text_line::draw_filter(model, model.log.filter(), inner, buffer).1,
        Pane::Session
        | Pane::Governance
        | Pane::Context
        | Pane::Playbook
        | Pane::Tasks
        | Pane::Weeks => None,
    };
    render(pane::lines(model, pane, inner, first, rows), list, buffer);
    cursor
}

/// Draws lines below each other; cut lines end in `…`.
fn render(lines: Vec<Line<'_>>, area: Rect, buffer: &mut Buffer) {
    for (line, row) in lines.into_iter().zip(area.rows()) {
        fit_line(line, row.width.into()).render(row, buffer);
    }
}
