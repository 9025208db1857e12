//! A toast in one row, if there is no room for boxes.

use crate::tui::look::{fit, safe, tone_sign, width};
use crate::tui::model::Toast;

/// Returns a toast in one row of at most `columns`.
pub fn row(toast: &Toast, columns: usize) -> String {
    let mut text = format!("{} {}", tone_sign(toast.tone), safe(&toast.head));
    for sentence in toast.sentences() {
        if width(&text) < columns {
            text = format!("{text}: {}", safe(sentence));
        }
    }
    fit(&text, columns)
}
