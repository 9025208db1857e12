//! Reads the terminal: keys, pastes, the mouse, and its hangup.

use std::io;
use std::sync::mpsc::Sender;
use std::thread;

use crate::tui::decoder::Token;
use crate::tui::message::PanelEvent;
use crate::tui::outside::InputReader;

const NAME: &str = "input";

/// Starts to read the terminal.
pub fn listen(events: &Sender<PanelEvent>, reader: InputReader) -> io::Result<()> {
    let events = events.clone();
    thread::Builder::new().name(NAME.into()).spawn(move || forward(&events, reader))?;
    Ok(())
}

fn forward(events: &Sender<PanelEvent>, mut reader: InputReader) {
    loop {
        let event = match reader.next() {
            Ok(Some(Token::Key(key))) => PanelEvent::Key(key),
            Ok(Some(Token::Paste(text))) => PanelEvent::Pasted(text),
            Ok(Some(Token::Mouse(event))) => PanelEvent::Mouse(event),
            // A reply that came too late, or to a question of another program.
            Ok(Some(Token::Background(_) | Token::Attributes | Token::Cursor(_))) => continue,
            Ok(None) => {
                let _ = events.send(PanelEvent::TerminalGone);
                return;
            }
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
