//! The session list: past sessions, derived from the journal, one line for each event that changed
//! one.
//!
//! Each line names its event and that of the line before; the watch names the newest. So a reader
//! knows exactly what the list lacks, and reads that from the journal. Each line also tells the
//! latest time of all sessions up to it, so a reader of a period knows where to stop. The list can
//! be rebuilt at any time.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::{Store, write_all};
use super::forward_lines::{FileLine, ForwardLines};
use super::journal_updates::{JournalPrints, JournalUpdates, may_hold_updates, print};
use super::line::{self, BadLine};
use super::report::Report;
use super::reverse_lines::ReverseLines;
use crate::core::{ListUpdate, Recorded, Watch};

/// The temporary name. The next writer overwrites what an interrupted one left there.
pub const NEW: &str = ".sessions.jsonl.new";
/// More than most lines take, bytes.
const BLOCK: u64 = 4 * 1_024;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ListLine {
    /// The version that a reader must support.
    v: u32,
    /// The changes to past sessions.
    history_updates: Vec<ListUpdate>,
    /// The latest time of the sessions in this line and in all lines before it; `None` if there is
    /// no session. It must be there also then.
    #[serde(deserialize_with = "Option::deserialize")]
    latest: Option<DateTime<Utc>>,
    /// The event of the line before; zero if there is none.
    after: u64,
    /// The event that made the changes.
    seq: u64,
}

/// The end of a list: where the next line continues.
#[derive(Clone, Copy, Default)]
struct ListEnd {
    /// The event of the last line; zero if there is none.
    seq: u64,
    /// The latest time of all sessions.
    latest: Option<DateTime<Utc>>,
}

impl ListEnd {
    /// Returns the next line.
    fn line(self, history_updates: Vec<ListUpdate>, seq: u64) -> ListLine {
        let latest = self.latest.max(latest(&history_updates));
        ListLine { v: Recorded::VERSION, history_updates, latest, after: self.seq, seq }
    }
}

impl ListLine {
    /// Returns the end of a list whose last line this is.
    fn end(&self) -> ListEnd {
        ListEnd { seq: self.seq, latest: self.latest }
    }
}

impl Store {
    /// Adds the changes of an event. Rebuilds the list if its last line is not of event `after`,
    /// the newest one that changed it before. An added line is not flushed.
    ///
    /// # Errors
    /// [`StoreError`] if the file belongs to another user, or the system reports an error.
    pub(super) fn append_to_session_list(
        &self,
        recorded: &Recorded,
        after: u64,
    ) -> Result<(), StoreError> {
        let history_updates = recorded.list_updates();
        if history_updates.is_empty() {
            return Ok(());
        }
        let path = self.paths.sessions();
        let Some(mut file) = self.open(&path, Open::AppendOrCreate)? else { return Ok(()) };
        let end = end_of(file.as_ref(), &path)?;
        let Some(end) = end.filter(|end| end.seq == after) else {
            return self.rebuild_session_list(recorded.seq);
        };
        let bytes = line::seal(&end.line(history_updates, recorded.seq))?;
        write_all(file.as_mut(), &bytes).context("write", &path)
    }

    /// Calls `each` with the changes to past sessions up to event `filed_seq`, newest first, until
    /// it returns `false`, or all earlier sessions are before `since`.
    ///
    /// Reads from the journal what the list lacks.
    pub(super) fn each_history_update(
        &self,
        filed_seq: u64,
        since: Option<DateTime<Utc>>,
        each: &mut dyn FnMut(ListUpdate) -> bool,
    ) -> Result<(), StoreError> {
        let path = self.paths.sessions();
        let file = self.open_session_list(&path)?;
        let mut lines = file.as_deref().map(|file| ReverseLines::new(file, &path)).transpose()?;
        // The newest event whose changes were not passed on yet.
        let mut wanted = filed_seq;
        let mut go_on = true;
        while go_on && wanted > 0 {
            let found = match &mut lines {
                Some(lines) => next_good(lines)?,
                None => None,
            };
            // Another writer added this line after the watch was read.
            if found.as_ref().is_some_and(|line| line.seq > wanted) {
                continue;
            }
            let listed = found.as_ref().map_or(0, |line| line.seq);
            if listed < wanted {
                self.each_event_with_updates(listed + 1..=wanted, &mut |event| {
                    go_on = event.list_updates().into_iter().rev().all(&mut *each);
                    go_on
                })?;
            }
            let is_over = |line: &ListLine| since.is_some() && line.latest < since;
            let Some(line) = found.filter(|line| go_on && !is_over(line)) else { break };
            go_on = line.history_updates.into_iter().rev().all(&mut *each);
            wanted = line.after;
        }
        Ok(())
    }

