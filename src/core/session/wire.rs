//! How a session stands in files: a superset of the governance server's `session` object.
//!
//! Its readers expect `active`, `cone_band`, `status` and `total_active_seconds` beside what they
//! follow from; they are written for them and never read back.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::by::Interface;
use crate::core::base::keys::{SessionId, SessionKey};
use crate::core::base::moment::Stamp;
use crate::core::session::context::{ClosedFrame, ContextStack};
use crate::core::session::gap::Gap;
use crate::core::session::governance::{Band, Light, Snapshot};
use crate::core::session::lifecycle::{Phase, Session};
use crate::core::session::span::{Folded, Span};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionWire {
    #[serde(default)]
    active: bool,
    started_at_utc: DateTime<Utc>,
    ended_at_utc: Option<DateTime<Utc>>,
    #[serde(default)]
    cone_band: Option<Band>,
    #[serde(default)]
    status: Option<Light>,
    notes: Option<String>,
    snapshot: Snapshot,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_snapshot: Option<Snapshot>,
    key: SessionKey,
    id: SessionId,
    phase: Phase,
    phase_since: Stamp,
    start_notes: Option<String>,
    #[serde(default)]
    pause_reason: Option<String>,
    operator: String,
    #[serde(rename = "source")]
    interface: Interface,
    #[serde(default)]
    agent_id: Option<String>,
    #[serde(default)]
    workflow_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    target_seconds: Option<u64>,
    #[serde(default)]
    metadata: Map<String, Value>,
    #[serde(default)]
    paused_at_utc: Option<DateTime<Utc>>,
    #[serde(default)]
    resumed_at_utc: Option<DateTime<Utc>>,
    last_change: Stamp,
    #[serde(default)]
    total_active_seconds: u64,
    #[serde(default)]
    breaks: u32,
    #[serde(default)]
    paused_ms: u64,
    spans: Vec<Span>,
    #[serde(default)]
    folded_spans: Folded,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<Gap>,
    #[serde(default)]
    folded_gaps_ms: u64,
    context_stack: ContextStack,
    #[serde(default)]
    closed_frames: Vec<ClosedFrame>,
    #[serde(default)]
    folded_frames: Folded,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

impl From<Session> for SessionWire {
    fn from(session: Session) -> Self {
        let total_ms = session.closed_ms();
        Self {
            active: session.phase.is_live(),
            started_at_utc: session.started_at_utc,
            ended_at_utc: session.ended_at_utc,
            cone_band: Some(session.snapshot.cone.band),
            status: Some(session.snapshot.status.status),
            notes: session.notes,
            snapshot: session.snapshot,
            end_snapshot: session.end_snapshot,
            key: session.key,
            id: session.id,
            phase: session.phase,
            phase_since: session.phase_since,
            start_notes: session.start_notes,
            pause_reason: session.pause_reason,
            operator: session.operator,
            interface: session.interface,
            agent_id: session.agent_id,
            workflow_id: session.workflow_id,
            target_seconds: session.target_seconds,
            metadata: session.metadata,
            paused_at_utc: session.paused_at_utc,
            resumed_at_utc: session.resumed_at_utc,
            last_change: session.last_change,
            total_active_seconds: total_ms / 1_000,
            breaks: session.breaks,
            paused_ms: session.paused_ms,
            spans: session.spans,
            folded_spans: session.folded_spans,
            gaps: session.gaps,
            folded_gaps_ms: session.folded_gaps_ms,
            context_stack: session.context_stack,
            closed_frames: session.closed_frames,
            folded_frames: session.folded_frames,
            extra: session.extra,
        }
    }
}

impl TryFrom<SessionWire> for Session {
    type Error = String;

    /// Refuses what no session can be: active without an open span, or over without an end.
    fn try_from(wire: SessionWire) -> Result<Self, Self::Error> {
        let open = wire.spans.iter().filter(|span| span.is_open()).count();
        let last_open = wire.spans.last().is_some_and(Span::is_open);
        match wire.phase {
            Phase::Active if open != 1 || !last_open => {
                return Err(format!("{} is active without one open span at the end", wire.key));
            }
            Phase::Paused | Phase::Ended | Phase::Cancelled if open != 0 => {
                return Err(format!("{} is not active and has an open span", wire.key));
            }
            Phase::Ended | Phase::Cancelled if wire.ended_at_utc.is_none() => {
                return Err(format!("{} is over and has no end", wire.key));
            }
            _ => {}
        }
        Ok(Self {
            key: wire.key,
            id: wire.id,
            phase: wire.phase,
            phase_since: wire.phase_since,
            started_at_utc: wire.started_at_utc,
            ended_at_utc: wire.ended_at_utc,
            paused_at_utc: wire.paused_at_utc,
            resumed_at_utc: wire.resumed_at_utc,
            last_change: wire.last_change,
            start_notes: wire.start_notes,
            notes: wire.notes,
            pause_reason: wire.pause_reason,
            operator: wire.operator,
            interface: wire.interface,
            agent_id: wire.agent_id,
            workflow_id: wire.workflow_id,
            target_seconds: wire.target_seconds,
            metadata: wire.metadata,
            snapshot: wire.snapshot,
            end_snapshot: wire.end_snapshot,
            spans: wire.spans,
            folded_spans: wire.folded_spans,
            gaps: wire.gaps,
            folded_gaps_ms: wire.folded_gaps_ms,
            breaks: wire.breaks,
            paused_ms: wire.paused_ms,
            context_stack: wire.context_stack,
            closed_frames: wire.closed_frames,
            folded_frames: wire.folded_frames,
            extra: wire.extra,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::core::base::by::By;
    use crate::core::base::moment::Moment;
    use crate::core::session::effect::EffectiveAt;
    use crate::core::session::governance::Governance;

    const SERVERS: &str = include_str!("../../../tests/fixtures/contracts/go_session.file.json");

    fn session() -> Session {
        let now = Moment {
            utc: "2026-01-05T09:00:00Z".parse().unwrap(),
            steady: None,
            nonce: 7,
            seen: None,
            thresholds: crate::core::base::moment::Thresholds::default(),
        };
        let by = By { operator: "ana".into(), interface: Interface::Tui, host: "desk-1".into() };
        let mut governance = Governance::default();
        governance.health.status = Light::Green;
        let (notes, at) = (Some("review".to_owned()), EffectiveAt::now(&now));
        let mut session = Session::start(SessionKey(1), &by, governance.snapshot(), notes, at);
        session.finish(Phase::Ended, governance.snapshot(), at);
        session
    }

    /// Everything that the server's object has is in ours, of the same kind.
    fn holds(ours: &Value, theirs: &Value, path: &str) {
        match (ours, theirs) {
            (Value::Object(ours), Value::Object(theirs)) => {
                for (name, value) in theirs {
                    let path = format!("{path}.{name}");
                    let ours = ours.get(name).unwrap_or_else(|| panic!("{path} is missing"));
                    holds(ours, value, &path);
                }
            }
            (Value::String(_), Value::String(_))
            | (Value::Bool(_), Value::Bool(_))
            | (Value::Array(_), Value::Array(_)) => {}
            // Nobody has set the band: it has no time yet.
            (Value::Null, Value::String(_)) if path.ends_with("updated_at_utc") => {}
            _ => panic!("{path} is {ours} here and {theirs} there"),
        }
    }

    #[test]
    fn a_session_holds_everything_that_the_servers_object_holds() {
        let servers: Value = serde_json::from_str(SERVERS).unwrap();
        let ours = serde_json::to_value(session()).unwrap();
        holds(&ours, &servers["session"], "session");
        assert_eq!(ours["status"], "green");
        assert_eq!(ours["cone_band"], "B");
    }

    #[test]
    fn active_means_not_ended_yet() {
        let mut session = session();
        for (phase, active) in [(Phase::Paused, true), (Phase::Ended, false)] {
            session.phase = phase;
            assert_eq!(serde_json::to_value(&session).unwrap()["active"], active);
        }
    }

    #[test]
    fn fields_of_a_newer_program_stay() {
        let mut json = serde_json::to_value(session()).unwrap();
        json["mood"] = "calm".into();
        json["spans"][0]["gaps"] = serde_json::json!([1]);
        json["snapshot"]["weather"] = "fair".into();
        let session: Session = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(session).unwrap(), json);
    }

    #[test]
    fn what_no_session_can_be_is_not_read() {
        let json = serde_json::to_value(session()).unwrap();
        let broken = [
            ("phase", Value::from("active"), "open span"),
            ("ended_at_utc", Value::Null, "no end"),
        ];
        for (field, value, why) in broken {
            let mut json = json.clone();
            json[field] = value;
            let error = serde_json::from_value::<Session>(json).unwrap_err();
            assert!(error.to_string().contains(why), "{error}");
        }
    }
}
