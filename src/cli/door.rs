//! The door for a front end that gives the words of a command line and gets its answer as data.
//!
//! Nothing is read from stdin and nothing is written to the streams of the process. The words are made by
//! [`super::DoorWords`].

use std::cell::{Cell, RefCell};
use std::ffi::OsString;
use std::io;
use std::sync::Arc;

use chrono::Local;

use super::args::Cli;
use super::dispatch;
use super::error::CliError;
use super::invocation::Invocation;
use super::reply::{Output, Reply};
use super::runs::about_its_run;
use super::usage::parse_failure;
use super::world::{OutputTerminals, World};
use crate::clock::Clock;
use crate::contract::CompletionAnswer;
use crate::core::{DeskName, Interface};
use crate::failure::{FailedCommand, Failure, Words};
use crate::sources::RunningCommands;

/// What another front end lends to the command line.
pub struct DoorGuest<'a> {
    /// Reads an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<OsString>,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The commands of sources that run, which end with the front end.
    pub running: RunningCommands,
    /// The front end.
    pub interface: Interface,
}

/// What the command line answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoorAnswer {
    /// The exit code.
    pub exit: u8,
    /// JSON objects, each a document of `contract` with its `schema`.
    pub documents: Vec<String>,
}

/// Why the command line did nothing.
#[derive(Debug)]
pub struct DoorRefusal {
    /// The exit code.
    pub exit: u8,
    /// The failure; `None` if the words were not understood, or the answer could not be made.
    pub failure: Option<Failure>,
    /// What happened, why, and what to do next.
    pub words: Words,
    /// What the checks say, if they block a completion.
    pub check: Option<CompletionAnswer>,
    /// Problems that did not cause it.
    pub warnings: Vec<String>,
}

/// Answers words of the command line, the first of which is the name of the program. They ask for JSON.
///
/// # Errors
/// [`DoorRefusal`] if nothing was done.
pub fn through_door(
    words: &[OsString],
    guest: &DoorGuest<'_>,
) -> Result<DoorAnswer, Box<DoorRefusal>> {
    let (mut out, mut err) = (Vec::new(), io::sink());
    let answered = {
        let mut world = World {
            env: guest.env,
            dir: None,
            spoke_to: RefCell::default(),
            out: &mut out,
            err: &mut err,
            until_unread: || (),
            read_line: || Ok(None),
            read_answer: |_| Ok(None),
            read_input: |_| Ok(Vec::new()),
            written_to: OutputTerminals::default(),
            columns: || None,
            look: Cell::default(),
            terminal: false,
            typed: false,
            clock: Arc::clone(&guest.clock),
            zone: &Local,
            edit: &|_, _| Err(io::ErrorKind::Unsupported.into()),
            running: &|_| guest.running.clone(),
            interface: guest.interface,
            serve: &|_| Ok(()),
        };
        let answered = answer(words, &mut world);
        let desk = world.spoke_to.take().unwrap_or(DeskName::of(None));
        answered.map_err(|error| (error, desk))
    };
    match answered {
        Ok(Reply { exit, answer, .. }) => {
            // A long answer was written piece by piece, and this is its last one.
            let mut text = String::from_utf8_lossy(&out).into_owned();
            match answer {
                Output::Json(documents) => {
                    for document in documents {
                        text.push_str(&document);
                        text.push('\n');
                    }
                }
                Output::Document(end) => text.push_str(&end),
                Output::Lines(_) => {}
            }
            let documents = text.lines().map(str::to_owned).collect();
            Ok(DoorAnswer { exit, documents })
        }
        Err((error, desk)) => Err(Box::new(refusal(error, &desk))),
    }
}

fn answer(words: &[OsString], world: &mut World<'_>) -> Result<Reply, CliError> {
    let cli =
        Cli::read(words).map_err(|error| CliError::Usage(parse_failure(words, &error, world)))?;
    let Some(verb) = cli.verb else {
        return Err(CliError::Usage(Words {
            what: "Nothing was done".into(),
            why: "no verb was given".into(),
            next: "name a verb".into(),
        }));
    };
    let options = about_its_run(cli.global, &verb)?;
    dispatch::answer(Invocation::from(verb), &options, world)
}

fn refusal(error: CliError, desk: &DeskName) -> DoorRefusal {
    let (exit, words) = (error.exit_code(), error.words(desk, &Local));
    let check = error.check(desk, &Local);
    let (failure, warnings) = match error {
        CliError::Failure(FailedCommand { failure, warnings }) => (Some(failure), warnings),
        CliError::Usage(_)
        | CliError::Settings(_)
        | CliError::File(_)
        | CliError::Input(_)
        | CliError::Output(_) => (None, Vec::new()),
    };
    DoorRefusal { exit, failure, words, check, warnings }
}
