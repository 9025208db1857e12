//! What can be asked about the past. The index answers; the live sessions come from the desks.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, Utc};

use super::obey::Desk;
use crate::core::{
    DeskName, DeskSession, Hint, Page, PageFrom, PastQuery, PastSum, Period, Refusal, RefusalKind,
    Search, SearchHit, SessionRecord, Tally, WantedDesks,
};
use crate::failure::Failure;
use crate::index::{Asked, DeskThen, MissingDesk, Within};
use crate::store::{Quiet, RunClaim, Store};

/// How many days ahead of now are told: those of sessions under a clock that ran ahead.
const TOLD_AHEAD: Days = Days::new(400);

/// How often sessions are read while somebody writes.
pub(super) const ATTEMPTS: u32 = 8;

/// The sessions within a period.
type Sessions = Asked<Vec<DeskSession>>;

/// The desks that could be read, each with its newest event and its live session.
pub(super) type Live = Asked<Vec<DeskThen>>;

impl Desk {
    /// Returns the sessions of people that a period touches, on all desks, the one that started first
    /// comes first; then the live ones. Cancelled sessions are left out, and so are the runs of programs.
    ///
    /// # Errors
    /// As [`Self::sessions_of`].
    pub fn sessions_within(&self, period: &Period) -> Result<Asked<Vec<DeskSession>>, Failure> {
        self.sessions_of(WantedDesks::OfPeople, period)
    }

    /// Returns the sessions of some desks that a period touches, as [`Self::sessions_within`].
    ///
    /// # Errors
    /// [`Failure`] if there is no such desk, or the history of this desk cannot be read. One of another
    /// desk is left out, with a warning.
    pub fn sessions_of(
        &self,
        wanted: WantedDesks<'_>,
        period: &Period,
    ) -> Result<Asked<Vec<DeskSession>>, Failure> {
        if let WantedDesks::One(desk) = wanted {
            self.must_know(desk, "Nothing was reported")?;
        }
        let mut asked = self.sessions_of_one_moment(wanted, period)?;
        if let WantedDesks::One(desk) = wanted {
            asked.only_about(desk);
        }
        Ok(asked)
    }

    fn sessions_of_one_moment(
        &self,
        wanted: WantedDesks<'_>,
        period: &Period,
    ) -> Result<Sessions, Failure> {
        // A session that ends or goes on while they are read would be missed, or counted twice.
        for _ in 1..ATTEMPTS {
            let (asked, is_one_moment) = self.sessions_as_they_are(wanted, period)?;
            if is_one_moment {
                return Ok(asked);
            }
        }
        // Somebody writes all the time, and has to wait for once.
        let _quiet = self.quiet();
        Ok(self.sessions_as_they_are(wanted, period)?.0)
    }

    /// Returns the sessions within a period, and whether nobody wrote while they were read.
    fn sessions_as_they_are(
        &self,
        wanted: WantedDesks<'_>,
        period: &Period,
    ) -> Result<(Sessions, bool), Failure> {
        let live_sessions = self.live_sessions(wanted)?;
        let desks = &live_sessions.answer;
        let asked = self.index.sessions_within(&self.progress, (period, wanted), desks)?;
        let Within { sessions, is_one_moment } = asked.answer;
        let (warnings, missing) = (asked.warnings, asked.missing);
        let mut all = Asked { answer: sessions, warnings, missing };
        all.add_warnings(live_sessions);
        Ok((all, is_one_moment))
    }

    /// Keeps writers of all desks out, as far as that is possible.
    pub(super) fn quiet(&self) -> Vec<Quiet> {
        let desks = self.index.desks().answer.into_iter();
        desks.filter_map(|(_, paths)| self.store.beside(paths).quiet().ok()).collect()
    }

