//! Whoever sits at the other end: reads stdout, types at stdin.

use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// Returns the next line that is typed; nothing when none will come.
#[must_use]
pub fn next_line() -> Option<String> {
    std::io::stdin().lines().next()?.ok()
}

/// Returns when nobody reads stdout any more; where that cannot be known, never.
pub fn until_gone() {
    let out = std::io::stdout();
    // Nothing is asked for: errors and hang-ups are told without that.
    let mut fds = [PollFd::new(&out, PollFlags::empty())];
    while poll(&mut fds, None) == Err(Errno::INTR) {}
    let gone = |fd: &PollFd<'_>| fd.revents().intersects(PollFlags::ERR | PollFlags::HUP);
    while !fds.iter().any(gone) {
        thread::park();
    }
}
