//! Whether a session is one of those that are asked for.
//!
//! An index answers for the past sessions; this says what it must find, and answers for the live one.

use super::day::Period;
use super::past_query::{PastQuery, PastWord, TextField};
use crate::core::base::find_words;
use crate::core::history::SessionRecord;
use crate::core::session::Phase;

impl PastQuery {
    /// Reports whether a session is one of those that are asked for.
    #[must_use]
    pub fn matches(&self, record: &SessionRecord) -> bool {
        // The live session has no end yet.
        let since = self.since.filter(|_| !record.phase.is_live());
        let period = Period { since, until: self.until };
        let is_of = |(kind, id): (&str, &str)| {
            record.contexts.iter().any(|stay| {
                stay.frame.kind.as_str() == kind && stay.frame.id.eq_ignore_ascii_case(id)
            })
        };
        period.touches(record)
            && (record.phase == Phase::Cancelled) == self.is_cancelled
            && (self.keys.is_empty() || self.keys.contains(&record.key))
            && (self.types.is_empty() || self.types.contains(&record.session_type))
            && self.contexts.iter().all(|frame| is_of((frame.kind.as_str(), &frame.id)))
            && self.bands.iter().all(|band| [record.band.0, record.band.1].contains(band))
            && self.healths.iter().all(|one| [record.health.0, record.health.1].contains(one))
            && self.words.iter().all(|word| word.is_in(record))
    }
}

impl PastWord {
    fn is_in(&self, record: &SessionRecord) -> bool {
        let fields = TextField::ALL.into_iter();
        let mut wanted = fields.filter(|field| self.field.is_none_or(|wanted| wanted == *field));
        wanted.any(|field| !find_words(&field.text_of(record), &self.text).is_empty())
    }
}

impl TextField {
    /// All parts.
    pub const ALL: [Self; 7] = [
        Self::Names,
        Self::Notes,
        Self::Operator,
        Self::Agent,
        Self::Workflow,
        Self::Contexts,
        Self::Type,
    ];

    /// Returns this part of the text of a session.
    #[must_use]
    pub fn text_of(self, record: &SessionRecord) -> String {
        match self {
            Self::Names => format!("{} {}", record.key, record.id.as_str()),
            Self::Notes => record.notes_text(),
            Self::Operator => record.operator.clone(),
            Self::Agent => record.agent_id.clone().unwrap_or_default(),
            Self::Workflow => record.workflow_id.clone().unwrap_or_default(),
            Self::Type => {
                record.session_type.special().map(ToString::to_string).unwrap_or_default()
            }
            Self::Contexts => {
                let frames = record.frames().into_iter();
                let text = frames.map(|stay| match stay.title {
                    Some(title) => format!("{} {title}", stay.frame),
                    None => stay.frame.to_string(),
                });
                text.collect::<Vec<_>>().join(" · ")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::{DateTime, Utc};

    use super::*;
    use crate::core::base::{Interface, SessionId, SessionKey};
    use crate::core::history::ContextTime;
    use crate::core::session::{Band, FrameRef, Light, Phase, SessionType};

    fn at(time: &str) -> DateTime<Utc> {
        format!("2026-03-{time}:00Z").parse().unwrap()
    }

    fn frame(kind: &str, id: &str) -> FrameRef {
        FrameRef { kind: kind.parse().unwrap(), id: id.into() }
    }

    fn record() -> SessionRecord {
        SessionRecord {
            id: SessionId::from("sess_20260309_080500_a1b2c3"),
            key: SessionKey(39),
            session_type: "code-review".parse().unwrap(),
            started_at_utc: at("09T08:05"),
            ended_at_utc: at("09T13:20"),
            active_ms: 60_000,
            paused_ms: 0,
            breaks: 0,
            folded_stays: Vec::new(),
            start_notes: Some("Queue watch".into()),
            closing_notes: Some("it grows: 40 jobs".into()),
            operator: "Ana".into(),
            interface: Interface::Cli,
            agent_id: Some("agent-7".into()),
            workflow_id: None,
            band: (Band::A, Band::D),
            health: (Light::Green, Light::Yellow),
            contexts: vec![ContextTime {
                frame: frame("task", "TASK-7"),
                title: Some("Überlauf".into()),
                estimate_seconds: None,
                from_utc: at("09T08:05"),
                until_utc: Some(at("09T08:06")),
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

    fn word(field: Option<TextField>, text: &str) -> PastQuery {
        let words = vec![PastWord { field, text: text.into() }];
        PastQuery { words, ..PastQuery::default() }
    }

    #[test]
    fn words_are_found_in_every_text_of_a_session_or_in_the_one_that_is_named() {
        for (text, found) in [
            ("queue", TextField::Notes),
            ("QUEUE WA", TextField::Notes),
            ("grows 40", TextField::Notes),
            ("an", TextField::Operator),
            ("agent", TextField::Agent),
            ("revi", TextField::Type),
            ("task-7 uberl", TextField::Contexts),
            ("session-039", TextField::Names),
            ("sess_20260309", TextField::Names),
        ] {
            assert!(word(None, text).matches(&record()), "{text}");
            for field in TextField::ALL {
                let is_found = word(Some(field), text).matches(&record());
                assert_eq!(is_found, field == found, "{text} in {field:?}");
            }
        }
        assert!(!word(None, "rows").matches(&record()));
    }

    #[test]
    fn each_condition_must_be_met() {
        let all = PastQuery {
            keys: vec![SessionKey(1), SessionKey(39)],
            types: vec![SessionType::default(), "code-review".parse().unwrap()],
            contexts: vec![frame("task", "task-7")],
            bands: vec![Band::A, Band::D],
            healths: vec![Light::Yellow],
            since: Some(at("09T13:20")),
            until: Some(at("09T08:06")),
            ..word(None, "queue")
        };
        assert!(all.matches(&record()));
        for broken in [
            PastQuery { keys: vec![SessionKey(1)], ..all.clone() },
            PastQuery { types: vec!["review".parse().unwrap()], ..all.clone() },
            PastQuery { contexts: vec![frame("sprint", "TASK-7")], ..all.clone() },
            PastQuery { contexts: vec![frame("task", "TASK-70")], ..all.clone() },
            PastQuery { bands: vec![Band::A, Band::B], ..all.clone() },
            PastQuery { healths: vec![Light::Red], ..all.clone() },
            PastQuery { since: Some(at("09T13:21")), ..all.clone() },
            PastQuery { until: Some(at("09T08:05")), ..all.clone() },
            PastQuery { words: word(None, "x").words, ..all.clone() },
        ] {
            assert!(!broken.matches(&record()), "{broken:?}");
        }
        assert!(PastQuery::default().matches(&record()));
    }

    #[test]
    fn a_live_session_lasts_longer_than_any_time_that_is_asked_for() {
        let live = SessionRecord { phase: Phase::Active, ..record() };
        let since = PastQuery { since: Some(at("20T00:00")), ..PastQuery::default() };
        assert!(since.matches(&live) && !since.matches(&record()));
    }
}
