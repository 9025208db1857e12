//! The window's title and the mouse: asked for only if wanted, and given back.

use std::io::{self, Write};

use crate::safe_text::SafeText;

use super::osc::{END, write};

/// Makes the terminal save its title, and restore it.
const KEEP_TITLE: &str = "\x1b[22;2t";
const TITLE_BACK: &str = "\x1b[23;2t";
/// Presses and the wheel, in the form without bounds. Motion would wake the panel at every step.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";
/// Switches every mode of the mouse off: a program that crashed may have left one on.
pub const NO_MOUSE: &str = "\x1b[?9;1000;1001;1002;1003;1005;1006;1015;1016l";

/// The title and the mouse mode that the terminal has.
#[derive(Debug, Default)]
pub struct TitleAndMouse {
    title: Option<String>,
    mouse: bool,
}

impl TitleAndMouse {
    /// Asks for a title and the mouse, if that differs from before.
    pub fn ask(
        &mut self,
        title: Option<String>,
        mouse: bool,
        terminal: &mut impl Write,
    ) -> io::Result<()> {
        let mut bytes = String::new();
        if title != self.title {
            match (&self.title, &title) {
                (None, _) => bytes.push_str(KEEP_TITLE),
                (_, None) => bytes.push_str(TITLE_BACK),
                _ => {}
            }
            if let Some(title) = &title {
                bytes.extend(["\x1b]2;", SafeText::new(title).as_str(), END]);
            }
        }
        if mouse != self.mouse {
            bytes.push_str(if mouse { MOUSE_ON } else { MOUSE_OFF });
        }
        (self.title, self.mouse) = (title, mouse);
        write(&bytes, terminal)
    }

    /// Gives both back.
    pub fn give_back(&mut self, terminal: &mut impl Write) -> io::Result<()> {
        self.ask(None, false, terminal)
    }

    /// Forgets the mouse mode: another program may have changed it.
    pub fn forget_modes(&mut self) {
        self.mouse = false;
    }
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

    fn title(extras: &mut TitleAndMouse, title: Option<&str>) -> String {
        written(|out| extras.ask(title.map(str::to_owned), false, out))
    }

    #[test]
    fn a_title_is_written_once_and_the_terminals_own_comes_back() {
        let mut extras = TitleAndMouse::default();
        assert_eq!(title(&mut extras, None), "");
        assert_eq!(title(&mut extras, Some("0:01")), "\x1b[22;2t\x1b]2;0:01\x1b\\");
        assert_eq!(title(&mut extras, Some("0:01")), "");
        assert_eq!(title(&mut extras, Some("0:02")), "\x1b]2;0:02\x1b\\");
        assert_eq!(written(|out| extras.give_back(out)), "\x1b[23;2t");
        assert_eq!(written(|out| extras.give_back(out)), "");
    }

    #[test]
    fn a_title_brings_no_control_byte_of_its_own() {
        let said = title(&mut TitleAndMouse::default(), Some("a\x07b\x1b\\c\u{9c}\nd"));
        assert_eq!(said, "\x1b[22;2t\x1b]2;a‹U+0007›b‹U+001B›\\c‹U+009C›↵d\x1b\\");
    }

    #[test]
    fn the_mouse_is_asked_for_presses_alone_and_given_back() {
        let mut extras = TitleAndMouse::default();
        assert_eq!(written(|out| extras.ask(None, true, out)), "\x1b[?1000h\x1b[?1006h");
        assert_eq!(written(|out| extras.ask(None, true, out)), "");
        assert_eq!(written(|out| extras.give_back(out)), "\x1b[?1006l\x1b[?1000l");
    }

    #[test]
    fn after_somebody_else_had_the_terminal_the_mouse_is_asked_for_again() {
        let mut extras = TitleAndMouse::default();
        extras.ask(Some("t".into()), true, &mut Vec::new()).unwrap();
        extras.forget_modes();
        assert_eq!(
            written(|out| extras.ask(Some("t".into()), true, out)),
            "\x1b[?1000h\x1b[?1006h"
        );
    }
}
