//! What each further byte makes of what has begun, whenever it comes.

use std::mem::take;

use crossterm::event::KeyCode;

use super::character::{Character, CharacterBytes};
use super::control_string::StringStep;
use super::csi::{self, SequenceMeaning};
use super::mouse::{MouseReport, ReportStep};
use super::paste::Paste;
use super::state_machine::Decoder;
use super::token::Token;
use super::unfinished::Unfinished;

/// The longest control sequence that can mean something, bytes.
const SEQUENCE_MAX: usize = 256;

impl Decoder {
    /// Takes the next byte; `rest` follows in the same read.
    pub(super) fn take(&mut self, byte: u8, rest: &[u8], tokens: &mut Vec<Token>) {
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
            Unfinished::MouseReport(mut report) => match report.take(byte) {
                ReportStep::Part => self.unfinished = Unfinished::MouseReport(report),
                ReportStep::End(event) => tokens.extend(event),
                ReportStep::Next(event) => {
                    tokens.extend(event);
                    self.take_first(byte, false, tokens);
                }
            },
            Unfinished::String(mut string) => match string.take(byte, rest) {
                StringStep::Part => self.unfinished = Unfinished::String(string),
                StringStep::End(background) => {
                    self.after_string = true;
                    tokens.extend(background.map(Token::Background));
                }
                StringStep::Cancel => self.after_string = true,
            },
            Unfinished::Paste(mut paste) => {
                paste.take(byte);
                self.unfinished = Unfinished::Paste(paste);
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
                self.end_escape_before(tokens);
                self.escape_before = true;
                self.unfinished = Unfinished::Escape;
            }
            // With an escape before it, this may be a key with Alt.
            b'[' | b'O' => self.begin(byte),
            b']' | b'P' | b'X' | b'^' | b'_' => {
                self.end_escape_before(tokens);
                self.begin(byte);
            }
            b'\\' if self.after_string => self.escape_before = false,
            byte => {
                self.end_escape_before(tokens);
                self.take_first(byte, true, tokens);
            }
        }
    }

    /// Reports an escape before the last one as a key; directly behind a string it is none.
    fn end_escape_before(&mut self, tokens: &mut Vec<Token>) {
        let is_key = take(&mut self.escape_before) && !self.after_string;
        tokens.extend(is_key.then(|| Token::key(KeyCode::Esc)));
    }

    /// Begins a sequence or a string.
    pub(super) fn begin(&mut self, introducer: u8) {
        self.unfinished = Unfinished::begun_by(introducer);
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
            (0x1b, _) => {
                self.escape_before = false;
                self.unfinished = Unfinished::Escape;
            }
            (b'[', _) if is_first && is_control => {
                self.end_escape_before(tokens);
                self.unfinished = Unfinished::ConsoleKey;
            }
            (b'M', _) if is_first && is_control => {
                self.end_escape_before(tokens);
                self.unfinished = Unfinished::MouseReport(MouseReport::default());
            }
            (b'@'..=b'~' | b'$', Some(body)) if byte != b'$' || ends => {
                self.end_sequence(introducer, &body, byte, tokens);
            }
            (0x18 | 0x1a, _) | (b'@'..=b'~', None) => self.escape_before = false,
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
        let meaning = match introducer {
            b'O' => SequenceMeaning::Tokens(csi::single_shift(body, last).into_iter().collect()),
            _ => csi::meaning(body, last),
        };
        match meaning {
            SequenceMeaning::Tokens(meant) => {
                let is_key = matches!(meant[..], [Token::Key(_), ..]);
                if is_key && take(&mut self.escape_before) {
                    tokens.extend(meant.into_iter().map(Token::with_alt));
                } else {
                    self.end_escape_before(tokens);
                    tokens.extend(meant);
                }
            }
            SequenceMeaning::PasteBegins => {
                self.end_escape_before(tokens);
                self.unfinished = Unfinished::Paste(Paste::default());
            }
        }
        self.after_string = false;
    }
}
