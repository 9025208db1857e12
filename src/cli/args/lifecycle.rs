//! The options of the verbs that begin, stop and end a session.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::shared::{AgainstPolicy, Guard, When};
use crate::core::{AlertOf, SessionName, SessionType};
use crate::input;

/// The options of `start`.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// What the session is about [default: the notes of the settings; "" for none]
    #[arg(short, long)]
    pub notes: Option<String>,
    /// The notes, written without -n after all options
    #[arg(value_name = "NOTES", conflicts_with = "notes")]
    pub words: Vec<String>,
    /// What kind of work it is, in one word: review, meeting or your own [default: work]
    #[arg(long = "type", value_name = "WORD")]
    pub session_type: Option<SessionType>,
    /// End the live session first, in one command
    #[arg(long)]
    pub switch: bool,
    /// The agent that the session belongs to
    #[arg(long, value_name = "ID")]
    pub agent: Option<String>,
    /// The workflow that the session belongs to
    #[arg(long, value_name = "ID")]
    pub workflow: Option<String>,
    /// The planned active time, such as 2h30m
    #[arg(long, value_name = "DURATION", value_parser = input::duration)]
    pub target: Option<Duration>,
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

/// The options of `pause`.
#[derive(Debug, Args)]
pub struct PauseArgs {
    /// Why the session is paused
    #[arg(short, long)]
    pub reason: Option<String>,
    /// The reason, written without -r after all options
    #[arg(value_name = "REASON", conflicts_with = "reason")]
    pub words: Vec<String>,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `ack`.
#[derive(Debug, Args)]
pub struct AckArgs {
    /// What is acknowledged [default: both]
    #[arg(value_name = "WHAT", value_parser = alert_of())]
    pub of: Option<AlertOf>,
    /// Why it is no surprise
    #[arg(short, long)]
    pub reason: Option<String>,
    /// Call nobody for this time, at most 8h; needs a reason
    #[arg(long, value_name = "DURATION", value_parser = input::duration)]
    pub shelve: Option<Duration>,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// Reads `band` or `health`.
fn alert_of() -> impl TypedValueParser<Value = AlertOf> {
    PossibleValuesParser::new(AlertOf::ALL.map(AlertOf::word))
        .map(|word| if word == AlertOf::Band.word() { AlertOf::Band } else { AlertOf::Health })
}

/// The options of `resume`: when it takes effect, and its guard.
#[derive(Debug, Args)]
pub struct TimedArgs {
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `toggle`.
#[derive(Debug, Args)]
pub struct ToggleArgs {
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

/// The options of `end`.
#[derive(Debug, Args)]
pub struct EndArgs {
    /// The closing notes: how it went; "" empties them
    #[arg(short, long)]
    pub notes: Option<String>,
    /// The notes, written without -n after all options
    #[arg(value_name = "NOTES", conflicts_with = "notes")]
    pub words: Vec<String>,
    /// Only say what the checks say; nothing ends. Exits 5 if a check blocks the end
    #[arg(long, conflicts_with_all = ["notes", "words", "at_last_activity", "at", "ago", "reason"])]
    pub check: bool,
    /// Why it ends although a check fails
    #[arg(long, value_name = "WHY")]
    pub reason: Option<String>,
    /// Write what became of the session to a new file that only you can read: .txt, .md or .json;
    /// - prints it
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    pub summary_to: Option<PathBuf>,
    /// Replace the file if it exists
    #[arg(long, requires = "summary_to")]
    pub force: bool,
    /// End at the time of the last activity
    #[arg(long, conflicts_with_all = ["at", "ago"])]
    pub at_last_activity: bool,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `cancel`.
#[derive(Debug, Args)]
pub struct CancelArgs {
    /// The session: SESSION-014, 14 or its id [default: the live one]
    #[arg(value_name = "KEY")]
    pub session: Option<SessionName>,
    /// When it takes effect.
    #[command(flatten)]
    pub when: When,
    /// What keeps it from taking effect twice.
    #[command(flatten)]
    pub guard: Guard,
}

/// The options of `reopen`.
#[derive(Debug, Args)]
pub struct ReopenArgs {
    /// The session: SESSION-014, 14 or its id [default: the last one]
    #[arg(value_name = "KEY")]
    pub session: Option<SessionName>,
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

/// The options of `continue`.
#[derive(Debug, Args)]
pub struct ContinueArgs {
    /// The earlier session: SESSION-014, 14 or its id [default: the one that ended last]
    #[arg(value_name = "KEY")]
    pub session: Option<SessionName>,
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

/// The arguments of `undo` and of `redo`.
#[derive(Debug, Args)]
pub struct StepBackArgs {
    /// What lets it pass although a rule is against it.
    #[command(flatten)]
    pub against: AgainstPolicy,
    /// What must still be so.
    #[command(flatten)]
    pub guard: Guard,
}
