//! The words of `task`: what is known of tasks.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};

use super::shared::{Guard, whole_number};
use super::task_values::{EstimateEdit, estimate_or_none, status, task, value_or_none};
use crate::core::{TaskName, TaskStatus};
use crate::import::TaskFormat;
use crate::input;

/// The options of `task`.
#[derive(Debug, Args)]
pub struct TaskArgs {
    /// What is done with tasks
    #[command(subcommand)]
    pub action: TaskVerb,
}

/// What is done with tasks.
#[derive(Debug, Subcommand)]
pub enum TaskVerb {
    /// Make a task known
    #[command(
        after_help = "Example:\n  onwatch task add T-01 -t 'Create tables' --sprint 1 -e 2h\n  \
        onwatch task add Fix the importer\n\n\
        Without -t, the words are the title, unless the first one has a digit: it is the id then."
    )]
    Add {
        /// The id; 7 means TASK-7 [default: the next free one]
        id: Option<String>,
        /// What it is about
        #[arg(short, long)]
        title: Option<String>,
        /// The title, written without -t after all options
        #[arg(value_name = "TITLE", conflicts_with = "title")]
        words: Vec<String>,
        /// The estimated active time, such as 2h30m
        #[arg(short, long, value_name = "DURATION", value_parser = input::duration)]
        estimate: Option<Duration>,
        /// The id of its sprint; 1 means SPRINT-1
        #[arg(long, value_name = "ID")]
        sprint: Option<String>,
        /// The id of the task above it
        #[arg(long, value_name = "ID")]
        parent: Option<String>,
        /// Who should do it
        #[arg(long, value_name = "NAME")]
        assignee: Option<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// List the tasks
    #[command(after_help = "Example:\n  onwatch task list --sprint 1 --status todo\n  \
        onwatch task list --mine importer\n\n\
        Exits 3 if there is none. Of those that are done or dropped, the newest ten are shown; --all or \
        --json\nshows all of them.")]
    List(TaskFilter),
    /// Show everything about a task
    #[command(after_help = "Example:\n  onwatch task show 7\n\n\
        Exits 3 if there is no such task.")]
    Show {
        /// The task; 7 means TASK-7
        #[arg(value_name = "ID", value_parser = task)]
        id: TaskName,
    },
    /// Check whether a task is complete
    #[command(after_help = "Example:\n  onwatch task check 7\n\n\
        Exits 5 if a check blocks its completion. Changes nothing.")]
    Check {
        /// The task; 7 means TASK-7 [default: the current one]
        #[arg(value_name = "ID", value_parser = task)]
        id: Option<TaskName>,
    },
    /// Change what is known of a task
    #[command(after_help = "Example:\n  onwatch task edit 7 -e 3h --sprint none\n\n\
        An empty value, or none, removes what is there.")]
    Edit {
        /// The task; 7 means TASK-7
        #[arg(value_name = "ID", value_parser = task)]
        id: TaskName,
        #[command(flatten)]
        edit: TaskChanges,
        /// The id of its sprint; 1 means SPRINT-1
        #[arg(long, value_name = "ID", value_parser = value_or_none)]
        sprint: Option<String>,
        /// The id of the task above it
        #[arg(long, value_name = "ID", value_parser = value_or_none)]
        parent: Option<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Drop a task: it will not be done
    #[command(after_help = "Example:\n  onwatch task drop 7 -r 'the old importer goes away'")]
    Drop {
        /// The task; 7 means TASK-7
        #[arg(value_name = "ID", value_parser = task)]
        id: TaskName,
        #[command(flatten)]
        drop: DropOptions,
        #[command(flatten)]
        guard: Guard,
    },
    /// Claim a task: other desks may not work on it
    #[command(after_help = "Example:\n  onwatch task claim 7 --for 2h")]
    Claim {
        /// The task; 7 means TASK-7
        #[arg(value_name = "ID", value_parser = task)]
        id: TaskName,
        /// How long the claim holds [default: until it is released]
        #[arg(long = "for", value_name = "DURATION", value_parser = input::duration)]
        length: Option<Duration>,
        /// Claim it also if another desk claims it
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        guard: Guard,
    },
    /// Release a claimed task
    #[command(after_help = "Example:\n  onwatch task release 7")]
    Release {
        /// The task; 7 means TASK-7
        #[arg(value_name = "ID", value_parser = task)]
        id: TaskName,
        /// Release it also if another desk claims it
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        guard: Guard,
    },
    /// Add the tasks in a file
    #[command(after_help = HELP)]
    Import(TaskImport),
}

/// What the help of an import says beside the options.
pub(super) const HELP: &str = "\
Example:
  onwatch task import plan.csv --dry-run
  onwatch task import - --format todo.txt < todo.txt

A file with a fault changes nothing: every fault is named with its line, and the exit code is 4. Parents \
may come after their children. If all its tasks fit in one change, undo removes them all; else one change adds at \
most 1000 tasks.\n
Formats:
  json      a list of objects, or one object on each line
  csv       the first line names the columns
  todo.txt  one task on each line: x 2026-01-31 (A) Title +SPRINT-1 id:7 est:2h parent:3

Fields and columns: id, title, estimate, sprint, parent, assignee, status. The others are left out. A number \
alone is an estimate in minutes. In todo.txt, a +word that is no known sprint stays in the title, and so does \
every @word. Priorities and dates are left out.\n
A known task stays as it is: each line that says something else of it is named. Two tasks of one title need ids.";

/// What may change of a task or a sprint.
#[derive(Debug, Args)]
pub struct TaskChanges {
    /// What it is about, or none
    #[arg(short, long, value_parser = value_or_none)]
    pub title: Option<String>,
    /// The title, written without -t after all options
    #[arg(value_name = "TITLE", conflicts_with = "title")]
    pub words: Vec<String>,
    /// The estimated active time, such as 2h30m, or none
    #[arg(short, long, value_name = "DURATION", value_parser = estimate_or_none)]
    pub estimate: Option<EstimateEdit>,
    /// Who should do it
    #[arg(long, value_name = "NAME", value_parser = value_or_none)]
    pub assignee: Option<String>,
    /// Where it stands: `todo`, `in_progress`, `blocked`, `done` or `dropped`
    #[arg(long, value_name = "STATUS", value_parser = status)]
    pub status: Option<TaskStatus>,
    /// With --status done: why it is complete although a check fails
    #[arg(long, value_name = "WHY", requires = "status")]
    pub reason: Option<String>,
}

/// How a task or a sprint is dropped.
#[derive(Debug, Args)]
pub struct DropOptions {
    /// Why
    #[arg(short, long)]
    pub reason: Option<String>,
    /// The reason, written without -r after all options
    #[arg(value_name = "REASON", conflicts_with = "reason")]
    pub words: Vec<String>,
    /// Drop it also if another desk claims it
    #[arg(long)]
    pub force: bool,
}

/// Which tasks are listed.
#[derive(Debug, Args)]
pub struct TaskFilter {
    /// Only those of this sprint; 1 means SPRINT-1
    #[arg(long, value_name = "ID")]
    pub sprint: Option<String>,
    /// Only those below this task
    #[arg(long, value_name = "ID")]
    pub parent: Option<String>,
    /// Only those that you should do, or have claimed
    #[arg(long)]
    pub mine: bool,
    /// Which ones.
    #[command(flatten)]
    pub some: SomeFilter,
}

/// Which tasks or sprints are listed.
#[derive(Debug, Args)]
pub struct SomeFilter {
    /// Only those with this status: `todo`, `in_progress`, `blocked`, `done` or `dropped`; may be repeated
    #[arg(long, value_name = "STATUS", value_parser = status, value_delimiter = ',')]
    pub status: Vec<TaskStatus>,
    /// Only those that this person should do
    #[arg(long, value_name = "NAME")]
    pub assignee: Option<String>,
    /// Also all that are done or dropped
    #[arg(long)]
    pub all: bool,
    /// The number of lines, the first ones [default: 100, and all with --json]
    #[arg(short = 'n', long, value_name = "COUNT")]
    #[arg(value_parser = whole_number::<usize>)]
    pub count: Option<usize>,
    /// Only those with these words in the id or the title
    #[arg(value_name = "TEXT")]
    pub words: Vec<String>,
}

/// Which file of tasks is imported, and how.
#[derive(Debug, Args)]
pub struct TaskImport {
    /// The file; - for stdin
    pub file: PathBuf,
    /// What the file is: json, csv or todo.txt [default: as its name says]
    #[arg(long, value_name = "FORMAT", hide_possible_values = true)]
    pub format: Option<TaskFormat>,
    /// Show what would be added, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

impl ValueEnum for TaskFormat {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Json, Self::Csv, Self::TodoTxt]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let word = PossibleValue::new(self.word());
        Some(match self {
            Self::TodoTxt => word.alias("todo").alias("todotxt"),
            Self::Json | Self::Csv => word,
        })
    }
}
