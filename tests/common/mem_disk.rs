//! A disk in memory that can lose power after any operation and fail any of them.
//!
//! What a program sees (`cache`) and what is on the device (`device`) are kept apart, with the
//! operations between them. A power cut leaves any prefix of a directory's unsynced operations,
//! and of a file's, the last write torn, zero-filled or missing. Of a file that is written in place
//! and never flushed, it leaves any of the writes. A failed flush drops its pages: a later flush
//! that succeeds does not bring them back.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use onwatch::store::{Disk, DiskFile, FileKind, Open, Stat};

const USER: u32 = 1_000;

#[derive(Clone, Debug, PartialEq)]
enum Entry {
    File(u64),
    Dir,
    Link(PathBuf),
}

#[derive(Clone, Debug)]
enum DirOp {
    Put(String, Entry),
    Drop(String),
    Rename(String, String),
}

#[derive(Clone, Debug, Default)]
struct Dir {
    cache: BTreeMap<String, Entry>,
    device: BTreeMap<String, Entry>,
    pending: Vec<DirOp>,
}

#[derive(Clone, Debug)]
enum FileOp {
    /// Of a file that is never flushed: over a part of it.
    Over(usize, Vec<u8>),
    Append(Vec<u8>),
    Truncate(usize),
}

impl FileOp {
    fn in_place(&self) -> (usize, &[u8]) {
        match self {
            Self::Over(at, bytes) => (*at, bytes),
            Self::Append(_) | Self::Truncate(_) => {
                unreachable!("what is written in place is not appended to")
            }
        }
    }
}

#[derive(Clone, Debug, Default)]
struct FileBody {
    cache: Vec<u8>,
    device: Vec<u8>,
    pending: Vec<FileOp>,
    /// Bytes whose flush failed: the cache shows them, the device may never get them.
    dropped: Vec<(usize, usize)>,
    /// Bytes written over themselves since: the next flush brings them to the device after all.
    rewritten: Vec<(usize, usize)>,
}

/// Everything the disk holds at one instant.
#[derive(Clone, Debug, Default)]
pub struct Image {
    dirs: BTreeMap<PathBuf, Dir>,
    files: BTreeMap<u64, FileBody>,
    next_inode: u64,
}

/// How an operation fails.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fault {
    /// With this system error number.
    Errno(i32),
    /// A write takes only half of its bytes, and says so.
    Short,
}

