//! The page of one desk: why it waits, then its session as on any page.

use ratatui::text::Line;

use crate::tui::look::{plain, safe, sentence, severity_sign, styled};
use crate::tui::model::Model;
use crate::tui::screens::DeskPage;

use super::desk_row;
use super::session_screen::{COLUMNS_MOST, SessionScreenLines};

/// The most rows of a text.
const TEXT_ROWS: usize = 6;

/// Returns the title of the page.
pub fn title(model: &Model, page: &DeskPage) -> String {
    let Some(view) = page.view() else {
        return format!("desk {} · read-only", safe(page.desk().as_str()));
    };
    let name = desk_row::full_name(model, &view.glance);
    if view.glance.is_run {
        let glance = &view.glance;
        let names = [&glance.name, &glance.workflow_id, &glance.agent_id];
        // Without any, it is called by the word.
        let run = if names.iter().any(|name| name.is_some()) { "run " } else { "" };
        return format!("{run}{name} · read-only");
    }
    let key = view.glance.session.map(|key| format!(" · {key}"));
    format!("desk {name} · read-only{}", key.unwrap_or_default())
}

/// Returns the lines at a width.
pub fn lines<'a>(model: &'a Model, page: &'a DeskPage, columns: usize) -> SessionScreenLines<'a> {
    let columns = columns.min(COLUMNS_MOST);
    if let Some(words) = page.refusal() {
        let text = safe(&format!("× {}", sentence(words)));
        return SessionScreenLines::of_text(plain(&text, columns, TEXT_ROWS));
    }
    if page.view().is_none() {
        let text = styled("loading…", model.theme().quiet(), columns, 1);
        return SessionScreenLines::of_text(text);
    }
    let head = head(model, page, columns);
    let Some(story) = page.story() else {
        let is_run = page.view().is_some_and(|view| view.glance.is_run);
        let none = if is_run { "The run was deleted" } else { "It has no session" };
        let none = styled(none, model.settings.theme.strong(), columns, 1);
        return SessionScreenLines::of_text(head.into_iter().chain(none).collect());
    };
    SessionScreenLines::of_story(model, story, &story.glance(&model.now), head, columns)
}

/// Returns why the desk waits.
fn head(model: &Model, page: &DeskPage, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let Some(desk) = page.view().map(|view| &view.glance) else { return vec![] };
    let why = desk.waits_for.as_ref().map(|waits| {
        let sign = severity_sign(waits.severity()).unwrap_or("!");
        let text = safe(&format!("{sign} {}", waits.text()));
        styled(&text, theme.severity(waits.severity()), columns, TEXT_ROWS)
    });
    let mut lines: Vec<_> = why.into_iter().flatten().collect();
    if !lines.is_empty() {
        lines.push(Line::default());
    }
    lines
}
