//! Watches some files by their paths, wherever they are, and reports which ones may have changed.
//!
//! It watches their directories. If one does not exist yet, its nearest existing parent is watched; if a file
//! is a link, the directory of its target is watched too.

use std::cell::Cell;
use std::ffi::OsStr;
use std::io::{self, PipeReader, PipeWriter};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use super::directories::{existing, network_file_system};
use super::heeded::Heeded;
#[cfg(target_os = "linux")]
use super::kernel_watch::KernelWatch;
#[cfg(not(target_os = "linux"))]
use super::no_kernel_watch::NoKernelWatch as KernelWatch;

/// How long a file that was written is left alone: its writer may write it in several steps.
const QUIET: Duration = Duration::from_millis(100);
/// How long nothing is told after that, however often files are written. Nothing that happens meanwhile wakes
/// the thread.
const LEAST: Duration = Duration::from_millis(900);

/// A thread that watches files until this value is dropped.
#[derive(Debug)]
pub struct NamedFilesWatch {
    /// The thread ends when this end of the pipe is closed.
    _end: PipeWriter,
}

/// Starts a thread that calls `tell` with the number of each file that may have changed. All changes up to
/// this call's end are the caller's own matter.
///
/// # Errors
/// Why nothing can be watched. Then the caller has to look by itself now and then.
pub fn watch_named_files(
    files: Vec<PathBuf>,
    heeded: Heeded,
    mut tell: impl FnMut(usize) + Send + 'static,
) -> io::Result<NamedFilesWatch> {
    let mut watched = WatchedNames::begin(files, heeded)?;
    let (ended, end) = io::pipe()?;
    thread::Builder::new().name("file watcher".into()).spawn(move || {
        // If it cannot go on, the caller's own looks remain.
        let _ = watched.forward(&ended, &mut tell);
    })?;
    Ok(NamedFilesWatch { _end: end })
}

struct WatchedNames {
    files: Vec<PathBuf>,
    /// Whether a file may be written in several steps.
    is_of_contents: bool,
    watch: KernelWatch,
}

impl WatchedNames {
    fn begin(files: Vec<PathBuf>, heeded: Heeded) -> io::Result<Self> {
        if let Some(kind) = network_file_system(&existing(directories(&files))) {
            return Err(io::Error::other(format!("some are on a network file system ({kind})")));
        }
        let is_of_contents = heeded == Heeded::Contents;
        let watch = KernelWatch::begin_for(heeded)?;
        let mut watched = Self { files, is_of_contents, watch };
        watched.arm()?;
        Ok(watched)
    }

    fn arm(&mut self) -> io::Result<()> {
        let files = &self.files;
        self.watch.arm(|| existing(directories(files)))
    }

    fn forward(&mut self, end: &PipeReader, tell: &mut dyn FnMut(usize)) -> io::Result<()> {
        while !self.watch.wait_or_end(end)? {
            if self.is_of_contents && is_closed(end, QUIET)? {
                break;
            }
            for changed in self.changed()? {
                tell(changed);
            }
            if self.is_of_contents && is_closed(end, LEAST)? {
                break;
            }
        }
        Ok(())
    }

    /// Takes all events; returns the numbers of the files that may have changed.
    fn changed(&mut self) -> io::Result<Vec<usize>> {
        let names: Vec<Vec<PathBuf>> = self.files.iter().map(|file| names(file)).collect();
        let heard = Cell::new(vec![false; names.len()]);
        let is_any = self.watch.take(|directory, name| {
            let mut all = heard.take();
            for (is_heard, names) in all.iter_mut().zip(&names) {
                *is_heard |= names.iter().any(|path| is_named(path, directory, name));
            }
            heard.set(all);
            // Each event is asked about, so that no file is missed.
            false
        })?;
        let mut heard = heard.take();
        if is_any {
            // A directory itself changed, or events were lost.
            heard.fill(true);
        }
        self.arm()?;
        let numbers = heard.into_iter().enumerate().filter(|(_, is_heard)| *is_heard);
        Ok(numbers.map(|(number, _)| number).collect())
    }
}

/// Waits for some time, or until the other end of a pipe is closed. Reports whether it is.
fn is_closed(end: &PipeReader, most: Duration) -> io::Result<bool> {
    let most = Timespec::try_from(most).ok();
    match poll(&mut [PollFd::new(end, PollFlags::IN)], most.as_ref()) {
        Ok(ready) => Ok(ready > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Returns the path of a file, and that of the target of its link.
fn names(file: &Path) -> Vec<PathBuf> {
    let real = file.canonicalize().ok().filter(|real| real != file);
    [Some(file.to_owned()), real].into_iter().flatten().collect()
}

fn directories(files: &[PathBuf]) -> Vec<PathBuf> {
    let all = files.iter().flat_map(|file| names(file));
    all.filter_map(|file| file.parent().map(Path::to_owned)).collect()
}

/// Reports whether a name in a directory is that of a file, or of a directory above it.
fn is_named(file: &Path, directory: &Path, name: &Path) -> bool {
    let own: Option<&OsStr> = file.file_name();
    let is_in = file.parent().and_then(|dir| dir.canonicalize().ok());
    match is_in {
        Some(is_in) => is_in == directory && own == Some(name.as_os_str()),
        None => file.components().any(|part| part.as_os_str() == name.as_os_str()),
    }
}
