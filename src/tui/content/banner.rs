//! What stands against writing, or reading, as the banner says it.

use ratatui::layout::Rect;

use crate::failure::Words;
use crate::tui::look::{safe, wrap};
use crate::tui::model::Model;

/// Returns what stands against writing, or reading, in its three parts.
#[must_use]
pub fn lines(model: &Model, area: Rect) -> Vec<String> {
    let Some(problem) = &model.problem else { return vec![] };
    let rows = if area.height < 16 { 1 } else { 4 };
    let since = model.time_of(problem.since);
    let Words { what, why, next } = &problem.words;
    let text = format!("▲ since {since}: {what}: {why}; {next}");
    wrap(&safe(&text), usize::from(area.width).saturating_sub(2), rows)
}
