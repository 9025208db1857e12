//! A request as it was typed, before its times are read.

use std::time::Duration;

use super::args::{Guard, TypedEdit, TypedSession, When};
use super::artifact_file::TypedArtifact;
use super::error::CliError;
use super::times::not_understood;
use super::typed_context::TypedContext;
use super::typed_past::Reading;
use crate::core::{
    Artifact, By, Command, Expect, GapAnswer, GapId, NewFrame, Provenance, Request, SessionName,
    TaskCommand, Until, Verb,
};
use crate::input::until;

/// A request as it was typed, before its times are read.
#[derive(Debug)]
pub struct UnresolvedRequest {
    /// The command.
    pub command: UnresolvedCommand,
    /// When it takes effect.
    pub when: When,
    /// Until when what it sets counts; `None` if until it is withdrawn.
    pub ends: Option<TypedEnd>,
    /// Whether a person gives it, or a source measured it.
    pub provenance: Provenance,
    /// Why it completes something although a check fails.
    pub reason: Option<String>,
    /// Why it is done although a rule of the operator is against it.
    pub against: Option<String>,
    /// What must hold so that it takes effect.
    pub guard: Guard,
}

/// Until when something counts, as typed.
#[derive(Debug)]
pub enum TypedEnd {
    /// Until a time.
    At(String),
    /// For so long.
    For(Duration),
}

impl TypedEnd {
    fn read(self, reading: Reading<'_>) -> Result<Until, String> {
        match self {
            Self::At(text) => until(&text, reading.now, reading.zone).map(Until::At),
            Self::For(long) => Ok(Until::For(long.as_secs())),
        }
    }
}

/// A command, as far as it is known before its times are read.
#[derive(Debug)]
pub enum UnresolvedCommand {
    /// A command without a time of its own.
    Plain(Command),
    /// A gap that is split at a time.
    SplitGap {
        /// The session; `None` for the one on the desk.
        session: Option<SessionName>,
        /// Which gap.
        id: Option<GapId>,
        /// The time, as typed.
        at: String,
    },
    /// A break that was forgotten.
    AddBreak {
        /// The session; `None` for the live one.
        session: Option<SessionName>,
        /// When it began, as typed; with the end in it if that is not given apart.
        from: String,
        /// When it ended, as typed.
        to: Option<String>,
    },
    /// A pause that was none.
    RemoveBreak {
        /// The session; `None` for the live one.
        session: Option<SessionName>,
        /// A time in it, as typed.
        at: String,
    },
    /// A correction of a session.
    Edit(Box<TypedEdit>),
    /// A session that was never started.
    Add(Box<TypedSession>),
    /// A context to enter.
    Push(Box<TypedContext>),
    /// What came out of work.
    Artifact(Box<TypedArtifact>),
}

/// Looks up what a command names.
pub trait LookUp {
    /// Returns the context that was typed.
    ///
    /// # Errors
    /// A refusal if it names none.
    fn context(&self, typed: &TypedContext) -> Result<NewFrame, CliError>;

    /// Returns what is recorded of a file or an address.
    ///
    /// # Errors
    /// A refusal if it is none.
    fn artifact(&self, typed: &TypedArtifact) -> Result<Artifact, CliError>;
}

/// The session whose times say which day a time of day means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TimesOf {
    /// None.
    Nothing,
    /// The one on the desk: the live one, else the last.
    OnTheDesk,
    /// The one that is meant without a name.
    Usual,
    /// The one with this name.
    Named(SessionName),
}

impl UnresolvedRequest {
    /// Returns a request that a person gives, and that takes effect now.
    pub fn new(command: UnresolvedCommand, guard: Guard) -> Self {
        let (when, provenance) = (When::default(), Provenance::Given);
        Self { command, when, ends: None, provenance, reason: None, against: None, guard }
    }

    /// Returns whether it stops the session's clock.
    pub fn stops_the_clock(&self) -> bool {
        match &self.command {
            UnresolvedCommand::Plain(command) => {
                matches!(command.verb(), Verb::Pause | Verb::End)
            }
            UnresolvedCommand::SplitGap { .. }
            | UnresolvedCommand::AddBreak { .. }
            | UnresolvedCommand::RemoveBreak { .. }
            | UnresolvedCommand::Edit(_)
            | UnresolvedCommand::Push(_)
            | UnresolvedCommand::Artifact(_)
            | UnresolvedCommand::Add(_) => false,
        }
    }

    /// Returns the session whose times have to be known to read its own.
    pub fn times_of(&self) -> TimesOf {
        let named =
            |name: &Option<SessionName>, otherwise| name.clone().map_or(otherwise, TimesOf::Named);
        match &self.command {
            UnresolvedCommand::Edit(edit) if edit.start.is_some() || edit.end.is_some() => {
                named(&edit.session, TimesOf::Usual)
            }
            UnresolvedCommand::SplitGap { session, .. } => named(session, TimesOf::OnTheDesk),
            UnresolvedCommand::AddBreak { session, .. }
            | UnresolvedCommand::RemoveBreak { session, .. } => named(session, TimesOf::Nothing),
            UnresolvedCommand::Plain(_)
            | UnresolvedCommand::Edit(_)
            | UnresolvedCommand::Push(_)
            | UnresolvedCommand::Artifact(_)
            | UnresolvedCommand::Add(_) => TimesOf::Nothing,
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

    /// Reads the times, looks up what is named, and returns the request for the desk.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read; the refusal of what is named.
    pub fn resolve(
        self,
        by: By,
        reading: Reading<'_>,
        names: &dyn LookUp,
    ) -> Result<Request, CliError> {
        let at = self.when.read(reading.now, reading.zone).map_err(|why| not_understood(&why))?;
        let until = self.ends.map(|end| end.read(reading)).transpose();
        let until = until.map_err(|why| not_understood(&why))?;
        let words = match &self.command {
            UnresolvedCommand::Push(typed) => Some(typed.all_words()),
            _ => None,
        };
        let command = self.command.read(reading, names)?;
        let Guard { operation, expect_seq } = self.guard;
        let (expect, provenance) = (expect_seq.map(Expect::Seq), self.provenance);
        let (reason, override_reason) = (self.reason, self.against);
        Ok(Request {
            at,
            expect,
            operation,
            words,
            reason,
            override_reason,
            until,
            provenance,
            ..Request::new(command, by)
        })
    }
}

impl UnresolvedCommand {
    fn read(self, reading: Reading<'_>, names: &dyn LookUp) -> Result<Command, CliError> {
        let refused = |why: String| not_understood(&why);
        Ok(match self {
            Self::Plain(command) => command,
            Self::SplitGap { session, id, at } => {
                let at = reading.within_gap(&at, id).map_err(refused)?;
                Command::AnswerGap { session, id, answer: GapAnswer::Split(at) }
            }
            Self::AddBreak { session, from, to } => {
                let period = reading.period_within_subject(&from, to.as_deref());
                let (from, to) = period.map_err(refused)?;
                Command::AddBreak { session, from, to }
            }
            Self::RemoveBreak { session, at } => {
                let at = reading.within_subject(&at).map_err(refused)?;
                Command::RemoveBreak { session, at }
            }
            Self::Edit(edit) => edit.read(reading).map_err(refused)?,
            Self::Add(session) => session.read(reading).map_err(refused)?,
            Self::Push(typed) => Command::Push(names.context(&typed)?),
            Self::Artifact(typed) => {
                let artifact = names.artifact(&typed)?;
                Command::Task(TaskCommand::AddArtifact { task: typed.task, artifact })
            }
        })
    }
}
