//! The playbook in the form that the clients of the governance server know.

use serde::Serialize;

use crate::core::{Band, Cone, Health, Light, PlaybookStanding, StepStanding, StepState};

/// The steps of a playbook, as the governance server's `GET /core/go/checklist`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoChecklist {
    /// The band now.
    pub cone_band: Band,
    /// The health now.
    pub status: Light,
    /// The steps, in order.
    pub steps: Vec<GoStep>,
    /// Why steps are blocked: the reasons of a red health.
    pub blocked_reasons: Vec<String>,
}

/// One step of a playbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoStep {
    /// Its name.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// Why; empty if the playbook does not say.
    pub why: String,
    /// The worst band in which it may be done.
    pub band_min: Band,
    /// Whether a red health blocks it.
    pub blocked_if_red: bool,
    /// Whether it is done. A step that is skipped is not.
    pub done: bool,
    /// The note with which it was done, or why it was skipped; null if there is none.
    pub notes: Option<String>,
}

/// The next step, as the governance server's `GET /core/go/next_step`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoNext {
    /// The band now.
    pub cone_band: Band,
    /// The health now.
    pub status: Light,
    /// The next step; null if all are done or skipped.
    pub next_step: Option<GoStep>,
    /// What to do, or what blocks it.
    pub message: String,
}

/// The body of `POST /core/go/complete`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoComplete {
    /// The step.
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64)))]
    pub step_id: String,
    /// Whether it is done; `false` removes its mark. Without this, it is done.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("type" = "boolean")))]
    pub done: Option<bool>,
    /// A note. Without `value`, it is also the value of a step that asks for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 4000)))]
    pub notes: Option<String>,
    /// The value that was read, for a step that asks for one. A number, `true` and `false` are its text.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("type" = ["string", "number", "boolean", "null"], "maxLength" = 4000)))]
    pub value: Option<String>,
    /// The name of the playbook. Without this, the main one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 64)))]
    pub playbook: Option<String>,
    /// Why it is done although something blocks it.
    #[serde(rename = "override", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemas", schemars(extend("maxLength" = 1000, "pattern" = "\\S")))]
    pub against: Option<String>,
}

/// The answer to `POST /core/go/complete`: the step as it stands. A mark that was there before stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct GoCompleted {
    /// Always true.
    pub ok: bool,
    /// The step.
    pub step_id: String,
    /// Whether it is done.
    pub done: bool,
    /// The note with which it was done; null if there is none.
    pub notes: Option<String>,
}

impl From<&StepStanding> for GoStep {
    fn from(step: &StepStanding) -> Self {
        Self {
            id: step.id.clone(),
            title: step.title.clone(),
            why: step.why.clone().unwrap_or_default(),
            band_min: step.band_min,
            blocked_if_red: step.blocked_if_red,
            done: step.state == StepState::Done,
            notes: step.mark.as_ref().and_then(|mark| mark.note.clone()),
        }
    }
}

impl GoChecklist {
    /// Returns the steps of a playbook, while band and health are as they are now.
    #[must_use]
    pub fn of(playbook: &PlaybookStanding, (cone, health): (&Cone, &Health)) -> Self {
        let is_red = health.status == Light::Red;
        Self {
            cone_band: cone.band,
            status: health.status,
            steps: playbook.steps.iter().map(GoStep::from).collect(),
            blocked_reasons: if is_red { health.reasons.clone() } else { Vec::new() },
        }
    }
}

impl GoNext {
    /// Returns the next step of a playbook, while band and health are as they are now.
    #[must_use]
    pub fn of(playbook: &PlaybookStanding, (cone, health): (&Cone, &Health)) -> Self {
        let next = playbook.next_step();
        let message = match next {
            None => "All steps are done or skipped.".to_owned(),
            Some(step) if step.blocked.is_empty() => format!("Next: {}", step.title),
            Some(step) => format!("Blocked: {}", step.blocked.join("; ")),
        };
        Self {
            cone_band: cone.band,
            status: health.status,
            next_step: next.map(GoStep::from),
            message,
        }
    }
}
