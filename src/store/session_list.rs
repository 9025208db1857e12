//! The list of past sessions: derived from the journal, one line for each event that filed a
//! session or withdrew one.
//!
//! Each line names the number of its own event and of the filing before it, and the watch knows
//! the number of the newest. So a reader knows exactly what the list lacks, takes that from the
//! journal, and the list itself may be lost at any time.

use std::ops::{Range, RangeInclusive};
use std::path::Path;

use memchr::memmem;
use serde::{Deserialize, Serialize};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::{Store, write_all};
use super::line::{self, BadLine};
use super::report::Report;
use super::reverse_lines::ReverseLines;
use crate::core::{HistoryUpdate, Recorded, Watch};

/// The temporary name; what a dead writer left under it is overwritten by the next one.
pub const NEW: &str = ".sessions.jsonl.new";
/// More than the number and the seal at the end of a line ever take, bytes.
const LAST_SEQ: u64 = 64;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct ListLine {
    /// The version that a reader needs.
    v: u32,
    /// What the list learns.
    #[serde(rename = "filings")]
    history_updates: Vec<HistoryUpdate>,
    /// The event of the line before; zero when there is none.
    after: u64,
    /// The event it follows from. It stands last: a writer reads no more than this of a line.
    seq: u64,
}

impl Store {
    /// Adds what an event tells the list, or makes the list again when it is not what it was after
    /// event `after`, the newest that told it something. An addition is not flushed.
    ///
    /// # Errors
    /// [`StoreError`] when the list is no file of ours or the system refuses.
    pub(super) fn append_to_session_list(
        &self,
        recorded: &Recorded,
        after: u64,
    ) -> Result<(), StoreError> {
        let history_updates = &recorded.change.set.history_updates;
        if history_updates.is_empty() {
            return Ok(());
        }
        let path = self.paths.sessions();
        let Some(mut file) = self.open(&path, Open::AppendOrCreate)? else { return Ok(()) };
        if last_seq(file.as_ref(), &path)? != Some(after) {
            return self.rebuild_session_list(recorded.seq);
        }
        let bytes = sealed(history_updates.clone(), after, recorded.seq)?;
        write_all(file.as_mut(), &bytes).context("write", &path)
    }

