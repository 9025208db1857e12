//! Reading a file of lines from its end: what is new stands there.

use std::path::Path;

use super::disk::DiskFile;
use super::error::{IoContext, StoreError};

/// How much is read at a time, where nobody says otherwise, bytes.
const BLOCK: u64 = 64 * 1_024;

/// The lines of a file, the last one first, read in blocks.
pub struct ReverseLines<'a> {
    file: &'a dyn DiskFile,
    path: &'a Path,
    /// Where the bytes in hand begin in the file.
    start: u64,
    /// The bytes in hand that have not been handed out.
    bytes: Vec<u8>,
    /// How much is read at a time, bytes.
    block: u64,
}

impl<'a> ReverseLines<'a> {
    /// Returns the lines of a file as it is now.
    ///
    /// # Errors
    /// [`StoreError`] when it cannot be looked at.
    pub fn new(file: &'a dyn DiskFile, path: &'a Path) -> Result<Self, StoreError> {
        Self::in_blocks(file, path, BLOCK)
    }

    /// Returns the same, `block` bytes read at a time.
    ///
    /// # Errors
    /// As [`ReverseLines::new`].
    pub fn in_blocks(
        file: &'a dyn DiskFile,
        path: &'a Path,
        block: u64,
    ) -> Result<Self, StoreError> {
        let start = file.stat().context("look at", path)?.len;
        Ok(Self { file, path, start, bytes: Vec::new(), block })
    }

    /// Returns the next line towards the beginning, and where it stands.
    ///
    /// # Errors
    /// [`StoreError`] when the file cannot be read.
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

    /// Reads as much again as is in hand, a block at least: a long line costs no more than twice
    /// its length.
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
