//! The tables of the index.
//!
//! Times are microseconds since 1970, UTC; lengths are milliseconds. A session is named by its desk
//! and the number of its key, which is never given out twice.

use rusqlite::Connection;

use crate::core::Recorded;

/// The version of the tables, and of the lines that they were filled from. A file with another one is
/// built anew.
const VERSION: u32 = 10_000 + Recorded::VERSION;
/// The number by which the file is known: "onwt".
const APPLICATION: i32 = 0x6f6e_7774;

/// The tables.
///
/// - `desks`: how far the journal of each desk was read, and how many events were left out because
///   a newer program wrote them; whether it is that of a run, whether its session is over, and whether
///   it is a copy of another one. `time` is the latest time at which one of its events was recorded.
/// - `names`: texts that occur often: operators, paths of contexts.
/// - `sessions`: the sessions that are over. `row` rises with the time of their first moment. `end_seq`
///   is the event that ended one, zero for one that was added; `source` is the hash of the record that it was
///   imported from; `type` is what kind of work it was; `run_status` is where a run stood, null if it is none; the line that ended or corrected it last is at `segment` and
///   `line_end`.
/// - `session_ids`: the keys of all sessions by their ids, also of live and undone ones.
/// - `spans`, `stays`, `pauses`, `gaps`: the parts of a session.
/// - `readings`: band and health after each event that changed them.
/// - `texts`: everything that was written. `row` rises with the time at which it took effect. Of two
///   texts of one session with the same `slot`, only the later one stands.
/// - `voids`: events that were undone.
/// - `line_ranges`: where the lines of a session stand: some that follow one another in one segment.
/// - `session_words`, `text_words`: the words of sessions and texts.
/// - `items`: every context that is or was anywhere, by its type and its id in lower case.
/// - `item_paths`: in which paths of contexts each of them is.
/// - `task_events`: what each event changed of a task or another context. Events are in the order of `time`,
///   store, `seq` and `nth`; their lines are at `segment` and `line_end`.
/// - `tasks`: what follows from the events that were not undone; which event set title, estimate, status
///   and claim last; the place of the newest event; and `place`, `newest` and `tail_number`, which order a list.
/// - `task_desks`: on which desks an item was entered.
/// - `folded_times`: the time in stays of a session that are no longer listed.
/// - `task_times`: the active time of an item in the ended sessions of all desks, by the sprint and the task
///   in which it lay; zero for none.
const TABLES: &str = "
CREATE TABLE desks (
    desk INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, store_id TEXT NOT NULL,
    seq INTEGER NOT NULL, segment TEXT NOT NULL, line_end INTEGER NOT NULL, crc TEXT NOT NULL,
    left_out INTEGER NOT NULL, is_run INTEGER NOT NULL, is_over INTEGER NOT NULL,
    is_copy INTEGER NOT NULL, time INTEGER NOT NULL);
