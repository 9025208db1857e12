//! The answer to a command line, and its way out: the one gate to stdout and stderr.
//!
//! A line passes through [`SafeText`] here, whole, so that no text of others reaches a terminal
//! raw and a line break in a note stays within its line.

use std::io::{self, ErrorKind, Write};

use crate::failure::Words;
use crate::safe_text::SafeText;

/// The exit code of an answer that found nothing.
pub const NOTHING_THERE: u8 = 3;
/// The exit code of an answer about a store that needs attention.
pub const NEEDS_ATTENTION: u8 = 6;

/// What stdout is to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Lines for a person.
    Lines(Vec<String>),
    /// JSON objects, one a line.
    Json(Vec<String>),
}

/// The answer to a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The exit code.
    pub exit: u8,
    /// What stdout is to hold.
    pub answer: Output,
    /// What a person should hear besides, line by line.
    pub asides: Vec<String>,
    /// The number of the event it made.
    pub made: Option<u64>,
}

impl Reply {
    /// Returns the answer of a command that was done.
    #[must_use]
    pub fn done(answer: Output) -> Self {
        Self { exit: 0, answer, asides: Vec::new(), made: None }
    }
}

/// Returns the lines of a failure.
#[must_use]
pub fn failed_lines(words: &Words) -> Vec<String> {
    vec![
        format!("onwatch: {}", words.what),
        format!("  why:  {}", words.why),
        format!("  next: {}", words.next),
    ]
}

/// Returns the lines of warnings.
#[must_use]
pub fn warning_lines(warnings: &[String]) -> Vec<String> {
    warnings.iter().map(|warning| format!("onwatch: warning: {warning}")).collect()
}

/// Writes an answer. A reader that has gone away wants no more: that is no failure.
///
/// # Errors
/// What the system says, when the answer could not be written.
pub fn answer(out: &mut dyn Write, answer: &Output) -> io::Result<()> {
    pass_on(out, answer).map(drop)
}

/// Writes an answer; tells whether anybody reads it.
///
/// # Errors
/// As [`answer`].
pub fn pass_on(out: &mut dyn Write, answer: &Output) -> io::Result<bool> {
    let text = match answer {
        Output::Lines(lines) => safe(lines),
        Output::Json(objects) => objects.iter().flat_map(|object| [object, "\n"]).collect(),
    };
    if text.is_empty() {
        return Ok(true);
    }
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        done => done.map(|()| true),
    }
}

/// Writes lines to stderr. When even that fails there is nobody left to tell.
pub fn tell(err: &mut dyn Write, lines: &[String]) {
    let _ = err.write_all(safe(lines).as_bytes()).and_then(|()| err.flush());
}

fn safe(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [SafeText::new(line).into_string(), "\n".to_owned()]).collect()
}
