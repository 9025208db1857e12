//! The settings, read again once their file was changed.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::file_stamp::FileStamp;
use super::settings::Settings;
use super::text::ConfigError;

/// The settings, as far as they were read already.
#[derive(Default)]
pub struct KnownSettings(Mutex<Option<(FileStamp, Arc<Settings>)>>);

impl KnownSettings {
    /// Returns the settings of a file as they are now; nothing is read while the file is the same.
    ///
    /// # Errors
    /// As [`Settings::load`].
    pub fn get(&self, path: &Path, home: Option<&Path>) -> Result<Arc<Settings>, ConfigError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((stamp, settings)) = &*known
            && stamp.is_of(path)
            && stamp.is_still_so()
        {
            return Ok(Arc::clone(settings));
        }
        // It is looked at before it is read, so that a change meanwhile is seen the next time.
        let stamp = FileStamp::of(path);
        let settings = Arc::new(Settings::load(path, home)?.settings);
        *known = Some((stamp, Arc::clone(&settings)));
        Ok(settings)
    }
}
