//! The context stack: project › sprint › task, or other types that an operator chooses.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::session::{FrameKind, expand_id};

/// The name of a frame: its type and its id.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FrameRef {
    /// The type.
    #[serde(rename = "type")]
    pub kind: FrameKind,
    /// The id.
    pub id: String,
}

impl FrameRef {
    /// Reads a name that is one word, as it is shown: `TASK-7`, in any case. A type that is not one of
    /// the usual ones needs a number. `None` for other words.
    #[must_use]
    pub fn of_one_word(word: &str) -> Option<Self> {
        let (kind, rest) = word.split_once('-')?;
        let kind: FrameKind = kind.parse().ok()?;
        let id = expand_id(&kind, rest);
        let has_number = id != rest;
        let is_usual = kind.is_usual() && !rest.is_empty();
        let is_name = has_number && kind.as_str().chars().all(char::is_alphabetic) || is_usual;
        let id = if has_number { id } else { word.to_owned() };
        is_name.then_some(Self { kind, id })
    }
}

impl fmt::Display for FrameRef {
    /// Writes the type and the id; an id that begins with its type stands alone, as in `TASK-7`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, id) = (self.kind.as_str(), &self.id);
        let after = id.to_lowercase().strip_prefix(kind).map(|rest| rest.starts_with('-'));
        if after == Some(true) { f.write_str(id) } else { write!(f, "{kind} {id}") }
    }
}

