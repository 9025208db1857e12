//! Looks at what came out of work: a file is named and hashed, not copied.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rustix::fs::{Mode, OFlags, open};
use sha2::{Digest, Sha256};

use super::error::CliError;
use crate::core::{Artifact, Refusal, RefusalKind, TaskName, Verb};
use crate::failure::Words;

/// How much of a file is read at once, bytes.
const PIECE: usize = 64 * 1_024;

/// What came out of work, as it was typed.
#[derive(Debug)]
pub struct TypedArtifact {
    /// The path or the address.
    pub location: String,
    /// What it is.
    pub title: Option<String>,
    /// Of which task.
    pub task: Option<TaskName>,
}

impl TypedArtifact {
    /// Returns what is recorded of it. A file is read to its end.
    ///
    /// # Errors
    /// A refusal if it is neither a file nor an address; the error of the system in words.
    pub fn look(&self) -> Result<Artifact, CliError> {
        let (location, title) = (self.location.trim(), self.title.clone());
        if let Some((scheme, rest)) = address(&self.location) {
            if scheme.eq_ignore_ascii_case("file") {
                let why = "a file is named by its path, not by an address";
                return Err(refused(RefusalKind::Usage, why, "leave out file://").into());
            }
            if has_password(rest) {
                let why = "the address has a user and a password, which would be recorded";
                let next = "leave out what is before the @";
                return Err(refused(RefusalKind::Refused, why, next).into());
            }
            if rest.is_empty() || location.contains(|c: char| c.is_whitespace() || c.is_control()) {
                let why = format!("'{location}' is not an address");
                let next = "write it such as https://example.com/change/7";
                return Err(refused(RefusalKind::Usage, why, next).into());
            }
            return Ok(Artifact {
                location: location.to_owned(),
                title,
                sha256: None,
                bytes: None,
            });
        }
        let given = Path::new(&self.location);
        let path = whole(given).map_err(|error| failed(given, &error))?;
        let (sha256, bytes) = hashed(&path)?;
        let location = path.to_str().ok_or_else(|| {
            let why = format!("the path {} is not UTF-8", path.display());
            refused(RefusalKind::Usage, why, "rename the file")
        })?;
        let (sha256, bytes) = (Some(sha256), Some(bytes));
        Ok(Artifact { location: location.to_owned(), title, sha256, bytes })
    }
}

/// Returns the scheme of an address and what follows it; `None` for a path.
pub fn address(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.trim().split_once("://")?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    is_scheme.then_some((scheme, rest))
}

/// Reports whether an address names a user and a password before its host.
fn has_password(rest: &str) -> bool {
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    host.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
}

/// Returns the path of a file from the root. Links to directories are followed; the name stays.
fn whole(path: &Path) -> io::Result<PathBuf> {
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return fs::canonicalize(path);
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    Ok(fs::canonicalize(parent)?.join(name))
}

/// Returns the SHA-256 and the length of a regular file. Nothing else is read: a pipe may never end.
fn hashed(path: &Path) -> Result<(String, u64), CliError> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let opened = open(path, flags, Mode::empty());
    let mut file = File::from(opened.map_err(|error| failed(path, &error.into()))?);
    let found = file.metadata().map_err(|error| failed(path, &error))?;
    if !found.is_file() {
        let what = if found.is_dir() { "a directory" } else { "a pipe or a device" };
        let why = format!("{} is {what}, not a file", path.display());
        let next = if found.is_dir() {
            "record a file in it, or pack it and record the archive"
        } else {
            "write what comes out of it to a file, and record that"
        };
        return Err(refused(RefusalKind::Refused, why, next).into());
    }
    let (hash, length) = hash_of(&mut file).map_err(|error| failed(path, &error))?;
    let after = file.metadata().map_err(|error| failed(path, &error))?;
    let stamp = |of: &Metadata| (of.len(), of.mtime(), of.mtime_nsec());
    if stamp(&found) != stamp(&after) || length != after.len() {
        let why = format!("{} changed while it was read", path.display());
        return Err(refused(RefusalKind::Refused, why, "repeat the command").into());
    }
    Ok((hash, length))
}

/// Returns the SHA-256 of what can be read, and how long that is.
fn hash_of(file: &mut impl Read) -> io::Result<(String, u64)> {
    let (mut hash, mut length, mut piece) = (Sha256::new(), 0_u64, vec![0; PIECE]);
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok((HEXLOWER.encode(&hash.finalize()), length)),
            Ok(count) => {
                hash.update(piece.get(..count).unwrap_or_default());
                length = length.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn refused(kind: RefusalKind, why: impl Into<String>, next: &'static str) -> Refusal {
    Refusal::new(kind, Verb::Artifact.spec().not_done, why, next)
}

fn failed(path: &Path, error: &io::Error) -> CliError {
    let why = format!("{}: {error}", path.display());
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => {
            let next = "check the name; an address begins with a scheme, such as https://";
            refused(RefusalKind::NothingThere, why, next).into()
        }
        ErrorKind::PermissionDenied => {
            refused(RefusalKind::Refused, why, "give yourself the right to read it").into()
        }
        _ => CliError::File(Words {
            what: Verb::Artifact.spec().not_done.to_owned(),
            why,
            next: "check the file and its disk, and try again".to_owned(),
        }),
    }
}
