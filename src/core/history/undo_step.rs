//! A change that can be undone or redone.
//!
//! It does not hold how to reverse the change: its newest line in the journal does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::{ClockReading, SessionKey, Stamp, Verb};
use crate::core::history::{Fact, Recorded, SessionChange};
use crate::core::session::{Edit, FrameRef, Phase};

/// The most characters of what a step did.
const TEXT_MAX: usize = 60;
/// The most characters of what an undo undoes.
const TARGET_MAX: usize = 32;

/// One change that can be undone or redone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UndoStep {
    /// The number of the event that made it.
    pub seq: u64,
    /// Its verb.
    pub verb: Verb,
    /// What it did, in a few words.
    pub text: String,
    /// What an undo undoes, as short as a key needs it, as in "band C→D".
    pub target: String,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// The session it concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionKey>,
    /// The context that it entered or left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame: Option<FrameRef>,
    /// What it corrected, without the texts of notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Edit>,
    /// The reading of the clocks when it was made or redone last, if it ended a live session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended: Option<Stamp>,
}

/// Returns what an event did, in a few words. How long it counts is not cut.
fn text(recorded: &Recorded) -> String {
    let (text, lasting) = (recorded.event.text(), recorded.lasting_text());
    if lasting.is_empty() {
        return first_words(&text, TEXT_MAX);
    }
    let most = TEXT_MAX.saturating_sub(lasting.chars().count() + 3);
    format!("{} · {lasting}", first_words(&text, most))
}

impl UndoStep {
    /// Returns the step of an event that can be undone.
    pub(in crate::core) fn of(recorded: &Recorded) -> Self {
        Self {
            seq: recorded.seq,
            verb: recorded.event.verb(),
            text: text(recorded),
            target: first_words(&recorded.event.undo_target(), TARGET_MAX),
            at_utc: recorded.at,
            session: recorded.session.as_ref().map(|session| session.key),
            frame: frame(recorded),
            edits: recorded.event.edits().iter().map(Edit::without_texts).collect(),
            ended: ended_a_session(recorded).then(|| recorded.reading().stamp),
        }
    }
}

/// What an event does with the steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::core) enum StepChange {
    /// It may make one of its own.
    Makes,
    /// It undoes the step of this event.
    Undoes(u64),
    /// It redoes the step of this event.
    Redoes(u64),
}

impl Fact {
    pub(in crate::core) fn step_change(&self) -> StepChange {
        match self {
            Self::Undone { of, .. } => StepChange::Undoes(*of),
            Self::Redone { of, .. } => StepChange::Redoes(*of),
            Self::Started { .. }
            | Self::Paused { .. }
            | Self::Resumed { .. }
            | Self::Ended { .. }
            | Self::Cancelled { .. }
            | Self::Reopened { .. }
            | Self::Noted { .. }
            | Self::Pushed { .. }
            | Self::Popped { .. }
            | Self::BandSet { .. }
            | Self::Acknowledged { .. }
            | Self::HealthSet { .. }
            | Self::GapAnswered { .. }
            | Self::Kept { .. }
            | Self::BreakAdded { .. }
            | Self::BreakRemoved { .. }
            | Self::Edited { .. }
            | Self::Restored { .. }
            | Self::Added { .. }
            | Self::StatusSet { .. }
            | Self::StepCompleted { .. }
            | Self::RunUpdated { .. }
            | Self::Failed { .. }
            | Self::Task(_)
            | Self::Playbook(_)
            | Self::Deleted { .. } => StepChange::Makes,
        }
    }
}

impl Recorded {
    /// Returns the step whose newest line this is: of its own event, or of the one that it undoes
    /// or redoes.
    #[must_use]
    pub fn step(&self) -> u64 {
        match self.event.step_change() {
            StepChange::Makes => self.seq,
            StepChange::Undoes(of) | StepChange::Redoes(of) => of,
        }
    }

    /// Returns the reading of the clocks when it was written.
    pub(in crate::core) fn reading(&self) -> ClockReading {
        let stamp = Stamp { at_utc: self.recorded_at, anchor: self.clocks.clone() };
        ClockReading { stamp, behind: self.behind }
    }
}

/// Returns the innermost context that an event entered or left.
fn frame(recorded: &Recorded) -> Option<FrameRef> {
    let is_of_contexts = matches!(recorded.event.verb(), Verb::Push | Verb::Pop | Verb::Done);
    recorded.context.last().filter(|_| is_of_contexts).cloned()
}

/// Reports whether an event ended a live session: an end, a cancel or a switch.
fn ended_a_session(recorded: &Recorded) -> bool {
    let was = recorded.change.was.as_ref().and_then(|was| was.session.as_ref());
    was.is_some_and(|was| match was {
        SessionChange::Replace(old) => old.as_ref().is_some_and(|old| old.phase.is_live()),
        SessionChange::Patch(patch) => {
            let ended = ends(recorded.event.verb());
            ended && patch.phase().is_some_and(Phase::is_live)
        }
    })
}

/// Reports whether a verb may end a live session.
fn ends(verb: Verb) -> bool {
    use Verb::{Cancel, Edit, End, RunDelete, RunFail, RunStatus};
    matches!(verb, End | Cancel | Edit | RunFail | RunDelete | RunStatus)
}

fn first_words(text: &str, most: usize) -> String {
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(most).collect();
    if characters.next().is_some() { format!("{head}…") } else { head }
}
