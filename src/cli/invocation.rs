//! What a command line asks for, in the words of the core.

use std::path::PathBuf;

use super::args::{
    AckArgs, AddArgs, AgainstPolicy, ArtifactArgs, BreakArgs, CancelArgs, ConeArgs, ConfigArgs,
    ConfigVerb, ContextArgs, ContinueArgs, DaemonArgs, EditArgs, EndArgs, GapArgs, HealthArgs,
    ImportArgs, Later, LogArgs, NewRunArgs, PauseArgs, PlaybookArgs, PolicyArgs, ReopenArgs,
    ReportArgs, RunArgs, Shell, ShowArgs, SourceArgs, SourceVerb, SprintArgs, StartArgs,
    StepBackArgs, TaskArgs, TaskImport, TimedArgs, ToggleArgs, VerbArgs, When, text,
};
#[cfg(feature = "serve")]
use super::args::{ServeArgs, TokenArgs, TokenVerb};
use super::chosen_desk::BrokenSettings;
use super::query::{DoctorMode, Query};
use super::summary::SummaryTo;
use super::unresolved::{UnresolvedCommand, UnresolvedRequest};
use crate::core::{Command, FrameKind};

/// What a command line asks for.
#[derive(Debug)]
pub enum Invocation {
    /// A change.
    Change(UnresolvedRequest),
    /// The end of a session, and where its summary goes.
    EndWithSummary(UnresolvedRequest, SummaryTo),
    /// A question about the desk.
    Query(Query),
    /// Past sessions in a file.
    Import(ImportArgs),
    /// Tasks in a file, with the type of those that have none.
    ImportTasks(TaskImport, FrameKind),
    /// A check or a repair of the store.
    Doctor(DoctorMode),
    /// A question about the settings, whose file may be broken.
    Config(ConfigVerb),
    /// A question about the sources of band and health, or a new one.
    Source(SourceVerb),
    /// Sources that are asked until a signal comes.
    Daemon(DaemonArgs),
    /// Answers to programs over HTTP until a signal comes.
    #[cfg(feature = "serve")]
    Serve(ServeArgs),
    /// A question about the tokens of programs, or a change of them. The settings may be broken elsewhere.
    #[cfg(feature = "serve")]
    Token(TokenVerb),
    /// A run that starts.
    StartRun(Box<NewRunArgs>),
    /// What makes a shell complete words.
    Completions(Shell),
    /// The manual pages, into a directory.
    Man(PathBuf),
}

impl Invocation {
    /// Returns what happens if the settings are broken. To show the status, to stop the clock and to
    /// repair the store must work all the same.
    #[must_use]
    pub fn broken_settings(&self) -> BrokenSettings {
        match self {
            // Without its tokens nobody knows who may.
            #[cfg(feature = "serve")]
            Self::Serve(_) => BrokenSettings::Fail,
            #[cfg(feature = "serve")]
            Self::Token(_) => BrokenSettings::UseDefaults,
            Self::Change(request) if !request.stops_the_clock() => BrokenSettings::Fail,
            // Without its limits nobody knows what is an alarm.
            Self::Query(Query::Status(args)) if args.plugin => BrokenSettings::Fail,
            Self::Query(
                Query::Context
                | Query::Policy(..)
                | Query::Switches(_)
                | Query::Tasks(_)
                | Query::Task(_)
                | Query::Sprint(_)
                | Query::Check(_)
                | Query::CheckSprint
                | Query::Artifacts { .. }
                | Query::Log { .. }
                | Query::History(_)
                | Query::Report(_)
                | Query::Search(_)
                | Query::Session(_)
                | Query::Page(_)
                | Query::Gaps
                | Query::Cone
                | Query::Health
                | Query::Desks(_)
                | Query::Runs(_)
                | Query::Run
                | Query::RunAudit,
            )
            | Self::StartRun(_)
            | Self::Source(_)
            | Self::Daemon(_)
            | Self::ImportTasks(..)
            | Self::Import(_) => BrokenSettings::Fail,
            Self::Change(_)
            | Self::EndWithSummary(..)
            | Self::Query(
                Query::Status(_)
                | Query::Next(_)
                | Query::Brief(_)
                | Query::Playbook(_)
                | Query::Paths
                | Query::Metrics(_),
            )
            | Self::Doctor(_)
            | Self::Config(_)
            | Self::Completions(_)
            | Self::Man(_) => BrokenSettings::UseDefaults,
        }
    }
}

