//! Dialogs whose answer a rule can be against: they have a field for the reason to go on.

use crate::core::{Command, PlaybookCommand, Refusal, RefusalKind};

use super::context::DialogContext;
use super::dialog::{AutoAdvance, Dialog};
use super::field::Field;
use super::field_name::FieldName;
use super::input_history::InputHistory;
use super::kind::DialogKind;
use super::rule_subjects::{RefusedRequest, StepSubject};

impl Dialog {
    /// Opens a dialog about a step of a playbook.
    pub fn of_a_step(
        kind: DialogKind,
        subject: StepSubject,
        context: DialogContext<'_>,
        history: &InputHistory,
    ) -> Self {
        let fields = subject.fields(kind, |name| history.of(name, context.watch));
        let against = subject.against(kind);
        let step = Some(Box::new(subject));
        let mut dialog = Self { fields, step, ..Self::new(kind, context, history, "") };
        if !against.is_empty() {
            dialog.add_override(against, history.of(FieldName::Override, context.watch));
        }
        dialog
    }

    /// Opens a dialog that asks for a reason to go on with a request that a rule is against.
    pub fn of_a_refusal(
        refused: RefusedRequest,
        context: DialogContext<'_>,
        history: &InputHistory,
    ) -> Self {
        let kind = DialogKind::Override(refused.request.command.verb());
        let against = vec![refused.words.why.clone()];
        let refused = Some(Box::new(refused));
        let mut dialog = Self { refused, seen: None, ..Self::new(kind, context, history, "") };
        dialog.add_override(against, history.of(FieldName::Override, context.watch));
        dialog
    }

    /// Adds a field for a reason to go on against rules, or says in the one that is there which are against it.
    fn add_override(&mut self, against: Vec<String>, earlier: Vec<String>) {
        self.against = against;
        if self.fields.iter().all(|field| field.name != FieldName::Override) {
            let end = self.fields.len();
            let when = self.fields.iter().position(|field| field.name == FieldName::When);
            let field = Field::text(FieldName::Override, "", earlier);
            self.fields.insert(when.unwrap_or(end), field);
        }
    }

    /// Keeps the answer and asks for a reason to go on, because rules are against it.
    pub fn refuse_by_rule(&mut self, why: String, earlier: Vec<String>) {
        self.add_override(vec![why], earlier);
        self.seen = None;
        let at = self.fields.iter().position(|field| field.name == FieldName::Override);
        self.at = at.unwrap_or(self.at);
        self.auto_advance = AutoAdvance::Before;
    }

    /// Returns the command about a step.
    ///
    /// # Errors
    /// A usage refusal if something is missing.
    pub(super) fn step_command(&self) -> Result<Command, Refusal> {
        let typed = |name| Some(self.value(name).to_owned()).filter(|text| !text.is_empty());
        let subject = self.step.as_ref().ok_or_else(|| {
            let what = self.kind.verb().spec().not_done;
            Refusal::new(RefusalKind::Usage, what, "there is no step", "choose one in the list")
        })?;
        let (playbook, step) = (Some(subject.playbook.clone()), subject.step.id.clone());
        if self.kind == DialogKind::StepSkip {
            let reason = self.value(FieldName::SkipReason).to_owned();
            return Ok(Command::Playbook(PlaybookCommand::Skip { playbook, step, reason }));
        }
        let chosen = self.chosen(FieldName::StepChoice);
        let chosen = chosen.and_then(|at| subject.step.choices.get(at).cloned());
        let value = chosen.or_else(|| typed(FieldName::StepValue));
        let note = typed(FieldName::StepNote);
        Ok(Command::Playbook(PlaybookCommand::Done { playbook, step, value, note }))
    }
}
