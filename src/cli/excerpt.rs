//! A text in one line, cut around what was found in it.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::markup::{LinePart, part, typed, width};
use crate::safe_text::SafeText;

/// Stands for what was cut off.
const CUT: &str = "…";
/// No line is cut shorter than this, in columns.
const LEAST: usize = 20;

/// A character as a reader sees it.
struct TextCell {
    safe: String,
    columns: usize,
    is_found: bool,
}

/// Returns a text in one line of at most so many columns. `found` is what is marked, in bytes; if the
/// text is cut, the first of these is seen.
#[must_use]
pub fn excerpt(text: &str, found: &[Range<usize>], columns: usize) -> String {
    let (cells, columns) = (cells(text, found), columns.max(LEAST));
    let shown = shown(&cells, columns);
    let mut line = String::new();
    line.push_str(if shown.start > 0 { CUT } else { "" });
    let inside = cells.get(shown.clone()).unwrap_or_default();
    for run in inside.chunk_by(|one, next| one.is_found == next.is_found) {
        let text = typed(&run.iter().map(|cell| cell.safe.as_str()).collect::<String>());
        let is_found = run.first().is_some_and(|cell| cell.is_found);
        line.push_str(&if is_found { part(LinePart::Found, &text) } else { text });
    }
    line.push_str(if shown.end < cells.len() { CUT } else { "" });
    line
}

/// Returns a text in one line, cut after at most so many columns.
#[must_use]
pub fn cut(text: &str, columns: usize) -> String {
    let cells = cells(text, &[]);
    let shown = if fits(&cells, columns) {
        cells.len()
    } else {
        reach(cells.iter(), columns.saturating_sub(width(CUT)))
    };
    let safe: String = cells.iter().take(shown).map(|cell| cell.safe.as_str()).collect();
    let rest = if shown < cells.len() { CUT } else { "" };
    format!("{}{rest}", typed(&safe))
}

fn cells(text: &str, found: &[Range<usize>]) -> Vec<TextCell> {
    let mut is_found = vec![false; text.len()];
    for range in found {
        is_found.get_mut(range.clone()).unwrap_or_default().fill(true);
    }
    let cell = |(at, cluster): (usize, &str)| {
        let safe = SafeText::new(cluster).into_string();
        let bytes = is_found.get(at..at + cluster.len()).unwrap_or_default();
        TextCell { columns: width(&safe), safe, is_found: bytes.contains(&true) }
    };
    text.trim().grapheme_indices(true).map(cell).collect()
}

/// Returns which cells are shown: all if there is room, else those around the first that was found.
fn shown(cells: &[TextCell], columns: usize) -> Range<usize> {
    let all = 0..cells.len();
    if fits(cells, columns) {
        return all;
    }
    // One column stands for what was cut off.
    let room = columns - width(CUT);
    let first = cells.iter().position(|cell| cell.is_found).unwrap_or(0);
    let after = cells.iter().skip(first).position(|cell| !cell.is_found);
    let after = after.map_or(cells.len(), |length| first + length);
    let head = cells.get(..after).unwrap_or_default();
    if fits(head, room) {
        return 0..reach(cells.iter(), room);
    }
    let last = cells.len() - reach(cells.iter().rev(), room);
    if last <= first {
        return last..cells.len();
    }
    // A third of the line says what comes before it, from the beginning of a word.
    let before = cells.get(..first).unwrap_or_default();
    let start = first - reach(before.iter().rev(), columns / 3);
    let lead = cells.get(start..first).unwrap_or_default();
    let is_blank = |cell: &TextCell| cell.safe == " ";
    let start = start + lead.iter().position(is_blank).map_or(0, |blank| blank + 1);
    let rest = cells.get(start..).unwrap_or_default();
    start..start + reach(rest.iter(), room - width(CUT))
}

fn fits(cells: &[TextCell], columns: usize) -> bool {
    reach(cells.iter(), columns) == cells.len()
}

/// Returns how many cells fit.
fn reach<'c>(cells: impl Iterator<Item = &'c TextCell>, columns: usize) -> usize {
    let mut used = 0;
    cells
        .take_while(|cell| {
            used += cell.columns;
            used <= columns
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::markup::written;
    use crate::core::find_words;
    use crate::signs::Signs;

    fn line(text: &str, word: &str, columns: usize) -> String {
        let line = excerpt(text, &find_words(text, word), columns);
        let coloured = written(&line, Signs::Unicode, true);
        coloured.replace("\u{1b}[1m\u{1b}[36m", "[").replace("\u{1b}[0m", "]")
    }

    #[test]
    fn what_was_found_is_marked_and_seen() {
        let long = "the importer retries a row that was stored before it failed";
        for (text, word, columns, expected) in [
            ("Queue of queues", "queue", 40, "[Queue] of [queue]s"),
            (long, "the", 80, "[the] importer retries a row that was stored before it failed"),
            (long, "the", 24, "[the] importer retries a …"),
            (long, "failed", 24, "…stored before it [failed]"),
            (long, "row", 24, "…a [row] that was stored …"),
            ("one\ntwo  three", "two", 40, "one↵[two]  three"),
            ("審査審査審査審査審査審査 merged", "merged", 20, "…審査審査審査 [merged]"),
            ("no such word in this text at all", "none", 20, "no such word in thi…"),
            (" \u{1b}[31mred", "red", 40, "‹U+001B›[31mred"),
            ("\u{1b}[31m red", "red", 40, "‹U+001B›[31m [red]"),
            ("", "x", 40, ""),
        ] {
            assert_eq!(line(text, word, columns), expected, "{word} in {text}");
        }
    }

    #[test]
    fn no_line_is_longer_than_its_columns() {
        let texts = ["審査 of every row ", "a b c d e f g ", "unbroken", "e\u{301}\u{200b}x "];
        for text in texts.map(|text| text.repeat(9).trim().to_owned()) {
            let words: Vec<Range<usize>> =
                text.char_indices().map(|(at, c)| at..at + c.len_utf8()).collect();
            for columns in LEAST..text.len() {
                for found in words.iter().step_by(5) {
                    let line = excerpt(&text, std::slice::from_ref(found), columns);
                    assert!(width(&line) <= columns, "{text} {found:?} {columns}: {line}");
                    assert!(line.contains('\u{fdd7}'), "{text} {found:?} {columns}: {line}");
                }
            }
        }
    }

    #[test]
    fn the_longest_note_is_cut_at_once() {
        let text = "a ".repeat(16_000);
        let line = excerpt(&text, &find_words(&text, "a"), 80);
        assert_eq!(width(&line), 80);
    }
}
