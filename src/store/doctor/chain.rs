//! Reads every line of every segment once. Checks its checksum, its number and the hash of the line
//! before it, and that each segment continues where the one before it ends.
//!
//! Known damage, of which the quarantine has a copy, is considered only when findings are reported:
//! a repair adds copies, and must not read the journal again.

use std::path::{Path, PathBuf};

use crate::store::checkpoint::Checkpoint;
use crate::store::disk::{DiskFile, Open};
use crate::store::error::{IoContext, StoreError};
use crate::store::events::MissingStart;
use crate::store::files::Store;
use crate::store::forward_lines::{FileLine, ForwardLines, first_line};
use crate::store::line::{self, BadLine};
use crate::store::line_hash::LineHash;
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
    /// The hash that the next line must carry; `None` if it is not known.
    head: Option<LineHash>,
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
        let before = nth.checked_sub(1).and_then(|before| self.checked.get(before));
        let before = before.and_then(|before| before.covered.clone());
        let file = store.open_existing(&path, Open::Read)?;
        let mut segment = SegmentCheck {
            len: file.stat().context("look at", &path)?.len,
            path,
            events: 0,
            troubles: Vec::new(),
            notes: Vec::new(),
            covered: None,
        };
        segment.read(file.as_ref(), before, until, each)?;
        Ok(segment)
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
        file: &dyn DiskFile,
        before: Option<Coverage>,
        until: ReadUntil,
        each: EachLine<'_>,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut lines = ForwardLines::new(file, &path, 0);
        let first = lines.next()?.and_then(|line| line.text).unwrap_or_default();
        let Some(mut covered) = self.read_checkpoint(first, before)? else { return Ok(()) };
        while let Some(FileLine { from, end, text }) = lines.next()? {
            if matches!(until, ReadUntil::Event(Some(seq)) if covered.last_seq >= seq) {
                break;
            }
            let checked = text.ok_or("the line is longer than any line").and_then(line::check);
            let whole = text.and_then(line::mended);
            let seq = whole.as_deref().and_then(line::seq);
            match (checked, &whole, seq) {
                (Ok(()), Some(whole), Some(seq)) => self.add(&mut covered, from, seq, whole),
                (Ok(()), _, _) => self.trouble(Some(from), "the line is not an event"),
                (Err(_), Some(whole), Some(seq)) => {
                    self.trouble(Some(from), "its line end was changed");
                    self.add(&mut covered, from, seq, whole);
                }
                (Err(_), _, _) if matches!(until, ReadUntil::EndOfFile) && end == self.len => {
                    let cause = "its last line is incomplete; the next command removes it";
                    self.notes.push(Finding::new(&self.path, None, cause));
                }
                (Err(cause), _, _) => {
                    self.trouble(Some(from), cause);
                    covered.last_seq = covered.last_seq.saturating_add(1);
                    covered.head = None;
                }
            }
            if let (Some(whole), Some(_)) = (&whole, seq) {
                each(whole).map_err(|bad| bad.at(&self.path, from))?;
            }
        }
        self.covered = Some(covered);
        Ok(())
    }

    /// Reads the first line. `None` if nothing tells where the segment begins.
    fn read_checkpoint(
        &mut self,
        first: &[u8],
        before: Option<Coverage>,
    ) -> Result<Option<Coverage>, StoreError> {
        let (reached_before, head_before) =
            before.as_ref().map_or((None, None), |before| (Some(before.last_seq), before.head));
        match Checkpoint::read(first) {
            Ok(checkpoint) => {
                let prev = line::carried_prev(first);
                let follows = reached_before == Some(checkpoint.seq) && !checkpoint.repaired;
                if follows && head_before.is_some() && prev != head_before {
                    let cause = format!("it does not follow event {}", checkpoint.seq);
                    self.trouble(Some(0), cause);
                }
                Ok(Some(Coverage {
                    begins_after: checkpoint.seq,
                    last_seq: checkpoint.seq,
                    head: Some(checkpoint.head_after(first)),
                    store_id: checkpoint.store_id,
                }))
            }
            Err(BadLine::Older) => Err(StoreError::Older { path: self.path.clone() }),
            Err(BadLine::Broken(cause)) => {
                self.trouble(Some(0), format!("its first line cannot be read: {cause}"));
                Ok(before.map(|before| Coverage { begins_after: before.last_seq, ..before }))
            }
            Err(BadLine::Newer(what)) => {
                self.trouble(Some(0), format!("its first line cannot be read: {what}"));
                Ok(before.map(|before| Coverage { begins_after: before.last_seq, ..before }))
            }
        }
    }

    /// Adds a line that is whole by its checksum.
    fn add(&mut self, covered: &mut Coverage, from: u64, seq: u64, whole: &[u8]) {
        let expected = covered.last_seq.saturating_add(1);
        if seq == expected {
            self.events = self.events.saturating_add(1);
            if covered.head.is_some() && line::carried_prev(whole) != covered.head {
                let cause = format!("event {seq} does not follow the line before it");
                self.trouble(Some(from), cause);
            }
        } else {
            let cause = format!("event {seq} is in the place of event {expected}");
            self.trouble(Some(from), cause);
        }
        if seq > covered.last_seq {
            covered.last_seq = seq;
            covered.head = Some(LineHash::of(whole));
        }
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
        if covered.last_seq < follows.begins_after {
            let (last, first) = (covered.last_seq.saturating_add(1), follows.begins_after);
            if self.is_quarantined(store)? {
                let cause = format!("events {last} to {first} are lost; a repair recorded this");
                report.note(&self.path, cause);
            } else {
                let cause = format!(
                    "it ends at event {}, but the next segment begins after event {first}",
                    covered.last_seq
                );
                report.trouble(&self.path, Some(self.len), cause);
            }
        }
        Ok(())
    }

    /// Returns whether the quarantine has a copy. Then its damage is known.
    fn is_quarantined(&self, store: &Store) -> Result<bool, StoreError> {
        store.is_quarantined(&self.path)
    }
}

/// Returns the event after which a segment begins, if its first line can be read.
fn first_seq(store: &Store, path: &Path) -> Result<Option<u64>, StoreError> {
    let Some(file) = store.open(path, Open::Read)? else { return Ok(None) };
    let first = first_line(file.as_ref(), path)?;
    Ok(Checkpoint::read(&first).ok().map(|first| first.seq))
}
