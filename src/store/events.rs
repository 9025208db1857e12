//! Reads the events of the journal backwards, newest first.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::forward_lines::first_line;
use super::line::{self, BadLine};
use super::reverse_lines::ReverseLines;
use super::segment::SegmentName;
use crate::core::{Activity, Marks, Recorded};

/// What is wrong with a segment of another store.
pub const OTHER_STORE: &str = "it belongs to another store";

/// The missing segments before the first existing one.
pub struct MissingStart {
    /// The path of the first missing segment, without the part of its name that is unknown.
    pub path: PathBuf,
    /// Whether a repair has recorded that they are missing.
    pub noted: bool,
}

impl Store {
    /// Returns the newest `count` activities of the events in `seqs`, newest first.
    pub fn newest_activities(
        &self,
        seqs: RangeInclusive<u64>,
        count: usize,
    ) -> Result<Vec<Activity>, StoreError> {
        let (mut marks, mut activities) = (Marks::default(), Vec::new());
        self.each_event(seqs, &mut |_| true, &mut |event| {
            activities.push(marks.activity(&event));
            activities.len() < count
        })?;
        activities.truncate(count);
        Ok(activities)
    }

    /// Returns the newest `count` events in `seqs`, newest first.
    pub fn newest_events(
        &self,
        seqs: RangeInclusive<u64>,
        count: usize,
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut events = Vec::new();
        self.each_event(seqs, &mut |_| true, &mut |event| {
            events.push(event);
            events.len() < count
        })?;
        events.truncate(count);
        Ok(events)
    }

    /// Calls `each` with the events in `seqs` whose line is `wanted`, newest first, until it
    /// returns `false`. Checks every line, but parses only the wanted ones.
    ///
    /// Skips damage of which a repair has kept a copy.
    ///
    /// # Errors
    /// [`StoreError`] if the journal cannot be read or has other damage.
    pub(super) fn each_event(
        &self,
        seqs: RangeInclusive<u64>,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), StoreError> {
        let (first, newest) = seqs.into_inner();
        let mut back = Backwards { first, next: newest, is_exact: true, ..Backwards::default() };
        let names = self.segments()?;
        let mut newer = None;
        for name in names.iter().rev() {
            let path = self.segment_path(*name);
            if !back.damage.segments.contains_key(name) {
                let Some(file) = self.open(&path, Open::Read)? else { continue };
                let mut fault = back.read(file.as_ref(), &path, wanted, each)?;
                if fault.is_some() {
                    back.damage = self.known_damage(&names, back.store_id.as_deref())?;
                }
                if fault.is_some() && back.is_after_damage(newer) {
                    back.is_exact = false;
                    fault = back.read(file.as_ref(), &path, wanted, each)?;
                }
                if let Some((byte, cause)) = fault
                    && !back.damage.segments.contains_key(name)
                {
                    return Err(StoreError::Damaged { path, byte, cause });
                }
            }
            back.pass(*name, wanted, each).map_err(|bad| bad.at(&path, 0))?;
            if back.is_over() {
                return Ok(());
            }
            newer = Some(*name);
        }
        back.fill(0, wanted, each).map_err(|bad| bad.at(&self.paths.history(), 0))?;
        if back.is_over() {
            return Ok(());
        }
        match self.missing_start(&names)? {
            Some(MissingStart { path, noted: false }) => {
                Err(StoreError::damaged(&path, 0, missing_until(back.next)))
            }
            _ => Ok(()),
        }
    }

    /// Returns the missing segments at the start of the journal, or `None` if there are none.
    pub(super) fn missing_start(
        &self,
        names: &[SegmentName],
    ) -> Result<Option<MissingStart>, StoreError> {
        if names.first().is_none_or(|first| first.number == 1) {
            return Ok(None);
        }
        let path = self.first_segment();
        let noted = self.is_quarantined(&path)?;
        Ok(Some(MissingStart { path, noted }))
    }

    /// Returns the path of the first segment, without the part of its name that is unknown.
    pub(super) fn first_segment(&self) -> PathBuf {
        self.paths.history().join("000001")
    }
}

/// Returns what is wrong if the first segments are missing, up to an event; zero if it is not known.
pub fn missing_until(seq: u64) -> String {
    let missing = "the first segments are missing";
    if seq == 0 { missing.to_owned() } else { format!("{missing}, with events 1 to {seq}") }
}

/// The damage of which the quarantine has a copy.
#[derive(Default)]
struct KnownDamage {
    /// The damaged segments, each with the event after which it begins, if that is known.
    segments: BTreeMap<SegmentName, Option<u64>>,
    /// The lines in them that are whole by their checksum, by event.
    lines: BTreeMap<u64, Vec<u8>>,
}