impl From<VerbArgs> for Invocation {
    fn from(verb: VerbArgs) -> Self {
        let timed = |command, when, guard| {
            let command = UnresolvedCommand::Plain(command);
            Self::Change(UnresolvedRequest { when, ..UnresolvedRequest::new(command, guard) })
        };
        let overridable = |command, against: AgainstPolicy, when, guard| {
            let command = UnresolvedCommand::Plain(command);
            let against = against.reason;
            let request = UnresolvedRequest::new(command, guard);
            Self::Change(UnresolvedRequest { when, against, ..request })
        };
        let later = |command, guard| Self::Change(UnresolvedRequest::new(command, guard));
        let plain = |command, guard| timed(command, When::default(), guard);
        match verb {
            VerbArgs::Start(Later(start)) => Self::from(start),
            VerbArgs::Pause(Later(PauseArgs { reason, words, when, guard })) => {
                timed(Command::Pause { reason: text(reason, &words) }, when, guard)
            }
            VerbArgs::Resume(Later(TimedArgs { when, guard })) => {
                timed(Command::Resume, when, guard)
            }
            VerbArgs::Toggle(Later(ToggleArgs { against, when, guard })) => {
                overridable(Command::Toggle { notes: None }, against, when, guard)
            }
            VerbArgs::End(Later(end)) => Self::from(end),
            VerbArgs::Cancel(Later(CancelArgs { session, when, guard })) => {
                timed(Command::Cancel { session }, when, guard)
            }
            VerbArgs::Reopen(Later(ReopenArgs { session, against, when, guard })) => {
                overridable(Command::Reopen { session }, against, when, guard)
            }
            VerbArgs::Continue(Later(ContinueArgs { session, against, when, guard })) => {
                overridable(Command::Continue { session }, against, when, guard)
            }
            VerbArgs::Undo(Later(args)) => args.step(Command::Undo),
            VerbArgs::Redo(Later(args)) => args.step(Command::Redo),
            VerbArgs::Note(Later(note)) => note.into(),
            VerbArgs::Push(Later(push)) => push.into(),
            VerbArgs::Pop(Later(pop)) => pop.into(),
            VerbArgs::Done(Later(done)) => done.into(),
            VerbArgs::Block(Later(block)) => block.into(),
            VerbArgs::Unblock(Later(unblock)) => unblock.into(),
            VerbArgs::Estimate(Later(estimate)) => estimate.into(),
            VerbArgs::Summary(Later(summary)) => summary.into(),
            VerbArgs::Artifact(Later(ArtifactArgs { action })) => action.into(),
            VerbArgs::Task(Later(TaskArgs { action })) => action.into(),
            VerbArgs::Sprint(Later(SprintArgs { action })) => action.into(),
            VerbArgs::Context(Later(ContextArgs { action })) => action.into(),
            VerbArgs::Gap(Later(GapArgs { answer })) => {
                answer.map_or(Self::Query(Query::Gaps), |answer| Self::Change(answer.into()))
            }
            VerbArgs::Keep(Later(guard)) => plain(Command::Keep, guard),
            VerbArgs::Ack(Later(AckArgs { of, reason, shelve, guard })) => {
                let shelve_seconds = shelve.map(|time| time.as_secs());
                plain(Command::Acknowledge { of, reason, shelve_seconds }, guard)
            }
            VerbArgs::Break(Later(BreakArgs { change })) => Self::Change(change.into()),
            VerbArgs::Edit(EditArgs { guard, edit }) => {
                later(UnresolvedCommand::Edit(Box::new(edit)), guard)
            }
            VerbArgs::Add(Later(AddArgs { guard, session })) => {
                later(UnresolvedCommand::Add(Box::new(session)), guard)
            }
            VerbArgs::Cone(Later(ConeArgs { change })) => {
                change.map_or(Self::Query(Query::Cone), |change| Self::Change(change.into()))
            }
            VerbArgs::Health(Later(HealthArgs { change })) => {
                change.map_or(Self::Query(Query::Health), |change| Self::Change(change.into()))
            }
            VerbArgs::Log(Later(LogArgs { count, session, follow })) => {
                Self::Query(Query::Log { count, session, follow })
            }
            VerbArgs::History(Later(filter)) => Self::Query(Query::History(filter)),
            VerbArgs::Report(Later(report)) => Self::Query(Query::Report(report)),
            VerbArgs::Today(Later(options)) => {
                Self::Query(Query::Report(ReportArgs::today(options)))
            }
            VerbArgs::Import(Later(import)) => Self::Import(import),
            VerbArgs::Search(Later(search)) => Self::Query(Query::Search(search)),
            VerbArgs::Show(Later(show)) => Self::Query(show.into()),
            VerbArgs::Playbook(Later(PlaybookArgs { action })) => action.into(),
            VerbArgs::Policy(Later(PolicyArgs { action })) => action.into(),
            VerbArgs::Desks(Later(args)) => Self::Query(Query::Desks(args)),
            VerbArgs::Run(Later(RunArgs { action })) => action.into(),
            VerbArgs::Status(Later(args)) => Self::Query(Query::Status(args)),
            VerbArgs::Next(Later(args)) => Self::Query(Query::Next(args)),
            VerbArgs::Brief(Later(args)) => Self::Query(Query::Brief(args)),
            VerbArgs::Metrics(Later(metrics)) => Self::Query(Query::Metrics(metrics)),
            VerbArgs::Doctor(Later(doctor)) => Self::Doctor(doctor.into()),
            VerbArgs::Config(Later(ConfigArgs { action })) => Self::Config(action),
            VerbArgs::Source(Later(SourceArgs { action })) => Self::Source(action),
            VerbArgs::Daemon(Later(args)) => Self::Daemon(args),
            #[cfg(feature = "serve")]
            VerbArgs::Serve(Later(args)) => Self::Serve(args),
            #[cfg(feature = "serve")]
            VerbArgs::Token(Later(TokenArgs { action })) => Self::Token(action),
            VerbArgs::Paths => Self::Query(Query::Paths),
            VerbArgs::Completions { shell } => Self::Completions(shell),
            VerbArgs::Man { dir } => Self::Man(dir),
        }
    }
}

