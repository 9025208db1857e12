//! Whether the panel may use its terminal.

use std::io;

use rustix::process::getpgrp;
use rustix::termios::tcgetpgrp;

/// Reports whether the terminal is the panel's: the panel is not a job in the background.
pub fn has_terminal() -> bool {
    // Without an answer, the terminal does not control jobs.
    tcgetpgrp(io::stdin()).map_or(true, |group| group == getpgrp())
}
