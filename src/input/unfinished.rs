//! Whether a text that is being typed may become right.

use super::day::TypedDay;
use super::duration::duration;
use super::time::is_written;
use super::words::{number, plain};

/// The words of the grammar.
const WORDS: [&str; 41] = [
    "now",
    "noon",
    "midnight",
    "ago",
    "at",
    "today",
    "yesterday",
    "last",
    "last-end",
    "last-activity",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "minutes",
    "hours",
    "seconds",
    "days",
    "am",
    "pm",
    "uhr",
    "on monday",
    "an hour",
    "half an hour",
    "hour",
    "minute",
];

/// What may follow.
const TAILS: [&str; 21] = [
    "",
    "0",
    ":00",
    "0:00",
    "00:00",
    "00",
    " 00:00",
    "am",
    "m",
    "m ago",
    " ago",
    " m ago",
    " monday 00:00",
    " jan 00:00",
    " 1 00:00",
    "1 00:00",
    ". 00:00",
    "1. 00:00",
    "0 00:00",
    "00 00:00",
    "000 00:00",
];

/// Dates as they are typed from left to right.
const DATES: [&str; 4] =
    ["2024-01-01 00:00", "2024-10-10 00:00", "2024/01/01 00:00", "2024/10/10 00:00"];

/// Reports whether a text may be the beginning of a duration.
#[must_use]
pub fn may_become_a_duration(text: &str) -> bool {
    ["", "m", "0", "00", "0m"].iter().any(|tail| duration(&format!("{text}{tail}")).is_ok())
        || completions(text).any(|text| duration(&text).is_ok())
}

/// Reports whether a text is not yet a time, but may be the beginning of one.
#[must_use]
pub fn may_become_a_time(text: &str) -> bool {
    let becomes = |text: &str| TAILS.iter().any(|tail| is_written(&format!("{text}{tail}")));
    let begun = |date: &&str| date.get(text.len()..).map(|rest| format!("{text}{rest}"));
    let dates = DATES.iter().filter_map(begun);
    !is_written(text)
        && (becomes(text) || completions(text).chain(dates).any(|text| becomes(&text)))
}

/// Reports whether a text is a word that needs more to be a time: an hour, or a day.
#[must_use]
pub fn needs_more(text: &str) -> bool {
    let plain = plain(text);
    number(&plain, 2).is_some_and(|hour| hour < 24) || TypedDay::read_named(&plain).is_some()
}

/// Returns a text with its last word completed.
fn completions(text: &str) -> impl Iterator<Item = String> {
    let plain = plain(text);
    let letters = plain.rfind(|c: char| !c.is_alphabetic() && c != '-').map_or(0, |at| at + 1);
    let (head, word) = plain.split_at_checked(letters).unwrap_or(("", ""));
    let (head, word) = (head.to_owned(), word.to_owned());
    WORDS
        .iter()
        .filter(move |whole| !word.is_empty() && whole.starts_with(&word))
        .map(move |whole| format!("{head}{whole}"))
}
