//! The state machine of input: what has begun, and what each further byte and each pause make of it.
//!
//! Bytes of a control string never act. An operator who types while one is open is recognised by time:
//! a terminal sends its replies in one go, a key comes alone and after a pause.

use std::mem::take;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::character::{Character, CharacterBytes};
use super::control_string::{ControlString, StringStep, looks_like_reply};
use super::csi::{self, SequenceMeaning};
use super::mouse;
use super::paste::Paste;
use super::token::Token;

/// After this pause a single escape is the key Esc: terminals send a sequence in one go.
const ESCAPE_MS: u64 = 50;
/// After this pause Esc, `q` and Ctrl-C leave what is open.
const PAUSE_MS: u64 = 100;
/// After this pause what is open is given up. Parts of one reply come closer together, also over a
/// distant line; longer, and other keys would seem dead.
const GIVEN_UP_MS: u64 = 1_000;
/// The longest control sequence that can mean something, bytes.
const SEQUENCE_MAX: usize = 256;

/// Turns the bytes of a terminal into tokens. Times are milliseconds that only grow.
#[derive(Debug, Default)]
pub struct Decoder {
    unfinished: Unfinished,
    /// When bytes came last.
    heard_ms: u64,
    /// Whether what is unfinished began in a read of its own, so that it may be a key.
    alone: bool,
    /// Whether a control string ended last: another ST then ends nothing.
    after_string: bool,
    /// A key that was reported because nothing followed in time.
    early_key: Option<EarlyKey>,
}

/// What has begun and is not complete.
#[derive(Debug, Default)]
enum Unfinished {
    #[default]
    Nothing,
    /// An escape.
    Escape,
    /// A character of several bytes.
    Character { bytes: Character, alt: bool },
    /// `ESC [` or `ESC O`, and the bytes after it; `None` if there were too many.
    Sequence { introducer: u8, body: Option<Vec<u8>> },
    /// `ESC [ [`: one letter follows.
    ConsoleKey,
    /// `ESC [ M`: three bytes follow.
    MouseReport(Vec<u8>),
    /// OSC, DCS, APC, PM or SOS.
    String(ControlString),
    /// A marked paste.
    Paste(Paste),
}

/// Esc, or Alt with an introducer, reported after a pause. If a reply follows, it was its beginning.
#[derive(Debug)]
struct EarlyKey {
    introducer: Option<u8>,
    at_ms: u64,
}

