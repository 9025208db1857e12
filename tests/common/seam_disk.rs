//! The disk of this machine with a seam: another file can be read in the place of one, a write can be
//! waited for, locks can seem free, and what is read is counted.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use onwatch::store::{Disk, DiskFile, Open, Stat, SystemDisk};

/// Returns the error with which a file cannot be opened.
type MayRefuse = dyn Fn(&Path, Open) -> io::Result<()> + Send + Sync;

/// What is different on this disk.
#[derive(Clone)]
pub struct Seam {
    /// Returns the path that a reader sees in the place of another.
    pub shown: Arc<dyn Fn(&Path) -> PathBuf + Send + Sync>,
    /// Called with each path that is used.
    pub touched: Arc<dyn Fn(&Path) + Send + Sync>,
    /// Called before a file is opened; may refuse that.
    pub before_open: Arc<MayRefuse>,
    /// Called before bytes are added to a file that was opened in a way.
    pub before_write: Arc<dyn Fn(Open) + Send + Sync>,
    /// Whether every lock seems free.
    pub ignores_locks: bool,
    /// How many bytes were read.
    pub read: Arc<AtomicU64>,
}

impl Default for Seam {
    fn default() -> Self {
        Self {
            shown: Arc::new(Path::to_owned),
            touched: Arc::new(|_| {}),
            before_open: Arc::new(|_, _| Ok(())),
            before_write: Arc::new(|_| {}),
            ignores_locks: false,
            read: Arc::default(),
        }
    }
}

struct SeamFile {
    file: Box<dyn DiskFile>,
    how: Open,
    seam: Seam,
}

impl Disk for Seam {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        (self.touched)(path);
        SystemDisk.stat(&(self.shown)(path))
    }
    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        (self.touched)(dir);
        SystemDisk.list(dir)
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        (self.touched)(path);
        SystemDisk.read_link(path)
    }
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        (self.touched)(path);
        (self.before_open)(path, how)?;
        let shown = if how == Open::Read { (self.shown)(path) } else { path.to_owned() };
        Ok(Box::new(SeamFile { file: SystemDisk.open(&shown, how)?, how, seam: self.clone() }))
    }
    fn create_dir(&self, path: &Path) -> io::Result<()> {
        (self.touched)(path);
        SystemDisk.create_dir(path)
    }
    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        (self.touched)(path);
        SystemDisk.sync_dir(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        (self.touched)(from);
        SystemDisk.rename(from, to)
    }
    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        (self.touched)(from);
        SystemDisk.rename_new(from, to)
    }
    fn link_new(&self, target: &Path, path: &Path) -> io::Result<()> {
        (self.touched)(path);
        SystemDisk.link_new(target, path)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        (self.touched)(path);
        SystemDisk.remove(path)
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        (self.touched)(path);
        SystemDisk.remove_dir(path)
    }
    fn database(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        (self.touched)(path);
        SystemDisk.database(&(self.shown)(path))
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
        (self.seam.before_write)(self.how);
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
