//! Tells whoever follows a store when its files, or the settings beside them, may have changed,
//! whoever changed them.
//!
//! It watches directories: those the state file and the settings really are in (links are
//! followed), the one the links are in, the themes, and the history. What is not there yet is
//! waited for in the nearest directory that is. It does not know what the files say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::ModifyKind;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config;
use crate::paths::Paths;

/// How often the files are looked at where they cannot be watched.
const POLL: Duration = Duration::from_secs(2);
/// How long saved settings must have been left alone before they are read.
const SETTLES: Duration = Duration::from_millis(60);
/// How long that is waited for.
const SETTLES_AT_MOST: Duration = Duration::from_millis(400);

/// What there is to tell.
#[derive(Debug)]
pub enum FileChange {
    /// The files of the store may have changed.
    Files,
    /// The settings or the themes may have changed.
    Settings,
    /// They cannot be watched, for this reason; they may have changed every two seconds.
    Polling(String),
}

/// Tells of a change; returns whether anybody still listens.
pub type Listener = Box<dyn FnMut(FileChange) -> bool + Send>;

/// What the watching thread hears of.
enum FileEvent {
    Event(notify::Event),
    Lost,
}

/// Starts to watch the files of a store, in a thread of its own that ends when nobody listens any
/// more.
///
/// # Errors
/// What the system says when there can be no thread.
pub fn watch(paths: Paths, mut tell: Listener) -> std::io::Result<()> {
    thread::Builder::new().name("watcher".into()).spawn(move || {
        let watched = match remote(&paths) {
            Some(kind) => Err(format!("the files are on a network file system ({kind})")),
            None => Watched::begin(paths, &mut tell),
        };
        let why = match watched {
            Ok((watch, events)) => watch.forward(&events, &mut tell),
            Err(why) => Some(why),
        };
        if let Some(why) = why {
            poll(why, &mut tell);
        }
    })?;
    Ok(())
}

/// Says that the files may have changed every two seconds.
fn poll(why: String, tell: &mut Listener) {
    let mut heard = tell(FileChange::Polling(why));
    while heard {
        heard = Changed::ALL.tell(tell);
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

    /// Tells of it; returns whether anybody still listens.
    fn tell(self, tell: &mut Listener) -> bool {
        (!self.store || tell(FileChange::Files)) && (!self.settings || tell(FileChange::Settings))
    }
}

/// The directories under watch.
struct Watched {
    watcher: RecommendedWatcher,
    paths: Paths,
    /// What is watched now.
    there: BTreeSet<PathBuf>,
}

impl Watched {
    fn begin(paths: Paths, tell: &mut Listener) -> Result<(Self, Receiver<FileEvent>), String> {
        let (hear, events) = channel();
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            // Opening and reading wakes nobody: every status bar does it.
            let said = match event {
                Ok(event) if matches!(event.kind, EventKind::Access(_)) => Ok(()),
                Ok(event) => hear.send(FileEvent::Event(event)),
                Err(_) => hear.send(FileEvent::Lost),
            };
            // Nobody listens any more when the watching has ended.
            drop(said);
        })
        .map_err(|error| error.to_string())?;
        let mut begun = Self { watcher, paths, there: BTreeSet::new() };
        begun.arm()?;
        // What changed between the first look and the first watch.
        let _ = Changed::ALL.tell(tell);
        Ok((begun, events))
    }

    /// Waits until nothing has changed for a moment: an editor empties a file before it writes it.
    fn wait_until_quiet(&mut self, events: &Receiver<FileEvent>) -> Changed {
        let until = Instant::now() + SETTLES_AT_MOST;
        let mut changed = Changed::default();
        while Instant::now() < until
            && let Ok(next) = events.recv_timeout(SETTLES)
        {
            changed = changed.and(self.changed(&next));
        }
        changed
    }

    /// Passes changes on until nobody listens, or returns why they can be watched no longer.
    fn forward(mut self, events: &Receiver<FileEvent>, tell: &mut Listener) -> Option<String> {
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
            if !changed.tell(tell) {
                return None;
            }
        }
        None
    }

    /// Watches the directories that matter now; tells whether they are others than before.
    fn arm(&mut self) -> Result<bool, String> {
        let mut others = false;
        // One that came to be after it was looked for and before the one above it was watched is
        // told of by nobody: so they are looked for again until there is nothing new.
        while self.arm_once()? {
            others = true;
        }
        Ok(others)
    }

    fn arm_once(&mut self) -> Result<bool, String> {
        let wanted = wanted(&self.paths);
        let gone: Vec<PathBuf> = self.there.difference(&wanted).cloned().collect();
        let fresh: Vec<PathBuf> = wanted.difference(&self.there).cloned().collect();
        for directory in gone {
            // It may have ceased to exist, and its watch with it.
            let _ = self.watcher.unwatch(&directory);
            self.there.remove(&directory);
        }
        for directory in &fresh {
            match self.watcher.watch(directory, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.there.insert(directory.clone());
                }
                // It went away since it was found: then another one is wanted.
                Err(_) if !directory.exists() => {}
                Err(error) => return Err(error.to_string()),
            }
        }
        Ok(!fresh.is_empty())
    }

    /// Tells what an event may have changed. A directory that is gone or was moved is forgotten, so
    /// that the next one of that name is watched anew.
    fn changed(&mut self, heard: &FileEvent) -> Changed {
        let FileEvent::Event(event) = heard else { return Changed::ALL };
        let leaves = matches!(
            event.kind,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) | EventKind::Any
        );
        if leaves {
            for path in &event.paths {
                if self.there.remove(path) {
                    let _ = self.watcher.unwatch(path);
                }
            }
        }
        let any = |is: fn(&Paths, &Path) -> bool| event.paths.iter().any(|at| is(&self.paths, at));
        Changed { store: any(is_of_the_store), settings: any(is_of_the_settings) }
    }
}

