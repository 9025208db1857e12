//! The sources of band and health: what each says when it is asked.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::Document;
use crate::config::{Provides, SourceLeftOut};
use crate::core::{BandValue, HealthValue, SourceTime};
use crate::formats::Code;
use crate::sources::{Fetched, Heard, asked_text};

/// What sources said when they were asked. Nothing of it was recorded.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourcesChecked {
    /// The sources that were asked.
    pub sources: Vec<SourceChecked>,
    /// The sources that are not used, because their tables have faults.
    pub left_out: Vec<SourceFault>,
}

impl Document for SourcesChecked {
    const SCHEMA: &'static str = "onwatch.source_check/1";
}

/// A source was tried and, unless this was a dry run, added to the settings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceAdded {
    /// The path of the settings file.
    pub file: String,
    /// Whether the table was written.
    pub added: bool,
    /// The table, as it stands in the file.
    pub table: String,
    /// What the source said.
    pub source: SourceChecked,
}

impl Document for SourceAdded {
    const SCHEMA: &'static str = "onwatch.source_added/1";
}

/// What one source said when it was asked.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceChecked {
    /// Its name.
    pub name: String,
    /// How it is asked: `file`, `command` or `http`.
    pub kind: &'static str,
    /// How its answer is read.
    pub format: &'static str,
    /// What it says: `cone`, `health` or both.
    pub provides: Vec<&'static str>,
    /// What was asked: a path, a command or a request.
    pub asked: String,
    /// Whether the answer was understood.
    pub understood: bool,
    /// The band; null if it said none.
    pub band: Option<BandValue>,
    /// The health; null if it said none.
    pub health: Option<HealthValue>,
    /// How many problems count.
    pub counted: u32,
    /// What is silenced, muted or in downtime. It does not count.
    pub suppressed: Vec<String>,
    /// What the answer names and does not know.
    pub not_known: Vec<String>,
    /// What else a reader should know.
    pub notes: Vec<String>,
    /// The time that the answer is of, UTC; null if it was not understood.
    pub observed_at_utc: Option<DateTime<Utc>>,
    /// How old the answer is, seconds; null if it was not understood.
    pub age_seconds: Option<u64>,
    /// Whether that is too old to satisfy anything; null if it was not understood.
    pub is_stale: Option<bool>,
    /// How long it took, milliseconds.
    pub took_ms: u64,
    /// How it ended, such as `HTTP 200` or `exit code 2`; null if nothing came.
    pub ended: Option<String>,
    /// The content type that a server gave.
    pub content_type: Option<String>,
    /// The length of the answer, bytes.
    pub bytes: usize,
    /// Why the answer was not understood; null if it was.
    pub cause: Option<String>,
    /// What to do then; null if it was understood.
    pub next: Option<String>,
    /// The answer as it came, without secrets, cut if it is long; null unless it was asked for.
    pub body: Option<String>,
}

/// A source that is not used, because its table has a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SourceFault {
    /// Its name; null if it cannot be read.
    pub name: Option<String>,
    /// The settings file.
    pub file: String,
    /// The line of the fault, from 1.
    pub line: usize,
    /// What is wrong, and which values are accepted.
    pub why: String,
}

impl SourceFault {
    /// Returns the fault of a table in a file.
    #[must_use]
    pub fn of(left_out: &SourceLeftOut, file: String) -> Self {
        let SourceLeftOut { name, line, why } = left_out;
        Self { name: name.clone(), file, line: *line, why: why.clone() }
    }
}

/// Returns the words of what a source says.
#[must_use]
pub fn provides_words(provides: Provides) -> Vec<&'static str> {
    let words = [("cone", provides.cone), ("health", provides.health)];
    words.into_iter().filter(|(_, says)| *says).map(|(word, _)| word).collect()
}

impl SourceChecked {
    /// Returns what a source said. `body` is its answer, if that is wanted.
    #[must_use]
    pub fn of(heard: &Heard, body: Option<String>) -> Self {
        let Heard { source, fetched, at_utc } = heard;
        let silent = Self {
            name: source.name.clone(),
            kind: source.way.word(),
            format: source.rules.format.word(),
            provides: provides_words(source.provides),
            asked: asked_text(&source.way),
            understood: false,
            band: None,
            health: None,
            counted: 0,
            suppressed: Vec::new(),
            not_known: Vec::new(),
            notes: Vec::new(),
            observed_at_utc: None,
            age_seconds: None,
            is_stale: None,
            took_ms: 0,
            ended: None,
            content_type: None,
            bytes: 0,
            cause: Some("it did not answer".to_owned()),
            next: Some("ask again".to_owned()),
            body,
        };
        let Some(fetched) = fetched else { return silent };
        let Fetched { took, code, content_type, raw, statement, .. } = fetched;
        let came = Self {
            took_ms: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            ended: code.map(ended),
            content_type: content_type.clone(),
            bytes: raw.len(),
            ..silent
        };
        match statement {
            Err(failure) => Self {
                cause: Some(failure.cause.clone()),
                next: Some(failure.next.clone()),
                ..came
            },
            Ok(said) => {
                let observed = said.observed_at_utc.unwrap_or(*at_utc).min(*at_utc);
                let times = SourceTime {
                    band_at_utc: None,
                    health_at_utc: None,
                    stale_after_ms: source.stale_after_ms,
                };
                let age = (*at_utc - observed).to_std().unwrap_or_default();
                Self {
                    understood: true,
                    band: said.band.clone(),
                    health: said.health.clone(),
                    counted: said.counted,
                    suppressed: said.suppressed.clone(),
                    not_known: said.not_known.clone(),
                    notes: said.notes.clone(),
                    observed_at_utc: Some(observed),
                    age_seconds: Some(age.as_secs()),
                    is_stale: Some(times.is_stale(observed, *at_utc)),
                    cause: None,
                    next: None,
                    ..came
                }
            }
        }
    }
}

/// Returns how an answer ended, in words.
fn ended(code: Code) -> String {
    match code {
        Code::File => "file".to_owned(),
        Code::Http(status) => format!("HTTP {status}"),
        Code::Exit(code) => format!("exit code {code}"),
        Code::Signal(signal) => format!("signal {signal}"),
    }
}
