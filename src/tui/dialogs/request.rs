//! The request that the answer in a dialog makes.

use crate::core::{
    Band, Command, Hint, Light, NOT_SHELVED, NewFrame, Refusal, RefusalKind, Request, SessionType,
    Verb,
};
use crate::input;

use super::answers::{ForgottenAnswer, gap_answer};
use super::context::DialogContext;
use super::dialog::Dialog;
use super::field_name::FieldName;
use super::kind::DialogKind;

/// What an answer asks for.
#[derive(Debug)]
pub struct DialogRequest {
    /// The request.
    pub request: Request,
    /// The contexts to enter after it, outermost first.
    pub then: Vec<NewFrame>,
}

impl Dialog {
    /// Returns what the answer asks for, and what it relies on.
    ///
    /// # Errors
    /// A usage refusal if the answer means nothing.
    pub fn request(&self, context: DialogContext<'_>) -> Result<DialogRequest, Refusal> {
        let text = |name| self.value(name).to_owned();
        let mut then = Vec::new();
        let mut by = context.by.clone();
        let mut at = self.when(context)?;
        let command = match self.kind {
            DialogKind::Start | DialogKind::Switch => {
                by.operator = text(FieldName::Operator);
                if self.chosen(FieldName::Contexts) == Some(1) {
                    then.clone_from(&self.last_contexts);
                }
                let switches = self.kind == DialogKind::Switch;
                let (notes, target) = (self.value(FieldName::Notes), self.value(FieldName::Target));
                let mut start = start(notes, target, switches)?;
                if let Command::Start { session_type: kind, .. } = &mut start {
                    *kind = session_type(self.value(FieldName::Type), Verb::Start)?;
                }
                start
            }
            DialogKind::End => {
                // Closing notes that a session had before it was reopened may be emptied.
                let had = context.watch.session.as_ref().is_some_and(|s| s.closing_notes.is_some());
                let notes = text(FieldName::Closing);
                Command::End { notes: Some(notes).filter(|notes| had || !notes.is_empty()) }
            }
            DialogKind::Edit => self.edit(context)?,
            DialogKind::Add => self.add(context)?,
            DialogKind::PastBreak => self.past_break(context)?,
            DialogKind::RemoveBreak => self.removed_break(context)?,
            DialogKind::PastGap(id) => self.past_gap(id, context)?,
            DialogKind::Pause => {
                Command::Pause { reason: some(self.value(FieldName::PauseReason)) }
            }
            DialogKind::Break => self.added_break(context)?,
            DialogKind::Note => Command::Note { text: text(FieldName::Note), task: None },
            DialogKind::Context => Command::Push(self.context_to_enter()?),
            DialogKind::Done | DialogKind::Block | DialogKind::Estimate => self.task_command()?,
            DialogKind::Band => {
                let band = *self.choice(FieldName::Band, &Band::ALL)?;
                Command::SetBand { band, reason: text(FieldName::BandReason) }
            }
            DialogKind::Health => {
                let status = *self.choice(FieldName::Health, &Light::ALL)?;
                let reasons = some(self.value(FieldName::HealthReason)).into_iter().collect();
                Command::SetHealth { status, reasons }
            }
            DialogKind::Ack => self.acknowledgement()?,
            DialogKind::StepDone | DialogKind::StepSkip => self.step_command()?,
            DialogKind::Override(verb) => return self.again(verb, context),
            DialogKind::Gap(id) => {
                let id = id.ok_or_else(no_gap)?;
                let answer = gap_answer(self.value(FieldName::GapAnswer), id, context)?;
                Command::AnswerGap { session: None, id: Some(id), answer }
            }
            DialogKind::Forgotten => {
                let text = self.value(FieldName::ForgottenAnswer);
                let (command, ended) = ForgottenAnswer::read(text, context)?.command();
                at = ended;
                command
            }
        };
        let expect = self.expectation(command.verb(), at, context);
        let reason = some(self.value(FieldName::DespiteReason));
        let override_reason = some(self.value(FieldName::Override));
        let request = Request { at, expect, reason, override_reason, ..Request::new(command, by) };
        Ok(DialogRequest { request, then })
    }

