//! Draws the header, with profile, notice and time, and the banner.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::content::banner;
use crate::tui::look::{fit, safe, spans_width, width};
use crate::tui::model::Model;

/// Draws the header.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = model.settings.theme;
    let profile = model.environment.profile.as_deref().unwrap_or("default");
    let mut left = vec![
        Span::raw(" "),
        Span::styled("onwatch", theme.strong()),
        Span::raw(format!(" · {}", safe(profile))),
    ];
    let now = model.local(model.now.utc);
    let format = if area.width < 60 { "%H:%M " } else { "%a %-d %b  %H:%M " };
    let right = now.format(format).to_string();
    let used = spans_width(&left);
    let room = usize::from(area.width).saturating_sub(used + width(&right) + 4);
    if let Some(words) = notice(model) {
        left.push(Span::raw("   "));
        left.push(Span::styled(fit(&words, room), theme.key()));
    }
    Line::from(left).render(area, buffer);
    Line::raw(right).right_aligned().render(area, buffer);
}

fn notice(model: &Model) -> Option<String> {
    if model.leaving.is_some() {
        return Some("quitting after the running command…".into());
    }
    if let Some(command) = model.pending_command.as_ref().filter(|_| model.waits()) {
        return Some(format!("{}: waiting for the store…", command.verb.word()));
    }
    let why = model.polling.as_ref()?;
    Some(format!("polling every 2 s: {}", safe(why)))
}

/// Draws the banner.
pub fn draw_banner(model: &Model, screen: Rect, area: Rect, buffer: &mut Buffer) {
    let style = model.settings.theme.banner();
    buffer.set_style(area, style);
    for (text, row) in banner::lines(model, screen).into_iter().zip(area.rows()) {
        Line::styled(format!(" {text}"), style).render(row, buffer);
    }
}
