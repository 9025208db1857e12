//! The state machine of input: what has begun, and what each further byte and each pause make of it.
//!
//! Bytes of a control string never act. An operator who types while one is open is recognised by time:
//! a terminal sends its replies in one go, a key comes alone and after a pause.

use std::mem::take;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

use super::control_string::looks_like_reply;
use super::paste::{Paste, ends_paste};
use super::token::Token;
use super::unfinished::Unfinished;

/// After this pause a single escape is the key Esc: terminals send a sequence in one go.
const ESCAPE_MS: u64 = 50;
/// After this pause Esc, `q` and Ctrl-C leave what is open.
const PAUSE_MS: u64 = 100;
/// After this pause what is open is given up. Parts of one reply come closer together, also over a
/// distant line; longer, and other keys would seem dead.
const GIVEN_UP_MS: u64 = 1_000;
/// After this time without a read of more than one key, single keys act, however fast they come.
const KEYS_MS: u64 = 2_000;
/// After this time the rest of what was given up is no longer expected. Until then a read of more than
/// one key is the rest: a person's keys come one by one.
const REST_MS: u64 = 5_000;
/// What comes closer than this is no key by itself: keys that are held repeat more slowly.
const BURST_MS: u64 = 10;
/// What follows the end mark of a paste sooner than this is pasted too: a person needs longer for the
/// next key, and a terminal writes a paste faster.
const BEHIND_PASTE_MS: u64 = 40;
/// The longest read that can be one key, bytes: of the kitty protocol, with text.
const KEY_MAX: usize = 64;

/// Turns the bytes of a terminal into tokens. Times are milliseconds that only grow.
#[derive(Debug, Default)]
pub struct Decoder {
    pub(super) unfinished: Unfinished,
    /// When bytes came last.
    heard_ms: u64,
    /// When bytes came last that were not one key by themselves.
    burst_ms: u64,
    /// When bytes came last that renew the wait for the end of what is open.
    renewed_ms: u64,
    wait: Wait,
    /// Whether an escape came directly before the escape of what is unfinished.
    pub(super) escape_before: bool,
    /// Whether what is unfinished began in a read of its own, so that it may be a key.
    pub(super) alone: bool,
    /// Whether a control string ended last: another ST then ends nothing.
    pub(super) after_string: bool,
    /// A key that was reported because nothing followed in time.
    early_key: Option<EarlyKey>,
}

