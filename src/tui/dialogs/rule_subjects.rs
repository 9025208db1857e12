//! What a dialog is about whose answer a rule can be against: a step of a playbook, or a refused request.

use crate::core::{NewFrame, PlaybookStanding, Request, StepStanding};
use crate::failure::Words;

use super::field::{ChoiceField, Field};
use super::field_name::FieldName;
use super::kind::DialogKind;

/// The step of a playbook that a dialog is about, as its operator saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct StepSubject {
    /// The name of the playbook.
    pub playbook: String,
    /// How many steps it has.
    pub of: usize,
    /// Whether its file is another one than the one that was begun.
    pub is_changed: bool,
    /// The step.
    pub step: StepStanding,
}

/// A request that a rule is against.
#[derive(Debug)]
pub struct RefusedRequest {
    /// The request.
    pub request: Request,
    /// The contexts to enter after it, outermost first.
    pub then: Vec<NewFrame>,
    /// What was not done, and which rules are against it.
    pub words: Words,
}

impl StepSubject {
    /// Returns a step of a playbook.
    pub fn of(standing: &PlaybookStanding, step: &StepStanding) -> Self {
        Self {
            playbook: standing.name.clone(),
            of: standing.steps.len(),
            is_changed: standing.is_changed,
            step: step.clone(),
        }
    }

    /// Returns the fields of a dialog about it; `earlier` returns the earlier inputs of a field.
    pub(super) fn fields(
        &self,
        kind: DialogKind,
        earlier: impl Fn(FieldName) -> Vec<String>,
    ) -> Vec<Field> {
        let text = |name| Field::text(name, "", earlier(name));
        if kind == DialogKind::StepSkip {
            return vec![text(FieldName::SkipReason)];
        }
        let value = match (self.step.answer, self.step.choices.as_slice()) {
            (None, _) => None,
            // What was read last time is no answer now.
            (Some(_), []) => Some(Field::text(FieldName::StepValue, "", Vec::new())),
            (Some(_), choices) => {
                let all = choices.to_vec();
                let choice = ChoiceField { all, chosen: None, now: None, missed: None };
                Some(Field::choice(FieldName::StepChoice, choice))
            }
        };
        value.into_iter().chain([text(FieldName::StepNote)]).collect()
    }

    /// Returns what is against the answer of a dialog about it, a sentence each.
    pub(super) fn against(&self, kind: DialogKind) -> Vec<String> {
        let changed = self.is_changed;
        let changed = changed.then(|| "the file has changed since it was begun".to_owned());
        let critical = || format!("step {} is critical", self.step.number);
        let others = match kind {
            DialogKind::StepSkip => self.step.critical.then(critical).into_iter().collect(),
            _ => self.step.blocked.clone(),
        };
        changed.into_iter().chain(others).collect()
    }
}
