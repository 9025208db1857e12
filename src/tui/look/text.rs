//! Text for cells: made safe, and cut or wrapped by the columns it takes.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::bar::head;
use crate::config::ClockFormat;
use crate::core::short_text;
use crate::failure::Words;
use crate::safe_text::SafeText;

/// Returns any text as text that can be shown.
pub fn safe(text: &str) -> String {
    SafeText::new(text).into_string()
}

/// Returns how many columns spans take.
pub fn spans_width(spans: &[Span<'_>]) -> usize {
    spans.iter().map(Span::width).sum()
}

/// Returns how many columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Returns a text cut to `columns`; a cut text ends in `…`.
pub fn fit(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let mut fitted = head(text, room).to_owned();
    fitted.push('…');
    fitted
}

/// Returns a line cut to `columns`; it ends in `…` if more than blanks were cut.
pub fn fit_line(line: Line<'_>, columns: usize) -> Line<'_> {
    let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
    if text.trim_end().width() <= columns {
        return line;
    }
    let Some(mut room) = columns.checked_sub(1) else { return Line::default() };
    let mut fitted = Line { spans: vec![], ..line };
    for span in line.spans {
        let kept = head(&span.content, room);
        room -= kept.width();
        let is_whole = kept.len() == span.content.len();
        fitted.spans.push(Span::styled(kept.to_owned(), span.style));
        if !is_whole {
            fitted.spans.push(Span::styled("…", span.style));
            break;
        }
    }
    fitted
}

/// Returns a text padded with blanks to at least `columns`.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// Returns the longest end of a text that fits `columns`.
pub fn tail(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true).rev() {
        used += cluster.width();
        if used > columns {
            return text.get(at + cluster.len()..).unwrap_or_default();
        }
    }
    text
}

/// Returns a text in at most `lines` lines of at most `columns`, broken between words if possible;
/// a text that was cut ends in `…`.
pub fn wrap(text: &str, columns: usize, lines: usize) -> Vec<String> {
    let mut wrapped = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() && columns > 0 {
        if wrapped.len() + 1 == lines {
            wrapped.push(fit(rest, columns));
            break;
        }
        let line = first_line(rest, columns);
        if line.is_empty() {
            break;
        }
        wrapped.push(line.trim_end().to_owned());
        rest = rest.get(line.len()..).unwrap_or_default().trim_start();
    }
    wrapped.truncate(lines);
    wrapped
}

/// Returns a text in lines of one style.
pub fn styled(text: &str, style: Style, columns: usize, lines: usize) -> Vec<Line<'static>> {
    wrap(text, columns, lines).into_iter().map(|line| Line::styled(line, style)).collect()
}

/// Returns a text in plain lines.
pub fn plain(text: &str, columns: usize, lines: usize) -> Vec<Line<'static>> {
    styled(text, Style::new(), columns, lines)
}

fn first_line(text: &str, columns: usize) -> &str {
    let most = head(text, columns);
    if most.len() == text.len() {
        return most;
    }
    let after = text.get(most.len()..).unwrap_or_default();
    if after.starts_with(' ') {
        return most;
    }
    match most.rfind(' ') {
        Some(at) if at > 0 => most.get(..at).unwrap_or(most),
        _ => most,
    }
}

/// Returns an age or a length in whole minutes, so that nothing on the screen ticks for it.
pub fn minutes(ms: u64) -> String {
    if ms < 60_000 { "under 1m".to_owned() } else { short_text(ms) }
}

/// Returns an active time in a format.
pub fn clock(format: ClockFormat, ms: u64) -> String {
    format.text(ms)
}

/// Returns words as one sentence: what happened, why, what to do next.
pub fn sentence(Words { what, why, next }: &Words) -> String {
    format!("{what}: {why}; {next}")
}

#[cfg(test)]
mod tests {
    use ratatui::style::Stylize;

    use super::*;

    #[test]
    fn text_is_cut_by_columns_not_by_characters() {
        assert_eq!(fit("审查代码", 5), "审查…");
        assert_eq!(fit("审查代码", 4), "审…");
        assert_eq!(fit("abc", 3), "abc");
        assert_eq!(fit("abc", 0), "");
        assert_eq!(tail("审查ab", 4), "查ab");
    }

    #[test]
    fn a_line_is_cut_in_the_style_of_what_is_cut() {
        let line = || Line::from(vec![Span::raw("審 "), Span::raw("abc").bold(), Span::raw(" ")]);
        assert_eq!(fit_line(line(), 6), line());
        let cut = |spans| Line::from(spans);
        let blank = Span::raw("審 ");
        let styled = |text| Span::raw(text).bold();
        assert_eq!(fit_line(line(), 5), cut(vec![blank.clone(), styled("a"), styled("…")]));
        assert_eq!(fit_line(line(), 4), cut(vec![blank, styled(""), styled("…")]));
        assert_eq!(fit_line(line(), 2), cut(vec![Span::raw(""), Span::raw("…")]));
        assert_eq!(fit_line(line(), 0), Line::default());
    }

    #[test]
    fn words_wrap_and_long_words_break() {
        assert_eq!(wrap("one two three", 7, 9), ["one two", "three"]);
        assert_eq!(wrap("abcdefgh", 3, 9), ["abc", "def", "gh"]);
        assert_eq!(wrap("one two three", 5, 2), ["one", "two …"]);
        assert_eq!(wrap("审", 1, 3), Vec::<String>::new());
    }
}
