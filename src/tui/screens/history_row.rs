//! One session in the history: only what a row and a filter need.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::core::{
    Band, FrameGlance, Glance, Light, SessionGlance, SessionKey, SessionRecord, Trend, ms_between,
};
use crate::zone::Zone;

/// The most characters of the notes in a row.
const NOTES_MAX: usize = 160;
/// The length of a session that has not ended.
const OPEN: u32 = u32::MAX;

/// One session, as a row shows it.
#[derive(Debug)]
pub struct HistoryRow {
    key: SessionKey,
    started_at_utc: DateTime<Utc>,
    /// The local time at the start and at the end, less UTC, seconds.
    offsets: (i32, i32),
    /// From the start to the end, seconds.
    length: u32,
    active_ms: u64,
    band: (Band, Band),
    health: (Light, Light),
    /// The texts of all rows of a page: many small ones would take more memory, and it would not go
    /// back to the system.
    texts: Arc<String>,
    range: TextRange,
}

/// Where the text of a row is: the beginning of its notes, its id, and the rest that a filter
/// searches, in lower case.
#[derive(Debug, Clone, Copy)]
struct TextRange {
    notes: u32,
    id: u32,
    rest: u32,
    end: u32,
}

/// What a part of the searched text is. Each part begins with the character of its kind, so that no
/// word matches across two parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextPart {
    /// The unique name.
    Id,
    /// The short name.
    Key,
    /// Both notes.
    Notes,
    /// The agent.
    Agent,
    /// The workflow.
    Workflow,
    /// The operator.
    Operator,
    /// Type and id of a context.
    Context,
    /// What the live session is: active or paused.
    Phase,
}

impl TextPart {
    const TAGGED: [Self; 7] = [
        Self::Key,
        Self::Notes,
        Self::Agent,
        Self::Workflow,
        Self::Operator,
        Self::Context,
        Self::Phase,
    ];

    /// Returns the character before it.
    fn tag(self) -> char {
        match self {
            Self::Id => '\0',
            Self::Key => '\u{1}',
            Self::Notes => '\u{2}',
            Self::Agent => '\u{3}',
            Self::Workflow => '\u{4}',
            Self::Operator => '\u{5}',
            Self::Context => '\u{6}',
            Self::Phase => '\u{7}',
        }
    }

    fn of_tag(tag: char) -> Option<Self> {
        Self::TAGGED.into_iter().find(|part| part.tag() == tag)
    }
}

/// What a row is made of.
struct RowParts<'a> {
    id: &'a str,
    key: SessionKey,
    notes: String,
    agent: Option<&'a str>,
    workflow: Option<&'a str>,
    operator: &'a str,
    contexts: Vec<String>,
    /// Of the live session.
    phase: Option<&'a str>,
}

impl HistoryRow {
    /// Returns the rows of records.
    #[must_use]
    pub fn all_of(records: &[SessionRecord], zone: &dyn Zone) -> Vec<Self> {
        let mut texts = String::new();
        let ranges: Vec<TextRange> =
            records.iter().map(|record| RowParts::of(record).write(&mut texts)).collect();
        texts.shrink_to_fit();
        let texts = Arc::new(texts);
        let row = |(record, range): (&SessionRecord, TextRange)| {
            let (start, end) = (record.started_at_utc, record.ended_at_utc);
            let length = u32::try_from(ms_between(start, end) / 1_000).unwrap_or(OPEN - 1);
            Self {
                key: record.key,
                started_at_utc: start,
                offsets: (offset(start, zone), offset(end, zone)),
                length: length.min(OPEN - 1),
                active_ms: record.active_ms,
                band: record.band,
                health: record.health,
                texts: Arc::clone(&texts),
                range,
            }
        };
        records.iter().zip(ranges).map(row).collect()
    }

    /// Returns the row of the live session; `None` if there is none.
    #[must_use]
    pub fn live(glance: &Glance, zone: &dyn Zone) -> Option<Self> {
        let session = glance.session.as_ref()?;
        let mut text = String::new();
        let range = RowParts::of_live(session).write(&mut text);
        let offset = offset(session.started_at_utc, zone);
        let governance = &glance.governance;
        let (band, health) = (governance.cone.band, governance.health.status);
        let start = governance.at_start.as_ref();
        Some(Self {
            key: session.key,
            started_at_utc: session.started_at_utc,
            offsets: (offset, offset),
            length: OPEN,
            active_ms: session.active_ms,
            band: (start.map_or(band, |start| start.cone.band), band),
            health: (start.map_or(health, |start| start.status.status), health),
            texts: Arc::new(text),
            range,
        })
    }

    /// Returns the key.
    #[must_use]
    pub fn key(&self) -> SessionKey {
        self.key
    }

    /// Returns when it started, local time.
    #[must_use]
    pub fn started(&self) -> NaiveDateTime {
        local(self.started_at_utc, self.offsets.0)
    }

    /// Returns the day for which its start counts, if days begin at this time of day.
    #[must_use]
    pub fn day(&self, begins: NaiveTime) -> NaiveDate {
        let start = self.started();
        let since_midnight = begins.signed_duration_since(NaiveTime::MIN);
        start.checked_sub_signed(since_midnight).unwrap_or(start).date()
    }

