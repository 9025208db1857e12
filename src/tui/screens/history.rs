//! The past sessions as their screen keeps them: of each no more than a row and a filter need.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::core::{
    Band, HistoryUpdate, Light, SessionId, SessionKey, SessionName, SessionRecord, Trend,
};
use crate::failure::Words;

use super::filter::Filter;

/// How much of its notes a row can show, characters.
const NOTES_MAX: usize = 160;

/// One past session, as a row shows it.
#[derive(Debug)]
pub struct HistoryRow {
    key: SessionKey,
    started_at_utc: DateTime<Utc>,
    active_ms: u64,
    band: (Band, Band),
    health: (Light, Light),
    /// The texts of all the rows that were read with this one: a hundred thousand small ones would
    /// cost their weight again, and would not go back to the system with the screen.
    texts: Arc<String>,
    place: TextRange,
}

/// Where the text of a row stands: the beginning of its notes, its id, and all else that a filter
/// looks through, in lower case.
#[derive(Debug, Clone, Copy)]
struct TextRange {
    notes: u32,
    id: u32,
    rest: u32,
    end: u32,
}

impl HistoryRow {
    /// Returns the rows of records.
    #[must_use]
    pub fn all_of(records: &[SessionRecord]) -> Vec<Self> {
        let mut texts = String::new();
        let places: Vec<TextRange> =
            records.iter().map(|record| write(record, &mut texts)).collect();
        texts.shrink_to_fit();
        let texts = Arc::new(texts);
        let row = |(record, place): (&SessionRecord, TextRange)| Self {
            key: record.key,
            started_at_utc: record.started_at_utc,
            active_ms: record.active_ms,
            band: record.band,
            health: record.health,
            texts: Arc::clone(&texts),
            place,
        };
        records.iter().zip(places).map(row).collect()
    }

    /// Returns the short name.
    #[must_use]
    pub fn key(&self) -> SessionKey {
        self.key
    }

    /// Returns when it started, UTC.
    #[must_use]
    pub fn started_at_utc(&self) -> DateTime<Utc> {
        self.started_at_utc
    }

    /// Returns its active time, milliseconds.
    #[must_use]
    pub fn active_ms(&self) -> u64 {
        self.active_ms
    }

    /// Returns the band at its start and at its end, and which way it moved.
    #[must_use]
    pub fn band(&self) -> (Band, Band, Trend) {
        let (start, end) = self.band;
        (start, end, Trend::of_bands(start, end))
    }

    /// Returns the health at its start and at its end, and which way it moved.
    #[must_use]
    pub fn health(&self) -> (Light, Light, Trend) {
        let (start, end) = self.health;
        (start, end, Trend::of_lights(start, end))
    }

    /// Returns the beginning of its notes.
    #[must_use]
    pub fn notes(&self) -> &str {
        self.text(self.place.notes, self.place.id)
    }

    fn id(&self) -> &str {
        self.text(self.place.id, self.place.rest)
    }

    /// Returns what a filter looks through, in lower case.
    fn haystack(&self) -> &str {
        self.text(self.place.id, self.place.end)
    }

    fn text(&self, from: u32, until: u32) -> &str {
        self.texts.get(from as usize..until as usize).unwrap_or_default()
    }
}

/// Writes the text of a record's row; returns where it stands.
fn write(record: &SessionRecord, texts: &mut String) -> TextRange {
    let here = |texts: &String| u32::try_from(texts.len()).unwrap_or(u32::MAX);
    let notes = record.notes.as_deref().or(record.start_notes.as_deref()).unwrap_or_default();
    let begins = here(texts);
    texts.extend(notes.chars().take(NOTES_MAX));
    let id = here(texts);
    texts.push_str(record.id.as_str());
    let rest = here(texts);
    let mut add = |part: &str| {
        // A word must not be found across two parts.
        texts.push('\n');
        texts.push_str(&part.to_lowercase());
    };
    add(&record.key.to_string());
    add(notes);
    let start_notes = record.start_notes.as_deref().filter(|start| *start != notes);
    let named = [start_notes, record.agent_id.as_deref(), record.workflow_id.as_deref()];
    named.into_iter().flatten().for_each(&mut add);
    add(&record.operator);
    record.frames.iter().for_each(|(frame, _)| add(&frame.to_string()));
    TextRange { notes: begins, id, rest, end: here(texts) }
}

/// Some of the past sessions, in the order they are read.
#[derive(Debug)]
pub struct HistoryPage {
    /// For whom they were read.
    pub ticket: u32,
    /// Where the reading begins (again): the newest event that it takes in.
    pub begins: Option<u64>,
    /// The sessions, the one filed last first.
    pub rows: Vec<HistoryRow>,
    /// There are no more.
    pub is_last: bool,
}

/// The screen of the past sessions.
#[derive(Debug)]
pub struct History {
    ticket: u32,
    rows: Vec<HistoryRow>,
    is_whole: bool,
    /// The newest event that is taken in; nothing before the first page.
    seq: Option<u64>,
    /// The newest filing that was asked for since: one that cannot be read is not asked for again.
    asked: u64,
    refusal: Option<Words>,
    filter: Filter,
    /// Which rows hold the filter's words; nothing where none is on.
    matching: Option<Vec<u32>>,
    selected: usize,
    first: usize,
}

impl History {
    /// Returns the screen before anything has been read.
    #[must_use]
    pub fn new(ticket: u32) -> Self {
        Self {
            ticket,
            rows: Vec::new(),
            is_whole: false,
            seq: None,
            asked: 0,
            refusal: None,
            filter: Filter::default(),
            matching: None,
            selected: 0,
            first: 0,
        }
    }

