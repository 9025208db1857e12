//! Draws the header, with profile, notice and time, and the banner.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::core::Verb;
use crate::tui::content::badges::{self, BadgeSize};
use crate::tui::content::{banner, desks};
use crate::tui::look::{fit, safe, spans_width, width};
use crate::tui::model::Model;

/// The least columns for the date, and beside a notice.
const DATE_FROM: u16 = 60;
const DATE_BESIDE_NOTICE_FROM: u16 = 100;
/// The blank columns between the parts of the header.
const BESIDE: usize = 2;

/// Draws the header: the profile, badges of what is bad, a notice, the time.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) {
    let theme = model.settings.theme;
    let columns = usize::from(area.width);
    let desk = format!(" {}", safe(model.environment.desk.as_str()));
    let now = model.local(model.now.utc);
    let notice = notice(model).unwrap_or_default();
    let date_from = if notice.is_empty() { DATE_FROM } else { DATE_BESIDE_NOTICE_FROM };
    let mut clock = now.format("%H:%M ").to_string();
    let date = now.format("%a %-d %b  %H:%M ").to_string();
    let mut name = Line::from(vec![Span::raw(" "), Span::styled("onwatch", theme.strong())]);
    let others = desks::waiting(model);
    // How many wait comes before the time, and before the name of the desk.
    let reserved = match (&others, badges(model, 0)) {
        (Some(waiting), badges) if badges.is_empty() => BESIDE + width(waiting),
        (Some(waiting), badges) => 2 * BESIDE + width(waiting) + spans_width(&badges),
        (None, _) => 0,
    };
    let fits = |parts: usize| parts + reserved < columns;
    if area.width >= date_from && fits(name.width() + width(&desk) + width(&date)) {
        clock = date;
    }
    if others.is_some() && !fits(name.width() + width(&clock)) {
        clock.clear();
    }
    let has_waiting = fits(name.width() + width(&clock));
    if !has_waiting || fits(name.width() + width(&desk) + width(&clock)) {
        name.spans.push(Span::styled(desk, theme.quiet()));
    }
    if let Some(waiting) = others.filter(|_| has_waiting) {
        name.spans.push(Span::raw(" ".repeat(BESIDE)));
        name.spans.push(Span::styled(waiting, theme.stale()));
    }
    let start = name.width() + BESIDE;
    let room = columns.saturating_sub(start + width(&clock) + 1);
    name.render(area, buffer);
    let wanted = if notice.is_empty() { 0 } else { BESIDE + width(&notice) };
    let badges = badges(model, room.saturating_sub(wanted));
    let used = spans_width(&badges);
    if used > room {
        // On a slim panel what is wrong counts more than the profile and the time.
        return draw_at(badges.into(), columns.saturating_sub(used + 1), area, buffer);
    }
    // In the middle, if the notice then has room.
    let last = start + room.saturating_sub(used + wanted);
    let at = (columns.saturating_sub(used) / 2).min(last).max(start);
    draw_at(badges.into(), at, area, buffer);
    let at = if used > 0 { at + used + BESIDE } else { start };
    let room = columns.saturating_sub(at + width(&clock) + 1);
    draw_at(Span::styled(fit(&notice, room), theme.key()).into(), at, area, buffer);
    Line::from(Span::styled(clock, theme.quiet())).right_aligned().render(area, buffer);
}

/// Returns the badges, in the largest size that fits.
fn badges(model: &Model, room: usize) -> Vec<Span<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    let badges = |size| badges::header(model, glance, size);
    let mut sizes = [BadgeSize::Full, BadgeSize::Short].into_iter().map(badges);
    let fitting = sizes.find(|badges| spans_width(badges) <= room);
    fitting.unwrap_or_else(|| badges::header(model, glance, BadgeSize::Least))
}

fn draw_at(line: Line<'_>, column: usize, area: Rect, buffer: &mut Buffer) {
    let used = u16::try_from(column).unwrap_or(area.width).min(area.width);
    let place = Rect { x: area.x + used, width: area.width - used, ..area };
    line.render(place, buffer);
}

fn notice(model: &Model) -> Option<String> {
    if model.leaving.is_some() {
        return Some("quitting after the running command…".into());
    }
    if let Some(command) = model.pending_command.as_ref().filter(|_| model.waits()) {
        // A start asks every source once more, which takes longer than the store.
        let asks = matches!(command.verb, Verb::Start | Verb::Toggle | Verb::Continue)
            && !model.sources.asked.is_empty();
        let awaited = if asks { "asking the sources" } else { "waiting for the store" };
        return Some(format!("{}: {awaited}…", command.verb.word()));
    }
    if let Some(why) = &model.polling {
        return Some(format!("polling every 2 s: {}", safe(why)));
    }
    let why = model.desks.polling().filter(|_| model.screen.is_of_desks())?;
    Some(format!("desks are read every 5 s: {}", safe(why)))
}

/// Draws the banner.
pub fn draw_banner(model: &Model, screen: Rect, area: Rect, buffer: &mut Buffer) {
    let style = model.settings.theme.banner();
    buffer.set_style(area, style);
    for (text, row) in banner::lines(model, screen).into_iter().zip(area.rows()) {
        Line::styled(format!(" {text}"), style).render(row, buffer);
    }
}
