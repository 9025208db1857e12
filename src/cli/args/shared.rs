//! The options that several verbs share.

use std::time::Duration;

use clap::Args;

use crate::input;

/// When a command takes effect.
#[derive(Debug, Default, Args)]
pub struct When {
    /// Take effect at a past time: 14:30, 'yesterday 17:00', '2026-01-01 09:30', RFC 3339 or
    /// last-end
    #[arg(long, value_name = "TIME", conflicts_with = "ago")]
    pub at: Option<String>,
    /// Take effect this long ago: 10m or 1h30m
    #[arg(long, value_name = "DURATION", value_parser = input::duration)]
    pub ago: Option<Duration>,
}

/// What keeps a command from taking effect twice, or too late.
#[derive(Debug, Args)]
pub struct Guard {
    /// A name for this command; a repeat with the same name changes nothing. The newest 64 names
    /// are known
    #[arg(long, value_name = "ID")]
    pub operation: Option<String>,
    /// Refuse unless this is the number of the newest event (`seq` in JSON)
    #[arg(long, value_name = "N")]
    pub expect_seq: Option<u64>,
}
