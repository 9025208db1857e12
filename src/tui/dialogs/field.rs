//! One field of a dialog: what it asks for, what stands in it, and the walk through what stood in
//! such a field before. Knows nothing of what the text means.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::tui::input::Typed;

/// What a field asks for; fields of one name share what was typed into them before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// The notes of a session.
    Notes,
    /// A note.
    Note,
    /// Who starts a session.
    Operator,
    /// The active time that a session is meant to take.
    Target,
    /// Whether the contexts of last time are entered again.
    Contexts,
    /// A context.
    Context,
    /// A band.
    Band,
    /// Why that band.
    BandReason,
    /// A health.
    Health,
    /// Why that health.
    HealthReason,
    /// What a gap was.
    GapAnswer,
    /// Whether a session goes on.
    ForgottenAnswer,
}

impl Name {
    /// Returns the word before the field.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Notes => "notes",
            Self::Note => "note",
            Self::Operator => "operator",
            Self::Target => "target",
            Self::Contexts => "contexts",
            Self::Context => "context",
            Self::Band => "band",
            Self::BandReason | Self::HealthReason => "reason",
            Self::Health => "health",
            Self::GapAnswer | Self::ForgottenAnswer => "answer",
        }
    }
}

/// One field of a dialog.
#[derive(Debug)]
pub struct Field {
    /// What it asks for.
    pub name: Name,
    /// What stands in it.
    pub entry: Entry,
}

/// What stands in a field.
#[derive(Debug)]
pub enum Entry {
    /// A line of text.
    Text(Text),
    /// One of a few.
    Choice(Choice),
}

/// A line of text, and what stood in its place before.
#[derive(Debug, Default)]
pub struct Text {
    line: Typed,
    /// Newest first.
    earlier: Vec<String>,
    /// Which of them is shown, and what had been typed until then.
    walk: Option<(usize, String)>,
}

/// One of a few.
#[derive(Debug)]
pub struct Choice {
    /// The names of all.
    pub all: Vec<String>,
    /// The one that is meant.
    pub chosen: Option<usize>,
    /// The one that holds now.
    pub now: Option<usize>,
    /// The letter that was typed last, where it names none of them.
    pub missed: Option<char>,
}

impl Field {
    /// Returns a field for text with something in it, and what stood in such a field before,
    /// newest first.
    #[must_use]
    pub fn text(name: Name, value: &str, earlier: Vec<String>) -> Self {
        let line = Typed::from(value.to_owned());
        Self { name, entry: Entry::Text(Text { line, earlier, walk: None }) }
    }

    /// Returns a field for one of a few.
    #[must_use]
    pub fn choice(name: Name, choice: Choice) -> Self {
        Self { name, entry: Entry::Choice(choice) }
    }

    /// Returns the text that stands in it, without the blanks around.
    #[must_use]
    pub fn value(&self) -> &str {
        match &self.entry {
            Entry::Text(text) => text.line.text().trim(),
            Entry::Choice(_) => "",
        }
    }

    /// Returns which of a few is meant.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        match &self.entry {
            Entry::Choice(choice) => choice.chosen,
            Entry::Text(_) => None,
        }
    }
}

impl Text {
    /// Returns the line that is typed.
    #[must_use]
    pub fn line(&self) -> &Typed {
        &self.line
    }

    /// Tells whether anything stood in such a field before.
    #[must_use]
    pub fn has_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// Takes a key. A blank at the beginning says nothing, as after the letter of a choice.
    pub fn typed(&mut self, key: KeyEvent) {
        if key.code == KeyCode::Char(' ') && self.line.text().is_empty() {
            return;
        }
        self.walk = None;
        self.line.key(key);
    }

    /// Takes pasted text in at the cursor.
    pub fn pasted(&mut self, text: &str) {
        // A terminal sends a pasted line break as a carriage return.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.walk = None;
        self.line.insert(&text);
    }

    /// Shows what stood in such a field before the text that it shows.
    pub fn earlier(&mut self) {
        let next = self.walk.as_ref().map_or(0, |(at, _)| at + 1);
        let Some(text) = self.earlier.get(next).cloned() else { return };
        let typed = match self.walk.take() {
            Some((_, typed)) => typed,
            None => self.line.text().to_owned(),
        };
        self.walk = Some((next, typed));
        self.line = Typed::from(text);
    }

