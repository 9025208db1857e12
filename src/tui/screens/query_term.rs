//! One word or condition of a filter of the history, as it is typed.

use chrono::{DateTime, Utc};
use memchr::memmem::Finder;

use super::history_row::{HistoryRow, TextPart};
use super::row_text::RowText;
use crate::core::{Band, FrameRef, Light, SessionKey, expand_id};
use crate::input::{DAYS, beginning, ending};
use crate::zone::Zone;

/// The conditions, each with what it takes.
pub const CONDITIONS: [(&str, &str); 11] = [
    ("band:D", "The band at the start or at the end"),
    ("health:red", "The health at the start or at the end"),
    ("since:mon", "Sessions that lasted until then or longer"),
    ("until:\"24 Nov\"", "Sessions that began before the end of that day"),
    ("on:yesterday", "Sessions of that day"),
    ("notes:queue", "Text of the notes"),
    ("key:265", "One session"),
    ("id:sess_2026", "Text of the id"),
    ("task:7", "A task, by its id; also project:, sprint: and subtask:"),
    ("context:atlas", "Text of the type or id of any context"),
    ("operator:ana", "Who started it"),
];

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
            text,
        }
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
    }
}

/// Returns what one word or condition asks for.
///
/// # Errors
/// One sentence: why it cannot be read, or what can follow.
pub fn read_term(
    key: Option<&str>,
    value: &str,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<Vec<Term>, String> {
    let Some(key) = key else {
        let word = (!value.is_empty()).then(|| Term::Word(FilterWord::of(value)));
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
            Ok(vec![Term::Since(beginning(value, now, zone)?)])
        }
        "until" => {
            needs(DAYS)?;
            Ok(vec![Term::Until(ending(value, now, zone)?)])
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

/// Returns the words of a filter, each with the condition before its colon. Quotes keep words
/// together.
pub fn tokens(text: &str) -> Vec<(Option<String>, String)> {
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
                    tokens.push((key.take(), std::mem::take(&mut word)));
                }
                has_quotes = false;
            }
            c => word.push(c),
        }
    }
    // A quote that is not closed yet.
    let word = word.trim();
    if key.is_some() || !word.is_empty() {
        tokens.push((key, word.to_owned()));
    }
    tokens
}

fn is_key(word: &str) -> bool {
    !word.is_empty() && word.chars().all(char::is_alphabetic)
}
