//! What a refusal says of the contexts that were entered before it.

use crate::failure::Words;
use crate::tui::model::PendingContexts;

/// Adds to a refusal what had been done before it.
pub fn with_done(then: Option<PendingContexts>, words: Words) -> Words {
    let Some(then) = then.filter(|then| !then.done.is_empty()) else { return words };
    let more = match then.left.len() {
        0 => String::new(),
        left => format!(", nor the {left} inside it"),
    };
    Words { what: format!("{}; the next context was not entered{more}", then.done), ..words }
}
