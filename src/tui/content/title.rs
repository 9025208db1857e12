//! What the window's title tells, where somebody wants it: phase, clock and key.
//!
//! To the minute: a title that ticks would be written, and by a multiplexer passed on, each
//! second.

use crate::core::{Phase, SessionGlance};
use crate::tui::model::Model;

impl Model {
    /// Returns the window's title; nothing when the terminal's own stays: where nobody wants
    /// another, and until the first look at the store has something to tell.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        if !self.settings.title {
            return None;
        }
        let desk = self.environment.profile.as_ref().map(|name| format!(" {name}"));
        let standing = match (&self.problem, self.glance()) {
            (Some(_), _) => "the store needs attention".to_owned(),
            (None, None) => return None,
            (None, Some(glance)) => match &glance.session {
                Some(live) => told(live, self.settings.ascii),
                None => "no session".to_owned(),
            },
        };
        Some(format!("{standing} - onwatch{}", desk.unwrap_or_default()))
    }
}

/// What a narrow tab cuts off comes last.
fn told(live: &SessionGlance, ascii: bool) -> String {
    let (sign, word) = match (live.phase, ascii) {
        (Phase::Paused, false) => ("‖ ", "paused"),
        (Phase::Paused, true) => ("", "paused"),
        (_, false) => ("● ", "active"),
        (_, true) => ("", "active"),
    };
    let minutes = live.active_seconds / 60;
    format!("{sign}{}:{:02} {word} {}", minutes / 60, minutes % 60, live.key)
}
