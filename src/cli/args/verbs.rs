//! The verbs, each with its options.

use std::path::PathBuf;

use clap::Subcommand;

use super::brief::{self, BriefArgs};
use super::completions::{self, Shell};
use super::contexts::{
    ArtifactArgs, BlockArgs, ContextArgs, DoneArgs, EstimateArgs, NoteArgs, PopArgs, PushArgs,
    SummaryArgs, UnblockArgs,
};
use super::daemon::{self, DaemonArgs};
use super::doctor::DoctorArgs;
use super::history::{HistoryFilter, LogArgs, ShowArgs};
use super::import::{self, ImportArgs};
use super::later::Later;
use super::lifecycle::{
    AckArgs, CancelArgs, ContinueArgs, EndArgs, PauseArgs, ReopenArgs, StartArgs, StepBackArgs,
    TimedArgs, ToggleArgs,
};
use super::metrics::{self, MetricsArgs};
use super::next::{self, NextArgs};
use super::past::{AddArgs, EditArgs};
use super::playbook::PlaybookArgs;
use super::policy::PolicyArgs;
use super::report::{ReportArgs, ReportOptions};
use super::run::{DesksArgs, RunArgs};
use super::search::SearchArgs;
#[cfg(feature = "serve")]
use super::serve::{self, ServeArgs};
use super::shared::{Guard, meanings};
use super::source::SourceArgs;
use super::sprint::SprintArgs;
use super::status::{self, StatusArgs};
use super::subverbs::{BreakArgs, ConeArgs, ConfigArgs, GapArgs, HealthArgs};
use super::task::TaskArgs;
#[cfg(feature = "serve")]
use super::token::TokenArgs;
use crate::core::{Band, Light};
use crate::input::{DAYS, TIMES};

/// What the help of `push` says beside the options.
const CONTEXTS: &str = "\
Example:
  onwatch push Fix the importer ~2h
  onwatch push TASK-7

A known id enters that context; its title, estimate and time come back. Case makes no difference.
  7, TASK-7, T-01          a known task, sprint or other context
  task 7, sprint 1 Winter  a type and an id, known or new, and a title
  -                        the task before
  customer: acme           a new type, which needs the colon
  Fix the importer         any other text: a new task with the next free id
After a type, a word is an id if it has a digit, if it is known, or if nothing follows it. So `task force \
meeting`
is a title; `task: force meeting` too, and `task force` is an id. After -t, the words before are the name.";

