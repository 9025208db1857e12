//! Writes an answer or an error to the caller, and returns the exit code.

use super::args::GlobalOptions;
use super::chosen_desk::desk_line;
use super::error::CliError;
use super::reply::{self, Output, Reply};
use super::world::World;
use crate::contract::{self, Failed};
use crate::core::DeskName;

/// How an answer or an error is written.
#[derive(Debug, Clone, Copy, Default)]
pub struct OutputFormat {
    /// An error is a JSON object on stdout too.
    pub json: bool,
    /// Nothing is written to stderr.
    pub silent: bool,
    /// The answer is not written: the exit code says what came of it. What names a thing that was made is.
    pub quiet: bool,
}

impl OutputFormat {
    /// Returns the format that the options ask for.
    #[must_use]
    pub fn of(options: &GlobalOptions) -> Self {
        Self::new(options.json, options.quiet)
    }

    /// Returns the format of an answer in JSON or not, quiet or not.
    #[must_use]
    pub fn new(json: bool, quiet: bool) -> Self {
        Self { json, silent: json && quiet, quiet }
    }
}

/// Writes an answer; returns the exit code.
pub fn deliver(reply: &Reply, format: OutputFormat, world: &mut World<'_>) -> u8 {
    if !format.silent {
        let desk = spoke_to(world).filter(|_| !format.quiet);
        let lines: Vec<String> = desk.into_iter().chain(reply.notices.iter().cloned()).collect();
        reply::report(world, &lines);
    }
    if format.quiet && !reply.names_what_was_made {
        return reply.exit;
    }
    match reply::answer(world, &reply.answer) {
        Ok(()) => {
            let hint = reply.hint.as_slice();
            reply::report(world, if format.silent { &[] } else { hint });
            reply.exit
        }
        // Stdout does not take a JSON object either.
        Err(error) => fail(&CliError::Output(error), OutputFormat { json: false, ..format }, world),
    }
}

/// Writes an error; returns the exit code.
pub fn fail(error: &CliError, format: OutputFormat, world: &mut World<'_>) -> u8 {
    let desk = world.spoke_to.borrow().clone().unwrap_or(DeskName::of(None));
    let (exit, words) = (error.exit_code(), error.words(&desk, world.zone));
    if !format.silent {
        let mut lines = reply::warning_lines(error.warnings());
        lines.extend(spoke_to(world));
        lines.extend(reply::failed_lines(&words));
        reply::report(world, &lines);
    }
    if format.json {
        let warnings = error.warnings().to_vec();
        let check = error.check(&desk, world.zone);
        write_failure(&Failed { exit, words, check, warnings }, world);
    }
    exit
}

/// Returns the line that says which desk was spoken to; `None` for the default one. It is said once.
fn spoke_to(world: &World<'_>) -> Option<String> {
    world.spoke_to.take().map(|desk| desk_line(&desk))
}

/// Writes a failure as a JSON object to stdout. If that fails too, the exit code of the first
/// failure is kept.
fn write_failure(failed: &Failed, world: &mut World<'_>) {
    if let Ok(object) = contract::line(failed) {
        let _ = reply::answer(world, &Output::Json(vec![object]));
    }
}
