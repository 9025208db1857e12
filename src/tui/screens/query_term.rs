//! One word or condition of a filter of the history, as it is typed.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use crate::core::{
    Band, FrameRef, Light, PastWord, SessionKey, SessionType, TextField, expand_id, has_a_word,
};
use crate::input::{DAYS, beginning, duration, ending};
use crate::zone::Zone;

/// All conditions, each with an example.
pub const CONDITIONS: [&str; 17] = [
    "band:D",
    "health:red",
    "since:mon",
    "until:24 nov",
    "on:yesterday",
    "notes:queue",
    "key:265",
    "id:sess_2026",
    "project:atlas",
    "sprint:alpha",
    "task:7",
    "subtask:3",
    "context:task-7",
    "type:review",
    "operator:ana",
    "agent:planner",
    "workflow:release",
];

/// The most words of a time after its first one, as in `since:wed 25 nov 2026 14:30`.
const MORE_WORDS_MOST: usize = 4;

/// What one word or condition asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Term {
    /// Words of its text.
    Word(PastWord),
    /// A session.
    Key(SessionKey),
    /// A context.
    Context(FrameRef),
    /// A type of sessions.
    Type(SessionType),
    /// The band at the start or at the end.
    Band(Band),
    /// The health at the start or at the end.
    Health(Light),
    /// An end then or later.
    Since(DateTime<Utc>),
    /// A start before then.
    Until(DateTime<Utc>),
}

/// A word or a condition of a filter, as it was read.
#[derive(Debug)]
pub enum ReadTerm {
    /// What it asks for.
    Asks(Vec<Term>),
    /// What it asks for, and what else may be meant, in one sentence.
    MayMean(Vec<Term>, String),
    /// Why it cannot be read, or what can follow, in one sentence.
    Unread(String),
}

/// Reads a filter; times are in a zone, seen from now.
pub fn read_terms(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Vec<ReadTerm> {
    let (tokens, mut read) = (tokens(text), Vec::new());
    let mut rest = tokens.as_slice();
    while let Some((token, after)) = rest.split_first() {
        let (value, more) = token.value(after, now, zone);
        read.push(match read_term(token.key.as_deref(), &value, now, zone) {
            Err(why) => ReadTerm::Unread(why),
            Ok(terms) => match token.other_meaning(after, now, zone) {
                Some(other) => ReadTerm::MayMean(terms, other),
                None => ReadTerm::Asks(terms),
            },
        });
        rest = after.get(more..).unwrap_or_default();
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
        return if value.is_empty() { Ok(vec![]) } else { word(None, value) };
    };
    let value = value.trim();
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
        "notes" | "id" | "operator" | "agent" | "workflow" | "context" => {
            needs("a word")?;
            word(field(key), value)
        }
        "type" => {
            needs("a type, such as review")?;
            Ok(vec![Term::Type(value.parse()?)])
        }
        "key" => {
            needs("the number of a session, such as 265")?;
            Ok(vec![Term::Key(value.trim_start_matches('#').parse()?)])
        }
        "project" | "sprint" | "task" | "subtask" => {
            needs("an id, such as 7")?;
            let kind = key.parse()?;
            let id = expand_id(&kind, value);
            Ok(vec![Term::Context(FrameRef { kind, id })])
        }
        _ => {
            let names = names().collect::<Vec<_>>().join(", ");
            Err(format!("'{key}:' is not known; use {names}, or write \"{key}:\" in quotes"))
        }
    }
}

fn word(field: Option<TextField>, text: &str) -> Result<Vec<Term>, String> {
    if has_a_word(text) {
        return Ok(vec![Term::Word(PastWord { field, text: text.to_owned() })]);
    }
    Err(format!("'{text}' has no letter and no digit, so it is not looked for"))
}

/// Returns the text that a condition looks through.
fn field(condition: &str) -> Option<TextField> {
    match condition {
        "notes" => Some(TextField::Notes),
        "id" => Some(TextField::Names),
        "operator" => Some(TextField::Operator),
        "agent" => Some(TextField::Agent),
        "workflow" => Some(TextField::Workflow),
        "context" => Some(TextField::Contexts),
        _ => None,
    }
}

/// Reports whether a text names a day, and no time of day.
fn is_a_day(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> bool {
    let bounds = beginning(text, now, zone).ok().zip(ending(text, now, zone).ok());
    bounds.is_some_and(|(from, until)| from < until)
}

/// Returns a time as it is typed; a duration alone, such as `7d`, as how long ago it was.
fn or_ago(value: &str) -> Cow<'_, str> {
    let is_a_duration = value.ends_with(char::is_alphabetic) && duration(value).is_ok();
    if is_a_duration { format!("{value} ago").into() } else { value.into() }
}

/// Reports whether a filter of the history knows a condition.
pub fn is_condition(name: &str) -> bool {
    names().any(|known| known == name)
}

fn names() -> impl Iterator<Item = &'static str> {
    CONDITIONS.into_iter().filter_map(|condition| Some(condition.split_once(':')?.0))
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
        let times = self.longer(after).zip(1..);
        let times = times.filter(|(text, _)| beginning(text, now, zone).is_ok());
        times.last().map_or(alone, |(text, more)| (text.into(), more))
    }

    /// Returns its word with one of the words after it, with two, and so on.
    fn longer<'a>(&'a self, after: &'a [Self]) -> impl Iterator<Item = String> + 'a {
        let is_free = |token: &&Self| token.key.is_none() && !token.has_quotes;
        let mut text = self.word.clone();
        after.iter().take(MORE_WORDS_MOST).take_while(is_free).map(move |token| {
            text = format!("{text} {}", token.word);
            text.clone()
        })
    }

    /// Returns how to write the condition that a word alone may stand for, in one sentence.
    fn other_meaning(&self, after: &[Self], now: DateTime<Utc>, zone: &dyn Zone) -> Option<String> {
        if self.key.is_some() || self.has_quotes {
            return None;
        }
        let day = std::iter::once(self.word.clone()).chain(self.longer(after));
        let day = day.filter(|text| is_a_day(text, now, zone)).last();
        let is_long = self.word.chars().count() > 1;
        let band = self.word.parse().ok().filter(|_| is_long);
        let light: Option<Light> = self.word.parse().ok().filter(|_| is_long);
        let (text, meant) = match (day, band, light) {
            (Some(day), _, _) => (day.clone(), format!("that day, write on:{day}")),
            (None, Some(band), _) => {
                let band: Band = band;
                (self.word.clone(), format!("that band, write band:{}", band.letter()))
            }
            (None, None, Some(light)) => {
                (self.word.clone(), format!("that health, write health:{}", light.word()))
            }
            (None, None, None) => return None,
        };
        Some(format!("'{text}' is looked for in the texts; for the sessions of {meant}"))
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
    fn each_listed_condition_asks_for_what_it_names_and_has_an_example_that_can_be_read() {
        let now = "2026-03-26T12:00:00Z".parse().unwrap();
        for condition in CONDITIONS {
            let read = read_terms(condition, now, &Utc);
            assert!(
                matches!(&read[..], [ReadTerm::Asks(terms)] if !terms.is_empty()),
                "{condition}"
            );
        }
        assert_eq!(names().count(), CONDITIONS.len());
    }
}