    /// Returns a page of the past sessions of this desk, at most `count`.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn past_page(
        &self,
        query: &PastQuery,
        from: PageFrom,
        count: usize,
    ) -> Result<Asked<Page>, Failure> {
        Ok(self.index.past_page(&self.progress, query, from, count)?)
    }

    /// Returns how many past sessions of this desk there are, and their active time.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn past_sum(&self, query: &PastQuery) -> Result<Asked<PastSum>, Failure> {
        Ok(self.index.past_sum(&self.progress, query)?)
    }

    /// Returns the name of this desk.
    #[must_use]
    pub fn name(&self) -> DeskName {
        self.paths().desk.clone()
    }

    /// Returns at most `count` texts that have some words.
    ///
    /// # Errors
    /// [`Failure`] if there is no such desk, or the history cannot be read.
    pub fn search(&self, search: &Search, count: usize) -> Result<Asked<Vec<SearchHit>>, Failure> {
        if let Some(desk) = &search.desk {
            self.must_know(desk, "Nothing was searched for")?;
        }
        let mut asked = self.index.search(&self.progress, search, count)?;
        if let Some(desk) = &search.desk {
            asked.only_about(desk);
        }
        Ok(asked)
    }

    /// Returns a desk by the name of its profile, by the id of its run, or else by the name that a client
    /// gave the run.
    ///
    /// # Errors
    /// [`Failure`] if the run cannot be looked for.
    pub fn desk_named(&self, name: &str) -> Result<DeskName, Failure> {
        let desk = DeskName::named(name);
        if self.index.desks().answer.iter().any(|(known, _)| *known == desk) {
            return Ok(desk);
        }
        let run = self.store.run_folders().find(RunClaim::Name(name))?;
        Ok(run.map_or(desk, |id| DeskName::of_run(&id)))
    }

    /// Refuses a desk that does not exist.
    fn must_know(&self, desk: &DeskName, what: &'static str) -> Result<(), Failure> {
        let desks = self.index.desks().answer;
        if desks.iter().any(|(name, _)| name == desk) || self.index.has_run(desk) {
            return Ok(());
        }
        let people = desks.iter().filter(|(name, _)| name.run().is_none());
        let names: Vec<&str> = people.map(|(name, _)| name.as_str()).collect();
        let next = Hint::say(format!("choose one of: {}", names.join(", ")));
        let why = format!("there is no desk {desk}");
        Err(Refusal::new(RefusalKind::NothingThere, what, why, next).into())
    }

    /// Returns the active time of past sessions since `since`, by local day, up to more than a year
    /// ahead of now. The number is that of the newest event that changed a past session. `local`
    /// returns the local time, less the time at which days begin.
    ///
    /// # Errors
    /// [`Failure`] if the history cannot be read.
    pub fn tally(
        &self,
        since: DateTime<Utc>,
        local: &dyn Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<(u64, Tally), Failure> {
        let filed_seq = self.look()?.watch.filed_seq;
        let last = self.moment().utc.date_naive().checked_add_days(TOLD_AHEAD);
        let until = last.map(|day| day.and_time(NaiveTime::MIN).and_utc());
        let period = Period { since: Some(since), until };
        Ok((filed_seq, self.index.tally(&self.progress, &period, local)?.answer))
    }

    /// Returns the live sessions of all desks, that of this desk first.
    pub(super) fn live_sessions(&self, wanted: WantedDesks<'_>) -> Result<Live, Failure> {
        let now = self.moment();
        let live = |store: &Store| -> Result<(u64, Option<SessionRecord>), Failure> {
            let now = self.moment_at(store, &now);
            let watch = store.look()?.reached.watch;
            Ok((watch.seq, watch.live_record(&now)))
        };
        let mut all = Live::default();
        let desks = self.index.desks().answer.into_iter().enumerate();
        for (nth, (name, paths)) in desks.filter(|(_, (name, _))| wanted.wants(name)) {
            let other = self.store.beside(paths);
            match live(if nth == 0 { &self.store } else { &other }) {
                Ok((seq, live)) => all.answer.push((name, seq, live)),
                Err(failure) if nth == 0 => return Err(failure),
                Err(error) => {
                    all.add_missing(vec![MissingDesk::unread(&name, &error)]);
                }
            }
        }
        Ok(all)
    }
}
