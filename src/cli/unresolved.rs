//! A request as it was typed, before its times are read.

use chrono::{DateTime, Utc};

use super::args::{Guard, When};
use super::times::not_understood;
use crate::core::{By, Command, Expect, GapAnswer, GapId, Glance, Refusal, Request, Verb};
use crate::input;
use crate::zone::Zone;

/// A request as it was typed, before its times are read.
#[derive(Debug)]
pub struct UnresolvedRequest {
    /// The command.
    pub command: UnresolvedCommand,
    /// When it takes effect.
    pub when: When,
    /// What must hold so that it takes effect.
    pub guard: Guard,
}

/// A command, as far as it is known before its times are read.
#[derive(Debug)]
pub enum UnresolvedCommand {
    /// A command without a time of its own.
    Plain(Command),
    /// An end at the last activity.
    EndAtLastActivity {
        /// New notes, in place of those of the session.
        notes: Option<String>,
    },
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
    /// Returns whether it needs to see the desk before it can be resolved.
    pub fn looks_first(&self) -> bool {
        matches!(self.command, UnresolvedCommand::EndAtLastActivity { .. })
    }

    /// Returns whether it stops the session's clock.
    pub fn stops_the_clock(&self) -> bool {
        match &self.command {
            UnresolvedCommand::Plain(command) => {
                matches!(command.verb(), Verb::Pause | Verb::End)
            }
            UnresolvedCommand::EndAtLastActivity { .. } => true,
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

    /// Reads the times and returns the request for the desk. `seen` is the desk, if it looks first.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read.
    pub fn resolve(
        self,
        by: By,
        now: DateTime<Utc>,
        seen: Option<&Glance>,
        zone: &dyn Zone,
    ) -> Result<Request, Refusal> {
        let next = "give a time in the past, or leave it out for now";
        let time =
            |text: &str| input::time(text, now, zone).map_err(|why| not_understood(why, next));
        let mut at = self.when.read(now, zone).map_err(|why| not_understood(why, next))?;
        let mut expect = self.guard.expect_seq.map(Expect::Seq);
        let command = match self.command {
            UnresolvedCommand::Plain(command) => command,
            UnresolvedCommand::EndAtLastActivity { notes } => {
                at = seen.and_then(|glance| glance.last_activity_utc);
                // It must still be the last activity when the command takes effect.
                expect = expect.or(seen.map(|glance| Expect::Seq(glance.seq)));
                Command::End { notes }
            }
            UnresolvedCommand::SplitGap { id, at } => {
                Command::AnswerGap { id, answer: GapAnswer::Split(time(&at)?) }
            }
            UnresolvedCommand::AddBreak { from, to } => {
                Command::AddBreak { from: time(&from)?, to: time(&to)? }
            }
        };
        let operation = self.guard.operation;
        Ok(Request { at, expect, operation, ..Request::new(command, by) })
    }
}
