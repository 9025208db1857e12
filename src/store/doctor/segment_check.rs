//! Reads one segment: checks each line, its number, and the hash of the line before it.

use std::borrow::Cow;
use std::path::PathBuf;

use crate::store::checkpoint::Checkpoint;
use crate::store::disk::DiskFile;
use crate::store::error::StoreError;
use crate::store::events::OTHER_STORE;
use crate::store::forward_lines::{FileLine, ForwardLines};
use crate::store::line::{self, BadLine};
use crate::store::line_hash::LineHash;
use crate::store::report::Finding;

/// What is wrong with a line that has other bytes before or after it than those it was written with.
const LINE_END: &str = "its line end was changed";

/// What is wrong with a line that is longer than any line that is written.
const TOO_LONG: &str = "the line is longer than any line";

/// How many damaged places of one segment, or ranges of lost events, are named.
pub const NAMED: usize = 5;

/// Called with the line of each good event, in order.
pub type EachLine<'a> = &'a mut dyn FnMut(&[u8]);

/// One segment, as it was read.
pub struct SegmentCheck {
    pub path: PathBuf,
    /// Its length, bytes.
    pub len: u64,
    /// How many events were checked.
    pub events: u64,
    /// The first places that are damaged.
    pub troubles: Vec<Finding>,
    /// How many more there are.
    pub more_troubles: u64,
    pub notes: Vec<Finding>,
    /// The events in it.
    pub covered: Coverage,
}

/// The events in a segment.
#[derive(Clone, Default)]
pub struct Coverage {
    /// The event of its checkpoint.
    pub begins_after: u64,
    pub last_seq: u64,
    /// The hash that the next line must carry; `None` if it is not known.
    head: Option<LineHash>,
}

impl Coverage {
    /// Returns what a segment covers that contains no event after this one, as far as is known.
    fn after_it(self) -> Self {
        Self { begins_after: self.last_seq, ..self }
    }
}

/// Up to where the lines of a segment count.
#[derive(Clone, Copy)]
pub enum ReadUntil {
    /// The newest segment: its last line may be incomplete.
    EndOfFile,
    /// Up to this event, after which the next segment begins, if that is known.
    Event(Option<u64>),
}

impl SegmentCheck {
    /// Reads the lines of a segment of store `own`, after what is covered `before` it.
    ///
    /// # Errors
    /// [`StoreError`] if it cannot be read.
    pub fn read(
        &mut self,
        own: Option<&str>,
        file: &dyn DiskFile,
        before: Coverage,
        until: ReadUntil,
        each: EachLine<'_>,
    ) -> Result<(), StoreError> {
        let path = self.path.clone();
        let mut lines = ForwardLines::new(file, &path, 0);
        let first = lines.next()?.and_then(|line| line.text).unwrap_or_default();
        let whole = line::mended(first);
        let is_changed = matches!(whole, Some(Cow::Owned(_)));
        let first = whole.as_deref().unwrap_or(first);
        let id = whole.as_deref().and_then(line::store_id);
        if id.zip(own).is_some_and(|(id, own)| id != own) {
            self.trouble(Some(0), OTHER_STORE);
            self.covered = before.after_it();
            return Ok(());
        }
        if is_changed {
            self.trouble(Some(0), LINE_END);
        }
        let mut covered = self.read_checkpoint(first, before)?;
        if whole.is_some() && id.is_none() {
            // The first line is an event.
            lines = ForwardLines::new(file, &path, 0);
        }
        while let Some(FileLine { from, end, text }) = lines.next()? {
            let whole = text.and_then(line::mended);
            let event = whole.as_deref().filter(|whole| line::store_id(whole).is_none());
            let seq = event.and_then(line::seq);
            // Lines after the newest event do not count: their flush failed.
            if matches!(until, ReadUntil::Event(Some(last)) if covered.last_seq >= last)
                && seq.is_none_or(|seq| seq > covered.last_seq)
            {
                continue;
            }
            match (event.zip(seq), &whole) {
                (Some((event, seq)), whole) => {
                    if matches!(whole, Some(Cow::Owned(_))) {
                        self.trouble(Some(from), LINE_END);
                    }
                    self.add(&mut covered, until, from, seq, event);
                }
                (None, Some(whole)) if line::store_id(whole).is_some() => {
                    self.trouble(Some(from), line::MISPLACED);
                }
                (None, Some(_)) => self.trouble(Some(from), line::NO_EVENT),
                (None, None) if matches!(until, ReadUntil::EndOfFile) && end == self.len => {
                    let cause =
                        "its last line is incomplete; the next command or a repair removes it";
                    self.notes.push(Finding::new(&self.path, None, cause));
                }
                (None, None) => {
                    let cause = text.map_or(Err(TOO_LONG), line::check).err();
                    self.trouble(Some(from), cause.unwrap_or_default());
                    covered.last_seq = covered.last_seq.saturating_add(1);
                    covered.head = None;
                }
            }
            if let (Some(event), Some(_)) = (event, seq) {
                each(event);
            }
        }
        self.covered = covered;
        Ok(())
    }

    /// Reads the first line. If that is impossible, the segment continues the one before it.
    fn read_checkpoint(&mut self, first: &[u8], before: Coverage) -> Result<Coverage, StoreError> {
        let cause = match Checkpoint::read(first) {
            Ok(checkpoint) => {
                let follows = before.last_seq == checkpoint.seq && !checkpoint.repaired;
                let head = before.head.filter(|_| follows);
                if head.is_some() && line::carried_prev(first) != head {
                    let cause = format!("it does not follow event {}", checkpoint.seq);
                    self.trouble(Some(0), cause);
                }
                return Ok(Coverage {
                    begins_after: checkpoint.seq,
                    last_seq: checkpoint.seq,
                    head: Some(LineHash::of(first)),
                });
            }
            Err(BadLine::Older) => return Err(StoreError::Older { path: self.path.clone() }),
            Err(BadLine::Broken(cause)) => cause.to_owned(),
            Err(BadLine::Newer(what)) => what,
        };
        self.trouble(Some(0), format!("its first line cannot be read: {cause}"));
        Ok(before.after_it())
    }

    /// Adds a line that is whole by its checksum.
    fn add(&mut self, covered: &mut Coverage, until: ReadUntil, from: u64, seq: u64, whole: &[u8]) {
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
        // A line of a later segment says nothing about this one.
        let is_of_later = matches!(until, ReadUntil::Event(Some(last)) if seq > last);
        if seq > covered.last_seq && !is_of_later {
            covered.last_seq = seq;
            covered.head = Some(LineHash::of(whole));
        }
    }

    fn trouble(&mut self, byte: Option<u64>, cause: impl Into<String>) {
        if self.troubles.len() < NAMED {
            self.troubles.push(Finding::new(&self.path, byte, cause));
        } else {
            self.more_troubles = self.more_troubles.saturating_add(1);
        }
    }

    /// Returns what is missing between this segment and the next one.
    pub fn gap_before(&self, next: &Self) -> Option<Finding> {
        let (last, first) = (self.covered.last_seq, next.covered.begins_after);
        let cause =
            format!("it ends at event {last}, but the next segment begins after event {first}");
        (last < first).then(|| Finding::new(&self.path, Some(self.len), cause))
    }
}
