//! What the strip tells of the session shown: its notes, changes of context, and the reasons of
//! its pauses, from its start on. The desk keeps only the newest activities at hand; what came
//! before them is read once, and then each look adds what is new.

use chrono::{DateTime, Utc};

use crate::core::{Activity, Glance, SessionId, SessionKey, Verb};
use crate::failure::Failure;

/// How many of a session's activities are looked through, the newest. No person and hardly an agent
/// comes near; beyond it the strip's beginning is bare, and the session's own screen tells it all.
pub const MOST: usize = 10_000;
/// The most characters of a text that are kept: more than a row of a wide screen shows. With
/// [`MOST`] marks this long they take about 5 MiB; those of a usual session take some KiB.
const TEXT_MAX: usize = 400;

/// A note, a change of context, or the reason of a pause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The event's number.
    seq: u64,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// What was done.
    pub verb: Verb,
    /// What there is to say about it.
    pub text: Box<str>,
}

/// The marks of a session, as they were read from its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionMarks {
    /// The newest event of the session that this takes in.
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
    /// The newest event when the desk was last looked at.
    seen: u64,
    /// Some may be missing, or have been taken back.
    lacks: bool,
    /// What is missing is being read.
    waits: bool,
    /// It could not be read; the next look tries again.
    failed: bool,
}

impl Mark {
    /// Returns when it was done, and what.
    pub fn done(&self) -> (DateTime<Utc>, Verb) {
        (self.at_utc, self.verb)
    }

    /// Returns the mark that an activity leaves; one that was taken back leaves none.
    fn of(activity: &Activity) -> Option<Self> {
        let text = match activity.verb {
            _ if activity.undone => return None,
            Verb::Note | Verb::Push | Verb::Pop => &activity.text,
            // The activity ends with the active time at which it was.
            Verb::Pause => activity.text.rsplit_once(" · at ")?.0,
            _ => return None,
        };
        let text: String = text.chars().take(TEXT_MAX).collect();
        let Activity { seq, at_utc, verb, .. } = *activity;
        Some(Self { seq, at_utc, verb, text: text.into() })
    }
}

impl SessionMarks {
    /// Returns what was read of a session: its activities, newest first.
    #[must_use]
    pub fn of(activities: &[Activity]) -> Self {
        let newest = activities.first().map_or(0, |activity| activity.seq);
        Self { newest, marks: activities.iter().filter_map(Mark::of).collect() }
    }
}

impl StripMarks {
    /// Returns those that are known, newest first.
    pub fn iter(&self) -> impl Iterator<Item = &Mark> {
        self.known.iter()
    }

    /// Takes in what a look at the desk shows.
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

    /// Tells whether so many came at once that some are no longer at hand, or older ones were taken
    /// back or made again.
    fn is_torn(&self, recent: &[Activity]) -> bool {
        let steps = |activity: &Activity| matches!(activity.verb, Verb::Undo | Verb::Redo);
        let mut fresh = recent.iter().take_while(|activity| activity.seq > self.seen);
        oldest(recent) > self.seen + 1 || fresh.any(steps)
    }

    /// Returns the session of which something must be read now; asks no more until that was read.
    pub fn wants(&mut self) -> Option<SessionId> {
        if !self.lacks || self.waits {
            return None;
        }
        self.lacks = false;
        self.waits = true;
        self.session.clone()
    }

    /// Takes in what was read of a session.
    pub fn take(&mut self, session: &SessionId, answer: Result<SessionMarks, Failure>) {
        if self.session.as_ref() != Some(session) {
            return;
        }
        self.waits = false;
        self.failed = answer.is_err();
        if let Ok(marked) = answer {
            // What came after it was read stays.
            self.known.retain(|mark| mark.seq > marked.newest);
            self.known.extend(marked.marks);
        }
    }
}

/// Tells whether the recent activities go back to the start of a session.
fn reaches_start(recent: &[Activity], key: SessionKey) -> bool {
    let starts =
        |activity: &Activity| activity.verb == Verb::Start && activity.session == Some(key);
    oldest(recent) <= 1 || recent.iter().any(starts)
}

fn oldest(recent: &[Activity]) -> u64 {
    recent.last().map_or(0, |activity| activity.seq)
}
