//! Reads the lines of a file from its end, where the newest lines are.

use std::path::Path;

use super::disk::DiskFile;
use super::error::{IoContext, StoreError};

/// The default block size, bytes.
const BLOCK: u64 = 64 * 1_024;

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

    /// As [`ReverseLines::new`], but reads `block` bytes at a time.
    pub fn in_blocks(
        file: &'a dyn DiskFile,
        path: &'a Path,
        block: u64,
    ) -> Result<Self, StoreError> {
        let start = file.stat().context("look at", path)?.len;
        Ok(Self { file, path, start, bytes: Vec::new(), block })
    }

    /// Returns the next line towards the start of the file, with its position.
    pub fn next(&mut self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        loop {
            let end = self.bytes.len();
            let before_last = self.bytes.get(..end.saturating_sub(1)).unwrap_or_default();
            let from = match before_last.iter().rposition(|b| *b == b'\n') {
                Some(newline) => newline + 1,
                None if self.start == 0 && end == 0 => return Ok(None),
                None if self.start == 0 => 0,
                None => {
                    self.read_block()?;
                    continue;
                }
            };
            let byte = self.start.saturating_add(u64::try_from(from).unwrap_or(0));
            return Ok(Some((byte, self.bytes.split_off(from))));
        }
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
