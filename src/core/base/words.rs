//! The words of a text, and where words are found in it.
//!
//! A word is a run of letters and digits. Upper and lower case are the same, and so is a Latin letter
//! with or without its accents: as in FTS5 (`unicode61 remove_diacritics 2`).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::decompose_canonical;

/// Accents that follow their letter.
const ACCENTS: Range<char> = '\u{300}'..'\u{370}';

/// A word of a text.
struct PlainWord {
    /// Where its letters are, and the end of each in `plain`.
    letters: Vec<(Range<usize>, usize)>,
    /// In lower case, without accents.
    plain: String,
}

/// Returns a text with each accent on its letter, however it was typed.
#[must_use]
pub fn composed_text(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// Returns where a text has words that follow one another. Of the last one, the beginning is enough.
#[must_use]
pub fn find_words(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let (text, wanted) = (words(text), words(wanted));
    let Some((last, before)) = wanted.split_last() else { return vec![] };
    let runs = text.windows(wanted.len());
    let found = runs.filter_map(|run| {
        let (end, begin) = run.split_last()?;
        let is_same = begin.iter().zip(before).all(|(one, other)| one.plain == other.plain);
        let is_found = is_same && end.plain.starts_with(&last.plain);
        let from = run.first()?.letters.first()?.0.start;
        let reached = end.letters.iter().find(|(_, length)| *length >= last.plain.len())?.1;
        // Accents after the last letter belong to it.
        let until = end.letters.iter().rfind(|(_, length)| *length == reached)?.0.end;
        is_found.then_some(from..until)
    });
    found.collect()
}

/// Returns the words of a text as they are compared: in lower case, without accents, each after a blank.
/// A list keeps it of each row, so that a key does not read all rows again.
#[must_use]
pub fn plain_words(text: &str) -> String {
    words(text).into_iter().fold(String::new(), |all, word| all + " " + &word.plain)
}

/// Reports whether a text has each of some words, in any order; of each, the beginning is enough. Both are
/// [`plain_words`].
#[must_use]
pub fn has_words(text: &str, wanted: &str) -> bool {
    let mut from_blanks = wanted.match_indices(' ').map(|(at, _)| at).peekable();
    std::iter::from_fn(|| {
        let from = from_blanks.next()?;
        wanted.get(from..from_blanks.peek().copied().unwrap_or(wanted.len()))
    })
    .all(|word| text.contains(word))
}

/// Reports whether a text has a word.
#[must_use]
pub fn has_a_word(text: &str) -> bool {
    !words(text).is_empty()
}

fn words(text: &str) -> Vec<PlainWord> {
    let mut words: Vec<PlainWord> = Vec::new();
    let mut is_in_a_word = false;
    for (at, letter) in text.char_indices() {
        let was_in_a_word = is_in_a_word;
        is_in_a_word = letter.is_alphanumeric() || ACCENTS.contains(&letter);
        if !is_in_a_word {
            continue;
        }
        if !was_in_a_word {
            words.push(PlainWord { letters: Vec::new(), plain: String::new() });
        }
        if let Some(word) = words.last_mut() {
            letter.to_lowercase().for_each(|letter| push_plain(&mut word.plain, letter));
            word.letters.push((at..at + letter.len_utf8(), word.plain.len()));
        }
    }
    words.retain(|word| !word.plain.is_empty());
    words
}

/// Adds a letter without its accents.
fn push_plain(plain: &mut String, letter: char) {
    let (mut base, mut has_accents_only) = (None, true);
    decompose_canonical(letter, |part| match base {
        None => base = Some(part),
        Some(_) => has_accents_only &= ACCENTS.contains(&part),
    });
    match base.filter(|base| base.is_ascii_alphabetic() && has_accents_only) {
        Some(base) => plain.push(base),
        None if ACCENTS.contains(&letter) => {}
        None => plain.push(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, wanted: &str) -> String {
        let mut marked = text.to_owned();
        for at in find_words(text, wanted).into_iter().rev() {
            let inside = text.get(at.clone()).unwrap_or("?");
            marked.replace_range(at, &format!("[{inside}]"));
        }
        marked
    }

    #[test]
    fn words_are_found_at_their_beginning_in_any_case_and_with_any_accents() {
        for (text, wanted, expected) in [
            ("Queue of queues", "queue", "[Queue] of [queue]s"),
            ("requeue", "queue", "requeue"),
            ("Ärger über ärger", "ARGER", "[Ärger] über [ärger]"),
            ("Arger", "är", "[Ar]ger"),
            ("cafe\u{301}s", "café", "[cafe\u{301}]s"),
            ("İstanbul", "istan", "[İstan]bul"),
            ("Nguyễn", "nguyen", "[Nguyễn]"),
            ("審査 merged", "審", "[審]査 merged"),
            ("straße", "strasse", "straße"),
            ("TASK-318", "task-3", "[TASK-3]18"),
            ("TASK-318", "task 318", "[TASK-318]"),
            ("TASK-318", "18", "TASK-318"),
            ("db-2 is full", "2 is", "db-[2 is] full"),
            ("the queue grows", "queue the", "the queue grows"),
            ("the queue grows", "the gro", "the queue grows"),
            ("anything", "→ —", "anything"),
            ("anything", "", "anything"),
            ("", "x", ""),
        ] {
            assert_eq!(found(text, wanted), expected, "{wanted} in {text}");
        }
    }

    #[test]
    fn plain_words_are_found_in_any_order() {
        for (text, wanted, is_found) in [
            ("TASK-318 Fix the Importer", "imp fix", true),
            ("TASK-318 Fix the Importer", "task-3", true),
            ("TASK-318 Fix the Importer", "318", true),
            ("TASK-318 Fix the Importer", "18", false),
            ("TASK-318 Fix the Importer", "porter", false),
            ("Ärger", "arg", true),
            ("anything", "", true),
            ("", "x", false),
        ] {
            let is = has_words(&plain_words(text), &plain_words(wanted));
            assert_eq!(is, is_found, "{wanted} in {text}");
        }
    }

    #[test]
    fn signs_alone_are_no_word() {
        assert!(has_a_word("→ x") && has_a_word("7"));
        assert!(!has_a_word("→ —") && !has_a_word("") && !has_a_word("\u{301}"));
    }
}
