//! A filter over a list: the rows that hold every word that was typed, in any case.

use crossterm::event::KeyEvent;
use memchr::memmem::Finder;

use crate::tui::input::Typed;

/// What somebody has typed to see fewer rows, and whether they are still at it.
#[derive(Debug, Default)]
pub struct Filter {
    line: Typed,
    typing: bool,
}

impl Filter {
    /// Lets somebody type, at the end of what is there.
    pub fn begin(&mut self) {
        self.typing = true;
    }

    /// Tells whether keys are text for it.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Tells whether rows may be hidden by it.
    #[must_use]
    pub fn is_on(&self) -> bool {
        !self.line.text().trim().is_empty()
    }

    /// Tells whether there is anything of it to see.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.typing || self.is_on()
    }

    /// Returns the line that is typed.
    #[must_use]
    pub fn line(&self) -> &Typed {
        &self.line
    }

    /// Takes a key in; tells whether the text is another one now.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        self.line.key(key)
    }

    /// Takes pasted text in.
    pub fn paste(&mut self, text: &str) {
        self.line.paste(text);
    }

    /// Keeps what was typed.
    pub fn keep(&mut self) {
        self.typing = false;
    }

    /// Goes one step back: out of the text, then to no text at all. Tells whether there was one.
    pub fn back(&mut self) -> bool {
        let was_shown = self.is_shown();
        if !std::mem::take(&mut self.typing) {
            self.line = Typed::default();
        }
        was_shown
    }

    /// Returns the words that a row must hold; none when every row is to be seen.
    #[must_use]
    pub fn words(&self) -> Words {
        let words = self.line.text().split_whitespace();
        Words(words.map(|word| Finder::new(&word.to_lowercase()).into_owned()).collect())
    }
}

/// Words that a text must hold.
#[derive(Debug)]
pub struct Words(Vec<Finder<'static>>);

impl Words {
    /// Tells whether a text that is already in lower case holds them all.
    #[must_use]
    pub fn are_in(&self, lowercase: &str) -> bool {
        self.0.iter().all(|word| word.find(lowercase.as_bytes()).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filter(text: &str) -> Filter {
        let mut filter = Filter::default();
        filter.begin();
        filter.paste(text);
        filter
    }

    #[test]
    fn every_word_must_be_there_in_any_order_and_any_case() {
        let words = filter("  Queue ÄRGER").words();
        assert!(words.are_in("ärger with the queue"));
        assert!(!words.are_in("the queue alone"));
        assert!(filter("").words().are_in("anything"));
    }

    #[test]
    fn back_leaves_the_text_then_clears_it_then_has_nowhere_to_go() {
        let mut filter = filter("queue");
        assert!(filter.back());
        assert!(filter.is_on() && !filter.is_typing());
        assert!(filter.back());
        assert!(!filter.is_on());
        assert!(!filter.back());
    }
}
