//! Replays the lines of the newest segment after a known position.

use std::path::PathBuf;

use super::disk::DiskFile;
use super::error::{IoContext, StoreError};
use super::forward_lines::ForwardLines;
use super::line::{self, BadLine};
use super::loaded::{Journal, LoadedStore, Unsynced};
use super::reached::Reached;
use super::segment::SegmentName;
use super::witness::Witness;

/// What the events of a segment are applied to.
pub struct ReplayStart {
    /// The id of the store.
    pub store_id: String,
    /// What was reached before them.
    pub reached: Reached,
    /// Where they begin, bytes.
    pub at: u64,
    /// The checksum of the line before them.
    pub crc: String,
    /// Whether that line is known to be on the device.
    pub flushed: bool,
}

/// The first line that cannot be read, and what follows it.
struct BadRest {
    cause: &'static str,
    /// How many pieces end with a newline. An interrupted command leaves one at most.
    ended: u32,
    /// Whether a line is among them that was written completely.
    has_whole_line: bool,
}

impl ReplayStart {
    /// Applies the events of a segment.
    ///
    /// A last line that lacks its newline is complete. A bad line at the end is one that was not
    /// written completely, and was never acknowledged; anything else that is bad is damage.
    ///
    /// # Errors
    /// [`StoreError`] if the segment cannot be read, or is damaged.
    pub fn replay(
        self,
        path: PathBuf,
        name: SegmentName,
        file: &dyn DiskFile,
        witness: Option<&Witness>,
    ) -> Result<LoadedStore, StoreError> {
        let Self { store_id, reached: before, at, crc, flushed } = self;
        let witness = witness.filter(|witness| witness.is_of(&store_id));
        let len = file.stat().context("look at", &path)?.len;
        let (mut reached, mut good, mut crc) = (before.clone(), at, crc);
        let mut read_only = None;
        let mut lines = ForwardLines::new(file, &path, at);
        while let Some(found) = lines.next()? {
            let is_last = found.end == len;
            let found = found.text.map(<[u8]>::to_vec);
            let mut text = found.clone().unwrap_or_default();
            if is_last && text.last().is_some_and(|last| *last != b'\n') {
                text.push(b'\n');
            }
            match line::event(&text) {
                Ok(event) => {
                    if let Some(cause) = reached.fault_of(&event, &text) {
                        return Err(StoreError::damaged(&path, good, cause));
                    }
                    if witness.is_some_and(|witness| {
                        witness.denies(
                            event.seq,
                            name,
                            line::carried_crc(&text).unwrap_or_default(),
                        )
                    }) {
                        let cause = not_acknowledged(event.seq);
                        return Err(StoreError::damaged(&path, good, cause));
                    }
                    good = good.saturating_add(line::length(&text));
                    reached.advance(&event, &text, name, good);
                    line::carried_crc(&text).unwrap_or_default().clone_into(&mut crc);
                }
                Err(BadLine::Newer(what)) => {
                    read_only = Some(StoreError::Newer { path: path.clone(), what });
                    break;
                }
                Err(BadLine::Older) => return Err(StoreError::Older { path }),
                Err(BadLine::Broken(cause)) => {
                    let rest = BadRest::read(cause, found.as_deref(), &mut lines)?;
                    let last = witness.filter(|last| last.proves(name, &crc));
                    if let Some(cause) = rest.damage(reached.watch.seq, witness, last.is_some()) {
                        return Err(StoreError::Damaged { path, byte: good, cause });
                    }
                    break;
                }
            }
        }
        let unsynced = (len > at || !flushed).then_some(Unsynced { before, from: at });
        let journal = Journal { store_id, name, path, good, len, crc, unsynced };
        Ok(LoadedStore { reached, journal: Some(journal), read_only, ..LoadedStore::default() })
    }
}

impl BadRest {
    /// Reads the rest of a segment, from its first bad line on.
    fn read(
        cause: &'static str,
        first: Option<&[u8]>,
        lines: &mut ForwardLines<'_>,
    ) -> Result<Self, StoreError> {
        let mut rest = Self { cause, ended: 0, has_whole_line: false };
        rest.add(first);
        while let Some(line) = lines.next()? {
            rest.add(line.text);
        }
        Ok(rest)
    }

    fn add(&mut self, text: Option<&[u8]>) {
        match text {
            Some(text) => {
                self.ended = self.ended.saturating_add(text.ends_with(b"\n").into());
                self.has_whole_line |= line::mended(text).is_some();
            }
            // No interrupted command leaves a piece that is longer than a line.
            None => self.ended = u32::MAX,
        }
    }

    /// Returns why something acknowledged is missing after event `seq`; `None` if nothing is.
    /// `is_last` tells that the witness proves that event to be the last one.
    fn damage(&self, seq: u64, witness: Option<&Witness>, is_last: bool) -> Option<String> {
        if witness.is_some_and(|witness| witness.seq > seq) {
            return Some(format!("event {} cannot be read: {}", seq.saturating_add(1), self.cause));
        }
        // A witness that may have named a later event makes one such piece suspect.
        let most = u32::from(!witness.is_some_and(|witness| witness.is_doubtful));
        (self.has_whole_line || (self.ended > most && !is_last)).then(|| self.cause.to_owned())
    }
}

/// Returns what is wrong with a line that the witness does not know.
pub fn not_acknowledged(seq: u64) -> String {
    format!(
        "event {seq} is not the one that was acknowledged; the history may be that of another store"
    )
}
