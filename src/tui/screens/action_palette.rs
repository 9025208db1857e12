//! The palette: every action by its name and sentence, the best match first.
//!
//! A match at the beginning of a word of its name, or of another name for it, ranks first; then words
//! of its sentence, then letters within words. Of equal kinds, what can be done now comes first.

use crate::config::Action;
use crate::core::Verb;
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

    /// Returns the actions that match, the best first, and of one kind first what is possible now.
    pub fn rows(&self, is_possible: impl Fn(&Binding) -> bool) -> Vec<&'static Binding> {
        let query = self.line.text().to_lowercase();
        let others = BINDINGS.iter().filter(|binding| binding.action != Action::Palette);
        let ranked = others
            .filter_map(|binding| Some((rank(&query, binding)?, !is_possible(binding), binding)));
        let mut ranked: Vec<_> = ranked.collect();
        // The sort is stable: equal ranks keep the order of the table.
        ranked.sort_by_key(|((kind, rank), is_refused, _)| (*kind, *is_refused, *rank));
        ranked.into_iter().map(|(.., binding)| binding).collect()
    }

    /// Returns the number of the selected row.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selects another one of `count` rows.
    pub fn select(&mut self, nth: usize, count: usize) {
        self.selected = nth.min(count.saturating_sub(1));
    }
}

/// How well a query matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// Each word begins a word of a name.
    Named,
    /// A word begins only a word of the sentence, or stands within a word.
    Mentioned,
}

/// Returns how well an action matches, 0 is best; `None` if a word of the query does not match.
fn rank(query: &str, binding: &Binding) -> Option<(Kind, usize)> {
    let (name, help) = (binding.action.name(), binding.help.to_lowercase());
    let similar = similar(binding);
    let ranks = query.split_whitespace().map(|word| rank_word(word, name, &help, &similar));
    let ranks: Vec<usize> = ranks.collect::<Option<_>>()?;
    let is_named = ranks.iter().all(|rank| *rank < NAMES);
    let kind = if is_named { Kind::Named } else { Kind::Mentioned };
    Some((kind, ranks.iter().sum()))
}

/// What people type for an action beyond the words for its verb.
const OTHER_WORDS: &[(Action, &[&str])] = &[
    (Action::Quit, &["exit", "bye", "logout"]),
    (Action::History, &["list", "sessions", "past"]),
    (Action::Session, &["show", "view", "status"]),
    (Action::Filter, &["find"]),
    (Action::Gap, &["answer", "forgotten"]),
];

/// Returns the other words for an action.
fn similar(binding: &Binding) -> Vec<&'static str> {
    let spec = binding.verb_in(None).map(Verb::spec);
    let of_verb = spec.map_or_else(Vec::new, |spec| {
        let word = if spec.word == binding.action.name() { &[][..] } else { &[spec.word][..] };
        [word, spec.aliases, spec.similar].concat()
    });
    let others = OTHER_WORDS.iter().filter(|(action, _)| *action == binding.action);
    others.flat_map(|(_, words)| *words).copied().chain(of_verb).collect()
}

/// The number of ranks whose word begins a word of a name.
const NAMES: usize = 3;

fn rank_word(word: &str, name: &str, help: &str, similar: &[&str]) -> Option<usize> {
    let begins = |text: &str| {
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        words.any(|part| part.starts_with(word))
    };
    let kinds = [
        name.starts_with(word),
        begins(name),
        similar.iter().any(|other| other.starts_with(word)),
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
        palette.rows(|_| true).into_iter().map(|binding| binding.action.name()).collect()
    }

    #[test]
    fn without_a_word_every_other_action_is_there_in_the_order_of_the_table() {
        let all: Vec<_> = BINDINGS.iter().map(|binding| binding.action.name()).collect();
        let others: Vec<_> = all.into_iter().filter(|name| *name != "palette").collect();
        assert_eq!(best(""), others);
    }

    #[test]
    fn what_is_possible_comes_first_among_equal_matches_only() {
        let names = |query: &str, possible: &[&str]| -> Vec<&str> {
            let mut palette = ActionPalette::default();
            palette.with_line(|line| line.paste(query));
            let rows = palette.rows(|binding| possible.contains(&binding.action.name()));
            rows.into_iter().map(|binding| binding.action.name()).collect()
        };
        assert_eq!(names("", &["note", "end"])[..3], ["note", "end", "start"]);
        assert_eq!(names("start", &["switch", "later"])[..2], ["switch", "start"]);
        let undo = names("undo", &["redo"]);
        assert_eq!(undo[..3], ["undo", "step-undo", "redo"], "a sentence is no name");
        assert_eq!(names("clear", &["clear-health"])[..2], ["clear-health", "clear-band"]);
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
            ("stop", "end"),
            ("begin", "start"),
            ("comment", "note"),
            ("exit", "quit"),
            ("lunch", "pause"),
        ] {
            assert_eq!(best(query).first(), Some(&name), "{query}: {:?}", best(query));
        }
        assert_eq!(best("xyzzy"), Vec::<&str>::new());
    }

    #[test]
    fn typing_selects_the_best_match_again() {
        let mut palette = ActionPalette::default();
        palette.select(3, 9);
        assert_eq!(palette.selected(), 3);
        palette.with_line(|line| line.paste("p"));
        assert_eq!(palette.selected(), 0);
        palette.select(usize::MAX, 9);
        assert_eq!(palette.selected(), 8);
    }
}
