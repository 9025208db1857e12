//! The sums of the days: derived from the list of past sessions, so that nobody has to read months
//! of it to tell what was worked in them.
//!
//! One line for each UTC day on which there was work, in their order, and one for the day from
//! which on they are told. A writer makes the end of the file anew, from the first day that it
//! changes on: as a rule one line. The last line, and no other, names the newest event that told
//! the list something. Whoever reads it knows by that whether it is of use, and reads the list
//! itself where it is not.

use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::disk::Open;
use super::error::{IoContext, StoreError};
use super::files::{Store, write_all};
use super::line;
use super::report::Report;
use super::reverse_lines::ReverseLines;
use crate::core::{DayTotals, HistoryUpdate, Period, Quarters, Recorded, SessionId, SessionRecord};

/// The temporary name; what a dead writer left under it is overwritten by the next one.
pub const NEW: &str = ".days.jsonl.new";
/// How far back the days are added up when there is no file.
const KEPT: Days = Days::new(400);
/// How far back they have to go: the widest screen shows a year.
const SHOWN: Days = Days::new(372);
/// More than a day ever takes, bytes.
const BLOCK: u64 = 4 * 1_024;

/// One line of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    /// The version that a reader needs.
    v: u32,
    /// The UTC day.
    day: NaiveDate,
    /// What was worked on it.
    active: Quarters,
    /// The newest event that the file takes in; only in the last line, so that a file whose last
    /// lines were lost says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
}

/// The end of the file.
struct RecentDays {
    /// What it tells.
    totals: DayTotals,
    /// Where it begins, bytes.
    begins: u64,
    /// The newest event that is taken in; nothing where the lines that named it were lost.
    seq: Option<u64>,
}

impl RecentDays {
    /// Tells whether as many days are told as anybody looks at. One that was begun while the clock
    /// ran ahead may tell fewer for years.
    fn covers_a_year(&self, now: DateTime<Utc>) -> bool {
        self.begins > 0 || now.checked_sub_days(SHOWN).is_none_or(|at| self.totals.begins() <= at)
    }
}

/// What stands in the file's place.
enum DaysFile {
    Missing,
    Days(RecentDays),
    /// A newer program's, which is left alone.
    Newer,
    /// What nobody can read: whether it is the last line, which may not have been written whole.
    Broken {
        last: bool,
    },
}

enum DayChange {
    Add,
    Remove,
}

