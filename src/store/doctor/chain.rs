//! Reads every line of every segment once. Checks its checksum and its number, and that each
//! segment continues where the one before it ends.
//!
//! Known damage, of which the quarantine has a copy, is considered only when findings are reported:
//! a repair adds copies, and must not read the journal again.

use std::path::{Path, PathBuf};

use crate::store::disk::Open;
use crate::store::error::{IoContext, StoreError};
use crate::store::events::MissingStart;
use crate::store::files::Store;
use crate::store::line::{self, BadLine};
use crate::store::report::{Finding, Report};
use crate::store::segment::SegmentName;

/// The journal, as it was read.
#[derive(Default)]
pub struct Chain {
    names: Vec<SegmentName>,
    checked: Vec<SegmentCheck>,
}

/// One segment, as it was read.
struct SegmentCheck {
    path: PathBuf,
    len: u64,
    events: u64,
    troubles: Vec<Finding>,
    notes: Vec<Finding>,
    /// The events in it; `None` if unknown.
    covered: Option<Coverage>,
}

/// The events in a segment.
#[derive(Clone)]
struct Coverage {
    store_id: String,
    /// The event of its checkpoint.
    begins_after: u64,
    last_seq: u64,
}

/// Called with the line of each good event, in order.
pub type EachLine<'a> = &'a mut dyn FnMut(&[u8]) -> Result<(), BadLine>;

impl Chain {
    /// Reads the segments that were not read yet, and the newest one again: a bad last line is
    /// damage once another segment follows.
    ///
    /// # Errors
    /// [`StoreError`] if a segment cannot be read or belongs to another user, or an error of
    /// `each`.
    pub fn read_segments(&mut self, store: &Store, each: EachLine<'_>) -> Result<(), StoreError> {
        self.names = store.segments()?;
        self.checked.pop();
        for nth in self.checked.len()..self.names.len() {
            let segment = self.read(store, nth, each)?;
            self.checked.push(segment);
        }
        Ok(())
    }

    /// Returns whether the newest segment lacks acknowledged data.
    pub fn ends_in_damage(&self) -> bool {
        self.checked.last().is_some_and(|newest| !newest.troubles.is_empty())
    }

    /// Adds the findings to a report.
    pub fn add_to(&self, store: &Store, report: &mut Report) -> Result<(), StoreError> {
        report.segments = self.checked.len();
        match store.missing_start(&self.names)? {
            Some(MissingStart { path, noted: true }) => {
                report.note(
                    &path,
                    "the history's first segments are missing; a repair has recorded this",
                );
            }
            Some(MissingStart { path, noted: false }) => {
                report.trouble(&path, None, "the history's first segments are missing");
            }
            None => {}
        }
        let mut before: Option<&SegmentCheck> = None;
        for segment in &self.checked {
            report.events = report.events.saturating_add(segment.events);
            report.notes.extend_from_slice(&segment.notes);
            if !segment.troubles.is_empty() && segment.is_quarantined(store)? {
                report.note(
                    &segment.path,
                    "it is damaged; a copy is kept, and the history continues after it",
                );
            } else {
                report.troubles.extend_from_slice(&segment.troubles);
            }
            if let Some(before) = before {
                before.check_next(segment, store, report)?;
            }
            before = Some(segment);
        }
        Ok(())
    }

    fn read(
        &self,
        store: &Store,
        nth: usize,
        each: EachLine<'_>,
    ) -> Result<SegmentCheck, StoreError> {
        let path_of = |nth: usize| self.names.get(nth).map(|name| store.segment_path(*name));
        let path = path_of(nth).unwrap_or_default();
        let next = path_of(nth + 1);
        let until = match &next {
            Some(next) => ReadUntil::Event(first_seq(store, next)?),
            None => ReadUntil::EndOfFile,
        };
        let bytes = store.read(&path)?.unwrap_or_default();
        let before = nth.checked_sub(1).and_then(|before| self.checked.get(before));
        let before = before.and_then(|before| before.covered.clone());
        let mut segment = SegmentCheck {
            path,
            len: line::length(&bytes),
            events: 0,
            troubles: Vec::new(),
            notes: Vec::new(),
            covered: None,
        };
        match segment.read(&bytes, before, until, each) {
            Ok(()) => Ok(segment),
            Err(bad) => Err(bad.at(&segment.path, 0)),
        }
    }
}

