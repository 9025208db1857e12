//! What happened to a task, for a person to read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{DeskName, Verb, count_text, seconds_text, short_text};
use crate::core::session::{Artifact, ClosedFrame, FrameRef};

/// What happened to a task or a sprint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum TaskFact {
    /// Tasks were added.
    Added {
        /// The first one.
        task: FrameRef,
        /// What a single one is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        title: Option<String>,
        /// How many.
        count: usize,
    },
    /// What is known of it changed.
    Edited {
        /// Which.
        task: FrameRef,
        /// What changed.
        edits: Vec<FieldEdit>,
    },
    /// It will not be done.
    Dropped {
        /// Which.
        task: FrameRef,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
        /// The desk whose claim was overridden.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<DeskName>,
    },
    /// It is done.
    Completed {
        /// Which.
        task: FrameRef,
        /// What was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        summary: Option<String>,
        /// The contexts that were left, innermost first.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        popped: Vec<ClosedFrame>,
        /// Its estimate, seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        estimate_seconds: Option<u64>,
        /// Its active time, milliseconds.
        actual_ms: u64,
        /// The desk whose claim was overridden.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<DeskName>,
    },
    /// It cannot go on.
    Blocked {
        /// Which.
        task: FrameRef,
        /// Why.
        reason: String,
    },
    /// It can go on.
    Unblocked {
        /// Which.
        task: FrameRef,
    },
    /// It has another estimate.
    Estimated {
        /// Which.
        task: FrameRef,
        /// The estimate before, seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<u64>,
        /// The estimate, seconds.
        to: u64,
        /// The active time by then, milliseconds.
        actual_ms: u64,
    },
    /// It has another summary.
    Summarized {
        /// Which.
        task: FrameRef,
        /// The summary.
        text: String,
    },
    /// A desk claimed it.
    Claimed {
        /// Which.
        task: FrameRef,
        /// When the claim ends, UTC; `None` if it is released.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until_utc: Option<DateTime<Utc>>,
        /// The time until then, seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        seconds: Option<u64>,
        /// The desk whose claim was overridden.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<DeskName>,
    },
    /// It is free again.
    Released {
        /// Which.
        task: FrameRef,
        /// The desk whose claim was overridden.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forced: Option<DeskName>,
    },
    /// Something came out of it.
    Produced {
        /// Of which.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        task: Option<FrameRef>,
        /// What.
        artifact: Artifact,
    },
}

/// A field of a task that changed. Values are as a person reads them; an empty one is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldEdit {
    /// Its name.
    pub field: String,
    /// The value before.
    pub from: String,
    /// The value since.
    pub to: String,
}