    /// Returns the request that a rule is against, with the reason to go on.
    ///
    /// # Errors
    /// A usage refusal if no reason is typed.
    fn again(&self, verb: Verb, context: DialogContext<'_>) -> Result<DialogRequest, Refusal> {
        let reason = some(self.value(FieldName::Override));
        let (refused, reason) = self.refused.as_ref().zip(reason).ok_or_else(|| {
            let (what, why) = (verb.spec().not_done, "no reason was typed");
            Refusal::new(RefusalKind::Usage, what, why, "type why you go on, or leave with Esc")
        })?;
        // Its operator has read what is against it, and sees the desk as it is.
        let expect = self.expectation(verb, refused.request.at, context);
        let request = Request { expect, override_reason: Some(reason), ..refused.request.clone() };
        Ok(DialogRequest { request, then: refused.then.clone() })
    }

    /// Reports whether a time is typed for which nobody shall be called.
    pub fn is_shelving(&self) -> bool {
        some(self.value(FieldName::Shelve)).is_some()
    }

    /// Returns the acknowledgement; with a time it shelves.
    ///
    /// # Errors
    /// A refusal if the time is none, or is given without a reason.
    pub(super) fn acknowledgement(&self) -> Result<Command, Refusal> {
        let typed = self.value(FieldName::Shelve);
        let length = some(typed).map(|typed| input::duration(&typed)).transpose();
        let length = length.map_err(|why| {
            let next = "type a time from 1m to 8h, or leave it empty";
            Refusal::new(RefusalKind::Usage, NOT_SHELVED, why, next)
        })?;
        let reason = some(self.value(FieldName::AckReason));
        let shelve_seconds = length.map(|length| length.as_secs());
        Ok(Command::Acknowledge { of: None, reason, shelve_seconds })
    }

    /// Returns the context to enter.
    ///
    /// # Errors
    /// A refusal if the line means nothing.
    pub(super) fn context_to_enter(&self) -> Result<NewFrame, Refusal> {
        let unread = || {
            let what = Verb::Push.spec().not_done;
            Refusal::new(RefusalKind::Usage, what, "nothing was typed", "type a title or an id")
        };
        self.picker.as_ref().ok_or_else(unread)?.frame()
    }

    fn choice<'a, T>(&self, name: FieldName, all: &'a [T]) -> Result<&'a T, Refusal> {
        self.chosen(name).and_then(|at| all.get(at)).ok_or_else(|| {
            let what = format!("The {} was not set", name.word());
            let next = "press a letter, or choose with Left and Right";
            Refusal::new(RefusalKind::Usage, what, "nothing is chosen yet", next)
        })
    }
}

fn no_gap() -> Refusal {
    let (what, why) = ("The gap was not answered", "no gap was open when this prompt opened");
    Refusal::new(RefusalKind::Usage, what, why, "close this prompt with Esc and open it again")
}

/// Returns the command that starts a session.
///
/// # Errors
/// A usage refusal if the target is no duration.
pub fn start(notes: &str, target: &str, switches: bool) -> Result<Command, Refusal> {
    let mut start = Command::start(some(notes));
    let Command::Start { target_seconds, switch, .. } = &mut start else { return Ok(start) };
    *switch = switches;
    if !target.is_empty() {
        let length = input::duration(target).map_err(|why| {
            let next = "type a target such as 2h30m, or leave it empty";
            Refusal::new(RefusalKind::Usage, "No session was started", why, next)
        })?;
        *target_seconds = Some(length.as_secs());
    }
    Ok(start)
}

/// Reads the type of a session: `work` if it is empty.
///
/// # Errors
/// A usage refusal of the verb if it is no single word.
pub fn session_type(text: &str, verb: Verb) -> Result<SessionType, Refusal> {
    if text.is_empty() {
        return Ok(SessionType::default());
    }
    text.parse().map_err(|sentence: String| {
        let (why, next) = sentence.split_once("; ").unwrap_or((&sentence, "type one word"));
        let next = Hint::say(next.to_owned());
        Refusal::new(RefusalKind::Usage, verb.spec().not_done, why, next)
    })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