/// Up to where the lines of a segment count.
#[derive(Clone, Copy)]
enum ReadUntil {
    /// The newest segment: its last line may be incomplete.
    EndOfFile,
    /// Up to this event, after which the next segment begins, if that is known.
    Event(Option<u64>),
}

impl SegmentCheck {
    fn read(
        &mut self,
        bytes: &[u8],
        before: Option<Coverage>,
        until: ReadUntil,
        each: EachLine<'_>,
    ) -> Result<(), BadLine> {
        let mut lines = line::lines(bytes);
        let first = lines.next().unwrap_or_default();
        let mut covered = match line::checkpoint(first) {
            Ok(first) => {
                Coverage { store_id: first.store_id, begins_after: first.seq, last_seq: first.seq }
            }
            Err(bad) => {
                self.trouble(Some(0), format!("its first line cannot be read: {}", reason(&bad)));
                let Some(before) = before else { return Ok(()) };
                Coverage { begins_after: before.last_seq, ..before }
            }
        };
        let mut at = first.len();
        for text in lines {
            let byte = u64::try_from(at).ok();
            at += text.len();
            if matches!(until, ReadUntil::Event(Some(seq)) if covered.last_seq >= seq) {
                break;
            }
            let expected = covered.last_seq.saturating_add(1);
            match (line::check(text), line::seq(text)) {
                (Ok(()), Some(seq)) => {
                    if seq == expected {
                        self.events = self.events.saturating_add(1);
                    } else {
                        let cause = format!("event {seq} is in the place of event {expected}");
                        self.trouble(byte, cause);
                    }
                    if seq > covered.last_seq {
                        each(text)?;
                        covered.last_seq = seq;
                    }
                }
                (Ok(()), None) => self.trouble(byte, "the line is not an event"),
                (Err(_), _) if matches!(until, ReadUntil::EndOfFile) && at == bytes.len() => {
                    let cause = "its last line is incomplete; the next command removes it";
                    self.notes.push(Finding::new(&self.path, None, cause));
                }
                (Err(cause), _) => {
                    self.trouble(byte, cause);
                    covered.last_seq = expected;
                }
            }
        }
        self.covered = Some(covered);
        Ok(())
    }

    fn trouble(&mut self, byte: Option<u64>, cause: impl Into<String>) {
        self.troubles.push(Finding::new(&self.path, byte, cause));
    }

    /// Checks that the next segment continues where this one ends.
    fn check_next(
        &self,
        next: &SegmentCheck,
        store: &Store,
        report: &mut Report,
    ) -> Result<(), StoreError> {
        let (Some(covered), Some(follows)) = (&self.covered, &next.covered) else { return Ok(()) };
        if covered.store_id != follows.store_id {
            report.trouble(
                &next.path,
                Some(0),
                "it belongs to another store than the segment before",
            );
        }
        if covered.last_seq < follows.begins_after && !self.is_quarantined(store)? {
            let cause = format!(
                "it ends at event {}, but the next segment begins after event {}",
                covered.last_seq, follows.begins_after
            );
            report.trouble(&self.path, Some(self.len), cause);
        }
        Ok(())
    }

    /// Returns whether the quarantine has a copy. Then its damage is known.
    fn is_quarantined(&self, store: &Store) -> Result<bool, StoreError> {
        let bytes = store.read(&self.path)?.unwrap_or_default();
        store.is_quarantined(&self.path, &bytes)
    }
}

fn reason(bad: &BadLine) -> &str {
    match bad {
        BadLine::Broken(cause) => cause,
        BadLine::Newer(what) => what,
    }
}

/// Returns the event after which a segment begins, if its first line can be read.
fn first_seq(store: &Store, path: &Path) -> Result<Option<u64>, StoreError> {
    let first = first_line(store, path)?;
    Ok(first.and_then(|first| line::checkpoint(&first).ok()).map(|first| first.seq))
}

fn first_line(store: &Store, path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(file) = store.open(path, Open::Read)? else { return Ok(None) };
    let mut len = 64 * 1_024;
    loop {
        let mut bytes = file.read_at(0, len).context("read", path)?;
        if let Some(end) = bytes.iter().position(|b| *b == b'\n') {
            bytes.truncate(end + 1);
            return Ok(Some(bytes));
        }
        if line::length(&bytes) < len {
            return Ok(None);
        }
        len = len.saturating_mul(4);
    }
}
