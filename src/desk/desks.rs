//! The desks of this machine, as one list.

use std::collections::HashSet;
use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::obey::Desk;
use crate::core::{
    DeskGlance, DeskName, Hint, LookAt, Moment, Refusal, RefusalKind, RunQuery, SessionName, Story,
};
use crate::failure::Failure;
use crate::index::Asked;
use crate::paths::Paths;

/// How many ended runs may be looked at again before the index reads their ends, and they are not.
const ENDED_MAX: usize = 32;
/// How many desks are worth a thread of their own.
const DESKS_A_THREAD: usize = 16;

/// One desk, as somebody sees it who looks into it.
#[derive(Debug)]
pub struct DeskView {
    /// The desk as a line of the list.
    pub glance: DeskGlance,
    /// Its live or last session; `None` if there was none.
    pub story: Option<Story>,
}

impl Desk {
    /// Returns the desks of this machine: those that wait for a person first, then the last touched. Of
    /// the runs that are over, it has only those whose end nobody has read. A desk that cannot be read
    /// is in the list, and says why.
    ///
    /// # Errors
    /// [`Failure`] if the ends of many runs have to be read, and the index fails.
    pub fn desks(&self) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        self.desks_and(Vec::new())
    }

    /// Returns the same, and these desks.
    fn desks_and(&self, others: Vec<(DeskName, Paths)>) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        let Asked { answer: mut names, warnings, missing } = self.index.desks();
        let known: HashSet<_> = names.iter().map(|(name, _)| name.clone()).collect();
        names.extend(others.into_iter().filter(|(name, _)| !known.contains(name)));
        let mut desks = self.glances(&names);
        self.close_ended(desks.iter().filter(|desk| desk.is_over()).count())?;
        DeskGlance::sort(&mut desks);
        Ok(Asked { answer: desks, warnings, missing })
    }

    /// Lets the index read the ends of runs, if there are many: nobody looks at those runs again. So the cost
    /// of a question does not grow with the runs that there were.
    ///
    /// # Errors
    /// [`Failure`] if the index fails.
    pub(super) fn close_ended(&self, ended: usize) -> Result<(), Failure> {
        if ended > ENDED_MAX {
            self.index.catch_up(&self.progress)?;
        }
        Ok(())
    }

    /// Returns how many other live desks wait for a person. The index is not used, unless many runs ended
    /// whose end it has not read.
    #[must_use]
    pub fn others_waiting(&self) -> usize {
        let mut names = self.index.desks().answer;
        names.retain(|(name, _)| *name != self.name());
        let desks = self.glances(&names);
        // The answer is known without it. If the index fails, the same runs are read the next time.
        let _ = self.close_ended(desks.iter().filter(|desk| desk.is_over()).count());
        desks.iter().filter(|desk| desk.is_live() && desk.waits_for.is_some()).count()
    }

    /// Returns the runs that are wanted: those that wait for a person first, then the last touched.
    ///
    /// # Errors
    /// [`Failure`] if the index cannot answer.
    pub fn runs(&self, query: &RunQuery) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        self.with_ended(query, |desk| query.wants(desk))
    }

    /// Returns all desks of this machine, with the runs that are over.
    ///
    /// # Errors
    /// As [`Self::runs`].
    pub fn all_desks(&self) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        let query = RunQuery::default();
        self.with_ended(&query, |desk| !desk.is_run || query.wants(desk))
    }

    /// Returns the wanted desks, with the runs of a query that are over.
    fn with_ended(
        &self,
        query: &RunQuery,
        is_wanted: impl Fn(&DeskGlance) -> bool,
    ) -> Result<Asked<Vec<DeskGlance>>, Failure> {
        // A run may end, or go on, while this is asked: it is among those before, or those after.
        let before = self.index.desks();
        let ended = self.index.ended_runs(&self.progress, query)?;
        let mut all = self.desks_and(before.answer)?;
        all.add_missing(before.missing);
        all.answer.retain(is_wanted);
        let open: HashSet<_> = all.answer.iter().map(|desk| desk.desk.clone()).collect();
        let ended = all.add_warnings(ended).into_iter();
        all.answer.extend(ended.filter(|desk| !open.contains(&desk.desk)));
        DeskGlance::sort(&mut all.answer);
        Ok(all)
    }

    /// Returns one desk of this machine as it is looked into.
    ///
    /// # Errors
    /// [`Failure`] if there is no such desk, or it cannot be read.
    pub fn look_into(&self, name: &DeskName) -> Result<DeskView, Failure> {
        let Some(other) = self.beside(name) else {
            let next = Hint::show("see which runs there are", LookAt::Runs);
            let why = format!("there is no desk {name}");
            let kind = RefusalKind::NothingThere;
            return Err(Refusal::new(kind, "Nothing was shown", why, next).into());
        };
        let view = other.look()?;
        let glance = DeskGlance::of(name.clone(), &view.watch, &view.moment(other.moment()));
        let session = glance.session_id.clone().map(SessionName::Id);
        let story = session.map(|session| other.story(Some(session))).transpose()?;
        Ok(DeskView { glance, story })
    }

    fn glances(&self, names: &[(DeskName, Paths)]) -> Vec<DeskGlance> {
        self.read_each(names, |name, paths, now| self.glance_of(name, paths, now))
    }

    /// Reads some desks, several at a time.
    pub(super) fn read_each<T: Send>(
        &self,
        names: &[(DeskName, Paths)],
        read: impl Fn(&DeskName, &Paths, &Moment) -> T + Sync,
    ) -> Vec<T> {
        let now = self.moment();
        let most = thread::available_parallelism().map_or(1, NonZero::get);
        let threads = names.len().div_ceil(DESKS_A_THREAD).clamp(1, most);
        let (next, all) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(names.len())));
        let read_some = || {
            let mut own = Vec::new();
            while let Some((name, paths)) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
                own.push(read(name, paths, &now));
            }
            if let Ok(mut all) = all.lock() {
                all.extend(own);
            }
        };
        thread::scope(|scope| {
            for _ in 1..threads {
                scope.spawn(read_some);
            }
            read_some();
        });
        all.into_inner().unwrap_or_default()
    }

    pub(super) fn glance_of(&self, name: &DeskName, paths: &Paths, now: &Moment) -> DeskGlance {
        let store = self.store.beside(paths.clone());
        let now = self.moment_at(&store, now);
        match store.look() {
            Ok(found) => DeskGlance::of(name.clone(), &found.reached.watch, &now),
            Err(error) => {
                // Its name says where its files are.
                let below = |dir: &Path| format!("{}/", dir.display());
                let why = error.to_string().replace(&below(&paths.data), "");
                DeskGlance::unread(name.clone(), why.replace(&below(&paths.config), ""))
            }
        }
    }
}
