//! What the command line is given, and what it returns.

use std::cell::{Cell, RefCell};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitStatus;
use std::sync::Arc;

use super::colour::Colour;
use super::reader::InputLine;
use crate::clock::Clock;
use crate::config::{Glyphs, PanelSetup, SourceSettings};
use crate::core::{By, DeskName, Interface};
use crate::desk::Desk;
use crate::failure::Words;
use crate::paths::Paths;
use crate::signs::Signs;
use crate::sources::RunningCommands;
use crate::zone::Zone;

/// Asks a question by calling a function, and returns the answer; `None` at the end of stdin.
pub type ReadAnswer = fn(&mut dyn FnMut()) -> io::Result<Option<InputLine>>;

/// The environment, the streams and the clock of one run.
pub struct World<'a> {
    /// Reads an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<OsString>,
    /// The directory in which the command is given, without links; `None` if it is gone.
    pub dir: Option<PathBuf>,
    /// The desk that was spoken to, if it is not the default one. It is said beside the answer.
    pub spoke_to: RefCell<Option<DeskName>>,
    /// Stdout: takes answers.
    pub out: &'a mut dyn Write,
    /// Stderr: takes everything else.
    pub err: &'a mut dyn Write,
    /// Returns when nobody reads `out` any more.
    pub until_unread: fn(),
    /// Returns the next line of stdin; `None` at its end.
    pub read_line: fn() -> io::Result<Option<InputLine>>,
    /// Asks a question by calling a function, and returns the answer; `None` at the end of stdin.
    pub read_answer: ReadAnswer,
    /// Reads stdin to its end, up to a number of bytes.
    pub read_input: fn(usize) -> io::Result<Vec<u8>>,
    /// Which of both streams is a terminal.
    pub written_to: OutputTerminals,
    /// Returns the columns of the terminal that stdout is; `None` if it is none.
    pub columns: fn() -> Option<u16>,
    /// How lines look. It is known once the options and the settings were read.
    pub look: Cell<Look>,
    /// Whether both stdin and stdout are a terminal.
    pub terminal: bool,
    /// Whether stdin may be read: a person types, or it is a pipe or a file.
    pub typed: bool,
    /// The clocks.
    pub clock: Arc<dyn Clock>,
    /// The local time zone.
    pub zone: &'a dyn Zone,
    /// Opens an editor on a file and waits until it is closed.
    pub edit: &'a dyn Fn(&OsStr, &Path) -> io::Result<ExitStatus>,
    /// Returns the commands of sources that run, which end with this process.
    pub running: &'a dyn Fn(&[SourceSettings]) -> RunningCommands,
    /// Which front end asks, if it is not the panel.
    pub interface: Interface,
    /// Answers programs over HTTP until a signal ends it.
    pub serve: &'a dyn Fn(ServedDesk) -> Result<(), Words>,
}

/// What is served over HTTP, and where.
#[derive(Debug, Clone)]
pub struct ServedDesk {
    /// The desk of a request that names none.
    pub paths: Paths,
    /// Who commands through the owner's Unix socket, if it was said.
    pub operator: Option<String>,
    /// Where it listens, if it was said.
    pub listen: Option<String>,
    /// Whether a program of this machine needs no token.
    pub insecure_loopback: bool,
}

/// Which output is a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OutputTerminals {
    /// Whether stdout is one.
    pub out: bool,
    /// Whether stderr is one.
    pub err: bool,
}

/// How lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The signs that can be shown.
    pub signs: Signs,
    /// Whether stdout has colours.
    pub out_colour: bool,
    /// Whether stderr has colours.
    pub err_colour: bool,
}

impl World<'_> {
    /// Chooses how lines look by the environment, until the settings are known.
    pub fn choose_look(&self, colour: Colour) {
        self.look.set(Look {
            signs: Signs::from_env(self.env),
            out_colour: colour.wanted(self.env, self.written_to.out),
            err_colour: colour.wanted(self.env, self.written_to.err),
        });
    }

    /// Chooses the signs by the settings.
    pub fn choose_signs(&self, glyphs: Glyphs) {
        let signs = Signs::chosen(glyphs, Signs::from_env(self.env));
        self.look.set(Look { signs, ..self.look.get() });
    }
}

/// What the program does after the command line was read.
pub enum CliOutcome {
    /// It ends with this exit code.
    Exit(u8),
    /// It opens the panel.
    Panel {
        /// The desk.
        desk: Arc<Desk>,
        /// Who gives the commands.
        by: By,
        /// The settings.
        setup: Box<PanelSetup>,
        /// The number of lines of the panel; `None` for the whole screen.
        inline: Option<u16>,
    },
}
