//! Dates, times and length of a row, as they are shown and as a filter searches them.

use chrono::{NaiveDate, NaiveDateTime, Timelike};

use super::history_row::HistoryRow;
use crate::core::short_text;

/// The words of a date, in lower case.
const NAMES: [&str; 20] = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun",
    "jul", "aug", "sep", "oct", "nov", "dec", "now",
];
/// The fewest letters that can be a part of such a word.
const LETTERS_LEAST: usize = 2;

/// The text of one row at a time. The text of a day is kept for the next row.
#[derive(Debug, Default)]
pub struct RowText {
    day: Option<(NaiveDate, String)>,
    times: String,
}

impl RowText {
    /// Reports whether any row can contain a word in lower case. Most words are in no date, and need
    /// no text of a row.
    pub fn may_contain(word: &str) -> bool {
        let is_in_a_name = |name: &&str| word.len() >= LETTERS_LEAST && name.contains(word);
        word.contains(|c: char| c.is_ascii_digit()) || NAMES.iter().any(is_in_a_name)
    }

    /// Takes the next row.
    pub fn of(&mut self, row: &HistoryRow) -> &Self {
        let (start, end) = (row.started(), row.ended());
        if self.day.as_ref().is_none_or(|(date, _)| *date != start.date()) {
            let text = start.format("%a %-d %b %Y %Y-%m-%d").to_string().to_lowercase();
            self.day = Some((start.date(), text));
        }
        self.times.clear();
        push_time(&mut self.times, start);
        self.times.push('-');
        match end {
            Some(end) => push_time(&mut self.times, end),
            None => self.times.push_str("now"),
        }
        self.times.push(' ');
        self.times.push_str(&short_text(row.active_ms()));
        self
    }

    /// Reports whether the row contains a word in lower case. A number is found at its beginning: 9
    /// is not found in 19.
    pub fn has(&self, word: &str) -> bool {
        let word = word.replace('–', "-");
        let date = self.day.as_ref().map_or("", |(_, text)| text);
        is_in(&word, date) || is_in(&word, &self.times)
    }
}

fn is_in(word: &str, text: &str) -> bool {
    let is_number = word.starts_with(|c: char| c.is_ascii_digit());
    let ends_in_a_digit = |before: &str| before.ends_with(|c: char| c.is_ascii_digit());
    text.match_indices(word)
        .any(|(at, _)| !(is_number && text.get(..at).is_some_and(ends_in_a_digit)))
}

fn push_time(text: &mut String, at: NaiveDateTime) {
    for (nth, number) in [at.hour(), at.minute()].into_iter().enumerate() {
        if nth > 0 {
            text.push(':');
        }
        for digit in [number / 10, number % 10] {
            text.extend(char::from_digit(digit, 10));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_at_its_beginning_only() {
        for (word, found) in [("9", true), ("9 mar", true), ("0:0", false), ("14:0", true)] {
            assert_eq!(is_in(word, "tue 9 mar 09:00-14:04"), found, "{word}");
        }
        assert!(!is_in("9", "thu 19 mar"));
    }
}
