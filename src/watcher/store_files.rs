//! Watches the files of a store and its settings, and reports when they may have changed.
//!
//! It watches directories: those of the state file, the settings and the playbooks (links are followed),
//! those of the links, the themes and the history. If one does not exist yet, its nearest existing parent is
//! watched.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::directories::{Directories, Watched, existing, network_file_system};
use crate::config;
use crate::paths::Paths;

/// How often a change is reported if the files cannot be watched.
const POLL: Duration = Duration::from_secs(2);
/// How long saved settings must stay unchanged before they are read.
const QUIET: Duration = Duration::from_millis(60);
/// How long to wait for that at most.
const QUIET_AT_MOST: Duration = Duration::from_millis(400);

/// What may have changed.
#[derive(Debug)]
pub enum FileChange {
    /// The files of the store may have changed.
    Files,
    /// The settings, the themes or the playbooks may have changed.
    Settings,
    /// The files cannot be watched, for this reason. A change is reported every two seconds.
    Polling(String),
}

/// Called with each change. Returns whether it wants more.
pub type Listener = Box<dyn FnMut(FileChange) -> bool + Send>;

/// What the thread receives from the watching library.
enum FileEvent {
    Event(notify::Event),
    Lost,
    /// Somebody asks whether something changed without an event.
    LookAgain,
}

/// A thread that watches files. It goes on when this value is dropped.
pub struct FileWatch {
    paths: Paths,
    /// Those that the thread watches; empty if the files cannot be watched.
    watched: Arc<Mutex<Directories>>,
    events: Sender<FileEvent>,
}

impl FileWatch {
    /// Looks whether a directory was replaced: no event says so if one above it was renamed. If so,
    /// the thread watches the new one and reports a change.
    pub fn look_again(&self) {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if !watched.is_empty() && watched != directories_to_watch(&self.paths) {
            // Without the thread, its end is an event of its own.
            let _ = self.events.send(FileEvent::LookAgain);
        }
    }
}

impl FileWatch {
    /// Asks the listener whether it wants more, also if nothing changes.
    pub fn ask_listener(&self) {
        // Without the thread, nobody listens.
        let _ = self.events.send(FileEvent::Lost);
    }
}

/// Starts a thread that watches the files of a store until the listener wants no more.
///
/// # Errors
/// The error of the system if it cannot start a thread.
pub fn watch(paths: Paths, mut listener: Listener) -> std::io::Result<FileWatch> {
    let (sender, events) = channel();
    let watched = Arc::new(Mutex::new(Directories::new()));
    let watch =
        FileWatch { paths: paths.clone(), watched: watched.clone(), events: sender.clone() };
    thread::Builder::new().name("watcher".into()).spawn(move || {
        let begun = match network_file_system(&directories_to_watch(&paths)) {
            Some(kind) => Err(format!("the files are on a network file system ({kind})")),
            None => WatchedStore::begin(paths, watched.clone(), sender, &mut listener),
        };
        let why = match begun {
            Ok(begun) => begun.forward(&events, &mut listener),
            Err(why) => Some(why),
        };
        watched.lock().unwrap_or_else(PoisonError::into_inner).clear();
        if let Some(why) = why {
            poll(why, &mut listener);
        }
    })?;
    Ok(watch)
}

/// Reports a possible change every two seconds.
fn poll(why: String, listener: &mut Listener) {
    let mut more = listener(FileChange::Polling(why));
    while more {
        more = Changed::ALL.report(listener);
        thread::sleep(POLL);
    }
}

/// What an event may have changed.
#[derive(Debug, Clone, Copy, Default)]
struct Changed {
    store: bool,
    settings: bool,
}

impl Changed {
    const ALL: Self = Self { store: true, settings: true };

    fn and(self, other: Self) -> Self {
        Self { store: self.store || other.store, settings: self.settings || other.settings }
    }

    /// Reports the change. Returns whether the listener wants more.
    fn report(self, listener: &mut Listener) -> bool {
        (!self.store || listener(FileChange::Files))
            && (!self.settings || listener(FileChange::Settings))
    }
}

/// The watched directories of a store.
struct WatchedStore {
    watched: Watched,
    paths: Paths,
    /// A copy of the directories for [`FileWatch`].
    published: Arc<Mutex<Directories>>,
}

impl WatchedStore {
    fn begin(
        paths: Paths,
        published: Arc<Mutex<Directories>>,
        sender: Sender<FileEvent>,
        listener: &mut Listener,
    ) -> Result<Self, String> {
        let watched = Watched::begin(move |event| {
            // The receiver is gone once watching has ended.
            let _ = sender.send(event.map_or(FileEvent::Lost, FileEvent::Event));
        })?;
        let mut begun = Self { watched, paths, published };
        begun.arm()?;
        // The files may have changed before they were watched.
        let _ = Changed::ALL.report(listener);
        Ok(begun)
    }

    /// Waits until nothing changes for a moment: an editor empties a file before it writes it.
    fn wait_until_quiet(&mut self, events: &Receiver<FileEvent>) -> Changed {
        let until = Instant::now() + QUIET_AT_MOST;
        let mut changed = Changed::default();
        while Instant::now() < until
            && let Ok(next) = events.recv_timeout(QUIET)
        {
            changed = changed.and(self.changed(&next));
        }
        changed
    }

