//! What a command line asks, without a change of the desk.

use super::args::{
    BriefArgs, DesksArgs, DoctorArgs, HistoryFilter, MetricsArgs, NextArgs, ReportArgs, RunFilter,
    SearchArgs, SomeFilter, StatusArgs, SwitchFilter, TaskFilter,
};
use super::playbook::PlaybookQuestion;
use crate::core::{Command, SessionName, TaskName};

/// A question about the desk.
#[derive(Debug)]
pub enum Query {
    /// How things stand.
    Status(StatusArgs),
    /// What to do next.
    Next(NextArgs),
    /// What somebody needs to go on.
    Brief(BriefArgs),
    /// What the playbooks are, how far each is, and what is next.
    Playbook(PlaybookQuestion),
    /// What the policy would do with a command: its words, and the playbook of its step. Without words,
    /// with each verb that it concerns.
    Policy(Vec<String>, Option<String>),
    /// The context stack.
    Context,
    /// Every switch of context.
    Switches(SwitchFilter),
    /// Tasks or sprints.
    Tasks(ListedTasks),
    /// Everything about a task.
    Task(TaskName),
    /// Everything about a sprint; the one of the live session if none is named.
    Sprint(Option<TaskName>),
    /// What the checks say of what a command would complete.
    Check(Command),
    /// What the checks say of the sprint of the live session.
    CheckSprint,
    /// What came out of a session or a task.
    Artifacts {
        /// The session; the live or last one if none is named.
        session: Option<SessionName>,
        /// The task.
        task: Option<TaskName>,
    },
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
    /// The active time of a period.
    Report(ReportArgs),
    /// Everything that was written.
    Search(SearchArgs),
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
    /// The desks of this machine.
    Desks(DesksArgs),
    /// The desks of this machine as metrics.
    Metrics(MetricsArgs),
    /// The runs.
    Runs(RunFilter),
    /// The run of the desk.
    Run,
    /// The run of the desk, with every event.
    RunAudit,
}

/// Which tasks or sprints are listed.
#[derive(Debug)]
pub enum ListedTasks {
    /// Tasks.
    Tasks(TaskFilter),
    /// Sprints.
    Sprints(SomeFilter),
}

/// What the doctor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoctorMode {
    /// It checks and changes nothing.
    Check,
    /// It repairs.
    Repair,
    /// It checks every desk of this machine.
    CheckAll,
    /// It repairs every desk of this machine.
    RepairAll,
    /// It starts a new history from a state without one.
    Adopt,
}

impl From<DoctorArgs> for DoctorMode {
    fn from(DoctorArgs { repair, adopt, all }: DoctorArgs) -> Self {
        match (adopt, all, repair) {
            (true, _, _) => Self::Adopt,
            (false, true, true) => Self::RepairAll,
            (false, true, false) => Self::CheckAll,
            (false, false, true) => Self::Repair,
            (false, false, false) => Self::Check,
        }
    }
}
