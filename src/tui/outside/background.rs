//! Asks the terminal for its background.
//!
//! Every terminal answers the second question: after that answer the first one will not come. Keys that
//! were typed meanwhile are kept; [`LateReply`] filters an answer that comes later.

use std::io;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::config::Background;

use super::late_reply::LateReply;
use super::query;

/// The colour of the background (OSC 11), then the terminal's attributes (DA1).
const QUESTION: &[u8] = b"\x1b]11;?\x1b\\\x1b[c";
/// The luminance at which black and white text are equally readable (WCAG 2.2).
const MIDDLE: f64 = 0.179;

/// The answer of the terminal.
#[derive(Debug)]
pub struct BackgroundReply {
    /// The background, if the terminal reported it.
    pub background: Option<Background>,
    /// The keys that were typed meanwhile.
    pub typed: Vec<KeyEvent>,
    /// The filter for an answer that comes later.
    pub late: LateReply,
}

/// Asks the terminal, which must be raw, for its background.
///
/// # Errors
/// If the terminal cannot be written to or read.
pub fn ask() -> io::Result<BackgroundReply> {
    let mut parser = ReplyParser::default();
    query::ask(QUESTION, |piece| {
        parser.take(piece);
        parser.all
    })?;
    Ok(parser.into_reply())
}

/// Parses what the terminal sends.
#[derive(Debug, Default)]
struct ReplyParser {
    /// The text of the colour, once it has come.
    colour: Option<String>,
    /// Whether all answers have come.
    all: bool,
    typed: Vec<KeyEvent>,
    /// The beginning of an incomplete token.
    rest: Vec<u8>,
}

/// A token that a terminal sends.
#[derive(Debug, PartialEq)]
enum Token<'a> {
    Colour(&'a [u8]),
    Attributes,
    Key(KeyEvent),
    /// Another sequence.
    Other,
}

impl ReplyParser {
    fn take(&mut self, bytes: &[u8]) {
        let mut bytes = [std::mem::take(&mut self.rest), bytes.to_vec()].concat();
        while let Some((sent, length)) = first(&bytes) {
            match sent {
                Token::Colour(text) => self.colour = String::from_utf8(text.to_vec()).ok(),
                Token::Attributes => self.all = true,
                Token::Key(key) => self.typed.push(key),
                Token::Other => {}
            }
            bytes.drain(..length);
        }
        self.rest = bytes;
    }

    fn into_reply(self) -> BackgroundReply {
        let begun = String::from_utf8_lossy(&self.rest).into_owned();
        BackgroundReply {
            background: self.colour.as_deref().and_then(background),
            typed: self.typed,
            late: if self.all { LateReply::none() } else { LateReply::after(&begun) },
        }
    }
}

/// Returns the first token in `bytes` and its length; `None` if it is incomplete.
fn first(bytes: &[u8]) -> Option<(Token<'_>, usize)> {
    if let Some(body) = bytes.strip_prefix(b"\x1b]") {
        let end = body.iter().position(|byte| matches!(byte, 0x07 | 0x1b))?;
        let (text, length) = match body.get(end) {
            Some(0x07) => (body.get(..end)?, end + 3),
            // This end has two bytes.
            _ => (body.get(..end).filter(|_| body.len() > end + 1)?, end + 4),
        };
        let colour = text.strip_prefix(b"11;");
        return Some((colour.map_or(Token::Other, Token::Colour), length));
    }
    if let Some(body) = bytes.strip_prefix(b"\x1b[") {
        let end = body.iter().position(|byte| (0x40..=0x7e).contains(byte))?;
        let is_attributes = body.first() == Some(&b'?') && body.get(end) == Some(&b'c');
        return Some((if is_attributes { Token::Attributes } else { Token::Other }, end + 3));
    }
    let length = bytes.first().map(|byte| match byte {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    })?;
    let text = String::from_utf8_lossy(bytes.get(..length)?);
    let key = text.chars().next().and_then(key);
    if bytes.first() == Some(&0x1b) && bytes.len() == 1 {
        return None;
    }
    Some((key.map_or(Token::Other, Token::Key), length))
}

