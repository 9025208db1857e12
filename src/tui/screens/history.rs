//! The past sessions: of each only what a row and a filter need.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::core::{
    Band, Light, ListUpdate, SessionId, SessionKey, SessionName, SessionRecord, Trend,
};
use crate::failure::Words;

use super::filter::Filter;

/// The most characters of the notes in a row.
const NOTES_MAX: usize = 160;

/// One past session, as a row shows it.
#[derive(Debug)]
pub struct HistoryRow {
    key: SessionKey,
    started_at_utc: DateTime<Utc>,
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

impl HistoryRow {
    /// Returns the rows of records.
    #[must_use]
    pub fn all_of(records: &[SessionRecord]) -> Vec<Self> {
        let mut texts = String::new();
        let ranges: Vec<TextRange> =
            records.iter().map(|record| write(record, &mut texts)).collect();
        texts.shrink_to_fit();
        let texts = Arc::new(texts);
        let row = |(record, range): (&SessionRecord, TextRange)| Self {
            key: record.key,
            started_at_utc: record.started_at_utc,
            active_ms: record.active_ms,
            band: record.band,
            health: record.health,
            texts: Arc::clone(&texts),
            range,
        };
        records.iter().zip(ranges).map(row).collect()
    }

    /// Returns the key.
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

    fn id(&self) -> &str {
        self.text(self.range.id, self.range.rest)
    }

    /// Returns the text that a filter searches, in lower case.
    fn haystack(&self) -> &str {
        self.text(self.range.id, self.range.end)
    }

    fn text(&self, from: u32, until: u32) -> &str {
        self.texts.get(from as usize..until as usize).unwrap_or_default()
    }
}

/// Writes the text of a row; returns where it is.
fn write(record: &SessionRecord, texts: &mut String) -> TextRange {
    let here = |texts: &String| u32::try_from(texts.len()).unwrap_or(u32::MAX);
    let notes = record.notes_text();
    let begins = here(texts);
    texts.extend(notes.chars().take(NOTES_MAX));
    let id = here(texts);
    texts.push_str(record.id.as_str());
    let rest = here(texts);
    let mut add = |part: &str| {
        // A word must not match across two parts.
        texts.push('\n');
        texts.push_str(&part.to_lowercase());
    };
    add(&record.key.to_string());
    add(&notes);
    let named = [record.agent_id.as_deref(), record.workflow_id.as_deref()];
    named.into_iter().flatten().for_each(&mut add);
    add(&record.operator);
    record.frames.iter().for_each(|(frame, _)| add(&frame.to_string()));
    TextRange { notes: begins, id, rest, end: here(texts) }
}

/// A page of past sessions.
#[derive(Debug)]
pub struct HistoryPage {
    /// The number of the request.
    pub ticket: u32,
    /// The newest event of a reading that begins, or begins again; `None` for a further page.
    pub begins: Option<u64>,
    /// The sessions, the last filed one first.
    pub rows: Vec<HistoryRow>,
    /// Whether this is the last page.
    pub is_last: bool,
}

/// The list of past sessions, its filter and its selection.
#[derive(Debug)]
pub struct History {
    ticket: u32,
    rows: Vec<HistoryRow>,
    is_whole: bool,
    /// The newest event in the list; `None` before the first page.
    seq: Option<u64>,
    /// The newest filing that was asked for; one that cannot be read is not asked for again.
    asked: u64,
    refusal: Option<Words>,
    filter: Filter,
    /// The numbers of the rows that match the filter; `None` without a filter.
    matching: Option<Vec<u32>>,
    selected: usize,
    first: usize,
}

impl History {
    /// Returns the list before the first page.
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

    /// Takes a page in; a page of another request is dropped.
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

    /// Takes in why not all sessions could be read.
    pub fn refuse(&mut self, words: Words) {
        self.is_whole = true;
        self.refusal = Some(words);
    }

    /// Returns the newest event in the list if a later filing must be read; not again until it was.
    pub fn falls_behind(&mut self, filed_seq: u64) -> Option<u64> {
        let seq = self.seq.filter(|seq| *seq < filed_seq && self.asked < filed_seq)?;
        self.asked = filed_seq;
        Some(seq)
    }

    /// Takes in what was filed up to event `seq`.
    pub fn take_updates(&mut self, seq: u64, updates: Vec<ListUpdate>) {
        // Another reading may have begun.
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
                ListUpdate::Filed(record) => {
                    self.withdraw(&record.id);
                    self.rows.splice(0..0, HistoryRow::all_of(&[*record]));
                }
                ListUpdate::Withdrawn { id } => self.withdraw(&id),
            }
        }
        self.find(kept);
    }

    fn withdraw(&mut self, id: &SessionId) {
        // Only a late filing is ever withdrawn: it is near the top.
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

    /// Finds the rows that match the filter, and selects the kept session among them.
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

    /// Selects a row, if `rows` of them are shown at a time.
    pub fn select(&mut self, nth: usize, rows: usize) {
        self.selected = nth.min(self.len().saturating_sub(1));
        self.first = self.first_of(rows);
    }

    /// Returns how many rows are listed.
    #[must_use]
    pub fn len(&self) -> usize {
        self.matching.as_ref().map_or(self.rows.len(), Vec::len)
    }

    /// Returns the active time of the listed sessions, milliseconds.
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

    /// Returns how many rows there are, the hidden ones included.
    #[must_use]
    pub fn all(&self) -> usize {
        self.rows.len()
    }

    /// Returns a listed row.
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

    /// Returns the name of the selected session.
    #[must_use]
    pub fn selected_name(&self) -> Option<SessionName> {
        Some(SessionName::Key(self.selected_row()?.key))
    }

    fn selected_row(&self) -> Option<&HistoryRow> {
        self.row(self.selected)
    }

    /// Returns the number of the first visible row, if `rows` of them are shown at a time. The list
    /// scrolls only if the selection would leave it.
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

    /// Reports whether all sessions have been read.
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
