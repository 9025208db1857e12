//! The options of the doctor.

use clap::Args;

/// The options of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// Repair: copy what cannot be read, and continue from the newest sound state
    #[arg(long)]
    pub repair: bool,
    /// Start a new history from a state file without one
    #[arg(long, conflicts_with_all = ["repair", "all"])]
    pub adopt: bool,
    /// Every desk of this machine, with the runs that are over; else only this desk
    #[arg(long)]
    pub all: bool,
}