    /// Shows what stood there after it; in the end what had been typed.
    pub fn later(&mut self) {
        let Some((at, typed)) = self.walk.take() else { return };
        let newer = at.checked_sub(1).and_then(|newer| Some((newer, self.earlier.get(newer)?)));
        if let Some((newer, text)) = newer {
            self.line = Typed::from(text.clone());
            self.walk = Some((newer, typed));
        } else {
            self.line = Typed::from(typed);
        }
    }
}

impl Choice {
    /// Returns the letter of each.
    #[must_use]
    pub fn letters(&self) -> Vec<char> {
        self.all.iter().filter_map(|name| name.chars().next()).collect()
    }

    /// Takes a key: the arrows and Space choose the one that holds, then go from one to the next; a
    /// letter names one by its first. Tells whether a letter has named one.
    pub fn typed(&mut self, key: KeyEvent) -> bool {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return false;
        }
        self.missed = None;
        let from = self.chosen;
        let last = self.all.len().saturating_sub(1);
        match key.code {
            // Nobody who only looks around sets another than what holds.
            KeyCode::Left | KeyCode::Right | KeyCode::Char(' ') if from.or(self.now) != from => {
                self.chosen = self.now;
            }
            KeyCode::Left => self.chosen = Some(from.map_or(last, |at| at.saturating_sub(1))),
            KeyCode::Right => self.chosen = Some(from.map_or(0, |at| (at + 1).min(last))),
            KeyCode::Char(' ') => {
                self.chosen = Some(from.map_or(0, |at| if at == last { 0 } else { at + 1 }));
            }
            KeyCode::Char(letter) => {
                let named = |first: &char| first.eq_ignore_ascii_case(&letter);
                let at = self.letters().iter().position(named);
                self.chosen = at.or(self.chosen);
                self.missed = at.is_none().then_some(letter);
                return at.is_some();
            }
            _ => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    fn text(value: &str, earlier: &[&str]) -> Text {
        let earlier = earlier.iter().map(|line| (*line).to_owned()).collect();
        Text { line: Typed::from(value.to_owned()), earlier, walk: None }
    }

    #[test]
    fn a_paste_goes_in_at_the_cursor_with_its_line_breaks() {
        let mut text = text("ad", &[]);
        text.typed(KeyCode::Left.into());
        text.pasted("b\r\nc\r");
        assert_eq!(text.line.halves(), ("ab\nc\n", "d"));
    }

    #[test]
    fn the_walk_goes_back_to_the_oldest_and_forth_to_what_was_typed() {
        let mut text = text("half", &["new", "old"]);
        let mut seen = vec![];
        for back in [true, true, true, false, false, false] {
            if back {
                text.earlier();
            } else {
                text.later();
            }
            seen.push(text.line.text().to_owned());
        }
        assert_eq!(seen, ["new", "old", "old", "new", "half", "half"]);
    }

    #[test]
    fn what_is_typed_over_an_earlier_text_is_not_lost_by_looking_further() {
        let mut text = text("", &["new", "old"]);
        text.earlier();
        text.typed(KeyCode::Char('!').into());
        text.earlier();
        text.later();
        assert_eq!(text.line.text(), "new!");
    }

    #[test]
    fn a_choice_is_made_by_its_letter_or_from_the_one_that_holds() {
        let all = ["green", "yellow", "red"].map(str::to_owned).to_vec();
        let chosen = |keys: &[KeyCode]| {
            let mut choice = Choice { all: all.clone(), chosen: None, now: Some(1), missed: None };
            for key in keys {
                choice.typed((*key).into());
            }
            choice.chosen
        };
        assert_eq!(chosen(&[KeyCode::Char('R')]), Some(2));
        assert_eq!(chosen(&[KeyCode::Char('x')]), None);
        assert_eq!(chosen(&[KeyCode::Left, KeyCode::Left]), Some(0));
        assert_eq!(chosen(&[KeyCode::Left, KeyCode::Left, KeyCode::Left]), Some(0));
        assert_eq!(chosen(&[KeyCode::Right, KeyCode::Right]), Some(2));
        assert_eq!(chosen(&[KeyCode::Char(' '); 3]), Some(0));
    }

    #[test]
    fn the_first_arrow_or_blank_chooses_the_one_that_holds() {
        for key in [KeyCode::Left, KeyCode::Right, KeyCode::Char(' ')] {
            let all = ["green", "yellow", "red"].map(str::to_owned).to_vec();
            let mut choice = Choice { all, chosen: None, now: Some(1), missed: None };
            choice.typed(key.into());
            assert_eq!(choice.chosen, Some(1), "{key}");
        }
    }
}