/// One open level of the context stack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The type.
    #[serde(rename = "type")]
    pub kind: FrameKind,
    /// The id, such as `SPRINT-1`.
    pub id: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The estimate, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate_seconds: Option<u64>,
    /// When it was pushed, UTC.
    pub pushed_at_utc: DateTime<Utc>,
    /// The session's active time when it was pushed, milliseconds. The frame's own active time is
    /// what the session has gained since.
    pub active_ms_at_push: u64,
    /// Its active time in other sessions, as it was known when it was pushed, milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub earlier_ms: u64,
    /// The sprint of the task, if it was known when it was pushed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sprint: Option<String>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Frame {
    /// Returns the frame's name.
    #[must_use]
    pub fn name(&self) -> FrameRef {
        FrameRef { kind: self.kind.clone(), id: self.id.clone() }
    }

    /// Returns the frame's own active time, milliseconds. `session_active_ms` is the session's.
    #[must_use]
    pub fn active_ms(&self, session_active_ms: u64) -> u64 {
        session_active_ms.saturating_sub(self.active_ms_at_push)
    }

    /// Returns the frame as it leaves the stack.
    #[must_use]
    pub fn close(&self, at: DateTime<Utc>, session_active_ms: u64) -> ClosedFrame {
        ClosedFrame {
            kind: self.kind.clone(),
            id: self.id.clone(),
            title: self.title.clone(),
            estimate_seconds: self.estimate_seconds,
            pushed_at_utc: self.pushed_at_utc,
            popped_at_utc: at,
            active_ms: self.active_ms(session_active_ms),
            extra: self.extra.clone(),
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(ms: &u64) -> bool {
    *ms == 0
}

/// A frame that has left the stack, with its measured active time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClosedFrame {
    /// The type.
    #[serde(rename = "type")]
    pub kind: FrameKind,
    /// The id.
    pub id: String,
    /// What it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The estimate, seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate_seconds: Option<u64>,
    /// When it was pushed, UTC.
    pub pushed_at_utc: DateTime<Utc>,
    /// When it was popped, UTC.
    pub popped_at_utc: DateTime<Utc>,
    /// Its active time, milliseconds.
    pub active_ms: u64,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl ClosedFrame {
    /// Returns the frame's name.
    #[must_use]
    pub fn name(&self) -> FrameRef {
        FrameRef { kind: self.kind.clone(), id: self.id.clone() }
    }
}

/// Merges frames of the same name, in the order of their first push. Their times are added up, and
/// the last title and estimate count.
pub(in crate::core) fn merge_by_name(closed: &[ClosedFrame]) -> Vec<ClosedFrame> {
    let mut all: Vec<ClosedFrame> = Vec::new();
    for frame in closed {
        let same = |known: &&mut ClosedFrame| known.kind == frame.kind && known.id == frame.id;
        let Some(known) = all.iter_mut().find(same) else {
            all.push(frame.clone());
            continue;
        };
        known.active_ms = known.active_ms.saturating_add(frame.active_ms);
        known.popped_at_utc = frame.popped_at_utc;
        known.title = frame.title.clone().or(known.title.take());
        known.estimate_seconds = frame.estimate_seconds.or(known.estimate_seconds);
    }
    all
}

/// The open frames, outermost first. Each type occurs at most once.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContextStack(pub Vec<Frame>);

impl ContextStack {
    /// Returns the frames, outermost first.
    #[must_use]
    pub fn frames(&self) -> &[Frame] {
        &self.0
    }

    /// Returns the innermost frame.
    #[must_use]
    pub fn top(&self) -> Option<&Frame> {
        self.0.last()
    }

    /// Returns the names of all frames, outermost first.
    #[must_use]
    pub fn path(&self) -> Vec<FrameRef> {
        self.0.iter().map(Frame::name).collect()
    }

    /// Returns the task that is worked on: the innermost task or subtask, or else the innermost context of
    /// somebody's own type.
    #[must_use]
    pub fn task(&self) -> Option<&Frame> {
        let tasks = || self.0.iter().rev().filter(|frame| frame.kind.is_of_tasks());
        tasks().find(|frame| frame.kind.is_usual()).or_else(|| tasks().next())
    }

    /// Returns the names of all frames, outermost first, and before a task its sprint, if no sprint is
    /// open.
    #[must_use]
    pub fn path_with_sprint(&self) -> Vec<FrameRef> {
        let mut path = self.path();
        let has_sprint = self.0.iter().any(|frame| frame.kind.is_of_sprints());
        let of_sprint = self.0.iter().position(|frame| frame.sprint.is_some());
        let Some(at) = of_sprint.filter(|_| !has_sprint) else { return path };
        if let Some(id) = self.0.get(at).and_then(|frame| frame.sprint.clone()) {
            path.insert(at, FrameRef { kind: FrameKind::sprint(), id });
        }
        path
    }

    /// Returns the depth of the frame of a type; the outermost frame has depth 0.
    #[must_use]
    pub fn depth_of(&self, kind: &FrameKind) -> Option<usize> {
        self.0.iter().position(|frame| frame.kind == *kind)
    }

    /// Returns the depth at which a context of a type is entered: in the place of one of its type, and not
    /// inside of what lies inside it. A sprint is not entered inside a task: the task is left.
    #[must_use]
    pub fn depth_to_enter(&self, kind: &FrameKind) -> usize {
        let lies_inside = |frame: &Frame| {
            let levels = kind.level().zip(frame.kind.level());
            levels.is_some_and(|(level, other)| other > level)
                || kind.is_of_sprints() && frame.sprint.is_some()
        };
        let is_left = |frame: &Frame| frame.kind == *kind || lies_inside(frame);
        self.0.iter().position(is_left).unwrap_or(self.0.len())
    }

    /// Removes the frames from `depth` inwards and returns them, innermost first.
    pub fn cut(
        &mut self,
        depth: usize,
        at: DateTime<Utc>,
        session_active_ms: u64,
    ) -> Vec<ClosedFrame> {
        self.0
            .split_off(depth.min(self.0.len()))
            .iter()
            .rev()
            .map(|frame| frame.close(at, session_active_ms))
            .collect()
    }
}

/// Returns the contexts that were open at a time, outermost first.
#[must_use]
pub fn contexts_at(
    open: &ContextStack,
    closed: &[ClosedFrame],
    at: DateTime<Utc>,
) -> Vec<FrameRef> {
    let open = open.frames().iter().map(|frame| (frame.pushed_at_utc, frame.name()));
    // Of contexts that were entered at the same time, the outer one was left last.
    let closed = closed.iter().rev().filter(|frame| at < frame.popped_at_utc);
    let closed = closed.map(|frame| (frame.pushed_at_utc, frame.name()));
    let mut path: Vec<_> = open.chain(closed).filter(|(pushed, _)| *pushed <= at).collect();
    path.sort_by_key(|(pushed, _)| *pushed);
    path.into_iter().map(|(_, name)| name).collect()
}

/// Returns the index of the first closed frame that was open at the end of the session. At an end, the
/// innermost context is left first, so these are the last ones.
pub(in crate::core) fn open_at_the_end(closed: &[ClosedFrame], end: DateTime<Utc>) -> usize {
    let mut first = closed.len();
    let mut outer: Option<&ClosedFrame> = None;
    let mut kinds: Vec<&FrameKind> = Vec::new();
    for frame in closed.iter().rev() {
        // One that was left at the same time, before another one of its type was entered, is none.
        let is_within = outer.is_none_or(|outer| outer.pushed_at_utc <= frame.pushed_at_utc);
        if frame.popped_at_utc != end || !is_within || kinds.contains(&&frame.kind) {
            break;
        }
        kinds.push(&frame.kind);
        outer = Some(frame);
        first -= 1;
    }
    first
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn a_name_says_its_type_once() {
        for (kind, id, text) in [
            ("task", "TASK-7", "TASK-7"),
            ("task", "task-x", "task-x"),
            ("épic", "ÉPIC-1", "ÉPIC-1"),
            ("task", "ACME-7", "task ACME-7"),
            ("task", "TASKS-7", "task TASKS-7"),
            ("task", "TASK", "task TASK"),
        ] {
            let name = FrameRef { kind: kind.parse().unwrap(), id: id.to_owned() };
            assert_eq!(name.to_string(), text);
        }
    }

    #[test]
    fn a_name_of_one_word_is_read_as_it_is_shown() {
        for (word, kind, id) in [
            ("TASK-9", "task", "TASK-9"),
            ("task-9", "task", "TASK-9"),
            ("Subtask-x", "subtask", "Subtask-x"),
            ("sprint-2026-11", "sprint", "sprint-2026-11"),
            ("EPIC-3", "epic", "EPIC-3"),
            ("Épic-3", "épic", "ÉPIC-3"),
        ] {
            let name = FrameRef::of_one_word(word).unwrap();
            assert_eq!((name.kind.as_str(), name.id.as_str()), (kind, id), "{word}");
            assert!(name.to_string().eq_ignore_ascii_case(word) || !word.is_ascii(), "{name}");
        }
        for other in ["task", "TASK-", "-9", "co-worker", "release-v2", "r2-9", "9-9", ""] {
            assert_eq!(FrameRef::of_one_word(other), None, "{other}");
        }
    }
}
