//! Keys that a terminal reports by number: the kitty protocol (`CSI u`) and modifyOtherKeys of xterm.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::parameters::Parameters;
use super::token::Token;

/// The keys of the keypad after its digits, from 57409.
const KEYPAD: [KeyCode; 18] = [
    KeyCode::Char('.'),
    KeyCode::Char('/'),
    KeyCode::Char('*'),
    KeyCode::Char('-'),
    KeyCode::Char('+'),
    KeyCode::Enter,
    KeyCode::Char('='),
    KeyCode::Char(','),
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::Insert,
    KeyCode::Delete,
];

/// Returns the modifiers of a parameter: one more than the sum of their bits.
pub fn modifiers(parameter: Option<u32>) -> KeyModifiers {
    let bits = parameter.unwrap_or(1).saturating_sub(1);
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::SHIFT, bits & 1 != 0);
    modifiers.set(KeyModifiers::ALT, bits & 2 != 0);
    modifiers.set(KeyModifiers::CONTROL, bits & 4 != 0);
    modifiers.set(KeyModifiers::SUPER, bits & 8 != 0);
    modifiers.set(KeyModifiers::HYPER, bits & 16 != 0);
    modifiers.set(KeyModifiers::META, bits & 32 != 0);
    modifiers
}

/// Returns the kind of event of a parameter: press, repeat or release.
pub fn kind(parameter: Option<u32>) -> KeyEventKind {
    match parameter {
        Some(2) => KeyEventKind::Repeat,
        Some(3) => KeyEventKind::Release,
        _ => KeyEventKind::Press,
    }
}

/// Returns the keys of `CSI code:shifted:base ; modifiers:kind ; text u`.
pub fn kitty(parameters: &Parameters) -> Vec<Token> {
    let held = modifiers(parameters.number(1));
    let kind = kind(parameters.part(1, 1));
    let is_text = !held.intersects(!KeyModifiers::SHIFT) && kind != KeyEventKind::Release;
    let text: Vec<char> = parameters.parts(2).filter_map(char::from_u32).collect();
    if is_text && !text.is_empty() {
        let typed = text.into_iter().filter(|c| !c.is_control());
        return typed.map(|c| of_kind(Token::character(c), kind)).collect();
    }
    let code = parameters.number(0).filter(|code| *code > 0);
    let shifted = parameters.part(0, 1).filter(|_| held.contains(KeyModifiers::SHIFT));
    // With Ctrl or Alt, a key of another alphabet is the key at its place on a Latin keyboard.
    let is_latin = code.is_some_and(|code| code < 0x80);
    let base = parameters.part(0, 2).filter(|_| !is_latin && !is_text);
    let Some(code) = base.or(shifted).or(code) else { return vec![] };
    key(code, held, kind).into_iter().collect()
}

/// Returns the key of `CSI 27 ; modifiers ; code ~`.
pub fn other_key(parameters: &Parameters) -> Option<Token> {
    key(parameters.number(2)?, modifiers(parameters.number(1)), KeyEventKind::Press)
}

/// Returns a key by its number: a character, or a number that kitty gives to other keys. `None` for
/// keys that only modify others, lock, or play music.
fn key(code: u32, held: KeyModifiers, kind: KeyEventKind) -> Option<Token> {
    let nth = |from: u32| usize::try_from(code - from).ok();
    let code = match code {
        9 if held.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
        9 => KeyCode::Tab,
        13 => KeyCode::Enter,
        27 => KeyCode::Esc,
        8 | 127 => KeyCode::Backspace,
        57376..=57398 => KeyCode::F(u8::try_from(code - 57376 + 13).ok()?),
        57399..=57408 => KeyCode::Char(char::from_digit(code - 57399, 10)?),
        57409..=57426 => *KEYPAD.get(nth(57409)?)?,
        // The other numbers of the private use area.
        0xe000..=0xf8ff => return None,
        code => match char::from_u32(code).filter(|c| !c.is_control())? {
            c if held.contains(KeyModifiers::SHIFT) => KeyCode::Char(c.to_ascii_uppercase()),
            c => KeyCode::Char(c),
        },
    };
    Some(Token::Key(KeyEvent::new_with_kind(code, held, kind)))
}

fn of_kind(token: Token, kind: KeyEventKind) -> Token {
    match token {
        Token::Key(key) => Token::Key(KeyEvent { kind, ..key }),
        other => other,
    }
}
