//! The options of the verbs that write into a session: notes, contexts and the current task.

use std::time::Duration;

use clap::{Args, Subcommand};

use super::report::ReportPeriod;
use super::shared::{AgainstPolicy, Guard, When};
use super::task_values::task;
use crate::core::{FrameKind, SessionName, TaskName};
use crate::input;

/// The options of `note`.
#[derive(Debug, Args)]
pub struct NoteArgs {
    /// The note, after all options; several words are joined by spaces
    #[arg(required = true)]
    pub text: Vec<String>,
    /// Which task.
    #[command(flatten)]
    pub task: OfTask,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The task that a verb is about.
#[derive(Debug, Args)]
pub struct OfTask {
    /// Of this task: its id; 7 means TASK-7 [default: the current one]
    #[arg(long, value_name = "ID", value_parser = task)]
    pub task: Option<TaskName>,
}

/// The options of `push`.
#[derive(Debug, Args)]
pub struct PushArgs {
    /// A known id such as TASK-7, a type such as sprint, or the first word of the title of a new task
    #[arg(value_name = "CONTEXT")]
    pub kind: Option<String>,
    /// After a type, the id; a number alone means TYPE-number
    pub id: Option<String>,
    /// The title
    #[arg(short, long)]
    pub title: Option<String>,
    /// The title, written without -t after all options
    #[arg(value_name = "TITLE", conflicts_with = "title")]
    pub words: Vec<String>,
    /// The estimated active time, such as 2h30m; in the title: ~2h30m
    #[arg(short, long, value_name = "DURATION", value_parser = input::duration)]
    pub estimate: Option<Duration>,
    /// Enter it also if another desk claims it
    #[arg(long)]
    pub force: bool,
    /// What lets it pass although a rule is against it.
    #[command(flatten)]
    pub against: AgainstPolicy,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `pop`.
#[derive(Debug, Args)]
pub struct PopArgs {
    /// The type of the context; inner contexts are left too [default: the innermost]
    #[arg(value_name = "TYPE")]
    pub kind: Option<FrameKind>,
    /// What was done in it
    #[arg(long, value_name = "TEXT")]
    pub summary: Option<String>,
    /// It is done
    #[arg(long)]
    pub complete: bool,
    /// With --complete: why it is complete although a check fails
    #[arg(long, value_name = "WHY", requires = "complete")]
    pub reason: Option<String>,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `context`.
#[derive(Debug, Args)]
pub struct ContextArgs {
    /// Without a word, the context stack is shown
    #[command(subcommand)]
    pub action: Option<ContextVerb>,
}

/// A question about contexts.
#[derive(Debug, Subcommand)]
pub enum ContextVerb {
    /// List every switch of context with its time
    #[command(after_help = "Example:\n  onwatch context history yesterday\n\n\
        Exits 3 if there was none.")]
    History(SwitchFilter),
}

/// Which switches are listed.
#[derive(Debug, Args)]
pub struct SwitchFilter {
    /// The period [default: today]; week begins on the day that the settings say
    #[arg(value_name = "PERIOD")]
    pub period: Option<ReportPeriod>,
    /// Only those in this session: SESSION-014, 14 or its id
    #[arg(long, value_name = "KEY")]
    pub session: Option<SessionName>,
}

/// The options of `done`.
#[derive(Debug, Args)]
pub struct DoneArgs {
    /// What was done
    #[arg(short, long, value_name = "TEXT")]
    pub summary: Option<String>,
    /// The summary, written without -s after all options
    #[arg(value_name = "SUMMARY", conflicts_with = "summary")]
    pub words: Vec<String>,
    /// Which task.
    #[command(flatten)]
    pub task: OfTask,
    /// Why it is complete although a check fails
    #[arg(long, value_name = "WHY")]
    pub reason: Option<String>,
    /// Complete it also if another desk claims it
    #[arg(long)]
    pub force: bool,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `block`.
#[derive(Debug, Args)]
pub struct BlockArgs {
    /// Why it cannot go on
    #[arg(short, long, required_unless_present = "words")]
    pub reason: Option<String>,
    /// The reason, written without -r after all options
    #[arg(value_name = "REASON", conflicts_with = "reason")]
    pub words: Vec<String>,
    /// Which task.
    #[command(flatten)]
    pub task: OfTask,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `unblock`.
#[derive(Debug, Args)]
pub struct UnblockArgs {
    /// Which task.
    #[command(flatten)]
    pub task: OfTask,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `estimate`.
#[derive(Debug, Args)]
pub struct EstimateArgs {
    /// The active time that the whole task should take, such as 2h30m
    #[arg(value_name = "DURATION", value_parser = input::duration)]
    pub length: Duration,
    /// Which task.
    #[command(flatten)]
    pub task: OfTask,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `summary`.
#[derive(Debug, Args)]
pub struct SummaryArgs {
    /// The summary, after all options; several words are joined by spaces
    #[arg(required = true)]
    pub text: Vec<String>,
    /// Which task.
    #[command(flatten)]
    pub task: OfTask,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `artifact`.
#[derive(Debug, Args)]
pub struct ArtifactArgs {
    /// What is done with artifacts
    #[command(subcommand)]
    pub action: ArtifactVerb,
}

/// What is done with artifacts.
#[derive(Debug, Subcommand)]
pub enum ArtifactVerb {
    /// Record a file or an address that came out of the work
    #[command(after_help = "Example:\n  onwatch artifact add report.pdf -t 'The first report'\n  \
        onwatch artifact add https://example.com/change/7 --task 7\n\n\
        The file is named and hashed, not copied. An address begins with a scheme, such as https://.")]
    Add {
        /// The path of a file, or an address
        #[arg(value_name = "PATH|URL")]
        location: String,
        /// What it is
        #[arg(short, long)]
        title: Option<String>,
        /// The title, written without -t after all options
        #[arg(value_name = "TITLE", conflicts_with = "title")]
        words: Vec<String>,
        #[command(flatten)]
        task: OfTask,
        #[command(flatten)]
        guard: Guard,
    },
    /// List what came out of a session or a task
    #[command(after_help = "Example:\n  onwatch artifact list --task 7\n\n\
        Exits 3 if there is nothing.")]
    List {
        /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
        #[arg(long, value_name = "KEY", conflicts_with = "task")]
        session: Option<SessionName>,
        #[command(flatten)]
        task: OfTask,
    },
}