    /// Returns the newest event in the list; zero if it is empty.
    pub(super) fn newest_listed_seq(&self) -> Result<u64, StoreError> {
        let path = self.paths.sessions();
        let Some(file) = self.open_session_list(&path)? else { return Ok(0) };
        let newest = next_good(&mut ReverseLines::new(file.as_ref(), &path)?)?;
        Ok(newest.map_or(0, |line| line.seq))
    }

    /// Returns all changes in the list that can be read, with their events, oldest first.
    pub(super) fn listed_updates(&self) -> Result<Vec<(u64, Vec<ListUpdate>)>, StoreError> {
        let path = self.paths.sessions();
        let Some(file) = self.open_session_list(&path)? else { return Ok(Vec::new()) };
        let (mut lines, mut known) = (ForwardLines::new(file.as_ref(), &path, 0), Vec::new());
        while let Some(FileLine { text, .. }) = lines.next()? {
            known.extend(text.and_then(read).map(|line| (line.seq, line.history_updates)));
        }
        known.sort_by_key(|(seq, _)| *seq);
        Ok(known)
    }

    /// Calls `each` with the events in `seqs` that changed past sessions, newest first, until it
    /// returns `false`.
    pub(super) fn each_event_with_updates(
        &self,
        seqs: RangeInclusive<u64>,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), StoreError> {
        self.each_event(seqs, &mut may_hold_updates, &mut |event| {
            event.change.set.history_updates.is_empty() || each(event)
        })
    }

    /// Rebuilds the list from the journal up to event `newest`.
    ///
    /// # Errors
    /// [`StoreError`]; the old list remains.
    fn rebuild_session_list(&self, newest: u64) -> Result<(), StoreError> {
        let mut filed = JournalUpdates::default();
        let mut learnt = Ok(());
        self.each_event(
            1..=newest,
            &mut |text| {
                if learnt.is_ok() {
                    learnt = filed.add_line(text, |updates| updates);
                }
                false
            },
            &mut |_| true,
        )?;
        if let Err(BadLine::Newer(what)) = learnt {
            return Err(StoreError::Newer { path: self.paths.history(), what });
        }
        self.replace_session_list(newest, filed)
    }

    /// Replaces the list with the changes from the journal, of which `newest` is the newest event.
    /// The caller holds the lock.
    ///
    /// Keeps changes that are in the old list but no longer in the journal. First copies the old
    /// list to the quarantine if a line is broken or comes after the newest event.
    ///
    /// # Errors
    /// [`StoreError`]; the old list remains.
    pub(super) fn replace_session_list(
        &self,
        newest: u64,
        filed: JournalUpdates,
    ) -> Result<(), StoreError> {
        let path = self.paths.sessions();
        let old = self.open(&path, Open::Read)?;
        let mut lines = old.as_deref().map(|old| ForwardLines::new(old, &path, 0));
        let (mut updates, mut is_lossless) = (BTreeMap::new(), true);
        while let Some(lines) = &mut lines
            && let Some(FileLine { text, .. }) = lines.next()?
        {
            match text.and_then(read).filter(|line| line.seq <= newest) {
                Some(line) if filed.has_read(line.seq) => {
                    is_lossless &= filed.agrees(line.seq, &line.history_updates);
                }
                Some(line) => {
                    updates.entry(line.seq).or_insert(line.history_updates);
                }
                None => is_lossless = false,
            }
        }
        if !is_lossless {
            let reason = "it did not match the journal, from which it was built again";
            self.quarantine(&path, 0, reason)?;
        }
        updates.extend(filed.found);
        let (mut bytes, mut end) = (Vec::new(), ListEnd::default());
        for (seq, history_updates) in updates {
            let line = end.line(history_updates, seq);
            bytes.extend(line::seal(&line)?);
            end = line.end();
        }
        let new = path.with_file_name(NEW);
        self.write_flushed(&new, &bytes)?;
        self.disk.rename(&new, &path).context("rename", &new)
    }

