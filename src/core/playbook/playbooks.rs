//! The playbooks of a desk, as their files say them.

use serde::{Deserialize, Serialize};

use crate::core::base::{Hint, LookAt, Refusal, RefusalKind, near_name};
use crate::core::playbook::PlaybookStep;

/// An ordered checklist with gates by band and health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playbook {
    /// Its name, one word.
    pub name: String,
    /// What it is for.
    pub title: String,
    /// To what its progress belongs.
    pub scope: PlaybookScope,
    /// The SHA-256 of its file, in hexadecimal: progress belongs to exactly this text.
    pub hash: String,
    /// Its steps, in order.
    pub steps: Vec<PlaybookStep>,
}

/// To what the progress through a playbook belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PlaybookScope {
    /// It stands on its own, over days, until it is reset.
    #[default]
    Desk,
    /// It belongs to one session, also to the one that starts after its first steps.
    Session,
}

/// A playbook whose file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenPlaybook {
    /// Its name.
    pub name: String,
    /// File, line and cause, as one sentence.
    pub cause: String,
    /// Whether it is the one that is meant if none is named.
    pub is_main: bool,
}

/// All playbooks of a desk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Playbooks {
    /// Those that can be used; the first one is meant if none is named, unless that one is broken.
    pub good: Vec<Playbook>,
    /// Those that cannot be used.
    pub broken: Vec<BrokenPlaybook>,
}

impl Playbook {
    /// Returns the sentence that says that the progress belongs to another text of it.
    #[must_use]
    pub fn changed_text(&self) -> String {
        format!("the file of {} has changed since it was begun", self.name)
    }

    /// Returns a step with its number, from 1; it is named by its id or by its number.
    #[must_use]
    pub fn step(&self, name: &str) -> Option<(usize, &PlaybookStep)> {
        let by_id = self.steps.iter().position(|step| step.id == name);
        let at = by_id.or_else(|| name.parse::<usize>().ok()?.checked_sub(1))?;
        Some((at.saturating_add(1), self.steps.get(at)?))
    }

    /// Returns a step with its number; it is named by its id or by its number. `what` is what did not happen.
    ///
    /// # Errors
    /// A [`Refusal`] that names a near one.
    pub fn meant_step(&self, name: &str, what: &str) -> Result<(usize, &PlaybookStep), Refusal> {
        if let Some(found) = self.step(name) {
            return Ok(found);
        }
        let near = near_name(name, self.steps.iter().map(|step| step.id.as_str()));
        let why = format!("{} has no step '{name}'", self.name);
        let look = Hint::show("see its steps", LookAt::Playbook(self.name.clone()));
        let refusal = Refusal::new(RefusalKind::NothingThere, what, why, look);
        Err(match near {
            Some(near) => {
                let look = refusal.next.clone();
                let near = vec![Hint::say(format!("did you mean {near}?"))];
                Refusal { next: [near, look].concat(), ..refusal }
            }
            None => refusal,
        })
    }
}

impl Playbooks {
    /// Returns the playbook of a name; without a name the main one. If that is broken, no other is meant.
    #[must_use]
    pub fn find(&self, name: Option<&str>) -> Option<&Playbook> {
        match name {
            Some(name) => self.good.iter().find(|playbook| playbook.name == name),
            None => self.good.first().filter(|_| self.main_fault().is_none()),
        }
    }

    /// Returns the playbook that is meant by a name, or without one.
    ///
    /// # Errors
    /// A refusal that says what was not done, if there is none or its file is broken.
    pub fn meant(&self, name: Option<&str>, not_done: &str) -> Result<&Playbook, Refusal> {
        if let Some(playbook) = self.find(name) {
            return Ok(playbook);
        }
        let refused = |kind, why: String, next: Hint| Err(Refusal::new(kind, not_done, why, next));
        let broken = name.map_or_else(|| self.main_fault(), |name| self.fault(name));
        if let Some(broken) = broken {
            let why = format!("the playbook {} cannot be read: {}", broken.name, broken.cause);
            let next = Hint::say("mend the file, and give the command again");
            return refused(RefusalKind::Refused, why, next);
        }
        let names = || self.good.iter().map(|playbook| playbook.name.as_str());
        let why = format!("there is no playbook '{}'", name.unwrap_or_default());
        let next = match name.and_then(|name| near_name(name, names())) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("choose one of: {}", names().collect::<Vec<_>>().join(", ")),
        };
        refused(RefusalKind::NothingThere, why, Hint::say(next))
    }

    /// Returns why the main playbook cannot be used; `None` if it can be.
    #[must_use]
    pub fn main_fault(&self) -> Option<&BrokenPlaybook> {
        self.broken.iter().find(|broken| broken.is_main)
    }

    /// Returns why a playbook of a name cannot be used; `None` if there is no such file.
    #[must_use]
    pub fn fault(&self, name: &str) -> Option<&BrokenPlaybook> {
        self.broken.iter().find(|broken| broken.name == name)
    }
}
