//! The words of `daemon`.

use clap::Args;

/// The end of the help.
pub const HELP: &str = "\
Example:
  onwatch daemon --profile night --verbose

It asks the sources of the settings at their times, and records each change, like an open panel.
One process of a desk asks. If a panel or another daemon does, this one waits, and goes on when
that one ends.

It needs no terminal. It ends with 0 on SIGTERM and SIGINT. It uses new settings as soon as they
are saved. stderr says when a source begins to fail, and when it answers again. Without --verbose,
stdout is empty. docs/sources.md has a unit for systemd.";

/// The options of `daemon`.
#[derive(Debug, Args)]
pub struct DaemonArgs {
    /// Print a line for each answer of a source
    #[arg(short, long)]
    pub verbose: bool,
}
