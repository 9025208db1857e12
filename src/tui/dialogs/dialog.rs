//! A dialog: one or several fields, with the same keys in all of them.
//!
//! What an answer means is in `request.rs`; no rule of the session lives here.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::core::{At, Band, Expect, Glance, Light, NewFrame, NotesKind, SessionId, Verb};
use crate::failure::Words;

use super::checks::DialogChecks;
use super::context::DialogContext;
use super::field::{ChoiceField, Field, FieldContent, FieldValue};
use super::field_name::FieldName;
use super::input_history::InputHistory;
use super::kind::DialogKind;
use super::last_contexts;
use super::past::{PastDialog, PastSubject};
use super::past_fields;
use super::rule_subjects::{RefusedRequest, StepSubject};
use super::task_subject::TaskSubject;
use crate::tui::tasks::TaskPicker;

/// The rows of a page of the picker.
const PICKER_PAGE: usize = 8;

/// A dialog, the answer so far, and why the last one was refused.
#[derive(Debug)]
pub struct Dialog {
    /// What it asks for.
    pub kind: DialogKind,
    /// Where the answer is typed; there is at least one field.
    pub fields: Vec<Field>,
    /// The session that it is about; `None` if there is none yet.
    pub about: Option<SessionId>,
    /// The field that takes the keys.
    pub at: usize,
    /// The contexts of the last session, outermost first.
    pub last_contexts: Vec<NewFrame>,
    /// What it knows of the past; `None` if it is not about it.
    pub past: Option<Box<PastDialog>>,
    /// The task that it is about; `None` if it is about none.
    pub task: Option<Box<TaskSubject>>,
    /// The step of a playbook that it is about; `None` if it is about none.
    pub step: Option<Box<StepSubject>>,
    /// The request that a rule is against, of a dialog that asks for nothing but a reason to go on.
    pub refused: Option<Box<RefusedRequest>>,
    /// Which rules are against the answer, a sentence each, if there is a field for a reason to go on.
    pub against: Vec<String>,
    /// What it knows of the checks of what it completes; `None` if nothing is checked.
    pub checks: Option<Box<DialogChecks>>,
    /// What can be entered; `None` if it does not ask for a context.
    pub picker: Option<Box<TaskPicker>>,
    /// Why the last answer was refused.
    pub refusal: Option<Words>,
    /// What the operator saw when it opened. `None` after a refusal: an operator who answers again
    /// has read why, and sees the desk as it is.
    pub(super) seen: Option<Box<Glance>>,
    pub(super) auto_advance: AutoAdvance,
}

/// Whether the letter of a choice has moved on to the next field. It does so once: an operator who
/// comes back to correct the choice may go on typing there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AutoAdvance {
    NotYet,
    /// The last key did.
    JustNow,
    /// An earlier key did, or the operator moved.
    Before,
}

impl Dialog {
    /// Opens a dialog about the desk as it is; `notes` are the default notes of a session.
    pub fn new(
        kind: DialogKind,
        context: DialogContext<'_>,
        history: &InputHistory,
        notes: &str,
    ) -> Self {
        let starts = matches!(kind, DialogKind::Start | DialogKind::Switch);
        let last_contexts = if starts { last_contexts::of(context.watch) } else { Vec::new() };
        let offers_contexts = !last_contexts.is_empty();
        let fields = fields(kind, context, history, notes, offers_contexts);
        let about = about(kind, context);
        let seen = Some(Box::new(context.glance.clone()));
        let picks = kind == DialogKind::Context;
        let picker = picks.then(|| Box::new(TaskPicker::new(context.tasks, context.watch)));
        let completes = matches!(kind, DialogKind::Done | DialogKind::End | DialogKind::Switch);
        let checks = completes.then(Box::default);
        Self { fields, about, last_contexts, checks, picker, seen, ..Self::empty(kind) }
    }

    /// Opens a dialog about a task.
    pub fn of_a_task(
        kind: DialogKind,
        task: TaskSubject,
        context: DialogContext<'_>,
        history: &InputHistory,
    ) -> Self {
        Self { task: Some(Box::new(task)), ..Self::new(kind, context, history, "") }
    }

    /// Opens a dialog about the past.
    pub fn of_the_past(
        kind: DialogKind,
        subject: PastSubject,
        context: DialogContext<'_>,
        history: &InputHistory,
    ) -> Self {
        let fields = past_fields::fields(kind, &subject, context, history);
        let about = subject.session.as_ref().map(|session| session.id.clone());
        Self { fields, about, past: Some(Box::new(PastDialog::new(subject))), ..Self::empty(kind) }
    }

    fn empty(kind: DialogKind) -> Self {
        Self {
            kind,
            fields: Vec::new(),
            about: None,
            at: 0,
            last_contexts: Vec::new(),
            past: None,
            task: None,
            step: None,
            refused: None,
            against: Vec::new(),
            checks: None,
            picker: None,
            refusal: None,
            seen: None,
            auto_advance: AutoAdvance::NotYet,
        }
    }