impl Store {
    /// Returns the sums from a UTC day on, if they are told and take in exactly what was filed up
    /// to event `filed_seq`.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read, or is another user's.
    pub(super) fn day_totals(
        &self,
        filed_seq: u64,
        from: NaiveDate,
    ) -> Result<Option<DayTotals>, StoreError> {
        match self.read_days(from) {
            Ok(DaysFile::Days(recent)) if recent.seq == Some(filed_seq) => Ok(Some(recent.totals)),
            // Whatever else stands in its place tells no days.
            Ok(_) | Err(StoreError::WrongKind { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes in what an event told the list after event `filed_before`, when the session `live` was
    /// live; adds up anew where the file is not as it was then. Not flushed.
    ///
    /// # Errors
    /// [`StoreError`] when the file is none of ours, the list cannot be read or the system refuses.
    pub(super) fn update_day_totals(
        &self,
        recorded: &Recorded,
        live: Option<&SessionId>,
        filed_before: u64,
    ) -> Result<(), StoreError> {
        if recorded.change.set.history_updates.is_empty() {
            return Ok(());
        }
        let changes = self.changes(&recorded.change.set.history_updates, live, filed_before)?;
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
        // All of it is replaced, so all of it has to be read.
        match self.read_days(NaiveDate::MIN)? {
            DaysFile::Newer => return Ok(()),
            DaysFile::Broken { .. } => self.quarantine_days()?,
            DaysFile::Missing | DaysFile::Days(_) => {}
        }
        self.rebuild_day_totals(recorded.seq, now)
    }

    /// Adds the days up again, unless the file is as it should be, a newer program's or no file, or
    /// the list cannot be read; tells whether it did. Only a writer may, under the lock.
    ///
    /// # Errors
    /// As [`Store::update_day_totals`].
    pub(super) fn repair_day_totals(
        &self,
        filed_seq: u64,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        match self.read_days(NaiveDate::MIN) {
            // What stands there is not ours to move, and the list tells the days.
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

    /// Checks the sums against the list.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be looked at.
    pub(super) fn check_day_totals(&self, filed_seq: u64) -> Result<Report, StoreError> {
        let path = self.paths.days();
        let mut report = Report::default();
        let lacking = "it lacks sessions that were filed; they are read from the list";
        match self.read_days(NaiveDate::MIN) {
            Err(StoreError::WrongKind { what, .. }) => {
                report.trouble(&path, None, format!("it is {what}; move it away"));
            }
            Err(error) => return Err(error),
            Ok(DaysFile::Newer) => {
                report.note(&path, "a newer onwatch wrote it; the list is read instead");
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
                report.trouble(&path, None, "it is not what the sessions come to");
            }
            Ok(DaysFile::Missing | DaysFile::Days(_)) => {}
        }
        Ok(report)
    }

    /// Reads the file from its end, back to a UTC day and one line at least.
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
            // It is as its writer left it, so a writer of what is not understood knew more.
            let line = match serde_json::from_slice::<Line>(&text) {
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
        let (seq, mut totals) = (newest.seq, DayTotals::since(since));
        for line in taken {
            totals.set(line.day, line.active);
        }
        Ok(DaysFile::Days(RecentDays { totals, begins, seq }))
    }

    /// Returns what history updates change: the record of a session replaces the one before.
    fn changes(
        &self,
        history_updates: &[HistoryUpdate],
        live: Option<&SessionId>,
        filed_before: u64,
    ) -> Result<Vec<(DayChange, SessionRecord)>, StoreError> {
        let mut changes = Vec::new();
        for (at, filing) in history_updates.iter().enumerate() {
            let id = filing.id();
            let mut before =
                history_updates.iter().take(at).rfind(|before| before.id() == id).cloned();
            // A live session is not in the list, and need not be looked for there.
            if before.is_none() && live != Some(id) {
                self.each_history_update(filed_before, &mut |listed| {
                    before = Some(listed).filter(|listed| listed.id() == id);
                    before.is_none()
                })?;
            }
            if let Some(HistoryUpdate::Filed(before)) = before {
                changes.push((DayChange::Remove, *before));
            }
            if let HistoryUpdate::Filed(record) = filing {
                changes.push((DayChange::Add, record.as_ref().clone()));
            }
        }
        Ok(changes)
    }

    /// Adds up the sessions of the list up to event `filed_seq`, from a UTC day on.
    fn sum_sessions(&self, filed_seq: u64, mut totals: DayTotals) -> Result<DayTotals, StoreError> {
        let period = Period { since: Some(totals.begins()), until: None };
        self.each_session_within(filed_seq, &period, &mut |record| totals.add(&record))?;
        Ok(totals)
    }

    fn rebuild_day_totals(&self, filed_seq: u64, now: DateTime<Utc>) -> Result<(), StoreError> {
        let first = now.date_naive().checked_sub_days(KEPT).unwrap_or(NaiveDate::MIN);
        let totals = self.sum_sessions(filed_seq, DayTotals::since(first))?;
        let path = self.paths.days();
        let new = path.with_file_name(NEW);
        self.replace(&path, &new, &lines(&totals, filed_seq)?)
    }

    /// Writes the end of the file anew. Cut short, it names an older event, or ends with half a
    /// line.
    fn write_recent_days(&self, recent: &RecentDays, seq: u64) -> Result<(), StoreError> {
        let path = self.paths.days();
        let bytes = lines(&recent.totals, seq)?;
        let mut file = self.open_existing(&path, Open::Append)?;
        file.truncate(recent.begins).context("cut", &path)?;
        write_all(file.as_mut(), &bytes).context("write", &path)
    }

    fn quarantine_days(&self) -> Result<(), StoreError> {
        let path = self.paths.days();
        let bytes = self.read(&path)?.unwrap_or_default();
        let reason = "it cannot be read; the days were added up again from the list of sessions";
        self.quarantine(&path, &bytes, reason).map(drop)
    }

    /// Tells whether the whole file is what the list comes to, as far as that can be read.
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
        let seq = days.peek().is_none().then_some(seq);
        bytes.extend(line::seal(&Line { v: Recorded::VERSION, day, active, seq })?);
    }
    Ok(bytes)
}
