//! A filter over a list: it keeps the rows that contain every word or quoted text, in any case.

use crossterm::event::KeyEvent;
use memchr::memmem::Finder;

use super::query_term::{QueryToken, is_condition, tokens};
use crate::tui::text_line::TextLine;

/// The text of a filter, and whether it is being typed.
#[derive(Debug, Default)]
pub struct Filter {
    line: TextLine,
    typing: bool,
}

impl Filter {
    /// Starts typing at the end of the text.
    pub fn begin(&mut self) {
        self.typing = true;
    }

    /// Reports whether it is being typed.
    pub fn is_typing(&self) -> bool {
        self.typing
    }

    /// Reports whether it may hide rows.
    pub fn is_on(&self) -> bool {
        !self.line.text().trim().is_empty()
    }

    /// Reports whether its line is shown.
    pub fn is_shown(&self) -> bool {
        self.typing || self.is_on()
    }

    /// Returns its line.
    pub fn line(&self) -> &TextLine {
        &self.line
    }

    /// Changes the filter; reports whether its text has changed.
    pub fn change(&mut self, change: impl FnOnce(&mut Self)) -> bool {
        let before = self.line.text().to_owned();
        change(self);
        before != self.line.text()
    }

    /// Takes a key in.
    pub fn press(&mut self, key: KeyEvent) {
        self.line.press(key);
    }

    /// Inserts pasted text.
    pub fn paste(&mut self, text: &str) {
        self.line.paste(text);
    }

    /// Stops typing and keeps the text.
    pub fn keep(&mut self) {
        self.typing = false;
    }

    /// Goes one step back: stops typing, then clears the text.
    pub fn back(&mut self) {
        if !std::mem::take(&mut self.typing) {
            self.line = TextLine::default();
        }
    }

    /// Reports whether it has a condition, which only a filter of the history knows.
    pub fn has_condition(&self) -> bool {
        let tokens = tokens(self.line.text());
        tokens.iter().filter_map(|token| token.key.as_deref()).any(is_condition)
    }

    /// Returns the words that a row must contain.
    pub fn words(&self) -> FilterWords {
        let whole = |token: QueryToken| match token.key {
            Some(key) => format!("{key}:{}", token.word),
            None => token.word,
        };
        let words = tokens(self.line.text()).into_iter().map(whole);
        FilterWords(words.map(|word| Finder::new(&word.to_lowercase()).into_owned()).collect())
    }
}

/// The words that a text must contain.
#[derive(Debug)]
pub struct FilterWords(Vec<Finder<'static>>);

impl FilterWords {
    /// Reports whether a text in lower case contains them all.
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
    fn quotes_keep_words_together_and_a_colon_is_text() {
        assert!(filter("\"the queue").words().are_in("with the queue"));
        assert!(!filter("\"queue the\"").words().are_in("the queue"));
        assert!(filter("https://x").words().are_in("see https://x.org"));
    }

    #[test]
    fn back_leaves_the_text_then_clears_it() {
        let mut filter = filter("queue");
        filter.back();
        assert!(filter.is_on() && !filter.is_typing());
        filter.back();
        assert!(!filter.is_shown());
    }
}