/// A verb with its options.
#[derive(Debug, Subcommand)]
pub enum VerbArgs {
    /// Start a session
    #[command(after_help = "Example:\n  onwatch start --ago 10m Fix the importer\n  \
        onwatch start Fix the importer --override 'the pager rang'")]
    Start(Later<StartArgs>),
    /// Pause the session
    #[command(after_help = "Example:\n  onwatch pause --ago 5m lunch")]
    Pause(Later<PauseArgs>),
    /// Resume the session
    #[command(after_help = "Example:\n  onwatch resume --at 13:00")]
    Resume(Later<TimedArgs>),
    /// Start a session, pause it or resume it
    #[command(after_help = "Example:\n  onwatch toggle --quiet")]
    Toggle(Later<ToggleArgs>),
    /// End the session
    #[command(visible_aliases = ["stop", "finish"])]
    #[command(after_help = "Example:\n  onwatch end --at 17:00 Importer fixed\n  \
        onwatch end --check")]
    End(Later<EndArgs>),
    /// Show the open gaps, or answer one
    #[command(after_help = "Example:\n  onwatch gap split 12:30\n\n\
        A gap is a time in which the machine was suspended or off, or its clock jumped. It does \
        not count\nas active time until it is answered. No command waits for the answer.")]
    Gap(Later<GapArgs>),
    /// Acknowledge a bad band or health
    #[command(visible_alias = "acknowledge")]
    #[command(after_help = "Example:\n  onwatch ack -r 'the disk is being replaced'\n  \
        onwatch ack health --shelve 2h -r 'resize until noon'\n\n\
        Without `band` or `health`, both are meant. What is worse than what was acknowledged is new \
        again, and a critical state is new again after 4 hours.")]
    Ack(Later<AckArgs>),
    /// Confirm that the session goes on after long inactivity
    #[command(after_help = "Example:\n  onwatch keep\n\n\
        `undo` does not undo it: it changes no time.")]
    Keep(Later<Guard>),
    /// Add a forgotten pause, or remove one that was none
    #[command(after_help = "Example:\n  onwatch break add 12:00 12:45\n  \
        onwatch break add last-activity now\n  onwatch break remove 12:00 --session 14")]
    Break(Later<BreakArgs>),
    /// Correct the times, notes, target or operator of a session
    #[command(after_help = "Example:\n  onwatch edit 14 --end 17:30\n  \
        onwatch edit --start 8:55 -n 'Fix the importer'\n\n\
        A time of day belongs to the session: `--end 17:30` of a session of last Monday means last \
        Monday.\nWhat stood before stays in the journal; `show` has it. `undo` restores it.")]
    // Not later: it has an option `--operator` of its own, and the parser gives it no second one.
    Edit(EditArgs),
    /// Add a session that was never started
    #[command(after_help = "Example:\n  onwatch add --from 'yesterday 9:00' --to 12:30 \
        --break 10:30-10:45 --task 7 Fix the importer\n  \
        onwatch add --from 9:00 --to 12:00 --task 7 --task '8@10:30 Write docs'\n\n\
        Band and health are then said, not measured; `show` says so. Without --band, the band counts \
        as B.")]
    Add(Later<AddArgs>),
    /// Discard the live session, or an earlier one
    #[command(after_help = "Example:\n  onwatch cancel\n  onwatch cancel 14\n\n\
        Totals and `history` leave it out; `history --cancelled` lists it, and `reopen 14` restores it.\n\
        `show` and `log` have it too. --at and --ago go with the live session only.")]
    Cancel(Later<CancelArgs>),
    /// Reopen the last session, or restore a cancelled one
    #[command(after_help = "Example:\n  onwatch reopen\n  onwatch reopen 14\n\n\
        The last session goes on, and the time since its end counts as a pause. A cancelled session \
        is\nrestored as it had ended; `onwatch history --cancelled` lists those. --at and --ago go with \
        the last\nsession only.")]
    Reopen(Later<ReopenArgs>),
    /// Start a session with the notes, type, target and contexts of an earlier one
    #[command(after_help = "Example:\n  onwatch continue 14 --at 9:00")]
    Continue(Later<ContinueArgs>),
    /// Undo the newest change
    #[command(after_help = "Example:\n  onwatch undo\n\n\
        It undoes the newest change, whoever made it; `onwatch status --json` names it.\n\
        The newest 20 changes can be undone, but no band or health that a source measured\n\
        (`--source`).")]
    Undo(Later<StepBackArgs>),
    /// Redo the change undone last
    #[command(after_help = "Example:\n  onwatch undo && onwatch redo")]
    Redo(Later<StepBackArgs>),
    /// Write a note in the current context
    #[command(visible_alias = "update")]
    #[command(after_help = "Example:\n  onwatch note retries are not idempotent\n  \
        onwatch note --task 7 the client will send a file")]
    Note(Later<NoteArgs>),
    /// Enter a context; the same type again switches
    #[command(visible_alias = "activate")]
    #[command(after_help = CONTEXTS)]
    Push(Later<PushArgs>),
    /// Leave a context
    #[command(visible_alias = "deactivate")]
    #[command(after_help = "Example:\n  onwatch pop sprint\n  \
        onwatch pop --summary 'the retries are safe now' --complete")]
    Pop(Later<PopArgs>),
    /// Complete the current task and leave it
    #[command(after_help = "Example:\n  onwatch done the retries are safe now\n  \
        onwatch done --task 7 all tables are there\n  \
        onwatch done all tables are there --reason 'the keys can wait'\n\n\
        A task without a summary, or with unfinished tasks below it, is not complete: exit code 5.\n\
        At a terminal you are asked for what is missing. `onwatch task check` says it too.")]
    Done(Later<DoneArgs>),
    /// Say that the current task cannot go on
    #[command(after_help = "Example:\n  onwatch block the keys have expired")]
    Block(Later<BlockArgs>),
    /// Say that a blocked task can go on
    #[command(after_help = "Example:\n  onwatch unblock --task 7")]
    Unblock(Later<UnblockArgs>),
    /// Estimate the active time of the current task
    #[command(after_help = "Example:\n  onwatch estimate 3h\n\n\
        The estimate before is kept: `onwatch task show` has it.")]
    Estimate(Later<EstimateArgs>),
    /// Say what was done in the current task
    #[command(after_help = "Example:\n  onwatch summary all imports are safe to repeat")]
    Summary(Later<SummaryArgs>),
    /// Record what came out of the work: a file or an address; or list it
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch artifact add report.pdf -t 'The first report'")]
    Artifact(Later<ArtifactArgs>),
    /// Add, list, show, change, claim or import tasks
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch task add T-01 -t 'Create tables' -e 2h\n\n\
        All desks know the tasks of each other.")]
    Task(Later<TaskArgs>),
    /// Add, list, show, change, complete or import sprints
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch sprint show 1")]
    Sprint(Later<SprintArgs>),
    /// Show the context stack of the live session, or every switch
    #[command(disable_help_subcommand = true)]
    #[command(
        after_help = "Example:\n  onwatch context --json\n  onwatch context history yesterday"
    )]
    Context(Later<ContextArgs>),
    /// Show the recent activities, newest last
    #[command(
        after_help = "Example:\n  onwatch log --follow --json | while read -r line; do echo \"$line\"; done"
    )]
    Log(Later<LogArgs>),
    /// List the past sessions, newest last
    #[command(after_help = format!("Example:\n  onwatch history --since yesterday --type review\n  \
        onwatch history --cancelled\n\n\
        Exits 3 if there is none. For the live session: `onwatch show`.\n\n\
        A TIME is a day alone: {DAYS};\nor one of {TIMES}."))]
    History(Later<HistoryFilter>),
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
    Report(Later<ReportArgs>),
    /// Add up the active time of today: short for `report today`
    #[command(after_help = "Example:\n  onwatch today --by task")]
    Today(Later<ReportOptions>),
    /// Add the sessions in a file of Timewarrior, Watson or a spreadsheet
    #[command(after_help = import::HELP)]
    Import(Later<ImportArgs>),
    /// Find words in everything that was written: notes, titles and reasons
    #[command(after_help = format!("Example:\n  onwatch search importer retries\n  \
        onwatch search --kind note --since 'last monday' 'error budget'\n\n\
        Exits 3 if nothing was found, and 6 if a desk cannot be read: the answer lacks it and says so.\n\
        Upper and lower case are the same, and so are letters with and without accents.\n\
        `--` ends the options: onwatch search -- --json\n\n\
        A TIME is a day alone: {DAYS};\nor one of {TIMES}."))]
    Search(Later<SearchArgs>),
    /// Show one session in full
    #[command(after_help = "Example:\n  onwatch show 14\n\n\
        Exits 3 if there is no such session.")]
    Show(Later<ShowArgs>),
    /// Show, set or withdraw the governance band
    #[command(disable_help_subcommand = true, visible_alias = "band")]
    #[command(after_help = format!("Example:\n  onwatch band C error budget spent\n\n\
        That is short for: onwatch cone set C -r 'error budget spent'\n\n{}",
        meanings("The bands:", &Band::ALL, Band::meaning)))]
    Cone(Later<ConeArgs>),
    /// Show, set or withdraw the health
    #[command(disable_help_subcommand = true)]
    #[command(after_help = format!("Example:\n  onwatch health yellow queue is slow\n\n\
        That is short for: onwatch health set yellow -r 'queue is slow'\n\n{}",
        meanings("The health:", &Light::ALL, Light::meaning)))]
    Health(Later<HealthArgs>),
    /// Show the playbooks, go through their steps, check or print one
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch playbook next\n  onwatch playbook done 3\n\n\
        A playbook is an ordered checklist with gates by band and health, in a file playbook.toml or\n\
        playbooks/NAME.toml beside the settings: docs/playbooks.md explains it.")]
    Playbook(Later<PlaybookArgs>),
    /// Say what the policy of the settings would do now, and why
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch policy check start")]
    Policy(Later<PolicyArgs>),
    /// List the live desks of this machine: those that wait for a person first
    #[command(after_help = "Example:\n  onwatch desks --follow --json\n\n\
        Exits 3 if no desk is live, and 6 if one cannot be read. With --follow, the list is printed \
        again\nwhenever something in it changed; that time went on is no change. In JSON it is one \
        line for each\ndesk that is new or changed, and one for each that left the list: its `phase` \
        is then `ended`,\n`cancelled` or null.")]
    Desks(Later<DesksArgs>),
    /// Start, follow and end the runs of agents and workflows
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch run start --agent importer --workflow nightly\n\n\
        A run is a session that a program owns. All other verbs take it too: `onwatch note --run ID \
        TEXT`.")]
    Run(Later<RunArgs>),
    /// Show the live session, its governance and context
    #[command(after_help = status::HELP)]
    Status(Later<StatusArgs>),
    /// Say what to do next
    #[command(after_help = next::HELP)]
    Next(Later<NextArgs>),
    /// Say everything that somebody needs to go on with the work
    #[command(after_help = brief::HELP)]
    Brief(Later<BriefArgs>),
    /// Print all desks as metrics for Prometheus
    #[command(after_help = metrics::HELP)]
    Metrics(Later<MetricsArgs>),
    /// Check the store, and repair it
    #[command(after_help = "Example:\n  onwatch doctor --all --repair\n\n\
        Exits 0 if the store is sound and 6 if it is not. Sessions that overlap are named, and the store \
        is\nsound all the same; with --json, look at `overlaps`. A repair deletes no record: what cannot \
        be read\nis copied to the quarantine first. With --all and --json, each desk has an object on a line \
        of its own.")]
    Doctor(Later<DoctorArgs>),
    /// Check, find, show or edit the settings
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch config edit")]
    Config(Later<ConfigArgs>),
    /// List the sources of band and health, check them, or add one
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch source check\n\n\
        A source is a table [[source]] in the settings: docs/sources.md explains it.")]
    Source(Later<SourceArgs>),
    /// Ask the sources of band and health without a panel, until a signal ends it
    #[command(after_help = daemon::HELP)]
    Daemon(Later<DaemonArgs>),
    /// Answer programs over HTTP, until a signal ends it
    #[cfg(feature = "serve")]
    #[command(after_help = serve::HELP)]
    Serve(Later<ServeArgs>),
    /// Make, list or revoke the tokens of programs that ask over HTTP
    #[cfg(feature = "serve")]
    #[command(disable_help_subcommand = true, arg_required_else_help = true)]
    #[command(after_help = "Example:\n  onwatch token add board --scope read\n\n\
        A token is a table [serve.tokens.NAME] in the settings, which has its hash only.")]
    Token(Later<TokenArgs>),
    /// Show where the files are
    #[command(after_help = "Example:\n  onwatch paths --profile night")]
    Paths,
    /// Print a script that completes the words that you type in a shell
    #[command(after_help = completions::HELP)]
    Completions {
        /// The shell: bash, zsh, fish, elvish or powershell
        #[arg(hide_possible_values = true)]
        shell: Shell,
    },
    /// Write the manual pages: onwatch.1, and a page for each verb
    #[command(
        after_help = "Example:\n  onwatch man ~/.local/share/man/man1 && man onwatch-start\n\n\
        The directory must exist. A page of an earlier onwatch is replaced; another file of that name \
        stays,\nand nothing is written."
    )]
    Man {
        /// The directory
        #[arg(value_name = "DIR")]
        dir: PathBuf,
    },
}
