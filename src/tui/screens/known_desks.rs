//! The desks of this machine as they were last read, and whether they must be read again.

use chrono::{DateTime, Utc};

use crate::core::{DeskGlance, DeskName};
use crate::failure::Words;

/// The desks of this machine.
#[derive(Debug, Default)]
pub struct KnownDesks {
    /// Those that may be live; `None` before they were read.
    open: Option<Vec<DeskGlance>>,
    /// The others, if somebody wanted to see them.
    over: Option<Vec<DeskGlance>>,
    /// When they were read, UTC.
    read_at: DateTime<Utc>,
    refusal: Option<Words>,
    /// Why the list lacks desks.
    lacks: Option<String>,
    /// Why they are read now and then, if they cannot be watched.
    polling: Option<String>,
    is_behind: bool,
    is_under_way: bool,
}

/// A desk in the list, and when it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ListedDesk {
    /// The desk.
    pub desk: DeskGlance,
    /// When it was read, UTC.
    pub read_at: DateTime<Utc>,
}

impl KnownDesks {
    /// Notes that they may have changed.
    pub fn fall_behind(&mut self) {
        self.is_behind = true;
    }

    /// Reports whether they must be read, and if so, whether those that are over too; not again until they
    /// were. `shows_all` says whether those are shown.
    pub fn wants(&mut self, shows_all: bool) -> Option<bool> {
        let is_all = shows_all && self.over.is_none();
        let is_due = self.is_behind || (is_all && self.refusal.is_none());
        if self.is_under_way || !is_due {
            return None;
        }
        self.is_under_way = true;
        self.is_behind = false;
        Some(is_all)
    }

    /// Reports whether those that are over are not known.
    pub fn lacks_over(&self) -> bool {
        self.over.is_none()
    }

    /// Takes in the desks that may be live, or all of them.
    pub fn take(&mut self, is_all: bool, desks: Vec<DeskGlance>, now: DateTime<Utc>) {
        self.is_under_way = false;
        self.refusal = None;
        self.read_at = now;
        if is_all {
            let (open, over) = desks.into_iter().partition(DeskGlance::is_live);
            (self.open, self.over) = (Some(open), Some(over));
            return;
        }
        let is_there = |name: &DeskName| desks.iter().any(|desk| desk.desk == *name);
        let was_live = self.open.iter().flatten().filter(|desk| desk.is_live());
        let mut gone = was_live.filter(|desk| !is_there(&desk.desk));
        if gone.next().is_some() {
            // It is among those that are over now.
            self.over = None;
        }
        if let Some(over) = &mut self.over {
            over.retain(|desk| !is_there(&desk.desk));
        }
        self.open = Some(desks);
    }

    /// Takes in why they could not be read.
    pub fn refuse(&mut self, words: Words) {
        self.is_under_way = false;
        self.refusal = Some(words);
    }

    /// Returns why they could not be read.
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }

    /// Notes why the list lacks desks; `None` if it is whole.
    pub fn lack(&mut self, why: Option<String>) {
        self.lacks = why;
    }

    /// Returns why the list lacks desks; `None` if it is whole.
    pub fn lacks(&self) -> Option<&str> {
        self.lacks.as_deref()
    }

    /// Notes why they are read now and then.
    pub fn poll(&mut self, why: String) {
        self.polling = Some(why);
    }

    /// Returns why they are read now and then; `None` if they are watched.
    pub fn polling(&self) -> Option<&str> {
        self.polling.as_deref()
    }

    /// Reports whether they were read.
    pub fn is_read(&self) -> bool {
        self.open.is_some()
    }

    /// Returns the live desks but one.
    pub fn others<'a>(&'a self, own: &'a DeskName) -> impl Iterator<Item = &'a DeskGlance> {
        let live = self.open.iter().flatten().filter(|desk| desk.is_live());
        live.filter(move |desk| desk.desk != *own)
    }

    /// Returns how many desks but one wait for a person.
    pub fn waiting(&self, own: &DeskName) -> usize {
        self.others(own).filter(|desk| desk.waits_for.is_some()).count()
    }

    /// Returns the live desks, or all of them, in the order of the list. That of the panel is given as
    /// it is now.
    pub fn list(&self, is_all: bool, own: Option<&ListedDesk>) -> Vec<ListedDesk> {
        let is_wanted = |desk: &DeskGlance| is_all || desk.is_live();
        let is_own = |desk: &DeskGlance| own.is_some_and(|own| own.desk.desk == desk.desk);
        let over = self.over.iter().flatten().filter(|_| is_all);
        let others = self.open.iter().flatten().chain(over).filter(|desk| !is_own(desk));
        let all = own.map(|own| &own.desk).into_iter().chain(others);
        let mut desks: Vec<_> = all.filter(|desk| is_wanted(desk)).cloned().collect();
        DeskGlance::sort(&mut desks);
        let read_at = |desk: &DeskGlance| match own {
            Some(own) if is_own(desk) => own.read_at,
            Some(_) | None => self.read_at,
        };
        desks.into_iter().map(|desk| ListedDesk { read_at: read_at(&desk), desk }).collect()
    }
}
