//! The second word of a verb that does several things: `gap keep`, `cone set`.

use std::time::Duration;

use clap::{Args, Subcommand};

use super::shared::{Guard, When};
use crate::core::{Band, GapId, Light, SessionName};
use crate::input;

/// The options of `gap`.
#[derive(Debug, Args)]
pub struct GapArgs {
    /// Without an answer, the open gaps are shown
    #[command(subcommand)]
    pub answer: Option<GapVerb>,
}

/// An answer to a gap.
#[derive(Debug, Subcommand)]
pub enum GapVerb {
    /// You worked: all of it counts
    #[command(after_help = "Example:\n  onwatch gap keep")]
    Keep {
        /// The gap [default: the oldest open one]
        #[arg(long, value_name = "GAP")]
        id: Option<GapId>,
        /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        guard: Guard,
    },
    /// You did not work: none of it counts
    #[command(after_help = "Example:\n  onwatch gap discard --id gap-3")]
    Discard {
        /// The gap [default: the oldest open one]
        #[arg(long, value_name = "GAP")]
        id: Option<GapId>,
        /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        guard: Guard,
    },
    /// You worked until a time: the rest does not count
    #[command(after_help = "Example:\n  onwatch gap split 12:30")]
    Split {
        /// Until when you worked; a time of day is the last one in the gap
        #[arg(allow_hyphen_values = true)]
        time: String,
        /// The gap [default: the oldest open one]
        #[arg(long, value_name = "GAP")]
        id: Option<GapId>,
        /// The session: SESSION-014, 14 or its id [default: the live one, else the last]
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        guard: Guard,
    },
}

/// The options of `break`.
#[derive(Debug, Args)]
pub struct BreakArgs {
    /// What to change
    #[command(subcommand)]
    pub change: BreakVerb,
}

/// A change of the breaks.
#[derive(Debug, Subcommand)]
pub enum BreakVerb {
    /// Add a forgotten pause
    #[command(
        after_help = "Example:\n  onwatch break add 12:00 12:45\n  onwatch break add last-activity now"
    )]
    Add {
        /// When the pause was, such as 12:00-12:45; or when it began, and TO when it ended. With
        /// --session, a time of day is the one in the session
        #[arg(value_name = "FROM-TO", allow_hyphen_values = true)]
        from: String,
        /// When the pause ended; a time of day is the first one after it began
        #[arg(allow_hyphen_values = true)]
        to: Option<String>,
        /// The session: SESSION-014, 14 or its id [default: the live one]
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Remove a pause that was none: its time counts
    #[command(after_help = "Example:\n  onwatch break remove 12:10")]
    Remove {
        /// A time in the pause
        #[arg(allow_hyphen_values = true)]
        time: String,
        /// The session: SESSION-014, 14 or its id [default: the live one]
        #[arg(long, value_name = "KEY")]
        session: Option<SessionName>,
        #[command(flatten)]
        guard: Guard,
    },
}

/// The options of `cone`.
#[derive(Debug, Args)]
pub struct ConeArgs {
    /// Without a change, the band is shown
    #[command(subcommand)]
    pub change: Option<ConeVerb>,
}

/// Until when a person's word counts.
#[derive(Debug, Args)]
pub struct Ends {
    /// Until when it counts: 14:30 is the next one, perhaps tomorrow [default: until it is withdrawn]
    #[arg(long, value_name = "WHEN", conflicts_with_all = ["source", "for"])]
    pub until: Option<String>,
    /// For how long it counts, such as 2h
    #[arg(long = "for", id = "for", value_name = "DURATION", value_parser = input::duration,
          conflicts_with = "source")]
    pub long: Option<Duration>,
}

/// A change of the band.
#[derive(Debug, Subcommand)]
pub enum ConeVerb {
    /// Set the governance band
    #[command(after_help = "Example:\n  onwatch cone set C error budget spent\n  \
        onwatch cone set B --until 14:30 -r 'deploy window'")]
    Set {
        /// A (Expansion), B (Caution), C (Stabilize) or D (Survival)
        band: Band,
        /// Why it is set
        #[arg(short, long)]
        reason: Option<String>,
        /// The reason, written without -r after all options
        #[arg(value_name = "REASON", conflicts_with = "reason")]
        words: Vec<String>,
        /// The source that measured it [default: none, a person sets it]
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        #[command(flatten)]
        ends: Ends,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Withdraw the band that was set by hand, or that one source measured; the rest counts, or none
    #[command(after_help = "Example:\n  onwatch cone clear --source deny-rate")]
    Clear {
        /// The source whose last reading is withdrawn [default: none, what was set by hand]
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
}

/// The options of `health`.
#[derive(Debug, Args)]
pub struct HealthArgs {
    /// Without a change, the health is shown
    #[command(subcommand)]
    pub change: Option<HealthVerb>,
}

/// A change of the health.
#[derive(Debug, Subcommand)]
pub enum HealthVerb {
    /// Set the health
    #[command(
        after_help = "Example:\n  onwatch health set red -r 'disk full' -r 'queue stuck'\n  \
        onwatch health set green --for 2h -r 'the probe is being repaired'"
    )]
    Set {
        /// green, yellow, red or unknown
        status: Light,
        /// Why it is set; for several reasons, ten at most, repeat -r
        #[arg(short, long = "reason", value_name = "REASON")]
        reasons: Vec<String>,
        /// One reason, written without -r after all options
        #[arg(value_name = "REASON", conflicts_with = "reasons")]
        words: Vec<String>,
        /// The source that measured it [default: none, a person sets it]
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        #[command(flatten)]
        ends: Ends,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
    /// Withdraw the health that was set by hand, or that one source measured; the rest counts, or none
    #[command(after_help = "Example:\n  onwatch health clear --source queue")]
    Clear {
        /// The source whose last reading is withdrawn [default: none, what was set by hand]
        #[arg(long, value_name = "NAME")]
        source: Option<String>,
        #[command(flatten)]
        when: When,
        #[command(flatten)]
        guard: Guard,
    },
}

/// The options of `config`.
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to do with the settings
    #[command(subcommand)]
    pub action: ConfigVerb,
}

/// A question about the settings, or a change of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum ConfigVerb {
    /// Check the settings and your themes; exits 1 at the first fault
    #[command(after_help = "Example:\n  onwatch config check && echo fine")]
    Check,
    /// Print the path of the settings file
    #[command(after_help = "Example:\n  cp mine.toml \"$(onwatch config path)\"")]
    Path,
    /// Show every setting in force and what set it
    #[command(after_help = "Example:\n  onwatch config show | grep keys")]
    Show,
    /// Edit the file with $VISUAL or $EDITOR; a new file has all defaults, commented out
    #[command(after_help = "Example:\n  EDITOR='code --wait' onwatch config edit")]
    Edit,
}
