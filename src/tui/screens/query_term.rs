//! One word or condition of a filter of the history, as it is typed.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use memchr::memmem::Finder;

use super::history_row::{HistoryRow, TextPart};
use super::row_text::RowText;
use crate::core::{Band, FrameRef, Light, SessionKey, Trend, expand_id};
use crate::input::{DAYS, beginning, duration, ending};
use crate::zone::Zone;

/// The conditions, each with what it takes.
pub const CONDITIONS: [(&str, &str); 11] = [
    ("band:D", "The band at the start or at the end"),
    ("health:red", "The health at the start or at the end"),
    ("since:mon", "Sessions that lasted until then or longer"),
    ("until:24 nov", "Sessions that began before the end of that day"),
    ("on:yesterday", "Sessions of that day"),
    ("notes:queue", "Text of the notes"),
    ("key:265", "One session"),
    ("id:sess_2026", "Text of the id"),
    ("task:7", "A task, by its id; also project:, sprint: and subtask:"),
    ("context:task-7", "Text of the type or id of any context"),
    ("operator:ana", "Who started it"),
];

/// The names of the conditions.
const NAMES: [&str; 16] = [
    "band", "health", "since", "until", "on", "notes", "key", "id", "project", "sprint", "task",
    "subtask", "context", "operator", "agent", "workflow",
];
/// The most words of a time after its first one, as in `since:wed 25 nov 2026 14:30`.
const MORE_WORDS_MOST: usize = 4;
/// The fewest letters of `today` or `yesterday` that mean that day.
const DAY_LETTERS_LEAST: usize = 4;

/// What one word or condition asks for.
#[derive(Debug)]
pub enum Term {
    /// A word, anywhere in the row or in what is known of the session.
    Word(FilterWord),
    /// A word in one part of that.
    Part(TextPart, FilterWord),
    /// A session.
    Key(SessionKey),
    /// A context, by type and id.
    Context(FilterWord),
    /// The band at the start or at the end.
    Band(Band),
    /// The health at the start or at the end.
    Health(Light),
    /// An end then or later.
    Since(DateTime<Utc>),
    /// A start before then.
    Until(DateTime<Utc>),
}

/// A word in lower case.
#[derive(Debug)]
pub struct FilterWord {
    text: String,
    finder: Finder<'static>,
    /// The bands and healths whose words contain it.
    bands: Vec<Band>,
    lights: Vec<Light>,
    /// Whether a date, a time or a length may contain it.
    may_be_a_time: bool,
    /// From when until when the day is that it names, as `today` does.
    day: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

impl FilterWord {
    /// Returns a word in lower case.
    pub fn of(text: &str) -> Self {
        let text = text.to_lowercase();
        let has = |word: &str| word.to_ascii_lowercase().contains(&text);
        Self {
            finder: Finder::new(&text).into_owned(),
            bands: Band::ALL.into_iter().filter(|band| has(band.word())).collect(),
            lights: Light::ALL.into_iter().filter(|light| has(light.word())).collect(),
            may_be_a_time: RowText::may_contain(&text),
            day: None,
            text,
        }
    }

