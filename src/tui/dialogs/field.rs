//! One field of a dialog: its value, and the way back through earlier inputs.
//!
//! It does not know what a text means.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::field_name::FieldName;
use crate::tui::text_line::TextLine;

/// One field of a dialog.
#[derive(Debug)]
pub struct Field {
    /// What it asks for.
    pub name: FieldName,
    /// Its value.
    pub value: FieldValue,
}

/// The value of a field.
#[derive(Debug)]
pub enum FieldValue {
    /// A line of text.
    Text(TextInput),
    /// One of a few choices.
    Choice(ChoiceField),
}

/// What is in a field: a text, or the number of a choice.
#[derive(Debug, PartialEq, Eq)]
pub enum FieldContent {
    /// A text, as it is typed.
    Text(String),
    /// The number of the choice made.
    Choice(Option<usize>),
}

/// A line of text, and the earlier inputs of such a field.
#[derive(Debug, Default)]
pub struct TextInput {
    line: TextLine,
    /// What was in it when the dialog opened.
    offered: String,
    /// Newest first.
    earlier: Vec<String>,
    /// The number of the earlier input that is shown, and the text typed before it.
    walk: Option<(usize, String)>,
    /// Whether all of it is selected: the first letter takes its place.
    is_selected: bool,
}

/// One of a few choices.
#[derive(Debug)]
pub struct ChoiceField {
    /// The names of all choices.
    pub all: Vec<String>,
    /// The number of the choice made.
    pub chosen: Option<usize>,
    /// The number of the present value.
    pub now: Option<usize>,
    /// The last letter typed, if it names no choice.
    pub missed: Option<char>,
}

impl Field {
    /// Returns a text field with a value; `earlier` are its earlier inputs, newest first.
    pub fn text(name: FieldName, value: &str, earlier: Vec<String>) -> Self {
        Self { name, value: FieldValue::Text(TextInput::new(value, earlier)) }
    }

    /// Returns a field with a time. The first letter that is typed takes its place.
    pub fn time(name: FieldName, value: &str) -> Self {
        Self::word(name, value, Vec::new())
    }

    /// Returns a field with one word; `earlier` are its earlier inputs, newest first. The first letter
    /// that is typed takes the place of the word.
    pub fn word(name: FieldName, value: &str, earlier: Vec<String>) -> Self {
        let is_selected = !value.is_empty();
        let text = TextInput { is_selected, ..TextInput::new(value, earlier) };
        Self { name, value: FieldValue::Text(text) }
    }

    /// Returns a field with choices.
    pub fn choice(name: FieldName, choice: ChoiceField) -> Self {
        Self { name, value: FieldValue::Choice(choice) }
    }

    /// Returns its text, trimmed.
    pub fn value(&self) -> &str {
        match &self.value {
            FieldValue::Text(text) => text.line.text().trim(),
            FieldValue::Choice(_) => "",
        }
    }

    /// Returns what is in it.
    pub fn content(&self) -> FieldContent {
        match &self.value {
            FieldValue::Text(text) => FieldContent::Text(text.line.text().to_owned()),
            FieldValue::Choice(choice) => FieldContent::Choice(choice.chosen),
        }
    }

    /// Returns the number of the choice made.
    pub fn chosen(&self) -> Option<usize> {
        match &self.value {
            FieldValue::Choice(choice) => choice.chosen,
            FieldValue::Text(_) => None,
        }
    }
}

impl TextInput {
    fn new(offered: &str, earlier: Vec<String>) -> Self {
        let line = TextLine::from(offered.to_owned());
        Self { line, offered: offered.to_owned(), earlier, walk: None, is_selected: false }
    }

    /// Returns what was in it when the dialog opened.
    pub fn offered(&self) -> &str {
        &self.offered
    }

    /// Replaces what it offers; what is typed stays.
    pub fn offer(&mut self, offered: &str) {
        offered.clone_into(&mut self.offered);
    }

    /// Reports whether it differs from what was in it when the dialog opened.
    pub fn is_changed(&self) -> bool {
        self.line.text().trim() != self.offered.trim()
    }

    /// Reports whether all of it is selected.
    pub fn is_selected(&self) -> bool {
        self.is_selected
    }

    /// Puts a text into it, as if it had been typed.
    pub fn set(&mut self, typed: String) {
        self.is_selected = false;
        self.line = TextLine::from(typed);
    }

    /// Returns the line that is typed.
    pub fn line(&self) -> &TextLine {
        &self.line
    }

