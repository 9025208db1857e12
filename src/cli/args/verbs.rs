//! The verbs, each with its options.

use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::shared::{Guard, When};
use super::subverbs::{BreakVerb, ConeVerb, ConfigVerb, GapVerb, HealthVerb};
use crate::core::{FrameKind, SessionName};
use crate::input;

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum VerbArgs {
    /// Start a session
    #[command(after_help = "Example:\n  onwatch start -n 'Fix the importer' --ago 10m")]
    Start {
        /// What it is about [default: the notes of the settings; "" for none]
        #[arg(short, long)]
        notes: Option<String>,
        /// End a live session first, as one command
        #[arg(long)]
        switch: bool,
        /// The agent it belongs to
        #[arg(long, value_name = "ID")]
        agent: Option<String>,
        /// The workflow it belongs to
        #[arg(long, value_name = "ID")]
        workflow: Option<String>,
        /// The active time it is meant to take, as in 2h30m
        #[arg(long, value_name = "DURATION", value_parser = input::duration)]
        target: Option<Duration>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Stop the session's clock
    #[command(after_help = "Example:\n  onwatch pause -r lunch")]
    Pause {
        /// Why
        #[arg(short, long)]
        reason: Option<String>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Let the clock run on
    #[command(after_help = "Example:\n  onwatch resume --at 13:00")]
    Resume {
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Start, pause or resume, whichever fits
    #[command(after_help = "Example:\n  onwatch toggle --quiet")]
    Toggle {
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// End the session
    #[command(after_help = "Example:\n  onwatch end -n 'Importer fixed' --at 17:00")]
    End {
        /// Replaces the session's notes
        #[arg(short, long)]
        notes: Option<String>,
        /// Take effect at the session's last activity
        #[arg(long, conflicts_with_all = ["at", "ago"])]
        at_last_activity: bool,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Show the open gaps, or say what one was
    #[command(after_help = "Example:\n  onwatch gap split 12:30\n\n\
        A gap is a time in which the machine slept, stood still or was down. It counts nothing \
        until it is\nanswered, and nothing waits for the answer.")]
    Gap {
        /// Nothing shows the open ones
        #[command(subcommand)]
        answer: Option<GapVerb>,
    },
    /// Say that the session goes on, where nobody has touched it for long
    #[command(after_help = "Example:\n  onwatch keep")]
    Keep {
        #[command(flatten)]
        guard: Guard,
    },
    /// Put in a pause that was forgotten
    #[command(after_help = "Example:\n  onwatch break add 12:00 12:45")]
    Break {
        /// What to do
        #[command(subcommand)]
        change: BreakVerb,
    },
    /// Change the notes of the live session, or of the last one
    #[command(after_help = "Example:\n  onwatch amend -n 'Importer fixed, retries next'")]
    Amend {
        /// The new notes
        #[arg(short, long)]
        notes: String,
        /// Change the notes it started with
        #[arg(long)]
        start: bool,
        #[command(flatten)]
        guard: Guard,
    },
    /// Drop the session out of all totals; the history keeps it
    #[command(after_help = "Example:\n  onwatch cancel")]
    Cancel {
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Let the last session go on; the time since its end counts as a pause
    #[command(after_help = "Example:\n  onwatch reopen")]
    Reopen {
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Take the newest change back; of band and health, what was set in the panel
    #[command(after_help = "Example:\n  onwatch undo")]
    Undo {
        #[command(flatten)]
        guard: Guard,
    },
    /// Make the change again that was taken back last
    #[command(after_help = "Example:\n  onwatch undo && onwatch redo")]
    Redo {
        #[command(flatten)]
        guard: Guard,
    },
    /// Write something down in the present context
    #[command(after_help = "Example:\n  onwatch note retries are not idempotent")]
    Note {
        /// What; several words are joined by spaces
        #[arg(required = true)]
        text: Vec<String>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Go into a context; the same type again switches
    #[command(after_help = "Example:\n  onwatch push task 7 -t 'Importer' -e 2h30m")]
    Push {
        /// project, sprint, task, subtask or your own word
        #[arg(value_name = "TYPE")]
        kind: FrameKind,
        /// Its id; a number alone means TYPE-number
        id: String,
        /// What it is about
        #[arg(short, long)]
        title: Option<String>,
        /// How long it should take, such as 2h30m
        #[arg(short, long, value_name = "DURATION", value_parser = input::duration)]
        estimate: Option<Duration>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Leave a context
    #[command(after_help = "Example:\n  onwatch pop sprint")]
    Pop {
        /// Which, with all that lies above it [default: the innermost]
        #[arg(value_name = "TYPE")]
        kind: Option<FrameKind>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Show the context stack of the live session
    #[command(after_help = "Example:\n  onwatch context --json")]
    Context,
    /// Show the activities, the newest last
    #[command(
        after_help = "Example:\n  onwatch log --follow --json | while read -r line; do …; done"
    )]
    Log {
        /// How many
        #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 20)]
        count: usize,
        /// Only what concerns a session: SESSION-014, 14 or its id
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        /// Go on with what is new as it happens, until interrupted or nobody reads it
        #[arg(short, long)]
        follow: bool,
    },
    /// List the past sessions, the newest last
    #[command(after_help = "Example:\n  onwatch history --since yesterday\n\n\
        Exits 3 when there is none. A TIME is 14:30, 'yesterday 17:00', '2026-01-01 09:30', RFC \
        3339\nor a day alone: today, yesterday, 2026-01-01. A session that is live is not past: \
        `onwatch show`.")]
    History(HistoryFilter),
    /// Show one session in full
    #[command(after_help = "Example:\n  onwatch show 14\n\n\
        Exits 3 when there is no such session.")]
    Show {
        /// Which: SESSION-014, 14 or its id [default: the live one, else the last]
        #[arg(value_name = "KEY")]
        session: Option<SessionName>,
        /// Write it as a page of Markdown
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
    },
    /// Show or set the governance band
    #[command(disable_help_subcommand = true)]
    #[command(after_help = "Example:\n  onwatch cone set C -r 'error budget spent'")]
    Cone {
        /// Nothing shows it
        #[command(subcommand)]
        change: Option<ConeVerb>,
    },
    /// Show or set the health
    #[command(disable_help_subcommand = true)]
    #[command(after_help = "Example:\n  onwatch health set yellow -r 'queue is slow'")]
    Health {
        /// Nothing shows it
        #[command(subcommand)]
        change: Option<HealthVerb>,
    },
    /// Show the live session, its governance and context
    #[command(after_help = "Example:\n  onwatch status | head -1\n\n\
        Exits 3 when no session is live, and still answers.")]
    Status,
    /// Check the store, and mend it
    #[command(after_help = "Example:\n  onwatch doctor --repair\n\n\
        Exits 0 when the store is sound and 6 when it is not. Nothing is ever deleted: what \
        cannot be\nread is copied to the quarantine first.")]
    Doctor {
        /// Copy aside what cannot be read and go on from the most that is known
        #[arg(long)]
        repair: bool,
        /// Start a new history from a state file that has none
        #[arg(long, conflicts_with = "repair")]
        adopt: bool,
    },
    /// Check, find, show or edit the settings
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch config edit")]
    Config {
        /// What to do with them
        #[command(subcommand)]
        action: ConfigVerb,
    },
    /// Show where the files are
    #[command(after_help = "Example:\n  onwatch paths --profile night")]
    Paths,
}

/// Which past sessions are asked for.
#[derive(Debug, Args)]
pub struct HistoryFilter {
    /// Only what ran at this time or later; a day means from its beginning
    #[arg(long, value_name = "TIME")]
    pub since: Option<String>,
    /// Only what ran before this time; a day means to its end
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
    /// How many sessions (or days), the newest [default: all]
    #[arg(short = 'n', long, value_name = "COUNT")]
    pub count: Option<usize>,
    /// Add the active time up by local day, and count only what lies within the bounds
    #[arg(long, value_name = "UNIT")]
    pub by: Option<Unit>,
}

/// What active time can be added up by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// A local day, from midnight to midnight.
    #[value(help = None)]
    Day,
}