    /// Returns a word in lower case that may name a day: `today` or `yesterday`, seen from now.
    fn or_day(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Self {
        let word = Self::of(text);
        let mut days = ["today", "yesterday"].into_iter();
        let is_long = word.text.len() >= DAY_LETTERS_LEAST;
        let named = days.find(|day| is_long && day.starts_with(&word.text));
        let bounds = |day| Some((beginning(day, now, zone).ok()?, ending(day, now, zone).ok()?));
        Self { day: named.and_then(bounds), ..word }
    }

    /// Returns its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reports whether a text in lower case contains it.
    pub fn is_in(&self, lowercase: &str) -> bool {
        self.finder.find(lowercase.as_bytes()).is_some()
    }

    /// Reports whether a row shows it, or its session has it.
    pub fn is_of(&self, row: &HistoryRow, shown: &mut RowText) -> bool {
        let (band_then, band, _) = row.band();
        let (light_then, light, _) = row.health();
        self.is_in(row.haystack())
            || [band_then, band].iter().any(|band| self.bands.contains(band))
            || [light_then, light].iter().any(|light| self.lights.contains(light))
            || (self.may_be_a_time && shown.of(row).has(&self.text))
            || self.day.is_some_and(|(from, until)| (from..until).contains(&row.started_at_utc()))
            || (self.text.contains('→') && self.is_a_change(row))
    }
}

impl FilterWord {
    /// Reports whether a row shows it as a change of band or health, as in `B→D`.
    fn is_a_change(&self, row: &HistoryRow) -> bool {
        let (band_then, band, band_trend) = row.band();
        let (light_then, light, light_trend) = row.health();
        let bands = format!("{}→{}", band_then.letter(), band.letter()).to_lowercase();
        let lights = format!("{}→{}", light_then.word(), light.word());
        (band_trend != Trend::Same && self.is_in(&bands))
            || (light_trend != Trend::Same && self.is_in(&lights))
    }
}

/// Reads a filter; times are in a zone, seen from now. Each part asks for something, or it says in one
/// sentence why it cannot be read, or what can follow.
pub fn read_terms(
    text: &str,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Vec<Result<Vec<Term>, String>> {
    let (tokens, mut read) = (tokens(text), Vec::new());
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        let (value, more) = token.value(after, now, zone);
        rest = after.get(more..).unwrap_or_default();
        read.push(read_term(token.key.as_deref(), &value, now, zone));
    }
    read
}

/// Returns what one word or condition asks for.
///
/// # Errors
/// One sentence: why it cannot be read, or what can follow.
fn read_term(
    key: Option<&str>,
    value: &str,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<Vec<Term>, String> {
    let Some(key) = key else {
        let word = (!value.is_empty()).then(|| Term::Word(FilterWord::or_day(value, now, zone)));
        return Ok(word.into_iter().collect());
    };
    let value = value.trim();
    let of_part = |part| Ok(vec![Term::Part(part, FilterWord::of(value))]);
    let needs = |what: &str| {
        if value.is_empty() { Err(format!("write {key}: with {what}")) } else { Ok(()) }
    };
    match key {
        "band" => {
            needs("A, B, C or D")?;
            Ok(vec![Term::Band(value.parse()?)])
        }
        "health" => {
            needs("green, yellow, red or unknown")?;
            Ok(vec![Term::Health(value.parse()?)])
        }
        "since" => {
            needs(DAYS)?;
            Ok(vec![Term::Since(beginning(&or_ago(value), now, zone)?)])
        }
        "until" => {
            needs(DAYS)?;
            Ok(vec![Term::Until(ending(&or_ago(value), now, zone)?)])
        }
        "on" => {
            needs(DAYS)?;
            let (since, until) = (beginning(value, now, zone)?, ending(value, now, zone)?);
            Ok(vec![Term::Since(since), Term::Until(until)])
        }
        "notes" => of_part(TextPart::Notes),
        "id" => of_part(TextPart::Id),
        "operator" => of_part(TextPart::Operator),
        "agent" => of_part(TextPart::Agent),
        "workflow" => of_part(TextPart::Workflow),
        "context" => of_part(TextPart::Context),
        "key" => {
            needs("the number of a session, such as 265")?;
            Ok(vec![Term::Key(value.trim_start_matches('#').parse()?)])
        }
        "project" | "sprint" | "task" | "subtask" => {
            needs("an id, such as 7")?;
            let kind = key.parse()?;
            let id = expand_id(&kind, value);
            Ok(vec![Term::Context(FilterWord::of(&FrameRef { kind, id }.to_string()))])
        }
        _ => Err(format!(
            "'{key}:' is not known; use band, health, since, until, on, notes, key, id, task, \
             context or operator, or write \"{key}:\" in quotes"
        )),
    }
}

/// Returns a time as it is typed; a duration alone, such as `7d`, as how long ago it was.
fn or_ago(value: &str) -> Cow<'_, str> {
    let is_a_duration = value.ends_with(char::is_alphabetic) && duration(value).is_ok();
    if is_a_duration { format!("{value} ago").into() } else { value.into() }
}

/// Reports whether a filter of the history knows a condition.
pub fn is_condition(name: &str) -> bool {
    NAMES.contains(&name)
}

/// A word of a filter, with the condition before its colon.
#[derive(Debug, PartialEq, Eq)]
pub struct QueryToken {
    /// The condition, in lower case.
    pub key: Option<String>,
    /// The word, or the words in quotes.
    pub word: String,
    has_quotes: bool,
}

impl QueryToken {
    /// Returns its word, and how many of the words after it belong to it: those that make a time with
    /// it, as in `since:18 nov`.
    fn value(&self, after: &[Self], now: DateTime<Utc>, zone: &dyn Zone) -> (Cow<'_, str>, usize) {
        let takes_a_time = matches!(self.key.as_deref(), Some("since" | "until" | "on"));
        let alone = (Cow::from(&self.word), 0);
        if !takes_a_time || self.has_quotes {
            return alone;
        }
        let is_free = |token: &&Self| token.key.is_none() && !token.has_quotes;
        let mut text = self.word.clone();
        let longer = after.iter().take(MORE_WORDS_MOST).take_while(is_free).map(|token| {
            text = format!("{text} {}", token.word);
            text.clone()
        });
        let times = longer.zip(1..).filter(|(text, _)| beginning(text, now, zone).is_ok());
        times.last().map_or(alone, |(text, more)| (text.into(), more))
    }
}

/// Returns the words of a filter. Quotes keep words together.
pub fn tokens(text: &str) -> Vec<QueryToken> {
    let mut tokens = Vec::new();
    let (mut key, mut word) = (None, String::new());
    let (mut is_quoted, mut has_quotes) = (false, false);
    for c in text.chars().chain([' ']) {
        match c {
            '"' => {
                is_quoted = !is_quoted;
                has_quotes = true;
            }
            ':' if !has_quotes && key.is_none() && is_key(&word) => {
                key = Some(std::mem::take(&mut word).to_lowercase());
            }
            c if c.is_whitespace() && !is_quoted => {
                if key.is_some() || !word.is_empty() {
                    let (key, word) = (key.take(), std::mem::take(&mut word));
                    tokens.push(QueryToken { key, word, has_quotes });
                }
                has_quotes = false;
            }
            c => word.push(c),
        }
    }
    // A quote that is not closed yet.
    let word = word.trim();
    if key.is_some() || !word.is_empty() {
        tokens.push(QueryToken { key, word: word.to_owned(), has_quotes });
    }
    tokens
}

fn is_key(word: &str) -> bool {
    !word.is_empty() && word.chars().all(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn each_named_condition_can_be_read_and_each_listed_one_is_named() {
        for name in NAMES {
            let why = read_term(Some(name), "", DateTime::UNIX_EPOCH, &Utc);
            assert!(!why.is_err_and(|why| why.contains("is not known")), "{name}");
        }
        for (condition, _) in CONDITIONS {
            assert!(is_condition(condition.split(':').next().unwrap()), "{condition}");
        }
    }
}