#[derive(Default)]
struct State {
    image: Image,
    /// The image before each operation that changes something.
    history: Vec<Image>,
    record: bool,
    /// The names of all operations since the last `watch_operations`.
    operations: Vec<(&'static str, u64)>,
    faults: BTreeMap<usize, Fault>,
    /// Runs once, before the operation of this number.
    interruption: Option<(usize, Interruption)>,
    /// The open files by number, and the locks of each: its inode, and whether it is shared.
    opened: u64,
    locks: BTreeMap<u64, (u64, bool)>,
}

type Interruption = Box<dyn FnOnce(&MemDisk) + Send>;

/// A disk in memory.
#[derive(Clone, Default)]
pub struct MemDisk(Arc<Mutex<State>>);

impl MemDisk {
    pub fn from_image(image: Image) -> Self {
        let disk = Self::default();
        disk.state().image = image;
        disk
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    pub fn image(&self) -> Image {
        self.state().image.clone()
    }

    /// Starts to keep the image before each operation that changes something.
    pub fn record(&self) {
        let mut state = self.state();
        state.record = true;
        state.history.clear();
    }

    /// Returns the images kept since then, the present one last.
    pub fn recorded(&self) -> Vec<Image> {
        let mut state = self.state();
        state.record = false;
        let mut images = std::mem::take(&mut state.history);
        images.push(state.image.clone());
        images
    }

    /// Starts to count operations from zero, and makes these fail.
    pub fn watch_operations(&self, faults: &[(usize, Fault)]) {
        let mut state = self.state();
        state.operations.clear();
        state.faults = faults.iter().copied().collect();
    }

    /// Returns the operations since then, each with the number of bytes it moved.
    pub fn operations(&self) -> Vec<(&'static str, u64)> {
        let mut state = self.state();
        state.faults.clear();
        state.operations.clone()
    }

    /// Starts to count operations from zero, and runs something before one of them.
    pub fn interrupt(&self, nth: usize, run: impl FnOnce(&Self) + Send + 'static) {
        self.watch_operations(&[]);
        self.state().interruption = Some((nth, Box::new(run)));
    }

    /// Flushes everything: what came before can no longer be lost.
    pub fn flush(&self) {
        let mut state = self.state();
        let Image { dirs, files, .. } = &mut state.image;
        for dir in dirs.values_mut() {
            dir.device = dir.cache.clone();
            dir.pending.clear();
        }
        files.values_mut().for_each(FileBody::sync);
    }

    pub fn read(&self, path: &Path) -> Option<Vec<u8>> {
        let state = self.state();
        match state.image.entry(path)? {
            Entry::File(inode) => Some(state.image.files[&inode].cache.clone()),
            Entry::Dir | Entry::Link(_) => None,
        }
    }

    /// Writes a file and flushes it; its directory must exist.
    pub fn put(&self, path: &Path, bytes: &[u8]) {
        let mut state = self.state();
        state.image.put(path, bytes);
    }

    pub fn delete(&self, path: &Path) {
        let mut state = self.state();
        let (dir, name) = split(path);
        let dir = state.image.dirs.get_mut(&dir).unwrap();
        dir.cache.remove(&name);
        dir.device.remove(&name);
    }

    /// Moves a directory with everything in it.
    pub fn move_dir(&self, from: &Path, to: &Path) {
        let mut state = self.state();
        let ((dir, name), (to_dir, to_name)) = (split(from), split(to));
        assert_eq!(dir, to_dir);
        state.image.change(&dir, DirOp::Rename(name, to_name));
        let moved = state.image.dirs.remove(from).unwrap();
        state.image.dirs.insert(to.to_owned(), moved);
    }

    pub fn names(&self, dir: &Path) -> Vec<String> {
        let state = self.state();
        state.image.dirs.get(dir).map(|d| d.cache.keys().cloned().collect()).unwrap_or_default()
    }

    fn renamed(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut state = self.state();
        let ((dir, from_name), (to_dir, to_name)) = (split(from), split(to));
        assert_eq!(dir, to_dir, "the store renames within one directory");
        match (state.image.entry(from), state.image.entry(to)) {
            (None, _) => Err(errno(rustix::io::Errno::NOENT)),
            (_, Some(Entry::Dir)) => Err(errno(rustix::io::Errno::ISDIR)),
            _ => {
                state.image.change(&dir, DirOp::Rename(from_name, to_name));
                Ok(())
            }
        }
    }

    /// Records the operation; returns a fault if one is due.
    fn step(&self, what: &'static str, bytes: u64, changes: bool) -> io::Result<Option<Fault>> {
        let mut state = self.state();
        let nth = state.operations.len();
        if let Some((_, run)) = state.interruption.take_if(|(at, _)| *at == nth) {
            drop(state);
            run(self);
            state = self.state();
        }
        state.operations.push((what, bytes));
        if changes && state.record {
            let image = state.image.clone();
            state.history.push(image);
        }
        match state.faults.get(&nth) {
            Some(Fault::Errno(code)) => Err(io::Error::from_raw_os_error(*code)),
            Some(fault) => Ok(Some(*fault)),
            None => Ok(None),
        }
    }
}

fn split(path: &Path) -> (PathBuf, String) {
    (path.parent().unwrap().to_owned(), path.file_name().unwrap().to_str().unwrap().to_owned())
}

fn errno(code: rustix::io::Errno) -> io::Error {
    io::Error::from_raw_os_error(code.raw_os_error())
}

impl Image {
    fn entry(&self, path: &Path) -> Option<Entry> {
        if path == Path::new("/") {
            return Some(Entry::Dir);
        }
        let (dir, name) = split(path);
        self.dirs.get(&dir)?.cache.get(&name).cloned()
    }

    fn put(&mut self, path: &Path, bytes: &[u8]) {
        let (dir, name) = split(path);
        let inode = self.next_inode;
        self.next_inode += 1;
        let body = FileBody { cache: bytes.into(), device: bytes.into(), ..FileBody::default() };
        self.files.insert(inode, body);
        let dir = self.dirs.get_mut(&dir).unwrap();
        dir.cache.insert(name.clone(), Entry::File(inode));
        dir.device.insert(name, Entry::File(inode));
    }

