//! What the journal of a desk says, read in the simplest way.

use std::collections::{BTreeMap, BTreeSet};

use onwatch::core::{
    ClosedFrame, DeskName, DeskSession, Edit, Fact, HistoryUpdate, NotesKind, PastQuery, Period,
    ReadingTime, Recorded, Search, SearchHit, SessionKey, SessionName, SessionRecord, TaskFact,
    TextKind, find_words,
};

/// An event, and where its line stands.
pub struct PlainLine {
    pub segment: String,
    pub from: u64,
    pub end: u64,
    pub crc: String,
    pub recorded: Recorded,
}

/// What the journal of a desk says.
pub struct PlainDesk {
    pub name: DeskName,
    pub lines: Vec<PlainLine>,
    /// The sessions that are over, as the last line says that filed each, with its number.
    pub past: BTreeMap<SessionKey, (u64, SessionRecord)>,
    /// The events that were undone.
    pub voids: BTreeSet<u64>,
}

impl PlainDesk {
    pub fn of(name: DeskName, lines: Vec<PlainLine>) -> Self {
        let (mut past, mut voids) = (BTreeMap::new(), BTreeSet::new());
        for PlainLine { recorded, .. } in &lines {
            for update in &recorded.change.set.history_updates {
                match update {
                    HistoryUpdate::Filed(session) => {
                        past.insert(session.key, (recorded.seq, SessionRecord::of(session)));
                    }
                    HistoryUpdate::Withdrawn { id, .. } => {
                        past.retain(|_, (_, other)| other.id != *id);
                    }
                }
            }
            match recorded.event {
                Fact::Undone { of, .. } => drop(voids.insert(of)),
                Fact::Redone { of, .. } => drop(voids.remove(&of)),
                _ => {}
            }
        }
        Self { name, lines, past, voids }
    }

    /// Returns the sessions that ended, and were not cancelled.
    pub fn ended(&self) -> impl Iterator<Item = &SessionRecord> {
        self.past.values().map(|(_, record)| record).filter(|it| it.phase.word() == "ended")
    }

    pub fn found(&self, query: &PastQuery) -> Vec<&SessionRecord> {
        self.ended().filter(|record| query.matches(record)).collect()
    }

    pub fn within(&self, period: &Period) -> Vec<DeskSession> {
        let ended = self.ended().filter(|record| period.touches(record));
        ended.map(|record| self.with_readings(record.clone())).collect()
    }

    pub fn with_readings(&self, record: SessionRecord) -> DeskSession {
        let readings = self.readings(&record);
        DeskSession { desk: self.name.clone(), record, readings }
    }

    /// Returns the readings that were recorded from the start of a session to its end.
    fn readings(&self, session: &SessionRecord) -> Vec<ReadingTime> {
        if session.is_added {
            // Nothing was measured in it.
            return Vec::new();
        }
        let first = self.lines_of(session.key).first().map_or(u64::MAX, |line| line.recorded.seq);
        let last = self.end_of(session).unwrap_or(u64::MAX);
        let start = session.started_at_utc;
        let (mut readings, mut since) =
            (Vec::new(), BTreeMap::from([(true, start), (false, start)]));
        for PlainLine { recorded, .. } in &self.lines {
            let band = recorded.change.cone.as_ref().map(|cone| cone.band);
            let health = recorded.change.health.as_ref().map(|health| health.status);
            let is_there = band.is_some() || health.is_some();
            let is_within = first < recorded.seq && recorded.seq <= last;
            if is_there && is_within && !self.voids.contains(&recorded.seq) {
                // One event changes the band or the health, seldom both.
                let kinds = [band.map(|_| true), health.map(|_| false)];
                let before = kinds.iter().flatten().map(|kind| since[kind]).max().unwrap();
                let at_utc = before.max(recorded.at);
                since.extend(kinds.iter().flatten().map(|kind| (*kind, at_utc)));
                readings.push(ReadingTime { at_utc, band, health });
            }
        }
        readings.sort_by_key(|reading| reading.at_utc);
        readings
    }

    /// Returns the event that ended a session; `None` while it is live.
    fn end_of(&self, session: &SessionRecord) -> Option<u64> {
        let mut end = None;
        for PlainLine { recorded, .. } in &self.lines {
            for update in &recorded.change.set.history_updates {
                match update {
                    HistoryUpdate::Filed(filed) if filed.key == session.key => {
                        end = end.or(Some(recorded.seq));
                    }
                    HistoryUpdate::Withdrawn { id, .. } if *id == session.id => end = None,
                    HistoryUpdate::Filed(_) | HistoryUpdate::Withdrawn { .. } => {}
                }
            }
        }
        end
    }

    /// Returns the lines that concern a session.
    pub fn lines_of(&self, key: SessionKey) -> Vec<&PlainLine> {
        let lines = self.lines.iter();
        lines.filter(|line| line.recorded.concerns(&SessionName::Key(key))).collect()
    }

