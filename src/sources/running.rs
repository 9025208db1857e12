//! The commands that run for one asker: they end with it.

use std::io::{PipeReader, PipeWriter, pipe};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::outcome::NoAnswer;

/// The commands that run for one asker. When it ends, they are ended, and no other is started.
#[derive(Debug, Clone)]
pub struct RunningCommands(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// Is at its end as soon as the other side is closed: whoever waits for a command sees that.
    over: Option<PipeReader>,
    state: Mutex<RunningState>,
    changed: Condvar,
}

#[derive(Debug)]
struct RunningState {
    /// The other side.
    goes_on: Option<PipeWriter>,
    is_over: bool,
    running: usize,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, RunningState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Default for RunningCommands {
    fn default() -> Self {
        // Without a pipe, a command ends at its timeout.
        let (over, goes_on) = pipe().ok().unzip();
        let state = RunningState { goes_on, is_over: false, running: 0 };
        let (state, changed) = (Mutex::new(state), Condvar::new());
        Self(Arc::new(Shared { over, state, changed }))
    }
}

impl RunningCommands {
    /// Ends all of them, and waits until they are gone, at most for some time.
    pub fn end(&self, most: Duration) {
        let mut state = self.0.lock();
        state.is_over = true;
        state.goes_on = None;
        let _ = self
            .0
            .changed
            .wait_timeout_while(state, most, |state| state.running > 0)
            .unwrap_or_else(PoisonError::into_inner);
    }

    /// Counts one more, as long as the answer lives.
    pub(super) fn enter(&self) -> Result<RunningCommand<'_>, NoAnswer> {
        let mut state = self.0.lock();
        if state.is_over {
            return Err(NoAnswer::new(ENDED, "ask again"));
        }
        state.running += 1;
        Ok(RunningCommand(&self.0))
    }
}

/// Why a command has no answer after its asker ended.
pub(super) const ENDED: &str = "it was ended, because nobody asks any more";

/// One command that runs.
pub(super) struct RunningCommand<'a>(&'a Shared);

impl RunningCommand<'_> {
    /// Returns what is readable once the command is to end.
    pub(super) fn over(&self) -> Option<BorrowedFd<'_>> {
        self.0.over.as_ref().map(AsFd::as_fd)
    }

    /// Reports whether the command is to end.
    pub(super) fn is_over(&self) -> bool {
        self.0.lock().is_over
    }
}

impl Drop for RunningCommand<'_> {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
        self.0.changed.notify_all();
    }
}
