//! What a filter of the history asks for: words, and conditions such as `band:D` or `since:mon`.

use std::ops::Range;

use chrono::{DateTime, NaiveDate, Utc};

use super::history_row::HistoryRow;
use super::query_term::{ReadTerm, Term, read_terms};
use crate::core::{PastQuery, PastWord, TextField, find_words};
use crate::zone::Zone;

/// A filter, as it was read.
#[derive(Debug, Default)]
pub struct HistoryQuery {
    past: PastQuery,
    objection: Option<Objection>,
}

/// What the operator should know about a part of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The reason why it hides nothing, what can follow, or what else may be meant, in one sentence.
    pub text: String,
    /// Whether it is about the end of the filter, which may still be typed.
    pub is_last: bool,
    /// Whether that part is looked for, and something else may be meant.
    pub is_advice: bool,
}

/// A column of a row in which something can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The short name.
    Key,
    /// The type, if it is not `work`.
    Type,
    /// The notes.
    Notes,
    /// The band.
    Band,
    /// The health.
    Health,
}

impl HistoryQuery {
    /// Reads a filter; times are in a zone, seen from now.
    pub fn read(text: &str, now: DateTime<Utc>, zone: &dyn Zone) -> Self {
        let mut query = Self::default();
        let read = read_terms(text, now, zone);
        let last = read.len().saturating_sub(1);
        let ends_here = !text.ends_with(char::is_whitespace);
        let mut advice = None;
        for (nth, part) in read.into_iter().enumerate() {
            let is_last = nth == last && ends_here;
            match part {
                ReadTerm::Asks(terms) => query.add(terms),
                ReadTerm::MayMean(terms, text) => {
                    query.add(terms);
                    advice.get_or_insert(Objection { text, is_last, is_advice: true });
                }
                ReadTerm::Unread(text) => {
                    let objection = Objection { text, is_last, is_advice: false };
                    query.objection.get_or_insert(objection);
                }
            }
        }
        query.objection = query.objection.or(advice);
        query
    }

    fn add(&mut self, terms: Vec<Term>) {
        let past = &mut self.past;
        for term in terms {
            match term {
                Term::Word(word) => past.words.push(word),
                Term::Key(key) => past.keys.push(key),
                Term::Context(frame) => past.contexts.push(frame),
                Term::Type(word) => past.types.push(word),
                Term::Band(band) => past.bands.push(band),
                Term::Health(light) => past.healths.push(light),
                Term::Since(since) => past.since = past.since.max(Some(since)),
                Term::Until(until) => {
                    past.until = Some(past.until.map_or(until, |other| other.min(until)));
                }
            }
        }
    }

    /// Returns what it asks for.
    pub fn past(&self) -> &PastQuery {
        &self.past
    }

    /// Reports whether it asks for all sessions.
    pub fn is_everything(&self) -> bool {
        self.past == PastQuery::default()
    }

    /// Returns the day, if it asks for the sessions of one day and for nothing else.
    pub fn only_day(&self, zone: &dyn Zone) -> Option<NaiveDate> {
        let PastQuery { since, until, .. } = self.past;
        let day = zone.day(since?);
        let is_day = since == Some(zone.midnight(day))
            && until.is_some()
            && until == day.succ_opt().map(|next| zone.midnight(next));
        let only = PastQuery { since, until, ..PastQuery::default() };
        (is_day && self.past == only).then_some(day)
    }

    /// Returns what the operator should know about a part of it.
    pub fn objection(&self) -> Option<&Objection> {
        self.objection.as_ref()
    }

    /// Returns where something was found in the text of a column.
    pub fn marks(&self, column: Column, text: &str) -> Vec<Range<usize>> {
        let words = |field: TextField| {
            let words = self.past.words.iter();
            let is_of = move |word: &&PastWord| word.field.is_none_or(|wanted| wanted == field);
            words.filter(is_of).flat_map(|word| find_words(text, &word.text))
        };
        let keys = self.past.keys.iter();
        let bands = self.past.bands.iter();
        let healths = self.past.healths.iter();
        match column {
            Column::Key => {
                let keys = keys.flat_map(|key| find_words(text, &format!("{:03}", key.0)));
                words(TextField::Names).chain(keys).collect()
            }
            Column::Type => {
                let types = self.past.types.iter();
                let types = types.flat_map(|word| find_words(text, word.as_str()));
                words(TextField::Type).chain(types).collect()
            }
            Column::Notes => words(TextField::Notes).collect(),
            Column::Band => bands.flat_map(|band| find_words(text, band.letter())).collect(),
            Column::Health => healths.flat_map(|light| find_words(text, light.word())).collect(),
        }
    }

