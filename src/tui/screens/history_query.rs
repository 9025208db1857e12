//! What a filter of the history asks for: words, and conditions such as `band:D` or `since:mon`.

use chrono::{DateTime, Utc};

use super::history_row::{HistoryRow, TextPart};
use super::query_term::{Term, read_terms};
use super::row_text::RowText;
use crate::zone::Zone;

/// A filter, as it was read.
#[derive(Debug, Default)]
pub struct HistoryQuery {
    terms: Vec<Term>,
    objection: Option<Objection>,
}

/// Why a part of a filter hides nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Objection {
    /// The reason, or what can follow, in one sentence.
    pub text: String,
    /// Whether it is about the end of the filter, which may still be typed.
    pub is_last: bool,
}

/// A column of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The date.
    Date,
    /// Start and end.
    Times,
    /// The active time.
    Active,
    /// The short name.
    Key,
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
        let (mut terms, mut objection) = (Vec::new(), None);
        let read = read_terms(text, now, zone);
        let last = read.len().saturating_sub(1);
        for (nth, part) in read.into_iter().enumerate() {
            match part {
                Ok(found) => terms.extend(found),
                Err(text) => {
                    objection.get_or_insert(Objection { text, is_last: nth == last });
                }
            }
        }
        let ends_here = !text.ends_with(char::is_whitespace);
        let objection =
            objection.map(|why: Objection| Objection { is_last: why.is_last && ends_here, ..why });
        Self { terms, objection }
    }

    /// Returns why a part of it hides nothing.
    pub fn objection(&self) -> Option<&Objection> {
        self.objection.as_ref()
    }

    /// Reports whether a row has all that is asked for. `shown` is kept from row to row.
    pub fn matches(&self, row: &HistoryRow, shown: &mut RowText) -> bool {
        self.terms.iter().all(|term| match term {
            Term::Word(word) => word.is_of(row, shown),
            Term::Part(part, word) => {
                row.parts().any(|(found, text)| found == *part && word.is_in(text))
            }
            Term::Key(key) => row.key() == *key,
            Term::Context(word) => {
                row.parts().any(|(found, text)| found == TextPart::Context && text == word.text())
            }
            Term::Band(band) => {
                let (start, end, _) = row.band();
                start == *band || end == *band
            }
            Term::Health(light) => {
                let (start, end, _) = row.health();
                start == *light || end == *light
            }
            Term::Since(since) => row.ended_at_utc().is_none_or(|end| end >= *since),
            Term::Until(until) => row.started_at_utc() < *until,
        })
    }

    /// Returns what is marked in a column, in lower case.
    pub fn marks(&self, column: Column) -> Vec<String> {
        let mark = |term: &Term| match (term, column) {
            (Term::Word(word), _)
            | (Term::Part(TextPart::Notes, word), Column::Notes)
            | (Term::Part(TextPart::Key, word), Column::Key) => Some(word.text().to_owned()),
            (Term::Key(key), Column::Key) => Some(key.0.to_string()),
            (Term::Band(band), Column::Band) => Some(band.letter().to_lowercase()),
            (Term::Health(light), Column::Health) => Some(light.word().to_owned()),
            (
                Term::Part(..)
                | Term::Key(_)
                | Term::Context(_)
                | Term::Band(_)
                | Term::Health(_)
                | Term::Since(_)
                | Term::Until(_),
                _,
            ) => None,
        };
        let marks = self.terms.iter().filter_map(mark);
        match column {
            // A row writes each side of a change apart.
            Column::Band | Column::Health => {
                let sides =
                    marks.flat_map(|mark| mark.split('→').map(str::to_owned).collect::<Vec<_>>());
                sides.filter(|side| !side.is_empty()).collect()
            }
            Column::Date | Column::Times | Column::Active | Column::Key | Column::Notes => {
                marks.collect()
            }
        }
    }

    /// Returns the text in which something was found that `shown`, the text of the row, lacks.
    pub fn found_elsewhere<'a>(
        &'a self,
        row: &'a HistoryRow,
        shown: &str,
    ) -> Option<FoundText<'a>> {
        let shown = shown.to_lowercase();
        self.terms.iter().find_map(|term| {
            let (wanted, word) = match term {
                Term::Word(word) => (None, word),
                Term::Part(TextPart::Notes, word) => (Some(TextPart::Notes), word),
                // What a condition names is known.
                Term::Part(..)
                | Term::Context(_)
                | Term::Key(_)
                | Term::Band(_)
                | Term::Health(_)
                | Term::Since(_)
                | Term::Until(_) => {
                    return None;
                }
            };
            if shown.contains(word.text()) {
                return None;
            }
            let is_wanted = |part| wanted.is_none_or(|wanted| wanted == part);
            let mut parts = row.parts().filter(|(part, _)| is_wanted(*part));
            let (part, text) = parts.find(|(_, text)| word.is_in(text))?;
            Some(FoundText { part, text, at: text.find(word.text())?, word: word.text() })
        })
    }
}