    /// Returns what an operator takes for granted who answers with a verb at a time; `None` for what
    /// stands on nothing that was shown.
    #[must_use]
    pub fn expectation(&self, verb: Verb, at: At, context: DialogContext<'_>) -> Option<Expect> {
        match &self.past {
            Some(past) => past.subject.expectation(),
            None => Some(self.seen.as_deref().unwrap_or(context.glance).expectation(verb, at)),
        }
    }

    /// Returns the field that takes the keys.
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// Returns the text in the field of a name.
    pub fn value(&self, name: FieldName) -> &str {
        self.named(name).map_or("", Field::value)
    }

    /// Returns the number of the choice in the field of a name.
    pub fn chosen(&self, name: FieldName) -> Option<usize> {
        self.named(name).and_then(Field::chosen)
    }

    fn named(&self, name: FieldName) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Takes a key into the answer, or to another field.
    pub fn press(&mut self, key: KeyEvent) {
        self.change(|dialog| dialog.take(key));
    }

    /// Takes pasted text into the field, or into the next one that holds text.
    pub fn paste(&mut self, pasted: &str) {
        self.change(|dialog| dialog.insert(pasted));
    }

    /// Changes the answer; a refusal is forgotten once the answer differs.
    fn change(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.answer();
        change(self);
        self.see_line();
        if self.answer() != before {
            self.refusal = None;
        }
    }

    /// Lets the picker follow the line that is typed.
    pub fn see_line(&mut self) {
        let line = self.value(FieldName::Context).to_owned();
        if let Some(picker) = &mut self.picker {
            picker.see(&line);
        }
    }

    /// Chooses a row of the picker, if the field of the context takes the keys; reports whether the key
    /// means that.
    fn pick(&mut self, key: KeyEvent) -> bool {
        let is_at_the_line = self.field().is_some_and(|field| field.name == FieldName::Context);
        let Some(picker) = self.picker.as_mut().filter(|_| is_at_the_line) else { return false };
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        let page = PICKER_PAGE;
        match key.code {
            KeyCode::Down => picker.next(),
            KeyCode::Up => picker.back(),
            KeyCode::Char('n') if is_control => picker.next(),
            KeyCode::Char('p') if is_control => picker.back(),
            KeyCode::PageDown => picker.select(picker.selected().saturating_add(page)),
            KeyCode::PageUp => picker.select(picker.selected().saturating_sub(page)),
            _ => return false,
        }
        self.refusal = None;
        true
    }

    fn answer(&self) -> Vec<FieldContent> {
        self.fields.iter().map(Field::content).collect()
    }

    fn take(&mut self, key: KeyEvent) {
        let just_advanced = self.auto_advance == AutoAdvance::JustNow;
        if just_advanced {
            self.auto_advance = AutoAdvance::Before;
        }
        if self.pick(key) {
            return;
        }
        let is_last = self.at + 1 >= self.fields.len();
        let Some(field) = self.fields.get_mut(self.at) else { return };
        match (key.code, &mut field.value) {
            // The letter has already made the move that this key asks for.
            (KeyCode::Tab | KeyCode::Down, _) if just_advanced => {}
            (KeyCode::Up, FieldValue::Text(text)) if text.has_earlier() => text.earlier(),
            (KeyCode::Down, FieldValue::Text(text)) if text.has_earlier() => text.later(),
            (KeyCode::BackTab | KeyCode::Up, _) => self.back(),
            (KeyCode::Tab | KeyCode::Down, _) => self.next(),
            (_, FieldValue::Text(text)) => text.press(key),
            (_, FieldValue::Choice(choice)) => {
                // The reason follows the choice.
                if choice.press(key) && self.auto_advance == AutoAdvance::NotYet && !is_last {
                    self.at += 1;
                    self.auto_advance = AutoAdvance::JustNow;
                }
            }
        }
    }

    fn insert(&mut self, pasted: &str) {
        for (at, field) in self.fields.iter_mut().enumerate().skip(self.at) {
            if let FieldValue::Text(text) = &mut field.value {
                text.paste(pasted);
                self.at = at;
                self.auto_advance = AutoAdvance::Before;
                return;
            }
        }
    }

    /// Keeps the answer and shows why it was refused.
    pub fn refuse(&mut self, words: Words) {
        self.refusal = Some(words);
        self.seen = None;
        if let Some(past) = &mut self.past {
            past.see_anew();
        }
    }

    /// Returns it as it is left. After a refusal it is about the desk as it is by then: about the
    /// session of `fresh`, such a dialog that opens now, and about the texts that it offers.
    #[must_use]
    pub fn left(mut self, fresh: Self) -> Self {
        if self.seen.is_some() {
            return self;
        }
        for Field { name, value } in fresh.fields {
            let FieldValue::Text(now) = value else { continue };
            for field in self.fields.iter_mut().filter(|field| field.name == name) {
                if let FieldValue::Text(text) = &mut field.value {
                    text.offer(now.offered());
                }
            }
        }
        self.about = fresh.about;
        self
    }

