//! The words that follow a verb where it does more than one thing: `gap keep`, `cone set`.

use clap::Subcommand;

use super::shared::Guard;
use crate::core::{Band, GapId, Light};

/// What a gap was.
#[derive(Debug, Subcommand)]
pub enum GapVerb {
    /// Work went on: all of it counts
    #[command(after_help = "Example:\n  onwatch gap keep")]
    Keep {
        /// Which [default: the oldest open one]
        #[arg(long, value_name = "GAP")]
        id: Option<GapId>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Nobody worked: nothing of it counts
    #[command(after_help = "Example:\n  onwatch gap discard --id gap-3")]
    Discard {
        /// Which [default: the oldest open one]
        #[arg(long, value_name = "GAP")]
        id: Option<GapId>,
        #[command(flatten)]
        guard: Guard,
    },
    /// Work went on until a time: what follows does not count
    #[command(after_help = "Example:\n  onwatch gap split 12:30")]
    Split {
        /// Until when
        time: String,
        /// Which [default: the oldest open one]
        #[arg(long, value_name = "GAP")]
        id: Option<GapId>,
        #[command(flatten)]
        guard: Guard,
    },
}

/// What can be done with breaks.
#[derive(Debug, Subcommand)]
pub enum BreakVerb {
    /// Put in a pause that was forgotten
    #[command(after_help = "Example:\n  onwatch break add 12:00 12:45")]
    Add {
        /// When it began
        from: String,
        /// When it was over
        to: String,
        #[command(flatten)]
        guard: Guard,
    },
}

/// What can be done with the band.
#[derive(Debug, Subcommand)]
pub enum ConeVerb {
    /// Set the band
    #[command(after_help = "Example:\n  onwatch cone set C -r 'error budget spent'")]
    Set {
        /// A (Expansion), B (Caution), C (Stabilize) or D (Survival)
        band: Band,
        /// Why
        #[arg(short, long, default_value = "", hide_default_value = true)]
        reason: String,
        #[command(flatten)]
        guard: Guard,
    },
}

/// What can be done with the health.
#[derive(Debug, Subcommand)]
pub enum HealthVerb {
    /// Set the health
    #[command(after_help = "Example:\n  onwatch health set red -r 'disk full' -r 'queue stuck'")]
    Set {
        /// green, yellow, red or unknown
        status: Light,
        /// Why, ten at most
        #[arg(short, long = "reason", value_name = "REASON", num_args = 1..)]
        reasons: Vec<String>,
        #[command(flatten)]
        guard: Guard,
    },
}

/// What can be done with the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Subcommand)]
pub enum ConfigVerb {
    /// Read the settings and every theme of yours; exits 1 at the first that is broken
    #[command(after_help = "Example:\n  onwatch config check && echo fine")]
    Check,
    /// Print where the settings are
    #[command(after_help = "Example:\n  cp mine.toml \"$(onwatch config path)\"")]
    Path,
    /// Show every setting in force and what put it there
    #[command(after_help = "Example:\n  onwatch config show | grep keys")]
    Show,
    /// Open them in $VISUAL or $EDITOR; a new file begins with all defaults, commented out
    #[command(after_help = "Example:\n  EDITOR='code --wait' onwatch config edit")]
    Edit,
}
