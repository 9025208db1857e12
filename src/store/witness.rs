//! The witness: how far the journal reached, in a file of its own.
//!
//! It is written in place after each commit and never flushed. A journal that ends before it lost
//! its end. Without it nothing is wrong: the next commit writes it again.

use serde::{Deserialize, Serialize};

use super::disk::Open;
use super::error::{IoContext, StoreError};
use super::files::Store;
use super::line;
use super::segment::{JournalPosition, SegmentName};
use crate::core::Watch;

/// The length of a slot, bytes. There are two: a write that is interrupted spoils one of them.
const SLOT: usize = 256;
/// The number of slots.
const SLOTS: u64 = 2;

/// How far the journal reached: its newest line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// The number of the line's event.
    pub seq: u64,
    /// The id of its store.
    pub store_id: String,
    /// How many session keys were given out.
    pub keys: u64,
    /// The file name of its segment.
    pub segment: String,
    /// The checksum of the line.
    #[serde(rename = "line")]
    pub crc: String,
    /// Whether the other slot is damaged. Then it may have named a later event.
    #[serde(skip)]
    pub is_doubtful: bool,
}

impl Witness {
    /// Returns the witness of a store's watch, whose newest line ends at a position.
    pub fn of(store_id: &str, watch: &Watch, at: &JournalPosition) -> Self {
        let JournalPosition { segment, crc, .. } = at.clone();
        let (seq, keys) = (watch.seq, watch.counters.session_keys.into());
        let store_id = store_id.to_owned();
        Self { seq, store_id, keys, segment, crc, is_doubtful: false }
    }

    /// Returns whether it proves that the line of a segment with this checksum is the last one.
    pub fn proves(&self, segment: SegmentName, crc: &str) -> bool {
        self.segment == segment.to_string() && self.crc == crc && !self.is_doubtful
    }

    /// Returns whether it belongs to a store. That of another one tells nothing.
    pub fn is_of(&self, store_id: &str) -> bool {
        self.store_id == store_id
    }

    /// Returns whether it names another line of a segment as that of event `seq`.
    pub fn denies(&self, seq: u64, segment: SegmentName, crc: &str) -> bool {
        self.seq == seq && self.segment == segment.to_string() && self.crc != crc
    }
}

impl Store {
    /// Returns the newest witness, or `None` if there is none or no slot can be read.
    ///
    /// # Errors
    /// [`StoreError`] if it is not a file, belongs to another user, or the system reports an error.
    pub(super) fn read_witness(&self) -> Result<Option<Witness>, StoreError> {
        let path = self.paths.witness();
        let Some(file) = self.open(&path, Open::Read)? else { return Ok(None) };
        let len = SLOTS.saturating_mul(length(SLOT));
        let bytes = file.read_at(0, len).context("read", &path)?;
        Ok(newest(&bytes))
    }

    /// Writes the witness over the older slot, and also over one of another store. Flushes nothing.
    ///
    /// # Errors
    /// [`StoreError`]; the other slot remains.
    pub(super) fn write_witness(&self, witness: &Witness) -> Result<(), StoreError> {
        let path = self.paths.witness();
        let mut file = self.open_existing(&path, Open::OverOrCreate)?;
        let bytes = slot(witness)?;
        let at = |nth: u64| (nth % SLOTS).saturating_mul(length(SLOT));
        let other = at(witness.seq.wrapping_add(1));
        file.write_over(at(witness.seq), &bytes).context("write", &path)?;
        let beside = read(&file.read_at(other, length(SLOT)).context("read", &path)?);
        if beside.is_some_and(|beside| !beside.is_of(&witness.store_id)) {
            file.write_over(other, &bytes).context("write", &path)?;
        }
        Ok(())
    }
}

fn length(len: usize) -> u64 {
    u64::try_from(len).unwrap_or(u64::MAX)
}

/// Returns the bytes of a slot: a sealed line, with spaces before its newline.
fn slot(witness: &Witness) -> Result<Vec<u8>, serde_json::Error> {
    let mut bytes = line::seal(witness)?;
    bytes.pop();
    bytes.resize(SLOT - 1, b' ');
    bytes.push(b'\n');
    Ok(bytes)
}

/// Returns the newest witness of some bytes. An editor may have moved the slots.
fn newest(bytes: &[u8]) -> Option<Witness> {
    let slots = bytes.chunks(SLOT).chain(line::lines(bytes));
    let newest = slots.filter_map(read).max_by_key(|witness| witness.seq)?;
    let is_damaged = |slot: &[u8]| read(slot).is_none() && slot.iter().any(|byte| *byte != 0);
    let is_doubtful = bytes.chunks(SLOT).any(is_damaged);
    Some(Witness { is_doubtful, ..newest })
}

