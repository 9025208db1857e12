//! Wakes one thread, or tells it to end.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Why a wait is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Woken {
    /// The time is over.
    Time,
    /// Somebody rang.
    Rung,
    /// The thread is to end.
    Over,
}

/// Wakes one thread, or tells it to end. A ring before the wait is not lost.
#[derive(Debug, Default)]
pub struct Bell {
    state: Mutex<BellState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct BellState {
    is_rung: bool,
    is_over: bool,
}

impl Bell {
    /// Wakes the thread.
    pub fn ring(&self) {
        self.state().is_rung = true;
        self.changed.notify_all();
    }

    /// Tells the thread to end, now and at each later wait.
    pub fn end(&self) {
        self.state().is_over = true;
        self.changed.notify_all();
    }

    /// Reports whether the thread is to end.
    pub fn is_over(&self) -> bool {
        self.state().is_over
    }

    /// Takes what is there; `None` if nobody rang.
    pub fn take(&self) -> Option<Woken> {
        let mut state = self.state();
        if state.is_over {
            return Some(Woken::Over);
        }
        std::mem::take(&mut state.is_rung).then_some(Woken::Rung)
    }

    /// Waits until somebody rings, at most for some time; without one, for as long as it takes.
    pub fn wait(&self, most: Option<Duration>) -> Woken {
        let until = most.and_then(|most| Instant::now().checked_add(most));
        let mut state = self.state();
        loop {
            if state.is_over {
                return Woken::Over;
            }
            if std::mem::take(&mut state.is_rung) {
                return Woken::Rung;
            }
            let Some(until) = until else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Woken::Time;
            }
            let waited = self.changed.wait_timeout(state, left);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn state(&self) -> MutexGuard<'_, BellState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
