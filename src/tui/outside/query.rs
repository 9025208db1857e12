//! Asks the terminal a question and waits for its answer.
//!
//! This must happen before keys are read: later the answer would be read among them.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};

/// The longest wait for the answer.
const PATIENCE: Duration = Duration::from_millis(100);

/// Asks the terminal, which must be raw, and gives what it sends to `take`, until that returns `true`,
/// the time is over, or the terminal is gone.
///
/// # Errors
/// If the terminal cannot be written to or read.
pub fn ask(question: &[u8], mut take: impl FnMut(&[u8]) -> bool) -> io::Result<()> {
    let mut out = io::stdout();
    out.write_all(question)?;
    out.flush()?;
    let (stdin, until) = (io::stdin(), Instant::now() + PATIENCE);
    loop {
        let left = until.saturating_duration_since(Instant::now());
        let wait = Timespec::try_from(left).unwrap_or_default();
        match poll(&mut [PollFd::new(&stdin, PollFlags::IN)], Some(&wait)) {
            Ok(0) => return Ok(()),
            Err(Errno::INTR) => continue,
            done => done?,
        };
        let mut bytes = [0; 256];
        let count = read(&stdin, &mut bytes)?;
        // The reader of keys reports a terminal that is gone.
        let Some(piece) = bytes.get(..count).filter(|piece| !piece.is_empty()) else {
            return Ok(());
        };
        if take(piece) {
            return Ok(());
        }
    }
}
