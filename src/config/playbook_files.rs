//! The files of the playbooks, beside the settings.

use std::fs::read_dir;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::playbook::{DEFAULT_PLAYBOOK, NamedBy, read, unread};
use super::playbook_faults::PlaybookFaults;
use super::text::{ConfigError, read_text};
use crate::core::{Playbook, Playbooks};

/// The most playbooks of a desk.
const PLAYBOOKS_MOST: usize = 16;
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
    match read_text(path) {
        Ok(text) => text.map(|text| read(&text, path, named)),
        Err(error) => Some(Err(Box::new(unread(named, error)))),
    }
}

/// Reads all playbooks. One that is broken is set aside, and the others count.
pub(super) fn playbooks(settings: &Path) -> Playbooks {
    let mut all = Playbooks::default();
    let mut known: Vec<(String, PathBuf)> = Vec::new();
    let main = main_file(settings);
    let is_own = match read_file(&main, NamedBy::Key) {
        Some(Ok(playbook)) => {
            known.push((playbook.name.clone(), main));
            all.good.push(playbook);
            true
        }
        Some(Err(faults)) => {
            all.broken.push(faults.broken(true));
            true
        }
        None => false,
    };
    let files = files(settings).unwrap_or_else(|error| {
        all.broken.push(PlaybookFaults::one("playbooks", error).broken(false));
        Vec::new()
    });
    let usual = DEFAULT.as_ref().filter(|_| !is_own);
    // A file with the name of the usual playbook is in its place.
    let instead = |path: &Path| usual.is_some_and(|usual| usual.name == stem(path));
    if !files.iter().any(|path| instead(path)) {
        all.good.extend(usual.cloned());
    }
    for (nth, path) in files.iter().enumerate() {
        let name = stem(path);
        let is_main = instead(path);
        let playbook = read_file(path, NamedBy::File(&name)).map(|read| {
            let fault = if let Some((_, other)) = known.iter().find(|(known, _)| *known == name) {
                Some(format!("the playbook in {} has this name already", other.display()))
            } else {
                let most = format!("there are {PLAYBOOKS_MOST} playbooks already");
                (nth.saturating_add(usize::from(is_own)) >= PLAYBOOKS_MOST)
                    .then(|| format!("{most}, and more are not read"))
            };
            let fault = fault.map(|message| {
                let (path, line, is_denied) = (path.clone(), 0, false);
                PlaybookFaults::one(&name, ConfigError { path, line, message, is_denied })
            });
            fault.map_or(read, |fault| Err(Box::new(fault)))
        });
        match playbook {
            Some(Ok(playbook)) if is_main => all.good.insert(0, playbook),
            Some(Ok(playbook)) => all.good.push(playbook),
            Some(Err(faults)) => all.broken.push(faults.broken(is_main)),
            // It was removed after the directory was read.
            None => {}
        }
    }
    all
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
