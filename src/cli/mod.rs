//! The command line: words in, one answer out, an exit code.
//!
//! Holds no rules: it finds out who asks and when, hands the desk a request or looks at it, and
//! words what comes back. Everything it knows of the world is handed in as a [`World`], so that a
//! test can be one.

mod args;
mod asked;
mod config;
mod context;
mod days;
mod doctor;
mod follow;
mod gaps;
mod governance;
mod history;
mod log;
mod past;
mod paths;
mod plain;
pub mod reader;
mod reply;
mod show;
mod status;
mod table;
mod trouble;
mod visit;

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;

use clap::Parser;

use crate::clock::Clock;
use crate::config::Settings;
use crate::core::By;
use crate::desk::Desk;
use crate::failure::Words;
use crate::zone::Zone;
use args::Cli;
use asked::{Asked, Question};
use reply::{Output, Reply};
use trouble::Trouble;

pub use config::open_editor;

/// What the command line knows of the world.
pub struct World<'a> {
    /// The environment.
    pub env: &'a dyn Fn(&str) -> Option<OsString>,
    /// Where answers go.
    pub out: &'a mut dyn Write,
    /// Where everything else goes.
    pub err: &'a mut dyn Write,
    /// Returns when nobody reads `out` any more, if ever.
    pub until_unread: fn(),
    /// Returns the next line that is typed at stdin; nothing when none will come.
    pub read_line: fn() -> Option<String>,
    /// Whether a person sits at both ends, stdin and stdout.
    pub terminal: bool,
    /// Whether lines may be read: somebody types them, or stdin is a pipe or a file.
    pub typed: bool,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The wall clock here.
    pub zone: &'a dyn Zone,
    /// Opens an editor on a file and waits until it is left.
    pub edit: &'a dyn Fn(&OsStr, &Path) -> io::Result<ExitStatus>,
}

/// What is left to do once the words were obeyed.
pub enum Next {
    /// Leave with this exit code.
    Exit(u8),
    /// Open the panel.
    Panel {
        /// The desk.
        desk: Arc<Desk>,
        /// Who sits at it.
        by: By,
        /// How they want it.
        settings: Box<Settings>,
        /// In how many lines of the terminal it is drawn, when not on all of it.
        inline: Option<u16>,
    },
}

/// Does what the words ask for; the first one is the program's own name.
pub fn run(words: impl IntoIterator<Item = OsString>, world: &mut World<'_>) -> Next {
    let words: Vec<OsString> = words.into_iter().collect();
    let cli = match Cli::try_parse_from(&words) {
        Ok(cli) => cli,
        Err(error) => return Next::Exit(not_parsed(&words, &error, world)),
    };
    let (json, quiet) = (cli.everywhere.json, cli.everywhere.quiet);
    let deaf = json && quiet;
    let answered = match (cli.action, cli.look.given()) {
        (Some(_), Some(option)) => Err(no_panel(option)),
        (Some(action), None) => visit::ask(action.into(), &cli.everywhere, world),
        (None, _) if cli.look.plain => plain::sit(&cli.everywhere, world),
        (None, _) if json => visit::ask(Asked::Show(Question::Status), &cli.everywhere, world),
        (None, _) if has_screen(world) => match visit::panel(&cli.everywhere, world) {
            Ok((desk, by, settings)) => {
                let (settings, inline) = (Box::new(settings), cli.look.inline);
                return Next::Panel { desk, by, settings, inline };
            }
            Err(trouble) => Err(trouble),
        },
        (None, _) => {
            let lines = [
                "onwatch: the panel needs a terminal; this is `onwatch status`",
                "  next: `onwatch --plain` tells line by line what changes",
            ];
            reply::tell(world.err, &lines.map(str::to_owned));
            visit::ask(Asked::Show(Question::Status), &cli.everywhere, world)
        }
    };
    Next::Exit(match answered {
        Ok(reply) => deliver(&reply, world, deaf),
        Err(trouble) => fail(&trouble, world, json, deaf),
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

fn deliver(reply: &Reply, world: &mut World<'_>, deaf: bool) -> u8 {
    if !deaf {
        reply::tell(world.err, &reply.asides);
    }
    match reply::answer(world.out, &reply.answer) {
        Ok(()) => reply.exit,
        // There is no place for an object on stdout either.
        Err(error) => fail(&Trouble::Output(error), world, false, deaf),
    }
}

fn fail(trouble: &Trouble, world: &mut World<'_>, json: bool, deaf: bool) -> u8 {
    let (exit, words) = (trouble.exit_code(), trouble.words());
    if !deaf {
        reply::tell(world.err, &reply::failed_lines(&words));
    }
    if json {
        tell_a_program(exit, words, world);
    }
    exit
}

/// Puts the object of a failure where a script reads objects. What failed is worse than a stdout
/// that takes nothing: its exit code stands.
fn tell_a_program(exit: u8, words: Words, world: &mut World<'_>) {
    if let Ok(object) = reply::failed(exit, words) {
        let _ = reply::answer(world.out, &Output::Json(vec![object]));
    }
}

fn no_panel(option: &str) -> Trouble {
    Trouble::Usage(Words {
        what: "The command line was not understood".into(),
        why: format!("{option} is about the panel, and a verb opens none"),
        next: format!("leave out {option}, or the verb"),
    })
}

/// Answers words that are no command, or that ask for help.
fn not_parsed(words: &[OsString], error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render().to_string();
    if !error.use_stderr() {
        let lines = text.lines().map(str::to_owned).collect();
        return deliver(&Reply::done(Output::Lines(lines)), world, false);
    }
    // The options were not understood, so this one is looked for as it stands.
    let json = words.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    fail(&Trouble::Usage(usage_words(&text)), world, json, false)
}

/// Returns in our three parts what the parser says in its own: error, tip, usage.
fn usage_words(text: &str) -> Words {
    let part = |head: &str| {
        let mut parts = text.split("\n\n").map(str::trim);
        let found = parts.find_map(|part| part.strip_prefix(head))?;
        Some(found.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let usage = part("Usage:").map(|usage| format!("write `{usage}`"));
    let next = [part("tip:"), usage, Some("`--help` shows more".to_owned())];
    Words {
        what: "The command line was not understood".into(),
        why: part("error:").unwrap_or_default(),
        next: next.into_iter().flatten().collect::<Vec<_>>().join("; "),
    }
}
