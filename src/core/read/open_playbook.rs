//! What is open of a playbook that was begun, for a summary.

use serde::Serialize;

use crate::core::playbook::{PlaybookStanding, StepStanding};

/// How many open steps are told of a playbook.
const STEPS_MOST: usize = 5;

/// What is open of a playbook that was begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OpenPlaybook {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// How many steps are done.
    pub done: usize,
    /// How many steps are skipped.
    pub skipped: usize,
    /// How many steps there are.
    pub count: usize,
    /// The step at which it is held, from 1; null while somebody works on it.
    pub held_at: Option<usize>,
    /// The step to repeat, from 1: the one that was done last; null if none was, and while somebody works on it.
    pub repeat: Option<usize>,
    /// The first steps that are open, in order.
    pub open: Vec<OpenStep>,
    /// How many more steps are open.
    pub more_open: usize,
}

/// A step that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct OpenStep {
    /// Its number, from 1.
    pub number: usize,
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub title: String,
    /// What blocks it, a sentence each.
    pub blocked: Vec<String>,
}

impl OpenPlaybook {
    /// Returns what is open of a playbook; `None` if it was not begun, or nothing is open.
    #[must_use]
    pub fn of(standing: &PlaybookStanding) -> Option<Self> {
        if !standing.is_under_way() {
            return None;
        }
        let mut open = standing.steps.iter().filter(|step| step.is_open());
        let first = open.by_ref().take(STEPS_MOST).map(OpenStep::of).collect();
        Some(Self {
            name: standing.name.clone(),
            title: standing.title.clone(),
            done: standing.done,
            skipped: standing.skipped,
            count: standing.steps.len(),
            held_at: standing.held.as_ref().map(|held| held.number),
            repeat: standing.held.as_ref().and_then(|held| held.repeat),
            open: first,
            more_open: open.count(),
        })
    }

    /// Returns where it stands, as in "launch: 3 of 9 done, held at 4".
    #[must_use]
    pub fn text(&self) -> String {
        let Self { name, done, skipped, count, .. } = self;
        let skipped = if *skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
        let held = self.held_at.map(|number| format!(", held at {number}")).unwrap_or_default();
        format!("{name}: {done} of {count} done{skipped}{held}")
    }

    /// Returns where it goes on, as in "launch: repeat 3, resume at 4".
    #[must_use]
    pub fn going_on(&self) -> String {
        match (self.repeat, self.held_at, self.open.first()) {
            (Some(repeat), Some(at), _) => {
                format!("{}: repeat {repeat}, resume at {at}", self.name)
            }
            (_, _, Some(next)) => {
                format!("{}: step {} is next: {}", self.name, next.number, next.title)
            }
            (_, _, None) => self.text(),
        }
    }

    /// Returns the line that says how many more steps are open; `None` if all are told.
    #[must_use]
    pub fn more_text(&self) -> Option<String> {
        (self.more_open > 0).then(|| format!("and {} more", self.more_open))
    }
}

impl OpenStep {
    fn of(step: &StepStanding) -> Self {
        Self {
            number: step.number,
            id: step.id.clone(),
            title: step.title.clone(),
            blocked: step.blocked.clone(),
        }
    }

    /// Returns it as a line, as in "4 Read the error rate (blocked: health is RED)".
    #[must_use]
    pub fn text(&self) -> String {
        let blocked = self.blocked.first().map(|why| format!(" (blocked: {why})"));
        format!("{} {}{}", self.number, self.title, blocked.unwrap_or_default())
    }
}
