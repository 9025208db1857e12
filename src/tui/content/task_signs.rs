//! The names and signs of tasks.

use ratatui::style::Style;

use crate::core::{FrameKind, FrameRef, Severity, TaskStatus};
use crate::tui::look::{Theme, safe};

/// Returns the sign of where a task stands, and its style.
pub fn status_sign(status: TaskStatus, theme: Theme) -> (&'static str, Style) {
    match status {
        TaskStatus::Todo => ("·", theme.quiet()),
        TaskStatus::InProgress => ("▸", Style::new()),
        TaskStatus::Blocked => ("!", theme.severity(Severity::Warning)),
        TaskStatus::Done => ("√", theme.quiet()),
        TaskStatus::Dropped => ("×", theme.quiet()),
    }
}

/// Returns a name in a list of tasks: the id alone of a task, as in `T-01`.
pub fn shown_name(name: &FrameRef) -> String {
    if name.kind == FrameKind::task() { safe(&name.id) } else { safe(&name.to_string()) }
}
