//! One run of the program: parse the words, answer them or open the panel.

use std::ffi::OsString;
use std::sync::Arc;

use super::args::{Cli, GlobalOptions, StatusArgs, VerbArgs};
use super::chosen_desk::BrokenSettings;
use super::cli_session::CliSession;
use super::colour::Colour;
use super::completion;
use super::delivery::{OutputFormat, deliver, fail};
use super::error::CliError;
use super::invocation::Invocation;
use super::markup::composed;
use super::query::Query;
use super::reply::{self, Output, Reply, options_in_text_line, report, warning_lines};
use super::runs::about_its_run;
use super::usage::not_parsed;
use super::world::{CliOutcome, World};
use super::{dispatch, plain, plugin};
use crate::config::PanelSetup;
use crate::core::{By, Interface};
use crate::desk::Desk;
use crate::failure::{Failure, Words};

/// Answers a command line, or returns what the panel needs. The first word is the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> CliOutcome {
    let words: Vec<OsString> = words.into_iter().collect();
    if let Some(asked) = completion::asked(&words) {
        return CliOutcome::Exit(completion::answer(&asked, world));
    }
    // The help and a failure of the parser have colours too.
    world.choose_look(Colour::of_words(&words));
    let cli = match Cli::read(&words) {
        Ok(cli) => cli,
        Err(error) => return CliOutcome::Exit(not_parsed(&words, &error, world)),
    };
    // Plain lines have no colours, unless they are asked for.
    let colour = if cli.panel.plain { Colour::Never } else { Colour::Auto };
    world.choose_look(cli.global.color.unwrap_or(colour));
    let format = OutputFormat::of(&cli.global);
    let notice = options_in_text_line(&cli.options_in_text).filter(|_| !format.quiet);
    let is_plugin = matches!(&cli.verb, Some(VerbArgs::Status(args)) if args.0.plugin);
    let answered = match (cli.verb, cli.panel.given()) {
        (Some(_), Some(option)) if is_plugin => Ok(plugin::not_understood(Some(option))),
        (Some(_), Some(option)) => Err(no_panel(option)),
        (Some(verb), None) => {
            let options = about_its_run(cli.global.clone(), &verb);
            options.and_then(|options| dispatch::answer(verb.into(), &options, world))
        }
        (None, _) if cli.panel.plain => plain::run(&cli.global, world),
        (None, _) if format.json => dispatch::answer(status(), &cli.global, world),
        (None, _) if has_screen(world) => match open_desk(&cli.global, world) {
            Ok((desk, by, setup)) => {
                let (setup, inline) = (Box::new(setup), cli.panel.inline);
                return CliOutcome::Panel { desk, by, setup, inline };
            }
            Err(error) => Err(error),
        },
        (None, _) => {
            let lines = [
                "onwatch: the panel needs a terminal; this is `onwatch status`",
                "  next: `onwatch --plain` prints each change as a line",
            ];
            reply::report(world, &lines.map(str::to_owned));
            dispatch::answer(status(), &cli.global, world)
        }
    };
    CliOutcome::Exit(match answered {
        Ok(reply) if is_plugin && !format.quiet => plugin::deliver(&reply, world),
        Ok(mut reply) => {
            reply.notices.extend(notice);
            deliver(&reply, format, world)
        }
        Err(error) => fail(&error, format, world),
    })
}

fn status() -> Invocation {
    Invocation::Query(Query::Status(StatusArgs::default()))
}

/// Prints lines; returns the exit code.
pub fn print_lines(lines: &str, world: &mut World<'_>) -> u8 {
    let lines = lines.lines().map(composed).collect();
    deliver(&Reply::done(Output::Lines(lines)), OutputFormat::default(), world)
}

/// Prints a failure; returns the exit code.
pub fn print_failure(words: &Words, world: &mut World<'_>) -> u8 {
    reply::report(world, &reply::failed_lines(words));
    1
}

fn has_screen(world: &World<'_>) -> bool {
    let term = (world.env)("TERM").unwrap_or_default();
    world.terminal && !term.is_empty() && term != "dumb"
}

/// Returns the desk, its operator and the settings of the panel.
fn open_desk(
    options: &GlobalOptions,
    world: &mut World<'_>,
) -> Result<(Arc<Desk>, By, PanelSetup), CliError> {
    let session = CliSession::begin(Interface::Tui, options, world, BrokenSettings::Fail)?;
    let session = session.at_kept_run(world)?;
    let paths = session.desk.paths();
    let loaded = PanelSetup::load(&paths.settings(), paths.home()).map_err(Failure::from)?;
    report(world, &warning_lines(&loaded.warnings));
    let by = session.by();
    Ok((Arc::new(session.desk), by, loaded.settings))
}

fn no_panel(option: &str) -> CliError {
    CliError::Usage(Words {
        what: "The command line was not understood".into(),
        why: format!("{option} is an option of the panel, and a verb does not open the panel"),
        next: format!("leave out {option}, or the verb"),
    })
}
