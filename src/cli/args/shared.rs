//! The options that several verbs share.

use std::fmt::Display;
use std::iter;
use std::num::NonZero;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};

use crate::input::{self, DURATIONS, TIMES};

/// When a command takes effect.
#[derive(Debug, Default, Args)]
pub struct When {
    /// A past time.
    #[arg(long, value_name = "TIME", conflicts_with = "ago", allow_hyphen_values = true)]
    #[arg(help = format!("Take effect at a past time: {TIMES}; last-end is the end of the last \
                          session, last-activity the last activity of this one"))]
    pub at: Option<String>,
    /// How long ago.
    #[arg(long, value_name = "DURATION", value_parser = input::duration)]
    #[arg(help = format!("Take effect this long ago: {DURATIONS}"))]
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
    #[arg(long, value_name = "N", value_parser = whole_number::<u64>)]
    pub expect_seq: Option<u64>,
}

/// What lets a command pass although a rule of the operator is against it.
#[derive(Debug, Default, Args)]
pub struct AgainstPolicy {
    /// Do it although the policy or a playbook refuses it, and say why; the reason is recorded
    #[arg(long = "override", id = "override", value_name = "REASON")]
    pub reason: Option<String>,
}

/// Reads a whole number that is not negative.
///
/// # Errors
/// A sentence with an example.
pub fn whole_number<N: FromStr>(text: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| format!("'{text}' is not a number that fits here; write a number such as 20"))
}

/// Reads a number of lines.
///
/// # Errors
/// A sentence with an example.
pub fn line_count(text: &str) -> Result<u16, String> {
    whole_number::<NonZero<u16>>(text).map(NonZero::get)
}

/// Returns the text of an option, or the words that were given without it.
#[must_use]
pub fn text(option: Option<String>, words: &[String]) -> Option<String> {
    option.or_else(|| (!words.is_empty()).then(|| words.join(" ")))
}

/// A unit by which active time is added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Unit {
    /// A local day, from one `day_start` of the settings to the next.
    #[value(help = None)]
    Day,
}

/// Returns what each band or health means, one a line.
pub fn meanings<T: Copy + Display>(
    head: &str,
    all: &[T],
    meaning: impl Fn(T) -> &'static str,
) -> String {
    let lines = all.iter().map(|one| format!("\n  {:<13}{}", one.to_string(), meaning(*one)));
    iter::once(head.to_owned()).chain(lines).collect()
}
