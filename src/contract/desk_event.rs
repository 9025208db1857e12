//! What happens on desks, as the stream of events tells it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::Document;
use crate::core::{Activity, DeskName};

/// Something that happened on a desk.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DeskEvent {
    /// The desk.
    pub desk: DeskName,
    /// What happened there.
    #[serde(flatten)]
    pub activity: Activity,
}

impl Document for DeskEvent {
    const SCHEMA: &'static str = "onwatch.event/1";
}

impl DeskEvent {
    /// Returns what happened, in words that do not change later: whether it was undone since is an event of its
    /// own.
    #[must_use]
    pub fn of(desk: &DeskName, activity: Activity) -> Self {
        Self { desk: desk.clone(), activity: Activity { undone: false, ..activity } }
    }
}

/// The beginning of a stream of events.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct EventsBegun {
    /// The number of the last event before the stream, for each desk.
    pub after: BTreeMap<String, u64>,
    /// The desks whose history ends before the event that was named: it was restored from a copy, or is another
    /// one. Their stream begins at its end.
    pub restarted: Vec<DeskName>,
}

impl Document for EventsBegun {
    const SCHEMA: &'static str = "onwatch.events/1";
}
