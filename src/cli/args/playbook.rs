//! The options of `playbook`: ordered checklists, and how far each is.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{AgainstPolicy, Guard};

/// The options of `playbook`.
#[derive(Debug, Args)]
pub struct PlaybookArgs {
    /// What to do with the playbooks
    #[command(subcommand)]
    pub action: PlaybookVerb,
}

/// Which playbook.
#[derive(Debug, Args)]
pub struct OfPlaybook {
    /// The playbook [default: the main one]
    #[arg(short, long, value_name = "NAME")]
    pub playbook: Option<String>,
}

/// What is done with the playbooks.
#[derive(Debug, Subcommand)]
pub enum PlaybookVerb {
    /// List the playbooks; or the steps of one
    #[command(
        after_help = "Example:\n  onwatch playbook list\n  onwatch playbook list -p preflight\n\n\
        If there is only one playbook, its steps are listed. Exits 1 if no playbook can be used."
    )]
    List {
        /// The playbook whose steps are listed [default: all playbooks]
        #[arg(short, long, value_name = "NAME")]
        playbook: Option<String>,
    },
    /// Say what the next step is, why it is done, and what blocks it
    #[command(after_help = "Example:\n  onwatch playbook next && onwatch playbook done 3\n\n\
        Exits 4 if the step is blocked, and 3 if no step is open.")]
    Next {
        #[command(flatten)]
        of: OfPlaybook,
    },
    /// Mark a step of a playbook as done
    #[command(after_help = "Example:\n  onwatch playbook done 3\n  \
        onwatch playbook done error_rate 0.2 -n 'after five minutes'\n  \
        onwatch playbook done 3 --override 'the pager is down'\n\n\
        A step that is done already stays as it is. A value that is not as expected is recorded, and \
        warned of.")]
    Done {
        #[command(flatten)]
        step: OfStep,
        /// The value that was read, if the step asks for one; -- before it if it begins with a dash
        #[arg(value_name = "VALUE", allow_negative_numbers = true)]
        value: Option<String>,
        /// A note
        #[arg(short, long)]
        note: Option<String>,
        #[command(flatten)]
        of: OfPlaybook,
        #[command(flatten)]
        against: AgainstPolicy,
        #[command(flatten)]
        guard: Guard,
    },
    /// Remove the mark of a step
    #[command(after_help = "Example:\n  onwatch playbook undo 3")]
    Undo {
        #[command(flatten)]
        step: OfStep,
        #[command(flatten)]
        of: OfPlaybook,
        #[command(flatten)]
        guard: Guard,
    },
    /// Skip a step of a playbook
    #[command(after_help = "Example:\n  onwatch playbook skip 3 -r 'nobody is affected'\n  \
        onwatch playbook skip backup -r 'nothing is stored' --override 'the owner agreed'\n\n\
        A critical step is skipped only with --override.")]
    Skip {
        #[command(flatten)]
        step: OfStep,
        /// Why it is skipped
        #[arg(short, long, required_unless_present = "words")]
        reason: Option<String>,
        /// The reason, written without -r
        #[arg(value_name = "REASON", conflicts_with = "reason")]
        words: Vec<String>,
        #[command(flatten)]
        of: OfPlaybook,
        #[command(flatten)]
        against: AgainstPolicy,
        #[command(flatten)]
        guard: Guard,
    },
    /// Show a playbook or one step in full: who did what when
    #[command(after_help = "Example:\n  onwatch playbook show\n  onwatch playbook show 3\n\n\
        Exits 3 if there is no such step.")]
    Show {
        /// The step: its id, or its number [default: all steps]
        #[arg(value_name = "ID")]
        step: Option<String>,
        #[command(flatten)]
        of: OfPlaybook,
    },
    /// Print a playbook to read or to share: every step with its why, its gates and its time
    #[command(after_help = "Example:\n  onwatch playbook print --markdown > launch.md\n\n\
        Steps that are done are ticked. `onwatch playbook show --json` is for programs.")]
    Print {
        /// The playbook [default: the main one]
        #[arg(short, long, value_name = "NAME")]
        playbook: Option<String>,
        /// Print a Markdown checklist
        #[arg(long, conflicts_with = "json")]
        markdown: bool,
    },
    /// Check the file of a playbook, and name every fault in it
    #[command(after_help = "Example:\n  onwatch playbook check preflight.toml\n\n\
        Exits 1 if the file cannot be used. Nothing is recorded, and the file may be anywhere.")]
    Check {
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Begin a playbook anew
    #[command(after_help = "Example:\n  onwatch playbook reset -p preflight")]
    Reset {
        #[command(flatten)]
        of: OfPlaybook,
        #[command(flatten)]
        guard: Guard,
    },
}

/// Which step.
#[derive(Debug, Args)]
pub struct OfStep {
    /// The step: its id, or its number
    #[arg(value_name = "ID")]
    pub step: String,
}
