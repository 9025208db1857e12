//! The thin program around the library: parse, run one front end, leave with its exit code.

use std::cell::{Cell, RefCell};
use std::io::{IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::Local;
use onwatch::cli::{self, CliOutcome, OutputTerminals, ServedDesk, World};
use onwatch::clock::SystemClock;
use onwatch::core::Interface;
use onwatch::failure::Words;
use onwatch::tui::{self, Viewport};

fn main() -> ExitCode {
    let mut world = World {
        env: &|name| std::env::var_os(name),
        dir: std::env::current_dir().ok(),
        spoke_to: RefCell::default(),
        out: &mut stdout(),
        err: &mut stderr(),
        until_unread: cli::reader::until_gone,
        read_line: cli::reader::next_line,
        read_answer: cli::reader::answer,
        read_input: cli::reader::input,
        written_to: OutputTerminals { out: stdout().is_terminal(), err: stderr().is_terminal() },
        columns: cli::reader::columns,
        look: Cell::default(),
        terminal: stdin().is_terminal() && stdout().is_terminal(),
        // A terminal that stdout does not share is left alone: a job in the background that reads it
        // would be stopped.
        typed: stdout().is_terminal() || !stdin().is_terminal(),
        clock: Arc::new(SystemClock::default()),
        zone: &Local,
        edit: &cli::open_editor,
        running: &cli::running_commands,
        interface: Interface::Cli,
        serve: &serve,
    };
    let exit = match cli::run(std::env::args_os(), &mut world) {
        CliOutcome::Exit(code) => code,
        CliOutcome::Panel { desk, by, setup, inline } => {
            let viewport = inline.map_or(Viewport::Whole, Viewport::Inline);
            match tui::run(desk, by, *setup, viewport) {
                Ok(last_line) => cli::print_lines(&last_line, &mut world),
                Err(error) => cli::print_failure(&error.words(), &mut world),
            }
        }
    };
    ExitCode::from(exit)
}

#[cfg(feature = "serve")]
fn serve(served: ServedDesk) -> Result<(), Words> {
    onwatch::serve::run(served, Arc::new(SystemClock::default()))
}

/// No verb asks for it.
#[cfg(not(feature = "serve"))]
fn serve(_: ServedDesk) -> Result<(), Words> {
    Ok(())
}
