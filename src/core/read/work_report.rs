//! A report: the active time of a period, added up by what the asker chooses.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc, Weekday};

use crate::core::base::{DeskName, SessionKey};
use crate::core::history::{DeskSession, GapTime, PauseTime};
use crate::core::read::{
    GapGlance, GapState, Grouping, PartContext, Period, ReportOverride, ReportRow, RowKey, RowPlan,
    SprintOf, TaskRow, nearest, whole_units,
};
use crate::core::session::{FrameRef, Phase};

/// What a report is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportQuery {
    /// The time whose work counts.
    pub period: Period,
    /// By what it is added up.
    pub grouping: Grouping,
    /// The unit to which each row is rounded, seconds; `None` for exact times.
    pub rounded_to_seconds: Option<u64>,
    /// The first day of a week.
    pub week_start: Weekday,
}

/// The active time of a period, added up.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkReport {
    /// What it is about.
    pub query: ReportQuery,
    /// The rows. Days, bands and the like are in their order; others have the most time first, and
    /// time without a context last.
    pub rows: Vec<ReportRow>,
    /// All active time, milliseconds.
    pub active_ms: u64,
    /// The sum of the rounded rows, seconds; `None` if the times are exact.
    pub rounded_seconds: Option<u64>,
    /// How many sessions have active time in it.
    pub sessions: usize,
    /// Of how many desks its sessions are.
    pub desks: usize,
    /// The live sessions.
    pub live: Vec<LiveWork>,
    /// The pauses, oldest first.
    pub breaks: Vec<ReportBreak>,
    /// The gaps, oldest first.
    pub gaps: Vec<ReportGap>,
    /// What was done against a rule, oldest first.
    pub overrides: Vec<ReportOverride>,
    /// The desk that it is about; `None` for all.
    pub only_desk: Option<DeskName>,
    /// What it lacks, in sentences.
    pub warnings: Vec<String>,
}

/// A live session in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveWork {
    /// Its desk.
    pub desk: DeskName,
    /// Its short name.
    pub session: SessionKey,
    /// Its phase.
    pub phase: Phase,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// The moment at which it was read, UTC.
    pub read_at_utc: DateTime<Utc>,
    /// Its active time within the period, milliseconds.
    pub active_ms: u64,
}

/// A pause in a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportBreak {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub session: SessionKey,
    /// From when until when, within the period.
    pub pause: PauseTime,
    /// The same in whole seconds: from second to second.
    pub seconds: u64,
}

/// An absence of the machine in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportGap {
    /// The desk.
    pub desk: DeskName,
    /// The session.
    pub session: SessionKey,
    /// What of the gap is within the period. While it is open, nothing of it counts.
    pub gap: GapGlance,
    /// The whole gap.
    pub whole: GapGlance,
}

