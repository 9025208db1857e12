//! Completes `session` in the state file for the readers of the governance server's file.
//!
//! They expect fields that follow from the others, and a session that is not active before the
//! first one. No other file holds these fields, and this program never reads them.

use memchr::memmem;

use crate::core::Session;

/// The beginning of a session in the state file. No text can contain it: in JSON a line break
/// within a text is escaped.
const SESSION: &str = "\n  \"session\": {";
/// The session in the state file before the first one.
const NO_SESSION: &str = "\n  \"session\": null";
const EMPTY: &str = r#"
    "active": false,
    "started_at_utc": null,
    "ended_at_utc": null,
    "cone_band": null,
    "status": null,
    "notes": null,
    "snapshot": null
  }"#;

/// Returns the pretty JSON of a state with a complete session.
pub(super) fn complete(state: &[u8], session: Option<&Session>) -> Vec<u8> {
    let (start, fields) = match session {
        Some(session) => (SESSION, fields(session)),
        None => (NO_SESSION, EMPTY.to_owned()),
    };
    let Some(at) = memmem::find(state, start.as_bytes()) else { return state.to_vec() };
    let (before, rest) = state.split_at(at);
    let after = rest.get(start.len()..).unwrap_or_default();
    [before, SESSION.as_bytes(), fields.as_bytes(), after].concat()
}

fn fields(session: &Session) -> String {
    let notes = serde_json::Value::from(session.notes());
    let (active, band) = (session.phase.is_live(), session.snapshot.cone.band.letter());
    let (status, seconds) = (session.snapshot.status.status.word(), session.closed_ms() / 1_000);
    format!(
        r#"
    "active": {active},
    "cone_band": "{band}",
    "status": "{status}",
    "notes": {notes},
    "total_active_seconds": {seconds},"#
    )
}
