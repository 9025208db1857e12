//! What the command line is given, and what it returns.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;

use super::reader::InputLine;
use crate::clock::Clock;
use crate::config::Settings;
use crate::core::By;
use crate::desk::Desk;
use crate::zone::Zone;

/// The environment, the streams and the clock of one run.
pub struct World<'a> {
    /// Reads an environment variable.
    pub env: &'a dyn Fn(&str) -> Option<OsString>,
    /// Stdout: takes answers.
    pub out: &'a mut dyn Write,
    /// Stderr: takes everything else.
    pub err: &'a mut dyn Write,
    /// Returns when nobody reads `out` any more.
    pub until_unread: fn(),
    /// Returns the next line of stdin; `None` at its end.
    pub read_line: fn() -> io::Result<Option<InputLine>>,
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
        settings: Box<Settings>,
        /// The number of lines of the panel; `None` for the whole screen.
        inline: Option<u16>,
    },
}