/// Returns the directories to watch: those that matter, or the nearest above them that are there.
fn wanted(paths: &Paths) -> BTreeSet<PathBuf> {
    let real = |file: PathBuf| file.canonicalize().ok()?.parent().map(Path::to_owned);
    let themes = Some(config::themes(&paths.settings())).filter(|themes| themes.is_dir());
    let config = Some(paths.config.clone());
    [config, real(paths.state()), real(paths.settings()), themes, Some(paths.history())]
        .into_iter()
        .flatten()
        .filter_map(|directory| nearest(&directory))
        .collect()
}

fn nearest(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find_map(|above| above.canonicalize().ok().filter(|real| real.is_dir()))
}

/// Tells whether a path is a file of the store: the state file under its own or its real name, or
/// what lies in the history, but for the lock, which changes before anything else does.
fn is_of_the_store(paths: &Paths, path: &Path) -> bool {
    if is_named_as(&paths.state(), path) {
        return true;
    }
    let history = path.parent().and_then(Path::file_name) == paths.history().file_name();
    history && path.file_name().is_some_and(|name| name != ".lock")
}

/// Tells whether a path is the settings file under its own or its real name, a theme, or the
/// directory of the themes.
fn is_of_the_settings(paths: &Paths, path: &Path) -> bool {
    let themes = config::themes(&paths.settings());
    let is_themes = |path: &Path| path.file_name() == themes.file_name();
    is_named_as(&paths.settings(), path) || is_themes(path) || path.parent().is_some_and(is_themes)
}

/// Tells whether a path has the own or the real name of a file.
fn is_named_as(file: &Path, path: &Path) -> bool {
    let named = |other: &Path| other.file_name().is_some() && other.file_name() == path.file_name();
    named(file) || file.canonicalize().is_ok_and(|real| named(&real))
}

/// Returns the kind of a file system whose changes elsewhere this system is not told of.
#[cfg(target_os = "linux")]
fn remote(paths: &Paths) -> Option<&'static str> {
    const KINDS: &[(u64, &str)] = &[
        (0x6969, "NFS"),
        (0x517b, "SMB"),
        (0xff53_4d42, "CIFS"),
        (0xfe53_4d42, "SMB"),
        (0x0102_1997, "9p"),
        (0x6573_5546, "FUSE"),
        (0x00c3_6400, "Ceph"),
        (0x5346_414f, "AFS"),
        (0x786f_4256, "VirtualBox"),
    ];
    wanted(paths).iter().find_map(|directory| {
        let kind = u64::try_from(rustix::fs::statfs(directory).ok()?.f_type).ok()?;
        let known = KINDS.iter().find(|(magic, _)| *magic == kind & 0xffff_ffff);
        known.map(|(_, name)| *name)
    })
}

#[cfg(not(target_os = "linux"))]
fn remote(_: &Paths) -> Option<&'static str> {
    None
}
