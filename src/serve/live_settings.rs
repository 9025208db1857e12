//! The settings, read again when their file was changed.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::config::{ConfigError, Settings};

/// The settings, read again when their file was changed.
#[derive(Default)]
pub struct LiveSettings {
    known: Mutex<Option<(FileStamp, Arc<Settings>)>>,
}

/// What changes when a file is saved; `None` if there is none.
type FileStamp = Option<(SystemTime, u64)>;

impl LiveSettings {
    /// Returns the settings of a file as they are now.
    ///
    /// # Errors
    /// [`ConfigError`] if they are broken.
    pub fn of(&self, path: &Path, home: Option<&Path>) -> Result<Arc<Settings>, ConfigError> {
        let file = fs::metadata(path).ok();
        let stamp = file.and_then(|file| Some((file.modified().ok()?, file.len())));
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, settings)) = &*known
            && *of == stamp
        {
            return Ok(Arc::clone(settings));
        }
        // A file that is saved while it is read has another stamp next time.
        let settings = Arc::new(Settings::load(path, home)?.settings);
        *known = Some((stamp, Arc::clone(&settings)));
        Ok(settings)
    }
}
