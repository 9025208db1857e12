//! Text with what a filter found in it marked, so that it can be seen without colour.

use std::ops::Range;

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

const FOUND: Modifier = Modifier::BOLD.union(Modifier::UNDERLINED);

/// Returns a text of one style; all words in it, given in lower case, are bold and underlined.
pub fn marked(text: String, style: Style, words: &[String]) -> Vec<Span<'static>> {
    if words.is_empty() {
        return vec![Span::styled(text, style)];
    }
    let found = ranges(&text, words);
    let (mut spans, mut from) = (Vec::new(), 0);
    let mut push = |range: Range<usize>, style| {
        if let Some(part) = text.get(range).filter(|part| !part.is_empty()) {
            spans.push(Span::styled(part.to_owned(), style));
        }
    };
    for range in found {
        push(from..range.start, style);
        from = range.end.max(from);
        push(range, style.add_modifier(FOUND));
    }
    push(from..text.len(), style);
    spans
}

/// Returns where the words are in a text, in order and without overlap.
fn ranges(text: &str, words: &[String]) -> Vec<Range<usize>> {
    // A letter may be longer in lower case: each byte knows its letter.
    let (mut lower, mut letters) = (String::new(), Vec::new());
    for (at, letter) in text.char_indices() {
        lower.extend(letter.to_lowercase());
        letters.resize(lower.len(), at..at + letter.len_utf8());
    }
    let range = |(at, word): (usize, &str)| {
        let (first, last) = (letters.get(at)?, letters.get(at + word.len() - 1)?);
        Some(first.start..last.end)
    };
    let words = words.iter().filter(|word| !word.is_empty());
    let mut found: Vec<_> =
        words.flat_map(|word| lower.match_indices(word.as_str()).filter_map(range)).collect();
    found.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in found {
        match merged.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, words: &[&str]) -> String {
        let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
        let part = |span: Span<'_>| match span.style.add_modifier {
            FOUND => format!("[{}]", span.content),
            _ => span.content.into_owned(),
        };
        marked(text.to_owned(), Style::new(), &words).into_iter().map(part).collect()
    }

    #[test]
    fn every_place_of_every_word_is_marked_in_any_case() {
        for (text, words, expected) in [
            ("Queue of queues", &["queue"][..], "[Queue] of [queue]s"),
            ("ÄRGER", &["ärg"], "[ÄRG]ER"),
            ("İstanbul x", &["x"], "İstanbul [x]"),
            ("abcd", &["abc", "bcd"], "[abcd]"),
            ("abab", &["ab"], "[ab][ab]"),
            ("plain", &[], "plain"),
            ("none", &["x", ""], "none"),
        ] {
            assert_eq!(found(text, words), expected);
        }
    }
}
