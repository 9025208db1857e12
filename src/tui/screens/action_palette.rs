//! The palette: every action by its name and sentence, the best match first.
//!
//! A match at the beginning of a word ranks before a match within it, and that before letters that
//! are merely in order.

use crate::config::Action;
use crate::tui::input::{BINDINGS, Binding};
use crate::tui::text_line::TextLine;

/// The line that is typed, and the selected action.
#[derive(Debug, Default)]
pub struct ActionPalette {
    line: TextLine,
    selected: usize,
}

impl ActionPalette {
    /// Returns the line.
    pub fn line(&self) -> &TextLine {
        &self.line
    }

    /// Changes the line; a new text selects the best match.
    pub fn with_line(&mut self, change: impl FnOnce(&mut TextLine)) {
        let before = self.line.text().to_owned();
        change(&mut self.line);
        if before != self.line.text() {
            self.selected = 0;
        }
    }

    /// Returns the actions that match, the best first.
    pub fn rows(&self) -> Vec<&'static Binding> {
        let query = self.line.text().to_lowercase();
        let others = BINDINGS.iter().filter(|binding| binding.action != Action::Palette);
        let ranked = others.filter_map(|binding| Some((rank(&query, binding)?, binding)));
        let mut ranked: Vec<_> = ranked.collect();
        // The sort is stable: equal ranks keep the order of the table.
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, binding)| binding).collect()
    }

    /// Returns the number of the selected row.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selects another row.
    pub fn select(&mut self, nth: usize) {
        self.selected = nth.min(self.rows().len().saturating_sub(1));
    }

    /// Returns the selected action.
    pub fn chosen(&self) -> Option<&'static Binding> {
        self.rows().get(self.selected).copied()
    }
}

/// Returns the rank of an action, 0 is best; `None` if a word of the query does not match.
fn rank(query: &str, binding: &Binding) -> Option<usize> {
    let (name, help) = (binding.action.name(), binding.help.to_lowercase());
    query.split_whitespace().map(|word| rank_word(word, name, &help)).sum()
}

fn rank_word(word: &str, name: &str, help: &str) -> Option<usize> {
    let begins = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|part| part.starts_with(word))
    };
    let kinds = [
        name.starts_with(word),
        begins(name),
        begins(help),
        name.contains(word),
        help.contains(word),
        is_within(word, name),
    ];
    kinds.iter().position(|matches| *matches)
}

/// Reports whether a text contains the letters of a word in their order.
fn is_within(word: &str, text: &str) -> bool {
    let mut letters = text.chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn best(query: &str) -> Vec<&'static str> {
        let mut palette = ActionPalette::default();
        palette.with_line(|line| line.paste(query));
        palette.rows().into_iter().map(|binding| binding.action.name()).collect()
    }

    #[test]
    fn without_a_word_every_other_action_is_there_in_the_order_of_the_table() {
        let all: Vec<_> = BINDINGS.iter().map(|binding| binding.action.name()).collect();
        let others: Vec<_> = all.into_iter().filter(|name| *name != "palette").collect();
        assert_eq!(best(""), others);
    }

    #[test]
    fn the_best_match_stands_first() {
        for (query, name) in [
            ("pause", "pause"),
            ("un", "undo"),
            ("undone", "redo"),
            ("newest change", "undo"),
            ("HEALTH", "health"),
            ("pgd", "page-down"),
            ("current leave", "pop"),
        ] {
            assert_eq!(best(query).first(), Some(&name), "{query}: {:?}", best(query));
        }
        assert_eq!(best("xyzzy"), Vec::<&str>::new());
    }

    #[test]
    fn typing_selects_the_best_match_again() {
        let mut palette = ActionPalette::default();
        palette.select(3);
        assert_eq!(palette.selected(), 3);
        palette.with_line(|line| line.paste("p"));
        assert_eq!(palette.selected(), 0);
        palette.select(usize::MAX);
        assert_eq!(palette.selected(), palette.rows().len() - 1);
    }
}
