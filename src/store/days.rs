//! The active time of each day, derived from the session list, so that readers need not read months

//! of the list.
//!
//! The file has one line for each UTC day with active time, in order, and one for its first day. A
//! writer replaces the lines from the first changed day on, usually one. Only the last line names
//! the newest event that changed the session list, and the day at which the file ends. If this is
//! not the event that a reader expects, or it asks for other days, it reads the session list
//! instead.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use super::disk::Open;
use super::error::{IoContext, StoreError};
use super::files::{Store, write_all};
use super::line;
use super::report::Report;
use super::reverse_lines::ReverseLines;
use crate::core::{DayTotals, ListUpdate, Quarters, Recorded, SessionId, SessionRecord};

/// The temporary name. The next writer overwrites what an interrupted one left there.
pub const NEW: &str = ".days.jsonl.new";
/// How many days are included when the file is built.
const REBUILT: Days = Days::new(400);
/// How many days must be included: the widest screen shows a year.
const SHOWN: Days = Days::new(372);
/// How many days ahead of now are told: those of sessions under a clock that ran ahead.
const TOLD_AHEAD: Days = Days::new(400);
/// How many days ahead are included when the file is built. More than are told, so that it need not
/// be built again every day.
const REBUILT_AHEAD: Days = Days::new(800);
/// More than one line ever takes, bytes.
const BLOCK: u64 = 4 * 1_024;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// The version that a reader must support.
    v: u32,
    /// The UTC day.
    day: NaiveDate,
    /// The active time of that day.
    active: Quarters,
    /// Only the last line has it, so a file without its last lines is detected.
    #[serde(flatten)]
    end: Option<End>,
}

/// What the file includes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct End {
    /// The day after the last one that it may include.
    until: NaiveDate,
    /// The newest event that it includes.
    seq: u64,
}

/// The last lines of the file.
struct RecentDays {
    /// Their days.
    totals: DayTotals,
    /// Where they begin, bytes.
    begins: u64,
    /// The newest event that is included; `None` if the line that names it was lost.
    seq: Option<u64>,
}

impl RecentDays {
    /// Returns whether all days that a screen can show are included. A file that was built long
    /// ago, or while the clock was wrong by years, may include fewer.
    fn covers_a_year(&self, now: DateTime<Utc>) -> bool {
        let held = self.totals.period();
        let begins = self.begins > 0 || now.checked_sub_days(SHOWN) >= held.since;
        begins && told_until(now) <= held.until
    }
}

