//! Where the kernel reports no changes to whoever comes for them: nothing can be watched.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::directories::Directories;
use super::heeded::Heeded;

/// The directories that the kernel watches: none.
pub enum NoKernelWatch {}

impl NoKernelWatch {
    /// Watches nothing.
    ///
    /// # Errors
    /// Always.
    pub fn begin() -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "this system does not report their changes"))
    }

    /// Watches nothing.
    ///
    /// # Errors
    /// Always.
    pub fn begin_for(_: Heeded) -> io::Result<Self> {
        Self::begin()
    }

    /// Is never called.
    pub fn wait_or_end(&self, _: &io::PipeReader) -> io::Result<bool> {
        match *self {}
    }

    /// Is never called.
    pub fn arm(&mut self, _: impl Fn() -> Directories) -> io::Result<()> {
        match *self {}
    }

    /// Is never called.
    pub fn wait(&self, _: Option<Duration>) -> io::Result<()> {
        match *self {}
    }

    /// Is never called.
    pub fn take(&mut self, _: impl Fn(&Path, &Path) -> bool) -> io::Result<bool> {
        match *self {}
    }
}
