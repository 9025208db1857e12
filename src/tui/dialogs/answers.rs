//! The typed answers to questions: what a gap was, and whether an untouched session goes on.

use chrono::{DateTime, Utc};

use crate::core::{At, Command, GapAnswer, GapId, Refusal, RefusalKind};
use crate::input;

use super::context::DialogContext;

/// Whether an untouched session goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForgottenAnswer {
    /// It goes on.
    GoesOn,
    /// It goes on, and the time since its last activity was a break.
    GoesOnAfterABreak,
    /// It ended at its last activity.
    EndedAtLastActivity,
    /// It ended at this time.
    Ended(At),
}

impl ForgottenAnswer {
    /// Reads `keep`, `break` or `end` (a letter will do), or the time at which the session ended.
    ///
    /// # Errors
    /// A usage refusal if it is none of these.
    pub fn read(text: &str, context: DialogContext<'_>) -> Result<Self, Refusal> {
        match text.to_lowercase().as_str() {
            "k" | "keep" => Ok(Self::GoesOn),
            "b" | "break" => Ok(Self::GoesOnAfterABreak),
            "e" | "end" => Ok(Self::EndedAtLastActivity),
            _ => at(text, context).map(Self::Ended).map_err(|why| {
                let next = "answer keep, break, end, or when it ended, such as 18:30";
                Refusal::new(RefusalKind::Usage, "The question was not answered", why, next)
            }),
        }
    }

    /// Returns the command, and the time at which it takes effect.
    #[must_use]
    pub fn command(self) -> (Command, At) {
        let end = Command::End { notes: None };
        match self {
            Self::GoesOn => (Command::Keep, At::Now),
            Self::GoesOnAfterABreak => {
                (Command::AddBreak { session: None, from: At::LastActivity, to: At::Now }, At::Now)
            }
            Self::EndedAtLastActivity => (end, At::LastActivity),
            Self::Ended(at) => (end, at),
        }
    }
}

/// Reads `keep`, `discard` (a letter will do) or the time at which a gap splits. A time of day is the
/// last one in the gap.
///
/// # Errors
/// A usage refusal if it is none of these.
pub fn gap_answer(text: &str, id: GapId, context: DialogContext<'_>) -> Result<GapAnswer, Refusal> {
    let gap = context.glance.gaps.iter().find(|gap| gap.id == id);
    gap_answer_until(text, gap.map_or(context.glance.now_utc, |gap| gap.until_utc), context)
}

/// Reads the same for a gap that ended at `until`, UTC.
///
/// # Errors
/// As [`gap_answer`].
pub fn gap_answer_until(
    text: &str,
    until: DateTime<Utc>,
    context: DialogContext<'_>,
) -> Result<GapAnswer, Refusal> {
    match text.to_lowercase().as_str() {
        "k" | "keep" => Ok(GapAnswer::Keep),
        "d" | "discard" => Ok(GapAnswer::Discard),
        _ => split(text, until, context).map(GapAnswer::Split).map_err(|why| {
            let next = "answer keep, discard, or the time until which you worked, such as 14:30";
            Refusal::new(RefusalKind::Usage, "The gap was not answered", why, next)
        }),
    }
}

/// Reads when a session ended; the time may follow the word `end`.
fn at(text: &str, context: DialogContext<'_>) -> Result<At, String> {
    let text = without(text, "end ");
    input::at_or_ago(text, context.glance.now_utc, context.zone)
}

/// Reads when a gap splits; the time may follow the word `split`.
fn split(text: &str, until: DateTime<Utc>, context: DialogContext<'_>) -> Result<At, String> {
    let text = without(text, "split").trim();
    input::at_within(text, until, context.glance.now_utc, context.zone)
}

/// Returns a text without a word that it may begin with, in any case.
fn without<'a>(text: &'a str, word: &str) -> &'a str {
    let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word));
    head.and_then(|head| text.get(head.len()..)).unwrap_or(text)
}