impl TaskFact {
    /// Returns the verb of the command that did it.
    #[must_use]
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Added { .. } => Verb::TaskAdd,
            Self::Edited { .. } => Verb::TaskEdit,
            Self::Dropped { .. } => Verb::TaskDrop,
            Self::Completed { .. } => Verb::Done,
            Self::Blocked { .. } => Verb::Block,
            Self::Unblocked { .. } => Verb::Unblock,
            Self::Estimated { .. } => Verb::Estimate,
            Self::Summarized { .. } => Verb::Summary,
            Self::Claimed { .. } => Verb::Claim,
            Self::Released { .. } => Verb::Release,
            Self::Produced { .. } => Verb::Artifact,
        }
    }

    /// Returns the task that it is about; of several that were added, the first one.
    #[must_use]
    pub const fn task(&self) -> Option<&FrameRef> {
        match self {
            Self::Added { task, .. }
            | Self::Edited { task, .. }
            | Self::Dropped { task, .. }
            | Self::Completed { task, .. }
            | Self::Blocked { task, .. }
            | Self::Unblocked { task }
            | Self::Estimated { task, .. }
            | Self::Summarized { task, .. }
            | Self::Claimed { task, .. }
            | Self::Released { task, .. } => Some(task),
            Self::Produced { task, .. } => task.as_ref(),
        }
    }

    /// Returns the contexts that were left, innermost first.
    #[must_use]
    pub fn left(&self) -> &[ClosedFrame] {
        if let Self::Completed { popped, .. } = self { popped } else { &[] }
    }

    /// Returns what somebody typed: a title, a summary or a reason.
    #[must_use]
    pub fn typed(&self) -> Option<String> {
        match self {
            Self::Added { title, count: 1, .. } => title.clone(),
            Self::Dropped { reason, .. } => reason.clone(),
            Self::Completed { summary, .. } => summary.clone(),
            Self::Blocked { reason, .. } => Some(reason.clone()),
            Self::Summarized { text, .. } => Some(text.clone()),
            Self::Produced { artifact, .. } => Some(artifact.name().to_owned()),
            Self::Added { .. }
            | Self::Edited { .. }
            | Self::Unblocked { .. }
            | Self::Estimated { .. }
            | Self::Claimed { .. }
            | Self::Released { .. } => None,
        }
    }

    /// Returns what the program says of it; begins with the task.
    #[must_use]
    pub fn told(&self) -> String {
        match self {
            Self::Edited { task, edits } => {
                let edits: Vec<String> = edits.iter().map(FieldEdit::text).collect();
                format!("{task}: {}", edits.join(", "))
            }
            Self::Dropped { task, forced, .. } | Self::Released { task, forced } => {
                format!("{task}{}", overridden(forced.as_ref()))
            }
            Self::Completed { task, estimate_seconds, actual_ms, forced, .. } => {
                let of = estimate_seconds.map(|seconds| format!(" of {}", seconds_text(seconds)));
                let of = of.unwrap_or_default();
                format!("{task}: {}{of}{}", short_text(*actual_ms), overridden(forced.as_ref()))
            }
            Self::Added { task, count: 1, .. }
            | Self::Blocked { task, .. }
            | Self::Unblocked { task }
            | Self::Summarized { task, .. } => task.to_string(),
            Self::Added { count, .. } => count_text(*count, "task"),
            Self::Estimated { task, from, to, actual_ms } => {
                format!("{task}: {}", estimated(*from, *to, *actual_ms))
            }
            Self::Claimed { task, seconds, forced, .. } => {
                let long = seconds.map(|seconds| format!(" for {}", seconds_text(seconds)));
                format!("{task}{}{}", long.unwrap_or_default(), overridden(forced.as_ref()))
            }
            Self::Produced { task: Some(task), .. } => format!("of {task}"),
            Self::Produced { task: None, .. } => String::new(),
        }
    }

    /// Returns the sentence that answers the command.
    #[must_use]
    pub fn sentence(&self) -> String {
        let told = self.told();
        match self {
            Self::Added { title: Some(title), count: 1, .. } => format!("Added {told}: {title}"),
            Self::Added { .. } => format!("Added {told}"),
            Self::Edited { .. } => format!("Changed {told}"),
            Self::Dropped { .. } => format!("Dropped {told}"),
            Self::Completed { .. } => format!("Done: {told}"),
            Self::Blocked { .. } => format!("{told} is blocked"),
            Self::Unblocked { .. } => format!("{told} can go on"),
            Self::Estimated { .. } => told,
            Self::Summarized { .. } => format!("Summarized {told}"),
            Self::Claimed { .. } => format!("Claimed {told}"),
            Self::Released { .. } => format!("Released {told}"),
            Self::Produced { artifact, .. } => {
                format!("Recorded {} {told}", artifact.name()).trim_end().to_owned()
            }
        }
    }

    /// Returns what an undo of it undoes, as short as a key needs it, as in "done TASK-7".
    #[must_use]
    pub fn undo_target(&self) -> String {
        let id = self.task().map(|task| task.id.as_str()).unwrap_or_default();
        format!("{} {id}", self.verb().word()).trim_end().to_owned()
    }
}

impl FieldEdit {
    /// Returns the change as a person reads it, as in "title 'Import' → 'Importer'".
    #[must_use]
    pub fn text(&self) -> String {
        let Self { field, from, to } = self;
        let value = |text: &str| if text.is_empty() { "none".to_owned() } else { text.to_owned() };
        format!("{field} {} → {}", value(from), value(to))
    }
}

/// Returns a change of an estimate, as in "estimated 2h → 3h, actual 2h 41m".
fn estimated(from: Option<u64>, to: u64, actual_ms: u64) -> String {
    let to = seconds_text(to);
    let moved = from.map_or(to.clone(), |from| format!("{} → {to}", seconds_text(from)));
    let actual = if actual_ms < 1_000 {
        String::new()
    } else {
        format!(", actual {}", short_text(actual_ms))
    };
    format!("estimated {moved}{actual}")
}

fn overridden(desk: Option<&DeskName>) -> String {
    desk.map(|desk| format!(", against the claim of {desk}")).unwrap_or_default()
}
