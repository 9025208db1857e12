//! The typed answers to questions: what a gap was, and whether an untouched session goes on.

use chrono::{DateTime, Utc};

use crate::core::{Command, GapAnswer, Glance, Refusal, RefusalKind};
use crate::input;

use super::context::DialogContext;

/// Whether an untouched session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgottenAnswer {
    /// It goes on.
    GoesOn,
    /// It ended at its last activity.
    EndedAtLastActivity,
    /// It ended at this time, UTC.
    Ended(DateTime<Utc>),
}

impl ForgottenAnswer {
    /// Reads `keep` or `end` (a letter will do), or the time at which the session ended.
    ///
    /// # Errors
    /// A usage refusal if it is none of these.
    pub fn read(text: &str, context: DialogContext<'_>) -> Result<Self, Refusal> {
        match text.to_lowercase().as_str() {
            "k" | "keep" => Ok(Self::GoesOn),
            "e" | "end" => Ok(Self::EndedAtLastActivity),
            _ => time(text, "end ", context).map(Self::Ended).map_err(|why| {
                let next = "answer keep, end, or when it ended, as in 18:30";
                Refusal::new(RefusalKind::Usage, "The question was not answered", why, next)
            }),
        }
    }

    /// Returns the command, and the time at which it takes effect.
    pub fn command(self, glance: &Glance) -> (Command, Option<DateTime<Utc>>) {
        let end = Command::End { notes: None };
        match self {
            Self::GoesOn => (Command::Keep, None),
            Self::EndedAtLastActivity => (end, glance.last_activity_utc),
            Self::Ended(at) => (end, Some(at)),
        }
    }
}

/// Reads `keep`, `discard` (a letter will do) or the time at which the gap splits.
///
/// # Errors
/// A usage refusal if it is none of these.
pub fn gap_answer(text: &str, context: DialogContext<'_>) -> Result<GapAnswer, Refusal> {
    match text.to_lowercase().as_str() {
        "k" | "keep" => Ok(GapAnswer::Keep),
        "d" | "discard" => Ok(GapAnswer::Discard),
        _ => time(text, "split", context).map(GapAnswer::Split).map_err(|why| {
            let next = "answer keep, discard, or until when you worked, as in 14:30";
            Refusal::new(RefusalKind::Usage, "The gap was not answered", why, next)
        }),
    }
}

/// Reads a time that may follow a word.
fn time(text: &str, word: &str, context: DialogContext<'_>) -> Result<DateTime<Utc>, String> {
    let time = text.strip_prefix(word).unwrap_or(text).trim();
    input::time(time, context.glance.now_utc, context.zone)
}
