//! One question to the terminal, and the wait for its answer.
//!
//! To be asked before anybody listens for keys: later the answer would be read together with them.
//! What the answer means, and what else may have come with it, is for whoever asked.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::{Errno, read};

/// The longest the terminal may take for its answer.
const PATIENCE: Duration = Duration::from_millis(100);

/// Asks the terminal, which has to be raw, and hands on what it sends, piece by piece, until
/// `hear` says that it was enough, the time is over or the terminal is gone.
///
/// # Errors
/// When the terminal cannot be written to or read.
pub fn ask(question: &[u8], mut hear: impl FnMut(&[u8]) -> bool) -> io::Result<()> {
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
        // A terminal that is gone says so to whoever listens for keys.
        let Some(piece) = bytes.get(..count).filter(|piece| !piece.is_empty()) else {
            return Ok(());
        };
        if hear(piece) {
            return Ok(());
        }
    }
}