/// Returns the time before which the active time is told at a time: a midnight, UTC. `None` at the
/// end of the calendar.
pub fn told_until(now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = now.date_naive().checked_add_days(TOLD_AHEAD)?;
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// The content of the file.
enum DaysFile {
    Missing,
    Days(RecentDays),
    /// Written by a newer program; it is left unchanged.
    Newer,
    /// A broken line. If it is the last one, it may be incomplete.
    Broken {
        last: bool,
    },
}

enum DayChange {
    Add,
    Remove,
}

impl Store {
    /// Returns the day totals from a UTC day on. Returns `None` unless the file includes exactly
    /// the events up to `filed_seq`.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read, or belongs to another user.
    pub(super) fn day_totals(
        &self,
        filed_seq: u64,
        from: NaiveDate,
    ) -> Result<Option<DayTotals>, StoreError> {
        match self.read_days(from) {
            Ok(DaysFile::Days(recent)) if recent.seq == Some(filed_seq) => Ok(Some(recent.totals)),
            // Anything else in this place has no day totals.
            Ok(_) | Err(StoreError::WrongKind { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Adds the changes that an event after `filed_before` made to the session list. Session `live`
    /// was live before it. Rebuilds the file if it does not match. Flushes nothing.
    ///
    /// # Errors
    /// [`StoreError`] if the file belongs to another user, the list cannot be read, or the system
    /// reports an error.
    pub(super) fn update_day_totals(
        &self,
        recorded: &Recorded,
        live: Option<&SessionId>,
        filed_before: u64,
    ) -> Result<(), StoreError> {
        let updates = recorded.list_updates();
        if updates.is_empty() {
            return Ok(());
        }
        let changes = self.changes(&updates, live, filed_before)?;
        let first = changes.iter().map(|(_, record)| DayTotals::first_of(record)).min();
        let now = recorded.recorded_at;
        if let DaysFile::Days(mut recent) = self.read_days(first.unwrap_or(NaiveDate::MAX))? {
            let fits = recent.seq == Some(filed_before)
                && recent.covers_a_year(now)
                && changes.iter().all(|(change, record)| match change {
                    DayChange::Add => {
                        recent.totals.add(record);
                        true
                    }
                    DayChange::Remove => recent.totals.remove(record),
                });
            if fits {
                return self.write_recent_days(&recent, recorded.seq);
            }
        }
        // The whole file is replaced, so the whole file is read first.
        match self.read_days(NaiveDate::MIN)? {
            DaysFile::Newer => return Ok(()),
            DaysFile::Broken { .. } => self.quarantine_days()?,
            DaysFile::Missing | DaysFile::Days(_) => {}
        }
        self.rebuild_day_totals(recorded.seq, now)
    }

    /// Rebuilds the file unless it is correct, absent, or of a newer program, or the session list
    /// cannot be read. Returns whether it did. The caller holds the lock.
    pub(super) fn repair_day_totals(
        &self,
        filed_seq: u64,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        match self.read_days(NaiveDate::MIN) {
            // The store did not write what is there, and the session list has the same data.
            Ok(DaysFile::Newer) | Err(StoreError::WrongKind { .. }) => return Ok(false),
            Ok(DaysFile::Missing) if filed_seq == 0 => return Ok(false),
            Ok(DaysFile::Days(recent))
                if recent.covers_a_year(now) && self.matches_list(&recent, filed_seq)? =>
            {
                return Ok(false);
            }
            Ok(DaysFile::Missing | DaysFile::Days(_)) => {}
            Ok(DaysFile::Broken { .. }) => self.quarantine_days()?,
            Err(error) => return Err(error),
        }
        match self.rebuild_day_totals(filed_seq, now) {
            Ok(()) => Ok(true),
            Err(StoreError::Damaged { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Checks the day totals against the session list.
    pub(super) fn check_day_totals(&self, filed_seq: u64) -> Result<Report, StoreError> {
        let path = self.paths.days();
        let mut report = Report::default();
        let lacking = "it lacks past sessions; they are read from the session list";
        match self.read_days(NaiveDate::MIN) {
            Err(StoreError::WrongKind { what, .. }) => {
                report.trouble(&path, None, format!("it is {what}; move it away"));
            }
            Err(error) => return Err(error),
            Ok(DaysFile::Newer) => {
                report.note(&path, "a newer onwatch wrote it; the session list is read instead");
            }
            Ok(DaysFile::Broken { last: false }) => {
                report.trouble(&path, None, "it cannot be read");
            }
            Ok(DaysFile::Broken { last: true }) => report.note(&path, lacking),
            Ok(DaysFile::Missing) if filed_seq > 0 => report.note(&path, lacking),
            Ok(DaysFile::Days(recent)) if recent.seq != Some(filed_seq) => {
                report.note(&path, lacking);
            }
            Ok(DaysFile::Days(recent)) if !self.matches_list(&recent, filed_seq)? => {
                report.trouble(&path, None, "it does not match the sessions");
            }
            Ok(DaysFile::Missing | DaysFile::Days(_)) => {}
        }
        Ok(report)
    }

    /// Reads the file from its end, back to a UTC day, and at least one line.
    fn read_days(&self, from: NaiveDate) -> Result<DaysFile, StoreError> {
        let path = self.paths.days();
        let Some(file) = self.open(&path, Open::Read)? else { return Ok(DaysFile::Missing) };
        let mut backwards = ReverseLines::in_blocks(file.as_ref(), &path, BLOCK)?;
        let (mut taken, mut begins, mut goes_on) = (Vec::<Line>::new(), 0, false);
        while let Some((byte, text)) = backwards.next()? {
            let broken = DaysFile::Broken { last: taken.is_empty() };
            if line::check(&text).is_err() {
                return Ok(broken);
            }
            // The checksum matches, so a program with more knowledge wrote the line.
            let line = match serde_json::from_slice::<Line>(&text) {
                Ok(line) if line.v < line::OLDEST => return Ok(broken),
                Ok(line) if line.v <= Recorded::VERSION => line,
                _ => return Ok(DaysFile::Newer),
            };
            match taken.last() {
                Some(later) if line.day >= later.day => return Ok(broken),
                Some(_) if line.day < from => {
                    goes_on = true;
                    break;
                }
                _ => {}
            }
            taken.push(line);
            begins = byte;
        }
        let (Some(newest), Some(oldest)) = (taken.first(), taken.last()) else {
            return Ok(DaysFile::Missing);
        };
        let since = if goes_on { oldest.day.min(from) } else { oldest.day };
        let (seq, until) = (newest.end.map(|end| end.seq), newest.end.map(|end| end.until));
        let mut totals = DayTotals::between(since, until.unwrap_or(since));
        for line in taken {
            totals.set(line.day, line.active);
        }
        Ok(DaysFile::Days(RecentDays { totals, begins, seq }))
    }

    /// Returns the effect of history updates: a new record of a session replaces the one before.
    fn changes(
        &self,
        updates: &[ListUpdate],
        live: Option<&SessionId>,
        filed_before: u64,
    ) -> Result<Vec<(DayChange, SessionRecord)>, StoreError> {
        let mut changes = Vec::new();
        for (at, update) in updates.iter().enumerate() {
            let id = update.id();
            let mut before = updates.iter().take(at).rfind(|before| before.id() == id).cloned();
            // A live session is not in the list.
            if before.is_none() && live != Some(id) {
                self.each_history_update(filed_before, None, &mut |listed| {
                    before = Some(listed).filter(|listed| listed.id() == id);
                    before.is_none()
                })?;
            }
            if let Some(ListUpdate::Filed(before)) = before {
                changes.push((DayChange::Remove, *before));
            }
            if let ListUpdate::Filed(record) = update {
                changes.push((DayChange::Add, record.as_ref().clone()));
            }
        }
        Ok(changes)
    }

    /// Adds up the sessions of the list up to event `filed_seq`, on the days of `totals`.
    fn sum_sessions(&self, filed_seq: u64, mut totals: DayTotals) -> Result<DayTotals, StoreError> {
        self.each_session_within(filed_seq, &totals.period(), &mut |record| {
            totals.add(&record);
            true
        })?;
        Ok(totals)
    }

    fn rebuild_day_totals(&self, filed_seq: u64, now: DateTime<Utc>) -> Result<(), StoreError> {
        let today = now.date_naive();
        let first = today.checked_sub_days(REBUILT).unwrap_or(NaiveDate::MIN);
        let until = today.checked_add_days(REBUILT_AHEAD).unwrap_or(NaiveDate::MAX);
        let totals = self.sum_sessions(filed_seq, DayTotals::between(first, until))?;
        let path = self.paths.days();
        let new = path.with_file_name(NEW);
        self.replace(&path, &new, &lines(&totals, filed_seq)?)
    }

    /// Replaces the last lines of the file. After a power cut, the file ends with an older event or
    /// an incomplete line.
    fn write_recent_days(&self, recent: &RecentDays, seq: u64) -> Result<(), StoreError> {
        let path = self.paths.days();
        let bytes = lines(&recent.totals, seq)?;
        let mut file = self.open_existing(&path, Open::Append)?;
        file.truncate(recent.begins).context("shorten", &path)?;
        write_all(file.as_mut(), &bytes).context("write", &path)
    }

    fn quarantine_days(&self) -> Result<(), StoreError> {
        let path = self.paths.days();
        let reason = "it cannot be read; the day totals were rebuilt from the session list";
        self.quarantine(&path, 0, reason).map(drop)
    }

    /// Returns whether the file matches the session list, or the list cannot be read.
    fn matches_list(&self, all: &RecentDays, filed_seq: u64) -> Result<bool, StoreError> {
        if all.seq != Some(filed_seq) {
            return Ok(false);
        }
        match self.sum_sessions(filed_seq, all.totals.emptied()) {
            Ok(totals) => Ok(totals == all.totals),
            Err(StoreError::Damaged { .. }) => Ok(true),
            Err(error) => Err(error),
        }
    }
}

fn lines(totals: &DayTotals, seq: u64) -> Result<Vec<u8>, serde_json::Error> {
    let (mut bytes, mut days) = (Vec::new(), totals.days().peekable());
    while let Some((day, active)) = days.next() {
        let end = days.peek().is_none().then_some(End { until: totals.until(), seq });
        bytes.extend(line::seal(&Line { v: Recorded::VERSION, day, active, end })?);
    }
    Ok(bytes)
}
