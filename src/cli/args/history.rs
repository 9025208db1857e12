//! The options of the list of past sessions.

use clap::Args;

use super::shared::{Unit, whole_number};

/// Which past sessions are listed.
#[derive(Debug, Args)]
pub struct HistoryFilter {
    /// Only sessions that ran at this time or later; a day counts from its start
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub since: Option<String>,
    /// Only sessions that ran before this time; a day counts to its end
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub until: Option<String>,
    /// The number of sessions or days, the newest ones [default: all]
    #[arg(short = 'n', long, value_name = "COUNT")]
    #[arg(value_parser = whole_number::<usize>)]
    pub count: Option<usize>,
    /// Add the active time up by local day, within the bounds
    #[arg(long, value_name = "UNIT")]
    pub by: Option<Unit>,
    /// Only sessions that were cancelled; `reopen KEY` restores one
    #[arg(long, conflicts_with = "by")]
    pub cancelled: bool,
}