    fn change(&mut self, dir: &Path, op: DirOp) {
        let dir = self.dirs.entry(dir.to_owned()).or_default();
        apply_dir_op(&mut dir.cache, &op);
        dir.pending.push(op);
    }

    /// Returns every disk that a power cut at this instant may leave behind.
    pub fn power_cuts(&self) -> Vec<Image> {
        let mut trees = vec![Image::default()];
        trees[0].next_inode = self.next_inode;
        for (path, dir) in &self.dirs {
            let mut grown = Vec::new();
            let lengths: BTreeSet<usize> = prefixes(dir.pending.len());
            for tree in &trees {
                for length in &lengths {
                    let mut entries = dir.device.clone();
                    dir.pending[..*length].iter().for_each(|op| apply_dir_op(&mut entries, op));
                    let mut tree = tree.clone();
                    let dir = Dir { cache: entries.clone(), device: entries, pending: vec![] };
                    tree.dirs.insert(path.clone(), dir);
                    grown.push(tree);
                }
            }
            trees = grown;
        }
        let mut cuts = Vec::new();
        for mut tree in trees {
            tree.forget_unreachable();
            let mut images = vec![tree.clone()];
            let mut in_place = Vec::new();
            for (inode, name) in tree.reachable_files() {
                let body = &self.files[&inode];
                // What the lock file says is a hint; nothing rests on it.
                let bodies = if name == ".lock" {
                    BTreeSet::from([body.cache.clone()])
                } else if body.is_written_in_place() {
                    in_place.push(inode);
                    BTreeSet::from([body.device.clone(), body.cache.clone()])
                } else {
                    body.power_cuts()
                };
                images = images
                    .iter()
                    .flat_map(|image| bodies.iter().map(|bytes| image.with_file(inode, bytes)))
                    .collect();
            }
            // One image with each is enough: its other writes depend on no other file.
            let last = images.last().cloned();
            for (inode, image) in in_place.into_iter().zip(last.into_iter().cycle()) {
                let bodies = self.files[&inode].in_place_cuts();
                images.extend(bodies.iter().map(|bytes| image.with_file(inode, bytes)));
            }
            cuts.append(&mut images);
        }
        cuts
    }

    fn with_file(&self, inode: u64, bytes: &[u8]) -> Self {
        let mut image = self.clone();
        let body = FileBody { cache: bytes.into(), device: bytes.into(), ..FileBody::default() };
        image.files.insert(inode, body);
        image
    }

    /// Returns what a program sees of it: two images of the same view are the same to it.
    pub fn view(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut view = Vec::new();
        for (path, dir) in &self.dirs {
            view.push((path.clone(), Vec::new()));
            for (name, entry) in &dir.cache {
                match entry {
                    Entry::File(inode) => {
                        view.push((path.join(name), self.files[inode].cache.clone()));
                    }
                    Entry::Link(target) => {
                        let target = target.to_str().unwrap().as_bytes().to_vec();
                        view.push((path.join(name), target));
                    }
                    Entry::Dir => {}
                }
            }
        }
        view
    }

    fn forget_unreachable(&mut self) {
        let dirs: Vec<PathBuf> = self.dirs.keys().cloned().collect();
        for dir in dirs {
            if dir != Path::new("/") && self.entry(&dir) != Some(Entry::Dir) {
                self.dirs.remove(&dir);
            }
        }
    }

