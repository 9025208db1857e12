//! A line of text that is being typed.

use crossterm::event::{Event, KeyEvent};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

/// A line of text that is being typed.
#[derive(Debug, Default)]
pub struct TextLine(Input);

impl From<String> for TextLine {
    /// Returns a line with the cursor at its end.
    fn from(text: String) -> Self {
        Self(Input::new(text))
    }
}

impl TextLine {
    /// Returns the text.
    pub fn text(&self) -> &str {
        self.0.value()
    }

    /// Takes a key in.
    pub fn press(&mut self, key: KeyEvent) {
        self.0.handle_event(&Event::Key(key));
    }

    /// Inserts pasted text as one line.
    pub fn paste(&mut self, text: &str) {
        self.insert(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    /// Inserts a text at the cursor.
    pub fn insert(&mut self, text: &str) {
        let (before, after) = self.halves();
        let cursor = before.chars().count() + text.chars().count();
        let value = format!("{before}{text}{after}");
        self.0 = Input::new(value).with_cursor(cursor);
    }

    /// Returns the text before and after the cursor.
    pub fn halves(&self) -> (&str, &str) {
        let value = self.0.value();
        let at = value.char_indices().nth(self.0.cursor()).map_or(value.len(), |(at, _)| at);
        value.split_at_checked(at).unwrap_or((value, ""))
    }
}
