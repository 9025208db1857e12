//! Draws the toasts over the oldest activities, the newest lowest: small boxes, or rows without a box
//! where a box would hide too much.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Text};
use ratatui::widgets::{Block, BorderType, Clear, Padding, Widget};

use crate::tui::content::toast_row;
use crate::tui::geometry::{Form, Pane, PaneLayout};
use crate::tui::look::{Theme, Tone, plain, safe, styled, tone_sign};
use crate::tui::model::{Model, Screen, Toast};

const MOST_COLUMNS: usize = 72;
/// The newest activities that no toast hides.
const KEPT: u16 = 3;
/// The most rows of a sentence.
const ROWS: usize = 4;

/// Draws the toasts over the panes, where they hide as little as possible.
pub fn draw(model: &Model, panes: &PaneLayout, buffer: &mut Buffer) {
    let theme = model.settings.theme;
    let Some(area) = place(model, panes) else {
        // The keys can be spared most.
        if let Some(newest) = model.toasts.last() {
            draw_rows(rows(newest, theme, panes.footer), panes.footer, buffer);
        }
        return;
    };
    let columns = usize::from(area.width).saturating_sub(4);
    let boxed = |toast| lines(toast, theme, columns).len() + 2;
    // A box must not hide that there is another toast.
    let has_room = model.toasts.iter().map(boxed).sum::<usize>() <= usize::from(area.height);
    let mut bottom = area.bottom();
    for toast in model.toasts.iter().rev() {
        let free = bottom.saturating_sub(area.y + kept(toast.tone));
        let lines = lines(toast, theme, columns);
        let widest = lines.iter().map(Line::width).max().unwrap_or(0);
        let width = u16::try_from(widest + 4).unwrap_or(u16::MAX).min(area.width);
        let height = u16::try_from(lines.len()).unwrap_or(u16::MAX);
        if has_room && height.saturating_add(2) <= free {
            bottom -= height + 2;
            let place = Rect { x: area.right() - width, y: bottom, width, height: height + 2 };
            draw_box(lines, theme.tone(toast.tone), place, buffer);
        } else if height <= free {
            bottom -= height;
            draw_rows(lines, Rect { y: bottom, height, ..area }, buffer);
        } else if bottom > area.y && (free > 0 || bottom == area.bottom()) {
            let lines = rows(toast, theme, Rect { height: free.max(1), ..area });
            let height = u16::try_from(lines.len()).unwrap_or(1).min(bottom - area.y);
            bottom -= height;
            draw_rows(lines, Rect { y: bottom, height, ..area }, buffer);
        } else {
            return;
        }
    }
}

/// Returns where toasts lie: over the oldest activities, or at the bottom of a screen; `None` without
/// activities.
fn place(model: &Model, panes: &PaneLayout) -> Option<Rect> {
    let area = match &model.screen {
        Screen::Panes => panes.form.inner(panes.area(Pane::Activities)),
        Screen::Week
        | Screen::History(_)
        | Screen::Session { .. }
        | Screen::Desks(_)
        | Screen::Tasks(_)
        | Screen::Task { .. }
        | Screen::Desk { .. }
        | Screen::Sources(_)
        | Screen::Playbook(_) => Form::Wide.inner(panes.body),
    };
    Some(area).filter(|area| !area.is_empty())
}

/// Returns how many of the newest activities stay visible: a toast about what was done speaks of
/// them. The answer to a key speaks of none, and is read first.
fn kept(tone: Tone) -> u16 {
    match tone {
        Tone::Done | Tone::Elsewhere => KEPT,
        Tone::Refused | Tone::Warning => 0,
    }
}

fn draw_box(lines: Vec<Line<'_>>, border: Style, place: Rect, buffer: &mut Buffer) {
    let block = Block::bordered()
        .border_type(BorderType::Rounded)
        .border_style(border)
        .padding(Padding::horizontal(1));
    let inner = block.inner(place);
    Clear.render(place, buffer);
    block.render(place, buffer);
    Text::from(lines).render(inner, buffer);
}

/// Draws lines over whole rows.
fn draw_rows(lines: Vec<Line<'_>>, area: Rect, buffer: &mut Buffer) {
    Clear.render(area, buffer);
    Text::from(lines).render(area, buffer);
}

/// Returns a toast as running text in at most as many rows as the area has.
fn rows(toast: &Toast, theme: Theme, area: Rect) -> Vec<Line<'static>> {
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let text = toast_row::row(toast, columns * rows);
    styled(&text, theme.tone(toast.tone), columns, rows)
}

fn lines(toast: &Toast, theme: Theme, columns: usize) -> Vec<Line<'static>> {
    let columns = columns.min(MOST_COLUMNS);
    let head = format!("{} {}", tone_sign(toast.tone), safe(&toast.head));
    let mut lines = styled(&head, theme.tone(toast.tone), columns, ROWS);
    for sentence in toast.sentences() {
        lines.extend(plain(&safe(sentence), columns, ROWS));
    }
    lines
}
