//! A playbook as it is shown: its steps, what was said of each, and what blocks it.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::core::base::{Moment, SessionId};
use crate::core::playbook::{
    HeldAt, MarkKind, Playbook, PlaybookProgress, PlaybookScope, PlaybookStep, StepAnswer, StepMark,
};
use crate::core::session::{Band, Snapshot, Telling};

/// A playbook as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct PlaybookStanding {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// To what its progress belongs.
    pub scope: PlaybookScope,
    /// The SHA-256 of its file, in hexadecimal.
    pub hash: String,
    /// Whether the file is another one than the one that was begun.
    pub is_changed: bool,
    /// When it was begun, UTC; null if it was not.
    pub begun_at_utc: Option<DateTime<Utc>>,
    /// The session that its progress belongs to; null if it stands on its own.
    pub session: Option<SessionId>,
    /// How many steps are done.
    pub done: usize,
    /// How many steps are skipped.
    pub skipped: usize,
    /// The number of the next step, from 1; null if all are done or skipped.
    pub next: Option<usize>,
    /// Where it was left; null while somebody works on it.
    pub held: Option<HeldAt>,
    /// Its steps, in order.
    pub steps: Vec<StepStanding>,
}

/// One step as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct StepStanding {
    /// Its number, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// Why; null if the file does not say.
    pub why: Option<String>,
    /// What should be read; null if the file does not say.
    pub expect: Option<String>,
    /// What has to be given: `text`, `number` or `choice`; null if nothing has to be.
    pub answer: Option<&'static str>,
    /// The words of a choice.
    pub choices: Vec<String>,
    /// The worst band in which it may be done.
    pub band_min: Band,
    /// Whether a red health blocks it.
    pub blocked_if_red: bool,
    /// Whether it cannot be skipped without a reason to break the rule.
    pub critical: bool,
    /// Where more is written; null if the file does not say.
    pub link: Option<String>,
    /// How long it takes, minutes; null if the file does not say.
    pub minutes: Option<u32>,
    /// The ids of the steps that must be done or skipped before it.
    pub requires: Vec<String>,
    /// Where it stands.
    pub state: StepState,
    /// Whether the value that was read is not the one that should be read.
    pub missed: bool,
    /// What was said of it; null while it is open.
    pub mark: Option<StepMark>,
    /// What blocks it, a sentence each; empty for a step that is done or skipped.
    pub blocked: Vec<String>,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum StepState {
    /// It is to be done.
    Open,
    /// It is to be done, and something blocks it.
    Blocked,
    /// It is done.
    Done,
    /// It is skipped.
    Skipped,
}

impl PlaybookStanding {
    /// Returns how a playbook stands, while band and health are as a snapshot has them.
    #[must_use]
    pub fn of(
        playbook: &Playbook,
        progress: Option<&PlaybookProgress>,
        readings: (&Snapshot, &Moment),
    ) -> Self {
        let steps: Vec<StepStanding> = playbook
            .steps
            .iter()
            .enumerate()
            .map(|(nth, step)| {
                StepStanding::new((nth.saturating_add(1), step), playbook, progress, readings)
            })
            .collect();
        let count = |state| steps.iter().filter(|step| step.state == state).count();
        Self {
            name: playbook.name.clone(),
            title: playbook.title.clone(),
            scope: playbook.scope,
            hash: playbook.hash.clone(),
            is_changed: progress.is_some_and(|progress| progress.is_of_another(playbook)),
            begun_at_utc: progress.map(|progress| progress.begun_at_utc),
            session: progress.and_then(|progress| progress.session.clone()),
            done: count(StepState::Done),
            skipped: count(StepState::Skipped),
            next: steps.iter().find(|step| step.is_open()).map(|step| step.number),
            held: progress.and_then(|progress| progress.held.clone()),
            steps,
        }
    }

    /// Returns the next step; `None` if all are done or skipped.
    #[must_use]
    pub fn next_step(&self) -> Option<&StepStanding> {
        self.steps.iter().find(|step| step.is_open())
    }

    /// Reports whether it is begun and not complete.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.begun_at_utc.is_some() && self.next.is_some()
    }
}

impl StepStanding {
    fn new(
        (number, step): (usize, &PlaybookStep),
        playbook: &Playbook,
        progress: Option<&PlaybookProgress>,
        readings: (&Snapshot, &Moment),
    ) -> Self {
        let mark = progress.and_then(|progress| progress.mark(&step.id)).cloned();
        let (snapshot, now) = readings;
        let is_other = progress.is_some_and(|progress| progress.is_of_another(playbook));
        let changed = (is_other && mark.is_none()).then(|| playbook.changed_text());
        let closed = if mark.is_some() {
            Vec::new()
        } else {
            step.closed_gates(playbook, progress, (snapshot, Telling::At(now)))
        };
        let blocked: Vec<String> =
            changed.into_iter().chain(closed.into_iter().map(|gate| gate.why)).collect();
        let state = match mark.as_ref().map(|mark| mark.kind) {
            Some(MarkKind::Done) => StepState::Done,
            Some(MarkKind::Skipped) => StepState::Skipped,
            None if blocked.is_empty() => StepState::Open,
            None => StepState::Blocked,
        };
        let choices = match &step.answer {
            Some(StepAnswer::Choice(words)) => words.clone(),
            Some(StepAnswer::Text | StepAnswer::Number) | None => Vec::new(),
        };
        Self {
            number,
            id: step.id.clone(),
            title: step.title.clone(),
            why: step.why.clone(),
            expect: step.expect.clone(),
            answer: step.answer.as_ref().map(StepAnswer::word),
            choices,
            band_min: step.band_min,
            blocked_if_red: step.blocked_if_red,
            critical: step.critical,
            link: step.link.clone(),
            minutes: step.minutes,
            requires: step.requires.clone(),
            state,
            missed: step.missed(mark.as_ref().and_then(|mark| mark.value.as_deref())).is_some(),
            mark,
            blocked,
        }
    }

    /// Returns its place, as in "step 3 of 9".
    #[must_use]
    pub fn place(&self, all: usize) -> String {
        format!("step {} of {all}", self.number)
    }

    /// Reports whether it is to be done, blocked or not.
    #[must_use]
    pub fn is_open(&self) -> bool {
        match self.state {
            StepState::Open | StepState::Blocked => true,
            StepState::Done | StepState::Skipped => false,
        }
    }
}
