//! Reads the terminal: keys, pastes, sizes, the mouse, and its hangup.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;
use std::time::Duration;

use crossterm::event::{Event, KeyEvent, poll as poll_events, read};
use ratatui::layout::Size;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::tui::message::PanelEvent;
use crate::tui::outside::LateReply;

const NAME: &str = "input";
const GONE: PollFlags = PollFlags::HUP.union(PollFlags::ERR);

/// The longest time between two parts of one answer.
const ANSWER: Duration = Duration::from_millis(50);

/// Starts to read the terminal; `late` filters a late answer out of the keys.
pub fn listen(events: &Sender<PanelEvent>, late: LateReply) -> io::Result<()> {
    let to = events.clone();
    thread::Builder::new().name(NAME.into()).spawn(move || forward(&to, late))?;
    let to = events.clone();
    thread::Builder::new().name("hangup".into()).spawn(move || await_hangup(&to))?;
    Ok(())
}

fn forward(events: &Sender<PanelEvent>, mut late: LateReply) {
    let say = |keys: Vec<KeyEvent>| {
        keys.into_iter().try_for_each(|key| events.send(PanelEvent::Key(key)))
    };
    loop {
        if late.holds() && matches!(poll_events(ANSWER), Ok(false)) {
            if say(late.release()).is_err() {
                return;
            }
            continue;
        }
        let event = match read() {
            Ok(Event::Key(key)) => {
                if say(late.take(key)).is_err() {
                    return;
                }
                continue;
            }
            Ok(Event::Paste(text)) => PanelEvent::Pasted(text),
            Ok(Event::Mouse(event)) => PanelEvent::Mouse(event),
            Ok(Event::Resize(width, height)) => PanelEvent::Resized(Size { width, height }),
            Ok(_) => continue,
            Err(error) => {
                let text = format!("the terminal could not be read: {error}");
                let _ = events.send(PanelEvent::ThreadBroke { thread: NAME.into(), text });
                return;
            }
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// Waits until the terminal hangs up. `read` does not report it: at the end of its input it would spin.
fn await_hangup(events: &Sender<PanelEvent>) {
    let stdin = io::stdin();
    loop {
        let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut terminal, None) {
            Ok(_) if terminal.iter().any(|fd| fd.revents().intersects(GONE)) => break,
            Err(Errno::INTR) => {}
            // Some systems cannot wait for a terminal in this way.
            Ok(_) | Err(_) => return,
        }
    }
    let _ = events.send(PanelEvent::TerminalGone);
}
