//! What a command line asks for, in the words of the core.

use super::args::{
    BreakVerb, ConeVerb, ConfigVerb, GapVerb, HealthVerb, HistoryFilter, VerbArgs, When,
};
use super::cli_session::BrokenSettings;
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, GapAnswer, NewFrame, Provenance, SessionName};

/// What a command line asks for.
#[derive(Debug)]
pub enum Invocation {
    /// A change.
    Change(UnresolvedRequest),
    /// A question about the desk.
    Query(Query),
    /// A check or a repair of the store.
    Doctor(DoctorMode),
    /// A question about the settings, whose file may be broken.
    Config(ConfigVerb),
}

/// A question about the desk.
#[derive(Debug)]
pub enum Query {
    /// How things stand.
    Status,
    /// The context stack.
    Context,
    /// The newest activities.
    Log {
        /// The number of activities.
        count: usize,
        /// Only activities of this session.
        session: Option<SessionName>,
        /// Continue with new activities.
        follow: bool,
    },
    /// The past sessions.
    History(HistoryFilter),
    /// One session in full; the live or last one if none is named.
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

/// What the doctor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorMode {
    /// It checks and changes nothing.
    Check,
    /// It repairs.
    Repair,
    /// It starts a new history from a state without one.
    Adopt,
}

impl Invocation {
    /// Returns what happens if the settings are broken. To show the status, to stop the clock and to
    /// repair the store must work all the same.
    #[must_use]
    pub fn broken_settings(&self) -> BrokenSettings {
        match self {
            Self::Change(request) if !request.stops_the_clock() => BrokenSettings::Fail,
            Self::Query(
                Query::Context
                | Query::Log { .. }
                | Query::History(_)
                | Query::Session(_)
                | Query::Page(_)
                | Query::Gaps
                | Query::Cone
                | Query::Health,
            ) => BrokenSettings::Fail,
            Self::Change(_)
            | Self::Query(Query::Status | Query::Paths)
            | Self::Doctor(_)
            | Self::Config(_) => BrokenSettings::UseDefaults,
        }
    }
}

impl From<VerbArgs> for Invocation {
    fn from(verb: VerbArgs) -> Self {
        let change = |command, when, provenance, guard| {
            Self::Change(UnresolvedRequest { command, when, provenance, guard })
        };
        let timed = |command, when, guard| {
            change(UnresolvedCommand::Plain(command), when, Provenance::Given, guard)
        };
        let later = |command, guard| change(command, When::default(), Provenance::Given, guard);
        let reading = |command, source: Option<String>, guard| {
            change(UnresolvedCommand::Plain(command), When::default(), source.into(), guard)
        };
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
                timed(Command::End { notes }, When::last_activity(), guard)
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
            VerbArgs::Cone { change: Some(ConeVerb::Set { band, reason, source, guard }) } => {
                reading(Command::SetBand { band, reason }, source, guard)
            }
            VerbArgs::Health {
                change: Some(HealthVerb::Set { status, reasons, source, guard }),
            } => reading(Command::SetHealth { status, reasons }, source, guard),
            VerbArgs::Cone { change: Some(ConeVerb::Clear { source, guard }) } => {
                plain(Command::ClearBand { source }, guard)
            }
            VerbArgs::Health { change: Some(HealthVerb::Clear { source, guard }) } => {
                plain(Command::ClearHealth { source }, guard)
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
