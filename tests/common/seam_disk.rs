//! The disk of this machine with a seam: another file can be read in the place of one, an open can be
//! waited for, locks can seem free, and what is read is counted.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onwatch::store::{Disk, DiskFile, Open, Stat, SystemDisk};

/// What is different on this disk.
#[derive(Clone)]
pub struct Seam {
    /// Returns the path that a reader sees in the place of another.
    pub shown: Arc<dyn Fn(&Path) -> PathBuf + Send + Sync>,
    /// Called before a file is opened.
    pub before_open: Arc<dyn Fn(Open) + Send + Sync>,
    /// Whether every lock seems free.
    pub ignores_locks: bool,
    /// How many bytes were read.
    pub read: Arc<AtomicU64>,
}

impl Default for Seam {
    fn default() -> Self {
        Self {
            shown: Arc::new(Path::to_owned),
            before_open: Arc::new(|_| {}),
            ignores_locks: false,
            read: Arc::default(),
        }
    }
}

struct SeamFile {
    file: Box<dyn DiskFile>,
    seam: Seam,
}

impl Disk for Seam {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        SystemDisk.stat(&(self.shown)(path))
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        SystemDisk.list(dir)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        SystemDisk.read_link(path)
    }
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        (self.before_open)(how);
        let shown = if how == Open::Read { (self.shown)(path) } else { path.to_owned() };
        Ok(Box::new(SeamFile { file: SystemDisk.open(&shown, how)?, seam: self.clone() }))
    }
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        SystemDisk.create_dir(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        SystemDisk.sync_dir(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        SystemDisk.rename(from, to)
    }
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        SystemDisk.rename_new(from, to)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        SystemDisk.remove(path)
    }
    fn user(&self) -> u32 {
        SystemDisk.user()
    }
}

impl DiskFile for SeamFile {
    fn stat(&self) -> io::Result<Stat> {
        self.file.stat()
    }
    fn read_at(&self, offset: u64, len: u64) -> io::Result<Vec<u8>> {
        let bytes = self.file.read_at(offset, len)?;
        self.seam.read.fetch_add(u64::try_from(bytes.len()).unwrap(), Ordering::Relaxed);
        Ok(bytes)
    }
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }
    fn write_over(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.write_over(offset, bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.file.sync()
    }
    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.file.truncate(len)
    }
    fn try_lock(&mut self, shared: bool) -> io::Result<bool> {
        if self.seam.ignores_locks { Ok(true) } else { self.file.try_lock(shared) }
    }
}