/// Where something was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundText<'a> {
    /// What the text is.
    pub part: TextPart,
    /// The text, in lower case.
    pub text: &'a str,
    /// Where in it.
    pub at: usize,
    /// What.
    pub word: &'a str,
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
            started_at_utc: "2026-03-09T08:05:00Z".parse().unwrap(),
            ended_at_utc: "2026-03-09T13:20:00Z".parse().unwrap(),
            active_ms: 4 * 3_600_000 + 7 * 60_000,
            paused_ms: 0,
            breaks: 0,
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
            spans: vec![],
        }
    }

    fn matches(text: &str) -> bool {
        let zone = FixedOffset::east_opt(3_600).unwrap();
        let row = &HistoryRow::all_of(&[record()], &zone)[0];
        read(text).matches(row, &mut RowText::default())
    }

    #[test]
    fn a_filter_finds_what_is_on_the_screen_and_what_is_known_of_a_session() {
        for (text, found) in [
            ("", true),
            ("queue", true),
            ("queue ANA", true),
            ("queue bo", false),
            ("\"queue watch\"", true),
            ("\"watch queue\"", false),
            ("\"queue wat", true),
            ("mon", true),
            ("tue", false),
            ("\"9 mar\"", true),
            ("2026-03-09", true),
            ("09:05", true),
            ("14:20", true),
            ("09:05-14:20", true),
            ("4h", true),
            ("5h", false),
            ("survival", true),
            ("yellow", true),
            ("red", false),
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
            ("context:sprint", false),
            ("today", false),
            ("yesterday", true),
            ("yest", true),
            ("a→d", true),
            ("A→D green→yellow", true),
            ("d→a", false),
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
    fn what_was_found_is_marked_in_the_columns_that_it_was_looked_for_in() {
        let query = read("watch notes:queue band:D health:red key:39");
        assert_eq!(query.marks(Column::Notes), ["watch", "queue"]);
        assert_eq!(query.marks(Column::Band), ["watch", "d"]);
        assert_eq!(query.marks(Column::Health), ["watch", "red"]);
        assert_eq!(query.marks(Column::Key), ["watch", "39"]);
        assert_eq!(query.marks(Column::Date), ["watch"]);
        assert_eq!(read("a→d").marks(Column::Band), ["a", "d"]);
    }

    #[test]
    fn what_was_found_outside_the_row_is_named() {
        let zone = FixedOffset::east_opt(3_600).unwrap();
        let row = &HistoryRow::all_of(&[record()], &zone)[0];
        let elsewhere = |text: &str| {
            let query = read(text);
            query.found_elsewhere(row, "Mon  9 Mar  Queue watch").map(|found| found.text.to_owned())
        };
        assert_eq!(elsewhere("watch"), None);
        assert_eq!(elsewhere("ana").as_deref(), Some("ana"));
        assert_eq!(elsewhere("task-7").as_deref(), Some("task-7"));
        assert_eq!(elsewhere("task:7"), None);
        assert_eq!(elsewhere("notes:jobs"), elsewhere("jobs"));
        assert_eq!(elsewhere("jobs").as_deref(), Some("queue watch — it grows: 40 jobs"));
    }
}