impl WorkReport {
    /// Adds up the active time of sessions within a period. `local` returns the local time.
    ///
    /// Each millisecond of active time is in exactly one row.
    #[must_use]
    pub fn of(
        sessions: &[DeskSession],
        query: ReportQuery,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Self {
        Self::with_sprints(sessions, query, local, &|_| None)
    }

    /// As [`Self::of`]. By sprint, time in a task counts for its sprint, if no sprint was open. `sprint_of`
    /// returns the sprint of a task.
    #[must_use]
    pub fn with_sprints(
        sessions: &[DeskSession],
        query: ReportQuery,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
        sprint_of: SprintOf<'_>,
    ) -> Self {
        let mut sums = Sums::default();
        let mut live = Vec::new();
        for session in sessions {
            let before_ms = sums.active_ms;
            sums.add(session, &query, (&local, sprint_of));
            let active_ms = sums.active_ms.saturating_sub(before_ms);
            live.extend(session.record.phase.is_live().then(|| LiveWork::of(session, active_ms)));
        }
        let Sums { mut rows, active_ms, sessions: counted, .. } = sums;
        rows.sort_by_key(|row| (row.key.rank(), Reverse(row.active_ms)));
        let seconds = whole_units(&rows.iter().map(|row| row.active_ms).collect::<Vec<_>>(), 1_000);
        for (row, seconds) in rows.iter_mut().zip(seconds) {
            row.seconds = seconds;
            row.rounded_seconds = query.rounded_to_seconds.map(|unit| {
                let unit_ms = unit.saturating_mul(1_000);
                nearest(row.active_ms, unit_ms) / 1_000
            });
        }
        let rounded = |row: &ReportRow| row.rounded_seconds.unwrap_or(0);
        let rounded_seconds =
            query.rounded_to_seconds.map(|_| rows.iter().map(rounded).fold(0, u64::saturating_add));
        let mut breaks: Vec<_> =
            sessions.iter().flat_map(|session| breaks(session, &query.period)).collect();
        breaks.sort_by_key(|one| one.pause.from_utc);
        let mut gaps: Vec<_> =
            sessions.iter().flat_map(|session| gaps(session, &query.period)).collect();
        gaps.sort_by_key(|one| one.gap.from_utc);
        let mut overrides: Vec<_> =
            sessions.iter().flat_map(|one| ReportOverride::within(one, &query.period)).collect();
        overrides.sort_by_key(|one| one.done.at_utc);
        let desks: HashSet<&DeskName> = sessions.iter().map(|session| &session.desk).collect();
        let desks = desks.len();
        Self {
            query,
            rows,
            active_ms,
            rounded_seconds,
            sessions: counted,
            desks,
            live,
            breaks,
            gaps,
            overrides,
            only_desk: None,
            warnings: Vec::new(),
        }
    }

    /// Adds what is known of tasks, sprints or projects to the rows that are about one.
    pub fn add_plans(&mut self, known: &[TaskRow]) {
        let plans: HashMap<&FrameRef, &TaskRow> =
            known.iter().map(|row| (&row.task.name, row)).collect();
        for row in &mut self.rows {
            let RowKey::Context(path) = &row.key else { continue };
            let plan = path.last().and_then(|name| plans.get(name));
            row.plan = plan.map(|known| RowPlan {
                estimate_seconds: known.task.estimate_seconds,
                actual_seconds: known.total_ms / 1_000,
            });
        }
    }

    /// Returns all active time in whole seconds: the sum of those of the rows.
    #[must_use]
    pub fn seconds(&self) -> u64 {
        self.active_ms / 1_000
    }

    /// Returns the name of a session in it: with its desk if the sessions are of several.
    #[must_use]
    pub fn session_name(&self, session: SessionKey, desk: &DeskName) -> String {
        if self.desks > 1 { format!("{session} ({desk})") } else { session.to_string() }
    }

    /// Returns whether there is nothing to report: no session has active time in the period, the live one did
    /// not just start in it, and nothing was done against a rule.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let since = self.query.period.since;
        let is_new = |live: &LiveWork| since.is_none_or(|since| live.started_at_utc >= since);
        self.rows.is_empty() && self.overrides.is_empty() && !self.live.iter().any(is_new)
    }

    /// Returns its oldest gap that waits for an answer.
    #[must_use]
    pub fn open_gap(&self) -> Option<&ReportGap> {
        self.gaps.iter().find(|one| one.gap.state == GapState::Open)
    }

    /// Reports whether a gap is one of a live session.
    #[must_use]
    pub fn is_of_live(&self, gap: &ReportGap) -> bool {
        self.live.iter().any(|live| (&live.desk, live.session) == (&gap.desk, gap.session))
    }
}

impl LiveWork {
    fn of(session: &DeskSession, active_ms: u64) -> Self {
        let record = &session.record;
        Self {
            desk: session.desk.clone(),
            session: record.key,
            phase: record.phase,
            started_at_utc: record.started_at_utc,
            read_at_utc: record.ended_at_utc,
            active_ms,
        }
    }
}

/// Sums in the making.
#[derive(Default)]
struct Sums {
    rows: Vec<ReportRow>,
    /// Where each row is, and the number of the last session that was added to it.
    known: HashMap<RowKey, (usize, usize)>,
    active_ms: u64,
    /// The sessions that have been added.
    added: usize,
    /// Those of them with active time.
    sessions: usize,
}

