//! The other end of the streams: lines typed at stdin, a reader of stdout.

use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

/// Returns the next typed line; `None` at the end of the input.
#[must_use]
pub fn next_line() -> Option<String> {
    std::io::stdin().lines().next()?.ok()
}

/// Returns when nobody reads stdout any more. If that cannot be known, it never returns.
pub fn until_gone() {
    let out = std::io::stdout();
    // Errors and hang-ups are reported without a request.
    let mut fds = [PollFd::new(&out, PollFlags::empty())];
    while poll(&mut fds, None) == Err(Errno::INTR) {}
    let gone = |fd: &PollFd<'_>| fd.revents().intersects(PollFlags::ERR | PollFlags::HUP);
    while !fds.iter().any(gone) {
        thread::park();
    }
}
