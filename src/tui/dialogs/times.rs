//! When the command of a dialog takes effect, as typed, and what the core says to it beforehand.

use crate::core::{
    At, Band, Command, Hint, Light, NewFrame, Refusal, RefusalKind, Request, Sentence,
};
use crate::input;

use super::context::DialogContext;
use super::dialog::Dialog;
use super::field_name::FieldName;
use super::kind::DialogKind;
use super::preview::decided;
use super::request::start;

impl Dialog {
    /// Returns when the command takes effect; now unless a time was typed.
    ///
    /// # Errors
    /// A usage refusal if the time cannot be read.
    pub(super) fn when(&self, context: DialogContext<'_>) -> Result<At, Refusal> {
        self.typed_time(FieldName::When, At::Now, |text| {
            input::at_or_ago(text, context.glance.now_utc, context.zone)
        })
    }

    /// Returns when a break began; at the last activity unless a time was typed.
    ///
    /// # Errors
    /// A usage refusal if the time cannot be read.
    pub(super) fn from(&self, context: DialogContext<'_>) -> Result<At, Refusal> {
        self.typed_time(FieldName::From, At::LastActivity, |text| {
            input::at_or_ago(text, context.glance.now_utc, context.zone)
        })
    }

    /// Returns the command that adds a break; it ended now unless a time was typed.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read.
    pub(super) fn added_break(&self, context: DialogContext<'_>) -> Result<Command, Refusal> {
        let from = self.from(context)?;
        let to = self.typed_time(FieldName::To, At::Now, |text| {
            input::at_after_or_ago(text, from, context.glance.now_utc, context.zone)
        })?;
        Ok(Command::AddBreak { session: None, from, to })
    }

    fn typed_time(
        &self,
        name: FieldName,
        otherwise: At,
        read: impl Fn(&str) -> Result<At, String>,
    ) -> Result<At, Refusal> {
        let text = self.value(name);
        if text.is_empty() {
            return Ok(otherwise);
        }
        read(text).map_err(|sentence| {
            let (why, next) =
                sentence.rsplit_once("; ").unwrap_or((&sentence, "type another time"));
            let what = self.kind.verb().spec().not_done;
            Refusal::new(RefusalKind::Usage, what, why, Hint::say(next.to_owned()))
        })
    }

    /// Returns what the command would do at the time that is typed; `None` if nothing would change,
    /// or the dialog has no time.
    ///
    /// # Errors
    /// The refusal of the time, or of the core.
    pub fn foretold(&self, context: DialogContext<'_>) -> Result<Option<Sentence>, Refusal> {
        let at = self.when(context)?;
        let Some(command) = self.command_to_time(context)? else { return Ok(None) };
        let request = Request { at, ..Request::new(command, context.by.clone()) };
        let recorded = decided(request.clone(), context)?;
        Ok(recorded.map(|recorded| recorded.preview(&request)))
    }

    /// Returns a command whose time is judged as that of the answer. It says nothing about the other
    /// fields: what is wrong with them stands below them. `None` if the dialog has no time.
    ///
    /// # Errors
    /// A usage refusal if a time of a break cannot be read.
    fn command_to_time(&self, context: DialogContext<'_>) -> Result<Option<Command>, Refusal> {
        let governance = &context.glance.governance;
        Ok(Some(match self.kind {
            DialogKind::Start => start("", "", false)?,
            DialogKind::Switch => start("", "", true)?,
            DialogKind::End => Command::End { notes: None },
            DialogKind::Pause => Command::Pause { reason: None },
            DialogKind::Break => self.added_break(context)?,
            DialogKind::Note => Command::Note { text: "-".to_owned(), task: None },
            DialogKind::Context => {
                let typed = self.context_to_enter().ok();
                let Some(frame) = typed else { return Ok(None) };
                Command::Push(NewFrame { title: None, estimate_seconds: None, ..frame })
            }
            DialogKind::Band => {
                let other = Band::ALL.into_iter().find(|band| *band != governance.cone.band);
                let chosen =
                    self.chosen(FieldName::Band).and_then(|nth| Band::ALL.get(nth).copied());
                let Some(band) = chosen.or(other) else { return Ok(None) };
                Command::SetBand { band, reason: String::new() }
            }
            DialogKind::Health => {
                let other = Light::ALL.into_iter().find(|light| *light != governance.health.status);
                let chosen =
                    self.chosen(FieldName::Health).and_then(|nth| Light::ALL.get(nth).copied());
                let Some(status) = chosen.or(other) else { return Ok(None) };
                Command::SetHealth { status, reasons: Vec::new() }
            }
            DialogKind::Ack
            | DialogKind::StepDone
            | DialogKind::StepSkip
            | DialogKind::Override(_)
            | DialogKind::Done
            | DialogKind::Block
            | DialogKind::Estimate
            | DialogKind::Gap(_)
            | DialogKind::Forgotten
            | DialogKind::Edit
            | DialogKind::Add
            | DialogKind::PastBreak
            | DialogKind::RemoveBreak
            | DialogKind::PastGap(_) => return Ok(None),
        }))
    }
}