impl Sums {
    fn add(
        &mut self,
        session: &DeskSession,
        query: &ReportQuery,
        (local, sprint_of): (&impl Fn(DateTime<Utc>) -> NaiveDateTime, SprintOf<'_>),
    ) {
        self.added += 1;
        let parts = session.record.parts(&query.period);
        self.sessions += usize::from(!parts.is_empty());
        for part in &parts {
            let how = (local, sprint_of);
            for (key, ms) in query.grouping.shares(session, part, query.week_start, how) {
                let title = title(&key, &part.contexts);
                self.add_share(session, key, ms, title);
            }
        }
    }

    fn add_share(&mut self, session: &DeskSession, key: RowKey, ms: u64, title: Option<&str>) {
        let (nth, last) = *self.known.entry(key.clone()).or_insert_with(|| {
            self.rows.push(ReportRow {
                key: key.clone(),
                titles: Vec::new(),
                active_ms: 0,
                seconds: 0,
                rounded_seconds: None,
                sessions: 0,
                corrected: 0,
                added: 0,
                is_live: false,
                plan: None,
            });
            (self.rows.len() - 1, 0)
        });
        let Some(row) = self.rows.get_mut(nth) else { return };
        row.active_ms = row.active_ms.saturating_add(ms);
        row.is_live |= session.record.phase.is_live();
        if last != self.added {
            let record = &session.record;
            row.sessions += 1;
            row.corrected += usize::from(record.is_corrected);
            row.added += usize::from(record.is_added);
        }
        if let Some(title) = title.filter(|title| row.titles.iter().all(|known| known != title)) {
            row.titles.push(title.to_owned());
        }
        self.active_ms = self.active_ms.saturating_add(ms);
        self.known.insert(key, (nth, self.added));
    }
}

/// Returns the title of the innermost context of a row.
fn title<'a>(key: &RowKey, contexts: &[PartContext<'a>]) -> Option<&'a str> {
    match key {
        RowKey::Context(path) => {
            let inner = contexts.iter().find(|stay| path.last() == Some(stay.frame))?;
            inner.title.filter(|title| !title.trim().is_empty())
        }
        RowKey::Day(_)
        | RowKey::Week(_)
        | RowKey::Month(_)
        | RowKey::Band(_)
        | RowKey::Health(_)
        | RowKey::Operator(_)
        | RowKey::Desk(_)
        | RowKey::Type(_) => None,
    }
}

/// Returns the pauses of a session within a period.
fn breaks<'a>(
    session: &'a DeskSession,
    period: &Period,
) -> impl Iterator<Item = ReportBreak> + use<'a> {
    let (record, period) = (&session.record, *period);
    record.pauses.iter().filter_map(move |pause| {
        let whole_until = pause.until_utc.unwrap_or(record.ended_at_utc);
        let (from_utc, until) = cut(&period, pause.from_utc, whole_until);
        // One that goes on has no end, unless the period ends before.
        let until_utc = if until < whole_until { Some(until) } else { pause.until_utc };
        let (desk, session) = (session.desk.clone(), record.key);
        let pause = PauseTime { from_utc, until_utc };
        let seconds = seconds_between(from_utc, until);
        (from_utc < until).then_some(ReportBreak { desk, session, pause, seconds })
    })
}

/// Returns the gaps of a session within a period.
fn gaps<'a>(
    session: &'a DeskSession,
    period: &Period,
) -> impl Iterator<Item = ReportGap> + use<'a> {
    let (record, period) = (&session.record, *period);
    let is_within = move |gap: &&GapTime| {
        period.since.is_none_or(|since| gap.until_utc > since)
            && period.until.is_none_or(|until| gap.from_utc < until)
    };
    record.gaps.iter().filter(is_within).map(move |gap| {
        let whole = GapGlance::of_listed(gap);
        let (desk, session) = (session.desk.clone(), record.key);
        ReportGap { desk, session, gap: gap_within(gap, &whole, &period), whole }
    })
}

/// Returns what of a gap is within a period. What was kept of it is its beginning.
fn gap_within(gap: &GapTime, whole: &GapGlance, period: &Period) -> GapGlance {
    let (from_utc, until_utc) = cut(period, gap.from_utc, gap.until_utc);
    if (from_utc, until_utc) == (gap.from_utc, gap.until_utc) {
        return whole.clone();
    }
    let kept = TimeDelta::try_milliseconds(i64::try_from(gap.kept_ms).unwrap_or(i64::MAX));
    let kept_until = kept.and_then(|kept| gap.from_utc.checked_add_signed(kept));
    let kept_until = kept_until.unwrap_or(until_utc).min(until_utc).max(from_utc);
    GapGlance {
        from_utc,
        until_utc,
        seconds: seconds_between(from_utc, until_utc),
        kept_seconds: seconds_between(from_utc, kept_until),
        ..whole.clone()
    }
}

/// Returns what of a range is within a period.
fn cut(
    period: &Period,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let from = period.since.map_or(from, |since| since.max(from));
    (from, period.until.map_or(until, |end| end.min(until)))
}

/// Returns the seconds between two times as they are shown: to the second.
fn seconds_between(from: DateTime<Utc>, until: DateTime<Utc>) -> u64 {
    u64::try_from(until.timestamp().saturating_sub(from.timestamp())).unwrap_or(0)
}
