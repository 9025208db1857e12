//! What a complete control sequence (`ESC [ …`) or single shift (`ESC O …`) stands for.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::Position;

use super::keyboard::{self, kind, modifiers};
use super::mouse;
use super::parameters::Parameters;
use super::token::Token;

/// The number of the sequence before a paste.
const PASTE: u32 = 200;
/// The number that xterm gives to keys without a sequence of their own.
const OTHER_KEY: u32 = 27;
/// The keypad in application mode, from `j`; the places between are no keys.
const KEYPAD: &[u8] = b"*+,-./0123456789";

/// What a control sequence stands for.
#[derive(Debug, PartialEq)]
pub enum SequenceMeaning {
    /// These tokens; none if the panel has no use for it.
    Tokens(Vec<Token>),
    /// A paste begins.
    PasteBegins,
}

/// Returns what a control sequence stands for: `body` lies between the introducer and the last byte.
pub fn meaning(body: &[u8], last: u8) -> SequenceMeaning {
    let parameters = Parameters::of(body);
    let is_plain = parameters.marker.is_none() && parameters.intermediates.is_empty();
    if is_plain && last == b'~' && parameters.number(0) == Some(PASTE) {
        return SequenceMeaning::PasteBegins;
    }
    SequenceMeaning::Tokens(match (parameters.marker, last) {
        _ if !parameters.intermediates.is_empty() => vec![],
        (None, b'u') => keyboard::kitty(&parameters),
        (None, b'~') if parameters.number(0) == Some(OTHER_KEY) => {
            keyboard::other_key(&parameters).into_iter().collect()
        }
        (None, _) => plain(&parameters, last).into_iter().collect(),
        (Some(b'?'), b'c') => vec![Token::Attributes],
        (Some(b'<'), b'M' | b'm') => sgr(&parameters, last == b'm').into_iter().collect(),
        (Some(_), _) => vec![],
    })
}

/// Returns the key of a single shift.
pub fn single_shift(body: &[u8], last: u8) -> Option<Token> {
    let parameters = Parameters::of(body);
    let code = match last {
        b'M' => KeyCode::Enter,
        b'R' => KeyCode::F(3),
        b'X' => KeyCode::Char('='),
        b'a'..=b'd' => {
            return Some(held(arrow(last.to_ascii_uppercase())?, KeyModifiers::CONTROL));
        }
        b'j'..=b'y' => KeyCode::Char(char::from(*KEYPAD.get(usize::from(last - b'j'))?)),
        _ => named(last)?,
    };
    let held_by = parameters.number(parameters.count().saturating_sub(1));
    Some(held(code, modifiers(held_by)))
}

/// Returns a key of the Linux console: `CSI [ A` is F1.
pub fn console_key(last: u8) -> Option<Token> {
    matches!(last, b'A'..=b'E').then(|| Token::key(KeyCode::F(last - b'A' + 1)))
}

fn plain(parameters: &Parameters, last: u8) -> Option<Token> {
    match last {
        b'R' => {
            let from_0 = |number: u32| u16::try_from(number.checked_sub(1)?).ok();
            let (y, x) = (from_0(parameters.number(0)?)?, from_0(parameters.number(1)?)?);
            Some(Token::Cursor(Position { x, y }))
        }
        b'M' => mouse::offset(parameters.number(0)?, parameters.number(1)?, parameters.number(2)?),
        b'Z' => Some(held(KeyCode::BackTab, KeyModifiers::SHIFT)),
        b'~' => {
            let code = numbered(parameters.number(0)?)?;
            let (held, kind) = (modifiers(parameters.number(1)), kind(parameters.part(1, 1)));
            Some(Token::Key(KeyEvent::new_with_kind(code, held, kind)))
        }
        // rxvt marks the modifiers of these keys by the last byte.
        b'$' => Some(held(numbered(parameters.number(0)?)?, KeyModifiers::SHIFT)),
        b'^' => Some(held(numbered(parameters.number(0)?)?, KeyModifiers::CONTROL)),
        b'@' => {
            let both = KeyModifiers::SHIFT | KeyModifiers::CONTROL;
            Some(held(numbered(parameters.number(0)?)?, both))
        }
        b'a'..=b'd' if parameters.count() == 0 => {
            Some(held(arrow(last.to_ascii_uppercase())?, KeyModifiers::SHIFT))
        }
        _ => {
            let code = named(last)?;
            // Old terminals send the modifiers alone.
            let nth = usize::from(parameters.count() > 1);
            let (held, kind) = (modifiers(parameters.number(nth)), kind(parameters.part(nth, 1)));
            Some(Token::Key(KeyEvent::new_with_kind(code, held, kind)))
        }
    }
}

fn sgr(parameters: &Parameters, released: bool) -> Option<Token> {
    let number = |nth| parameters.number(nth);
    mouse::sgr(number(0)?, number(1)?, number(2)?, released)
}

fn held(code: KeyCode, modifiers: KeyModifiers) -> Token {
    Token::Key(KeyEvent::new(code, modifiers))
}

fn arrow(letter: u8) -> Option<KeyCode> {
    match letter {
        b'A' => Some(KeyCode::Up),
        b'B' => Some(KeyCode::Down),
        b'C' => Some(KeyCode::Right),
        b'D' => Some(KeyCode::Left),
        _ => None,
    }
}

fn named(letter: u8) -> Option<KeyCode> {
    match letter {
        b'F' => Some(KeyCode::End),
        b'H' => Some(KeyCode::Home),
        b'P' => Some(KeyCode::F(1)),
        b'Q' => Some(KeyCode::F(2)),
        b'S' => Some(KeyCode::F(4)),
        _ => arrow(letter),
    }
}

fn numbered(number: u32) -> Option<KeyCode> {
    let function = |from| u8::try_from(number - from).ok().map(KeyCode::F);
    match number {
        1 | 7 => Some(KeyCode::Home),
        2 => Some(KeyCode::Insert),
        3 => Some(KeyCode::Delete),
        4 | 8 => Some(KeyCode::End),
        5 => Some(KeyCode::PageUp),
        6 => Some(KeyCode::PageDown),
        11..=15 => function(10),
        17..=21 => function(11),
        23..=26 => function(12),
        28..=29 => function(13),
        31..=34 => function(14),
        _ => None,
    }
}
