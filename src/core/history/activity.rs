//! An event as a person reads it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{By, Provenance, SessionKey, Verb};
use crate::core::history::{Recorded, StepChange};
use crate::core::session::FrameRef;

/// An event as a person reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Activity {
    /// The event's number.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// Details; may be empty.
    pub text: String,
    /// Who did it.
    pub by: By,
    /// The source that measured it; absent if a person gave it.
    #[serde(default, rename = "measured_by", skip_serializing_if = "Provenance::is_given")]
    pub provenance: Provenance,
    /// The session it belonged to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionKey>,
    /// The context it belonged to: frames, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub context: Vec<FrameRef>,
    /// Whether it was undone since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undone: bool,
}

impl Activity {
    /// Returns the event as a person reads it.
    #[must_use]
    pub fn of(recorded: &Recorded) -> Self {
        Self {
            seq: recorded.seq,
            at_utc: recorded.at,
            verb: recorded.event.verb(),
            text: recorded.text(),
            by: recorded.by.clone(),
            provenance: recorded.provenance.clone(),
            session: recorded.session.as_ref().map(|session| session.key),
            context: recorded.context.clone(),
            undone: false,
        }
    }

    /// Returns the source that measured it, as in "measured by deny-rate"; `None` if a person gave it.
    #[must_use]
    pub fn measured_text(&self) -> Option<String> {
        self.provenance.source().map(|source| format!("measured by {source}"))
    }

    /// Returns what somebody did, as in "paused SESSION-014" or "set the band".
    #[must_use]
    pub fn did(&self) -> String {
        let spec = self.verb.spec();
        match (spec.link, self.session) {
            (Some(link), Some(key)) => format!("{}{link}{key}", spec.did),
            _ => spec.did.to_owned(),
        }
    }

    /// Returns events as a person reads them, newest first. Undone ones are marked.
    #[must_use]
    pub fn of_all(events: &[Recorded]) -> Vec<Self> {
        let mut marks = Marks::default();
        events.iter().map(|event| marks.activity(event)).collect()
    }

    /// Returns its approximate size in the state file, bytes.
    pub(in crate::core) fn bytes(&self) -> usize {
        let names = self.by.operator.len() + self.by.host.len();
        let frames = self.context.iter().map(|f| f.kind.as_str().len() + f.id.len() + 24);
        frames.fold(self.text.len() + names + 160, usize::saturating_add)
    }
}

/// Which events were undone. A caller adds events one by one, newest first.
#[derive(Debug, Default)]
pub struct Marks(HashMap<u64, bool>);

impl Marks {
    /// Returns the next older event as a person reads it.
    pub fn activity(&mut self, event: &Recorded) -> Activity {
        // Newer events come first, so the first entry counts.
        match event.event.step_change() {
            StepChange::Undoes(of) => drop(self.0.entry(of).or_insert(true)),
            StepChange::Redoes(of) => drop(self.0.entry(of).or_insert(false)),
            StepChange::Makes => {}
        }
        let undone = self.0.get(&event.seq).copied().unwrap_or(false);
        Activity { undone, ..Activity::of(event) }
    }
}