    /// Returns when it ended, local time; `None` while it is live.
    #[must_use]
    pub fn ended(&self) -> Option<NaiveDateTime> {
        Some(local(self.ended_at_utc()?, self.offsets.1))
    }

    /// Returns when it started, UTC.
    #[must_use]
    pub fn started_at_utc(&self) -> DateTime<Utc> {
        self.started_at_utc
    }

    /// Returns when it ended, UTC, in whole seconds; `None` while it is live.
    #[must_use]
    pub fn ended_at_utc(&self) -> Option<DateTime<Utc>> {
        let length = TimeDelta::seconds(self.length.into());
        (self.length != OPEN).then(|| self.started_at_utc.checked_add_signed(length))?
    }

    /// Returns its active time, milliseconds; of a live session, when the row was made.
    #[must_use]
    pub fn active_ms(&self) -> u64 {
        self.active_ms
    }

    /// Returns the band at the start and at the end, and its trend.
    #[must_use]
    pub fn band(&self) -> (Band, Band, Trend) {
        let (start, end) = self.band;
        (start, end, Trend::of_bands(start, end))
    }

    /// Returns the health at the start and at the end, and its trend.
    #[must_use]
    pub fn health(&self) -> (Light, Light, Trend) {
        let (start, end) = self.health;
        (start, end, Trend::of_lights(start, end))
    }

    /// Returns the beginning of the notes.
    #[must_use]
    pub fn notes(&self) -> &str {
        self.text(self.range.notes, self.range.id)
    }

    /// Returns the id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.text(self.range.id, self.range.rest)
    }

    /// Returns the text that a filter searches, in lower case.
    #[must_use]
    pub fn haystack(&self) -> &str {
        self.text(self.range.id, self.range.end)
    }

    /// Returns the parts of that text.
    pub fn parts(&self) -> impl Iterator<Item = (TextPart, &str)> {
        let rest = self.text(self.range.rest, self.range.end);
        let tagged = rest.split_inclusive(|c| TextPart::of_tag(c).is_some());
        // Each piece ends with the tag of the next one.
        let tag = |piece: &str| piece.chars().next_back().and_then(TextPart::of_tag);
        let mut next = None;
        let pieces = tagged.filter_map(move |piece| {
            let part = std::mem::replace(&mut next, tag(piece));
            Some((part?, piece.trim_end_matches(|c| TextPart::of_tag(c).is_some())))
        });
        [(TextPart::Id, self.id())].into_iter().chain(pieces)
    }

    fn text(&self, from: u32, until: u32) -> &str {
        self.texts.get(from as usize..until as usize).unwrap_or_default()
    }
}

impl<'a> RowParts<'a> {
    fn of(record: &'a SessionRecord) -> Self {
        Self {
            id: record.id.as_str(),
            key: record.key,
            notes: record.notes_text(),
            agent: record.agent_id.as_deref(),
            workflow: record.workflow_id.as_deref(),
            operator: &record.operator,
            contexts: record.frames().iter().map(|stay| stay.frame.to_string()).collect(),
            phase: None,
        }
    }

    fn of_live(session: &'a SessionGlance) -> Self {
        let frames = session.closed_frames.iter().chain(&session.context_stack);
        Self {
            id: session.id.as_str(),
            key: session.key,
            notes: session.notes_text(),
            agent: session.agent_id.as_deref(),
            workflow: session.workflow_id.as_deref(),
            operator: &session.operator,
            contexts: frames.map(|frame: &FrameGlance| frame.name.to_string()).collect(),
            phase: Some(session.phase.word()),
        }
    }

    /// Writes the text of a row; returns where it is.
    fn write(&self, texts: &mut String) -> TextRange {
        let here = |texts: &String| u32::try_from(texts.len()).unwrap_or(u32::MAX);
        let begins = here(texts);
        texts.extend(self.notes.chars().take(NOTES_MAX));
        let id = here(texts);
        texts.push_str(self.id);
        let rest = here(texts);
        let mut add = |part: TextPart, text: &str| {
            texts.push(part.tag());
            texts.push_str(&text.to_lowercase());
        };
        add(TextPart::Key, &self.key.to_string());
        add(TextPart::Notes, &self.notes);
        self.agent.iter().for_each(|agent| add(TextPart::Agent, agent));
        self.workflow.iter().for_each(|workflow| add(TextPart::Workflow, workflow));
        add(TextPart::Operator, self.operator);
        self.contexts.iter().for_each(|context| add(TextPart::Context, context));
        self.phase.iter().for_each(|phase| add(TextPart::Phase, phase));
        TextRange { notes: begins, id, rest, end: here(texts) }
    }
}

/// Returns by how much the local time is later than UTC, seconds.
fn offset(at: DateTime<Utc>, zone: &dyn Zone) -> i32 {
    let seconds = zone.local(at).signed_duration_since(at.naive_utc()).num_seconds();
    i32::try_from(seconds).unwrap_or(0)
}

fn local(at: DateTime<Utc>, offset: i32) -> NaiveDateTime {
    let utc = at.naive_utc();
    utc.checked_add_signed(TimeDelta::seconds(offset.into())).unwrap_or(utc)
}
