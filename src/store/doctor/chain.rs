//! Reads every line of every segment once. Checks its checksum, its number and the hash of the line
//! before it, and that each segment continues where the one before it ends.
//!
//! Known damage, of which the quarantine has a copy, is considered only when findings are reported:
//! a repair adds copies, and must not read the journal again.

use std::path::Path;

use super::segment_check::{Coverage, EachLine, NAMED, ReadUntil, SegmentCheck};
use super::seq_ranges::{SeqRange, SeqRanges};
use crate::store::disk::Open;
use crate::store::error::{IoContext, StoreError};
use crate::store::events::{MissingStart, missing_until};
use crate::store::files::Store;
use crate::store::forward_lines::first_line;
use crate::store::line;
use crate::store::report::Report;
use crate::store::segment::SegmentName;

/// The journal, as it was read.
#[derive(Default)]
pub struct Chain {
    names: Vec<SegmentName>,
    /// The id of the store, as far as that is known.
    store_id: Option<String>,
    checked: Vec<SegmentCheck>,
    /// The events whose line is whole.
    present: SeqRanges,
}

impl Chain {
    /// Reads the segments that were not read yet, and the newest one again: a bad last line is
    /// damage once another segment follows.
    ///
    /// # Errors
    /// [`StoreError`] if a segment cannot be read or belongs to another user.
    pub fn read_segments(&mut self, store: &Store) -> Result<(), StoreError> {
        self.names = store.segments()?;
        if self.checked.is_empty() {
            self.store_id = store.own_id(&self.names)?;
        }
        self.checked.pop();
        for nth in self.checked.len()..self.names.len() {
            let mut present = std::mem::take(&mut self.present);
            let segment = self.read(store, nth, &mut |text| present.add(line::seq(text)));
            self.present = present;
            self.checked.push(segment?);
        }
        Ok(())
    }

    /// Returns whether the newest segment lacks acknowledged data.
    pub fn ends_in_damage(&self) -> bool {
        self.checked.last().is_some_and(|newest| !newest.troubles.is_empty())
    }

    /// Returns the event after which the first segment begins; zero if that is not known.
    pub fn begins_after(&self) -> u64 {
        self.checked.first().map_or(0, |first| first.covered.begins_after)
    }

    /// Returns the newest event in the newest segment.
    pub fn last_seq(&self) -> u64 {
        self.checked.last().map_or(0, |newest| newest.covered.last_seq)
    }

    /// Returns the id of the store; `None` if no file names one.
    pub fn store_id(&self) -> Option<&str> {
        self.store_id.as_deref()
    }

    /// Adds the findings to a report.
    pub fn add_to(&self, store: &Store, report: &mut Report) -> Result<(), StoreError> {
        report.segments = self.checked.len();
        if let Some(MissingStart { path, noted }) = store.missing_start(&self.names)? {
            let missing = missing_until(self.begins_after());
            if noted {
                report.note(&path, format!("{missing}; a repair has recorded this"));
            } else {
                report.trouble(&path, None, missing);
            }
        }
        for (nth, segment) in self.checked.iter().enumerate() {
            let next = self.checked.get(nth + 1);
            report.events = report.events.saturating_add(segment.events);
            report.notes.extend_from_slice(&segment.notes);
            let gap = next.and_then(|next| segment.gap_before(next));
            if segment.troubles.is_empty() && gap.is_none() {
                continue;
            }
            if store.is_quarantined(&segment.path)? {
                report.note(&segment.path, self.known_damage(segment, next));
                continue;
            }
            report.troubles.extend_from_slice(&segment.troubles);
            if segment.more_troubles > 0 {
                let cause = format!("further damaged places: {}", segment.more_troubles);
                report.trouble(&segment.path, None, cause);
            }
            report.troubles.extend(gap);
        }
        Ok(())
    }

    /// Says what is lost of a damaged segment of which a copy is kept.
    fn known_damage(&self, segment: &SegmentCheck, next: Option<&SegmentCheck>) -> String {
        let first = segment.covered.begins_after.saturating_add(1);
        let end = next.map_or(segment.covered.last_seq, |next| next.covered.begins_after);
        let lost = self.present.missing(first, end);
        let mut what: Vec<_> = lost.iter().take(NAMED).map(SeqRange::to_string).collect();
        if lost.len() > NAMED {
            what.push("more".to_owned());
        }
        if what.is_empty() {
            "it is damaged; a copy is kept, and all its events can be read".to_owned()
        } else {
            format!("it is damaged; a copy is kept; lost: {}", what.join(", "))
        }
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
            Some(next) => ReadUntil::Event(self.first_seq(store, next)?),
            None => ReadUntil::EndOfFile,
        };
        let before = nth.checked_sub(1).and_then(|before| self.checked.get(before));
        let before = before.map(|before| before.covered.clone()).unwrap_or_default();
        let file = store.open_existing(&path, Open::Read)?;
        let mut segment = SegmentCheck {
            len: file.stat().context("look at", &path)?.len,
            path,
            events: 0,
            troubles: Vec::new(),
            more_troubles: 0,
            notes: Vec::new(),
            covered: Coverage::default(),
        };
        segment.read(self.store_id.as_deref(), file.as_ref(), before, until, each)?;
        Ok(segment)
    }
}

impl Chain {
    /// Returns the event after which a segment begins, if its first line can be read.
    fn first_seq(&self, store: &Store, path: &Path) -> Result<Option<u64>, StoreError> {
        let Some(file) = store.open(path, Open::Read)? else { return Ok(None) };
        let first = first_line(file.as_ref(), path)?;
        let first = line::mended(&first).unwrap_or_default();
        let is_own = line::store_id(&first) == self.store_id.as_deref();
        Ok(line::seq(&first).filter(|_| is_own))
    }
}
