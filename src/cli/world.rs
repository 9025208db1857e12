//! What the command line knows of the world, and what it leaves to do.

use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitStatus;
use std::sync::Arc;

use crate::clock::Clock;
use crate::config::Settings;
use crate::core::By;
use crate::desk::Desk;
use crate::zone::Zone;

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
pub enum CliOutcome {
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