    /// Checks the list against the watch and the changes that the journal holds.
    pub(super) fn check_session_list(
        &self,
        watch: &Watch,
        journal: &JournalPrints,
    ) -> Result<Report, StoreError> {
        let path = self.paths.sessions();
        let mut checked = Report::default();
        let file = match self.open(&path, Open::Read) {
            Ok(file) => file,
            Err(StoreError::WrongKind { what, .. }) => {
                checked.trouble(&path, None, format!("it is {what}; move it away"));
                return Ok(checked);
            }
            Err(error) => return Err(error),
        };
        let len =
            file.as_ref().map_or(Ok(0), |file| Ok(file.stat()?.len)).context("look at", &path)?;
        let mut lines = file.as_deref().map(|file| ForwardLines::new(file, &path, 0));
        let (mut last, mut lacking, mut listed) = (ListEnd::default(), false, BTreeSet::new());
        while let Some(lines) = &mut lines
            && let Some(FileLine { from, end, text }) = lines.next()?
        {
            let text = text.unwrap_or_default();
            match (read(text), line::check(text)) {
                (Some(line), _) => {
                    let latest = last.latest.max(latest(&line.history_updates));
                    lacking |= (line.after, line.latest) != (last.seq, latest);
                    last = line.end();
                    listed.insert(line.seq);
                    let is_same = journal.agrees(line.seq, &print(&line.history_updates));
                    if (!is_same || line.seq > watch.filed_seq) && checked.troubles.is_empty() {
                        checked.trouble(&path, Some(from), "it does not match the journal");
                    }
                }
                (None, Err(cause)) if end < len => checked.trouble(&path, Some(from), cause),
                // The last line is incomplete, or a newer program wrote it.
                (None, _) => lacking = true,
            }
        }
        let mut filed = journal.found.range(..=watch.filed_seq);
        lacking |= filed.any(|(seq, _)| !listed.contains(seq));
        if checked.troubles.is_empty() && lacking {
            let cause =
                "it lacks sessions that the journal contains; they are read from the journal";
            checked.note(&path, cause);
        }
        Ok(checked)
    }

    /// Opens the list. Returns `None` if there is no file, or something else in its place.
    fn open_session_list(&self, path: &Path) -> Result<Option<Box<dyn DiskFile>>, StoreError> {
        match self.open(path, Open::Read) {
            Err(StoreError::WrongKind { .. }) => Ok(None),
            opened => opened,
        }
    }
}

/// Returns the end of a list; `None` if its last line cannot be read.
fn end_of(file: &dyn DiskFile, path: &Path) -> Result<Option<ListEnd>, StoreError> {
    let Some((_, text)) = ReverseLines::in_blocks(file, path, BLOCK)?.next()? else {
        return Ok(Some(ListEnd::default()));
    };
    Ok(read(&text).map(|line| line.end()))
}

/// Returns the latest time of some sessions; `None` if there are none.
fn latest(updates: &[ListUpdate]) -> Option<DateTime<Utc>> {
    let latest = updates.iter().filter_map(|update| match update {
        ListUpdate::Filed(record) => Some(record.latest_utc()),
        ListUpdate::Withdrawn { .. } => None,
    });
    latest.max()
}

/// Returns the next good line towards the start of the file. Gives up at a line that is too long:
/// reading past it may take long, and the journal has the same sessions.
fn next_good(lines: &mut ReverseLines<'_>) -> Result<Option<ListLine>, StoreError> {
    while let Some((_, text)) = lines.next()?.filter(|(_, text)| !text.is_empty()) {
        if let Some(line) = read(&text) {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// Parses a line. Returns `None` if it is broken, or a newer or an older program wrote it.
fn read(text: &[u8]) -> Option<ListLine> {
    line::check(text).ok()?;
    let line: ListLine = serde_json::from_slice(text).ok()?;
    (line::OLDEST..=Recorded::VERSION).contains(&line.v).then_some(line)
}
