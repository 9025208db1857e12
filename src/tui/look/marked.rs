//! Text with what a filter found in it marked, so that it can be seen without colour.

use std::ops::Range;

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

const FOUND: Modifier = Modifier::BOLD.union(Modifier::UNDERLINED);

/// Returns a text of one style; what was found in it is bold and underlined.
pub fn marked(text: String, style: Style, found: Vec<Range<usize>>) -> Vec<Span<'static>> {
    if found.is_empty() {
        return vec![Span::styled(text, style)];
    }
    let (mut spans, mut from) = (Vec::new(), 0);
    let mut push = |range: Range<usize>, style| {
        if let Some(part) = text.get(range).filter(|part| !part.is_empty()) {
            spans.push(Span::styled(part.to_owned(), style));
        }
    };
    for range in merged(found) {
        push(from..range.start, style);
        from = range.end.max(from);
        push(range, style.add_modifier(FOUND));
    }
    push(from..text.len(), style);
    spans
}

/// Returns ranges in order and without overlap.
fn merged(mut found: Vec<Range<usize>>) -> Vec<Range<usize>> {
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

    #[test]
    fn every_place_is_marked_once_in_any_order() {
        for (found, expected) in [
            (vec![], "abcdef"),
            (vec![4..6, 0..1], "[a]bcd[ef]"),
            (vec![0..3, 1..4], "[abcd]ef"),
            (vec![0..3, 1..2], "[abc]def"),
            (vec![0..2, 2..4], "[ab][cd]ef"),
        ] {
            let part = |span: Span<'_>| match span.style.add_modifier {
                FOUND => format!("[{}]", span.content),
                _ => span.content.into_owned(),
            };
            let marked = marked("abcdef".to_owned(), Style::new(), found);
            assert_eq!(marked.into_iter().map(part).collect::<String>(), expected);
        }
    }
}
