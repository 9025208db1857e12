//! Writes an answer to a file of the user: whole or not at all, and only where nothing of value stands.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::FileTypeExt;
use std::path::Path;

use super::error::CliError;
use super::unfinished_file;
use crate::core::{Hint, Refusal, RefusalKind};
use crate::failure::Words;

/// How a file is written.
#[derive(Debug, Clone, Copy)]
pub struct NewFile {
    /// What is said if it was not written.
    pub what: &'static str,
    /// Who may read it, less what the user withholds from all new files.
    pub mode: u32,
    /// What it may replace.
    pub replaces: Replaces,
}

/// What a new file may replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Replaces {
    /// Nothing.
    Nothing,
    /// Any file.
    Anything,
    /// An empty file, and one that begins with this.
    BeginningWith(&'static str),
}

/// Writes a file. A reader of that name finds the old file or the new one, never a part.
/// A link is neither followed nor replaced. Nothing is written among the files of the program, which
/// are below the directories `own`.
///
/// # Errors
/// A refusal if something stands there that must stay; the error of the system in words.
pub fn write(path: &Path, text: &str, how: NewFile, own: &[&Path]) -> Result<(), CliError> {
    let failed = |error: &io::Error| how.failed(path, error);
    if own.iter().any(|dir| is_below(path, dir)) {
        return Err(how.among_own(path).into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    how.check_old(path)?;
    // A new file with a name of its own; it is removed if anything fails.
    let mut file = unfinished_file::create(folder, how.mode).map_err(|error| failed(&error))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all());
    written.map_err(|error| failed(&error))?;
    let named = match how.replaces {
        Replaces::Nothing => file.persist_noclobber(path),
        Replaces::Anything => file.persist(path),
        Replaces::BeginningWith(_) => {
            // Another one may have been put there meanwhile.
            how.check_old(path)?;
            file.persist(path)
        }
    };
    match named {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            Err(how.exists(path).into())
        }
        Err(error) => Err(failed(&error.error)),
    }
}

/// Checks that a file can be written, as far as that is known before: nothing is left there.
///
/// # Errors
/// As [`write`].
pub fn try_place(path: &Path, how: NewFile, own: &[&Path]) -> Result<(), CliError> {
    if own.iter().any(|dir| is_below(path, dir)) {
        return Err(how.among_own(path).into());
    }
    how.check_old(path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let made = unfinished_file::create(folder.unwrap_or(Path::new(".")), how.mode);
    made.map(drop).map_err(|error| how.failed(path, &error))
}

/// Reports whether a file is empty or begins with a text.
fn begins_with(path: &Path, text: &str) -> io::Result<bool> {
    let most = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let mut found = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut found)?;
    Ok(found.is_empty() || found == text.as_bytes())
}

/// Reports whether a file would be below a directory, whatever links lead there.
fn is_below(path: &Path, dir: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
    let dir = fs::canonicalize(dir);
    folder.ok().zip(dir.ok()).is_some_and(|(folder, dir)| folder.starts_with(dir))
}

impl NewFile {
    /// Checks that what stands at a path may be replaced.
    ///
    /// # Errors
    /// A refusal if it must stay; the error of the system in words.
    pub fn check_old(self, path: &Path) -> Result<(), CliError> {
        let old = match fs::symlink_metadata(path) {
            Ok(old) => old,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(self.failed(path, &error)),
        };
        if !old.is_file() {
            return Err(self.no_file(path, &old).into());
        }
        match self.replaces {
            Replaces::Anything => Ok(()),
            Replaces::Nothing => Err(self.exists(path).into()),
            Replaces::BeginningWith(text) => match begins_with(path, text) {
                Ok(true) => Ok(()),
                Ok(false) => Err(self.other_file(path).into()),
                Err(error) => Err(self.failed(path, &error)),
            },
        }
    }

    fn among_own(self, path: &Path) -> Refusal {
        let why = format!("{} would lie among the files of onwatch itself", path.display());
        self.refused(why, "give a name in another directory")
    }

    fn refused(self, why: String, next: &str) -> Refusal {
        Refusal::new(RefusalKind::Refused, self.what, why, Hint::say(next.to_owned()))
    }

    fn exists(self, path: &Path) -> Refusal {
        let why = format!("{} exists already", path.display());
        self.refused(why, "give another name, or replace it with --force")
    }

    fn other_file(self, path: &Path) -> Refusal {
        let why = format!("{} exists already, and onwatch did not write it", path.display());
        self.refused(why, "give another name, or move the file away first")
    }

    fn no_file(self, path: &Path, found: &fs::Metadata) -> Refusal {
        let kind = found.file_type();
        let what = if kind.is_symlink() {
            "a link"
        } else if kind.is_dir() {
            "a directory"
        } else if kind.is_fifo() {
            "a named pipe"
        } else if kind.is_socket() {
            "a socket"
        } else if kind.is_char_device() || kind.is_block_device() {
            "a device"
        } else {
            "not a regular file"
        };
        self.refused(format!("{} is {what}", path.display()), "give the name of a new file")
    }

    fn failed(self, path: &Path, error: &io::Error) -> CliError {
        let next = match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                "create its directory first, or give another name"
            }
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                "give a name in a directory of your own"
            }
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                "free some space, or give a name on another disk"
            }
            _ => "check the disk, or give another name",
        };
        let told = error.to_string();
        // The name of the file in the making says nothing to its user.
        let cause = told.split(" at path ").next().unwrap_or_default();
        CliError::File(Words {
            what: self.what.into(),
            why: format!("{}: {cause}", path.display()),
            next: next.into(),
        })
    }
}
