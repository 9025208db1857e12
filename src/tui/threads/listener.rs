//! What the terminal sends: keys, pastes and sizes; and the word that nobody is there any more.

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

/// How long the parts of one answer may lie apart.
const ANSWER: Duration = Duration::from_millis(50);

/// Starts to listen to the terminal, and keeps a late answer of it from being taken for keys.
pub fn listen(news: &Sender<PanelEvent>, late: LateReply) -> io::Result<()> {
    let to = news.clone();
    thread::Builder::new().name(NAME.into()).spawn(move || forward(&to, late))?;
    let to = news.clone();
    thread::Builder::new().name("hangup".into()).spawn(move || await_hangup(&to))?;
    Ok(())
}

fn forward(news: &Sender<PanelEvent>, mut late: LateReply) {
    let say =
        |keys: Vec<KeyEvent>| keys.into_iter().try_for_each(|key| news.send(PanelEvent::Key(key)));
    loop {
        if late.holds() && matches!(poll_events(ANSWER), Ok(false)) {
            if say(late.release()).is_err() {
                return;
            }
            continue;
        }
        let heard = match read() {
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
                let _ = news.send(PanelEvent::ThreadBroke { thread: NAME.into(), text });
                return;
            }
        };
        if news.send(heard).is_err() {
            return;
        }
    }
}

/// Waits until the terminal hangs up. `read` does not say so: at the end of its input it asks
/// again, forever, at the cost of a whole processor.
fn await_hangup(news: &Sender<PanelEvent>) {
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
    let _ = news.send(PanelEvent::TerminalGone);
}
