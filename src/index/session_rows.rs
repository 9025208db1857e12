//! The rows of one session: written when it is filed, removed when it goes on.

use rusqlite::{Connection, OptionalExtension, params};

use super::items::Items;
use super::json_column::some_list;
use super::lazy_statement::LazyStatement;
use super::line_facts::ReadLine;
use super::task_times::TaskTimes;
use super::words::{index, int, row_at, us, word};
use crate::core::{FrameRef, Session, SessionId, SessionRecord, SessionRef, TextField};

/// Writes the rows of the sessions of one desk.
pub struct SessionWriter<'c> {
    desk: i64,
    find: LazyStatement<'c>,
    find_id: LazyStatement<'c>,
    add_id: LazyStatement<'c>,
    add: LazyStatement<'c>,
    add_words: LazyStatement<'c>,
    add_span: LazyStatement<'c>,
    add_stay: LazyStatement<'c>,
    add_folded: LazyStatement<'c>,
    add_pause: LazyStatement<'c>,
    add_gap: LazyStatement<'c>,
    times: TaskTimes<'c>,
    /// Remove a session, and its parts.
    remove: Vec<LazyStatement<'c>>,
}

/// The tables with the parts of sessions, and the one with the sessions.
const TABLES: [&str; 6] = ["spans", "stays", "folded_times", "pauses", "gaps", "sessions"];

