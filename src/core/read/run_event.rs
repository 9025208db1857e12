//! What happened in a run, with the values that each event changed.

use serde_json::{Map, Value};

use crate::core::history::{Activity, Marks, Recorded};
use crate::core::session::{Run, RunStatus, RunStep, Session};

/// One event of a run, with the values that it changed. An undo has them too.
#[derive(Debug, Clone, PartialEq)]
pub struct RunEvent {
    /// The event as a person reads it.
    pub activity: Activity,
    /// The fields of the metadata that it changed: before and since.
    pub metadata: ValuesChange,
    /// The steps that it changed: before and since.
    pub steps: StepsChange,
    /// The status before and since, if it changed it. Before the start there was none.
    pub status: Option<(Option<RunStatus>, RunStatus)>,
}

/// Fields that an event changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValuesChange {
    /// The old values; a field that is new has none.
    pub was: Map<String, Value>,
    /// The new values; a field that is gone has none.
    pub set: Map<String, Value>,
}

/// Steps that an event changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StepsChange {
    /// As they were; a step that is new was none.
    pub was: Vec<RunStep>,
    /// As they are since; a step that is gone is none.
    pub set: Vec<RunStep>,
}

impl RunEvent {
    /// Returns the events of a run, oldest first; `events` has the newest first.
    #[must_use]
    pub fn all(events: &[Recorded]) -> Vec<Self> {
        let mut marks = Marks::default();
        let activities: Vec<_> = events.iter().map(|event| marks.activity(event)).collect();
        let mut session: Option<Session> = None;
        let of_event = |(event, activity): (&Recorded, Activity)| {
            let before = session.clone();
            if let Some(change) = &event.change.set.session {
                change.apply(&mut session);
            }
            Self {
                activity,
                metadata: ValuesChange::between(before.as_ref(), session.as_ref()),
                steps: StepsChange::between(before.as_ref(), session.as_ref()),
                status: status_change(before.as_ref(), session.as_ref()),
            }
        };
        events.iter().zip(activities).rev().map(of_event).collect()
    }
}

fn status_change(
    before: Option<&Session>,
    after: Option<&Session>,
) -> Option<(Option<RunStatus>, RunStatus)> {
    let (before, after) = (before.and_then(Session::run_status), after?.run_status()?);
    (before.as_ref() != Some(&after)).then_some((before, after))
}

impl ValuesChange {
    fn between(before: Option<&Session>, after: Option<&Session>) -> Self {
        let none = Map::new();
        let before = before.map_or(&none, |session| &session.metadata);
        let after = after.map_or(&none, |session| &session.metadata);
        Self { was: lacking(before, after), set: lacking(after, before) }
    }
}

/// Returns the fields that another object has not, or with another value.
fn lacking(fields: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let differs = |(name, value): &(&String, &Value)| other.get(*name) != Some(*value);
    fields.iter().filter(differs).map(|(name, value)| (name.clone(), value.clone())).collect()
}

impl StepsChange {
    fn between(before: Option<&Session>, after: Option<&Session>) -> Self {
        let steps = |session: Option<&Session>| -> Vec<RunStep> {
            let run: Option<&Run> = session.and_then(|session| session.run.as_ref());
            run.map(|run| run.steps.clone()).unwrap_or_default()
        };
        let (before, after) = (steps(before), steps(after));
        let new = after.iter().filter(|step| !before.contains(step)).cloned().collect();
        let was = before.into_iter().filter(|step| !after.contains(step)).collect();
        Self { was, set: new }
    }
}
