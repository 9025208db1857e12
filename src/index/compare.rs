//! Compares two indexes, row by row: the one in the file, and one that is made anew.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::core::{DeskName, SessionKey};

/// How many differences are named.
const NAMED: usize = 10;

/// Rows that are compared: what they are, and a query for them. Each begins with its desk and its
/// session. `@` stands for the database. The numbers of rows are left out, because they depend on
/// the order in which the desks were read.
const ROWS: [(&str, &str); 17] = [
    (
        "a session",
        "SELECT d.name, s.key, s.id, s.phase, s.started, s.ended, s.earliest, s.latest, s.active_ms,
         s.paused_ms, s.breaks, s.start_notes, s.closing_notes, n.text, s.interface, s.agent,
         s.workflow, s.band, s.end_band, s.health, s.end_health, s.seq, s.segment, s.line_end, s.crc,
         s.end_seq, s.folded_stays, s.is_corrected, s.is_added, s.source, s.run_status, s.run_user,
         s.run_name, s.type, s.overrides, s.playbook_steps
         FROM @.sessions s LEFT JOIN @.desks d USING (desk)
         LEFT JOIN @.names n ON n.name = s.operator",
    ),
    (
        "a span",
        "SELECT d.name, s.key, p.nth, p.began, p.ms
         FROM @.spans p LEFT JOIN @.sessions s USING (row) LEFT JOIN @.desks d USING (desk)",
    ),
    (
        "a context",
        "SELECT d.name, s.key, p.nth, p.type, p.id, p.title, p.estimate, p.began, p.ended, p.ms,
         i.type, i.folded, p.sprint > 0, r.folded, p.task > 0, t.type, t.folded
         FROM @.stays p LEFT JOIN @.sessions s USING (row) LEFT JOIN @.desks d USING (desk)
         LEFT JOIN @.items i ON i.item = p.item LEFT JOIN @.items r ON r.item = p.sprint
         LEFT JOIN @.items t ON t.item = p.task",
    ),
    (
        "a context that is no longer listed",
        "SELECT d.name, s.key, i.type, i.folded, r.folded, t.type, t.folded, p.ms
         FROM @.folded_times p LEFT JOIN @.sessions s USING (row) LEFT JOIN @.desks d USING (desk)
         LEFT JOIN @.items i ON i.item = p.item LEFT JOIN @.items r ON r.item = p.sprint
         LEFT JOIN @.items t ON t.item = p.task",
    ),
    (
        "a pause",
        "SELECT d.name, s.key, p.nth, p.began, p.ended
         FROM @.pauses p LEFT JOIN @.sessions s USING (row) LEFT JOIN @.desks d USING (desk)",
    ),
    (
        "a gap",
        "SELECT d.name, s.key, p.nth, p.gap, p.began, p.ended, p.ms, p.kept_ms, p.why, p.is_answered
         FROM @.gaps p LEFT JOIN @.sessions s USING (row) LEFT JOIN @.desks d USING (desk)",
    ),
    (
        "a text",
        "SELECT d.name, t.key, t.seq, t.at, t.kind, t.text, c.text, o.text, t.slot
         FROM @.texts t LEFT JOIN @.desks d USING (desk)
         LEFT JOIN @.names c ON c.name = t.contexts LEFT JOIN @.names o ON o.name = t.operator",
    ),
    (
        "the id",
        "SELECT d.name, i.key, i.id FROM @.session_ids i LEFT JOIN @.desks d USING (desk)",
    ),
    (
        "a reading",
        "SELECT d.name, NULL, r.at, r.seq, r.band, r.health
         FROM @.readings r LEFT JOIN @.desks d USING (desk)",
    ),
    (
        "an undone event",
        "SELECT d.name, NULL, v.seq FROM @.voids v LEFT JOIN @.desks d USING (desk)",
    ),
    (
        "the time at which an event was recorded last",
        "SELECT d.name, NULL, d.time FROM @.desks d",
    ),
    (
        "a change of a task",
        "SELECT d.name, e.key, e.seq, e.nth, e.time, e.store_id, e.at, e.entered, e.has_artifact,
         e.changes, i.type, i.folded, e.segment, e.line_end, e.crc
         FROM @.task_events e LEFT JOIN @.desks d USING (desk) LEFT JOIN @.items i USING (item)",
    ),
    (
        "a desk of a task",
        "SELECT d.name, NULL, i.type, i.folded FROM @.task_desks t
         LEFT JOIN @.desks d USING (desk) LEFT JOIN @.items i USING (item)",
    ),
    (
        "the contexts of a text",
        "SELECT NULL, NULL, i.type, i.folded, n.text FROM @.item_paths p
         LEFT JOIN @.items i USING (item) LEFT JOIN @.names n ON n.name = p.path",
    ),
    (
        "a task",
        "SELECT NULL, NULL, i.type, i.folded, t.type, t.id, t.number, t.title, t.estimate,
         t.old_estimates, t.status, t.delegation, t.assignee, t.sprint, s.folded, t.parent_type,
         t.parent, p.type, p.folded, t.summary, t.reason, t.claim, t.artifacts, t.known_since,
         t.changed, t.entered, t.closed, t.place, t.newest, t.tail_number, t.time, t.store_id, t.seq, t.nth,
         t.title_by IS NULL, t.estimate_by IS NULL, t.status_by IS NULL, t.claim_by IS NULL,
         (SELECT store_id || ' ' || seq || ' ' || nth FROM @.task_events WHERE event = t.title_by),
         (SELECT store_id || ' ' || seq || ' ' || nth FROM @.task_events WHERE event = t.estimate_by),
         (SELECT store_id || ' ' || seq || ' ' || nth FROM @.task_events WHERE event = t.status_by),
         (SELECT store_id || ' ' || seq || ' ' || nth FROM @.task_events WHERE event = t.claim_by)
         FROM @.tasks t LEFT JOIN @.items i USING (item) LEFT JOIN @.items s ON s.item = t.of_sprint
         LEFT JOIN @.items p ON p.item = t.of_parent",
    ),
    (
        "the time of a task",
        "SELECT NULL, NULL, i.type, i.folded, s.folded, t.type, t.folded, m.ms FROM @.task_times m
         LEFT JOIN @.items i USING (item) LEFT JOIN @.items s ON s.item = m.sprint
         LEFT JOIN @.items t ON t.item = m.task",
    ),
    (
        "a line",
        "SELECT d.name, r.key, r.seq, r.last_seq, r.segment, r.line_begin, r.line_end, r.crc
         FROM @.line_ranges r LEFT JOIN @.desks d USING (desk)",
    ),
];

