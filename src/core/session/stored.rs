//! Reading and writing a session. A session that cannot exist is not read.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::core::session::{Phase, Session, Span};

/// The fields that the state file adds for other programs. The other fields imply them.
const ADDED: [&str; 5] = ["active", "cone_band", "notes", "status", "total_active_seconds"];

impl Serialize for Session {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, to)
    }
}

impl<'de> Deserialize<'de> for Session {
    /// Refuses a session that cannot exist: active without an open span, or ended without an end.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut session = Self::deserialize(from)?;
        for name in ADDED {
            session.extra.remove(name);
        }
        match fault(&session) {
            Some(fault) => Err(D::Error::custom(fault)),
            None => Ok(session),
        }
    }
}

/// Returns why this cannot be a session; `None` if it can.
fn fault(session: &Session) -> Option<String> {
    let key = session.key;
    let open = session.spans.iter().filter(|span| span.is_open()).count();
    let last_open = session.spans.last().is_some_and(Span::is_open);
    match session.phase {
        Phase::Active if open != 1 || !last_open => {
            Some(format!("{key} is active without one open span at the end"))
        }
        Phase::Paused | Phase::Ended | Phase::Cancelled if open != 0 => {
            Some(format!("{key} is not active and has an open span"))
        }
        Phase::Ended | Phase::Cancelled if session.ended_at_utc.is_none() => {
            Some(format!("{key} has ended and has no end"))
        }
        Phase::Active | Phase::Paused | Phase::Ended | Phase::Cancelled => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use serde_json::Value;

    use super::*;
    use crate::core::base::{By, Interface, Moment, SessionKey};
    use crate::core::session::{EffectiveAt, Governance, Light};

    fn session() -> Session {
        let now = Moment {
            utc: "2026-01-05T09:00:00Z".parse().unwrap(),
            steady: None,
            nonce: 7,
            heartbeat: None,
            thresholds: crate::core::base::Thresholds::default(),
            sources: crate::core::base::SourceTimes::default(),
        };
        let by = By::new("ana", Interface::Tui, "desk-1");
        let mut governance = Governance::default();
        governance.health.status = Light::Green;
        let (notes, at) = (Some("review".to_owned()), EffectiveAt::now(&now));
        let mut session = Session::start(SessionKey(1), &by, governance.snapshot(), notes, at);
        session.finish(Phase::Ended, governance.snapshot(), at);
        session
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
    fn what_the_state_file_adds_for_other_programs_is_not_kept() {
        let mut json = serde_json::to_value(session()).unwrap();
        json["active"] = true.into();
        json["cone_band"] = "D".into();
        json["notes"] = "old".into();
        json["status"] = "red".into();
        json["total_active_seconds"] = 7.into();
        assert_eq!(serde_json::from_value::<Session>(json).unwrap(), session());
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
