//! The doctor: checks and repairs the files of this desk, or of every desk of this machine.

use std::vec::IntoIter;

use super::obey::Desk;
use crate::core::{CountedTimes, DeskName, Session};
use crate::failure::Failure;
use crate::index::{Asked, Pace, WorkProgress};
use crate::store::{Finding, Report, Store, StoreError};

/// What the doctor does.
#[derive(Debug, Clone, Copy)]
enum Care {
    Check,
    Repair,
}

/// What was found on a desk.
#[derive(Debug)]
pub struct Examined {
    /// The desk.
    pub desk: DeskName,
    /// What was found and done.
    pub report: Report,
    /// Why the desk cannot be read or written; `None` if a repair is all that it needs.
    pub blocked: Option<Failure>,
}

/// The desks of this machine, each examined when it is asked for. The own desk is the last one: what is
/// said of the index is about the journals of all.
pub struct Examination<'d> {
    desk: &'d Desk,
    care: Care,
    left: IntoIter<DeskName>,
    all: usize,
    pace: Pace<'d>,
    /// Which desks are left out, because they cannot be listed.
    pub warnings: Vec<String>,
}

impl Desk {
    /// Checks the whole store, and compares the index with it, without writing. The default desk has the
    /// names of the runs, too.
    ///
    /// # Errors
    /// [`Failure`] if the store cannot be read.
    pub fn check(&self) -> Result<Report, Failure> {
        let report = self.store.check()?;
        let report = report.with(self.index.check(self.live_times(), &self.progress));
        let report = report.with(self.tasks_lock());
        Ok(if self.is_default() { report.with(self.names(Care::Check)?) } else { report })
    }

    /// Repairs the store. Copies unreadable data first, and deletes nothing but an incomplete last line,
    /// and an index that does not say what the journals say.
    ///
    /// # Errors
    /// [`Failure`] if it cannot be repaired.
    pub fn repair(&self) -> Result<Report, Failure> {
        let report = self.store.repair(self.clock.now().utc, self.waiting.as_ref())?;
        let report = report.with(self.index.repair(self.live_times(), &self.progress)?);
        let report = report.with(self.tasks_lock());
        Ok(if self.is_default() { report.with(self.names(Care::Repair)?) } else { report })
    }

    fn is_default(&self) -> bool {
        self.name() == DeskName::of(None)
    }

    /// Checks whether the lock of the tasks can be taken. No repair may take away what is in its place.
    fn tasks_lock(&self) -> Report {
        let Err(error) = self.store.check_tasks_lock_file() else { return Report::default() };
        let path = self.paths().tasks_lock();
        let cause = match error {
            StoreError::WrongKind { what, .. } => {
                format!("it is {what}; move it away, or no task can be added")
            }
            error => {
                format!("make it a file that you may write, or no task can be added: {error}")
            }
        };
        Report { troubles: vec![Finding { path, byte: None, cause }], ..Report::default() }
    }

    /// Checks or repairs the names of the runs.
    fn names(&self, care: Care) -> Result<Report, StoreError> {
        let folders = self.store.run_folders();
        match care {
            Care::Check => Ok(folders.check_names()),
            Care::Repair => folders.repair_names(),
        }
    }

    /// Returns since when the live session has lasted; `None` if there is none, or it cannot be read.
    fn live_times(&self) -> Option<CountedTimes> {
        let watch = self.look().ok()?.watch;
        let times = |live: &Session| CountedTimes {
            key: live.key,
            from_utc: live.started_at_utc,
            until_utc: None,
        };
        watch.live().map(times)
    }

    /// Starts a new history from a state file that has none.
    ///
    /// # Errors
    /// [`Failure`] if there is a history, or no readable state.
    pub fn adopt(&self) -> Result<Report, Failure> {
        Ok(self.store.adopt(self.clock.now().utc, self.waiting.as_ref())?)
    }

    /// Checks every desk of this machine, with the runs that are over, one after another.
    #[must_use]
    pub fn check_all(&self) -> Examination<'_> {
        self.examine_all(Care::Check)
    }

    /// Repairs every desk of this machine, with the runs that are over, one after another.
    #[must_use]
    pub fn repair_all(&self) -> Examination<'_> {
        self.examine_all(Care::Repair)
    }

    fn examine_all(&self, care: Care) -> Examination<'_> {
        let Asked { answer, warnings, .. } = self.index.all_desks();
        let mut names = answer.into_iter().map(|(name, _)| name);
        // The own one comes first there.
        let own = names.next();
        let names: Vec<DeskName> = names.chain(own).collect();
        let (all, pace) = (names.len(), Pace::begin(&self.progress));
        Examination { desk: self, care, left: names.into_iter(), all, pace, warnings }
    }

    /// Returns why this desk cannot be read or written; `None` if it can.
    #[must_use]
    pub fn blocked(&self) -> Option<Failure> {
        match self.look() {
            Ok(view) => {
                let read_only = view.read_only.map(Failure::from);
                let tasks_lock = || self.store.check_tasks_lock_file().err().map(Failure::from);
                read_only.or_else(tasks_lock)
            }
            Err(failure) => Some(failure),
        }
    }

    /// Checks or repairs this desk, and what belongs to all: the index and the names of the runs.
    fn examine(&self, care: Care) -> Result<Report, Failure> {
        let report = match care {
            Care::Check => self.check(),
            Care::Repair => self.repair(),
        }?;
        Ok(if self.is_default() { report } else { report.with(self.names(care)?) })
    }

    /// Checks or repairs the files of another desk.
    fn examine_other(&self, other: &Store, care: Care) -> Result<Report, StoreError> {
        match care {
            Care::Check => other.check(),
            Care::Repair => other.repair(self.clock.now().utc, self.waiting.as_ref()),
        }
    }
}

impl Examination<'_> {
    /// Takes back what was said of the progress: something else is written.
    pub fn clear_progress(&mut self) {
        self.pace.clear();
    }

    fn examine(&mut self, name: &DeskName) -> Option<Examined> {
        let (own, care) = (self.desk, self.care);
        if *name == own.name() {
            self.pace.clear();
            return Some(Examined::of(own, own.examine(care)));
        }
        let other = own.beside(name)?;
        let report = own.examine_other(&other.store, care).map_err(Failure::from);
        Some(Examined::of(&other, report))
    }
}

impl Iterator for Examination<'_> {
    type Item = Examined;

    fn next(&mut self) -> Option<Examined> {
        loop {
            let desks = self.all.saturating_sub(self.left.len());
            let name = self.left.next()?;
            self.pace.say(WorkProgress::Checking { desks, of: self.all });
            if let Some(examined) = self.examine(&name) {
                return Some(examined);
            }
        }
    }
}

impl Examined {
    fn of(desk: &Desk, report: Result<Report, Failure>) -> Self {
        let (report, blocked) = match report {
            Ok(report) => {
                let blocked = if report.is_sound() { None } else { desk.blocked() };
                (report, blocked)
            }
            Err(failure) => {
                let (path, cause) = (desk.paths().data.clone(), failure.to_string());
                let trouble = Finding { path, byte: None, cause };
                (Report { troubles: vec![trouble], ..Report::default() }, Some(failure))
            }
        };
        Self { desk: desk.name(), report, blocked }
    }
}
