//! A home of its own on a real disk, and a desk that is opened anew for each command.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use onwatch::clock::FixedClock;
use onwatch::core::{Command, Period, SessionRecord, Watch};
use onwatch::desk::{Desk, Outcome};
use onwatch::failure::{FailedCommand, Failure};
use onwatch::paths::Paths;
use tempfile::TempDir;

use super::request::request;

pub struct Home {
    pub dir: TempDir,
    pub clock: Arc<FixedClock>,
}

impl Home {
    pub fn new() -> Self {
        Self::on(TempDir::new().unwrap(), "2026-11-21T08:00:00Z".parse().unwrap())
    }

    pub fn on(dir: TempDir, now: DateTime<Utc>) -> Self {
        Self { dir, clock: Arc::new(FixedClock::at(now)) }
    }

    pub fn paths(&self) -> Paths {
        Paths::under(self.dir.path())
    }

    pub fn desk(&self) -> Desk {
        Desk::new(self.paths(), self.clock.clone())
    }

    /// Gives a command a minute later.
    pub fn obey(&self, command: Command) -> Result<Outcome, Failure> {
        self.clock.advance(60);
        self.desk().obey(&request(command)).map_err(|failed| failed.failure)
    }

    /// Gives a command some minutes later; `None` if it was refused.
    pub fn obeyed(&self, command: Command, minutes: i64) -> Option<Outcome> {
        self.clock.advance(minutes * 60);
        match self.desk().obey(&request(command)) {
            Ok(outcome) => {
                assert_eq!(outcome.warnings, Vec::<String>::new());
                Some(outcome)
            }
            Err(FailedCommand { failure: Failure::Refused(_), .. }) => None,
            Err(failed) => panic!("{failed}"),
        }
    }

    /// Returns every past session.
    pub fn history(&self) -> Vec<SessionRecord> {
        self.desk().history(&Period::default(), usize::MAX).unwrap()
    }

    /// Returns every file and its content, except for the lock file, whose content is only a hint,
    /// and the index, which readers write.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut dirs = vec![self.dir.path().to_owned()];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    dirs.push(path);
                } else if !self.is_lock(&path) && !self.is_of_index(&path) {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    fn is_lock(&self, path: &Path) -> bool {
        let paths = self.paths();
        [paths.lock(), paths.tasks_lock(), paths.imports_lock()].iter().any(|lock| lock == path)
    }

    fn is_of_index(&self, path: &Path) -> bool {
        let index = self.paths().index();
        path == self.paths().index_lock()
            || path.to_string_lossy().starts_with(&*index.to_string_lossy())
    }

    /// Returns the content of every file in the quarantine, without the reasons.
    pub fn kept(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.paths().quarantine()) else { return Vec::new() };
        let paths = entries.map(|entry| entry.unwrap().path());
        let files = paths.filter(|path| !path.to_string_lossy().ends_with(".reason.txt"));
        files.map(|path| fs::read(path).unwrap()).collect()
    }
}

/// Makes a directory in memory, if the system has a place for that: flushes take no time there.
pub fn memory_dir() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory).unwrap() } else { TempDir::new().unwrap() }
}

/// Changes the content of a file.
pub fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    how(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Returns what is known, without what can be undone: a repair drops the steps whose lines are lost.
pub fn without_steps(watch: &Watch) -> Watch {
    Watch { undo: Vec::new(), redo: Vec::new(), ..watch.clone() }
}
