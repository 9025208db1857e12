//! Watches the state files of the desks of this machine, and which desks there are.
//!
//! Changes are gathered: many desks may change at once, and whoever does not look at them needs to know
//! of them seldom.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::directories::{Directories, existing, network_file_system};
use super::kernel_watch::KernelWatch;
use crate::core::{DeskName, SessionId};
use crate::paths::Paths;

/// The least time between two reports while somebody looks at the desks. Each report wakes a few threads of
/// a panel: this one, the one that reads the desks, the one that draws, the one that writes.
const SOON: Duration = Duration::from_millis(1_400);
/// The least time between two reports while nobody does.
const SELDOM: Duration = Duration::from_secs(2);
/// The time between two reports if the files cannot be watched.
const POLL: Duration = Duration::from_secs(5);

/// Called when desks may have changed. Returns whether it wants more.
pub type DesksListener = Box<dyn FnMut() -> bool + Send>;

/// Whether somebody looks at the desks.
type HasOnlooker = Arc<(Mutex<bool>, Condvar)>;

/// A thread that watches desks. It goes on when this value is dropped.
pub struct DeskWatch {
    pace: HasOnlooker,
}

impl DeskWatch {
    /// Sets whether somebody looks at the desks: changes are then reported soon.
    pub fn pace(&self, is_soon: bool) {
        *self.pace.0.lock().unwrap_or_else(PoisonError::into_inner) = is_soon;
        self.pace.1.notify_all();
    }
}

/// Which desks are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WatchedDesks {
    /// All of this machine.
    All,
    /// All but the own one, whose files are watched apart.
    Others,
}

/// Starts a thread that watches the desks of the machine of `paths` until the listener wants no more. It
/// reports once at the beginning.
///
/// # Errors
/// The error of the system if it cannot start a thread.
pub fn watch_desks(
    paths: Paths,
    which: WatchedDesks,
    mut listener: DesksListener,
) -> std::io::Result<DeskWatch> {
    let pace = HasOnlooker::default();
    let watch = DeskWatch { pace: Arc::clone(&pace) };
    thread::Builder::new().name("desk watcher".into()).spawn(move || {
        let ended = forward(&paths, which, &pace, &mut listener);
        // Without watches, it is asked now and then.
        while ended.is_err() && listener() {
            thread::sleep(POLL);
        }
    })?;
    Ok(watch)
}

/// Reports changes until the listener wants no more.
///
/// # Errors
/// Why nothing can be watched.
fn forward(
    paths: &Paths,
    which: WatchedDesks,
    pace: &HasOnlooker,
    listener: &mut DesksListener,
) -> std::io::Result<()> {
    let directories = || directories(paths, which);
    if network_file_system(&directories()).is_some() {
        return Err(std::io::ErrorKind::Unsupported.into());
    }
    let mut watched = KernelWatch::begin()?;
    watched.arm(directories)?;
    // The desks may have changed before they were watched.
    let mut matters = true;
    let mut woken = Instant::now();
    loop {
        if matters && !listener() {
            return Ok(());
        }
        watched.wait()?;
        wait(pace, woken);
        woken = Instant::now();
        matters = watched.take(|directory, name| is_of_a_desk(paths, directory, name))?;
        if matters {
            watched.arm(directories)?;
        }
    }
}

/// Waits until the time between two reports is over; it is shorter as soon as somebody looks. Nothing that
/// happens meanwhile wakes the thread.
fn wait(pace: &HasOnlooker, woken: Instant) {
    let (is_soon, changed) = &**pace;
    let mut is_soon = is_soon.lock().unwrap_or_else(PoisonError::into_inner);
    loop {
        let least = if *is_soon { SOON } else { SELDOM };
        let left = least.saturating_sub(woken.elapsed());
        if left.is_zero() {
            return;
        }
        let waited = changed.wait_timeout(is_soon, left);
        is_soon = waited.unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Returns the directories with the state files of the desks, and those that list the desks.
fn directories(paths: &Paths, which: WatchedDesks) -> Directories {
    let names = |dir: &Path| -> Vec<String> {
        let entries = dir.read_dir().into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    };
    let profiles = names(&paths.profiles()).into_iter().map(|name| DeskName::named(&name));
    let runs = names(&paths.open_runs()).into_iter();
    let runs = runs.filter_map(|name| SessionId::parse(&name)).map(|id| DeskName::of_run(&id));
    let people = [paths.desk.clone(), DeskName::of(None)];
    let desks = people.into_iter().chain(profiles).chain(runs);
    let desks = desks.filter(|desk| which == WatchedDesks::All || *desk != paths.desk);
    let of_desks = desks.filter_map(|desk| Some(state_dir(&paths.of_desk(&desk)?)));
    existing([paths.profiles(), paths.open_runs()].into_iter().chain(of_desks))
}

/// Returns the directory with the state file of a desk, where a link leads.
fn state_dir(paths: &Paths) -> PathBuf {
    let real = paths.state().canonicalize().ok();
    let dir = real.as_deref().and_then(Path::parent).map(Path::to_owned);
    dir.unwrap_or_else(|| paths.config.clone())
}

/// Reports whether a name says that a desk changed, appeared or went: its state file, the mark of an open
/// run, the directory of a profile, or a directory above one that is to be watched.
fn is_of_a_desk(paths: &Paths, directory: &Path, name: &Path) -> bool {
    let lists = [paths.profiles(), paths.open_runs(), paths.runs()];
    let is_listed = lists.iter().any(|list| directory.file_name() == list.file_name());
    let default = paths.of_profile(None);
    let is_above =
        |path: &PathBuf| path.components().any(|part| part.as_os_str() == name.as_os_str());
    is_listed
        || paths.state().file_name() == name.file_name()
        || [default.config, paths.profiles(), paths.open_runs()].iter().any(is_above)
}