    /// Returns a text in which something was found that `shown`, the text of the row, lacks.
    pub fn found_elsewhere(&self, row: &HistoryRow, shown: &str) -> Option<FoundText> {
        self.past.words.iter().find_map(|word| {
            // What a condition names is known.
            let is_wanted = |field: TextField| match word.field {
                None => true,
                Some(TextField::Notes) => field == TextField::Notes,
                Some(_) => false,
            };
            if !find_words(shown, &word.text).is_empty() {
                return None;
            }
            TextField::ALL.into_iter().filter(|field| is_wanted(*field)).find_map(|field| {
                row.texts(field).into_iter().find_map(|text| {
                    let at = find_words(&text, &word.text).into_iter().next()?;
                    Some(FoundText { field, text, at })
                })
            })
        })
    }
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundText {
    /// What the text is.
    pub field: TextField,
    /// The text.
    pub text: String,
    /// Where in it.
    pub at: Range<usize>,
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use chrono::FixedOffset;

    use super::*;
    use crate::core::{
        Band, ContextTime, FrameRef, Interface, Light, Phase, SessionId, SessionKey, SessionRecord,
    };

    /// Tuesday, 10 March 2026, 11:30 in a zone one hour east.
    const NOW: &str = "2026-03-10T10:30:00Z";

    fn read(text: &str) -> HistoryQuery {
        let zone = FixedOffset::east_opt(3_600).unwrap();
        HistoryQuery::read(text, NOW.parse().unwrap(), &zone)
    }

    /// Returns a session of Monday, 9 March, 09:05 to 14:20.
    fn record() -> SessionRecord {
        SessionRecord {
            id: SessionId::from("sess_20260309_080500_a1b2c3"),
            key: SessionKey(39),
            session_type: "review".parse().unwrap(),
            started_at_utc: "2026-03-09T08:05:00Z".parse().unwrap(),
            ended_at_utc: "2026-03-09T13:20:00Z".parse().unwrap(),
            active_ms: 4 * 3_600_000 + 7 * 60_000,
            paused_ms: 0,
            breaks: 0,
            folded_stays: Vec::new(),
            start_notes: Some("Queue watch".into()),
            closing_notes: Some("it grows: 40 jobs".into()),
            operator: "Ana".into(),
            interface: Interface::Cli,
            agent_id: None,
            workflow_id: None,
            band: (Band::A, Band::D),
            health: (Light::Green, Light::Yellow),
            contexts: vec![ContextTime {
                frame: FrameRef { kind: "task".parse().unwrap(), id: "TASK-7".into() },
                title: None,
                estimate_seconds: None,
                from_utc: "2026-03-09T08:05:00Z".parse().unwrap(),
                until_utc: Some("2026-03-09T08:06:00Z".parse().unwrap()),
                active_ms: 60_000,
            }],
            phase: Phase::Ended,
            pauses: vec![],
            gaps: vec![],
            is_corrected: false,
            is_added: false,
            overrides: Vec::new(),
            playbook_steps: Vec::new(),
            spans: vec![],
        }
    }

    fn matches(text: &str) -> bool {
        read(text).past().matches(&record())
    }

    #[test]
    fn a_filter_finds_words_and_conditions_of_a_session() {
        for (text, found) in [
            ("", true),
            ("queue", true),
            ("queue ANA", true),
            ("queue bo", false),
            ("ueue", false),
            ("session-039", true),
            ("\"queue watch\"", true),
            ("\"watch queue\"", false),
            ("\"queue wat", true),
            ("band:d", true),
            ("band:Survival", true),
            ("band:A", true),
            ("band:C", false),
            ("health:yellow", true),
            ("health:red", false),
            ("since:mon", true),
            ("since:today", false),
            ("since:9mar", true),
            ("since:\"9 mar 14:20\"", true),
            ("since:\"9 mar 14:21\"", false),
            ("until:8.3.", false),
            ("until:yesterday", true),
            ("until:2026-03-09", true),
            ("on:yesterday", true),
            ("on:today", false),
            ("on:\"last monday\"", true),
            ("notes:grows", true),
            ("notes:ana", false),
            ("notes:\"40 jobs\"", true),
            ("operator:an", true),
            ("operator:queue", false),
            ("key:39", true),
            ("key:#039", true),
            ("key:SESSION-039", true),
            ("key:3", false),
            ("id:20260309", true),
            ("task:7", true),
            ("task:task-7", true),
            ("task:70", false),
            ("sprint:7", false),
            ("context:task", true),
            ("type:review", true),
            ("type:work type:review", true),
            ("context:sprint", false),
            // The words after a time belong to it as long as they make a time with it.
            ("since:9 mar", true),
            ("since:10 mar", false),
            ("since:9 mar 14:21", false),
            ("since:9 mar 2026 14:20 queue", true),
            ("until:mon, 9 mar 9:05", false),
            ("until:9 mar ana", true),
            ("until:9 mar bo", false),
            ("on:last monday queue", true),
            ("since:1h ago", false),
            ("since: yesterday 14:00", true),
            ("since:\"9 mar\" 14:21", false),
            // A length alone is that long ago.
            ("since:7d", true),
            ("since:1h", false),
            ("until:2d", false),
            ("band:D notes:queue since:mon", true),
            ("band:D notes:queue since:today", false),
        ] {
            assert_eq!(matches(text), found, "{text}");
            assert_eq!(read(text).objection(), None, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_with_the_forms_and_hides_nothing() {
        for (text, why) in [
            ("band:e", "'e' is not a band; choose A (Expansion)"),
            ("health:blue", "'blue' is not a health; choose green, yellow, red or unknown"),
            ("since:someday", "'someday' is not a time; write it like today, yesterday, monday"),
            ("since:2027-01-01x", "is not a time"),
            ("key:x", "'x' is not a session key"),
            ("colour:red", "'colour:' is not known; use band, health, since"),
            ("https://x", "write \"https:\" in quotes"),
            ("band:", "write band: with A, B, C or D"),
            ("since:", "write since: with today, yesterday"),
            ("task:", "write task: with an id"),
            ("type:", "write type: with a type, such as review"),
            ("type:\"code review\"", "'code review' is not one word; use a word such as"),
            ("notes:", "write notes: with a word"),
            ("→", "'→' has no letter and no digit"),
        ] {
            let objection = read(text).objection().cloned().unwrap();
            assert!(objection.text.contains(why), "{text}: {}", objection.text);
            assert!(objection.is_last, "{text}");
            assert!(matches(text), "{text}");
            assert!(!read(&format!("{text} queue")).objection().unwrap().is_last, "{text}");
            assert!(!matches(&format!("{text} bo")), "{text}");
        }
    }

    #[test]
    fn a_word_that_names_a_day_or_a_reading_is_looked_for_and_the_condition_is_named() {
        for (text, advice) in [
            ("today", "write on:today"),
            (
                "queue mon",
                "'mon' is looked for in the texts; for the sessions of that day, write on:mon",
            ),
            ("24 nov", "write on:24 nov"),
            ("9 mar 2026 queue", "write on:9 mar 2026"),
            ("2026-03-09", "write on:2026-03-09"),
            ("yellow", "for the sessions of that health, write health:yellow"),
            ("Survival", "for the sessions of that band, write band:D"),
        ] {
            let query = read(text);
            let objection = query.objection().unwrap();
            assert!(
                objection.is_advice && objection.text.contains(advice),
                "{text}: {objection:?}"
            );
            assert!(!query.past().words.is_empty(), "{text}");
        }
        for text in
            ["queue", "d", "7", "\"today\"", "notes:today", "on:today", "14:30", "4h", "mar"]
        {
            assert_eq!(read(text).objection(), None, "{text}");
        }
        // What cannot be read is more important.
        assert!(!read("today band:e").objection().unwrap().is_advice);
    }

    #[test]
    fn what_was_found_is_marked_in_the_columns_that_it_was_looked_for_in() {
        let query = read("watch notes:queue band:D health:red key:39 type:review");
        for (column, text, expected) in [
            (Column::Notes, "Queue watch — requeue", vec!["Queue", "watch"]),
            (Column::Band, "D", vec!["D"]),
            (Column::Band, "A", vec![]),
            (Column::Health, "red", vec!["red"]),
            (Column::Key, "#039", vec!["039"]),
            (Column::Type, "review", vec!["review"]),
            (Column::Type, "preview", vec![]),
            (Column::Key, "SESSION-039", vec!["039"]),
            (Column::Key, "SESSION-391", vec![]),
        ] {
            let mut found: Vec<_> =
                query.marks(column, text).into_iter().map(|at| &text[at]).collect();
            found.sort_unstable();
            assert_eq!(found, expected, "{column:?} {text}");
        }
    }

    #[test]
    fn what_was_found_outside_the_row_is_named() {
        let zone = FixedOffset::east_opt(3_600).unwrap();
        let row = HistoryRow::of(record(), &zone);
        let elsewhere = |text: &str| {
            let found = read(text).found_elsewhere(&row, "#039 · Queue watch");
            found.map(|found| (found.text[found.at.clone()].to_owned(), found.text))
        };
        let found = |word: &str, text: &str| Some((word.to_owned(), text.to_owned()));
        assert_eq!(elsewhere("watch"), None);
        assert_eq!(elsewhere("an"), found("An", "Ana"));
        assert_eq!(elsewhere("task-7"), found("TASK-7", "TASK-7"));
        assert_eq!(elsewhere("task:7"), None);
        assert_eq!(elsewhere("jobs"), found("jobs", "Queue watch — it grows: 40 jobs"));
        assert_eq!(elsewhere("notes:jobs"), elsewhere("jobs"));
    }
}
