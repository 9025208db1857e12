//! The disk of this machine.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use super::disk::{Disk, DiskFile, FileKind, Open, Stat};

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemDisk;

impl Disk for SystemDisk {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        fs::symlink_metadata(path).map(|found| stat(&found))
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        let names = fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.file_name()));
        // The store writes no name that is not UTF-8.
        names
            .filter_map(|name| name.map(OsString::into_string).map(Result::ok).transpose())
            .collect()
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        fs::read_link(path)
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let flags = rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK;
        let mut options = OpenOptions::new();
        options.read(true).mode(0o600).custom_flags(i32::try_from(flags.bits()).unwrap_or(0));
        match how {
            Open::Read => &mut options,
            Open::Append => options.append(true),
            Open::AppendOrCreate => options.append(true).create(true),
            Open::New => options.append(true).create_new(true),
            Open::Over => options.write(true),
            Open::OverOrCreate => options.write(true).create(true),
        };
        Ok(Box::new(SystemFile(options.open(path)?)))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        fs::DirBuilder::new().mode(0o700).create(path)
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        File::open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        match rustix::fs::renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            // Some file systems do not support the flag. A hard link also fails if the name exists.
            Err(
                rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP,
            ) => {
                fs::hard_link(from, to)?;
                fs::remove_file(from)
            }
            other => Ok(other?),
        }
    }

    fn link_new(&self, target: &Path, path: &Path) -> io::Result<()> {
        std::os::unix::fs::symlink(target, path)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }

    fn database(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        let (Some(dir), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        Ok(Some(fs::canonicalize(dir)?.join(name)))
    }

    fn user(&self) -> u32 {
        rustix::process::geteuid().as_raw()
    }
}

struct SystemFile(File);

impl DiskFile for SystemFile {
    fn stat(&self) -> io::Result<Stat> {
        self.0.metadata().map(|found| stat(&found))
    }

    fn read_at(&self, offset: u64, len: u64) -> io::Result<Vec<u8>> {
        let there = self.0.metadata()?.len().saturating_sub(offset).min(len);
        let mut bytes = Vec::with_capacity(usize::try_from(there).unwrap_or(0).saturating_add(1));
        let from = FromOffset { file: &self.0, offset };
        from.take(len).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                done => return done,
            }
        }
    }

    fn write_over(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn try_lock(&mut self, shared: bool) -> io::Result<bool> {
        match if shared { self.0.try_lock_shared() } else { self.0.try_lock() } {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// Reads from an offset, independent of the file's own position.
struct FromOffset<'a> {
    file: &'a File,
    offset: u64,
}

impl Read for FromOffset<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read_at(buffer, self.offset)?;
        self.offset = self.offset.saturating_add(u64::try_from(read).unwrap_or(0));
        Ok(read)
    }
}

fn stat(found: &fs::Metadata) -> Stat {
    let kind = found.file_type();
    Stat {
        kind: if kind.is_file() {
            FileKind::File
        } else if kind.is_dir() {
            FileKind::Directory
        } else if kind.is_symlink() {
            FileKind::Link
        } else {
            FileKind::Other
        },
        len: found.len(),
        owner: found.uid(),
        mode: found.mode() & 0o7777,
        identity: (found.dev(), found.ino()),
    }
}