impl Store {
    fn known_damage(
        &self,
        names: &[SegmentName],
        own: Option<&str>,
    ) -> Result<KnownDamage, StoreError> {
        let mut damage = KnownDamage::default();
        for name in names {
            if !self.is_quarantined(&self.segment_path(*name))? {
                continue;
            }
            let lines = self.whole_lines(*name)?;
            let is_foreign = lines.is_foreign(own);
            damage.segments.insert(*name, lines.begins_after.filter(|_| !is_foreign));
            if !is_foreign {
                damage.lines.extend(lines.events.into_iter().map(|(seq, (text, _))| (seq, text)));
            }
        }
        Ok(damage)
    }
}

/// Reads the events of one segment after the other, newest first.
#[derive(Default)]
struct Backwards {
    /// The last event to read.
    first: u64,
    /// The next event to read; less than `first` if there is none.
    next: u64,
    /// Whether the next event must be found. After known damage, one before it may follow.
    is_exact: bool,
    /// The id of the store, which the newest segment names.
    store_id: Option<String>,
    damage: KnownDamage,
}

impl Backwards {
    fn is_over(&self) -> bool {
        self.next < self.first
    }

    /// Reads the events of a segment. Returns the byte where it lacks something, and what.
    fn read(
        &mut self,
        file: &dyn DiskFile,
        path: &Path,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<Option<(u64, String)>, StoreError> {
        let head = file.read_at(0, line::HEAD).context("read", path)?;
        if let Some((store_id, begins)) = line::store_id(&head).zip(line::seq(&head)) {
            let own = self.store_id.get_or_insert_with(|| store_id.to_owned());
            if own != store_id && line::mended(&first_line(file, path)?).is_some() {
                return Ok(Some((0, OTHER_STORE.to_owned())));
            }
            // Then the segment need not be read.
            if begins >= self.next {
                return Ok(None);
            }
        }
        let mut lines = ReverseLines::new(file, path)?;
        // Lines after the newest event do not count: they were written again in a later segment, or
        // never completed.
        let mut beyond = true;
        while let Some((byte, text)) = lines.next()? {
            let is_checkpoint = line::store_id(&text).is_some();
            let seq = match line::seq(&text) {
                Some(seq) if seq > self.next => continue,
                Some(_) if is_checkpoint && byte > 0 => {
                    return Ok(Some((byte, line::MISPLACED.to_owned())));
                }
                Some(seq) => seq,
                None if beyond => continue,
                None => return Ok(Some((byte, line::NO_EVENT.to_owned()))),
            };
            beyond = false;
            self.fill(seq, wanted, each).map_err(|bad| bad.at(path, byte))?;
            if self.is_over() {
                return Ok(None);
            }
            if seq < self.next && self.is_exact {
                return Ok(Some((byte, format!("event {} is missing after it", self.next))));
            }
            if is_checkpoint {
                let fault = line::mended(&text).is_none();
                return Ok(fault.then(|| (byte, "its first line cannot be read".to_owned())));
            }
            self.next = seq;
            self.is_exact = true;
            if self.is_over() {
                return Ok(None);
            }
            match self.take(&text, wanted, each) {
                Ok(()) if self.is_over() => return Ok(None),
                Ok(()) => {}
                Err(BadLine::Broken(cause)) => return Ok(Some((byte, cause.to_owned()))),
                Err(bad) => return Err(bad.at(path, byte)),
            }
        }
        Ok(Some((0, "its first line is missing".to_owned())))
    }

    /// Returns whether a segment has known damage, so that nothing tells where it begins.
    fn is_after_damage(&self, newer: Option<SegmentName>) -> bool {
        newer.is_some_and(|newer| self.damage.segments.get(&newer) == Some(&None))
    }

    /// Passes over a segment if it has known damage.
    fn pass(
        &mut self,
        name: SegmentName,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), BadLine> {
        match self.damage.segments.get(&name).copied() {
            Some(Some(begins)) => {
                self.fill(begins, wanted, each)?;
                self.is_exact = begins <= self.next;
                self.next = self.next.min(begins);
            }
            Some(None) => self.is_exact = false,
            None => {}
        }
        Ok(())
    }

    /// Passes on the events after event `after` that are whole in damaged segments.
    fn fill(
        &mut self,
        after: u64,
        wanted: &mut dyn FnMut(&[u8]) -> bool,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), BadLine> {
        while let Some((seq, text)) = self.damage.lines.pop_last() {
            if seq <= after {
                self.damage.lines.insert(seq, text);
                break;
            }
            if seq <= self.next {
                self.next = seq;
                if self.is_over() {
                    break;
                }
                self.take(&text, wanted, each)?;
            }
        }
        Ok(())
    }

    /// Checks a line, passes its event on if it is wanted, and goes to the event before it.
    fn take(
        &mut self,
        text: &[u8],
        wanted: &mut dyn FnMut(&[u8]) -> bool,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<(), BadLine> {
        line::check(text).map_err(BadLine::Broken)?;
        let go_on = !wanted(text) || each(line::event(text)?);
        self.next = if go_on { self.next.saturating_sub(1) } else { 0 };
        Ok(())
    }
}
