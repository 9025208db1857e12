//! A toast as one row, for where there is no room for boxes.

use crate::tui::look::{fit, safe, tone_sign, width};
use crate::tui::model::Toast;

/// Returns a toast as one row of at most `columns`.
#[must_use]
pub fn row(toast: &Toast, columns: usize) -> String {
    let mut text = format!("{} {}", tone_sign(toast.tone), safe(&toast.head));
    for sentence in &toast.rest {
        if width(&text) < columns {
            text = format!("{text}: {}", safe(sentence));
        }
    }
    fit(&text, columns)
}
