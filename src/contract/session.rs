//! One session in full.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::document::{Document, line};
use crate::core::{
    Activity, Author, Correction, Drift, Folded, Moment, SessionGlance, SessionSummary, Snapshot,
    Span, Story, Worked,
};

/// One session in full.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionDetail {
    /// The session as the status shows it.
    #[serde(flatten)]
    pub session: SessionGlance,
    /// Band and health at the start.
    pub at_start: Snapshot,
    /// Band and health at the end; null while the session is live.
    pub at_end: Option<Snapshot>,
    /// Band and health now; null if the session is over.
    pub now: Option<Snapshot>,
    /// How band and health moved from the start to the end, or to now.
    pub drift: Drift,
    /// The spans as they were measured or said. They contain their gaps.
    pub spans: Vec<RecordedSpan>,
    /// The spans before the listed ones.
    pub earlier_spans: EarlierSpans,
    /// What counts as active time: the spans without the gaps that were not kept.
    pub worked: Vec<SessionSpan>,
    /// Who added it later; null if it was started.
    pub added: Option<Author>,
    /// What was corrected of it after the fact, oldest first.
    pub corrections: Vec<Correction>,
    /// The activities of the session.
    pub activities: Vec<Activity>,
}

/// A part of the time of a session.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SessionSpan {
    /// When it began, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended, UTC; null while it goes on.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// Its measured length, seconds. The wall clock may have been changed between the two times.
    pub active_seconds: u64,
}

/// A span, as it was measured or said.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct RecordedSpan {
    /// When and how long it was.
    #[serde(flatten)]
    pub time: SessionSpan,
    /// Whether a person said it later; otherwise it was measured.
    pub is_said: bool,
}

/// The sum of the spans before the listed ones.
#[derive(Debug, Clone, Copy, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EarlierSpans {
    /// The number of spans.
    pub count: usize,
    /// Their active time, seconds.
    pub active_seconds: u64,
}

impl Document for SessionSummary {
    const SCHEMA: &'static str = "onwatch.summary/1";
}

impl Document for SessionDetail {
    const SCHEMA: &'static str = "onwatch.session/1";
}

/// A session in JSON, without its activities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DetailParts {
    /// What is before the activities, with the bracket that opens their list.
    pub before: String,
    /// What is after them.
    pub after: &'static str,
}

impl SessionDetail {
    /// Returns the session in JSON, without its activities, which follow piece by piece.
    ///
    /// # Errors
    /// As [`line()`].
    pub fn parts(self) -> serde_json::Result<DetailParts> {
        const AFTER: &str = "]}";
        let json = line(&Self { activities: Vec::new(), ..self })?;
        // The list of activities is the last field.
        let before = json.strip_suffix(AFTER).unwrap_or(&json).to_owned();
        Ok(DetailParts { before, after: AFTER })
    }

    /// Returns a session as it is at a moment.
    #[must_use]
    pub fn of(story: &Story, now: &Moment) -> Self {
        let session = &story.session;
        let at_end = session.end_snapshot.clone();
        let span = |span: &Span| RecordedSpan {
            time: SessionSpan {
                started_at_utc: span.start.at_utc,
                ended_at_utc: span.ended_at_utc,
                active_seconds: span.ms(now) / 1_000,
            },
            is_said: span.said,
        };
        let piece = |piece: Worked| SessionSpan {
            started_at_utc: piece.from_utc,
            ended_at_utc: piece.until_utc,
            active_seconds: piece.ms / 1_000,
        };
        let Folded { count, active_ms } = session.folded_spans;
        Self {
            session: story.glance(now),
            at_start: session.snapshot.clone(),
            now: if at_end.is_some() { None } else { Some(story.readings.clone()) },
            at_end,
            drift: Drift::between(&session.snapshot, &story.readings),
            spans: session.spans.iter().map(span).collect(),
            earlier_spans: EarlierSpans { count, active_seconds: active_ms / 1_000 },
            added: session.added.clone(),
            corrections: session.corrections.clone(),
            worked: session.worked_pieces(now).into_iter().map(piece).collect(),
            activities: story.activities.clone(),
        }
    }
}