fn key(c: char) -> Option<KeyEvent> {
    let (code, modifiers) = match c {
        '\r' => (KeyCode::Enter, KeyModifiers::NONE),
        '\t' => (KeyCode::Tab, KeyModifiers::NONE),
        '\x7f' => (KeyCode::Backspace, KeyModifiers::NONE),
        '\x01'..='\x1a' => {
            let letter = char::from(u8::try_from(c).ok()? - 1 + b'a');
            (KeyCode::Char(letter), KeyModifiers::CONTROL)
        }
        c if c.is_control() => return None,
        c => (KeyCode::Char(c), KeyModifiers::NONE),
    };
    Some(KeyEvent::new(code, modifiers))
}

/// Returns the background of a colour such as `rgb:1e1e/1e1e/2e2e`.
fn background(text: &str) -> Option<Background> {
    let parts = text.strip_prefix("rgb:").or_else(|| text.strip_prefix("rgba:"))?;
    let mut parts = parts.split('/').map(part);
    let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
    let luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    Some(if luminance > MIDDLE { Background::Light } else { Background::Dark })
}

/// Returns a part of a colour, of one to four digits, as linear light from 0 to 1.
fn part(digits: &str) -> Option<f64> {
    let most = match digits.len() {
        1 => 0xf,
        2 => 0xff,
        3 => 0xfff,
        4 => 0xffff,
        _ => return None,
    };
    let part = f64::from(u16::from_str_radix(digits, 16).ok()?) / f64::from(most);
    Some(if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    /// Takes bytes in one by one, as slowly as they can come.
    fn parsed(bytes: &[u8]) -> ReplyParser {
        let mut parser = ReplyParser::default();
        for byte in bytes {
            parser.take(&[*byte]);
        }
        parser
    }

    #[test]
    fn an_answer_is_heard_whole_however_it_comes() {
        for end in ["\x1b\\", "\x07"] {
            let text = format!("\x1b]11;rgb:1e1e/1e1e/2e2e{end}\x1b[?62;4c");
            let parser = parsed(text.as_bytes());
            assert!(parser.all);
            assert_eq!(parser.into_reply().background, Some(Background::Dark));
        }
    }

    #[test]
    fn what_is_typed_meanwhile_is_kept_in_order() {
        let parser = parsed("s\x1b]11;rgb:ff/ff/ff\x07é\x1b[A\x1b[?6c\r\x03".as_bytes());
        let codes: Vec<KeyCode> = parser.typed.iter().map(|key| key.code).collect();
        let expected = [KeyCode::Char('s'), KeyCode::Char('é'), KeyCode::Enter, KeyCode::Char('c')];
        assert_eq!(codes, expected);
        assert_eq!(parser.typed[3].modifiers, KeyModifiers::CONTROL);
        assert_eq!(parser.into_reply().background, Some(Background::Light));
    }

    #[test]
    fn a_colour_is_dark_or_light_in_any_number_of_digits() {
        for (colour, expected) in [
            ("rgb:0/0/0", Some(Background::Dark)),
            ("rgb:fff/fff/fff", Some(Background::Light)),
            ("rgb:fdfd/f6f6/e3e3", Some(Background::Light)),
            ("rgba:0000/2b2b/3636/ffff", Some(Background::Dark)),
            ("rgb:8080/8080/8080", Some(Background::Light)),
            ("rgb:00/00", None),
            ("rgb:12345/0/0", None),
            ("rgb:gg/00/00", None),
            ("", None),
        ] {
            assert_eq!(background(colour), expected, "{colour}");
        }
    }

    #[test]
    fn hostile_answers_break_nothing() {
        for bytes in [
            &b"\x1b]11;\x07\x1b[?c"[..],
            b"\x1b]\x07",
            b"\x1b[?1;2",
            b"\xff\xfe\xc3",
            b"\x1b\x1b\x1b]",
            b"\x1b]11;rgb:\x1bZ",
        ] {
            let _ = parsed(bytes).into_reply();
        }
    }
}
