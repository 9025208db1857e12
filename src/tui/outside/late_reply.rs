//! Filters a late answer of the terminal out of the keys.
//!
//! A distant terminal may answer when keys are already read. Its answer then arrives as `Alt-]`, `1`,
//! `1`, `;`, and so on: keys that follow that pattern to its end are dropped, others were typed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// The beginning of the answer after its introducer.
const BEGIN: [&str; 2] = ["11;rgb:", "11;rgba:"];
/// The length of the longest colour.
const LONGEST: usize = 32;

/// An answer that may still come.
#[derive(Debug, Default)]
pub struct LateReply {
    expected: bool,
    /// The part of the answer that came in time.
    begun: String,
    /// Keys that may belong to it, or may have been typed.
    held_back: Vec<KeyEvent>,
}

impl LateReply {
    /// Returns a filter that expects no answer.
    pub fn none() -> Self {
        Self::default()
    }

    /// Returns a filter for an answer of which `begun` came in time.
    pub fn after(begun: &str) -> Self {
        Self { expected: true, begun: begun.to_owned(), held_back: Vec::new() }
    }

    /// Reports whether it holds keys back until the rest of an answer is due.
    pub fn holds(&self) -> bool {
        !self.held_back.is_empty()
    }

    /// Takes a key; returns those that were typed.
    pub fn take(&mut self, key: KeyEvent) -> Vec<KeyEvent> {
        if !self.expected {
            return vec![key];
        }
        self.held_back.push(key);
        match self.judge() {
            ReplyMatch::Whole => {
                *self = Self::none();
                vec![]
            }
            ReplyMatch::Part => vec![],
            ReplyMatch::Typed => self.release(),
        }
    }

    /// Returns the keys that were held back: they were typed.
    pub fn release(&mut self) -> Vec<KeyEvent> {
        self.begun.clear();
        std::mem::take(&mut self.held_back)
    }

    fn judge(&self) -> ReplyMatch {
        let text: String = self.begun.chars().chain(self.held_back.iter().flat_map(sent)).collect();
        if "\x1b]".starts_with(&text) {
            return ReplyMatch::Part;
        }
        let Some(body) = text.strip_prefix("\x1b]") else { return ReplyMatch::Typed };
        let Some(rest) = BEGIN.iter().find_map(|begin| body.strip_prefix(begin)) else {
            let begins = BEGIN.iter().any(|begin| begin.starts_with(body));
            return if begins { ReplyMatch::Part } else { ReplyMatch::Typed };
        };
        let colour = rest.trim_start_matches(|c: char| c.is_ascii_hexdigit() || c == '/');
        match colour {
            "\x07" | "\x1b\\" => ReplyMatch::Whole,
            "" | "\x1b" if rest.len() <= LONGEST => ReplyMatch::Part,
            _ => ReplyMatch::Typed,
        }
    }
}

enum ReplyMatch {
    Whole,
    Part,
    Typed,
}

/// Returns the characters that a key came from, if they can belong to an answer.
fn sent(key: &KeyEvent) -> Vec<char> {
    match (key.code, key.modifiers) {
        (KeyCode::Esc, _) => vec!['\x1b'],
        (KeyCode::Char(c), modifiers) if modifiers.contains(KeyModifiers::ALT) => vec!['\x1b', c],
        (KeyCode::Char('g'), KeyModifiers::CONTROL) => vec!['\x07'],
        (KeyCode::Char(c), _) => vec![c],
        _ => vec!['\0'],
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    /// Returns the keys as the terminal's library reads them from bytes.
    fn keys(text: &str) -> Vec<KeyEvent> {
        let mut keys = Vec::new();
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            keys.push(match c {
                '\x1b' => match chars.next() {
                    Some(next) => KeyEvent::new(KeyCode::Char(next), KeyModifiers::ALT),
                    None => KeyCode::Esc.into(),
                },
                '\x07' => KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL),
                c => KeyCode::Char(c).into(),
            });
        }
        keys
    }

    fn typed(late: &mut LateReply, text: &str) -> String {
        let taken = keys(text).into_iter().flat_map(|key| late.take(key)).collect::<Vec<_>>();
        taken.iter().flat_map(sent).collect()
    }

    #[test]
    fn a_late_answer_is_swallowed_and_what_follows_it_is_typed() {
        for end in ["\x1b\\", "\x07"] {
            let mut late = LateReply::after("");
            let text = format!("p\x1b]11;rgb:1e1e/1e1e/2e2e{end}sq11;");
            assert_eq!(typed(&mut late, &text), "psq11;");
        }
    }

    #[test]
    fn the_rest_of_an_answer_is_swallowed_too() {
        let mut late = LateReply::after("\x1b]11;rgb:1e1e/1");
        assert_eq!(typed(&mut late, "e1e/2e2e\x07p"), "p");
        let mut late = LateReply::after("\x1b");
        assert_eq!(typed(&mut late, "]11;rgb:0/0/0\x07p"), "p");
    }

    #[test]
    fn an_escape_apart_from_what_it_introduces_is_part_of_the_answer() {
        let mut late = LateReply::after("");
        assert_eq!(late.take(KeyCode::Esc.into()), []);
        assert!(late.holds());
        assert_eq!(typed(&mut late, "]11;rgb:0/0/0\x07p"), "p");
    }

    #[test]
    fn what_only_begins_like_an_answer_was_typed() {
        let mut late = LateReply::after("");
        assert_eq!(typed(&mut late, "\x1b]11;x"), "\x1b]11;x");
        assert_eq!(typed(&mut late, "\x1bp"), "\x1bp");
        assert_eq!(typed(&mut late, "\x1b]"), "");
        assert_eq!(late.release().len(), 1);
        assert!(!late.holds());
    }

    #[test]
    fn where_nothing_is_waited_for_every_key_is_typed() {
        let text = "\x1b]11;rgb:0/0/0\x07";
        assert_eq!(typed(&mut LateReply::none(), text), text);
    }
}
