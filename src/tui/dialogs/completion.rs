//! The checks of the answer in a dialog, and the field for the reason to complete it anyway.

use crate::core::{CheckFacts, CheckItem, CheckReport, Command, Request, TaskCommand};

use super::checks::{is_of_summary, is_of_tasks};
use super::context::DialogContext;
use super::dialog::Dialog;
use super::field::{Field, FieldValue};
use super::field_name::FieldName;
use super::kind::DialogKind;

impl Dialog {
    /// Returns what the checks say of the answer so far; `None` if that is not known, or nothing is checked.
    pub fn report(&self) -> Option<CheckReport> {
        let checks = self.checks.as_ref()?;
        if let Some(refused) = &checks.refused {
            return Some(refused.clone());
        }
        let check = checks.check.clone()?;
        let summary = self.value(FieldName::Summary);
        let check = if summary.is_empty() { check } else { check.with_summary(summary) };
        Some(check.report())
    }

    /// Reports whether the task has a summary already.
    pub fn has_summary(&self) -> bool {
        let check = self.checks.as_ref().and_then(|checks| checks.check.as_ref());
        check.is_some_and(|check| match &check.facts {
            CheckFacts::Task(facts) | CheckFacts::Sprint(facts) => facts.summary.is_some(),
            CheckFacts::Session(_) => false,
        })
    }

    /// Returns the request whose facts are asked for: what is completed, without what is typed; `None` if the
    /// dialog completes nothing.
    pub fn completion(&self, context: DialogContext<'_>) -> Option<Request> {
        self.checks.as_ref()?;
        let command = match self.kind {
            DialogKind::Done => {
                let Ok(Command::Task(TaskCommand::Complete { task, .. })) = self.task_command()
                else {
                    return None;
                };
                Command::Task(TaskCommand::Complete { task, summary: None, force: false })
            }
            // A switch ends the session too.
            DialogKind::End | DialogKind::Forgotten | DialogKind::Switch => {
                context.watch.live()?;
                Command::End { notes: None }
            }
            DialogKind::Start
            | DialogKind::Pause
            | DialogKind::Break
            | DialogKind::Edit
            | DialogKind::Add
            | DialogKind::PastBreak
            | DialogKind::RemoveBreak
            | DialogKind::PastGap(_)
            | DialogKind::Note
            | DialogKind::Context
            | DialogKind::Block
            | DialogKind::Estimate
            | DialogKind::Band
            | DialogKind::Health
            | DialogKind::Ack
            | DialogKind::StepDone
            | DialogKind::StepSkip
            | DialogKind::Override(_)
            | DialogKind::Gap(_) => return None,
        };
        Some(Request::new(command, context.by.clone()))
    }

    /// Adds the field for the reason if something blocks that is not typed here; takes it away if nothing
    /// does and it is empty. `earlier` are its earlier inputs.
    pub fn follow_report(&mut self, earlier: Vec<String>) {
        let others = self
            .report()
            .is_some_and(|report| report.errors().any(|item| !self.is_typed_here(item)));
        let at = self.fields.iter().position(|field| field.name == FieldName::DespiteReason);
        match at {
            None if others => self.add_reason(earlier),
            Some(at) if !others && self.value(FieldName::DespiteReason).is_empty() => {
                self.fields.remove(at);
                if self.at > at || self.at >= self.fields.len() {
                    self.at = self.at.saturating_sub(1);
                }
            }
            None | Some(_) => {}
        }
    }

    fn add_reason(&mut self, earlier: Vec<String>) {
        let end = self.fields.len();
        let at = self.fields.iter().position(|field| field.name == FieldName::When).unwrap_or(end);
        let mut field = Field::text(FieldName::DespiteReason, "", earlier);
        let draft = self.checks.as_mut().and_then(|checks| checks.reason_draft.take());
        if let (FieldValue::Text(text), Some(draft)) = (&mut field.value, draft) {
            text.set(draft);
        }
        self.fields.insert(at, field);
        if self.at >= at {
            self.at += 1;
        }
    }

    /// Reports whether a failed check is mended in a field of the dialog.
    fn is_typed_here(&self, item: &CheckItem) -> bool {
        let has_summary = self.kind == DialogKind::Done;
        has_summary && is_of_summary(item.code)
    }

    /// Moves to the first field that lacks what the completion needs; returns the checks that block it.
    /// `None` if nothing does, a reason is typed, or the facts are not known yet: then the desk decides.
    pub fn go_to_missing(&mut self) -> Option<CheckReport> {
        if !self.value(FieldName::DespiteReason).is_empty() {
            return None;
        }
        let report = self.report().filter(|report| !report.is_valid())?;
        let lacks_summary = report.errors().any(|item| self.is_typed_here(item));
        let name = if lacks_summary { FieldName::Summary } else { FieldName::DespiteReason };
        let at = self.fields.iter().position(|field| field.name == name)?;
        self.at = at;
        Some(report)
    }

    /// Reports whether unfinished tasks block it.
    pub fn is_blocked_by_tasks(&self) -> bool {
        let report = self.report();
        report.is_some_and(|report| report.errors().any(|item| is_of_tasks(item.code)))
    }
}
