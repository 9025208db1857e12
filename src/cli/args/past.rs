//! The options of the verbs that correct sessions of the past, and of those that add them.

use std::time::Duration;

use clap::Args;

use super::shared::Guard;
use crate::core::{Band, Light, SessionName, SessionType};
use crate::input::{self, DURATIONS, TIMES};

/// A correction of a session.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// What is corrected.
    #[command(flatten)]
    pub edit: TypedEdit,
    /// What must hold.
    #[command(flatten)]
    pub guard: Guard,
}

/// What is corrected of a session, as it was typed.
#[derive(Debug, Args)]
pub struct TypedEdit {
    /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
    #[arg(value_name = "KEY")]
    pub session: Option<SessionName>,
    /// When it started.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    #[arg(help = format!("When it started: {TIMES}; a time of day is the one nearest to the start \
                          before"))]
    pub start: Option<String>,
    /// When it ended; a time of day is the first one after its start. A live session ends then
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub end: Option<String>,
    /// What it was about; "" empties the notes
    #[arg(short, long)]
    pub notes: Option<String>,
    /// The closing notes: how it went; "" empties them
    #[arg(long, value_name = "NOTES")]
    pub closing: Option<String>,
    /// The planned active time.
    #[arg(long, value_name = "DURATION", value_parser = target_or_none)]
    #[arg(help = format!("The planned active time: {DURATIONS}, or none"))]
    pub target: Option<Duration>,
    /// Who worked.
    #[arg(long, value_name = "NAME")]
    #[arg(
        help = "Who worked. Who gives this command is said before the verb: onwatch --operator NAME \
                  edit [default: it stays]"
    )]
    pub operator: Option<String>,
    /// What kind of work it was, in one word: review, meeting or your own; work for none of them
    #[arg(long = "type", value_name = "WORD")]
    pub session_type: Option<SessionType>,
}

/// A session to add.
#[derive(Debug, Args)]
pub struct AddArgs {
    /// The session.
    #[command(flatten)]
    pub session: TypedSession,
    /// What must hold.
    #[command(flatten)]
    pub guard: Guard,
}

/// A session that was never started, as it was typed.
#[derive(Debug, Args)]
pub struct TypedSession {
    /// When it began.
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    #[arg(help = format!("When it began: {TIMES}"))]
    pub from: String,
    /// When it ended; a time of day is the first one after it began
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub to: String,
    /// What it was about
    #[arg(short, long)]
    pub notes: Option<String>,
    /// The notes, written without -n after all options
    #[arg(value_name = "NOTES", conflicts_with = "notes")]
    pub words: Vec<String>,
    /// The closing notes: how it went
    #[arg(long, value_name = "NOTES")]
    pub closing: Option<String>,
    /// What kind of work it was, in one word: review, meeting or your own [default: work]
    #[arg(long = "type", value_name = "WORD")]
    pub session_type: Option<SessionType>,
    /// A project that it was in, as in --task
    #[arg(long = "project", value_name = "ID[@TIME] [TITLE]")]
    pub projects: Vec<String>,
    /// A sprint that it was in, as in --task
    #[arg(long = "sprint", value_name = "ID[@TIME] [TITLE]")]
    pub sprints: Vec<String>,
    /// A task that it was in, from its start or from a time: 7, TASK-7, 7@10:30 or '7@10:30 Fix the
    /// importer'; repeat it for several
    #[arg(long = "task", value_name = "ID[@TIME] [TITLE]")]
    pub tasks: Vec<String>,
    /// A context of another type, as in --context incident:42@10:30
    #[arg(long = "context", value_name = "TYPE:ID[@TIME] [TITLE]")]
    pub contexts: Vec<String>,
    /// A break in it, such as 12:00-12:45; repeat it for several
    #[arg(long = "break", value_name = "FROM-TO")]
    pub breaks: Vec<String>,
    /// The band then: A, B, C or D
    #[arg(long)]
    pub band: Option<Band>,
    /// The health then: green, yellow, red or unknown
    #[arg(long, value_name = "STATUS")]
    pub health: Option<Light>,
    /// The planned active time, such as 2h30m
    #[arg(long, value_name = "DURATION", value_parser = input::duration)]
    pub target: Option<Duration>,
}

/// Reads a target; zero for none.
fn target_or_none(text: &str) -> Result<Duration, String> {
    if text.trim().eq_ignore_ascii_case("none") {
        Ok(Duration::ZERO)
    } else {
        input::duration(text)
    }
}
