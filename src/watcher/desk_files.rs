//! Watches the state files of the desks of this machine, and which desks there are.
//!
//! Changes are gathered: many desks may change at once, and whoever does not look at them needs to know
//! of them seldom.

use std::cell::Cell;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::directories::{Directories, existing, network_file_system};
#[cfg(target_os = "linux")]
use super::kernel_watch::KernelWatch;
#[cfg(not(target_os = "linux"))]
use super::no_kernel_watch::NoKernelWatch as KernelWatch;
use super::unwatched::why;
use crate::core::{DeskName, SessionId};
use crate::paths::Paths;

/// The least time between two reports while somebody looks at the desks. Each report wakes a few threads of
/// a panel: this one, the one that reads the desks, the one that draws, the one that writes.
const SOON: Duration = Duration::from_millis(1_400);
/// The least time between two reports while nobody does.
const SELDOM: Duration = Duration::from_secs(2);
/// The time between two reports if the files cannot be watched, or not all of them.
const POLL: Duration = Duration::from_secs(5);

/// What may have happened to desks.
#[derive(Debug, PartialEq, Eq)]
pub enum DesksChange {
    /// They may have changed.
    Desks,
    /// They cannot be watched, for this reason. A change is reported every five seconds.
    Polling(String),
}

/// Called with each change. Returns whether it wants more.
pub type DesksListener = Box<dyn FnMut(DesksChange) -> bool + Send>;

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
        if let Err(error) = forward(&paths, which, &pace, &mut listener) {
            poll(&error, || thread::sleep(POLL), &mut listener);
        }
    })?;
    Ok(watch)
}

/// Reports a possible change now and then, until the listener wants no more.
fn poll(error: &std::io::Error, pause: impl Fn(), listener: &mut DesksListener) {
    let mut more = listener(DesksChange::Polling(why(error)));
    while more {
        more = listener(DesksChange::Desks);
        pause();
    }
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
    if let Some(kind) = network_file_system(&directories(paths, which).0) {
        return Err(std::io::Error::other(format!("some are on a network file system ({kind})")));
    }
    let mut watched = WatchedFiles::begin(paths, which)?;
    // The desks may have changed before they were watched.
    let mut matters = true;
    let mut woken = Instant::now();
    loop {
        if matters && !listener(DesksChange::Desks) {
            return Ok(());
        }
        watched.wait()?;
        wait(pace, woken);
        woken = Instant::now();
        matters = watched.may_have_changed()?;
    }
}

/// The files of desks that are watched.
struct WatchedFiles<'a> {
    paths: &'a Paths,
    which: WatchedDesks,
    watch: KernelWatch,
    /// Whether all desks could be listed.
    is_whole: bool,
}

impl<'a> WatchedFiles<'a> {
    fn begin(paths: &'a Paths, which: WatchedDesks) -> std::io::Result<Self> {
        let mut watched = Self { paths, which, watch: KernelWatch::begin()?, is_whole: true };
        watched.arm()?;
        Ok(watched)
    }

    fn arm(&mut self) -> std::io::Result<()> {
        let is_whole = Cell::new(true);
        self.watch.arm(|| {
            let (directories, is_all) = directories(self.paths, self.which);
            is_whole.set(is_all);
            directories
        })?;
        self.is_whole = is_whole.get();
        Ok(())
    }

    /// Waits for an event. If not all desks could be listed, not for long: those are not watched.
    fn wait(&self) -> std::io::Result<()> {
        self.watch.wait((!self.is_whole).then_some(POLL))
    }

