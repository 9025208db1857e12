//! Reads the lines of a file from a position on, in blocks: a file of any size takes little memory.

use std::path::Path;

use memchr::memchr;

use super::disk::DiskFile;
use super::error::{IoContext, StoreError};
use super::line::{self, LINE_MAX};

/// How much is read at a time, bytes.
const BLOCK: u64 = 256 * 1_024;

/// The lines of a file, in order.
pub struct ForwardLines<'a> {
    file: &'a dyn DiskFile,
    path: &'a Path,
    /// The bytes that were read, from byte `start` of the file on.
    bytes: Vec<u8>,
    start: u64,
    /// How many of them were returned already.
    taken: usize,
    /// Whether the end of the file was read.
    at_end: bool,
}

/// One line of a file.
#[derive(Debug, Clone, Copy)]
pub struct FileLine<'a> {
    /// Where it begins, bytes.
    pub from: u64,
    /// Where it ends, bytes.
    pub end: u64,
    /// The line with its newline; the last one may have none. `None` if it is longer than any line
    /// that is written.
    pub text: Option<&'a [u8]>,
}

impl<'a> ForwardLines<'a> {
    /// Returns the lines of a file from byte `from` on.
    pub fn new(file: &'a dyn DiskFile, path: &'a Path, from: u64) -> Self {
        Self { file, path, bytes: Vec::new(), start: from, taken: 0, at_end: false }
    }

    /// Returns the next line; `None` at the end of the file.
    pub fn next(&mut self) -> Result<Option<FileLine<'_>>, StoreError> {
        let (mut searched, mut dropped) = (0, 0);
        let length = loop {
            let unread = self.bytes.get(self.taken..).unwrap_or_default();
            if let Some(at) = memchr(b'\n', unread.get(searched..).unwrap_or_default()) {
                break searched + at + 1;
            }
            if self.at_end {
                break unread.len();
            }
            searched = unread.len();
            if line::length(unread) > LINE_MAX {
                dropped += line::length(unread);
                self.taken = self.bytes.len();
                searched = 0;
            }
            self.read_block()?;
        };
        let from = self.position().saturating_sub(dropped);
        let begin = self.taken;
        self.taken += length;
        let end = self.position();
        if from == end {
            return Ok(None);
        }
        let text = self.bytes.get(begin..self.taken);
        let short = dropped == 0 && end - from <= LINE_MAX;
        Ok(Some(FileLine { from, end, text: text.filter(|_| short) }))
    }

    /// Returns the position in the file up to which lines were returned.
    fn position(&self) -> u64 {
        self.start.saturating_add(u64::try_from(self.taken).unwrap_or(u64::MAX))
    }

    fn read_block(&mut self) -> Result<(), StoreError> {
        self.start = self.position();
        self.bytes.drain(..self.taken);
        self.taken = 0;
        let from = self.start.saturating_add(line::length(&self.bytes));
        let block = self.file.read_at(from, BLOCK).context("read", self.path)?;
        self.at_end = line::length(&block) < BLOCK;
        self.bytes.extend_from_slice(&block);
        Ok(())
    }
}

/// Returns the first line of a file; empty if there is none, or it is longer than any line.
pub fn first_line(file: &dyn DiskFile, path: &Path) -> Result<Vec<u8>, StoreError> {
    let mut lines = ForwardLines::new(file, path, 0);
    let first = lines.next()?.and_then(|line| line.text);
    Ok(first.unwrap_or_default().to_owned())
}
