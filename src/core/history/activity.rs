//! An event as a person reads it.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{By, Provenance, SessionKey, Verb, range_text};
use crate::core::history::{Recorded, StepChange};
use crate::core::session::{ClosedFrame, Edit, FrameRef, Severity};

/// An event as a person reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Activity {
    /// The event's number.
    pub seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// When somebody gave the command, UTC; absent if it took effect then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_at_utc: Option<DateTime<Utc>>,
    /// What was done.
    pub verb: Verb,
    /// All that can be said of it in one line; may be empty.
    pub text: String,
    /// What somebody typed: notes, a note, a title or a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// What the program says of it, without contexts.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
    /// From when until when the break was that it added or removed, or the session that it added; or for which
    /// time a person's word of the band or health counted, or an alert was shelved. Absent for everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over: Option<BreakTimes>,
    /// What it corrected.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// The contexts that it left, innermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left: Vec<LeftContext>,
    /// How bad the band or health is that it gave; absent if it is good.
    #[serde(default, skip_serializing_if = "Severity::is_calm")]
    pub severity: Severity,
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

/// From when until when something was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BreakTimes {
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// When it ended, UTC.
    pub until_utc: DateTime<Utc>,
}

/// A context that was left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct LeftContext {
    /// Its name.
    #[serde(flatten)]
    pub name: FrameRef,
    /// Its active time, seconds.
    pub active_seconds: u64,
}

impl Activity {
    /// Returns the event as a person reads it.
    #[must_use]
    pub fn of(recorded: &Recorded) -> Self {
        Self {
            seq: recorded.seq,
            at_utc: recorded.at,
            given_at_utc: (recorded.recorded_at != recorded.at).then_some(recorded.recorded_at),
            verb: recorded.event.verb(),
            text: recorded.text(),
            subject: recorded.event.subject(),
            detail: recorded.detail(),
            over: recorded.over(),
            edits: recorded.event.edits().to_vec(),
            left: recorded.event.left().iter().map(LeftContext::of).collect(),
            severity: recorded.event.severity(),
            by: recorded.by.clone(),
            provenance: recorded.provenance.clone(),
            session: recorded.session.as_ref().map(|session| session.key),
            context: recorded.context.clone(),
            undone: false,
        }
    }

    /// Returns when somebody gave the command, UTC: also if it took effect at another time.
    #[must_use]
    pub fn given_at(&self) -> DateTime<Utc> {
        self.given_at_utc.unwrap_or(self.at_utc)
    }

    /// Returns the event as a person reads it, marked if it was undone.
    #[must_use]
    pub fn marked(recorded: &Recorded, undone: bool) -> Self {
        Self { undone, ..Self::of(recorded) }
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
        let words = [Some(&self.text), self.subject.as_ref(), Some(&self.detail)];
        let words: usize = words.into_iter().flatten().map(String::len).sum();
        let left = self.left.iter().map(|left| &left.name);
        let frames = self.context.iter().chain(left);
        let frames = frames.map(|name| name.kind.as_str().len() + name.id.len() + 48);
        let edits = self.edits.iter().map(|edit| 120 + edit.text_bytes());
        frames.chain(edits).fold(words + names + 200, usize::saturating_add)
    }
}

impl BreakTimes {
    /// Returns its local times, as in "12:00–12:45", with the days if they are not that of `other`, UTC.
    #[must_use]
    pub fn near(
        self,
        other: DateTime<Utc>,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> String {
        range_text(local(self.from_utc), local(self.until_utc), local(other))
    }
}

impl LeftContext {
    fn of(frame: &ClosedFrame) -> Self {
        Self { name: frame.name(), active_seconds: frame.active_ms / 1_000 }
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
        Activity::marked(event, undone)
    }
}
