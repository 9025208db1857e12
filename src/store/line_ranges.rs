//! Reads the lines of a session from where an index says that they stand.

use super::disk::Open;
use super::error::StoreError;
use super::files::Store;
use super::forward_lines::ForwardLines;
use super::line;
use super::reverse_lines::ReverseLines;
use super::segment::JournalPosition;
use crate::core::Recorded;

/// Some lines of a session that follow one another in one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineRange {
    /// Its first event.
    pub seq: u64,
    /// Its last event.
    pub last_seq: u64,
    /// Where the first line begins, bytes.
    pub begin: u64,
    /// Where the last line ends.
    pub end: JournalPosition,
}

/// Takes a line with its newline; returns whether the next one is wanted.
type TakeLine<'a> = &'a mut dyn FnMut(&[u8]) -> Result<bool, StoreError>;

impl Store {
    /// Reads the event whose line ends at a position.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if another line, or none, ends there.
    pub fn event_at(&self, at: &JournalPosition) -> Result<Recorded, StoreError> {
        let path = self.paths.history().join(&at.segment);
        line::event(&self.line_at(at)?).map_err(|bad| bad.at(&path, at.offset))
    }

    /// Returns the line that ends at a position.
    pub(super) fn line_at(&self, at: &JournalPosition) -> Result<Vec<u8>, StoreError> {
        let path = self.paths.history().join(&at.segment);
        let moved = || StoreError::damaged(&path, at.offset, "no line with its checksum ends here");
        let file = self.open(&path, Open::Read)?.ok_or_else(moved)?;
        let line = ReverseLines::last_before(file.as_ref(), &path, at.offset)?.next()?;
        let line = line.and_then(|(_, text)| Some(line::mended(&text)?.into_owned()));
        line.filter(|text| line::carried_crc(text) == Some(&at.crc)).ok_or_else(moved)
    }

    /// Checks that the lines of a range are where they should be, by their checksums.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if they are not.
    pub fn check_range(&self, range: &LineRange) -> Result<(), StoreError> {
        self.each_line_of(range, &mut |_| Ok(true)).map(drop)
    }

    /// Calls `each` with the events of a range, in order, until it returns `false`. Returns whether it
    /// came to the end of the range.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] if a line is not where it should be.
    pub fn each_event_of_range(
        &self,
        range: &LineRange,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<bool, StoreError> {
        let path = self.paths.history().join(&range.end.segment);
        self.each_line_of(range, &mut |text| {
            line::event(text).map(&mut *each).map_err(|bad| bad.at(&path, range.begin))
        })
    }

    /// As [`Store::each_event_of_range`], the last one first.
    ///
    /// # Errors
    /// As [`Store::each_event_of_range`].
    pub fn each_event_of_range_back(
        &self,
        range: &LineRange,
        each: &mut dyn FnMut(Recorded) -> bool,
    ) -> Result<bool, StoreError> {
        let path = self.paths.history().join(&range.end.segment);
        let moved = || StoreError::damaged(&path, range.begin, "the lines of a session moved");
        let file = self.open(&path, Open::Read)?.ok_or_else(moved)?;
        let mut lines = ReverseLines::before(file.as_ref(), &path, range.end.offset)?;
        for seq in (range.seq..=range.last_seq).rev() {
            let (byte, text) = lines.next()?.ok_or_else(moved)?;
            let text = line::mended(&text).filter(|text| line::seq(text) == Some(seq));
            let event = line::event(&text.ok_or_else(moved)?).map_err(|bad| bad.at(&path, byte))?;
            if !each(event) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn each_line_of(&self, range: &LineRange, take: TakeLine<'_>) -> Result<bool, StoreError> {
        let path = self.paths.history().join(&range.end.segment);
        let moved = || StoreError::damaged(&path, range.begin, "the lines of a session moved");
        let file = self.open(&path, Open::Read)?.ok_or_else(moved)?;
        let mut lines = ForwardLines::new(file.as_ref(), &path, range.begin);
        for seq in range.seq..=range.last_seq {
            let text = lines.next()?.and_then(|line| line.text).ok_or_else(moved)?;
            let text = line::mended(text).filter(|text| line::seq(text) == Some(seq));
            let text = text.ok_or_else(moved)?;
            if seq == range.last_seq && line::carried_crc(&text) != Some(&range.end.crc) {
                return Err(moved());
            }
            if !take(&text)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
