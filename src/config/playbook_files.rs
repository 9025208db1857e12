//! The files of the playbooks, beside the settings.

use std::fs::read_dir;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::playbook::{DEFAULT_PLAYBOOK, NamedBy, read, unread};
use super::playbook_faults::PlaybookFaults;
use super::text::{ConfigError, read_meant_text};
use crate::core::{Playbook, Playbooks};

/// The most playbooks of a desk.
const PLAYBOOKS_MOST: usize = 16;
/// The most files that are looked at, also those that are too many.
const FILES_MOST: usize = 4 * PLAYBOOKS_MOST;
/// What the name of the file of a playbook ends in.
pub(super) const END: &str = "toml";

/// The playbook of those who have none of their own.
static DEFAULT: LazyLock<Option<Playbook>> =
    LazyLock::new(|| read(DEFAULT_PLAYBOOK, Path::new("assets/playbook.toml"), NamedBy::Key).ok());

/// Returns the file of the main playbook, beside the settings.
#[must_use]
pub fn main_file(settings: &Path) -> PathBuf {
    settings.with_file_name("playbook.toml")
}

/// Returns the directory of the other playbooks, beside the settings.
#[must_use]
pub fn folder(settings: &Path) -> PathBuf {
    settings.with_file_name("playbooks")
}

/// Returns the files of the other playbooks, in order.
///
/// # Errors
/// If the directory cannot be read.
pub(super) fn files(settings: &Path) -> Result<Vec<PathBuf>, ConfigError> {
    let folder = folder(settings);
    let failed = |error: &std::io::Error| ConfigError {
        path: folder.clone(),
        line: 0,
        message: format!("it cannot be read ({error})"),
        is_denied: error.kind() == ErrorKind::PermissionDenied,
    };
    let entries = match read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        // The directory of the settings is none, and the store says so.
        Err(_) if folder.symlink_metadata().is_err() => return Ok(Vec::new()),
        Err(error) => return Err(failed(&error)),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = paths.collect::<Result<Vec<_>, _>>().map_err(|error| failed(&error))?;
    paths.retain(|path| path.extension().is_some_and(|end| end == END) && !is_hidden(path));
    paths.sort();
    paths.truncate(FILES_MOST);
    Ok(paths)
}

/// Reports whether a file is one that an editor keeps beside the others.
pub(super) fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.is_none_or(|name| name.starts_with('.') || name.ends_with('~'))
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// Reads one file; `None` if it does not exist.
fn read_file(path: &Path, named: NamedBy<'_>) -> Option<Result<Playbook, Box<PlaybookFaults>>> {
    match read_meant_text(path) {
        Ok(text) => text.map(|text| read(&text, path, named)),
        Err(error) => Some(Err(Box::new(unread(named, error)))),
    }
}

/// Reads all playbooks. One that is broken is set aside, and the others count.
pub(super) fn playbooks(settings: &Path) -> Playbooks {
    let mut all = Playbooks::default();
    let mut known: Vec<(String, PathBuf)> = Vec::new();
    let main = main_file(settings);
    if let Some(read) = read_file(&main, NamedBy::Key) {
        let name = match &read {
            Ok(playbook) => playbook.name.clone(),
            Err(faults) => faults.name.clone(),
        };
        known.push((name, main));
        add(&mut all, read, true);
    }
    let mut files = files(settings).unwrap_or_else(|error| {
        all.broken.push(PlaybookFaults::one("playbooks", error).broken(false));
        Vec::new()
    });
    // A file with the name of the usual playbook is in its place.
    let usual = DEFAULT.as_ref().filter(|_| known.is_empty());
    let is_main = |path: &Path| usual.is_some_and(|usual| usual.name == stem(path));
    files.sort_by_key(|path| !is_main(path));
    if !files.first().is_some_and(|path| is_main(path)) {
        all.good.extend(usual.cloned());
    }
    for path in &files {
        let name = stem(path);
        let cause = if let Some((_, other)) = known.iter().find(|(known, _)| *known == name) {
            Some(format!("the playbook in {} has this name already", other.display()))
        } else {
            let are_many = known.len() >= PLAYBOOKS_MOST;
            are_many.then(|| {
                format!("there are {PLAYBOOKS_MOST} playbooks already, and more are not read")
            })
        };
        if let Some(message) = cause {
            let (path, line, is_denied) = (path.clone(), 0, false);
            let error = ConfigError { path, line, message, is_denied };
            all.broken.push(PlaybookFaults::one(&name, error).broken(false));
        } else if let Some(read) = read_file(path, NamedBy::File(&name)) {
            add(&mut all, read, is_main(path));
            known.push((name, path.clone()));
        }
    }
    all
}

fn add(all: &mut Playbooks, read: Result<Playbook, Box<PlaybookFaults>>, is_main: bool) {
    match read {
        Ok(playbook) => all.good.push(playbook),
        Err(faults) => all.broken.push(faults.broken(is_main)),
    }
}

/// Reads one file as a playbook, wherever it is; `None` if it does not exist.
///
/// Its name is that of its file only among the other playbooks beside the settings.
///
/// # Errors
/// Every fault of it.
#[must_use]
pub fn check_playbook(
    settings: &Path,
    file: &Path,
) -> Option<Result<Playbook, Box<PlaybookFaults>>> {
    let full = |path: &Path| path.canonicalize().ok();
    let parent = full(file).and_then(|file| file.parent().map(Path::to_owned));
    let is_other = parent.is_some() && parent == full(&folder(settings));
    let name = stem(file);
    read_file(file, if is_other { NamedBy::File(&name) } else { NamedBy::Key })
}
