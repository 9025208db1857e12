//! The options of `playbook`: checklists with gates.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// The options of `playbook`.
#[derive(Debug, Args)]
pub struct PlaybookArgs {
    /// What to do with the playbook
    #[command(subcommand)]
    pub action: PlaybookVerb,
}

/// What to do with a playbook.
#[derive(Debug, Clone, Subcommand)]
pub enum PlaybookVerb {
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
}
