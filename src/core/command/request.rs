//! Commands and requests, the same for every interface.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::core::base::{At, By, Provenance, SessionName, Verb};
use crate::core::command::{
    Expect, NewFrame, NewPastSession, NewRun, PlaybookCommand, SessionEdit, TaskCommand, TaskEdit,
    Until,
};
use crate::core::session::{
    AlertOf, Band, FrameKind, GapAnswer, GapId, HeardReading, Light, RunStatus, SessionType,
};
use crate::core::task::{TaskName, TaskStatus};

/// What its caller wants.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Command {
    /// Start a session.
    Start {
        /// What it is about.
        notes: Option<String>,
        /// What kind of work it is.
        #[serde(skip_serializing_if = "SessionType::is_work")]
        session_type: SessionType,
        /// End a live session first, as one command.
        switch: bool,
        /// The agent it belongs to.
        agent_id: Option<String>,
        /// The workflow it belongs to.
        workflow_id: Option<String>,
        /// The planned active time, seconds.
        target_seconds: Option<u64>,
        /// Other data to keep with it.
        metadata: Map<String, Value>,
        /// The run that it is; `None` if a person works.
        #[serde(skip_serializing_if = "Option::is_none")]
        run: Option<Box<NewRun>>,
    },
    /// Pause the session.
    Pause {
        /// Why.
        reason: Option<String>,
    },
    /// Resume the session.
    Resume,
    /// Start, pause or resume, whichever fits.
    Toggle {
        /// The notes of a session that it starts.
        notes: Option<String>,
    },
    /// End the session and add it to the past sessions.
    End {
        /// The closing notes. Empty ones empty them; `None` leaves them.
        notes: Option<String>,
    },
    /// Discard a session: no total counts it.
    Cancel {
        /// The session; `None` for the live one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
    },
    /// Reopen the last session, or restore a cancelled one.
    Reopen {
        /// The session; `None` for the last one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
    },
    /// Start a session with the notes, type, target and contexts of an earlier one.
    Continue {
        /// The earlier session; `None` for the one that ended last.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
    },
    /// Correct a session.
    Edit(Box<SessionEdit>),
    /// Add sessions that were never started, as one change.
    Add {
        /// The sessions.
        sessions: Vec<NewPastSession>,
    },
    /// Undo the newest change.
    Undo,
    /// Redo the change that was undone last.
    Redo,
    /// Write a note.
    Note {
        /// The note.
        text: String,
        /// The task that it is about; `None` for the current context.
        #[serde(skip_serializing_if = "Option::is_none")]
        task: Option<TaskName>,
    },
    /// Enter a context.
    Push(NewFrame),
    /// Leave a context.
    Pop {
        /// Its type; `None` for the innermost.
        kind: Option<FrameKind>,
        /// What was done: a note.
        #[serde(skip_serializing_if = "Option::is_none")]
        summary: Option<String>,
        /// Whether it is done.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        complete: bool,
    },
    /// Do something with tasks.
    Task(TaskCommand),
    /// Do something with a playbook.
    Playbook(PlaybookCommand),
    /// Answer a gap.
    AnswerGap {
        /// The session; `None` for the one on the desk.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
        /// The gap; `None` for the oldest open one.
        id: Option<GapId>,
        /// The answer.
        answer: GapAnswer,
    },
    /// Confirm that the session goes on after long inactivity.
    Keep,
    /// Add a forgotten pause.
    AddBreak {
        /// The session; `None` for the live one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
        /// When it began.
        from: At,
        /// When it ended.
        to: At,
    },
    /// Remove a pause that was none.
    RemoveBreak {
        /// The session; `None` for the live one.
        #[serde(skip_serializing_if = "Option::is_none")]
        session: Option<SessionName>,
        /// A time in the pause, or the minute in which it began.
        at: At,
    },
    /// Say where a run stands. The words for an end end it.
    SetRunStatus {
        /// Where.
        status: RunStatus,
    },
    /// Record a completed step of a run.
    CompleteStep {
        /// Its name.
        name: String,
        /// How long it took, milliseconds.
        ms: Option<u64>,
        /// What came of it.
        data: Option<Value>,
    },
    /// Change fields of the metadata of a run; the others stay.
    UpdateRun {
        /// The fields that get a value.
        set: Map<String, Value>,
        /// The fields that go.
        unset: Vec<String>,
    },
    /// End a run that failed.
    FailRun {
        /// Why.
        reason: Option<String>,
    },
    /// Delete a run: no list and no lookup has it since then.
    DeleteRun,
    /// Set the band.
    SetBand {
        /// The band.
        band: Band,
        /// Why.
        reason: String,
    },
    /// Set the health.
    SetHealth {
        /// The light.
        status: Light,
        /// Why.
        reasons: Vec<String>,
    },
    /// Withdraw a band.
    ClearBand {
        /// The source that measured it; `None` for what was set by hand.
        source: Option<String>,
    },
    /// Withdraw a health.
    ClearHealth {
        /// The source that measured it; `None` for what was set by hand.
        source: Option<String>,
    },
    /// Acknowledge a bad band or health.
    Acknowledge {
        /// Which of them; `None` for both.
        of: Option<AlertOf>,
        /// Why it is no surprise.
        reason: Option<String>,
        /// For how long nobody is called, seconds; `None` if it is not shelved.
        shelve_seconds: Option<u64>,
    },
}