impl Decoder {
    /// Takes the bytes of one read; returns what they complete.
    pub fn feed(&mut self, bytes: &[u8], at_ms: u64) -> Vec<Token> {
        let mut tokens = self.tick(at_ms);
        let pause_ms = at_ms.saturating_sub(self.heard_ms);
        self.heard_ms = at_ms;
        self.after_string &= pause_ms < GIVEN_UP_MS;
        if pause_ms >= PAUSE_MS && self.leave(bytes, &mut tokens) {
            return tokens;
        }
        self.resume(bytes, at_ms);
        let is_own = match self.unfinished {
            Unfinished::Nothing => bytes.len() <= 2,
            Unfinished::Escape => bytes.len() == 1,
            Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_)
            | Unfinished::Paste(_) => false,
        };
        for (nth, byte) in bytes.iter().enumerate() {
            let rest = bytes.get(nth + 1..).unwrap_or_default();
            self.take(*byte, rest, &mut tokens);
        }
        let is_escape = matches!(self.unfinished, Unfinished::Escape) && bytes.len() == 1;
        self.alone = is_own && (is_escape || self.introducer().is_some());
        tokens
    }

    /// Lets time pass; returns what is complete because nothing followed.
    pub fn tick(&mut self, at_ms: u64) -> Vec<Token> {
        if self.deadline().is_none_or(|deadline| at_ms < deadline) {
            return vec![];
        }
        let alone = take(&mut self.alone);
        let introducer = self.introducer();
        let alt = |byte| Token::character(char::from(byte)).with_alt();
        match take(&mut self.unfinished) {
            Unfinished::Escape => {
                self.early_key = Some(EarlyKey { introducer: None, at_ms });
                // Directly behind a string, it begins another one or ends a string around it.
                let is_key = alone || !self.after_string;
                is_key.then(|| Token::key(KeyCode::Esc)).into_iter().collect()
            }
            Unfinished::String(string) if alone && string.escaped => {
                vec![Token::key(KeyCode::Esc)]
            }
            Unfinished::Sequence { .. } | Unfinished::String(_) if alone => {
                self.early_key = Some(EarlyKey { introducer, at_ms });
                introducer.map(alt).into_iter().collect()
            }
            Unfinished::Paste(paste) => {
                let escape = alone.then(|| Token::key(KeyCode::Esc));
                [Token::Paste(paste.into_text())].into_iter().chain(escape).collect()
            }
            Unfinished::Nothing
            | Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_) => vec![],
        }
    }

    /// Returns when [`tick`](Self::tick) is due; `None` if nothing is unfinished.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        let wait_ms = match &self.unfinished {
            Unfinished::Nothing => return None,
            Unfinished::Escape => ESCAPE_MS,
            Unfinished::String(string) if self.alone && string.escaped => ESCAPE_MS,
            Unfinished::Paste(_) if self.alone => ESCAPE_MS,
            Unfinished::Sequence { .. } | Unfinished::String(_) if self.alone => PAUSE_MS,
            Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_)
            | Unfinished::Paste(_) => GIVEN_UP_MS,
        };
        Some(self.heard_ms.saturating_add(wait_ms))
    }

    /// Returns the introducer of a sequence or string of which nothing else has come.
    fn introducer(&self) -> Option<u8> {
        match &self.unfinished {
            Unfinished::Sequence { introducer, body } => {
                body.as_ref().filter(|body| body.is_empty()).map(|_| *introducer)
            }
            Unfinished::String(string) => string.is_empty().then_some(string.introducer),
            Unfinished::Nothing
            | Unfinished::Escape
            | Unfinished::Character { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::Paste(_) => None,
        }
    }

    /// Leaves what is open if the read after a pause is one of the keys that do so; reports whether it
    /// took the read. An escape may still be the end of the string: it waits a moment.
    fn leave(&mut self, bytes: &[u8], tokens: &mut Vec<Token>) -> bool {
        match &mut self.unfinished {
            Unfinished::Nothing | Unfinished::Escape => return false,
            Unfinished::String(string) if bytes == b"\x1b" => {
                string.escaped = true;
                self.alone = true;
                return true;
            }
            Unfinished::Paste(paste) if bytes == b"\x1b" => {
                paste.take(0x1b, &[]);
                self.alone = paste.is_at_escape();
                return true;
            }
            unfinished @ (Unfinished::ConsoleKey | Unfinished::MouseReport(_))
                if bytes == b"\x1b" =>
            {
                *unfinished = Unfinished::Nothing;
                return false;
            }
            Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_)
            | Unfinished::Paste(_) => {}
        }
        let Some(key) = leaving_key(bytes) else { return false };
        match take(&mut self.unfinished) {
            // A part of a pasted text may be one letter.
            Unfinished::Paste(paste) if key.code == KeyCode::Char('q') => {
                self.unfinished = Unfinished::Paste(paste);
                return false;
            }
            Unfinished::Paste(paste) => tokens.push(Token::Paste(paste.into_text())),
            Unfinished::Nothing
            | Unfinished::Escape
            | Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_) => {}
        }
        tokens.push(Token::Key(key));
        true
    }

    /// Goes on with a reply whose beginning was taken for a key.
    fn resume(&mut self, bytes: &[u8], at_ms: u64) {
        let Some(early) = self.early_key.take() else { return };
        if at_ms.saturating_sub(early.at_ms) >= GIVEN_UP_MS {
            return;
        }
        match early.introducer {
            None if looks_like_reply(bytes) || self.after_string && bytes == b"\\" => {
                self.unfinished = Unfinished::Escape;
            }
            Some(introducer) if looks_like_reply(&[&[introducer], bytes].concat()) => {
                self.begin(introducer);
            }
            None | Some(_) => {}
        }
    }

    fn take(&mut self, byte: u8, rest: &[u8], tokens: &mut Vec<Token>) {
        match take(&mut self.unfinished) {
            Unfinished::Nothing => self.take_first(byte, false, tokens),
            Unfinished::Escape => self.take_escaped(byte, tokens),
            Unfinished::Character { mut bytes, alt } => match bytes.take(byte) {
                CharacterBytes::Whole(c) => self.take_character(c, alt, tokens),
                CharacterBytes::Part => self.unfinished = Unfinished::Character { bytes, alt },
                CharacterBytes::Broken => self.take_first(byte, false, tokens),
            },
            Unfinished::Sequence { introducer, body } => {
                self.take_in_sequence(introducer, body, byte, tokens);
            }
            Unfinished::ConsoleKey if byte == 0x1b => self.unfinished = Unfinished::Escape,
            Unfinished::ConsoleKey => tokens.extend(csi::console_key(byte)),
            Unfinished::MouseReport(mut report) => {
                report.push(byte);
                if let [button, column, row] = report[..] {
                    let from_1 = |place: u8| u32::from(place).saturating_sub(32);
                    tokens.extend(mouse::offset(button.into(), from_1(column), from_1(row)));
                } else {
                    self.unfinished = Unfinished::MouseReport(report);
                }
            }
            Unfinished::String(mut string) => match string.take(byte) {
                StringStep::Part => self.unfinished = Unfinished::String(string),
                StringStep::End(background) => {
                    self.after_string = true;
                    tokens.extend(background.map(Token::Background));
                }
                StringStep::Cancel => self.after_string = true,
            },
            Unfinished::Paste(mut paste) => {
                if paste.take(byte, rest) {
                    tokens.push(Token::Paste(paste.into_text()));
                } else {
                    self.unfinished = Unfinished::Paste(paste);
                }
            }
        }
    }

    /// Takes a byte where nothing is unfinished, or after an escape.
    fn take_first(&mut self, byte: u8, alt: bool, tokens: &mut Vec<Token>) {
        match byte {
            0x1b => {
                self.unfinished = Unfinished::Escape;
                return;
            }
            0x80..=0x9f => return self.take_c1(byte),
            byte if Character::begins_with(byte) => {
                let mut bytes = Character::default();
                bytes.take(byte);
                self.unfinished = Unfinished::Character { bytes, alt };
                return;
            }
            // No character begins with it.
            0xa0..=0xff => return,
            0x00..=0x7f => {}
        }
        self.after_string = false;
        let key = Token::control(byte);
        tokens.push(if alt { key.with_alt() } else { key });
    }

    fn take_character(&mut self, c: char, alt: bool, tokens: &mut Vec<Token>) {
        if let Ok(c1 @ 0x80..=0x9f) = u8::try_from(c) {
            return self.take_c1(c1);
        }
        self.after_string = false;
        let key = Token::character(c);
        tokens.push(if alt { key.with_alt() } else { key });
    }

    /// Takes a control of one byte that stands for an escape and an introducer; others mean nothing.
    fn take_c1(&mut self, byte: u8) {
        if let 0x8f | 0x90 | 0x98 | 0x9b | 0x9d..=0x9f = byte {
            self.begin(byte - 0x40);
        }
    }

    fn take_escaped(&mut self, byte: u8, tokens: &mut Vec<Token>) {
        match byte {
            0x1b => {
                tokens.push(Token::key(KeyCode::Esc));
                self.unfinished = Unfinished::Escape;
            }
            b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_' => self.begin(byte),
            b'\\' if self.after_string => {}
            byte => self.take_first(byte, true, tokens),
        }
    }

    fn begin(&mut self, introducer: u8) {
        self.unfinished = match introducer {
            b'[' | b'O' => Unfinished::Sequence { introducer, body: Some(Vec::new()) },
            _ => Unfinished::String(ControlString::new(introducer)),
        };
    }

    fn take_in_sequence(
        &mut self,
        introducer: u8,
        body: Option<Vec<u8>>,
        byte: u8,
        tokens: &mut Vec<Token>,
    ) {
        let is_first = body.as_ref().is_some_and(Vec::is_empty);
        let is_control = introducer == b'[';
        // rxvt ends the sequence of a key with Shift in this byte.
        let is_number = |body: &Vec<u8>| !body.is_empty() && body.iter().all(u8::is_ascii_digit);
        let ends = byte == b'$' && body.as_ref().is_some_and(is_number);
        match (byte, body) {
            (0x1b, _) => self.unfinished = Unfinished::Escape,
            (b'[', _) if is_first && is_control => self.unfinished = Unfinished::ConsoleKey,
            (b'M', _) if is_first && is_control => {
                self.unfinished = Unfinished::MouseReport(Vec::new());
            }
            (b'@'..=b'~' | b'$', Some(body)) if byte != b'$' || ends => {
                self.end_sequence(introducer, &body, byte, tokens);
            }
            (0x18 | 0x1a, _) | (b'@'..=b'~', None) => {}
            (b' '..=b'?', Some(mut body)) if body.len() < SEQUENCE_MAX => {
                body.push(byte);
                self.unfinished = Unfinished::Sequence { introducer, body: Some(body) };
            }
            (b' '..=b'?', _) => self.unfinished = Unfinished::Sequence { introducer, body: None },
            // What belongs to no sequence changes none.
            (_, body) => self.unfinished = Unfinished::Sequence { introducer, body },
        }
    }

    fn end_sequence(&mut self, introducer: u8, body: &[u8], last: u8, tokens: &mut Vec<Token>) {
        self.after_string = false;
        if introducer == b'O' {
            return tokens.extend(csi::single_shift(body, last));
        }
        match csi::meaning(body, last) {
            SequenceMeaning::Tokens(meant) => tokens.extend(meant),
            SequenceMeaning::PasteBegins => self.unfinished = Unfinished::Paste(Paste::default()),
        }
    }
}

/// Returns the key of a read that is one of the keys that leave what is open, and nothing else.
fn leaving_key(bytes: &[u8]) -> Option<KeyEvent> {
    let mut decoder = Decoder::default();
    let tokens = decoder.feed(bytes, 0);
    let ([Token::Key(key)], Unfinished::Nothing) = (&tokens[..], &decoder.unfinished) else {
        return None;
    };
    let leaves = match key.code {
        KeyCode::Esc | KeyCode::Char('q') => key.modifiers == KeyModifiers::NONE,
        KeyCode::Char('c') => key.modifiers == KeyModifiers::CONTROL,
        _ => false,
    };
    (leaves && key.kind == KeyEventKind::Press).then_some(*key)
}
