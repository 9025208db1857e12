//! A request as it was typed, before its times are read.

use chrono::{DateTime, Utc};

use super::args::{Guard, When};
use super::times::not_understood;
use crate::core::{By, Command, Expect, GapAnswer, GapId, Provenance, Refusal, Request, Verb};
use crate::input;
use crate::zone::Zone;

/// A request as it was typed, before its times are read.
#[derive(Debug)]
pub struct UnresolvedRequest {
    /// The command.
    pub command: UnresolvedCommand,
    /// When it takes effect.
    pub when: When,
    /// Whether a person gives it, or a source measured it.
    pub provenance: Provenance,
    /// What must hold so that it takes effect.
    pub guard: Guard,
}

/// A command, as far as it is known before its times are read.
#[derive(Debug)]
pub enum UnresolvedCommand {
    /// A command without a time of its own.
    Plain(Command),
    /// A gap that is split at a time.
    SplitGap {
        /// Which gap.
        id: Option<GapId>,
        /// The time, as typed.
        at: String,
    },
    /// A break that was forgotten.
    AddBreak {
        /// When it began, as typed.
        from: String,
        /// When it ended, as typed.
        to: String,
    },
}

impl UnresolvedRequest {
    /// Returns whether it stops the session's clock.
    pub fn stops_the_clock(&self) -> bool {
        match &self.command {
            UnresolvedCommand::Plain(command) => {
                matches!(command.verb(), Verb::Pause | Verb::End)
            }
            UnresolvedCommand::SplitGap { .. } | UnresolvedCommand::AddBreak { .. } => false,
        }
    }

    /// Returns the request with default notes, if it may start a session and has no notes.
    #[must_use]
    pub fn or_notes(mut self, default: &str) -> Self {
        if let UnresolvedCommand::Plain(Command::Start { notes, .. } | Command::Toggle { notes }) =
            &mut self.command
        {
            notes.get_or_insert_with(|| default.to_owned());
        }
        self
    }

    /// Reads the times and returns the request for the desk. `gap_end` returns when a gap ended,
    /// UTC; without a name, the oldest open one.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read.
    pub fn resolve(
        self,
        by: By,
        now: DateTime<Utc>,
        gap_end: impl FnOnce(Option<GapId>) -> Option<DateTime<Utc>>,
        zone: &dyn Zone,
    ) -> Result<Request, Refusal> {
        let at = self.when.read(now, zone).map_err(|why| not_understood(&why))?;
        let command = match self.command {
            UnresolvedCommand::Plain(command) => command,
            UnresolvedCommand::SplitGap { id, at } => Command::AnswerGap {
                session: None,
                id,
                answer: GapAnswer::Split(
                    input::at_within(&at, gap_end(id).unwrap_or(now), now, zone)
                        .map_err(|why| not_understood(&why))?,
                ),
            },
            UnresolvedCommand::AddBreak { from, to } => {
                let from = input::at(&from, now, zone).map_err(|why| not_understood(&why))?;
                let to = input::at_after(&to, from, now, zone);
                Command::AddBreak {
                    session: None,
                    from,
                    to: to.map_err(|why| not_understood(&why))?,
                }
            }
        };
        let Guard { operation, expect_seq } = self.guard;
        let (expect, provenance) = (expect_seq.map(Expect::Seq), self.provenance);
        Ok(Request { at, expect, operation, provenance, ..Request::new(command, by) })
    }
}
