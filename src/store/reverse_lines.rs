//! Reads the lines of a file from its end, where the newest lines are.

use std::path::Path;

use memchr::memrchr;

use super::disk::DiskFile;
use super::error::{IoContext, StoreError};
use super::line::{self, LINE_MAX};

/// The default block size, bytes.
const BLOCK: u64 = 64 * 1_024;
/// How much is read for one line, bytes; more if it is longer.
const LINE_BLOCK: u64 = 4 * 1_024;

/// The lines of a file, the last one first, read in blocks.
pub struct ReverseLines<'a> {
    file: &'a dyn DiskFile,
    path: &'a Path,
    /// Where `bytes` begins in the file.
    start: u64,
    /// The bytes that were read but not returned yet.
    bytes: Vec<u8>,
    /// How much is read at a time, bytes.
    block: u64,
    /// Whether the line before `bytes` is too long, and its end was dropped.
    is_skipping: bool,
}

impl<'a> ReverseLines<'a> {
    /// Returns the lines of a file with its present length.
    pub fn new(file: &'a dyn DiskFile, path: &'a Path) -> Result<Self, StoreError> {
        Self::in_blocks(file, path, BLOCK)
    }

    /// As [`ReverseLines::new`], but returns only the lines that end at byte `end` or before it.
    pub fn before(file: &'a dyn DiskFile, path: &'a Path, end: u64) -> Result<Self, StoreError> {
        let lines = Self::new(file, path)?;
        Ok(Self { start: lines.start.min(end), ..lines })
    }

    /// As [`ReverseLines::before`], for somebody who wants only the last of these lines: reads less at a
    /// time.
    pub fn last_before(
        file: &'a dyn DiskFile,
        path: &'a Path,
        end: u64,
    ) -> Result<Self, StoreError> {
        let lines = Self::in_blocks(file, path, LINE_BLOCK)?;
        Ok(Self { start: lines.start.min(end), ..lines })
    }

    /// As [`ReverseLines::new`], but reads `block` bytes at a time.
    pub fn in_blocks(
        file: &'a dyn DiskFile,
        path: &'a Path,
        block: u64,
    ) -> Result<Self, StoreError> {
        let start = file.stat().context("look at", path)?.len;
        Ok(Self { file, path, start, bytes: Vec::new(), block, is_skipping: false })
    }

    /// Returns the next line towards the start of the file, with its position.
    ///
    /// A line that is longer than any line that is written is empty. It is read no further, until
    /// the line before it is wanted.
    pub fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        if self.is_skipping {
            self.skip_line()?;
        }
        loop {
            let end = self.bytes.len();
            let before_last = self.bytes.get(..end.saturating_sub(1)).unwrap_or_default();
            let from = match before_last.iter().rposition(|b| *b == b'\n') {
                Some(newline) => newline + 1,
                None if self.start == 0 && end == 0 => return Ok(None),
                None if self.start == 0 => 0,
                None if line::length(&self.bytes) > LINE_MAX => {
                    self.bytes.clear();
                    self.is_skipping = true;
                    return Ok(Some((self.start, Vec::new())));
                }
                None => {
                    self.read_block()?;
                    continue;
                }
            };
            let byte = self.start.saturating_add(u64::try_from(from).unwrap_or(0));
            return Ok(Some((byte, self.bytes.split_off(from))));
        }
    }

    /// Drops the rest of a line that is too long.
    fn skip_line(&mut self) -> Result<(), StoreError> {
        self.is_skipping = false;
        while self.start > 0 {
            self.bytes.clear();
            self.read_block()?;
            if let Some(newline) = memrchr(b'\n', &self.bytes) {
                self.bytes.truncate(newline + 1);
                return Ok(());
            }
        }
        self.bytes.clear();
        Ok(())
    }

    /// Reads at least a block, and at least as much as is not returned yet. So a long line costs
    /// at most twice its length.
    fn read_block(&mut self) -> Result<(), StoreError> {
        let in_hand = u64::try_from(self.bytes.len()).unwrap_or(0);
        let from = self.start.saturating_sub(in_hand.max(self.block));
        let mut bytes = self.file.read_at(from, self.start - from).context("read", self.path)?;
        bytes.append(&mut self.bytes);
        self.bytes = bytes;
        self.start = from;
        Ok(())
    }
}