    fn reachable_files(&self) -> BTreeMap<u64, String> {
        let entries = self.dirs.values().flat_map(|dir| &dir.cache);
        entries
            .filter_map(|(name, entry)| match entry {
                Entry::File(inode) => Some((*inode, name.clone())),
                Entry::Dir | Entry::Link(_) => None,
            })
            .collect()
    }
}

/// All lengths of a short list; the ends and the last steps of a long one.
fn prefixes(len: usize) -> BTreeSet<usize> {
    let from = len.saturating_sub(4);
    std::iter::once(0).chain(from..=len).collect()
}

fn over(mut bytes: Vec<u8>, from: usize, new: &[u8]) -> Vec<u8> {
    let to = from + new.len();
    bytes.resize(bytes.len().max(to), 0);
    bytes[from..to].copy_from_slice(new);
    bytes
}

impl FileBody {
    fn power_cuts(&self) -> BTreeSet<Vec<u8>> {
        let mut images = BTreeSet::new();
        let mut bytes = self.device.clone();
        self.add(&mut images, bytes.clone());
        for op in &self.pending {
            match op {
                FileOp::Truncate(len) => bytes.resize(*len, 0),
                FileOp::Over(..) => unreachable!("what is written in place is not appended to"),
                FileOp::Append(new) => {
                    let mut torn = bytes.clone();
                    torn.extend(&new[..new.len() / 2]);
                    self.add(&mut images, torn.clone());
                    torn.resize(bytes.len() + new.len(), 0);
                    self.add(&mut images, torn);
                    let mut zeros = bytes.clone();
                    zeros.resize(bytes.len() + new.len(), 0);
                    self.add(&mut images, zeros);
                    bytes.extend(new);
                }
            }
            self.add(&mut images, bytes.clone());
        }
        images
    }

    fn is_written_in_place(&self) -> bool {
        matches!(self.pending.first(), Some(FileOp::Over(..)))
    }

    /// Any of the last writes may be there, in any order, and the last of these torn at any point.
    fn in_place_cuts(&self) -> BTreeSet<Vec<u8>> {
        let writes: Vec<_> = self.pending.iter().map(FileOp::in_place).collect();
        let (older, last) = writes.split_at(writes.len().saturating_sub(3));
        let older =
            older.iter().fold(self.device.clone(), |bytes, (at, new)| over(bytes, *at, new));
        let mut images = BTreeSet::from([self.device.clone()]);
        for chosen in 0..1 << last.len() {
            let mut bytes = older.clone();
            for (_, (at, new)) in last.iter().enumerate().filter(|(nth, _)| chosen >> nth & 1 == 1)
            {
                for torn in [1, new.trim_ascii_end().len() / 2, new.len() - 1] {
                    images.insert(over(bytes.clone(), *at, &new[..torn]));
                }
                bytes = over(bytes, *at, new);
            }
            images.insert(bytes);
        }
        images
    }

    fn add(&self, images: &mut BTreeSet<Vec<u8>>, bytes: Vec<u8>) {
        let mut without = bytes.clone();
        for (from, to) in &self.dropped {
            let to = (*to).min(without.len());
            if *from < to {
                without[*from..to].fill(0);
            }
        }
        images.insert(without);
        images.insert(bytes);
    }

    fn truncate(&mut self, len: usize) {
        self.cache.resize(len, 0);
        self.dropped.retain_mut(|(from, to)| {
            *to = (*to).min(len);
            *from < *to
        });
        self.pending.push(FileOp::Truncate(len));
    }

    fn sync(&mut self) {
        self.device = self.cache.clone();
        self.pending.clear();
        for (from, to) in std::mem::take(&mut self.rewritten) {
            self.dropped.retain(|(lost, end)| *lost < from || to < *end);
        }
    }

