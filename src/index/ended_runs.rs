//! The runs that are over.

use rusqlite::{Row, params};

use super::asked::{Asked, OnProgress};
use super::error::IndexError;
use super::file::Index;
use super::sessions::time;
use super::words::{case, uint, us};
use crate::core::{
    DeskGlance, DeskName, Phase, RunQuery, RunStatus, SessionId, SessionKey, SessionType,
};

const SQL: &str = "
    SELECT d.name, s.key, s.id, s.phase, s.started, s.ended, s.active_ms,
    coalesce(s.closing_notes, s.start_notes), n.text, s.agent, s.workflow, s.run_user, s.run_status,
    s.end_band, s.end_health, s.run_name, s.type
    FROM sessions s JOIN desks d USING (desk) JOIN names n ON n.name = s.operator
    WHERE s.run_status IS NOT NULL AND s.started >= ?1
    AND (?2 IS NULL OR s.agent = ?2) AND (?3 IS NULL OR s.workflow = ?3)
    AND (?4 IS NULL OR s.run_user = ?4) AND (?5 IS NULL OR s.run_status = ?5)
    AND (?6 IS NULL OR s.type = ?6)
    ORDER BY s.started DESC";

impl Index {
    /// Returns the runs that are over, the last one first.
    ///
    /// # Errors
    /// [`IndexError`] if the journal of this desk cannot be read.
    pub fn ended_runs(
        &self,
        say: OnProgress<'_>,
        query: &RunQuery,
    ) -> Result<Asked<Vec<DeskGlance>>, IndexError> {
        let RunQuery { agent, workflow, user, session_type, status, since } = query;
        let of_type = session_type.as_ref().map(SessionType::as_str);
        let since = since.map_or(i64::MIN, us);
        self.ask(say, &|connection| {
            let mut find = connection.prepare_cached(SQL)?;
            let rows =
                find.query_map(params![since, agent, workflow, user, status, of_type], glance)?;
            rows.collect()
        })
    }
}

fn glance(row: &Row<'_>) -> rusqlite::Result<DeskGlance> {
    let word = |at: usize| row.get::<_, Option<String>>(at);
    let desk = DeskName::named(&row.get::<_, String>(0)?);
    let phase = if row.get::<_, String>(3)? == Phase::Cancelled.word() {
        Phase::Cancelled
    } else {
        Phase::Ended
    };
    Ok(DeskGlance {
        phase: Some(phase),
        session: Some(SessionKey(row.get(1)?)),
        session_id: SessionId::parse(&row.get::<_, String>(2)?),
        session_type: Some(case(row, 16)?),
        started_at_utc: Some(time(row, 4)?),
        touched_at_utc: Some(time(row, 5)?),
        active_seconds: Some(uint(row, 6)? / 1_000),
        title: word(7)?,
        operator: word(8)?,
        agent_id: word(9)?,
        workflow_id: word(10)?,
        user_id: word(11)?,
        status: word(12)?.map(RunStatus),
        band: word(13)?.and_then(|band| band.parse().ok()),
        health: word(14)?.and_then(|health| health.parse().ok()),
        name: word(15)?,
        ..DeskGlance::gone(desk)
    })
}