    /// Takes all events; reports whether a desk may have changed. Those that there are now are watched then.
    fn may_have_changed(&mut self) -> std::io::Result<bool> {
        let paths = self.paths;
        let is_heard = self.watch.take(|directory, name| is_of_a_desk(paths, directory, name))?;
        let matters = is_heard || !self.is_whole;
        if matters {
            self.arm()?;
        }
        Ok(matters)
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

/// Returns the directories with the state files of the desks, and those that list the desks; and whether
/// all desks could be listed.
fn directories(paths: &Paths, which: WatchedDesks) -> (Directories, bool) {
    let is_whole = Cell::new(true);
    let names = |dir: &Path| -> Vec<String> {
        let listed = dir.read_dir().and_then(Iterator::collect::<std::io::Result<Vec<_>>>);
        if listed.as_ref().is_err_and(|error| error.kind() != ErrorKind::NotFound) {
            is_whole.set(false);
        }
        let entries = listed.into_iter().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    };
    let profiles = names(&paths.profiles()).into_iter().map(|name| DeskName::named(&name));
    let runs = names(&paths.open_runs()).into_iter();
    let runs = runs.filter_map(|name| SessionId::parse(&name)).map(|id| DeskName::of_run(&id));
    let people = [paths.desk.clone(), DeskName::of(None)];
    let desks = people.into_iter().chain(profiles).chain(runs);
    let desks = desks.filter(|desk| which == WatchedDesks::All || *desk != paths.desk);
    let of_desks = desks.filter_map(|desk| Some(state_dir(&paths.of_desk(&desk)?)));
    let all = existing([paths.profiles(), paths.open_runs()].into_iter().chain(of_desks));
    (all, is_whole.get())
}

/// Returns the directory with the state file of a desk, where a link leads.
fn state_dir(paths: &Paths) -> PathBuf {
    let real = paths.state().canonicalize().ok();
    let dir = real.as_deref().and_then(Path::parent).map(Path::to_owned);
    dir.unwrap_or_else(|| paths.config.clone())
}

/// Reports whether a name says that a desk changed, appeared or went: its state file, the mark of an open
/// run, the directory of a run or a profile, or a directory above one that is to be watched.
fn is_of_a_desk(paths: &Paths, directory: &Path, name: &Path) -> bool {
    let lists = [paths.profiles(), paths.open_runs(), paths.runs()];
    let is_listed = lists.iter().any(|list| directory.file_name() == list.file_name());
    let default = paths.of_profile(None);
    let is_above =
        |path: &PathBuf| path.components().any(|part| part.as_os_str() == name.as_os_str());
    is_listed
        || name.to_str().and_then(SessionId::parse).is_some()
        || paths.state().file_name() == name.file_name()
        || [default.config, paths.profiles(), paths.open_runs()].iter().any(is_above)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use rustix::io::Errno;

    use super::*;

    #[test]
    fn desks_that_cannot_be_watched_are_read_now_and_then_and_it_is_said_why() {
        let (tell, told) = channel();
        let mut listener: DesksListener = Box::new(move |change| {
            let is_last = tell.send(change).is_err();
            !is_last
        });
        let (pauses, told) = (Cell::new(0), Cell::new(Some(told)));
        let heard = Cell::new(Vec::new());
        let pause = || {
            pauses.set(pauses.get() + 1);
            let events = told.take();
            let new = events.iter().flat_map(|events| events.try_iter());
            heard.set(heard.take().into_iter().chain(new).collect());
            // Nobody listens after the second time.
            told.set(events.filter(|_| pauses.get() < 2));
        };
        poll(&Errno::NOSPC.into(), pause, &mut listener);
        let why = "too many directories are watched (fs.inotify.max_user_watches)".to_owned();
        let expected = [DesksChange::Polling(why), DesksChange::Desks, DesksChange::Desks];
        assert_eq!(heard.take(), expected);
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod linux_tests {
    use std::fs;

    use chrono::{DateTime, Utc};

    use super::*;

    /// A machine whose desks are watched.
    struct Machine<'a> {
        paths: &'a Paths,
        watched: WatchedFiles<'a>,
    }

    fn paths() -> (tempfile::TempDir, Paths) {
        let dir = tempfile::tempdir().unwrap();
        let paths = Paths::under(dir.path());
        fs::create_dir_all(&paths.config).unwrap();
        fs::create_dir_all(&paths.data).unwrap();
        (dir, paths)
    }

    impl<'a> Machine<'a> {
        fn begin(paths: &'a Paths) -> Self {
            Self { paths, watched: WatchedFiles::begin(paths, WatchedDesks::Others).unwrap() }
        }

        /// Reports whether a desk may have changed, and watches those that there are now.
        fn hears(&mut self) -> bool {
            self.watched.may_have_changed().unwrap()
        }

        fn run(&self, at: &str) -> Paths {
            let at: DateTime<Utc> = at.parse().unwrap();
            self.paths.of_run(&SessionId::new(at, 7)).unwrap()
        }
    }

    fn save(paths: &Paths) {
        let new = paths.config.join("new");
        fs::write(&new, "{}").unwrap();
        fs::rename(&new, paths.state()).unwrap();
    }

    #[test]
    fn runs_are_seen_from_their_mark_to_their_end_on_each_day() {
        let (_dir, paths) = paths();
        let mut machine = Machine::begin(&paths);
        for at in ["2026-03-14T10:00:00Z", "2026-03-14T11:00:00Z", "2026-03-15T10:00:00Z"] {
            let run = machine.run(at);
            let mark = run.open_mark().unwrap();
            fs::create_dir_all(mark.parent().unwrap()).unwrap();
            machine.hears();
            fs::write(&mark, "").unwrap();
            assert!(machine.hears(), "{at}: its mark");
            // As slowly as can be: each directory above it is made after the one before was watched.
            for dir in [run.config.parent().unwrap(), &run.config] {
                let is_new = !dir.exists();
                fs::create_dir_all(dir).unwrap();
                assert_eq!(machine.hears(), is_new, "{at}: {}", dir.display());
            }
            save(&run);
            assert!(machine.hears(), "{at}: its start");
            save(&run);
            assert!(machine.hears(), "{at}: a change");
            fs::write(run.config.join("session_metadata.json"), "{}").unwrap();
            assert!(!machine.hears(), "{at}: another file");
            fs::remove_file(mark).unwrap();
            assert!(machine.hears(), "{at}: its end");
            save(&run);
            assert!(!machine.hears(), "{at}: no longer");
        }
    }

    #[test]
    fn runs_that_cannot_be_listed_for_a_while_are_read_now_and_then_and_watched_again() {
        let (_dir, paths) = paths();
        let run = paths.of_run(&SessionId::new(DateTime::UNIX_EPOCH, 7)).unwrap();
        fs::create_dir_all(&run.config).unwrap();
        fs::create_dir_all(paths.open_runs()).unwrap();
        fs::write(run.open_mark().unwrap(), "").unwrap();
        let mut machine = Machine::begin(&paths);
        assert!(!machine.hears());
        // As the system sees it that cannot list them.
        let aside = paths.data.join("aside");
        fs::rename(paths.open_runs(), &aside).unwrap();
        fs::write(paths.open_runs(), "").unwrap();
        for _ in 0..3 {
            assert!(machine.hears());
        }
        fs::remove_file(paths.open_runs()).unwrap();
        fs::rename(&aside, paths.open_runs()).unwrap();
        assert!(machine.hears());
        assert!(!machine.hears());
        save(&run);
        assert!(machine.hears());
    }

    #[test]
    fn profiles_are_seen_when_they_are_made_removed_and_made_anew() {
        let (_dir, paths) = paths();
        let mut machine = Machine::begin(&paths);
        let profile = machine.paths.of_profile(Some("atlas"));
        for _ in 0..2 {
            fs::create_dir_all(&profile.data).unwrap();
            assert!(machine.hears());
            fs::create_dir_all(&profile.config).unwrap();
            machine.hears();
            save(&profile);
            assert!(machine.hears());
            fs::remove_dir_all(&profile.config).unwrap();
            fs::remove_dir_all(&profile.data).unwrap();
            assert!(machine.hears());
            save(machine.paths);
            assert!(!machine.hears(), "the own desk is no other");
        }
    }
}
