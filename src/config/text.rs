//! The text of a settings file or a theme: reads it, and names the line of an error in it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{}: {message}", path.display(), place(*line))]
pub struct ConfigError {
    /// Which file.
    pub path: PathBuf,
    /// Which line, from 1; 0 when none is to blame.
    pub line: usize,
    /// What is wrong, and what may stand there.
    pub message: String,
}

fn place(line: usize) -> String {
    if line == 0 { String::new() } else { format!(":{line}") }
}

/// What is wrong within a text, and at which byte.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn within(self, text: &str, path: &Path) -> ConfigError {
        ConfigError { path: path.to_owned(), line: line_of(text, self.at), message: self.message }
    }
}

/// Returns what a file says; nothing when it is not there.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let fault = |line, message| ConfigError { path: path.to_owned(), line, message };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        // A file where the directory belongs is named by the store, which cannot do without.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(fault(0, format!("it cannot be read ({error})"))),
    };
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        fault(line_after(good), "it is not UTF-8 text".to_owned())
    })
}

pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().get(..at).map_or(0, line_after)
}

fn line_after(text: &[u8]) -> usize {
    text.split(|byte| *byte == b'\n').count()
}