/// The tables of words, and what they find.
const WORDS: [(&str, &str); 2] = [("session_words", "sessions"), ("text_words", "texts")];

/// The desks in the file that cannot be compared.
pub struct Kept {
    left_out: BTreeSet<String>,
}

impl Kept {
    /// Returns the desks of the file that is attached; none can be compared yet.
    pub fn of(anew: &Connection) -> rusqlite::Result<Self> {
        let mut names = anew.prepare("SELECT name FROM kept.desks")?;
        let left_out = names.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(Self { left_out })
    }

    /// Adds a desk that can be compared.
    pub fn add(&mut self, desk: &DeskName) {
        self.left_out.remove(desk.as_str());
    }

    /// Reports whether all desks can be compared.
    pub fn is_whole(&self) -> bool {
        self.left_out.is_empty()
    }

    fn holds(&self, desk: Option<&str>) -> bool {
        desk.map_or(self.is_whole(), |desk| !self.left_out.contains(desk))
    }
}

/// Returns what differs, in words, each session once.
pub fn different_rows(anew: &Connection, kept: &Kept) -> rusqlite::Result<Vec<String>> {
    let mut causes = Vec::new();
    let mut named = BTreeSet::new();
    for (what, rows) in ROWS {
        let (here, there) = (rows.replace('@', "main"), rows.replace('@', "kept"));
        if print(anew, &here)? == print(anew, &there)? {
            continue;
        }
        for (one, other) in [(&here, &there), (&there, &here)] {
            let mut query = anew.prepare(&format!("{one} EXCEPT {other}"))?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let desk: Option<String> = row.get(0)?;
                let key = row.get::<_, Option<u32>>(1)?.map(SessionKey);
                if !kept.holds(desk.as_deref()) || !named.insert((desk.clone(), key, what)) {
                    continue;
                }
                let of = key.map_or(String::new(), |key| format!(" of {key}"));
                let on = desk.map_or(String::new(), |desk| format!(" on the desk {desk}"));
                causes.push(format!("it does not say what the journal says: {what}{of}{on}"));
                if causes.len() >= NAMED {
                    return Ok(causes);
                }
            }
        }
    }
    Ok(causes)
}

/// Returns how many rows a query has, and a number that differs if any of them does. Their order makes
/// no difference: nothing has to be sorted to compare two queries.
fn print(connection: &Connection, sql: &str) -> rusqlite::Result<(u64, u64)> {
    let mut query = connection.prepare(sql)?;
    let columns = query.column_count();
    let (mut rows, mut count, mut sum) = (query.query([])?, 0_u64, 0_u64);
    while let Some(row) = rows.next()? {
        let mut hasher = DefaultHasher::new();
        for column in 0..columns {
            match row.get_ref(column)? {
                ValueRef::Null => hasher.write_u8(0),
                ValueRef::Integer(number) => (1_u8, number).hash(&mut hasher),
                ValueRef::Real(number) => (2_u8, number.to_bits()).hash(&mut hasher),
                ValueRef::Text(text) => (3_u8, text).hash(&mut hasher),
                ValueRef::Blob(bytes) => (4_u8, bytes).hash(&mut hasher),
            }
        }
        count += 1;
        sum = sum.wrapping_add(hasher.finish());
    }
    Ok((count, sum))
}

/// Returns which words differ.
pub fn different_words(anew: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut causes = Vec::new();
    for (table, found) in WORDS {
        anew.execute_batch(&format!(
            "CREATE VIRTUAL TABLE temp.kept_words USING fts5vocab(kept, {table}, col);
             CREATE VIRTUAL TABLE temp.new_words USING fts5vocab(main, {table}, col);"
        ))?;
        let all = |which: &str| format!("SELECT * FROM {which}_words");
        let is_same = print(anew, &all("new"))? == print(anew, &all("kept"))?;
        let sides = [("new", "kept"), ("kept", "new")];
        for (one, other) in sides.into_iter().filter(|_| !is_same) {
            let sql =
                format!("SELECT * FROM {one}_words EXCEPT SELECT * FROM {other}_words LIMIT 1");
            if anew.prepare(&sql)?.exists([])? {
                causes.push(format!("a search does not find all {found}, or finds others"));
                break;
            }
        }
        anew.execute_batch("DROP TABLE temp.kept_words; DROP TABLE temp.new_words;")?;
    }
    Ok(causes)
}
