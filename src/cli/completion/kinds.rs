//! What kind of value an argument takes. To complete a new kind of value, begin here.

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use strum::{EnumString, IntoStaticStr};

/// A kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumString, IntoStaticStr)]
pub enum ValueKind {
    /// A session of the desk.
    Session,
    /// A gap of the session on the desk.
    Gap,
    /// A profile.
    Profile,
    /// A run, also one that is over.
    Run,
    /// A run that is not over.
    OpenRun,
    /// A profile, `default`, or a run.
    Desk,
    /// An agent.
    Agent,
    /// A workflow.
    Workflow,
    /// Where a run stands.
    RunStatus,
    /// The type of a session.
    SessionType,
    /// The type of a context, or a type and id in one word.
    ContextType,
    /// The id of a context whose type stands before it.
    ContextId,
    /// The type of an open context.
    OpenContextType,
    /// The id of a project.
    Project,
    /// The id of a sprint.
    Sprint,
    /// The id of a task.
    Task,
    /// The id of a task that may be named in any case.
    KnownTask,
    /// The id of a sprint that may be named in any case.
    KnownSprint,
    /// Where a task stands.
    TaskStatus,
    /// Who should do a task.
    Assignee,
    /// A type and id, as in `incident:42`.
    Context,
    /// A band.
    Band,
    /// A health.
    Health,
    /// A source in the settings.
    Source,
    /// A playbook.
    Playbook,
    /// A choice of a step of a playbook.
    StepValue,
    /// A step of a playbook.
    Step,
    /// A step that is open.
    OpenStep,
    /// A step that is done or skipped.
    MarkedStep,
    /// A verb that a policy concerns.
    GovernedVerb,
    /// What such a verb is given.
    GovernedValue,
    /// When something takes effect.
    Moment,
    /// A time in the past.
    PastTime,
    /// A line of fields, such as `{clock}`.
    Template,
    /// A file.
    File,
    /// A directory.
    Directory,
    /// One of the words that the parser knows.
    Listed,
    /// Text, a number, a length, or a name of one's own: nothing is offered.
    Free,
}

impl ValueKind {
    /// Reports whether a word that was begun may become a value. Ids of tasks are the same in any case.
    #[must_use]
    pub fn may_become(self, begun: &str, value: &str) -> bool {
        let is_begun = value.starts_with(begun);
        match self {
            Self::KnownTask | Self::KnownSprint | Self::ContextType | Self::ContextId => {
                is_begun || value.to_lowercase().starts_with(&begun.to_lowercase())
            }
            Self::Session
            | Self::SessionType
            | Self::Gap
            | Self::Profile
            | Self::Run
            | Self::OpenRun
            | Self::Desk
            | Self::Agent
            | Self::Workflow
            | Self::RunStatus
            | Self::OpenContextType
            | Self::Project
            | Self::Sprint
            | Self::Task
            | Self::TaskStatus
            | Self::Assignee
            | Self::Context
            | Self::Band
            | Self::Health
            | Self::Source
            | Self::Playbook
            | Self::Step
            | Self::StepValue
            | Self::OpenStep
            | Self::MarkedStep
            | Self::GovernedVerb
            | Self::GovernedValue
            | Self::Moment
            | Self::PastTime
            | Self::Template
            | Self::File
            | Self::Directory
            | Self::Listed
            | Self::Free => is_begun,
        }
    }
}

