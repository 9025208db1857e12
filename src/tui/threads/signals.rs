//! Signals of the system as events.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use nix::sys::signal::SigSet;
use nix::unistd::{getpgrp, getsid};
use rustix::process::{Signal, kill_current_process_group};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::tui::message::PanelEvent;
use crate::tui::outside::Terminal;

/// Starts to receive signals.
pub fn listen(events: Sender<PanelEvent>) -> io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let event = match signal {
                SIGTSTP => PanelEvent::Suspend,
                SIGCONT => PanelEvent::Continued,
                SIGWINCH => match Terminal::size() {
                    Ok(size) => PanelEvent::Resized(size),
                    // The reader reports a terminal that is gone.
                    Err(_) => continue,
                },
                _ => PanelEvent::Stop,
            };
            if events.send(event).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Reports whether a shell with job control can continue a stopped panel: the panel has its own
/// process group within the session.
///
/// The number of a session from outside of this PID namespace is 0 (getsid(2)), as in a container.
pub fn can_be_continued() -> bool {
    getsid(None).is_ok_and(|session| session != getpgrp())
}

/// Keeps this process from being stopped because it uses the terminal from the background: reading
/// then fails. Threads that are started later inherit it.
pub fn stay_awake_behind() -> io::Result<()> {
    let mut stops = SigSet::empty();
    stops.add(nix::sys::signal::SIGTTIN);
    stops.add(nix::sys::signal::SIGTTOU);
    Ok(stops.thread_block()?)
}

/// Stops this process group, as the terminal would; returns once it is continued.
pub fn stop() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::STOP)?)
}
