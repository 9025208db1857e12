//! The output to the terminal, written by a thread of its own: a terminal that nobody reads must not stop
//! the panel.

use std::io::{self, ErrorKind, Write};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::{Errno, write};

/// The longest wait for the last bytes when the terminal is given back.
const DRAIN: Duration = Duration::from_secs(1);
/// The most bytes that wait for a terminal that nobody reads; what is beyond is dropped.
const WAITING_MAX: usize = 1 << 20;

/// The output to the terminal. `flush` hands the bytes over and does not wait for the terminal.
#[derive(Clone)]
pub struct TerminalOutput {
    buffer: Vec<u8>,
    give: Sender<Vec<u8>>,
    progress: Arc<(Mutex<Progress>, Condvar)>,
}

/// What the thread has still to do.
#[derive(Default)]
struct Progress {
    /// The bytes that are not written.
    waiting: usize,
    /// Whether somebody wants to know when there are none.
    is_awaited: bool,
    /// Why the terminal could not be written to.
    failed: Option<ErrorKind>,
}

/// What the thread reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutputNews {
    /// All is written, after somebody found that it was not.
    Idle,
    /// The terminal could not be written to.
    Failed,
}

impl TerminalOutput {
    /// Starts the thread; it reports to `tell`.
    ///
    /// # Errors
    /// If there is no room for another thread.
    pub fn start(tell: impl Fn(OutputNews) + Send + 'static) -> io::Result<Self> {
        let (give, bytes) = channel();
        let progress = Arc::<(Mutex<Progress>, Condvar)>::default();
        let shared = Arc::clone(&progress);
        let thread = thread::Builder::new().name("output".into());
        thread.spawn(move || write_all(&bytes, &shared, &tell))?;
        Ok(Self { buffer: Vec::new(), give, progress })
    }

    /// Reports whether all is written; if not, the thread reports when it is.
    pub fn is_idle(&self) -> bool {
        let mut progress = lock(&self.progress.0);
        progress.is_awaited = progress.waiting > 0;
        !progress.is_awaited
    }

    /// Waits until all is written, but not for long; reports whether it is.
    pub fn drain(&self) -> bool {
        let (progress, changed) = &*self.progress;
        let is_busy = |progress: &mut Progress| progress.waiting > 0 && progress.failed.is_none();
        let drained = changed.wait_timeout_while(lock(progress), DRAIN, is_busy);
        let (progress, _) = drained.unwrap_or_else(PoisonError::into_inner);
        progress.waiting == 0
    }
}

impl Write for TerminalOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.buffer);
        let mut progress = lock(&self.progress.0);
        if let Some(failed) = progress.failed {
            return Err(failed.into());
        }
        if bytes.is_empty() || progress.waiting > WAITING_MAX {
            return Ok(());
        }
        progress.waiting += bytes.len();
        // The thread ends only with its last sender.
        let _ = self.give.send(bytes);
        Ok(())
    }
}

fn write_all(
    all: &Receiver<Vec<u8>>,
    (progress, changed): &(Mutex<Progress>, Condvar),
    tell: &dyn Fn(OutputNews),
) {
    for bytes in all {
        let written = write_piece(&bytes);
        let mut progress = lock(progress);
        progress.waiting = progress.waiting.saturating_sub(bytes.len());
        progress.failed = progress.failed.or(written.err().map(|error| error.kind()));
        let failed = progress.failed.is_some();
        let is_idle = progress.waiting == 0 && std::mem::take(&mut progress.is_awaited);
        drop(progress);
        changed.notify_all();
        if failed {
            return tell(OutputNews::Failed);
        }
        if is_idle {
            tell(OutputNews::Idle);
        }
    }
}

/// Writes bytes. It does not take the lock of `stdout`: whoever prints last must not wait for it.
fn write_piece(mut bytes: &[u8]) -> io::Result<()> {
    let stdout = io::stdout();
    while !bytes.is_empty() {
        match write(&stdout, bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            // Whoever shares the terminal may have made it non-blocking.
            Err(Errno::AGAIN) => {
                poll(&mut [PollFd::new(&stdout, PollFlags::OUT)], None)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