/// Reads a slot. Returns `None` if it was not written completely. Before the first slot there may
/// be a hole.
fn read(slot: &[u8]) -> Option<Witness> {
    let holes = slot.iter().take_while(|byte| **byte == 0).count();
    let sealed = line::mended(slot.get(holes..)?.trim_ascii_end())?;
    serde_json::from_slice(&sealed).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::sync::Arc;

    use super::*;
    use crate::paths::Paths;
    use crate::store::SystemDisk;

    fn witness(seq: u64) -> Witness {
        let segment = "000001-2026-11.jsonl".to_owned();
        let crc = "9a3b10ff".to_owned();
        let store_id = "store_0000000000000001".to_owned();
        Witness { seq, store_id, keys: seq + 1, segment, crc, is_doubtful: false }
    }

    fn store() -> (tempfile::TempDir, Store) {
        let home = tempfile::tempdir().unwrap();
        let store = Store::new(Arc::new(SystemDisk), Paths::under(home.path()));
        std::fs::create_dir_all(&store.paths.data).unwrap();
        (home, store)
    }

    #[test]
    fn the_newest_of_all_witnesses_is_read_and_the_file_does_not_grow() {
        let (_home, store) = store();
        assert_eq!(store.read_witness().unwrap(), None);
        for seq in 1..=5 {
            store.write_witness(&witness(seq)).unwrap();
            assert_eq!(store.read_witness().unwrap(), Some(witness(seq)));
        }
        let there = std::fs::metadata(store.paths.witness()).unwrap();
        assert_eq!((there.len(), there.permissions().mode() & 0o777), (512, 0o600));
    }

    #[test]
    fn nothing_is_left_of_the_witness_of_another_store() {
        let (_home, store) = store();
        let of_other = |seq| Witness { store_id: "store_2".into(), ..witness(seq) };
        for seq in [8, 9] {
            store.write_witness(&of_other(seq)).unwrap();
        }
        store.write_witness(&witness(3)).unwrap();
        assert_eq!(store.read_witness().unwrap(), Some(witness(3)));
    }

    #[test]
    fn a_slot_torn_at_any_byte_leaves_the_other_one() {
        let older = [slot(&witness(8)).unwrap(), slot(&witness(7)).unwrap()].concat();
        let newer = slot(&witness(9)).unwrap();
        let content = newer.trim_ascii_end().len();
        for at in 0..=SLOT {
            let mut bytes = older.clone();
            bytes[SLOT..SLOT + at].copy_from_slice(&newer[..at]);
            let expected = if at < content { witness(8) } else { witness(9) };
            let is_doubtful = read(&bytes[SLOT..]).is_none();
            let expected = Witness { is_doubtful, ..expected };
            assert_eq!(newest(&bytes), Some(expected), "torn at {at}");
        }
    }

    #[test]
    fn a_changed_short_or_empty_file_is_no_witness() {
        let whole = slot(&witness(9)).unwrap();
        let content = whole.trim_ascii_end().len();
        for at in 0..content {
            let mut changed = whole.clone();
            changed[at] ^= 0x04;
            assert_eq!(newest(&changed), None, "a change of byte {at} was not detected");
            assert_eq!(newest(&whole[..at]), None, "a cut at {at} was not detected");
        }
        assert_eq!(newest(b""), None);
        assert_eq!(newest(&[0; 2 * SLOT]), None);
    }

    #[test]
    fn the_longest_witness_fits_its_slot() {
        let segment = format!("{}-{}-12.jsonl", u32::MAX, i32::MIN);
        let crc = "9a3b10ff".to_owned();
        let (seq, keys) = (u64::MAX, u64::MAX);
        let store_id = witness(1).store_id;
        let longest = Witness { seq, store_id, keys, segment, crc, is_doubtful: false };
        let bytes = slot(&longest).unwrap();
        assert_eq!((bytes.len(), newest(&bytes)), (SLOT, Some(longest)));
    }

    #[test]
    fn a_link_in_its_place_is_an_error_and_is_not_followed() {
        let (home, store) = store();
        let elsewhere = home.path().join("elsewhere");
        std::fs::write(&elsewhere, b"kept").unwrap();
        symlink(&elsewhere, store.paths.witness()).unwrap();
        let refused = store.write_witness(&witness(1));
        assert!(matches!(refused, Err(StoreError::WrongKind { .. })), "{refused:?}");
        let refused = store.read_witness();
        assert!(matches!(refused, Err(StoreError::WrongKind { .. })), "{refused:?}");
        assert_eq!(std::fs::read(&elsewhere).unwrap(), b"kept");
    }
}