impl<'c> SessionWriter<'c> {
    pub fn new(connection: &'c Connection, desk: i64) -> Self {
        let prepare = |sql: &'static str| LazyStatement::new(connection, sql);
        let mut remove = vec![prepare("DELETE FROM session_words WHERE rowid = ?1")];
        for table in TABLES {
            remove.push(LazyStatement::new(
                connection,
                format!("DELETE FROM {table} WHERE row = ?1"),
            ));
        }
        Self {
            desk,
            find: prepare("SELECT row, end_seq FROM sessions WHERE desk = ?1 AND key = ?2"),
            find_id: prepare(
                "SELECT row FROM sessions WHERE desk = ?1 AND key =
                 (SELECT key FROM session_ids WHERE desk = ?1 AND id = ?2)",
            ),
            add_id: prepare(
                "INSERT OR IGNORE INTO session_ids (desk, id, key) VALUES (?1, ?2, ?3)",
            ),
            add: prepare(
                "INSERT INTO sessions (row, desk, key, id, phase, started, ended, earliest, latest,
                 active_ms, paused_ms, breaks, start_notes, closing_notes, operator, interface,
                 agent, workflow, band, end_band, health, end_health, seq, segment, line_end, crc, end_seq,
                 is_corrected, is_added, source, run_status, run_user, run_name, type, folded_stays,
                 overrides, playbook_steps)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,
                 ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33,
                 ?34, ?35, ?36, ?37)
                 ON CONFLICT (row) DO NOTHING",
            ),
            add_words: prepare(
                "INSERT INTO session_words
                 (rowid, names, notes, operator, agent, workflow, contexts, type, state)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            ),
            add_span: prepare("INSERT INTO spans (row, nth, began, ms) VALUES (?1, ?2, ?3, ?4)"),
            add_stay: prepare(
                "INSERT INTO stays (row, nth, type, id, title, estimate, began, ended, ms, item,
                 sprint, task) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            ),
            add_folded: prepare(
                "INSERT INTO folded_times (row, item, sprint, task, ms) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET ms = ms + excluded.ms",
            ),
            add_pause: prepare(
                "INSERT INTO pauses (row, nth, began, ended) VALUES (?1, ?2, ?3, ?4)",
            ),
            add_gap: prepare(
                "INSERT INTO gaps (row, nth, gap, began, ended, ms, kept_ms, why, is_answered)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            ),
            times: TaskTimes::new(connection),
            remove,
        }
    }

    /// Writes a session that is over, in the place of what was known of it.
    pub fn file(
        &mut self,
        session: &Session,
        operator: i64,
        line: &ReadLine,
        items: &mut Items<'c>,
    ) -> rusqlite::Result<()> {
        let known = self.find.query_row(params![self.desk, session.key.0], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
        });
        // A correction does not move the end.
        let mut end_seq = int(line.seq);
        if let Some((row, ended_by)) = known.optional()? {
            end_seq = ended_by;
            self.remove(row)?;
        }
        if session.added.is_some() {
            // Nothing was measured in it.
            end_seq = 0;
        }
        let record = SessionRecord::of(session);
        // The line of its start may be lost.
        self.name(&SessionRef::of(session))?;
        let row = self.add(&record, operator, (end_seq, session), line)?;
        self.add_parts(row, &record, items)?;
        self.times.add(row)?;
        let state = [
            record.band.0.word(),
            record.band.1.word(),
            record.health.0.word(),
            record.health.1.word(),
        ]
        .join(" ");
        let text = |field: TextField| field.text_of(&record);
        self.add_words.execute(params![
            row,
            text(TextField::Names),
            text(TextField::Notes),
            text(TextField::Operator),
            text(TextField::Agent),
            text(TextField::Workflow),
            text(TextField::Contexts),
            text(TextField::Type),
            state
        ])?;
        Ok(())
    }

    /// Takes in the names of a session that started.
    pub fn name(&mut self, names: &SessionRef) -> rusqlite::Result<()> {
        self.add_id.execute(params![self.desk, names.id.as_str(), names.key.0]).map(drop)
    }

    /// Removes a session that goes on, or whose start was undone.
    pub fn withdraw(&mut self, id: &SessionId) -> rusqlite::Result<()> {
        let row = self.find_id.query_row(params![self.desk, id.as_str()], |row| row.get(0));
        row.optional()?.map_or(Ok(()), |row| self.remove(row))
    }

    fn remove(&mut self, row: i64) -> rusqlite::Result<()> {
        self.times.remove(row)?;
        self.remove.iter_mut().try_for_each(|from| from.execute([row]).map(drop))
    }

    /// Writes the row of a session; returns its number.
    fn add(
        &mut self,
        record: &SessionRecord,
        operator: i64,
        (end_seq, session): (i64, &Session),
        line: &ReadLine,
    ) -> rusqlite::Result<i64> {
        let (earliest, latest) = (us(record.earliest_utc()), us(record.latest_utc()));
        let mut row = row_at(earliest, self.desk, record.key.0.into());
        // Another desk may have started one in the same second.
        while self.add.execute(params![
            row,
            self.desk,
            record.key.0,
            record.id.as_str(),
            record.phase.word(),
            us(record.started_at_utc),
            us(record.ended_at_utc),
            earliest,
            latest,
            int(record.active_ms),
            int(record.paused_ms),
            record.breaks,
            record.start_notes,
            record.closing_notes,
            operator,
            record.interface.name(),
            record.agent_id,
            record.workflow_id,
            record.band.0.letter(),
            record.band.1.letter(),
            record.health.0.word(),
            record.health.1.word(),
            int(line.seq),
            line.segment.to_string(),
            int(line.end),
            line.crc,
            end_seq,
            record.is_corrected,
            record.is_added,
            session.source_hash,
            session.run_status().map(|status| status.0),
            session.run.as_ref().and_then(|run| run.user_id.as_ref()),
            session.run.as_ref().and_then(|run| run.name.as_ref()),
            record.session_type.as_str(),
            some_list(&record.folded_stays),
            some_list(&record.overrides),
            some_list(&record.playbook_steps),
        ])? == 0
        {
            row += 1;
        }
        Ok(row)
    }

    fn add_parts(
        &mut self,
        row: i64,
        record: &SessionRecord,
        items: &mut Items<'c>,
    ) -> rusqlite::Result<()> {
        for (nth, (began, ms)) in record.spans.iter().enumerate() {
            self.add_span.execute(params![row, index(nth), us(*began), int(*ms)])?;
        }
        for ((nth, stay), within) in record.contexts.iter().enumerate().zip(record.nesting()) {
            let mut number = |name: Option<&FrameRef>| name.map_or(Ok(0), |it| items.number(it));
            let (sprint, task) = (number(within.sprint.as_ref())?, number(within.task.as_ref())?);
            let item = number(Some(&stay.frame))?;
            let (kind, id) = (stay.frame.kind.as_str(), &stay.frame.id);
            let (title, estimate) = (&stay.title, stay.estimate_seconds.map(int));
            let (began, ended) = (us(stay.from_utc), stay.until_utc.map(us));
            self.add_stay.execute(params![
                row,
                index(nth),
                kind,
                id,
                title,
                estimate,
                began,
                ended,
                int(stay.active_ms),
                item,
                sprint,
                task
            ])?;
        }
        for older in &record.folded_stays {
            let mut number = |name: Option<&FrameRef>| name.map_or(Ok(0), |it| items.number(it));
            let (sprint, task) = (number(older.sprint.as_ref())?, number(older.task.as_ref())?);
            let item = number(Some(&older.frame))?;
            self.add_folded.execute(params![row, item, sprint, task, int(older.active_ms)])?;
        }
        for (nth, pause) in record.pauses.iter().enumerate() {
            self.add_pause.execute(params![
                row,
                index(nth),
                us(pause.from_utc),
                pause.until_utc.map(us)
            ])?;
        }
        for (nth, gap) in record.gaps.iter().enumerate() {
            let (began, ended) = (us(gap.from_utc), us(gap.until_utc));
            let (id, why) = (gap.id.0, word(&gap.why));
            self.add_gap.execute(params![
                row,
                index(nth),
                id,
                began,
                ended,
                int(gap.ms),
                int(gap.kept_ms),
                why,
                gap.is_answered
            ])?;
        }
        Ok(())
    }
}