    fn fail_sync(&mut self) {
        self.rewritten.clear();
        let mut at = self.device.len();
        for op in std::mem::take(&mut self.pending) {
            match op {
                FileOp::Append(bytes) => {
                    self.dropped.push((at, at + bytes.len()));
                    at += bytes.len();
                }
                FileOp::Truncate(len) => at = len,
                FileOp::Over(..) => unreachable!("nobody flushes what is written in place"),
            }
        }
        // The new length may have reached the device, and the data may not.
        let grown = self.cache.get(self.device.len()..).unwrap_or_default().to_vec();
        if !grown.is_empty() {
            self.pending.push(FileOp::Append(grown));
        }
    }
}

fn apply_dir_op(entries: &mut BTreeMap<String, Entry>, op: &DirOp) {
    match op {
        DirOp::Put(name, entry) => {
            entries.insert(name.clone(), entry.clone());
        }
        DirOp::Drop(name) => {
            entries.remove(name);
        }
        DirOp::Rename(from, to) => {
            if let Some(entry) = entries.remove(from) {
                entries.insert(to.clone(), entry);
            }
        }
    }
}

impl Disk for MemDisk {
    fn stat(&self, path: &Path) -> io::Result<Stat> {
        self.step("stat", 0, false)?;
        let state = self.state();
        let entry = state.image.entry(path).ok_or_else(|| errno(rustix::io::Errno::NOENT))?;
        Ok(match entry {
            Entry::File(inode) => {
                stat(FileKind::File, state.image.files[&inode].cache.len(), inode)
            }
            Entry::Dir => stat(FileKind::Directory, 0, u64::MAX),
            Entry::Link(target) => stat(FileKind::Link, target.as_os_str().len(), u64::MAX - 1),
        })
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.step("list", 0, false)?;
        let state = self.state();
        if state.image.entry(dir) != Some(Entry::Dir) {
            return Err(errno(rustix::io::Errno::NOENT));
        }
        let dir = state.image.dirs.get(dir);
        Ok(dir.map(|dir| dir.cache.keys().cloned().collect()).unwrap_or_default())
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.step("read link", 0, false)?;
        match self.state().image.entry(path) {
            Some(Entry::Link(target)) => Ok(target),
            Some(Entry::File(_) | Entry::Dir) => Err(errno(rustix::io::Errno::INVAL)),
            None => Err(errno(rustix::io::Errno::NOENT)),
        }
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn DiskFile>> {
        let creates = matches!(how, Open::New | Open::AppendOrCreate | Open::OverOrCreate);
        self.step("open", 0, creates)?;
        let mut state = self.state();
        let (dir, name) = split(path);
        if state.image.entry(&dir) != Some(Entry::Dir) {
            return Err(errno(rustix::io::Errno::NOENT));
        }
        let inode = match (state.image.entry(path), how) {
            (Some(_), Open::New) => return Err(errno(rustix::io::Errno::EXIST)),
            (Some(Entry::File(inode)), _) => inode,
            (Some(Entry::Dir), _) => return Err(errno(rustix::io::Errno::ISDIR)),
            (Some(Entry::Link(_)), _) => return Err(errno(rustix::io::Errno::LOOP)),
            (None, _) if !creates => return Err(errno(rustix::io::Errno::NOENT)),
            (None, _) => {
                let inode = state.image.next_inode;
                state.image.next_inode += 1;
                state.image.files.insert(inode, FileBody::default());
                state.image.change(&dir, DirOp::Put(name, Entry::File(inode)));
                inode
            }
        };
        state.opened += 1;
        Ok(Box::new(MemFile { disk: self.clone(), inode, how, number: state.opened }))
    }

    fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.step("create directory", 0, true)?;
        let mut state = self.state();
        let (dir, name) = split(path);
        if state.image.entry(&dir) != Some(Entry::Dir) {
            return Err(errno(rustix::io::Errno::NOENT));
        }
        if state.image.entry(path).is_some() {
            return Err(errno(rustix::io::Errno::EXIST));
        }
        state.image.change(&dir, DirOp::Put(name, Entry::Dir));
        state.image.dirs.entry(path.to_owned()).or_default();
        Ok(())
    }

    fn sync_dir(&self, path: &Path) -> io::Result<()> {
        self.step("sync directory", 0, true)?;
        let mut state = self.state();
        let dir = state.image.dirs.entry(path.to_owned()).or_default();
        dir.device = dir.cache.clone();
        dir.pending.clear();
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", 0, true)?;
        self.renamed(from, to)
    }

    fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step("rename", 0, true)?;
        let (there, taken) = {
            let image = &self.state().image;
            (image.entry(from).is_some(), image.entry(to).is_some())
        };
        if there && taken {
            return Err(errno(rustix::io::Errno::EXIST));
        }
        self.renamed(from, to)
    }

