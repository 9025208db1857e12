//! The bounds of every text and list. They keep a line of the journal and the state file small.

use serde_json::{Map, Value};

use crate::core::base::{Hint, Refusal, RefusalKind};

/// A named upper bound of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// What is bounded, as a person calls it.
    pub name: &'static str,
    /// The most characters (for [`METADATA`]: bytes of JSON).
    pub max: usize,
}

/// A note, also the notes of a session.
pub const NOTE: Bound = Bound { name: "note", max: 4_000 };
/// A reason.
pub const REASON: Bound = Bound { name: "reason", max: 1_000 };
/// A frame's title.
pub const TITLE: Bound = Bound { name: "title", max: 200 };
/// An id: of a frame, an agent, a workflow, an operation; also an operator's name.
pub const ID: Bound = Bound { name: "id", max: 64 };
/// The metadata of a session, as JSON.
pub const METADATA: Bound = Bound { name: "metadata", max: 16 * 1_024 };

/// What came of the steps of a run, as JSON.
pub const RUN_DATA: Bound = Bound { name: "data of the steps", max: 64 * 1_024 };

/// The most levels of a metadata object. JSON readers stop at 128 levels, and a journal line adds
/// about twelve. A deeper object would make the line unreadable.
const METADATA_LEVELS: usize = 32;

/// The most frames on a context stack.
pub const STACK_MAX: usize = 64;
/// The most reasons a health reading keeps.
pub const REASONS_MAX: usize = 10;
/// The most closed spans, and the most closed frames, in the state. Older ones fold into a total.
pub const KEPT_MAX: usize = 200;
/// The most activities in the state.
pub const RECENT_MAX: usize = 50;
/// The most bytes (as text) of those activities.
pub const RECENT_BYTES: usize = 14 * 1_024;
/// The most operation ids in the state.
pub const OPERATIONS_MAX: usize = 64;
/// The most sources of the settings, and the most others of which readings are kept.
pub const SOURCES_MAX: usize = 32;
/// The most bytes (as JSON) of the readings of each.
pub const READINGS_BYTES: usize = 64 * 1_024;
/// The most sessions that one command adds.
pub const ADDED_MAX: usize = 256;
/// The most bytes (as JSON) of those sessions.
pub const ADDED_BYTES: usize = 512 * 1_024;
/// The most steps of a run.
pub const STEPS_MAX: usize = 256;
/// The most times that a rule may be overridden in one session.
pub const OVERRIDES_MAX: usize = 100;
/// The most artifacts of one session.
pub const ARTIFACTS_MAX: usize = 100;
/// The most tasks that one command adds.
pub const TASKS_MAX: usize = 1_000;
/// The most bytes (as JSON) of those tasks.
pub const TASKS_BYTES: usize = 256 * 1_024;
/// The path or the address of an artifact.
pub const LOCATION: Bound = Bound { name: "path or address", max: 4_000 };
/// The most changes that can be undone.
pub const UNDO_MAX: usize = 20;

impl Bound {
    /// Checks that `text` is within the bound.
    ///
    /// # Errors
    /// A usage refusal that names the bound and the length.
    pub fn check(self, text: &str) -> Result<(), Refusal> {
        // Bytes are never fewer than characters, so most texts are not counted at all.
        if text.len() <= self.max {
            return Ok(());
        }
        let length = text.chars().count();
        if length <= self.max {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalKind::Usage,
            format!("The {} was not accepted", self.name),
            format!("it has {length} characters and may have {}", self.max),
            "shorten it and try again",
        ))
    }

    /// Checks that `text` is within the bound and not blank.
    ///
    /// # Errors
    /// A usage refusal that names the text, or the bound and the length.
    pub fn check_some(self, text: &str) -> Result<(), Refusal> {
        if text.trim().is_empty() {
            return Err(Refusal::new(
                RefusalKind::Usage,
                format!("The {} was not accepted", self.name),
                "it is empty",
                Hint::say(format!("use 1 to {} characters", self.max)),
            ));
        }
        self.check(text)
    }

    /// Checks that an optional text is within the bound.
    ///
    /// # Errors
    /// As [`Bound::check`].
    pub fn check_option(self, text: Option<&str>) -> Result<(), Refusal> {
        text.map_or(Ok(()), |text| self.check(text))
    }

    /// Checks that a JSON object is within the bound, in bytes, and not nested too deep.
    ///
    /// # Errors
    /// A usage refusal that names the bound and the size.
    pub fn check_json(self, object: &Map<String, Value>) -> Result<(), Refusal> {
        let refused = |why: String| {
            let what = format!("The {} was not accepted", self.name);
            Err(Refusal::new(RefusalKind::Usage, what, why, "shorten it and try again"))
        };
        if object.values().any(|value| is_deeper(value, METADATA_LEVELS - 1)) {
            return refused(format!("it is nested deeper than {METADATA_LEVELS} levels"));
        }
        let bytes = serde_json::to_vec(object).map_or(usize::MAX, |json| json.len());
        if object.is_empty() || bytes <= self.max {
            return Ok(());
        }
        refused(format!("it takes {bytes} bytes and may take {}", self.max))
    }

    /// Returns the bound with another name.
    #[must_use]
    pub fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }
}

/// Reports whether a value has more levels. It stops there: deeper recursion could exhaust the
/// stack.
fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(fields) => {
            levels == 0 || fields.values().any(|field| is_deeper(field, levels - 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_bound_counts_characters_not_bytes() {
        assert_eq!(NOTE.check(&"ü".repeat(4_000)), Ok(()));
        let refusal = NOTE.check(&"ü".repeat(4_001)).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Usage);
        assert!(refusal.why.contains("4001"), "{refusal}");
    }

    #[test]
    fn an_empty_note_is_a_usage_refusal() {
        assert_eq!(NOTE.check_some(" \t").unwrap_err().kind, RefusalKind::Usage);
    }
}