/// A command with its time, expectation, operation id and origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The command.
    pub command: Command,
    /// When it takes effect.
    pub at: At,
    /// What the caller saw.
    pub expect: Option<Expect>,
    /// The operation id. The same command with the same id returns the first answer and changes
    /// nothing. Another command with that id is refused.
    pub operation: Option<String>,
    /// The words from which the command was read, if what they mean depends on what is known: a repeat has
    /// the same words.
    pub words: Option<String>,
    /// Why it completes something although a check fails.
    pub reason: Option<String>,
    /// Why it is done although a policy or a playbook is against it.
    pub override_reason: Option<String>,
    /// Until when the band or the health that a person sets counts; `None` if until it is withdrawn.
    pub until: Option<Until>,
    /// What the sources said when they were asked for it. It is no part of what is asked for.
    pub heard: Vec<HeardReading>,
    /// Who gives it, and through which interface.
    pub by: By,
    /// Whether a person gives it, or a source measured it.
    pub provenance: Provenance,
}

impl Request {
    /// Returns a request that takes effect now and expects nothing.
    #[must_use]
    pub fn new(command: Command, by: By) -> Self {
        Self {
            command,
            at: At::Now,
            expect: None,
            operation: None,
            words: None,
            reason: None,
            override_reason: None,
            until: None,
            heard: Vec::new(),
            by,
            provenance: Provenance::Given,
        }
    }
}

impl Command {
    /// Returns a start with notes only.
    #[must_use]
    pub fn start(notes: Option<String>) -> Self {
        Self::Start {
            notes,
            session_type: SessionType::default(),
            switch: false,
            agent_id: None,
            workflow_id: None,
            target_seconds: None,
            metadata: Map::new(),
            run: None,
        }
    }
}

impl Command {
    /// Reports whether it would start a session on a desk with a live one, or without.
    #[must_use]
    pub fn would_start(&self, is_live: bool) -> bool {
        let switches = matches!(self, Self::Start { switch: true, .. });
        let starts = matches!(self.verb(), Verb::Start | Verb::Toggle | Verb::Continue);
        switches || starts && !is_live
    }

