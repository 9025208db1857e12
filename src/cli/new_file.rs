//! Writes an answer to a file of the user: whole or not at all, and only where nothing stands.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use tempfile::Builder;

use super::error::CliError;
use crate::core::{Hint, Refusal, RefusalKind};
use crate::failure::Words;

/// Writes a file that only its owner can read. With `replace`, an old file of that name is replaced.
/// A link is neither followed nor replaced. Nothing is written among the files of the program, which
/// are below the directories `own`.
///
/// # Errors
/// A refusal if something stands there that must stay; the error of the system in words.
pub fn write(path: &Path, text: &str, replace: bool, own: &[&Path]) -> Result<(), CliError> {
    let failed = |error: &io::Error| failed(path, error);
    if own.iter().any(|dir| is_below(path, dir)) {
        return Err(among_own(path).into());
    }
    match fs::symlink_metadata(path) {
        Ok(old) if !old.is_file() => return Err(no_file(path, &old).into()),
        Ok(_) if !replace => return Err(exists(path).into()),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(&error)),
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // A new file with a name of its own, mode 0600; it is removed if anything fails.
    let mut file =
        Builder::new().prefix(".onwatch-").tempfile_in(folder).map_err(|error| failed(&error))?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all());
    written.map_err(|error| failed(&error))?;
    let named = if replace { file.persist(path) } else { file.persist_noclobber(path) };
    match named {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => Err(exists(path).into()),
        Err(error) => Err(failed(&error.error)),
    }
}

/// Reports whether a file would be below a directory, whatever links lead there.
fn is_below(path: &Path, dir: &Path) -> bool {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
    let dir = fs::canonicalize(dir);
    folder.ok().zip(dir.ok()).is_some_and(|(folder, dir)| folder.starts_with(dir))
}

fn among_own(path: &Path) -> Refusal {
    let why = format!("{} would lie among the files of onwatch itself", path.display());
    refused(why, "give a name in another directory")
}

fn refused(why: String, next: &str) -> Refusal {
    let what = "The report was not written";
    Refusal::new(RefusalKind::Refused, what, why, Hint::say(next.to_owned()))
}

fn exists(path: &Path) -> Refusal {
    let why = format!("{} exists already", path.display());
    refused(why, "give another name, or replace it with --force")
}

fn no_file(path: &Path, found: &fs::Metadata) -> Refusal {
    let what = if found.is_symlink() {
        "a link"
    } else if found.is_dir() {
        "a directory"
    } else {
        "not a regular file"
    };
    refused(format!("{} is {what}", path.display()), "give the name of a new file")
}

fn failed(path: &Path, error: &io::Error) -> CliError {
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
        what: "The report was not written".into(),
        why: format!("{}: {cause}", path.display()),
        next: next.into(),
    })
}
