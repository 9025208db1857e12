//! One run of the program: parse the words, answer them or open the panel.

use std::ffi::OsString;
use std::sync::Arc;

use clap::Parser;

use super::args::{Cli, GlobalOptions};
use super::cli_session::CliSession;
use super::delivery::{deliver, fail};
use super::error::CliError;
use super::invocation::{Invocation, Query};
use super::reply::{self, Output, Reply, tell, warning_lines};
use super::usage::not_parsed;
use super::world::{CliOutcome, World};
use super::{dispatch, plain};
use crate::config::Settings;
use crate::core::{By, Interface};
use crate::desk::Desk;
use crate::failure::Words;

/// Does what the words ask for; the first one is the program's own name.
pub fn run(words: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> CliOutcome {
    let words: Vec<OsString> = words.into_iter().collect();
    let cli = match Cli::try_parse_from(&words) {
        Ok(cli) => cli,
        Err(error) => return CliOutcome::Exit(not_parsed(&words, &error, world)),
    };
    let (json, quiet) = (cli.global.json, cli.global.quiet);
    let deaf = json && quiet;
    let answered = match (cli.verb, cli.panel.given()) {
        (Some(_), Some(option)) => Err(no_panel(option)),
        (Some(verb), None) => dispatch::answer(verb.into(), &cli.global, world),
        (None, _) if cli.panel.plain => plain::run(&cli.global, world),
        (None, _) if json => dispatch::answer(Invocation::Query(Query::Status), &cli.global, world),
        (None, _) if has_screen(world) => match open_desk(&cli.global, world) {
            Ok((desk, by, settings)) => {
                let (settings, inline) = (Box::new(settings), cli.panel.inline);
                return CliOutcome::Panel { desk, by, settings, inline };
            }
            Err(error) => Err(error),
        },
        (None, _) => {
            let lines = [
                "onwatch: the panel needs a terminal; this is `onwatch status`",
                "  next: `onwatch --plain` tells line by line what changes",
            ];
            reply::tell(world.err, &lines.map(str::to_owned));
            dispatch::answer(Invocation::Query(Query::Status), &cli.global, world)
        }
    };
    CliOutcome::Exit(match answered {
        Ok(reply) => deliver(&reply, world, deaf),
        Err(error) => fail(&error, world, json, deaf),
    })
}

/// Says lines to whoever called; returns the exit code.
pub fn say(lines: &str, world: &mut World<'_>) -> u8 {
    let lines = lines.lines().map(str::to_owned).collect();
    deliver(&Reply::done(Output::Lines(lines)), world, false)
}

/// Says what went wrong; returns the exit code.
pub fn complain(words: &Words, world: &mut World<'_>) -> u8 {
    reply::tell(world.err, &reply::failed_lines(words));
    1
}

fn has_screen(world: &World<'_>) -> bool {
    let term = (world.env)("TERM").unwrap_or_default();
    world.terminal && !term.is_empty() && term != "dumb"
}

/// Returns the desk, its operator and the settings, for the panel.
fn open_desk(
    options: &GlobalOptions,
    world: &mut World<'_>,
) -> Result<(Arc<Desk>, By, Settings), CliError> {
    let session = CliSession::begin(Interface::Tui, options, world, false)?;
    tell(world.err, &warning_lines(&session.warnings));
    Ok((Arc::new(session.desk), session.by, session.settings))
}

fn no_panel(option: &str) -> CliError {
    CliError::Usage(Words {
        what: "The command line was not understood".into(),
        why: format!("{option} is about the panel, and a verb opens none"),
        next: format!("leave out {option}, or the verb"),
    })
}
