//! The words of `run`: the runs of agents and workflows.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use serde_json::Value;

use super::exact_json::ExactJson;
use super::shared::{AgainstPolicy, Guard, whole_number};
use crate::core::SessionType;

/// The options of `run`.
#[derive(Debug, Args)]
pub struct RunArgs {
    /// What is done with a run
    #[command(subcommand)]
    pub action: RunVerb,
}

/// What is done with a run.
#[derive(Debug, Subcommand)]
pub enum RunVerb {
    /// Start a run: a session of its own, for a program. Prints its id
    #[command(
        after_help = "Example:\n  id=$(onwatch run start --agent importer --workflow nightly \
        --set source=s3)\n\n\
        With --operation, a repeat prints the id of the first one, however late it comes."
    )]
    Start(NewRunArgs),
    /// Say where a run stands
    #[command(after_help = "Example:\n  onwatch run status \"$id\" matches_found\n\n\
        Any word is a status, unless the settings list those of the workflow. `completed` ends the \
        run,\nand `error` ends it as a failure.")]
    Status {
        #[command(flatten)]
        run: RunName,
        /// Where it stands, in one word
        #[arg(value_name = "WORD")]
        status: String,
        #[command(flatten)]
        guard: Guard,
    },
    /// Record a completed step of a run
    #[command(after_help = "Example:\n  onwatch run step \"$id\" search --ms 240 \
        --data '{\"found\": 3}'\n\n\
        A step with the name of a known one replaces its time and its data.")]
    Step {
        #[command(flatten)]
        run: RunName,
        /// The name of the step
        #[arg(value_name = "NAME")]
        step: String,
        /// How long it took, milliseconds
        #[arg(long, value_name = "N", value_parser = whole_number::<u64>)]
        ms: Option<u64>,
        /// What came of it
        #[arg(long, value_name = "JSON", value_parser = json)]
        data: Option<Value>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Change fields of the metadata of a run; the others stay
    #[command(after_help = "Example:\n  onwatch run update \"$id\" --set rows=120 --set ok:=true \
        --unset draft")]
    Update {
        #[command(flatten)]
        run: RunName,
        #[command(flatten)]
        set: SetFields,
        /// A field that goes; one that is not there changes nothing
        #[arg(long, value_name = "NAME")]
        unset: Vec<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// End a run: its status is `completed`
    #[command(after_help = "Example:\n  onwatch run end \"$id\" -r 'all rows are in'")]
    End {
        #[command(flatten)]
        run: RunName,
        /// How it went
        #[arg(short, long, value_name = "WHY")]
        reason: Option<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// End a run that failed: its status is `error`
    #[command(after_help = "Example:\n  onwatch run fail \"$id\" -r 'the disk is full'")]
    Fail {
        #[command(flatten)]
        run: RunName,
        /// Why it failed
        #[arg(short, long, value_name = "WHY")]
        reason: Option<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Show everything that happened in a run
    #[command(after_help = "Example:\n  onwatch run audit \"$id\" --json")]
    Audit {
        #[command(flatten)]
        run: RunName,
    },
    /// List the runs
    #[command(after_help = "Example:\n  onwatch run list --workflow nightly --status error\n\n\
        Exits 3 if there is none.")]
    List(RunFilter),
    /// Show a run
    #[command(after_help = "Example:\n  onwatch run show \"$id\" --json\n\n\
        Exits 3 if there is no such run.")]
    Show {
        #[command(flatten)]
        run: RunName,
    },
    /// Delete a run: no list and no lookup has it, and its journal stays
    #[command(after_help = "Example:\n  onwatch run delete \"$id\"\n\n\
        Exits 0 if it was deleted, and 3 if there is no such run. `onwatch undo --run ID` brings it \
        back.")]
    Delete {
        #[command(flatten)]
        run: RunName,
        #[command(flatten)]
        guard: Guard,
    },
}

/// Which runs are listed.
#[derive(Debug, Args)]
pub struct RunFilter {
    /// Only those of this agent
    #[arg(long, value_name = "ID")]
    pub agent: Option<String>,
    /// Only those of this workflow
    #[arg(long, value_name = "ID")]
    pub workflow: Option<String>,
    /// Only those for this user
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// Only those of this type
    #[arg(long = "type", value_name = "WORD")]
    pub session_type: Option<SessionType>,
    /// Only those with this status
    #[arg(long, value_name = "WORD")]
    pub status: Option<String>,
    /// Only those that started at this time or later; a day counts from its start
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
}

/// Which desks are listed.
#[derive(Debug, Args)]
pub struct DesksArgs {
    /// Also those without a live session, and the runs that are over
    #[arg(long)]
    pub all: bool,
    /// Continue: print what changed, until interrupted; in JSON `listed` is false for a desk that left
    /// the list
    #[arg(short, long, conflicts_with = "quiet")]
    pub follow: bool,
}

/// Which run.
#[derive(Debug, Args)]
pub struct RunName {
    /// The run: its id, or the name that it was given
    #[arg(value_name = "ID")]
    pub id: String,
}

/// A run that starts.
#[derive(Debug, Args)]
pub struct NewRunArgs {
    /// The agent that it belongs to
    #[arg(long, value_name = "ID")]
    pub agent: Option<String>,
    /// The workflow that it belongs to
    #[arg(long, value_name = "ID")]
    pub workflow: Option<String>,
    /// The user for whom it runs
    #[arg(long, value_name = "ID")]
    pub user: Option<String>,
    /// A name of your own for it, beside its id; that of a run is free once the run is deleted
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What it is about
    #[arg(short, long)]
    pub notes: Option<String>,
    /// What kind of work it is, in one word: review, audit or your own [default: work]
    #[arg(long = "type", value_name = "WORD")]
    pub session_type: Option<SessionType>,
    #[command(flatten)]
    pub set: SetFields,
    #[command(flatten)]
    pub against: AgainstPolicy,
    #[command(flatten)]
    pub guard: Guard,
}

/// Fields of the metadata of a run.
#[derive(Debug, Args)]
pub struct SetFields {
    /// A field of its metadata: name=text, or name:=JSON
    #[arg(long, value_name = "NAME=VALUE", value_parser = field)]
    pub set: Vec<(String, Value)>,
}

/// Reads a field: `name=text`, or `name:=JSON`.
fn field(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| {
        format!("'{text}' has no '='; write name=text, or name:=JSON as in rows:=120")
    })?;
    match name.strip_suffix(':') {
        Some(name) => Ok((name.to_owned(), json(value)?)),
        None => Ok((name.to_owned(), Value::String(value.to_owned()))),
    }
}

fn json(text: &str) -> Result<Value, String> {
    let ExactJson(value) =
        serde_json::from_str(text).map_err(|error| format!("'{text}' is not JSON: {error}"))?;
    Ok(value)
}

impl RunVerb {
    /// Returns a field that is set twice.
    #[must_use]
    pub fn doubled_field(&self) -> Option<&str> {
        let (Self::Start(NewRunArgs { set, .. }) | Self::Update { set, .. }) = self else {
            return None;
        };
        let mut known = BTreeSet::new();
        set.set.iter().map(|(name, _)| name.as_str()).find(|name| !known.insert(*name))
    }

    /// Returns the run that it is about; `None` for one that starts.
    #[must_use]
    pub fn run(&self) -> Option<&str> {
        match self {
            Self::Start(_) | Self::List(_) => None,
            Self::Status { run, .. }
            | Self::Step { run, .. }
            | Self::Update { run, .. }
            | Self::End { run, .. }
            | Self::Fail { run, .. }
            | Self::Audit { run }
            | Self::Show { run }
            | Self::Delete { run, .. } => Some(&run.id),
        }
    }
}
