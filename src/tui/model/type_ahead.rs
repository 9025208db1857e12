//! What was typed while a command was under way.

use crossterm::event::KeyEvent;

/// The most keys and pastes that are kept.
const MOST: usize = 4_096;

/// What was typed while a command was under way. It is taken in after the answer, so that text is never
/// taken for keys.
#[derive(Debug, Default)]
pub struct TypeAhead(Vec<Typed>);

/// A key or a paste.
#[derive(Debug)]
pub enum Typed {
    /// A key.
    Key(KeyEvent),
    /// Pasted text.
    Paste(String),
}

impl TypeAhead {
    /// Keeps a key or a paste, unless there are too many.
    pub fn keep(&mut self, typed: Typed) {
        if self.0.len() < MOST {
            self.0.push(typed);
        }
    }

    /// Reports whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns what is kept, oldest first, and keeps it no longer.
    pub fn take(&mut self) -> Vec<Typed> {
        std::mem::take(&mut self.0)
    }
}
