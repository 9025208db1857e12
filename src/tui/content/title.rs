//! The window's title: phase, clock and key.
//!
//! It changes by the minute: a title that ticks would be written, and passed on by a multiplexer, every
//! second.

use crate::core::{DeskName, Phase, SessionGlance};
use crate::signs::Signs;
use crate::tui::model::Model;

impl Model {
    /// Returns the window's title; `None` if the terminal keeps its own: the settings want none, or the
    /// store has not been read yet.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        if !self.settings.title {
            return None;
        }
        let desk = &self.environment.desk;
        let desk = (*desk != DeskName::of(None)).then(|| format!(" {desk}"));
        let standing = match (&self.problem, self.glance()) {
            (Some(_), _) => "the store needs attention".to_owned(),
            (None, None) => return None,
            (None, Some(glance)) => match &glance.session {
                Some(live) => live_title(live, self.settings.signs),
                None => "no session".to_owned(),
            },
        };
        Some(format!("{standing} - onwatch{}", desk.unwrap_or_default()))
    }
}

/// Returns the title of a live session; a narrow tab cuts its end off.
fn live_title(live: &SessionGlance, signs: Signs) -> String {
    let (sign, word) = match live.phase {
        Phase::Paused => ("‖ ", "paused"),
        Phase::Active | Phase::Ended | Phase::Cancelled => ("● ", "active"),
    };
    let sign = if signs == Signs::Unicode { sign } else { "" };
    let minutes = live.active_seconds / 60;
    format!("{sign}{}:{:02} {word} {}", minutes / 60, minutes % 60, live.key)
}
