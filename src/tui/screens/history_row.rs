//! One session in the history, with what a row shows of it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::core::{Band, ContextTime, Light, SessionKey, SessionRecord, TextField, Trend};
use crate::zone::Zone;

/// The most characters of the notes in a row.
const NOTES_MAX: usize = 160;

/// One session, as a row shows it.
#[derive(Debug)]
pub struct HistoryRow {
    /// The session, without the parts of its time.
    record: SessionRecord,
    started: NaiveDateTime,
    /// `None` while it is live.
    ended: Option<NaiveDateTime>,
    /// The beginning of its notes.
    notes: String,
}

impl HistoryRow {
    /// Returns the row of a session.
    #[must_use]
    pub fn of(record: SessionRecord, zone: &dyn Zone) -> Self {
        let ended = (!record.phase.is_live()).then(|| zone.local(record.ended_at_utc));
        Self {
            started: zone.local(record.started_at_utc),
            ended,
            notes: record.notes_text().chars().take(NOTES_MAX).collect(),
            record: SessionRecord { spans: vec![], pauses: vec![], gaps: vec![], ..record },
        }
    }

    /// Returns the session, without the parts of its time.
    #[must_use]
    pub fn record(&self) -> &SessionRecord {
        &self.record
    }

    /// Returns the key.
    #[must_use]
    pub fn key(&self) -> SessionKey {
        self.record.key
    }

    /// Returns when it started, local time.
    #[must_use]
    pub fn started(&self) -> NaiveDateTime {
        self.started
    }

    /// Returns the day for which its start counts, if days begin at this time of day.
    #[must_use]
    pub fn day(&self, begins: NaiveTime) -> NaiveDate {
        let since_midnight = begins.signed_duration_since(NaiveTime::MIN);
        self.started.checked_sub_signed(since_midnight).unwrap_or(self.started).date()
    }

    /// Returns when it ended, local time; `None` while it is live.
    #[must_use]
    pub fn ended(&self) -> Option<NaiveDateTime> {
        self.ended
    }

    /// Returns its active time, milliseconds; of a live session, when the row was made.
    #[must_use]
    pub fn active_ms(&self) -> u64 {
        self.record.active_ms
    }

    /// Returns the band at the start and at the end, and its trend.
    #[must_use]
    pub fn band(&self) -> (Band, Band, Trend) {
        let (start, end) = self.record.band;
        (start, end, Trend::of_bands(start, end))
    }

    /// Returns the health at the start and at the end, and its trend.
    #[must_use]
    pub fn health(&self) -> (Light, Light, Trend) {
        let (start, end) = self.record.health;
        (start, end, Trend::of_lights(start, end))
    }

    /// Returns the beginning of the notes.
    #[must_use]
    pub fn notes(&self) -> &str {
        &self.notes
    }

    /// Returns the texts of one part of it: of the contexts one for each.
    pub fn texts(&self, field: TextField) -> Vec<String> {
        match field {
            TextField::Contexts => {
                let text = |stay: ContextTime| match stay.title {
                    Some(title) => format!("{} {title}", stay.frame),
                    None => stay.frame.to_string(),
                };
                self.record.frames().into_iter().map(text).collect()
            }
            TextField::Names
            | TextField::Notes
            | TextField::Operator
            | TextField::Agent
            | TextField::Workflow
            | TextField::Type => vec![field.text_of(&self.record)],
        }
    }
}
