//! Reads a file of the user, or stdin, up to a bound.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::Path;

use rustix::fs::{Mode, OFlags, open};

use super::error::CliError;
use super::reader::up_to;
use crate::core::{Hint, Refusal, RefusalKind};
use crate::failure::Words;

/// The most bytes of a file: 380,000 short records. Then an import takes some 300 MB of memory.
pub const FILE_MAX: usize = 16 * 1_024 * 1_024;

/// Reads a whole file; `-` is stdin, which `read_input` reads up to a number of bytes. A pipe, a
/// device or a directory is refused, so that nothing waits for what never comes.
///
/// # Errors
/// A refusal if it is no file or too large; the error of the system in words.
pub fn read(
    path: &Path,
    read_input: fn(usize) -> io::Result<Vec<u8>>,
) -> Result<Vec<u8>, CliError> {
    let bytes = if is_stdin(path) {
        read_input(FILE_MAX + 1).map_err(|error| failed(path, &error))?
    } else {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = open(path, flags, Mode::empty());
        let file = File::from(opened.map_err(|error| failed(path, &error.into()))?);
        let found = file.metadata().map_err(|error| failed(path, &error))?;
        if found.is_dir() {
            return Err(refused(path, "is a directory", "give the name of a file in it").into());
        }
        if !found.is_file() {
            let next = "send its content to stdin, and write - for the file";
            return Err(refused(path, "is a pipe or a device, not a file", next).into());
        }
        up_to(file, FILE_MAX + 1).map_err(|error| failed(path, &error))?
    };
    if bytes.len() > FILE_MAX {
        let why = format!("has more than {} MiB", FILE_MAX / 1_024 / 1_024);
        return Err(refused(path, &why, "split it and import the parts one by one").into());
    }
    Ok(bytes)
}

/// What is said if nothing was imported.
pub const NOT_DONE: &str = "Nothing was imported";

/// Reports whether a path means stdin.
#[must_use]
pub fn is_stdin(path: &Path) -> bool {
    path == Path::new("-")
}

/// Returns what a path is called in a sentence.
#[must_use]
pub fn name(path: &Path) -> String {
    if is_stdin(path) { "stdin".to_owned() } else { path.display().to_string() }
}

fn refused(path: &Path, why: &str, next: &'static str) -> Refusal {
    let why = format!("{} {why}", name(path));
    Refusal::new(RefusalKind::Refused, NOT_DONE, why, Hint::from(next))
}

fn failed(path: &Path, error: &io::Error) -> CliError {
    let next = match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => "check the name of the file",
        ErrorKind::PermissionDenied => "give yourself the right to read it, or use a copy",
        _ => "check the file and its disk, and try again",
    };
    let why = format!("{}: {error}", name(path));
    CliError::File(Words { what: NOT_DONE.into(), why, next: next.into() })
}
