//! The lines of a damaged segment that are whole by their checksum.

use std::collections::BTreeMap;

use super::checkpoint::Checkpoint;
use super::disk::Open;
use super::error::StoreError;
use super::files::Store;
use super::forward_lines::ForwardLines;
use super::line;
use super::reached::Reached;
use super::segment::SegmentName;

/// The lines of a segment that are whole by their checksum, whatever their order.
#[derive(Default)]
pub struct WholeLines {
    /// The id of its store, if its first line is whole.
    pub store_id: Option<String>,
    /// The event after which it begins, if its first line is whole.
    pub begins_after: Option<u64>,
    /// The newest checkpoint among its lines.
    pub checkpoint: Option<Reached>,
    /// The events by number, each with its line and the end of it, bytes.
    pub events: BTreeMap<u64, (Vec<u8>, u64)>,
    /// How many other pieces there are.
    lost: u64,
}

impl Store {
    /// Reads the lines of a segment that are whole by their checksum.
    pub(super) fn whole_lines(&self, name: SegmentName) -> Result<WholeLines, StoreError> {
        let mut lines = WholeLines::default();
        let path = self.segment_path(name);
        let Some(file) = self.open(&path, Open::Read)? else { return Ok(lines) };
        let mut pieces = ForwardLines::new(file.as_ref(), &path, 0);
        while let Some(piece) = pieces.next()? {
            let whole = piece.text.and_then(line::mended);
            match whole.as_deref().map(|text| (text, line::seq(text), line::store_id(text))) {
                Some((text, seq, Some(store_id))) => {
                    if piece.from == 0 {
                        lines.store_id = Some(store_id.to_owned());
                        lines.begins_after = seq;
                    }
                    lines.add_checkpoint(text);
                }
                Some((text, Some(seq), None)) => {
                    lines.events.insert(seq, (text.to_owned(), piece.end));
                }
                Some((_, None, None)) | None => lines.lost = lines.lost.saturating_add(1),
            }
        }
        Ok(lines)
    }
}

impl WholeLines {
    /// Returns how many events the segment has, readable or not.
    pub fn count(&self) -> u64 {
        let events = u64::try_from(self.events.len()).unwrap_or(u64::MAX);
        let first = u64::from(self.begins_after.is_none());
        events.saturating_add(self.lost.saturating_sub(first))
    }

    /// Returns whether the segment belongs to another store than `own`.
    pub fn is_foreign(&self, own: Option<&str>) -> bool {
        self.store_id.as_deref().zip(own).is_some_and(|(id, own)| id != own)
    }

    fn add_checkpoint(&mut self, text: &[u8]) {
        let Ok(read) = Checkpoint::read(text) else { return };
        if self.checkpoint.as_ref().is_none_or(|known| known.watch.seq <= read.seq) {
            self.checkpoint = Some(read.into_reached(text));
        }
    }
}
