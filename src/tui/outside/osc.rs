//! Commands to the terminal beyond its cells (OSC): the clipboard and notifications.

use std::io::{self, Write};

use data_encoding::BASE64;

use crate::safe_text::SafeText;
use crate::tui::message::Notification;

const BELL: &str = "\x07";
/// Ends a sequence that began with `ESC ]`. The bell would end it too, but might ring.
pub const END: &str = "\x1b\\";

/// Puts a text into the clipboard, if the terminal allows it.
pub fn copy(text: &str, terminal: &mut impl Write) -> io::Result<()> {
    write(&format!("\x1b]52;c;{}{END}", BASE64.encode(text.as_bytes())), terminal)
}

/// Rings the bell and shows a text on the desktop, as wanted.
pub fn notify(notification: &Notification, terminal: &mut impl Write) -> io::Result<()> {
    let bell = if notification.bell { BELL } else { "" };
    let osc = |text| format!("\x1b]9;{}{END}", SafeText::new(text));
    let text = notification.text.as_deref().map(osc);
    write(&format!("{}{bell}", text.unwrap_or_default()), terminal)
}

/// Writes and flushes, unless there is nothing to write.
pub fn write(bytes: &str, terminal: &mut impl Write) -> io::Result<()> {
    if bytes.is_empty() {
        return Ok(());
    }
    terminal.write_all(bytes.as_bytes())?;
    terminal.flush()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Returns what `act` writes.
    fn written(act: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut bytes = Vec::new();
        act(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn what_is_copied_is_base64() {
        assert_eq!(written(|out| copy("é\x1b", out)), "\x1b]52;c;w6kb\x1b\\");
    }

    #[test]
    fn a_notification_rings_or_shows_as_is_wanted() {
        let notification =
            |text: Option<&str>, bell| Notification { text: text.map(str::to_owned), bell };
        assert_eq!(written(|out| notify(&notification(None, true), out)), "\x07");
        assert_eq!(
            written(|out| notify(&notification(Some("a\x07b"), false), out)),
            "\x1b]9;a‹U+0007›b\x1b\\"
        );
    }
}