    /// Reports changes until the listener wants no more, or returns why watching failed.
    fn forward(mut self, events: &Receiver<FileEvent>, listener: &mut Listener) -> Option<String> {
        while let Ok(first) = events.recv() {
            let mut changed = self.changed(&first);
            while let Ok(next) = events.try_recv() {
                changed = changed.and(self.changed(&next));
            }
            if changed.settings {
                changed = changed.and(self.wait_until_quiet(events));
            }
            match self.arm() {
                Ok(true) => changed = Changed::ALL,
                Ok(false) => {}
                Err(why) => return Some(why),
            }
            if !changed.report(listener) {
                return None;
            }
        }
        None
    }

    /// Watches the directories that matter now. Returns whether they have changed.
    fn arm(&mut self) -> Result<bool, String> {
        let others = self.watched.arm(|| directories_to_watch(&self.paths))?;
        let mut published = self.published.lock().unwrap_or_else(PoisonError::into_inner);
        published.clone_from(self.watched.directories());
        Ok(others)
    }

    /// Returns what an event may have changed. Forgets a directory that was removed or renamed, so
    /// that a new one with its name is watched again.
    fn changed(&mut self, event: &FileEvent) -> Changed {
        let event = match event {
            FileEvent::Event(event) => event,
            FileEvent::Lost => return Changed::ALL,
            FileEvent::LookAgain => return Changed::default(),
        };
        self.watched.forget_gone(event);
        let any = |is: fn(&Paths, &Path) -> bool| event.paths.iter().any(|at| is(&self.paths, at));
        Changed { store: any(is_store_file), settings: any(is_settings_file) }
    }
}

/// Returns the directories to watch, each replaced by its nearest existing parent.
fn directories_to_watch(paths: &Paths) -> Directories {
    let real = |file: PathBuf| file.canonicalize().ok()?.parent().map(Path::to_owned);
    let settings = paths.settings();
    let themes = Some(config::themes(&settings)).filter(|themes| themes.is_dir());
    let playbooks = Some(config::playbook_folder(&settings)).filter(|folder| folder.is_dir());
    let beside = settings.parent().map(Path::to_owned);
    let own = [Some(paths.config.clone()), real(paths.state()), Some(paths.history())];
    let playbook = real(config::main_playbook(&settings));
    let all = own.into_iter().chain([beside, real(settings), playbook, playbooks, themes]);
    existing(all.flatten())
}

/// Returns whether a path is a file of the store: the state file, under its own name or that of its
/// link's target, or a file in the history. The lock is not: it changes before every other file.
fn is_store_file(paths: &Paths, path: &Path) -> bool {
    if has_name_of(&paths.state(), path) {
        return true;
    }
    let history = path.parent().and_then(Path::file_name) == paths.history().file_name();
    history && path.file_name().is_some_and(|name| name != ".lock")
}

/// Returns whether a path is the settings file, the file of the main playbook, a theme, another playbook, or
/// a directory of those. The files may have their own names or those of their links' targets.
fn is_settings_file(paths: &Paths, path: &Path) -> bool {
    let settings = paths.settings();
    let folders = [config::themes(&settings), config::playbook_folder(&settings)];
    let is_folder =
        |path: &Path| folders.iter().any(|folder| path.file_name() == folder.file_name());
    let files = [config::main_playbook(&settings), settings];
    files.iter().any(|file| has_name_of(file, path))
        || is_folder(path)
        || path.parent().is_some_and(is_folder)
}

/// Returns whether a path has the name of a file, or of the target of its link.
fn has_name_of(file: &Path, path: &Path) -> bool {
    let named = |other: &Path| other.file_name().is_some() && other.file_name() == path.file_name();
    named(file) || file.canonicalize().is_ok_and(|real| named(&real))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn playbooks_are_watched_where_they_are_and_count_as_settings() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path());
        let (main, folder) =
            (config::main_playbook(&paths.settings()), config::playbook_folder(&paths.settings()));
        std::fs::create_dir_all(&folder).unwrap();
        let elsewhere = home.path().join("elsewhere");
        std::fs::create_dir(&elsewhere).unwrap();
        std::fs::write(elsewhere.join("mine.toml"), "").unwrap();
        std::os::unix::fs::symlink(elsewhere.join("mine.toml"), &main).unwrap();
        let watched = directories_to_watch(&paths);
        for dir in [folder.clone(), elsewhere.canonicalize().unwrap()] {
            assert!(watched.contains_key(&dir), "{} {watched:?}", dir.display());
        }
        let saved = [main, elsewhere.join("mine.toml"), folder.join("night.toml"), folder];
        for file in saved {
            assert!(is_settings_file(&paths, &file), "{}", file.display());
        }
        assert!(!is_settings_file(&paths, &paths.state()));
    }

    #[test]
    fn the_settings_are_watched_where_they_are_also_for_a_profile() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::under(home.path()).of_profile(Some("night"));
        let beside = paths.settings().parent().unwrap().to_owned();
        for dir in [&beside, &paths.config, &paths.history()] {
            std::fs::create_dir_all(dir).unwrap();
        }
        assert!(directories_to_watch(&paths).contains_key(&beside));
    }
}
