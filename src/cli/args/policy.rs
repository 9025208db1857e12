//! The options of `policy`: what the settings say of work while it is bad.

use clap::{Args, Subcommand};

/// What the policy is asked about.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// What to ask of the policy
    #[command(subcommand)]
    pub action: PolicyVerb,
}

/// A question about the policy.
#[derive(Debug, Clone, Subcommand)]
pub enum PolicyVerb {
    /// Say what the policy would do now, and why; nothing changes
    #[command(after_help = "Example:\n  onwatch policy check start && onwatch start\n  \
        onwatch policy check push TASK-7\n  onwatch policy check playbook done 3\n\n\
        `push` without a context says which contexts may be entered. Exits 4 if a command would be refused without --override, and 0 otherwise, also with warnings.")]
    Check {
        /// The verb: start, toggle, continue, reopen, push, undo, redo, playbook done or playbook skip [default: each]
        #[arg(value_name = "VERB")]
        verb: Option<String>,
        /// What it is given: a context to enter, or a step
        #[arg(value_name = "WHAT")]
        what: Option<String>,
        /// The id, if that is two words: `push task 7`, `playbook done 3`
        #[arg(value_name = "ID")]
        id: Option<String>,
        /// The playbook of the step [default: the main one]
        #[arg(short, long, value_name = "NAME")]
        playbook: Option<String>,
    },
}
