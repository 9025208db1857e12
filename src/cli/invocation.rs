//! What a command line asks for, in the words of the core.

use super::args::{
    BreakVerb, ConeVerb, ConfigVerb, GapVerb, HealthVerb, HistoryFilter, VerbArgs, When,
};
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, GapAnswer, NewFrame, SessionName};

/// What a command line asks for.
#[derive(Debug)]
pub enum Invocation {
    /// Something is to change.
    Change(UnresolvedRequest),
    /// Something is to be shown.
    Query(Query),
    /// The store is to be looked after.
    Doctor(DoctorMode),
    /// Something about the settings, whose file may be broken.
    Config(ConfigVerb),
}

/// What can be shown.
#[derive(Debug)]
pub enum Query {
    /// How things stand.
    Status,
    /// The context stack.
    Context,
    /// The newest activities.
    Log {
        /// How many.
        count: usize,
        /// Only what concerns this session.
        session: Option<SessionName>,
        /// Go on with what is new.
        follow: bool,
    },
    /// The past sessions.
    History(HistoryFilter),
    /// One session in full; the live or last one when none is named.
    Session(Option<SessionName>),
    /// One session in full as a page of Markdown.
    Page(Option<SessionName>),
    /// The gaps that wait for an answer.
    Gaps,
    /// The band.
    Cone,
    /// The health.
    Health,
    /// Where the files are.
    Paths,
}

/// What the doctor is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorMode {
    /// Look and change nothing.
    Check,
    /// Mend what can be mended.
    Repair,
    /// Start a new history from a state that has none.
    Adopt,
}

impl Invocation {
    /// Returns whether it must work even if the settings are broken: it shows how things stand, stops
    /// the clock or repairs the store.
    #[must_use]
    pub fn runs_on_defaults(&self) -> bool {
        match self {
            Self::Change(request) => request.stops_the_clock(),
            Self::Query(query) => query.runs_on_defaults(),
            Self::Doctor(_) | Self::Config(_) => true,
        }
    }
}

impl Query {
    fn runs_on_defaults(&self) -> bool {
        match self {
            Self::Status | Self::Paths => true,
            Self::Context
            | Self::Log { .. }
            | Self::History(_)
            | Self::Session(_)
            | Self::Page(_)
            | Self::Gaps
            | Self::Cone
            | Self::Health => false,
        }
    }
}

impl From<VerbArgs> for Invocation {
    fn from(verb: VerbArgs) -> Self {
        let change =
            |command, when, guard| Self::Change(UnresolvedRequest { command, when, guard });
        let timed = |command, when, guard| change(UnresolvedCommand::Plain(command), when, guard);
        let later = |command, guard| change(command, When::default(), guard);
        let plain = |command, guard| timed(command, When::default(), guard);
        match verb {
            VerbArgs::Start { notes, switch, agent, workflow, target, when, guard } => {
                let command = Command::Start {
                    notes,
                    switch,
                    agent_id: agent,
                    workflow_id: workflow,
                    target_seconds: target.map(|target| target.as_secs()),
                    metadata: serde_json::Map::new(),
                };
                timed(command, when, guard)
            }
            VerbArgs::Pause { reason, when, guard } => {
                timed(Command::Pause { reason }, when, guard)
            }
            VerbArgs::Resume { when, guard } => timed(Command::Resume, when, guard),
            VerbArgs::Toggle { when, guard } => timed(Command::Toggle { notes: None }, when, guard),
            VerbArgs::End { notes, at_last_activity: true, guard, .. } => {
                later(UnresolvedCommand::EndAtLastActivity { notes }, guard)
            }
            VerbArgs::End { notes, when, guard, .. } => timed(Command::End { notes }, when, guard),
            VerbArgs::Cancel { when, guard } => timed(Command::Cancel, when, guard),
            VerbArgs::Reopen { when, guard } => timed(Command::Reopen, when, guard),
            VerbArgs::Undo { guard } => plain(Command::Undo, guard),
            VerbArgs::Redo { guard } => plain(Command::Redo, guard),
            VerbArgs::Note { text, guard } => plain(Command::Note { text: text.join(" ") }, guard),
            VerbArgs::Push { kind, id, title, estimate, guard } => {
                let estimate_seconds = estimate.map(|estimate| estimate.as_secs());
                plain(Command::Push(NewFrame { kind, id, title, estimate_seconds }), guard)
            }
            VerbArgs::Pop { kind, guard } => plain(Command::Pop { kind }, guard),
            VerbArgs::Gap { answer: None } => Self::Query(Query::Gaps),
            VerbArgs::Gap { answer: Some(GapVerb::Keep { id, guard }) } => {
                plain(Command::AnswerGap { id, answer: GapAnswer::Keep }, guard)
            }
            VerbArgs::Gap { answer: Some(GapVerb::Discard { id, guard }) } => {
                plain(Command::AnswerGap { id, answer: GapAnswer::Discard }, guard)
            }
            VerbArgs::Gap { answer: Some(GapVerb::Split { time, id, guard }) } => {
                later(UnresolvedCommand::SplitGap { id, at: time }, guard)
            }
            VerbArgs::Keep { guard } => plain(Command::Keep, guard),
            VerbArgs::Break { change: BreakVerb::Add { from, to, guard } } => {
                later(UnresolvedCommand::AddBreak { from, to }, guard)
            }
            VerbArgs::Amend { notes, start, guard } => {
                plain(Command::Amend { notes, start }, guard)
            }
            VerbArgs::Cone { change: Some(ConeVerb::Set { band, reason, guard }) } => {
                plain(Command::SetBand { band, reason }, guard)
            }
            VerbArgs::Health { change: Some(HealthVerb::Set { status, reasons, guard }) } => {
                plain(Command::SetHealth { status, reasons }, guard)
            }
            VerbArgs::Cone { change: None } => Self::Query(Query::Cone),
            VerbArgs::Health { change: None } => Self::Query(Query::Health),
            VerbArgs::Context => Self::Query(Query::Context),
            VerbArgs::Log { count, session, follow } => {
                Self::Query(Query::Log { count, session, follow })
            }
            VerbArgs::History(filter) => Self::Query(Query::History(filter)),
            VerbArgs::Show { session, markdown: true } => Self::Query(Query::Page(session)),
            VerbArgs::Show { session, .. } => Self::Query(Query::Session(session)),
            VerbArgs::Status => Self::Query(Query::Status),
            VerbArgs::Doctor { repair: true, .. } => Self::Doctor(DoctorMode::Repair),
            VerbArgs::Doctor { adopt: true, .. } => Self::Doctor(DoctorMode::Adopt),
            VerbArgs::Doctor { .. } => Self::Doctor(DoctorMode::Check),
            VerbArgs::Config { action } => Self::Config(action),
            VerbArgs::Paths => Self::Query(Query::Paths),
        }
    }
}