/// What is awaited of what is unfinished.
#[derive(Debug, Default, PartialEq)]
enum Wait {
    /// Its end, soon.
    #[default]
    ForEnd,
    /// Nothing: only its rest is still recognised.
    GivenUp,
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
        if self.is_given_up() && at_ms.saturating_sub(self.burst_ms) >= REST_MS {
            self.wait = Wait::ForEnd;
            self.unfinished = Unfinished::Nothing;
        }
        let is_one_key = self.unfinished.is_open()
            && pause_ms >= BURST_MS
            && is_one_key(bytes)
            && !self.unfinished.is_ended_by(bytes);
        if !is_one_key {
            self.burst_ms = at_ms;
        }
        if !is_one_key || pause_ms < PAUSE_MS {
            self.renewed_ms = at_ms;
        }
        if self.is_given_up()
            && is_one_key
            && let Some(key) = complete_key(bytes)
        {
            tokens.push(Token::Key(key));
            return tokens;
        }
        let may_leave = pause_ms >= PAUSE_MS || self.is_given_up() && is_one_key;
        if may_leave && self.leave(bytes, &mut tokens) {
            return tokens;
        }
        if take(&mut self.wait) == Wait::GivenUp && is_one_key {
            self.unfinished = Unfinished::Nothing;
        }
        self.resume(bytes, at_ms);
        if matches!(self.unfinished, Unfinished::Nothing) && ends_paste(bytes) {
            self.unfinished = Unfinished::Paste(Paste::rest());
        }
        let is_own = match self.unfinished {
            Unfinished::Nothing => bytes.len() <= 2,
            Unfinished::Escape => bytes.len() == 1,
            Unfinished::Character { .. } | Unfinished::Sequence { .. } => pause_ms >= PAUSE_MS,
            Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_)
            | Unfinished::Paste(_) => false,
        };
        for (nth, byte) in bytes.iter().enumerate() {
            let rest = bytes.get(nth + 1..).unwrap_or_default();
            self.take(*byte, rest, &mut tokens);
        }
        let is_escape = matches!(self.unfinished, Unfinished::Escape) && bytes.len() == 1;
        self.alone = is_own && (is_escape || self.unfinished.introducer().is_some());
        tokens
    }

    /// Lets time pass; returns what is complete because nothing followed.
    pub fn tick(&mut self, at_ms: u64) -> Vec<Token> {
        if self.deadline().is_none_or(|deadline| at_ms < deadline) {
            return vec![];
        }
        let alone = take(&mut self.alone);
        let introducer = self.unfinished.introducer();
        let escape = || Token::key(KeyCode::Esc);
        let before = take(&mut self.escape_before).then(escape);
        match take(&mut self.unfinished) {
            Unfinished::Escape => {
                self.early_key = Some(EarlyKey { introducer: None, at_ms });
                // Directly behind a string, it begins another one or ends a string around it.
                let is_key = alone || !self.after_string;
                before.into_iter().chain(is_key.then(escape)).collect()
            }
            Unfinished::Sequence { .. } | Unfinished::String(_)
                if alone && introducer.is_some() =>
            {
                self.early_key = Some(EarlyKey { introducer, at_ms });
                let alt = introducer.map(|byte| Token::character(char::from(byte)).with_alt());
                before.into_iter().chain(alt).collect()
            }
            Unfinished::MouseReport(report) if report.is_three_bytes() => {
                report.in_bytes().into_iter().collect()
            }
            Unfinished::Paste(mut paste) => {
                let is_whole = paste.is_at_end();
                let text = paste.report().map(Token::Paste);
                if !is_whole {
                    self.give_up(Unfinished::Paste(paste));
                }
                text.into_iter().chain(alone.then(escape)).collect()
            }
            Unfinished::String(string) => {
                let escape = (alone && string.escaped).then(escape);
                self.give_up(Unfinished::String(string));
                escape.into_iter().collect()
            }
            open @ (Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)) => {
                self.give_up(open);
                vec![]
            }
            Unfinished::Nothing | Unfinished::Character { .. } => vec![],
        }
    }

    /// Returns when [`tick`](Self::tick) is due; `None` if nothing is awaited.
    #[must_use]
    pub fn deadline(&self) -> Option<u64> {
        if self.is_given_up() {
            return None;
        }
        let soon = |wait_ms| Some(self.heard_ms.saturating_add(wait_ms));
        match &self.unfinished {
            Unfinished::Nothing => None,
            Unfinished::Escape => soon(ESCAPE_MS),
            Unfinished::String(string) if self.alone && string.escaped => soon(ESCAPE_MS),
            Unfinished::Paste(_) if self.alone => soon(ESCAPE_MS),
            Unfinished::Sequence { .. } | Unfinished::String(_) if self.alone => soon(PAUSE_MS),
            Unfinished::MouseReport(report) if report.is_three_bytes() => soon(ESCAPE_MS),
            Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_)
            | Unfinished::Paste(_) => {
                let quiet = match &self.unfinished {
                    Unfinished::Paste(paste) if paste.is_ended() => {
                        self.heard_ms.saturating_add(BEHIND_PASTE_MS)
                    }
                    _ => self.renewed_ms.saturating_add(GIVEN_UP_MS),
                };
                Some(quiet.min(self.burst_ms.saturating_add(KEYS_MS)))
            }
        }
    }

    fn is_given_up(&self) -> bool {
        self.wait == Wait::GivenUp
    }

    /// Waits no longer for the end of what is open. Only its rest is still recognised.
    fn give_up(&mut self, open: Unfinished) {
        self.unfinished = open;
        self.wait = Wait::GivenUp;
    }

    /// Leaves what is open if the read after a pause is one of the keys that do so; reports whether it
    /// took the read. An escape may still be the end of the string: it waits a moment.
    fn leave(&mut self, bytes: &[u8], tokens: &mut Vec<Token>) -> bool {
        match &mut self.unfinished {
            Unfinished::Nothing | Unfinished::Escape | Unfinished::Character { .. } => {
                return false;
            }
            Unfinished::String(string) if bytes == b"\x1b" => {
                string.escaped = true;
                self.alone = true;
                self.wait = Wait::ForEnd;
                return true;
            }
            Unfinished::Paste(paste) if bytes == b"\x1b" => {
                paste.take(0x1b);
                self.alone = paste.is_at_escape();
                self.wait = Wait::ForEnd;
                return true;
            }
            unfinished @ (Unfinished::ConsoleKey | Unfinished::MouseReport(_))
                if bytes == b"\x1b" =>
            {
                *unfinished = Unfinished::Nothing;
                return false;
            }
            Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_)
            | Unfinished::Paste(_) => {}
        }
        let Some(key) = leaving_key(bytes) else { return false };
        match &mut self.unfinished {
            // A part of a pasted text may be one letter.
            Unfinished::Paste(_) if key.code == KeyCode::Char('q') => return false,
            Unfinished::Paste(paste) => tokens.extend(paste.report().map(Token::Paste)),
            Unfinished::Nothing
            | Unfinished::Escape
            | Unfinished::Character { .. }
            | Unfinished::Sequence { .. }
            | Unfinished::ConsoleKey
            | Unfinished::MouseReport(_)
            | Unfinished::String(_) => {}
        }
        self.wait = Wait::GivenUp;
        self.alone = false;
        tokens.push(Token::Key(key));
        true
    }

    /// Goes on with a reply whose beginning was taken for a key.
    fn resume(&mut self, bytes: &[u8], at_ms: u64) {
        let Some(early) = self.early_key.take() else { return };
        if at_ms.saturating_sub(early.at_ms) >= REST_MS {
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
}

/// Returns the key that a read is by itself; `None` if it is more or not complete.
fn complete_key(bytes: &[u8]) -> Option<KeyEvent> {
    if bytes.len() > KEY_MAX {
        return None;
    }
    let mut decoder = Decoder::default();
    let tokens = decoder.feed(bytes, 0);
    match (&tokens[..], &decoder.unfinished) {
        ([Token::Key(key)], Unfinished::Nothing) => Some(*key),
        _ => None,
    }
}

/// Reports whether a read is one key, or what may be Esc, or Alt with the letter of an introducer.
fn is_one_key(bytes: &[u8]) -> bool {
    match bytes {
        [0x1b] | [0x1b, b'[' | b'O' | b']' | b'P' | b'X' | b'^' | b'_'] => true,
        _ => complete_key(bytes).is_some(),
    }
}

/// Returns the key of a read that is one of the keys that leave what is open, and nothing else.
fn leaving_key(bytes: &[u8]) -> Option<KeyEvent> {
    let key = complete_key(bytes)?;
    let leaves = match key.code {
        KeyCode::Esc | KeyCode::Char('q') => key.modifiers == KeyModifiers::NONE,
        KeyCode::Char('c') => key.modifiers == KeyModifiers::CONTROL,
        _ => false,
    };
    (leaves && key.kind == KeyEventKind::Press).then_some(key)
}
