//! What the window's title tells, where somebody wants it: phase, clock and key.
//!
//! To the minute: a title that ticks would be written, and by a multiplexer passed on, each
//! second.

use crate::core::{Phase, SessionGlance};

use super::model::Model;

impl Model {
    /// Returns the window's title; nothing when the terminal's own stays.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        if !self.taste.title {
            return None;
        }
        let desk = self.setting.profile.as_ref().map(|name| format!(" {name}"));
        let standing = match self.glance() {
            None => None,
            Some(_) if self.trouble.is_some() => Some("the store needs attention".to_owned()),
            Some(glance) => Some(match &glance.session {
                Some(live) => told(live, self.taste.ascii),
                None => "no session".to_owned(),
            }),
        };
        let standing = standing.map(|standing| format!("{standing} - "));
        Some(format!("{}onwatch{}", standing.unwrap_or_default(), desk.unwrap_or_default()))
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
