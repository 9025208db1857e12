//! The marks on the strip of the session shown: notes, changes of context, reasons of pauses.
//!
//! The desk keeps only the newest activities at hand. Older ones are read once; each reading of the
//! desk adds the new ones.

use chrono::{DateTime, Utc};

use crate::core::{Activity, Glance, SessionId, SessionKey, Verb};
use crate::failure::Failure;

/// The most activities of a session that are searched for marks, the newest first. Few sessions have
/// more; beyond it the beginning of the strip is bare, and the session's own screen shows all.
pub const MOST: usize = 10_000;
/// The most characters of a text: more than a wide row shows. [`MOST`] such marks take about 5 MiB.
const TEXT_MAX: usize = 400;

/// A note, a change of context, or the reason of a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The number of the event.
    seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// The text of the activity.
    pub text: Box<str>,
}

/// The marks of a session, as read from its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionMarks {
    /// The newest event of the session that was read.
    newest: u64,
    /// Newest first.
    marks: Vec<Mark>,
}

/// The marks of the session shown.
#[derive(Debug, Default)]
pub struct StripMarks {
    session: Option<SessionId>,
    /// Newest first.
    known: Vec<Mark>,
    /// The newest event when the desk was last read.
    seen: u64,
    /// Some marks may be missing, or may have been undone.
    lacks: bool,
    /// The missing marks are being read.
    waits: bool,
    /// The reading failed; the next one tries again.
    failed: bool,
}

impl Mark {
    /// Returns its time and its verb.
    pub fn done(&self) -> (DateTime<Utc>, Verb) {
        (self.at_utc, self.verb)
    }

    /// Returns the mark of an activity; `None` if it has none or was undone.
    fn of(activity: &Activity) -> Option<Self> {
        if activity.undone {
            return None;
        }
        let text = match activity.verb {
            Verb::Note | Verb::Push | Verb::Pop | Verb::Done | Verb::Block | Verb::Artifact => {
                &activity.text
            }
            Verb::Pause => activity.subject.as_ref()?,
            Verb::Start
            | Verb::Resume
            | Verb::Toggle
            | Verb::End
            | Verb::Cancel
            | Verb::Reopen
            | Verb::Undo
            | Verb::Redo
            | Verb::Gap
            | Verb::Keep
            | Verb::Break
            | Verb::RemoveBreak
            | Verb::Edit
            | Verb::Add
            | Verb::Continue
            | Verb::StepDone
            | Verb::StepUndo
            | Verb::StepSkip
            | Verb::PlaybookReset
            | Verb::RunStatus
            | Verb::RunStep
            | Verb::RunUpdate
            | Verb::RunFail
            | Verb::RunDelete
            | Verb::TaskAdd
            | Verb::TaskEdit
            | Verb::TaskDrop
            | Verb::Unblock
            | Verb::Estimate
            | Verb::Summary
            | Verb::Claim
            | Verb::Release
            | Verb::Band
            | Verb::Health
            | Verb::Ack => return None,
        };
        let text: String = text.chars().take(TEXT_MAX).collect();
        let Activity { seq, at_utc, verb, .. } = *activity;
        Some(Self { seq, at_utc, verb, text: text.into() })
    }
}

impl SessionMarks {
    /// Returns the marks of the activities of a session, newest first.
    #[must_use]
    pub fn of(activities: &[Activity]) -> Self {
        let newest = activities.first().map_or(0, |activity| activity.seq);
        Self { newest, marks: activities.iter().filter_map(Mark::of).collect() }
    }
}

impl StripMarks {
    /// Returns the known marks, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.known.iter()
    }

    /// Takes in the desk as it was read.
    pub fn learn(&mut self, glance: &Glance) {
        let Some(shown) = glance.shown() else {
            *self = Self::default();
            return;
        };
        if self.session.as_ref() != Some(&shown.id) {
            *self = Self { session: Some(shown.id.clone()), ..Self::default() };
        }
        let recent = &glance.recent;
        let lacks = self.lacks || self.failed || self.is_torn(recent);
        self.lacks = lacks && !reaches_start(recent, shown.key);
        self.failed = false;
        self.seen = glance.seq;
        let oldest = oldest(recent);
        let at_hand = self.known.iter().take_while(|mark| mark.seq >= oldest).count();
        let its = recent.iter().filter(|activity| activity.session == Some(shown.key));
        self.known.splice(..at_hand, its.filter_map(Mark::of));
        self.known.truncate(MOST);
    }

    /// Reports whether some new activities are no longer at hand, or older ones were undone or redone.
    fn is_torn(&self, recent: &[Activity]) -> bool {
        let steps = |activity: &Activity| activity.verb.is_a_step();
        let mut fresh = recent.iter().take_while(|activity| activity.seq > self.seen);
        oldest(recent) > self.seen + 1 || fresh.any(steps)
    }

    /// Returns the session whose marks must be read; not again until they were.
    pub fn wants(&mut self) -> Option<SessionId> {
        if !self.lacks || self.waits {
            return None;
        }
        self.lacks = false;
        self.waits = true;
        self.session.clone()
    }

    /// Takes in the marks that were read of a session.
    pub fn take(&mut self, session: &SessionId, answer: Result<SessionMarks, Failure>) {
        if self.session.as_ref() != Some(session) {
            return;
        }
        self.waits = false;
        self.failed = answer.is_err();
        if let Ok(marked) = answer {
            // Marks that are newer than the reading stay.
            self.known.retain(|mark| mark.seq > marked.newest);
            self.known.extend(marked.marks);
        }
    }
}

/// Reports whether the recent activities go back to the start of a session.
fn reaches_start(recent: &[Activity], key: SessionKey) -> bool {
    let starts =
        |activity: &Activity| activity.verb == Verb::Start && activity.session == Some(key);
    oldest(recent) <= 1 || recent.iter().any(starts)
}

fn oldest(recent: &[Activity]) -> u64 {
    recent.last().map_or(0, |activity| activity.seq)
}