CREATE INDEX desks_of_people ON desks (name) WHERE NOT is_run;
CREATE INDEX desks_by_store ON desks (store_id);
CREATE INDEX desks_incomplete ON desks (name) WHERE left_out > 0;
CREATE INDEX desks_of_open_runs ON desks (name) WHERE is_run AND NOT is_over;
CREATE INDEX copied_desks ON desks (name) WHERE is_copy;
CREATE TABLE names (name INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE sessions (
    row INTEGER PRIMARY KEY, desk INTEGER NOT NULL, key INTEGER NOT NULL, id TEXT NOT NULL,
    phase TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER NOT NULL,
    earliest INTEGER NOT NULL, latest INTEGER NOT NULL,
    active_ms INTEGER NOT NULL, paused_ms INTEGER NOT NULL, breaks INTEGER NOT NULL,
    start_notes TEXT, closing_notes TEXT, operator INTEGER NOT NULL, interface TEXT NOT NULL,
    agent TEXT, workflow TEXT, band TEXT NOT NULL, end_band TEXT NOT NULL,
    health TEXT NOT NULL, end_health TEXT NOT NULL,
    is_corrected INTEGER NOT NULL, is_added INTEGER NOT NULL, folded_stays TEXT, source TEXT,
    overrides TEXT, playbook_steps TEXT,
    run_status TEXT, run_user TEXT, run_name TEXT, type TEXT NOT NULL,
    end_seq INTEGER NOT NULL, seq INTEGER NOT NULL, segment TEXT NOT NULL,
    line_end INTEGER NOT NULL, crc TEXT NOT NULL);
CREATE UNIQUE INDEX sessions_by_key ON sessions (desk, key);
CREATE INDEX sessions_by_end ON sessions (latest, row);
CREATE INDEX sessions_by_length ON sessions (latest - earliest);
CREATE INDEX cancelled_sessions ON sessions (desk) WHERE phase = 'cancelled';
CREATE INDEX sessions_by_source ON sessions (source) WHERE source IS NOT NULL;
CREATE INDEX sessions_of_runs ON sessions (started) WHERE run_status IS NOT NULL;
CREATE TABLE session_ids (
    desk INTEGER NOT NULL, id TEXT NOT NULL, key INTEGER NOT NULL,
    PRIMARY KEY (desk, id)) WITHOUT ROWID;
CREATE TABLE spans (
    row INTEGER NOT NULL, nth INTEGER NOT NULL, began INTEGER NOT NULL, ms INTEGER NOT NULL,
    PRIMARY KEY (row, nth)) WITHOUT ROWID;
CREATE TABLE stays (
    row INTEGER NOT NULL, nth INTEGER NOT NULL, type TEXT NOT NULL, id TEXT NOT NULL, title TEXT,
    estimate INTEGER, began INTEGER NOT NULL, ended INTEGER NOT NULL, ms INTEGER NOT NULL,
    item INTEGER NOT NULL, sprint INTEGER NOT NULL, task INTEGER NOT NULL,
    PRIMARY KEY (row, nth)) WITHOUT ROWID;
CREATE INDEX stays_by_item ON stays (item, row);
CREATE TABLE pauses (
    row INTEGER NOT NULL, nth INTEGER NOT NULL, began INTEGER NOT NULL, ended INTEGER,
    PRIMARY KEY (row, nth)) WITHOUT ROWID;
CREATE TABLE gaps (
    row INTEGER NOT NULL, nth INTEGER NOT NULL, gap INTEGER NOT NULL, began INTEGER NOT NULL,
    ended INTEGER NOT NULL, ms INTEGER NOT NULL, kept_ms INTEGER NOT NULL, why TEXT NOT NULL,
    is_answered INTEGER NOT NULL, PRIMARY KEY (row, nth)) WITHOUT ROWID;
CREATE TABLE readings (
    desk INTEGER NOT NULL, at INTEGER NOT NULL, seq INTEGER NOT NULL, band TEXT, health TEXT,
    PRIMARY KEY (desk, seq)) WITHOUT ROWID;
CREATE INDEX readings_by_time ON readings (at);
CREATE TABLE texts (
    row INTEGER PRIMARY KEY, desk INTEGER NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, key INTEGER, contexts INTEGER, operator INTEGER NOT NULL,
    slot TEXT);
CREATE INDEX texts_by_slot ON texts (desk, key, slot, seq) WHERE slot IS NOT NULL;
CREATE INDEX texts_by_contexts ON texts (contexts, row) WHERE contexts IS NOT NULL;
CREATE TABLE voids (
    desk INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (desk, seq)) WITHOUT ROWID;
CREATE TABLE line_ranges (
    desk INTEGER NOT NULL, key INTEGER NOT NULL, seq INTEGER NOT NULL, last_seq INTEGER NOT NULL,
    segment TEXT NOT NULL, line_begin INTEGER NOT NULL, line_end INTEGER NOT NULL,
    crc TEXT NOT NULL, PRIMARY KEY (desk, key, seq)) WITHOUT ROWID;
CREATE TABLE folded_times (
    row INTEGER NOT NULL, item INTEGER NOT NULL, sprint INTEGER NOT NULL, task INTEGER NOT NULL,
    ms INTEGER NOT NULL, PRIMARY KEY (row, item, sprint, task)) WITHOUT ROWID;
CREATE INDEX folded_times_by_item ON folded_times (item, row);
CREATE TABLE items (
    item INTEGER PRIMARY KEY, type TEXT NOT NULL, folded TEXT NOT NULL, UNIQUE (type, folded));
CREATE INDEX items_by_id ON items (folded);
CREATE TABLE item_paths (
    item INTEGER NOT NULL, path INTEGER NOT NULL, PRIMARY KEY (item, path)) WITHOUT ROWID;
CREATE TABLE task_events (
    event INTEGER PRIMARY KEY, item INTEGER NOT NULL, desk INTEGER NOT NULL, time INTEGER NOT NULL,
    store_id TEXT NOT NULL, seq INTEGER NOT NULL, nth INTEGER NOT NULL, at INTEGER NOT NULL,
    key INTEGER, entered INTEGER NOT NULL, has_artifact INTEGER NOT NULL, changes TEXT NOT NULL,
    segment TEXT NOT NULL, line_end INTEGER NOT NULL, crc TEXT NOT NULL);
CREATE INDEX task_events_in_order ON task_events (item, time, store_id, seq, nth);
CREATE UNIQUE INDEX task_events_by_line ON task_events (desk, seq, nth);
CREATE INDEX task_artifacts ON task_events (item) WHERE has_artifact;
CREATE TABLE tasks (
    item INTEGER PRIMARY KEY, type TEXT NOT NULL, id TEXT NOT NULL, number INTEGER, title TEXT,
    estimate INTEGER, old_estimates TEXT, status TEXT NOT NULL, delegation TEXT NOT NULL,
    assignee TEXT, sprint TEXT, of_sprint INTEGER NOT NULL, parent_type TEXT, parent TEXT,
    of_parent INTEGER NOT NULL, summary TEXT, reason TEXT, claim TEXT, artifacts TEXT,
    known_since INTEGER NOT NULL, changed INTEGER NOT NULL, entered INTEGER, closed INTEGER,
    place INTEGER NOT NULL, newest INTEGER, tail_number INTEGER NOT NULL,
    title_by INTEGER, estimate_by INTEGER, status_by INTEGER, claim_by INTEGER,
    time INTEGER NOT NULL, store_id TEXT NOT NULL, seq INTEGER NOT NULL, nth INTEGER NOT NULL);
CREATE INDEX tasks_by_number ON tasks (type, number) WHERE number IS NOT NULL;
CREATE INDEX tasks_of_sprint ON tasks (of_sprint, status);
CREATE INDEX tasks_of_parent ON tasks (of_parent, status);
CREATE INDEX tasks_in_order ON tasks (place, newest DESC, known_since, tail_number, id, type)
    WHERE type NOT IN ('sprint', 'project');
CREATE TABLE task_desks (
    item INTEGER NOT NULL, desk INTEGER NOT NULL, PRIMARY KEY (item, desk)) WITHOUT ROWID;
CREATE TABLE task_times (
    item INTEGER NOT NULL, sprint INTEGER NOT NULL, task INTEGER NOT NULL, ms INTEGER NOT NULL,
    PRIMARY KEY (item, sprint, task)) WITHOUT ROWID;
CREATE VIRTUAL TABLE session_words USING fts5 (
    names, notes, operator, agent, workflow, contexts, type, state, content='', contentless_delete=1,
    tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');
CREATE VIRTUAL TABLE text_words USING fts5 (
    note, title, reason, content='', tokenize='unicode61 remove_diacritics 2', prefix='2');
";

/// Makes the tables.
pub fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(TABLES)?;
    connection.pragma_update(None, "application_id", APPLICATION)?;
    connection.pragma_update(None, "user_version", VERSION)
}

/// Reports whether a file has the tables of this program.
pub fn is_current(connection: &Connection) -> rusqlite::Result<bool> {
    let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    Ok(number("application_id")? == i64::from(APPLICATION)
        && number("user_version")? == i64::from(VERSION))
}
