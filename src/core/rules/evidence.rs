//! What a command stands on that is not in the `Watch`: what the desk reads before it decides.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::core::base::{At, Moment, SessionId, SessionKey, SessionName, Verb};
use crate::core::check::CheckRules;
use crate::core::command::{Command, NewPastSession, Request};
use crate::core::history::{LastEnded, Recorded, SessionRef, Watch};
use crate::core::policy::Directives;
use crate::core::rules::effective_time::named_time;
use crate::core::rules::{KnownTask, TaskEvidence, Workflows};
use crate::core::session::{Phase, Session};
use crate::core::task::TaskName;

/// What the desk has read of its journal for one command. It checked every line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// The newest line of the step that an undo or a redo reverses.
    pub step: Option<Recorded>,
    /// The session that the command is about, as it was recorded last; `None` if it is on the desk, or
    /// there is no such session.
    pub subject: Option<Session>,
    /// The ended sessions of this desk that touch the periods of the command, without its subject and
    /// without the one on the desk.
    pub near: Vec<SessionTimes>,
    /// Of the ended sessions without the subject and without the one on the desk, the one that ended
    /// last.
    pub ended_last: Option<SessionTimes>,
    /// Which of the sources of the command are known.
    pub known_sources: BTreeSet<String>,
    /// What is known of the tasks of the command; `None` if it needs none, or the index cannot answer.
    pub tasks: Option<TaskEvidence>,
    /// What the settings say of checks.
    pub checks: Arc<CheckRules>,
    /// What the operator's policy and playbooks say.
    pub directives: Arc<Directives>,
    /// What the settings say of agents and workflows.
    pub workflows: Arc<Workflows>,
    /// Whether this is the desk of a run, also if that has not begun.
    pub of_run: bool,
}

impl Evidence {
    /// Returns what is known of a task; `None` if nothing is.
    pub(in crate::core) fn task(&self, name: &TaskName) -> Option<&KnownTask> {
        self.tasks.as_ref()?.find(name)
    }
}

/// When an ended session started and ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionTimes {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// The start, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// The end, UTC.
    pub ended_at_utc: DateTime<Utc>,
}

impl SessionTimes {
    /// Returns the times of a session that is over; `None` of a live one.
    #[must_use]
    pub fn of(session: &Session) -> Option<Self> {
        Some(Self {
            key: session.key,
            id: session.id.clone(),
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc?,
        })
    }

    pub(in crate::core) fn last_ended(&self) -> LastEnded {
        LastEnded { id: self.id.clone(), key: self.key, ended_at_utc: self.ended_at_utc }
    }
}

/// What the desk has to read of the past for a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastNeeds {
    /// The session that the command is about, if it is not on the desk.
    pub subject: Option<SessionName>,
    /// Whether the command may change when sessions were: then its periods and the session that ended
    /// last are needed too.
    pub times: bool,
    /// The hashes of the records that sessions come from.
    pub sources: Vec<String>,
}

impl Watch {
    /// Returns what the desk has to read of the past before it decides a request; `None` if the `Watch`
    /// has everything, as for all commands of the live session.
    #[must_use]
    pub fn needs_of_the_past(&self, request: &Request) -> Option<PastNeeds> {
        let command = &request.command;
        let named = self.subject_of(command).filter(|name| !self.has_on_the_desk(name));
        let (subject, times) = match command {
            Command::Edit(edit) => (named, edit.start.is_some() || edit.end.is_some()),
            Command::Add { .. } => (None, true),
            Command::Cancel { session } | Command::Reopen { session } => {
                let is_over = self.live().is_none();
                let is_of_the_past = named.is_some() || session.is_some() && is_over;
                (named, is_of_the_past || self.cancels_the_last(command))
            }
            Command::Continue { .. }
            | Command::AnswerGap { .. }
            | Command::AddBreak { .. }
            | Command::RemoveBreak { .. } => (named, false),
            Command::SetRunStatus { .. }
            | Command::CompleteStep { .. }
            | Command::UpdateRun { .. }
            | Command::FailRun { .. }
            | Command::DeleteRun
            | Command::Start { .. }
            | Command::Pause { .. }
            | Command::Resume
            | Command::Toggle { .. }
            | Command::End { .. }
            | Command::Undo
            | Command::Redo
            | Command::Note { .. }
            | Command::Push(_)
            | Command::Pop { .. }
            | Command::Task(_)
            | Command::Playbook(_)
            | Command::Keep
            | Command::SetBand { .. }
            | Command::SetHealth { .. }
            | Command::ClearBand { .. }
            | Command::ClearHealth { .. }
            | Command::Acknowledge { .. } => (None, false),
        };
        let mut sources = Vec::new();
        if let Command::Add { sessions } = command {
            sources.extend(sessions.iter().filter_map(|session| session.source_hash.clone()));
        }
        (subject.is_some() || times).then_some(PastNeeds { subject, times, sources })
    }

    /// Returns the session that a command is about; `None` for the one on the desk.
    pub(in crate::core) fn subject_of(&self, command: &Command) -> Option<SessionName> {
        if let Command::Edit(edit) = command {
            return edit.session.clone().or_else(|| self.usual_session());
        }
        if let Command::Continue { session: None } = command {
            return self.last_ended.as_ref().map(|last| SessionName::Id(last.id.clone()));
        }
        command.session().cloned()
    }

    /// Reports whether a command cancels a live session that ended last, before it was reopened.
    fn cancels_the_last(&self, command: &Command) -> bool {
        let live = self.live().map(|live| &live.id);
        let is_last = self.last_ended.as_ref().is_some_and(|last| Some(&last.id) == live);
        is_last && command.verb() == Verb::Cancel
    }

    /// Returns from when until when a request may put sessions, UTC. `subject` is the session that it is
    /// about. [`Evidence::near`] has the sessions that touch one of these.
    #[must_use]
    pub fn periods_of(
        &self,
        request: &Request,
        subject: Option<&Session>,
        now: &Moment,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let subject = subject.or(self.session.as_ref());
        let time = |at: At| named_time(self, at, now).ok().map(|named| named.at);
        let whole =
            |session: &Session| (session.started_at_utc, session.ended_at_utc.unwrap_or(now.utc));
        if let Command::Edit(edit) = &request.command {
            let moved = subject.map(whole).and_then(|(start, end)| {
                let start = edit.start.map_or(Some(start), time)?;
                Some((start, edit.end.map_or(Some(end), time)?))
            });
            return moved.into_iter().collect();
        }
        if let Command::Add { sessions } = &request.command {
            let period = |new: &NewPastSession| time(new.from).zip(time(new.to));
            return sessions.iter().filter_map(period).collect();
        }
        let is_restored = matches!(request.command, Command::Reopen { session: Some(_) });
        subject.filter(|_| is_restored).map(whole).into_iter().collect()
    }

    /// Reports whether a command takes a session that is over out of the totals, or back into them. That
    /// always takes effect now.
    pub(in crate::core) fn is_about_an_over_session(&self, command: &Command) -> bool {
        let is_ended = |name: &SessionName| {
            self.has_on_the_desk(name)
                && self.session.as_ref().is_some_and(|session| session.phase == Phase::Ended)
        };
        if let Command::Cancel { session: Some(name) } = command {
            return !self.has_on_the_desk(name) || self.live().is_none();
        }
        if let Command::Reopen { session: Some(name) } = command {
            return !is_ended(name);
        }
        false
    }

    /// Reports whether the session on the desk has this name.
    pub(in crate::core) fn has_on_the_desk(&self, name: &SessionName) -> bool {
        self.session.as_ref().is_some_and(|session| SessionRef::of(session).is(name))
    }
}
