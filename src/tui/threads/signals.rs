//! What the system asks of the process, as news for the loop. A change of size is not among it:
//! that comes with the input.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use nix::unistd::{getpgrp, getsid};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator::Signals;

use crate::tui::message::PanelEvent;

/// Starts to listen to signals.
pub fn listen(news: Sender<PanelEvent>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let heard = match signal {
                SIGTSTP => PanelEvent::Suspend,
                SIGCONT => PanelEvent::Continued,
                _ => PanelEvent::Stop,
            };
            if news.send(heard).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Tells whether a shell with job control could bring a stopped panel back: a process group of its
/// own within the session. Without one a stopped panel would stand still for ever.
///
/// The number of one that began outside of this PID namespace is 0 (getsid(2)), as in a container;
/// so it must not be read as a number that is never 0.
pub fn can_be_continued() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Stops this process and those it was started with (as `cargo run` does), as the terminal itself
/// would; returns when they are continued.
pub fn stop() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::STOP)?)
}