    /// Calls `each` with what the list learnt up to event `filed_seq`, the newest first, until it
    /// says enough.
    ///
    /// What the list lacks is taken from the journal.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub(super) fn each_history_update(
        &self,
        filed_seq: u64,
        each: &mut dyn FnMut(HistoryUpdate) -> bool,
    ) -> Result<(), StoreError> {
        let path = self.paths.sessions();
        let file = self.open_session_list(&path)?;
        let mut lines = file.as_deref().map(|file| ReverseLines::new(file, &path)).transpose()?;
        // The newest event whose history_updates have not been told of yet.
        let mut wanted = filed_seq;
        let mut go_on = true;
        while go_on && wanted > 0 {
            let found = match &mut lines {
                Some(lines) => next_good(lines)?,
                None => None,
            };
            // What another writer added since the watch was read.
            if found.as_ref().is_some_and(|line| line.seq > wanted) {
                continue;
            }
            let listed = found.as_ref().map_or(0, |line| line.seq);
            if listed < wanted {
                self.each_event_with_updates(listed + 1..=wanted, &mut |event| {
                    go_on = event.change.set.history_updates.into_iter().rev().all(&mut *each);
                    go_on
                })?;
            }
            let Some(line) = found.filter(|_| go_on) else { break };
            go_on = line.history_updates.into_iter().rev().all(&mut *each);
            wanted = line.after;
        }
        Ok(())
    }

    /// Returns the newest event that the list knows of; zero when there is none.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be read.
    pub(super) fn newest_listed_seq(&self) -> Result<u64, StoreError> {
        let path = self.paths.sessions();
        let Some(file) = self.open_session_list(&path)? else { return Ok(0) };
        let newest = next_good(&mut ReverseLines::new(file.as_ref(), &path)?)?;
        Ok(newest.map_or(0, |line| line.seq))
    }

    /// Returns what the list learnt and from which event, oldest first, as far as it can be read.
    ///
    /// # Errors
    /// [`StoreError`] when the system refuses to read it.
    pub(super) fn listed_updates(&self) -> Result<Vec<(u64, Vec<HistoryUpdate>)>, StoreError> {
        let path = self.paths.sessions();
        let Some(file) = self.open_session_list(&path)? else { return Ok(Vec::new()) };
        let bytes = file.read_at(0, u64::MAX).context("read", &path)?;
        let lines = bytes.split_inclusive(|b| *b == b'\n').filter_map(read);
        let mut known: Vec<_> = lines.map(|line| (line.seq, line.history_updates)).collect();
        known.sort_by_key(|(seq, _)| *seq);
        Ok(known)
    }

    /// Calls `each` with the events in `seqs` that told the list something, the newest first, until
    /// it says enough.
    ///
    /// # Errors
    /// [`StoreError`] when the journal cannot be read.
    pub(super) fn each_event_with_updates(
        &self,
        seqs: RangeInclusive<u64>,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), StoreError> {
        self.each_event(seqs, &mut may_hold_updates, &mut |event| {
            event.change.set.history_updates.is_empty() || each(event)
        })
    }

    /// Makes the list again from the journal up to event `newest`, as [`Store::replace_session_list`] does.
    ///
    /// # Errors
    /// [`StoreError`]; the old list stands.
    fn rebuild_session_list(&self, newest: u64) -> Result<(), StoreError> {
        let mut filed = JournalUpdates::default();
        let mut learnt = Ok(());
        self.each_event(
            1..=newest,
            &mut |text| {
                if learnt.is_ok() {
                    learnt = filed.add_line(text);
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

    /// Puts a list of what the journal told in the place of the old one. Only a writer may, under
    /// the lock; `newest` is the newest event.
    ///
    /// What the journal has lost since and the old list still knows is taken over. An old list that
    /// holds anything unreadable, or anything beyond the newest event, is copied to the quarantine
    /// first.
    ///
    /// # Errors
    /// [`StoreError`]; the old list stands.
    pub(super) fn replace_session_list(
        &self,
        newest: u64,
        filed: JournalUpdates,
    ) -> Result<(), StoreError> {
        let path = self.paths.sessions();
        let old = self.read(&path)?.unwrap_or_default();
        let lines: Vec<_> = old.split_inclusive(|b| *b == b'\n').map(read).collect();
        let is_lost = |line: &Option<ListLine>| line.as_ref().is_none_or(|line| line.seq > newest);
        if lines.iter().any(is_lost) {
            let reason = "a line in it cannot be read; the list was made again from the journal";
            self.quarantine(&path, &old, reason)?;
        }
        let lost = |line: &ListLine| line.seq <= newest && !filed.has_read(line.seq);
        let mut known: Vec<_> = lines
            .into_iter()
            .flatten()
            .filter(lost)
            .map(|line| (line.seq, line.history_updates))
            .collect();
        known.extend(filed.known);
        known.sort_by_key(|(seq, _)| *seq);
        known.dedup_by_key(|(seq, _)| *seq);

        let (mut bytes, mut after) = (Vec::new(), 0);
        for (seq, history_updates) in known {
            bytes.extend(sealed(history_updates, after, seq)?);
            after = seq;
        }
        let new = path.with_file_name(NEW);
        self.write_flushed(&new, &bytes)?;
        self.disk.rename(&new, &path).context("rename", &new)
    }

    /// Checks the list against what the watch says of it.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be looked at.
    pub(super) fn check_session_list(&self, watch: &Watch) -> Result<Report, StoreError> {
        let path = self.paths.sessions();
        let mut checked = Report::default();
        let bytes = match self.read(&path) {
            Ok(bytes) => bytes.unwrap_or_default(),
            Err(StoreError::WrongKind { what, .. }) => {
                checked.trouble(&path, None, format!("it is {what}; move it away"));
                return Ok(checked);
            }
            Err(error) => return Err(error),
        };
        let (mut at, mut last, mut lacking) = (0, 0, false);
        for text in bytes.split_inclusive(|b| *b == b'\n') {
            let byte = u64::try_from(at).ok();
            at += text.len();
            match (read(text), line::check(text)) {
                (Some(line), _) => {
                    lacking |= line.after != last;
                    last = line.seq;
                }
                (None, Err(cause)) if at < bytes.len() => {
                    checked.trouble(&path, byte, cause);
                }
                // The last line was not written whole, or a newer program wrote it.
                (None, _) => lacking = true,
            }
        }
        if checked.troubles.is_empty() && (lacking || last != watch.filed_seq) {
            let cause = "it lacks sessions that the journal holds; they are read from there";
            checked.note(&path, cause);
        }
        Ok(checked)
    }

    /// Opens the list, if there is one: whatever else stands in its place is no list.
    fn open_session_list(&self, path: &Path) -> Result<Option<Box<dyn DiskFile>>, StoreError> {
        match self.open(path, Open::Read) {
            Err(StoreError::WrongKind { .. }) => Ok(None),
            opened => opened,
        }
    }
}

/// Returns the number that the last line ends with; zero for an empty list, nothing when it ends
/// otherwise.
fn last_seq(file: &dyn DiskFile, path: &Path) -> Result<Option<u64>, StoreError> {
    let len = file.stat().context("look at", path)?.len;
    if len == 0 {
        return Ok(Some(0));
    }
    let tail = file.read_at(len.saturating_sub(LAST_SEQ), LAST_SEQ).context("read", path)?;
    Ok(number_at_end(&tail))
}

fn number_at_end(tail: &[u8]) -> Option<u64> {
    line::carried_crc(tail)?;
    let body = tail.get(..tail.len().checked_sub(line::SEAL)?)?;
    let (_, digits) = std::str::from_utf8(body).ok()?.rsplit_once("\"seq\":")?;
    digits.parse().ok()
}

fn sealed(
    history_updates: Vec<HistoryUpdate>,
    after: u64,
    seq: u64,
) -> Result<Vec<u8>, serde_json::Error> {
    line::seal(&ListLine { v: Recorded::VERSION, history_updates, after, seq })
}

/// Returns the next line towards the beginning that is as it was written.
fn next_good(lines: &mut ReverseLines<'_>) -> Result<Option<ListLine>, StoreError> {
    while let Some((_, text)) = lines.next()? {
        if let Some(line) = read(&text) {
            return Ok(Some(line));
        }
    }
    Ok(None)
}

/// Reads a line; nothing when it is broken, or a newer program's. Either is made up for.
fn read(text: &[u8]) -> Option<ListLine> {
    line::check(text).ok()?;
    let line: ListLine = serde_json::from_slice(text).ok()?;
    (line.v <= Recorded::VERSION).then_some(line)
}

/// Tells whether a line of the journal may hold history updates, without reading it.
fn may_hold_updates(text: &[u8]) -> bool {
    memmem::find(text, b"\"filings\":").is_some()
}

/// What the journal tells the list, learnt from its lines in whatever order they are read.
#[derive(Default)]
pub struct JournalUpdates {
    known: Vec<(u64, Vec<HistoryUpdate>)>,
    /// The events that were met; runs of them, as they were met.
    met: Vec<Range<u64>>,
}

impl JournalUpdates {
    /// Learns from an event's line that was checked.
    ///
    /// # Errors
    /// [`BadLine`] when a newer program wrote it.
    pub fn add_line(&mut self, text: &[u8]) -> Result<(), BadLine> {
        let Some(seq) = line::seq(text) else { return Ok(()) };
        match self.met.last_mut() {
            Some(run) if run.end == seq => run.end = seq.saturating_add(1),
            Some(run) if run.start == seq.saturating_add(1) => run.start = seq,
            _ => self.met.push(seq..seq.saturating_add(1)),
        }
        if may_hold_updates(text) {
            let history_updates = line::event(text)?.change.set.history_updates;
            if !history_updates.is_empty() {
                self.known.push((seq, history_updates));
            }
        }
        Ok(())
    }

    fn has_read(&self, seq: u64) -> bool {
        self.met.iter().any(|run| run.contains(&seq))
    }
}