    /// Reports whether there are earlier inputs.
    pub fn has_earlier(&self) -> bool {
        !self.earlier.is_empty()
    }

    /// Takes a key. A leading blank is ignored: it may follow the letter of a choice.
    pub fn press(&mut self, key: KeyEvent) {
        if key.code == KeyCode::Char(' ') && self.line.text().is_empty() {
            return;
        }
        self.walk = None;
        let is_control = key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        let is_selected = std::mem::take(&mut self.is_selected);
        match key.code {
            KeyCode::Backspace | KeyCode::Delete if is_selected => self.line = TextLine::default(),
            KeyCode::Char(_) if is_selected && !is_control => {
                self.line = TextLine::default();
                self.line.press(key);
            }
            _ => self.line.press(key),
        }
    }

    /// Inserts pasted text at the cursor.
    pub fn paste(&mut self, text: &str) {
        // A terminal sends a pasted line break as a carriage return.
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.walk = None;
        if std::mem::take(&mut self.is_selected) {
            self.line = TextLine::default();
        }
        self.line.insert(&text);
    }

    /// Shows the input before the one that is shown.
    pub fn earlier(&mut self) {
        let next = self.walk.as_ref().map_or(0, |(at, _)| at + 1);
        let Some(text) = self.earlier.get(next).cloned() else { return };
        self.is_selected = false;
        let typed = match self.walk.take() {
            Some((_, typed)) => typed,
            None => self.line.text().to_owned(),
        };
        self.walk = Some((next, typed));
        self.line = TextLine::from(text);
    }

    /// Shows the input after the one that is shown; in the end the text typed last.
    pub fn later(&mut self) {
        let Some((at, typed)) = self.walk.take() else { return };
        let newer = at.checked_sub(1).and_then(|newer| Some((newer, self.earlier.get(newer)?)));
        if let Some((newer, text)) = newer {
            self.line = TextLine::from(text.clone());
            self.walk = Some((newer, typed));
        } else {
            self.line = TextLine::from(typed);
        }
    }
}

impl ChoiceField {
    /// Returns the first letter of each choice.
    pub fn letters(&self) -> Vec<char> {
        self.all.iter().filter_map(|name| name.chars().next()).collect()
    }

    /// Takes a key: the arrows and Space choose the present value, then its neighbours; a letter names
    /// a choice. Reports whether a letter has named one.
    pub fn press(&mut self, key: KeyEvent) -> bool {
        if key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            return false;
        }
        self.missed = None;
        let from = self.chosen;
        let last = self.all.len().saturating_sub(1);
        match key.code {
            // The first arrow must not change the value.
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

    fn text(value: &str, earlier: &[&str]) -> TextInput {
        TextInput::new(value, earlier.iter().map(|line| (*line).to_owned()).collect())
    }

    #[test]
    fn a_paste_goes_in_at_the_cursor_with_its_line_breaks() {
        let mut text = text("ad", &[]);
        text.press(KeyCode::Left.into());
        text.paste("b\r\nc\r");
        assert_eq!(text.line.halves(), ("ab\nc\n", "d"));
    }

    #[test]
    fn the_first_letter_takes_the_place_of_a_time_and_an_arrow_keeps_it() {
        let typed = |keys: &[KeyCode]| {
            let mut field = Field::time(FieldName::Start, "09:12");
            let FieldValue::Text(text) = &mut field.value else { panic!("no text") };
            for key in keys {
                text.press((*key).into());
            }
            text.line.text().to_owned()
        };
        assert_eq!(typed(&[KeyCode::Char('8'), KeyCode::Char(':')]), "8:");
        assert_eq!(typed(&[KeyCode::Backspace]), "");
        assert_eq!(typed(&[KeyCode::End, KeyCode::Backspace, KeyCode::Char('5')]), "09:15");
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
        text.press(KeyCode::Char('!').into());
        text.earlier();
        text.later();
        assert_eq!(text.line.text(), "new!");
    }

    #[test]
    fn a_choice_is_made_by_its_letter_or_from_the_one_that_holds() {
        let all = ["green", "yellow", "red"].map(str::to_owned).to_vec();
        let chosen = |keys: &[KeyCode]| {
            let mut choice =
                ChoiceField { all: all.clone(), chosen: None, now: Some(1), missed: None };
            for key in keys {
                choice.press((*key).into());
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
            let mut choice = ChoiceField { all, chosen: None, now: Some(1), missed: None };
            choice.press(key.into());
            assert_eq!(choice.chosen, Some(1), "{key}");
        }
    }
}
