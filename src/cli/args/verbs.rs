//! The verbs, each with its options.

use std::time::Duration;

use clap::Subcommand;

use super::history::HistoryFilter;
use super::import::{self, ImportArgs};
use super::metrics::{self, MetricsArgs};
use super::past::{AddArgs, EditArgs};
use super::report::{ReportArgs, ReportOptions};
use super::run::{DesksArgs, RunVerb};
use super::search::SearchArgs;
use super::shared::{Guard, When, meanings, whole_number};
use super::status::{self, StatusArgs};
use super::subverbs::{BreakVerb, ConeVerb, ConfigVerb, GapVerb, HealthVerb};
use crate::core::{Band, FrameKind, Light, SessionName};
use crate::input::{self, DAYS, TIMES};

/// A verb with its options.
#[derive(Debug, Subcommand)]
pub enum VerbArgs {
    /// Start a session
    #[command(after_help = "Example:\n  onwatch start --ago 10m Fix the importer")]
    Start {
        /// What the session is about [default: the notes of the settings; "" for none]
        #[arg(short, long)]
        notes: Option<String>,
        /// The notes, written without -n after all options
        #[arg(value_name = "NOTES", conflicts_with = "notes")]
        words: Vec<String>,
        /// End the live session first, in one command
        #[arg(long)]
        switch: bool,
        /// The agent that the session belongs to
        #[arg(long, value_name = "ID")]
        agent: Option<String>,
        /// The workflow that the session belongs to
        #[arg(long, value_name = "ID")]
        workflow: Option<String>,
        /// The planned active time, such as 2h30m
        #[arg(long, value_name = "DURATION", value_parser = input::duration)]
        target: Option<Duration>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Pause the session
    #[command(after_help = "Example:\n  onwatch pause --ago 5m lunch")]
    Pause {
        /// Why the session is paused
        #[arg(short, long)]
        reason: Option<String>,
        /// The reason, written without -r after all options
        #[arg(value_name = "REASON", conflicts_with = "reason")]
        words: Vec<String>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Resume the session
    #[command(after_help = "Example:\n  onwatch resume --at 13:00")]
    Resume {
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Start a session, pause it or resume it
    #[command(after_help = "Example:\n  onwatch toggle --quiet")]
    Toggle {
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// End the session
    #[command(visible_aliases = ["stop", "finish"])]
    #[command(after_help = "Example:\n  onwatch end --at 17:00 Importer fixed")]
    End {
        /// The closing notes: how it went; "" empties them
        #[arg(short, long)]
        notes: Option<String>,
        /// The notes, written without -n after all options
        #[arg(value_name = "NOTES", conflicts_with = "notes")]
        words: Vec<String>,
        /// End at the time of the last activity
        #[arg(long, conflicts_with_all = ["at", "ago"])]
        at_last_activity: bool,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Show the open gaps, or answer one
    #[command(after_help = "Example:\n  onwatch gap split 12:30\n\n\
        A gap is a time in which the machine was suspended or off, or its clock jumped. It does \
        not count\nas active time until it is answered. No command waits for the answer.")]
    Gap {
        /// Without an answer, the open gaps are shown
        #[command(subcommand)]
        answer: Option<GapVerb>,
    },
    /// Confirm that the session goes on after long inactivity
    #[command(after_help = "Example:\n  onwatch keep\n\n\
        `undo` does not undo it: it changes no time.")]
    Keep {
        #[command(flatten)]
        guard: Guard,
    },
    /// Add a forgotten pause, or remove one that was none
    #[command(after_help = "Example:\n  onwatch break add 12:00 12:45\n  \
        onwatch break add last-activity now\n  onwatch break remove 12:00 --session 14")]
    Break {
        /// What to change
        #[command(subcommand)]
        change: BreakVerb,
    },
    /// Correct the times, notes, target or operator of a session
    #[command(after_help = "Example:\n  onwatch edit 14 --end 17:30\n  \
        onwatch edit --start 8:55 -n 'Fix the importer'\n\n\
        A time of day belongs to the session: `--end 17:30` of a session of last Monday means last \
        Monday.\nWhat stood before stays in the journal; `show` has it. `undo` restores it.")]
    Edit(EditArgs),
    /// Add a session that was never started
    #[command(after_help = "Example:\n  onwatch add --from 'yesterday 9:00' --to 12:30 \
        --break 10:30-10:45 --task 7 Fix the importer\n  \
        onwatch add --from 9:00 --to 12:00 --task 7 --task '8@10:30 Write docs'\n\n\
        Band and health are then said, not measured; `show` says so. Without --band, the band counts \
        as B.")]
    Add(AddArgs),
    /// Discard the live session, or an earlier one
    #[command(after_help = "Example:\n  onwatch cancel\n  onwatch cancel 14\n\n\
        Totals and `history` leave it out; `history --cancelled` lists it, and `reopen 14` restores it.\n\
        `show` and `log` have it too. --at and --ago go with the live session only.")]
    Cancel {
        /// The session: SESSION-014, 14 or its id [default: the live one]
        #[arg(value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Reopen the last session, or restore a cancelled one
    #[command(after_help = "Example:\n  onwatch reopen\n  onwatch reopen 14\n\n\
        The last session goes on, and the time since its end counts as a pause. A cancelled session \
        is\nrestored as it had ended; `onwatch history --cancelled` lists those. --at and --ago go with \
        the last\nsession only.")]
    Reopen {
        /// The session: SESSION-014, 14 or its id [default: the last one]
        #[arg(value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Start a session with the notes, target and contexts of an earlier one
    #[command(after_help = "Example:\n  onwatch continue 14 --at 9:00")]
    Continue {
        /// The earlier session: SESSION-014, 14 or its id [default: the one that ended last]
        #[arg(value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Undo the newest change
    #[command(after_help = "Example:\n  onwatch undo\n\n\
        It undoes the newest change, whoever made it; `onwatch status --json` names it.\n\
        The newest 20 changes can be undone, but no band or health that a source measured\n\
        (`--source`).")]
    Undo {
        #[command(flatten)]
        guard: Guard,
    },
    /// Redo the change undone last
    #[command(after_help = "Example:\n  onwatch undo && onwatch redo")]
    Redo {
        #[command(flatten)]
        guard: Guard,
    },
    /// Write a note in the current context
    #[command(after_help = "Example:\n  onwatch note retries are not idempotent")]
    Note {
        /// The note, after all options; several words are joined by spaces
        #[arg(required = true)]
        text: Vec<String>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Enter a context; the same type again switches
    #[command(after_help = "Example:\n  onwatch push -e 2h30m task 7 Fix the importer\n\n\
        A name in one word is a type and an id: `onwatch push TASK-7` is `onwatch push task 7`.")]
    Push {
        /// The type: project, sprint, task, subtask or your own word
        #[arg(value_name = "TYPE")]
        kind: FrameKind,
        /// The id; a number alone means TYPE-number
        id: String,
        /// The title
        #[arg(short, long)]
        title: Option<String>,
        /// The title, written without -t after all options
        #[arg(value_name = "TITLE", conflicts_with = "title")]
        words: Vec<String>,
        /// The estimated active time, such as 2h30m
        #[arg(short, long, value_name = "DURATION", value_parser = input::duration)]
        estimate: Option<Duration>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Leave a context
    #[command(after_help = "Example:\n  onwatch pop sprint")]
    Pop {
        /// The type of the context; inner contexts are left too [default: the innermost]
        #[arg(value_name = "TYPE")]
        kind: Option<FrameKind>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Show the context stack of the live session
    #[command(after_help = "Example:\n  onwatch context --json")]
    Context,
    /// Show the recent activities, newest last
    #[command(
        after_help = "Example:\n  onwatch log --follow --json | while read -r line; do echo \"$line\"; done"
    )]
    Log {
        /// The number of activities
        #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 20)]
        #[arg(value_parser = whole_number::<usize>)]
        count: usize,
        /// Only activities of this session: SESSION-014, 14 or its id
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        /// Continue with new activities until interrupted
        #[arg(short, long, conflicts_with = "quiet")]
        follow: bool,
    },
    /// List the past sessions, newest last
    #[command(after_help = format!("Example:\n  onwatch history --since yesterday\n  \
        onwatch history --cancelled\n\n\
        Exits 3 if there is none. For the live session: `onwatch show`.\n\n\
        A TIME is a day alone: {DAYS};\nor one of {TIMES}."))]
    History(HistoryFilter),
    /// Add up the active time of a period; the live session counts until now
    #[command(after_help = format!("Example:\n  onwatch report week --by task\n  \
        onwatch report --since 'last monday' --until yesterday --by day --rounded 15m\n  \
        onwatch report month -o month.csv\n\n\
        Exits 3 if there was no work. Each row has the exact time to the second, and the rows add \
        up to\nthe total. Open gaps do not count until they are answered.\n\
        The sessions of all profiles are in it, and two at the same time both count; --desk chooses \
        one.\n--profile chooses only whose state is asked first. Exits 6 if a desk cannot be read: the \
        report\nlacks it and says so.\n\
        A calendar (ical) has an event for each stretch of work in one context; it is whole even \
        where\nthe period cuts it.\n\n\
        A TIME is a day alone: {DAYS};\nor one of {TIMES}."))]
    Report(ReportArgs),
    /// Add up the active time of today: short for `report today`
    #[command(after_help = "Example:\n  onwatch today --by task")]
    Today(ReportOptions),
    /// Add the sessions in a file of Timewarrior, Watson or a spreadsheet
    #[command(after_help = import::HELP)]
    Import(ImportArgs),
    /// Find words in everything that was written: notes, titles and reasons
    #[command(after_help = format!("Example:\n  onwatch search importer retries\n  \
        onwatch search --kind note --since 'last monday' 'error budget'\n\n\
        Exits 3 if nothing was found, and 6 if a desk cannot be read: the answer lacks it and says so.\n\
        Upper and lower case are the same, and so are letters with and without accents.\n\
        `--` ends the options: onwatch search -- --json\n\n\
        A TIME is a day alone: {DAYS};\nor one of {TIMES}."))]
    Search(SearchArgs),
    /// Show one session in full
    #[command(after_help = "Example:\n  onwatch show 14\n\n\
        Exits 3 if there is no such session.")]
    Show {
        /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
        #[arg(value_name = "KEY")]
        session: Option<SessionName>,
        /// Print a Markdown page
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
    },
    /// Show, set or withdraw the governance band
    #[command(disable_help_subcommand = true, visible_alias = "band")]
    #[command(after_help = format!("Example:\n  onwatch band C error budget spent\n\n\
        That is short for: onwatch cone set C -r 'error budget spent'\n\n{}",
        meanings("The bands:", &Band::ALL, Band::meaning)))]
    Cone {
        /// Without a change, the band is shown
        #[command(subcommand)]
        change: Option<ConeVerb>,
    },
    /// Show, set or withdraw the health
    #[command(disable_help_subcommand = true)]
    #[command(after_help = format!("Example:\n  onwatch health yellow queue is slow\n\n\
        That is short for: onwatch health set yellow -r 'queue is slow'\n\n{}",
        meanings("The health:", &Light::ALL, Light::meaning)))]
    Health {
        /// Without a change, the health is shown
        #[command(subcommand)]
        change: Option<HealthVerb>,
    },
    /// List the live desks of this machine: those that wait for a person first
    #[command(after_help = "Example:\n  onwatch desks --follow --json\n\n\
        Exits 3 if no desk is live, and 6 if one cannot be read. With --follow, the list is printed \
        again\nwhenever something in it changed; that time went on is no change. In JSON it is one \
        line for each\ndesk that is new or changed, and one for each that left the list: its `phase` \
        is then `ended`,\n`cancelled` or null.")]
    Desks(DesksArgs),
    /// Start, follow and end the runs of agents and workflows
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch run start --agent importer --workflow nightly\n\n\
        A run is a session that a program owns. All other verbs take it too: `onwatch note --run ID \
        TEXT`.")]
    Run {
        /// What is done with a run
        #[command(subcommand)]
        action: RunVerb,
    },
    /// Show the live session, its governance and context
    #[command(after_help = status::HELP)]
    Status(StatusArgs),
    /// Print all desks as metrics for Prometheus
    #[command(after_help = metrics::HELP)]
    Metrics(MetricsArgs),
    /// Check the store, and repair it
    #[command(after_help = "Example:\n  onwatch doctor --all --repair\n\n\
        Exits 0 if the store is sound and 6 if it is not. Sessions that overlap are named, and the store \
        is\nsound all the same; with --json, look at `overlaps`. A repair deletes no record: what cannot \
        be read\nis copied to the quarantine first. With --all and --json, each desk has an object on a line \
        of its own.")]
    Doctor {
        /// Repair: copy what cannot be read, and continue from the newest sound state
        #[arg(long)]
        repair: bool,
        /// Start a new history from a state file without one
        #[arg(long, conflicts_with_all = ["repair", "all"])]
        adopt: bool,
        /// Every desk of this machine, with the runs that are over; else only this desk
        #[arg(long)]
        all: bool,
    },
    /// Check, find, show or edit the settings
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch config edit")]
    Config {
        /// What to do with the settings
        #[command(subcommand)]
        action: ConfigVerb,
    },
    /// Show where the files are
    #[command(after_help = "Example:\n  onwatch paths --profile night")]
    Paths,
}
