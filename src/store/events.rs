//! Reads the events of the journal backwards, newest first.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::disk::{DiskFile, Open};
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line::{self, BadLine};
use super::reverse_lines::ReverseLines;
use super::segment::SegmentName;
use crate::core::{Activity, Marks, Recorded};

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
        let (first, mut next) = seqs.into_inner();
        let names = self.segments()?;
        for name in names.iter().rev() {
            if next < first {
                return Ok(());
            }
            let path = self.segment_path(*name);
            let Some(file) = self.open(&path, Open::Read)? else { continue };
            if begins_after(file.as_ref(), &path, next)? {
                continue;
            }
            let mut lines = ReverseLines::new(file.as_ref(), &path)?;
            // Lines after the newest event do not count: they were written again in a later
            // segment, or never completed.
            let mut beyond = true;
            let fault = loop {
                let Some((byte, text)) = lines.next()? else { break None };
                let seq = match line::seq(&text) {
                    Some(seq) if seq > next => continue,
                    // A checkpoint starts with the number of an event, but is not an event.
                    Some(_) if line::store_id(&text).is_some() => continue,
                    Some(seq) => seq,
                    None if beyond => continue,
                    None => break Some((byte, "the line is not an event".to_owned())),
                };
                beyond = false;
                if seq < next {
                    break Some((byte, format!("event {next} is missing after it")));
                }
                if seq < first {
                    return Ok(());
                }
                match read(&text, wanted) {
                    Ok(event) => {
                        next = seq.saturating_sub(1);
                        let go_on = event.is_none_or(&mut *each);
                        if !go_on || next < first {
                            return Ok(());
                        }
                    }
                    Err(BadLine::Broken(cause)) => break Some((byte, cause.to_owned())),
                    Err(bad) => return Err(bad.at(&path, byte)),
                }
            };
            let Some((byte, cause)) = fault else { continue };
            if !self.is_quarantined(&path)? {
                return Err(StoreError::Damaged { path, byte, cause });
            }
            // The damage is known: what is whole by its checksum still counts.
            let lines = self.whole_lines(*name)?;
            for (seq, (text, _)) in lines.events.range(..=next).rev() {
                if *seq < first {
                    return Ok(());
                }
                next = seq.saturating_sub(1);
                let event = read(text, wanted).map_err(|bad| bad.at(&path, byte))?;
                if !event.is_none_or(&mut *each) || next < first {
                    return Ok(());
                }
            }
        }
        match self.missing_start(&names)? {
            Some(MissingStart { path, noted: false }) => {
                Err(StoreError::damaged(&path, 0, "the history's first segments are missing"))
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

/// Checks a line, and parses its event if it is wanted.
fn read(text: &[u8], wanted: &mut dyn FnMut(&[u8]) -> bool) -> Result<Option<Recorded>, BadLine> {
    line::check(text).map_err(BadLine::Broken)?;
    if wanted(text) { line::event(text).map(Some) } else { Ok(None) }
}

/// Returns whether all events of a segment come after event `seq`. Then it need not be read.
fn begins_after(file: &dyn DiskFile, path: &Path, seq: u64) -> Result<bool, StoreError> {
    let head = file.read_at(0, line::HEAD).context("read", path)?;
    Ok(line::store_id(&head).is_some() && line::seq(&head).is_some_and(|begins| begins >= seq))
}
