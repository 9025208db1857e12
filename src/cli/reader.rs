//! Whoever reads stdout.

use std::thread;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

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
