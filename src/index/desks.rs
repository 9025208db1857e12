//! Which desks there are: those of the profiles, and those of the runs.
//!
//! A run that is over and read once is never looked at again: it has no file among the open runs. So the
//! cost of a question does not grow with the runs that there were.

use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, PoisonError};

use super::asked::{Asked, MissingDesk};
use super::file::{Index, is_nothing};
use crate::core::{DeskName, SessionId};
use crate::paths::{Paths, is_profile};
use crate::store::{FileKind, Store};

/// Desks by their names.
pub type Desks = Asked<Vec<(DeskName, Paths)>>;

impl Index {
    /// Returns the desks of this machine in which something was recorded, the desk of this index first: those
    /// of the profiles, then the runs that are open. If they cannot be listed, warns, and returns those that it
    /// knows.
    pub fn desks(&self) -> Desks {
        let (mut desks, mut missing) =
            (vec![self.paths.desk.clone(), DeskName::of(None)], Vec::new());
        let profiles = self.known_names_in(&self.paths.profiles(), "profiles", &mut missing);
        let profiles = profiles.iter().filter(|name| is_profile(name));
        desks.extend(profiles.map(|name| DeskName::of(Some(name))));
        let mut desks = self.that_are_there(desks);
        let runs = self.known_names_in(&self.paths.open_runs(), "open runs", &mut missing);
        // Each of them was there when it got its mark.
        let others = runs_of(&runs).filter(|run| *run != self.paths.desk);
        desks.extend(others.filter_map(|run| Some((run.clone(), self.paths.of_desk(&run)?))));
        Asked::lacking(desks, missing)
    }

    /// Returns the same and every other run that there was, however many.
    pub fn all_desks(&self) -> Desks {
        let Asked { answer: mut desks, mut missing, .. } = self.desks();
        let mut names = Vec::new();
        for day in self.names_in(&self.paths.runs(), "runs", &mut missing) {
            if is_day(&day) {
                names.extend(self.names_in(&self.paths.runs().join(day), "runs", &mut missing));
            }
        }
        names.sort_unstable();
        let known: HashSet<DeskName> = desks.iter().map(|(name, _)| name.clone()).collect();
        let others = runs_of(&names).filter(|run| !known.contains(run));
        desks.extend(self.that_are_there(others.collect()));
        Asked::lacking(desks, missing)
    }

    /// Returns the names in a directory; those that were listed last if it cannot be listed now.
    fn known_names_in(
        &self,
        dir: &Path,
        what: &str,
        missing: &mut Vec<MissingDesk>,
    ) -> Vec<String> {
        let lacking = missing.len();
        let names = self.names_in(dir, what, missing);
        let mut listed = self.listed.lock().unwrap_or_else(PoisonError::into_inner);
        if missing.len() > lacking {
            return listed.get(dir).cloned().unwrap_or_default();
        }
        listed.insert(dir.to_owned(), names.clone());
        names
    }

    /// Returns the names in a directory; none if it does not exist, or cannot be listed.
    fn names_in(&self, dir: &Path, what: &str, missing: &mut Vec<MissingDesk>) -> Vec<String> {
        match self.disk.list(dir) {
            Ok(mut names) => {
                names.sort_unstable();
                names
            }
            Err(error) if is_nothing(&error) => Vec::new(),
            Err(error) => {
                let dir = dir.display();
                let warning = format!("other {what} are left out: {dir} cannot be listed: {error}");
                missing.push(MissingDesk { desk: None, warning });
                Vec::new()
            }
        }
    }

    /// Returns each desk once in which something was recorded, with its paths. The own one is there
    /// always, and so is a run with a folder.
    fn that_are_there(&self, names: Vec<DeskName>) -> Vec<(DeskName, Paths)> {
        let mut known = HashSet::new();
        let mut desks: Vec<(DeskName, Paths)> = Vec::new();
        for name in names {
            let Some(paths) = self.paths.of_desk(&name) else { continue };
            if !known.insert(name.clone()) {
                continue;
            }
            let is_there = || match name.run() {
                Some(_) => self.is_run(&paths),
                None => self.has_record(&paths),
            };
            if name == self.paths.desk || is_there() {
                desks.push((name, paths));
            }
        }
        desks
    }

    /// Reports whether anything is left of what was ever recorded in a desk. A refused command leaves
    /// no more than the lock.
    fn has_record(&self, paths: &Paths) -> bool {
        let has_segment = || match self.disk.list(&paths.history()) {
            Ok(names) => names.iter().any(|name| !paths.lock().ends_with(name)),
            // Reading it says why.
            Err(_) => self.is_there(&paths.history()),
        };
        let others = [paths.state(), paths.witness(), paths.quarantine()];
        others.iter().any(|path| self.is_there(path)) || has_segment()
    }

    /// Reports whether there is something at a path. What cannot be looked at is there.
    fn is_there(&self, path: &Path) -> bool {
        self.disk.stat(path).map_or_else(|error| !is_missing(&error), |_| true)
    }

    /// Reports whether a desk is that of a run which has or had a history, open or not.
    pub fn has_run(&self, desk: &DeskName) -> bool {
        let paths = desk.run().and_then(|id| self.paths.of_run(&id));
        paths.is_some_and(|paths| self.is_run(&paths))
    }

    /// Reports whether there is a run with a folder for its history, or what is left of one.
    fn is_run(&self, paths: &Paths) -> bool {
        let is_replaced = || self.is_there(&paths.data) && !self.is_dir(&paths.data);
        let has_metadata = || paths.run_metadata().is_some_and(|path| self.is_there(&path));
        self.is_dir(&paths.history()) || self.has_record(paths) || has_metadata() || is_replaced()
    }

    /// Reports whether there is a directory. One that cannot be looked at is there: reading it says why.
    fn is_dir(&self, path: &Path) -> bool {
        match self.disk.stat(path) {
            Ok(stat) => stat.kind == FileKind::Directory,
            Err(error) => !is_missing(&error),
        }
    }

    /// Returns the stores of some desks.
    pub(super) fn stores(&self, desks: Desks) -> Asked<Vec<(DeskName, Store)>> {
        let store = |paths| Store::new(Arc::clone(&self.disk), paths);
        let Asked { answer, warnings, missing } = desks;
        let answer = answer.into_iter().map(|(name, paths)| (name, store(paths))).collect();
        Asked { answer, warnings, missing }
    }
}

/// Reports whether an error says that nothing is at a path.
fn is_missing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// Returns the runs among some names of files.
fn runs_of(names: &[String]) -> impl Iterator<Item = DeskName> {
    names.iter().filter_map(|name| SessionId::parse(name)).map(|id| DeskName::of_run(&id))
}

/// Reports whether a directory has the name of a day, as in `2026-01-01`.
fn is_day(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    name.len() == 10 && digits == 8 && name.split('-').count() == 3
}