    fn next(&mut self) {
        self.auto_advance = AutoAdvance::Before;
        self.at = if self.at + 1 < self.fields.len() { self.at + 1 } else { 0 };
    }

    fn back(&mut self) {
        self.auto_advance = AutoAdvance::Before;
        self.at = self.at.checked_sub(1).unwrap_or(self.fields.len().saturating_sub(1));
    }
}

/// Returns the session that a dialog is about. A reason for a band or a health is about the work of the
/// session in which it was typed. A dialog that starts a session is about the session before it: once
/// another session was started, its notes are no longer those of the next. A note or a context that is
/// typed without a session is about the next one.
fn about(kind: DialogKind, context: DialogContext<'_>) -> Option<SessionId> {
    match kind {
        DialogKind::Note
        | DialogKind::Context
        | DialogKind::Done
        | DialogKind::Block
        | DialogKind::Estimate
        | DialogKind::Pause
        | DialogKind::Break
        | DialogKind::Edit
        | DialogKind::Add
        | DialogKind::PastBreak
        | DialogKind::RemoveBreak
        | DialogKind::PastGap(_) => context.watch.live().map(|session| session.id.clone()),
        DialogKind::Start
        | DialogKind::Switch
        | DialogKind::StepDone
        | DialogKind::StepSkip
        | DialogKind::Override(_)
        | DialogKind::End
        | DialogKind::Band
        | DialogKind::Health
        | DialogKind::Ack
        | DialogKind::Gap(_)
        | DialogKind::Forgotten => context.watch.session.as_ref().map(|session| session.id.clone()),
    }
}

fn fields(
    kind: DialogKind,
    context: DialogContext<'_>,
    history: &InputHistory,
    notes: &str,
    offers_contexts: bool,
) -> Vec<Field> {
    let text = |name, value| Field::text(name, value, history.of(name, context.watch));
    let governance = &context.glance.governance;
    let mut fields = match kind {
        DialogKind::Start | DialogKind::Switch => {
            let mut fields = vec![
                text(FieldName::Notes, notes),
                text(FieldName::Operator, &context.by.operator),
                text(FieldName::Target, ""),
                text(FieldName::Type, ""),
            ];
            if offers_contexts {
                let all = ["no", "yes"].map(str::to_owned).to_vec();
                let again = ChoiceField { all, chosen: Some(0), now: None, missed: None };
                fields.push(Field::choice(FieldName::Contexts, again));
            }
            fields
        }
        DialogKind::End => {
            let session = context.watch.session.as_ref();
            let closing = session.and_then(|session| session.notes_of(NotesKind::Closing));
            vec![text(FieldName::Closing, closing.unwrap_or_default())]
        }
        DialogKind::Pause => vec![text(FieldName::PauseReason, "")],
        DialogKind::Break => vec![text(FieldName::From, ""), text(FieldName::To, "")],
        DialogKind::Note => vec![text(FieldName::Note, "")],
        // Its list takes the arrows; the contexts that were entered are in it.
        DialogKind::Context => vec![Field::text(FieldName::Context, "", Vec::new())],
        DialogKind::Done => vec![text(FieldName::Summary, "")],
        DialogKind::Block => vec![text(FieldName::BlockReason, "")],
        DialogKind::Estimate => vec![text(FieldName::Estimate, "")],
        DialogKind::Band => {
            let choice = one_of(&Band::ALL, governance.cone.band);
            vec![Field::choice(FieldName::Band, choice), text(FieldName::BandReason, "")]
        }
        DialogKind::Health => {
            let choice = one_of(&Light::ALL, governance.health.status);
            vec![Field::choice(FieldName::Health, choice), text(FieldName::HealthReason, "")]
        }
        DialogKind::Ack => vec![text(FieldName::AckReason, ""), text(FieldName::Shelve, "")],
        DialogKind::Gap(_) => vec![text(FieldName::GapAnswer, "")],
        DialogKind::Forgotten => vec![text(FieldName::ForgottenAnswer, "")],
        DialogKind::Edit
        | DialogKind::StepDone
        | DialogKind::StepSkip
        | DialogKind::Override(_)
        | DialogKind::Add
        | DialogKind::PastBreak
        | DialogKind::RemoveBreak
        | DialogKind::PastGap(_) => Vec::new(),
    };
    // The last field: whoever means now never meets it.
    if kind.verb().takes_a_time() && !matches!(kind, DialogKind::Override(_)) {
        fields.push(text(FieldName::When, ""));
    }
    fields
}

fn one_of<T: Copy + PartialEq + ToString>(all: &[T], now: T) -> ChoiceField {
    let names = all.iter().map(ToString::to_string).collect();
    let now = all.iter().position(|one| *one == now);
    ChoiceField { all: names, chosen: None, now, missed: None }
}