    /// Returns the command's verb.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Start { .. } => Verb::Start,
            Self::Pause { .. } => Verb::Pause,
            Self::Resume => Verb::Resume,
            Self::Toggle { .. } => Verb::Toggle,
            Self::End { .. } => Verb::End,
            Self::Cancel { .. } => Verb::Cancel,
            Self::Reopen { .. } => Verb::Reopen,
            Self::Continue { .. } => Verb::Continue,
            Self::Edit(_) => Verb::Edit,
            Self::Add { .. } => Verb::Add,
            Self::Undo => Verb::Undo,
            Self::Redo => Verb::Redo,
            Self::Note { .. } => Verb::Note,
            Self::Push(_) => Verb::Push,
            Self::Pop { .. } => Verb::Pop,
            Self::Task(command) => command.verb(),
            Self::Playbook(command) => command.verb(),
            Self::AnswerGap { .. } => Verb::Gap,
            Self::Keep => Verb::Keep,
            Self::AddBreak { .. } => Verb::Break,
            Self::RemoveBreak { .. } => Verb::RemoveBreak,
            Self::SetRunStatus { .. } => Verb::RunStatus,
            Self::CompleteStep { .. } => Verb::RunStep,
            Self::UpdateRun { .. } => Verb::RunUpdate,
            Self::FailRun { .. } => Verb::RunFail,
            Self::DeleteRun => Verb::RunDelete,
            Self::SetBand { .. } | Self::ClearBand { .. } => Verb::Band,
            Self::SetHealth { .. } | Self::ClearHealth { .. } => Verb::Health,
            Self::Acknowledge { .. } => Verb::Ack,
        }
    }

    /// Reports whether it shelves a band or a health: that is allowed also if nothing is new.
    #[must_use]
    pub fn is_shelving(&self) -> bool {
        matches!(self, Self::Acknowledge { shelve_seconds: Some(_), .. })
    }

    /// Reports whether a policy or a playbook may be against it.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        matches!(
            self.verb(),
            Verb::Start
                | Verb::Toggle
                | Verb::Continue
                | Verb::Reopen
                | Verb::Push
                | Verb::Undo
                | Verb::Redo
                | Verb::StepDone
                | Verb::StepSkip
        )
    }

    /// Reports whether it names a task, and needs no open one.
    #[must_use]
    pub fn names_a_task(&self) -> bool {
        matches!(self, Self::Task(command) if command.named().is_some())
    }

    /// Reports whether it completes a task, a sprint or a session, or may do so.
    #[must_use]
    pub fn completes(&self) -> bool {
        let edits_to_done = |edit: &TaskEdit| edit.status == Some(TaskStatus::Done);
        match self {
            Self::End { .. }
            | Self::Start { switch: true, .. }
            | Self::Pop { complete: true, .. }
            | Self::Task(TaskCommand::Complete { .. }) => true,
            Self::Task(TaskCommand::Edit { edit, .. }) => edits_to_done(edit),
            Self::Start { .. }
            | Self::Pause { .. }
            | Self::Resume
            | Self::Toggle { .. }
            | Self::Cancel { .. }
            | Self::Reopen { .. }
            | Self::Continue { .. }
            | Self::Edit(_)
            | Self::Add { .. }
            | Self::Undo
            | Self::Redo
            | Self::Note { .. }
            | Self::Push(_)
            | Self::Pop { complete: false, .. }
            | Self::Task(_)
            | Self::Playbook(_)
            | Self::AnswerGap { .. }
            | Self::Keep
            | Self::AddBreak { .. }
            | Self::RemoveBreak { .. }
            | Self::SetRunStatus { .. }
            | Self::CompleteStep { .. }
            | Self::UpdateRun { .. }
            | Self::FailRun { .. }
            | Self::DeleteRun
            | Self::SetBand { .. }
            | Self::SetHealth { .. }
            | Self::ClearBand { .. }
            | Self::ClearHealth { .. }
            | Self::Acknowledge { .. } => false,
        }
    }

    /// Reports whether it may be about a session that is not on the desk.
    #[must_use]
    pub fn can_concern_the_past(&self) -> bool {
        let is_of_the_past =
            matches!(self, Self::Edit(_) | Self::Add { .. } | Self::Continue { .. });
        is_of_the_past || self.session().is_some()
    }
}
