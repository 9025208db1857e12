//! The answer to a command line, and the only code that writes to stdout and stderr.
//!
//! Every line for a person passes through [`written`] here, so that no foreign text reaches a terminal unescaped,
//! a line break in a note does not break the line, and no sign is written that cannot be shown.

use std::io::{self, ErrorKind, Write};

use super::markup::{LinePart, composed, part, typed, written};
use super::world::{Look, World};
use crate::failure::Words;
use crate::signs::Signs;

/// The exit code of an answer that found nothing.
pub const NOTHING_THERE: u8 = 3;
/// The exit code of an answer about something that is not complete.
pub const INCOMPLETE: u8 = 5;
/// The exit code of an answer about a store that needs attention.
pub const NEEDS_ATTENTION: u8 = 6;

/// The content of stdout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Lines for a person.
    Lines(Vec<String>),
    /// JSON objects, one on each line.
    Json(Vec<String>),
    /// A document for another program. It is written as it is: its format has escaped every text.
    Document(String),
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
    /// A quiet line for stderr after the answer.
    pub hint: Option<String>,
    /// The number of the event that the command made.
    pub made: Option<u64>,
    /// Whether the answer is printed also if no answer is wanted: it names what was made.
    pub names_what_was_made: bool,
}

impl Reply {
    /// Returns the answer of a command that was done.
    #[must_use]
    pub fn done(answer: Output) -> Self {
        let (notices, hint, made) = (Vec::new(), None, None);
        Self { exit: 0, answer, notices, hint, made, names_what_was_made: false }
    }
}

/// Returns the lines of a failure.
#[must_use]
pub fn failed_lines(words: &Words) -> Vec<String> {
    let line =
        |label: &str, text: &str| format!("{}{}", part(LinePart::Label, label), composed(text));
    vec![
        part(LinePart::Bad, &format!("onwatch: {}", composed(&words.what))),
        line("  why:  ", &words.why),
        line("  next: ", &words.next),
    ]
}

/// Returns the lines of warnings.
#[must_use]
pub fn warning_lines(warnings: &[String]) -> Vec<String> {
    let head = part(LinePart::Caution, "onwatch: warning:");
    warnings.iter().map(|warning| format!("{head} {}", composed(warning))).collect()
}

/// Returns the line that names options in a text; `None` if it has none.
#[must_use]
pub fn options_in_text_line(options: &[String]) -> Option<String> {
    let names = options.iter().map(|name| typed(name)).collect::<Vec<_>>().join(" and ");
    let line = format!("onwatch: the text contains {names}; options come before the text");
    (!options.is_empty()).then_some(line)
}

/// Writes an answer. If the reader has closed the pipe, that is no failure.
///
/// # Errors
/// The error of the system if the answer cannot be written.
pub fn answer(world: &mut World<'_>, answer: &Output) -> io::Result<()> {
    pass_on(world, answer).map(drop)
}

/// Writes an answer; returns whether anybody reads it.
///
/// # Errors
/// As [`answer`].
pub fn pass_on(world: &mut World<'_>, answer: &Output) -> io::Result<bool> {
    let Look { signs, out_colour, .. } = world.look.get();
    let text = match answer {
        Output::Lines(lines) => text(lines, signs, out_colour),
        Output::Document(text) => text.clone(),
        Output::Json(objects) => objects.iter().flat_map(|object| [object, "\n"]).collect(),
    };
    if text.is_empty() {
        return Ok(true);
    }
    match world.out.write_all(text.as_bytes()).and_then(|()| world.out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(false),
        done => done.map(|()| true),
    }
}

/// Writes lines to stderr. A failure is ignored: it could not be reported either.
pub fn report(world: &mut World<'_>, lines: &[String]) {
    let look = world.look.get();
    report_to(world.err, lines, look);
}

/// Writes lines to a stream of errors, as [`report`].
pub fn report_to(err: &mut dyn Write, lines: &[String], look: Look) {
    let text = text(lines, look.signs, look.err_colour);
    let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
}

/// Writes a question to stderr. The answer is typed behind it.
pub fn prompt(world: &mut World<'_>, question: &str) {
    let Look { signs, err_colour, .. } = world.look.get();
    let line = format!("{} ", written(question, signs, err_colour));
    let _ = world.err.write_all(line.as_bytes()).and_then(|()| world.err.flush());
}

fn text(lines: &[String], signs: Signs, colour: bool) -> String {
    lines.iter().flat_map(|line| [written(line, signs, colour), "\n".to_owned()]).collect()
}
