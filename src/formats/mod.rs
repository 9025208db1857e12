//! What the answers of monitoring systems mean: bytes in, a [`Statement`] out.
//!
//! Pure. It must not know how an answer came, how old it may be, or what is done with it.

mod answer;
mod format;
mod rules;
mod statement;

pub use answer::{Answer, Code};
pub use format::Format;
pub use rules::{FormatRules, Limits};
pub use statement::{NotUnderstood, Statement};

use chrono::{DateTime, Utc};

/// Returns what an answer says.
///
/// # Errors
/// [`NotUnderstood`] if it is no answer of that format. Then the last known value stands, and ages.
pub fn understand(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    // Each format is a module of its own.
    let _ = (answer, now);
    Err(NotUnderstood::new(format!("the format {} is not read yet", rules.format.word())))
}