    /// Takes a page in; one that was read for somebody else is dropped.
    pub fn take_page(&mut self, page: HistoryPage) {
        if page.ticket != self.ticket {
            return;
        }
        if let Some(seq) = page.begins {
            self.rows.clear();
            self.seq = Some(seq);
            self.matching = self.filter.is_on().then(Vec::new);
        }
        let from = self.rows.len();
        self.rows.extend(page.rows);
        let fresh = self.found_from(from);
        if let Some(matching) = &mut self.matching {
            matching.extend(fresh);
        }
        self.is_whole = page.is_last;
        self.refusal = None;
    }

    /// Takes in why the sessions, or some of them, could not be read.
    pub fn refuse(&mut self, words: Words) {
        self.is_whole = true;
        self.refusal = Some(words);
    }

    /// Returns the newest event that is taken in, when event `filed_seq` filed something after it
    /// that has not been asked for yet.
    pub fn falls_behind(&mut self, filed_seq: u64) -> Option<u64> {
        let seq = self.seq.filter(|seq| *seq < filed_seq && self.asked < filed_seq)?;
        self.asked = filed_seq;
        Some(seq)
    }

    /// Takes in what was filed up to event `seq`.
    pub fn take_filings(&mut self, seq: u64, updates: Vec<HistoryUpdate>) {
        // Another reading may have begun meanwhile.
        if self.seq.is_none_or(|known| known >= seq) {
            return;
        }
        self.seq = Some(seq);
        if updates.is_empty() {
            return;
        }
        let kept = self.selected_row().map(|row| row.key);
        for update in updates {
            match update {
                HistoryUpdate::Filed(record) => {
                    self.withdraw(&record.id);
                    self.rows.splice(0..0, HistoryRow::all_of(&[*record]));
                }
                HistoryUpdate::Withdrawn { id } => self.withdraw(&id),
            }
        }
        self.find(kept);
    }

    fn withdraw(&mut self, id: &SessionId) {
        // Only what was filed lately is ever withdrawn: it stands near the top.
        if let Some(at) = self.rows.iter().position(|row| row.id() == id.as_str()) {
            self.rows.remove(at);
        }
    }

    /// Changes the filter; the selected session stays selected while it is shown.
    pub fn change_filter(&mut self, change: impl FnOnce(&mut Filter)) {
        let kept = self.selected_row().map(|row| row.key);
        if self.filter.change(change) {
            self.find(kept);
        }
    }

    /// Finds the rows that hold the filter's words, and the session that was selected among them.
    fn find(&mut self, kept: Option<SessionKey>) {
        self.matching = self.filter.is_on().then(|| self.found_from(0));
        let is_kept = |row: &HistoryRow| Some(row.key) == kept;
        let at = match &self.matching {
            None => self.rows.iter().position(is_kept),
            Some(matching) => {
                matching.iter().position(|nth| self.rows.get(*nth as usize).is_some_and(is_kept))
            }
        };
        self.selected = at.unwrap_or(0);
    }

    fn found_from(&self, from: usize) -> Vec<u32> {
        if !self.filter.is_on() {
            return vec![];
        }
        let words = self.filter.words();
        let rows = self.rows.iter().enumerate().skip(from);
        let found = rows.filter(|(_, row)| words.are_in(row.haystack()));
        found.filter_map(|(nth, _)| u32::try_from(nth).ok()).collect()
    }

    /// Selects another row, where `rows` of them are to be seen.
    pub fn select(&mut self, nth: usize, rows: usize) {
        self.selected = nth.min(self.len().saturating_sub(1));
        self.first = self.first_of(rows);
    }

    /// Returns how many rows there are to see.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matching.as_ref().map_or(self.rows.len(), Vec::len)
    }

    /// Returns what the sessions to be seen come to, milliseconds of active time.
    #[must_use]
    pub fn active_ms(&self) -> u64 {
        let sum = |sum: u64, row: &HistoryRow| sum.saturating_add(row.active_ms);
        match &self.matching {
            None => self.rows.iter().fold(0, sum),
            Some(matching) => {
                matching.iter().filter_map(|nth| self.rows.get(*nth as usize)).fold(0, sum)
            }
        }
    }

    /// Returns how many rows there are with those that the filter hides.
    #[must_use]
    pub fn all(&self) -> usize {
        self.rows.len()
    }

    /// Returns a row of those that are to be seen.
    #[must_use]
    pub fn row(&self, nth: usize) -> Option<&HistoryRow> {
        match &self.matching {
            None => self.rows.get(nth),
            Some(matching) => self.rows.get(*matching.get(nth)? as usize),
        }
    }

    /// Returns the number of the selected row.
    #[must_use]
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Returns what the selected session is called.
    #[must_use]
    pub fn selected_name(&self) -> Option<SessionName> {
        Some(SessionName::Key(self.selected_row()?.key))
    }

    fn selected_row(&self) -> Option<&HistoryRow> {
        self.row(self.selected)
    }

    /// Returns the number of the row that stands first, where `rows` of them are to be seen: the
    /// list moves only when the selection would leave it.
    #[must_use]
    pub fn first_of(&self, rows: usize) -> usize {
        let least = (self.selected + 1).saturating_sub(rows);
        let most = self.len().saturating_sub(rows);
        self.first.clamp(least, self.selected.max(least)).min(most)
    }

    /// Returns the filter.
    #[must_use]
    pub fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Tells whether all sessions have been read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns why they could not be read.
    #[must_use]
    pub fn refusal(&self) -> Option<&Words> {
        self.refusal.as_ref()
    }
}
