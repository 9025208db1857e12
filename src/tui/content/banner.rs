//! The banner: why writing, or reading, is blocked.

use ratatui::layout::Rect;

use crate::tui::look::{safe, sentence, wrap};
use crate::tui::model::Model;

/// Returns the lines of the banner; none if nothing is blocked.
pub fn lines(model: &Model, area: Rect) -> Vec<String> {
    let Some(problem) = &model.problem else { return vec![] };
    let rows = if area.height < 16 { 1 } else { 4 };
    let since = model.time_of(problem.since);
    let text = format!("▲ since {since}: {}", sentence(&problem.words));
    wrap(&safe(&text), usize::from(area.width).saturating_sub(2), rows)
}
