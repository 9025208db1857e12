//! The options of the verbs that show what was done.

use clap::Args;

use super::shared::{Unit, whole_number};
use crate::core::{SessionName, SessionType};

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
    /// Only sessions of this type; may be given several times
    #[arg(long = "type", value_name = "WORD")]
    pub session_types: Vec<SessionType>,
    /// Only sessions that were cancelled; `reopen KEY` restores one
    #[arg(long, conflicts_with = "by")]
    pub cancelled: bool,
}

/// The options of `log`.
#[derive(Debug, Args)]
pub struct LogArgs {
    /// The number of activities
    #[arg(short = 'n', long, value_name = "COUNT", default_value_t = 20)]
    #[arg(value_parser = whole_number::<usize>)]
    pub count: usize,
    /// Only activities of this session: SESSION-014, 14 or its id
    #[arg(long, value_name = "KEY")]
    pub session: Option<SessionName>,
    /// Continue with new activities until interrupted
    #[arg(short, long, conflicts_with = "quiet")]
    pub follow: bool,
}

/// The options of `show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
    #[arg(value_name = "KEY")]
    pub session: Option<SessionName>,
    /// Print a Markdown page
    #[arg(long, conflicts_with = "json")]
    pub markdown: bool,
}
