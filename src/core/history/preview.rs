//! The sentence that says what a command would do, before it is given.

use crate::core::base::{At, breaks_text, short_text};
use crate::core::command::Request;
use crate::core::history::{Fact, Recorded, Sentence};

impl Recorded {
    /// Returns what the request would do and when, as in "pauses at 12:45: 1h 05m active". It says
    /// how long ago that is if the time was given.
    #[must_use]
    pub fn preview(&self, request: &Request) -> Sentence {
        let at = |done: &str, more: String| {
            let is_given = request.at != At::Now;
            Sentence::new(done, more).saying(self.at, self.recorded_at, is_given)
        };
        match &self.event {
            Fact::Started { instead_of: None, .. } => at("starts", String::new()),
            Fact::Started { instead_of: Some((old, ms)), .. } => at(
                &format!("ends {old} and starts the next"),
                format!(": {old} has {} active", short_text(*ms)),
            ),
            Fact::Paused { active_ms, .. } => {
                at("pauses", format!(": {} active", short_text(*active_ms)))
            }
            Fact::Ended { active_ms, paused_ms, breaks, .. } => {
                let paused = breaks_text(*breaks)
                    .map(|often| format!(", {} paused {often}", short_text(*paused_ms)));
                let active = format!(": {} active", short_text(*active_ms));
                at("ends", active + &paused.unwrap_or_default())
            }
            Fact::Noted { .. } => match self.context.last() {
                Some(frame) => at("written", format!(" in {frame}")),
                None => at("written", String::new()),
            },
            Fact::Pushed { frame, .. } => at(&format!("enters {frame}"), String::new()),
            Fact::BandSet { .. } | Fact::HealthSet { .. } => at("set", String::new()),
            Fact::Acknowledged { .. } => at("acknowledged", String::new()),
            Fact::BreakAdded { from, to, ms } => Sentence::new(
                "",
                format!(", {} no longer count", short_text(*ms)),
            )
            .over(*from, *to, self.recorded_at),
            Fact::Resumed { .. } => at("resumes", String::new()),
            Fact::Reopened { .. } => at("reopens", String::new()),
            Fact::Cancelled { .. } => at("cancels", String::new()),
            Fact::Popped { .. } => at("leaves", String::new()),
            Fact::StatusSet { .. }
            | Fact::StepCompleted { .. }
            | Fact::RunUpdated { .. }
            | Fact::Failed { .. }
            | Fact::Deleted { .. }
            | Fact::GapAnswered { .. }
            | Fact::Kept { .. }
            | Fact::Added { .. }
            | Fact::Edited { .. }
            | Fact::Restored { .. }
            | Fact::BreakRemoved { .. }
            | Fact::Task(_)
            | Fact::Playbook(_)
            | Fact::Undone { .. }
            | Fact::Redone { .. } => Sentence::from(self.message()),
        }
    }
}
