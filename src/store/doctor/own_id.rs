//! The id of a store, if files of another store may be among its own.

use crate::store::disk::Open;
use crate::store::error::StoreError;
use crate::store::files::Store;
use crate::store::forward_lines::first_line;
use crate::store::line;
use crate::store::segment::SegmentName;
use crate::store::state_file::Parsed;

impl Store {
    /// Returns the id that most of the segments and the state file name. If two ids are named as
    /// often, that of the newer segment counts. `None` if no file names one.
    ///
    /// # Errors
    /// [`StoreError`] if a file cannot be read.
    pub(super) fn own_id(&self, names: &[SegmentName]) -> Result<Option<String>, StoreError> {
        let mut ids: Vec<_> = self.state_id()?.into_iter().collect();
        for name in names {
            let path = self.segment_path(*name);
            let Some(file) = self.open(&path, Open::Read)? else { continue };
            let first = first_line(file.as_ref(), &path)?;
            let first = line::mended(&first).unwrap_or_default();
            ids.extend(line::store_id(&first).map(ToOwned::to_owned));
        }
        let count = |id: &&String| ids.iter().filter(|other| other == id).count();
        Ok(ids.iter().max_by_key(count).cloned())
    }

    /// Returns the id that the state file names, even if it is damaged.
    ///
    /// # Errors
    /// [`StoreError`] if the file cannot be read.
    pub(super) fn state_id(&self) -> Result<Option<String>, StoreError> {
        Ok(match self.read_state(&self.state_target()?)? {
            Some(Parsed::State(state)) => Some(state.store_id),
            Some(Parsed::Damaged(state)) => state.store_id,
            Some(Parsed::Newer(_) | Parsed::Older) | None => None,
        })
    }
}
