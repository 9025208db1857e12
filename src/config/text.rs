//! Reads the text of a settings file or a theme, and finds the line of an error in it.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::OFlags;
use thiserror::Error;

/// The most bytes of a settings file or a theme.
const MOST: u64 = 1_024 * 1_024;

/// The most characters of the begin of a message, and of its end.
const MESSAGE_HEAD: usize = 1_000;
const MESSAGE_TAIL: usize = 1_000;

/// Why the settings cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{}: {message}", path.display(), line_suffix(*line))]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1; 0 if the error is in no particular line.
    pub line: usize,
    /// What is wrong, and which values are accepted.
    pub message: String,
    /// Whether this user may not read the file.
    pub is_denied: bool,
}

fn line_suffix(line: usize) -> String {
    if line == 0 { String::new() } else { format!(":{line}") }
}

/// An error at a byte of a text.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) message: String,
}

impl Fault {
    pub(super) fn within(self, text: &str, path: &Path) -> ConfigError {
        ConfigError {
            path: path.to_owned(),
            line: line_of(text, self.at),
            message: without_middle(self.message),
            is_denied: false,
        }
    }
}

/// Returns a message of which the middle is left out if it is long: it may repeat what the file says. What is
/// accepted stands at its end.
fn without_middle(message: String) -> String {
    let characters = message.chars().count();
    if characters <= MESSAGE_HEAD + MESSAGE_TAIL {
        return message;
    }
    let head = message.chars().take(MESSAGE_HEAD);
    let tail = message.chars().skip(characters.saturating_sub(MESSAGE_TAIL));
    head.chain(" … ".chars()).chain(tail).collect()
}

/// Returns the text of a file, or `None` if it does not exist.
pub(super) fn read_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let fault = |line, message| fault_in(path, line, message);
    let mut bytes = Vec::new();
    match open(path).and_then(|file| file.take(MOST + 1).read_to_end(&mut bytes)) {
        Ok(len) if u64::try_from(len).is_ok_and(|len| len > MOST) => {
            return Err(fault(0, format!("it has more than {MOST} bytes")));
        }
        Ok(_) => {}
        // The store reports a file in the place of the directory, since it needs that directory.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(unread(path, &error)),
    }
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let good = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        fault(line_after(good), "it is not UTF-8 text".to_owned())
    })
}

/// As [`read_text`]; a link to a file that does not exist is an error, since somebody meant that file.
pub(super) fn read_meant_text(path: &Path) -> Result<Option<String>, ConfigError> {
    let text = read_text(path)?;
    if text.is_none() && path.symlink_metadata().is_ok() {
        let message = "it is a link to a file that does not exist".to_owned();
        return Err(fault_in(path, 0, message));
    }
    Ok(text)
}

fn fault_in(path: &Path, line: usize, message: String) -> ConfigError {
    ConfigError { path: path.to_owned(), line, message, is_denied: false }
}

/// Opens a file to read it. A pipe is refused: its writer might never come, and a bar or a shell would wait.
fn open(path: &Path) -> io::Result<File> {
    let flags = OFlags::NONBLOCK.bits().cast_signed();
    let file = OpenOptions::new().read(true).custom_flags(flags).open(path)?;
    if file.metadata()?.file_type().is_fifo() {
        return Err(io::Error::other("it is a pipe"));
    }
    Ok(file)
}

/// Returns the error of a file that the system does not let this user read, or that it cannot read.
fn unread(path: &Path, error: &io::Error) -> ConfigError {
    ConfigError {
        path: path.to_owned(),
        line: 0,
        message: format!("it cannot be read ({error})"),
        is_denied: error.kind() == ErrorKind::PermissionDenied,
    }
}

pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().get(..at).map_or(0, line_after)
}

fn line_after(text: &[u8]) -> usize {
    text.split(|byte| *byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_file_that_may_not_be_read_is_told_from_a_broken_one() {
        for (kind, is_denied) in
            [(ErrorKind::PermissionDenied, true), (ErrorKind::IsADirectory, false)]
        {
            let error = unread(Path::new("config.toml"), &kind.into());
            assert_eq!(error.is_denied, is_denied);
            assert!(error.message.starts_with("it cannot be read ("), "{error}");
        }
    }

    #[test]
    fn a_file_that_is_too_long_is_refused_and_the_longest_is_read() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("config.toml");
        let file = File::create(&path).unwrap();
        file.set_len(MOST).unwrap();
        assert!(read_text(&path).unwrap().is_some());
        file.set_len(MOST + 1).unwrap();
        let refused = read_text(&path).unwrap_err();
        assert_eq!(refused.message, "it has more than 1048576 bytes");
    }
}