impl From<ShowArgs> for Query {
    fn from(ShowArgs { session, markdown }: ShowArgs) -> Self {
        if markdown { Self::Page(session) } else { Self::Session(session) }
    }
}

impl From<EndArgs> for Invocation {
    fn from(end: EndArgs) -> Self {
        let EndArgs { notes, words, check, reason, at_last_activity, when, guard, .. } = end;
        let (path, force) = (end.summary_to, end.force);
        let command = Command::End { notes: text(notes, &words) };
        if check {
            return Self::Query(Query::Check(command));
        }
        let when = if at_last_activity { When::last_activity() } else { when };
        let command = UnresolvedCommand::Plain(command);
        let request = UnresolvedRequest { when, reason, ..UnresolvedRequest::new(command, guard) };
        match path {
            Some(path) => Self::EndWithSummary(request, SummaryTo { path, force }),
            None => Self::Change(request),
        }
    }
}

impl From<StartArgs> for Invocation {
    fn from(start: StartArgs) -> Self {
        let StartArgs { notes, words, session_type, switch, agent, workflow, target, .. } = start;
        let StartArgs { against, when, guard, .. } = start;
        let command = UnresolvedCommand::Plain(Command::Start {
            notes: text(notes, &words),
            session_type: session_type.unwrap_or_default(),
            switch,
            agent_id: agent,
            workflow_id: workflow,
            target_seconds: target.map(|target| target.as_secs()),
            metadata: serde_json::Map::new(),
            run: None,
        });
        let against = against.reason;
        let request = UnresolvedRequest::new(command, guard);
        Self::Change(UnresolvedRequest { when, against, ..request })
    }
}

#[cfg(test)]
mod tests;

impl StepBackArgs {
    fn step(self, command: Command) -> Invocation {
        let Self { against, guard } = self;
        let request = UnresolvedRequest::new(UnresolvedCommand::Plain(command), guard);
        Invocation::Change(UnresolvedRequest { against: against.reason, ..request })
    }
}
