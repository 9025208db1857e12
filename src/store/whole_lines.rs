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
pub struct WholeLines {
    /// The newest checkpoint among them.
    pub checkpoint: Option<(String, Reached)>,
    /// The events by number, each with its line and the end of it, bytes.
    pub events: BTreeMap<u64, (Vec<u8>, u64)>,
    /// How many other pieces there are.
    lost: u64,
}

impl Store {
    /// Reads the lines of a segment that are whole by their checksum.
    pub(super) fn whole_lines(&self, name: SegmentName) -> Result<WholeLines, StoreError> {
        let mut lines = WholeLines { checkpoint: None, events: BTreeMap::new(), lost: 0 };
        let path = self.segment_path(name);
        let Some(file) = self.open(&path, Open::Read)? else { return Ok(lines) };
        let mut pieces = ForwardLines::new(file.as_ref(), &path, 0);
        while let Some(piece) = pieces.next()? {
            let whole = piece.text.and_then(line::mended);
            match whole.as_deref().map(|text| (text, line::seq(text), line::store_id(text))) {
                Some((text, _, Some(store_id))) => {
                    if let Ok(checkpoint) = Checkpoint::read(text) {
                        let store_id = store_id.to_owned();
                        lines.checkpoint = Some((store_id, checkpoint.into_reached(text)));
                    }
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
        let first = u64::from(self.checkpoint.is_none());
        events.saturating_add(self.lost.saturating_sub(first))
    }

    /// Applies the events after the newest one that is reached.
    pub fn apply_to(&self, reached: &mut Reached, name: SegmentName) {
        for (text, end) in self.events.values() {
            if let Ok(event) = line::event(text)
                && event.seq > reached.watch.seq
            {
                reached.advance(&event, text, name, *end);
            }
        }
    }
}