/// Returns the kind of an argument of a verb, such as `run status`; `None` if nobody has said which it is.
#[must_use]
#[allow(clippy::match_same_arms, reason = "one line for each sort of argument")]
pub fn kind_of(verb: &str, arg: &Arg) -> Option<ValueKind> {
    if !arg.get_possible_values().is_empty() {
        return Some(ValueKind::Listed);
    }
    Some(match (verb, arg.get_id().as_str()) {
        (_, "session") => ValueKind::Session,
        (_, "profile") => ValueKind::Profile,
        (_, "run") => ValueKind::Run,
        (_, "desk") => ValueKind::Desk,
        (_, "agent") => ValueKind::Agent,
        (_, "workflow") => ValueKind::Workflow,
        (_, "session_type" | "session_types") => ValueKind::SessionType,
        ("run status" | "run list", "status") => ValueKind::RunStatus,
        ("run status" | "run step" | "run end" | "run fail", "id") => ValueKind::OpenRun,
        ("run update" | "run audit" | "run show" | "run delete", "id") => ValueKind::Run,
        ("gap keep" | "gap discard" | "gap split", "id") => ValueKind::Gap,
        (
            "task show" | "task check" | "task edit" | "task drop" | "task claim" | "task release",
            "id",
        ) => ValueKind::KnownTask,
        ("sprint show" | "sprint check" | "sprint edit" | "sprint drop" | "sprint done", "id") => {
            ValueKind::KnownSprint
        }
        // The id of a new one.
        ("task add" | "sprint add", "id") => ValueKind::Free,
        ("task list" | "sprint list" | "task edit" | "sprint edit", "status") => {
            ValueKind::TaskStatus
        }
        (_, "task" | "parent") => ValueKind::KnownTask,
        (_, "sprint") => ValueKind::KnownSprint,
        (_, "assignee") => ValueKind::Assignee,
        ("artifact add", "location") | ("task import" | "sprint import", "file") => ValueKind::File,
        ("estimate" | "task claim", "length") | ("ack", "shelve") => ValueKind::Free,
        ("cone set" | "health set", "until" | "for") => ValueKind::Free,
        (_, "summary") => ValueKind::Free,
        ("push", "kind") => ValueKind::ContextType,
        ("push", "id") => ValueKind::ContextId,
        ("pop", "kind") => ValueKind::OpenContextType,
        ("add", "projects") => ValueKind::Project,
        ("add", "sprints") => ValueKind::Sprint,
        ("add", "tasks") => ValueKind::Task,
        ("add", "contexts") => ValueKind::Context,
        (_, "band") => ValueKind::Band,
        ("health set", "status") | ("add", "health") => ValueKind::Health,
        (_, "at") => ValueKind::Moment,
        ("break add", "from" | "to") => ValueKind::Moment,
        ("add", "from" | "to") | ("edit", "start" | "end") => ValueKind::PastTime,
        (_, "since" | "until") => ValueKind::PastTime,
        ("status", "format") => ValueKind::Template,
        ("man", "dir") => ValueKind::Directory,
        ("import" | "playbook check", "file") | (_, "output" | "summary_to") => ValueKind::File,
        (_, "operator" | "operation" | "expect_seq" | "inline" | "override") => ValueKind::Free,
        (_, "notes" | "words" | "text" | "title" | "reason" | "reasons" | "closing") => {
            ValueKind::Free
        }
        (_, "target" | "estimate" | "ago" | "rounded" | "count" | "breaks" | "budget") => {
            ValueKind::Free
        }
        ("gap split" | "break remove", "time") => ValueKind::Free,
        (_, "playbook") => ValueKind::Playbook,
        ("playbook done" | "playbook skip", "step") => ValueKind::OpenStep,
        ("playbook undo", "step") => ValueKind::MarkedStep,
        ("playbook show", "step") => ValueKind::Step,
        ("playbook done", "value") => ValueKind::StepValue,
        ("playbook done", "note") => ValueKind::Free,
        ("policy check", "verb") => ValueKind::GovernedVerb,
        ("policy check", "what" | "id") => ValueKind::GovernedValue,
        ("source check", "name") => ValueKind::Source,
        // The path of a socket, or an address.
        ("source add", "location") | ("serve", "listen") => ValueKind::File,
        ("source add", "name" | "argv") => ValueKind::Free,
        ("token add", "name" | "desks") | ("token revoke", "name") => ValueKind::Free,
        // The name of a source, or what a run is given.
        (_, "source" | "user" | "set" | "unset") => ValueKind::Free,
        ("run start", "name") | ("run step", "step" | "ms" | "data") => ValueKind::Free,
        // Each verb of clap's own: `help VERB`.
        ("help", _) => ValueKind::Free,
        _ => return None,
    })
}

/// What the id of a mark begins with.
const MARK: &str = "value:";

/// Returns a command in which each argument is marked with its kind, so that the engine says which kind
/// is completed. The values are looked up afterwards, and only those that are asked for.
#[must_use]
pub fn marked(command: Command) -> Command {
    marked_below(command, "")
}

fn marked_below(command: Command, verb: &str) -> Command {
    let command = command.mut_args(|arg| match kind_of(verb, &arg) {
        None | Some(ValueKind::Listed | ValueKind::Free) => arg,
        Some(kind) => {
            let id = format!("{MARK}{}", <&'static str>::from(kind));
            arg.add(ArgValueCompleter::new(move |_: &std::ffi::OsStr| {
                vec![CompletionCandidate::new("").id(Some(id.clone()))]
            }))
        }
    });
    command.mut_subcommands(|below| {
        let name = below.get_name();
        let path = if verb.is_empty() { name.to_owned() } else { format!("{verb} {name}") };
        marked_below(below, &path)
    })
}

/// Returns the kind of a mark; `None` if a candidate of the engine is none.
#[must_use]
pub fn of_mark(candidate: &CompletionCandidate) -> Option<ValueKind> {
    candidate.get_id()?.strip_prefix(MARK)?.parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::cli::args::Cli;

    /// Returns the command of the program with every option.
    fn program() -> Command {
        let mut program = Cli::command();
        program.build();
        program
    }

    /// Calls `each` with every argument of every verb.
    fn walk(command: &Command, verb: &str, each: &mut dyn FnMut(&str, &Arg)) {
        for arg in command.get_arguments().filter(|arg| arg.get_action().takes_values()) {
            each(verb, arg);
        }
        for below in command.get_subcommands() {
            let path = format!("{verb} {}", below.get_name());
            walk(below, path.trim(), each);
        }
    }

    #[test]
    fn each_argument_that_takes_a_value_has_a_kind() {
        let mut without = Vec::new();
        walk(&program(), "", &mut |verb, arg| {
            if kind_of(verb, arg).is_none() {
                without.push(format!("{verb}: {}", arg.get_id()));
            }
        });
        assert!(without.is_empty(), "say in `kind_of` what these take: {without:#?}");
    }

    #[test]
    fn what_the_help_calls_a_session_a_file_or_a_time_is_completed_as_one() {
        walk(&program(), "", &mut |verb, arg| {
            // A time in a gap or a pause: no word names one.
            if arg.get_id() == "time" {
                return;
            }
            let names = arg.get_value_names().unwrap_or_default();
            let wanted = match names.first().map(clap::builder::Str::as_str) {
                Some("KEY") => &[ValueKind::Session][..],
                Some("FILE") => &[ValueKind::File],
                Some("DIR") => &[ValueKind::Directory],
                Some("TIME") => &[ValueKind::Moment, ValueKind::PastTime],
                _ => return,
            };
            let kind = kind_of(verb, arg);
            assert!(kind.is_some_and(|kind| wanted.contains(&kind)), "{verb}: {}", arg.get_id());
        });
    }
}