    /// Returns what somebody wrote in an event, each with which notes of its session it is.
    fn texts_of(&self, recorded: &Recorded) -> Vec<(SearchHit, Option<&'static str>)> {
        let hit = |kind, text: &str, session, at_utc, contexts| SearchHit {
            desk: self.name.clone(),
            seq: recorded.seq,
            at_utc,
            kind,
            text: text.to_owned(),
            session,
            contexts,
            operator: recorded.by.operator.clone(),
        };
        let mut texts = Vec::new();
        if let Fact::Added { .. } = recorded.event {
            for update in &recorded.change.set.history_updates {
                let HistoryUpdate::Filed(session) = update else { panic!("{update:?}") };
                let key = Some(session.key);
                let (start, end) = (session.started_at_utc, session.ended_at_utc.unwrap());
                let note = |text: &String, at| hit(TextKind::Note, text, key, at, Vec::new());
                let notes = session.start_notes.iter();
                texts.extend(notes.map(|text| (note(text, start), Some("start"))));
                let closing = session.closing_notes.iter();
                texts.extend(closing.map(|text| (note(text, end), Some("closing"))));
                for frame in &session.closed_frames {
                    let Some(title) = &frame.title else { continue };
                    // Contexts that end together were left from the innermost on.
                    let mut path: Vec<_> = session
                        .closed_frames
                        .iter()
                        .rev()
                        .filter(|it| it.pushed_at_utc <= frame.pushed_at_utc)
                        .filter(|it| it.popped_at_utc > frame.pushed_at_utc)
                        .collect();
                    path.sort_by_key(|it| it.pushed_at_utc);
                    let path = path.into_iter().map(ClosedFrame::name).collect();
                    let text = hit(TextKind::Title, title, key, frame.pushed_at_utc, path);
                    texts.push((text, None));
                }
            }
            return texts;
        }
        let session = recorded.session.as_ref().map(|session| session.key);
        for (kind, text, of_notes) in texts_in(&recorded.event) {
            let hit = hit(kind, &text, session, recorded.at, recorded.context.clone());
            texts.push((hit, of_notes));
        }
        texts
    }

    pub fn hits(&self, search: &Search) -> Vec<SearchHit> {
        let mut hits = Vec::new();
        // The notes of a start or an end, and what later replaced them.
        let mut notes: BTreeMap<(SessionKey, &str), SearchHit> = BTreeMap::new();
        for PlainLine { recorded, .. } in &self.lines {
            if self.voids.contains(&recorded.seq) {
                continue;
            }
            for (hit, of_notes) in self.texts_of(recorded) {
                match of_notes {
                    Some(which) => drop(notes.insert((hit.session.unwrap(), which), hit)),
                    None => hits.push(hit),
                }
            }
        }
        hits.extend(notes.into_values());
        let Period { since, until } = search.period;
        hits.retain(|hit| {
            search.words.iter().all(|words| !find_words(&hit.text, words).is_empty())
                && (search.kinds.is_empty() || search.kinds.contains(&hit.kind))
                && search.desk.as_ref().is_none_or(|desk| *desk == hit.desk)
                && since.is_none_or(|since| hit.at_utc >= since)
                && until.is_none_or(|until| hit.at_utc < until)
        });
        hits
    }
}

/// Returns what somebody wrote, and which notes of a session it is.
fn texts_in(fact: &Fact) -> Vec<(TextKind, String, Option<&'static str>)> {
    let of = |which: &NotesKind| if *which == NotesKind::Start { "start" } else { "closing" };
    vec![match fact {
        Fact::Noted { text } | Fact::Popped { summary: Some(text), .. } => {
            (TextKind::Note, text.clone(), None)
        }
        Fact::Task(fact) => return texts_of_task(fact),
        Fact::Started { notes: Some(notes), .. } => (TextKind::Note, notes.clone(), Some("start")),
        Fact::Ended { notes: Some(notes), .. } => (TextKind::Note, notes.clone(), Some("closing")),
        Fact::Edited { edits, .. } => {
            let notes = edits.iter().filter_map(|edit| match edit {
                Edit::Notes { which, to, .. } => {
                    Some((TextKind::Note, to.clone(), Some(of(which))))
                }
                _ => None,
            });
            return notes.collect();
        }
        Fact::Pushed { title: Some(title), .. } => (TextKind::Title, title.clone(), None),
        Fact::Paused { reason: Some(reason), .. }
        | Fact::Failed { reason: Some(reason), .. }
        | Fact::BandSet { reason, withdrawn: None, .. } => (TextKind::Reason, reason.clone(), None),
        Fact::HealthSet { reasons, withdrawn: None, .. } => {
            (TextKind::Reason, reasons.join("; "), None)
        }
        _ => return Vec::new(),
    }]
}

/// Returns what somebody wrote of a task.
fn texts_of_task(fact: &TaskFact) -> Vec<(TextKind, String, Option<&'static str>)> {
    let written = match fact {
        TaskFact::Completed { summary: Some(text), .. } | TaskFact::Summarized { text, .. } => {
            (TextKind::Note, text)
        }
        TaskFact::Dropped { reason: Some(text), .. } | TaskFact::Blocked { reason: text, .. } => {
            (TextKind::Reason, text)
        }
        TaskFact::Added { title: Some(text), .. } => (TextKind::Title, text),
        _ => return Vec::new(),
    };
    let (kind, text) = written;
    if text.is_empty() { Vec::new() } else { vec![(kind, text.clone(), None)] }
}