    fn link_new(&self, target: &Path, path: &Path) -> io::Result<()> {
        self.step("link", 0, true)?;
        let mut state = self.state();
        let (dir, name) = split(path);
        if state.image.entry(&dir) != Some(Entry::Dir) {
            return Err(errno(rustix::io::Errno::NOENT));
        }
        if state.image.entry(path).is_some() {
            return Err(errno(rustix::io::Errno::EXIST));
        }
        state.image.change(&dir, DirOp::Put(name, Entry::Link(target.to_owned())));
        Ok(())
    }

    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.step("remove directory", 0, true)?;
        let mut state = self.state();
        let (dir, name) = split(path);
        if state.image.entry(path) != Some(Entry::Dir) {
            return Err(errno(rustix::io::Errno::NOENT));
        }
        if state.image.dirs.get(path).is_some_and(|dir| !dir.cache.is_empty()) {
            return Err(errno(rustix::io::Errno::NOTEMPTY));
        }
        state.image.change(&dir, DirOp::Drop(name));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", 0, true)?;
        let mut state = self.state();
        let (dir, name) = split(path);
        if state.image.entry(path).is_none() {
            return Err(errno(rustix::io::Errno::NOENT));
        }
        state.image.change(&dir, DirOp::Drop(name));
        Ok(())
    }

    fn database(&self, _path: &Path) -> io::Result<Option<PathBuf>> {
        Ok(None)
    }

    fn user(&self) -> u32 {
        USER
    }
}

fn stat(kind: FileKind, len: usize, inode: u64) -> Stat {
    Stat { kind, len: len as u64, owner: USER, mode: 0o600, identity: (1, inode) }
}

struct MemFile {
    disk: MemDisk,
    inode: u64,
    how: Open,
    number: u64,
}

impl Drop for MemFile {
    fn drop(&mut self) {
        self.disk.state().locks.remove(&self.number);
    }
}

impl MemFile {
    fn with<T>(&self, how: impl FnOnce(&mut FileBody) -> T) -> T {
        how(self.disk.state().image.files.get_mut(&self.inode).unwrap())
    }
}

impl DiskFile for MemFile {
    fn stat(&self) -> io::Result<Stat> {
        self.disk.step("stat open file", 0, false)?;
        Ok(self.with(|body| stat(FileKind::File, body.cache.len(), self.inode)))
    }

    fn read_at(&self, offset: u64, len: u64) -> io::Result<Vec<u8>> {
        let bytes = self.with(|body| {
            let from = usize::try_from(offset).unwrap().min(body.cache.len());
            let to = from.saturating_add(usize::try_from(len).unwrap_or(usize::MAX));
            body.cache[from..to.min(body.cache.len())].to_vec()
        });
        self.disk.step("read", bytes.len() as u64, false)?;
        Ok(bytes)
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let fault = self.disk.step("write", bytes.len() as u64, true)?;
        let taken = if fault == Some(Fault::Short) { bytes.len() / 2 } else { bytes.len() };
        self.with(|body| {
            body.cache.extend(&bytes[..taken]);
            body.pending.push(FileOp::Append(bytes[..taken].to_vec()));
        });
        Ok(taken)
    }

    fn write_over(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.disk.step("write over", bytes.len() as u64, true)?;
        let from = usize::try_from(offset).unwrap();
        let to = from + bytes.len();
        self.with(|body| {
            if self.how == Open::OverOrCreate {
                body.cache = over(std::mem::take(&mut body.cache), from, bytes);
                body.pending.push(FileOp::Over(from, bytes.to_vec()));
                return;
            }
            assert_eq!(body.cache[from..to], *bytes, "the store changes nothing in place");
            body.rewritten.push((from, to));
        });
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        if let Err(error) = self.disk.step("sync", 0, true) {
            self.with(FileBody::fail_sync);
            return Err(error);
        }
        self.with(FileBody::sync);
        Ok(())
    }

    fn truncate(&mut self, len: u64) -> io::Result<()> {
        self.disk.step("truncate", 0, true)?;
        self.with(|body| body.truncate(usize::try_from(len).unwrap()));
        Ok(())
    }

    /// On this disk nobody is interrupted while he waits, so a lock that is taken is an error.
    fn try_lock(&mut self, shared: bool) -> io::Result<bool> {
        self.disk.step("lock", 0, false)?;
        let mut state = self.disk.state();
        let others = state.locks.iter().filter(|(number, _)| **number != self.number);
        let mut those = others.map(|(_, lock)| lock).filter(|(inode, _)| *inode == self.inode);
        if those.any(|(_, other)| !shared || !other) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        state.locks.insert(self.number, (self.inode, shared));
        Ok(true)
    }
}
