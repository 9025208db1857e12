//! The answer to a command line, and the only code that writes to stdout and stderr.
//!
//! Every line passes through [`SafeText`] here, so that no foreign text reaches a terminal
//! unescaped, and a line break in a note does not break the line.

use std::io::{self, ErrorKind, Write};

use crate::failure::Words;
use crate::safe_text::SafeText;

/// The exit code of an answer that found nothing.
pub const NOTHING_THERE: u8 = 3;
/// The exit code of an answer about a store that needs attention.
pub const NEEDS_ATTENTION: u8 = 6;

/// The content of stdout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Lines for a person.
    Lines(Vec<String>),
    /// JSON objects, one on each line.
    Json(Vec<String>),
}

/// The answer to a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The exit code.
    pub exit: u8,
    /// The content of stdout.
    pub answer: Output,
    /// Lines for stderr.
    pub notices: Vec<String>,
    /// The number of the event that the command made.
    pub made: Option<u64>,
}

impl Reply {
    /// Returns the answer of a command that was done.
    #[must_use]
    pub fn done(answer: Output) -> Self {
        Self { exit: 0, answer, notices: Vec::new(), made: None }
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

/// Writes an answer. If the reader has closed the pipe, that is no failure.
///
/// # Errors
/// The error of the system if the answer cannot be written.
pub fn answer(out: &mut dyn Write, answer: &Output) -> io::Result<()> {
    pass_on(out, answer).map(drop)
}

/// Writes an answer; returns whether anybody reads it.
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

/// Writes lines to stderr. A failure is ignored: it could not be reported either.
pub fn report(err: &mut dyn Write, lines: &[String]) {
    let _ = err.write_all(safe(lines).as_bytes()).and_then(|()| err.flush());
}

fn safe(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [SafeText::new(line).into_string(), "\n".to_owned()]).collect()
}
