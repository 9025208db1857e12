//! Why the text in a field cannot be right, said while it is being typed.

use crate::core::{Hint, ID, NOTE, REASON, Refusal, RefusalKind, Request, TITLE, near_time_text};
use crate::input;

use super::context::DialogContext;
use super::dialog::Dialog;
use super::field::{ChoiceField, FieldValue};
use super::field_name::FieldName;
use super::preview::decided;
use super::request::{session_type, start};

impl Dialog {
    /// Returns why the text in a field cannot be right; `None` while it is empty or unfinished.
    pub fn objection(&self, nth: usize, context: DialogContext<'_>) -> Option<String> {
        let field = self.fields.get(nth)?;
        if self.past.is_some() {
            return self.objection_to_past(nth, context);
        }
        let text = field.value();
        let name = field.name;
        if let FieldValue::Choice(choice @ ChoiceField { missed: Some(letter), .. }) = &field.value
        {
            let letters = choice.letters().into_iter().map(String::from).collect::<Vec<_>>();
            return Some(format!("no choice begins with '{letter}': press {}", letters.join(", ")));
        }
        if name == FieldName::Operator {
            return ID.named("operator").check_some(text).err().map(|refusal| refusal.why);
        }
        if name == FieldName::To {
            return self.objection_to_break(context);
        }
        let is_half = if name.is_a_time() {
            self.is_half_a_time(name, context)
        } else {
            is_unfinished(name, text)
        };
        if text.is_empty() || nth == self.at && is_half {
            return None;
        }
        let judged = match name {
            FieldName::Notes | FieldName::Closing | FieldName::Note | FieldName::Summary => {
                NOTE.check(text)
            }
            FieldName::BandReason
            | FieldName::HealthReason
            | FieldName::AckReason
            | FieldName::BlockReason
            | FieldName::DespiteReason
            | FieldName::StepNote
            | FieldName::SkipReason
            | FieldName::Override
            | FieldName::PauseReason => REASON.check(text),
            FieldName::StepValue => TITLE.named("value").check(text),
            FieldName::From => self.from(context).map(drop),
            FieldName::When => self.foretold(context).map(drop),
            FieldName::Estimate => self.task_command().map(drop),
            FieldName::Shelve => self.acknowledgement().map(drop),
            FieldName::Target => check_target(text, context),
            FieldName::Type => session_type(text, self.kind.verb()).map(drop),
            FieldName::Context | FieldName::GapAnswer | FieldName::ForgottenAnswer => {
                let decided = self.request(context).and_then(|all| decided(all.request, context));
                decided.map(drop)
            }
            FieldName::Operator
            | FieldName::StepChoice
            | FieldName::Contexts
            | FieldName::Band
            | FieldName::Health
            | FieldName::To
            | FieldName::Start
            | FieldName::End
            | FieldName::Since
            | FieldName::Until
            | FieldName::Breaks
            | FieldName::InPause => Ok(()),
        };
        judged.err().map(|refusal| with_earliest(refusal, context))
    }

    /// Returns what a time that is being typed still needs; `None` while it is a part of a word, or
    /// can be read.
    pub fn needed(&self, nth: usize, context: DialogContext<'_>) -> Option<String> {
        let field = self.fields.get(nth)?;
        if !input::needs_more(field.value()) {
            return None;
        }
        let refusal = match field.name {
            FieldName::From => self.from(context).err(),
            FieldName::To => self.added_break(context).err(),
            FieldName::When => self.when(context).err(),
            FieldName::ForgottenAnswer => return not_read(field.value(), context),
            FieldName::Notes
            | FieldName::Closing
            | FieldName::Note
            | FieldName::Operator
            | FieldName::Target
            | FieldName::Type
            | FieldName::Contexts
            | FieldName::Context
            | FieldName::Summary
            | FieldName::BlockReason
            | FieldName::DespiteReason
            | FieldName::Estimate
            | FieldName::Band
            | FieldName::BandReason
            | FieldName::Health
            | FieldName::HealthReason
            | FieldName::AckReason
            | FieldName::Shelve
            | FieldName::StepValue
            | FieldName::StepChoice
            | FieldName::StepNote
            | FieldName::SkipReason
            | FieldName::Override
            | FieldName::GapAnswer
            | FieldName::PauseReason
            | FieldName::Start
            | FieldName::End
            | FieldName::Since
            | FieldName::Until
            | FieldName::Breaks
            | FieldName::InPause => None,
        }?;
        let next = refusal.next.iter().find_map(|hint| match hint {
            Hint::Say(sentence) => Some(format!("; {sentence}")),
            Hint::Do { .. }
            | Hint::Show { .. }
            | Hint::NotBefore { .. }
            | Hint::NotAfter { .. }
            | Hint::Taken { .. } => None,
        });
        Some(format!("{}{}", refusal.why, next.unwrap_or_default()))
    }
}

fn not_read(text: &str, context: DialogContext<'_>) -> Option<String> {
    input::at_or_ago(text, context.glance.now_utc, context.zone).err()
}

/// Returns why something was refused, and the earliest time that is allowed if it was too early.
fn with_earliest(refusal: Refusal, context: DialogContext<'_>) -> String {
    let earliest = refusal.next.iter().find_map(|hint| match hint {
        Hint::NotBefore { earliest_utc, now_utc } => Some((*earliest_utc, *now_utc)),
        Hint::Do { .. }
        | Hint::Show { .. }
        | Hint::NotAfter { .. }
        | Hint::Taken { .. }
        | Hint::Say(_) => None,
    });
    let Some((earliest, now)) = earliest else { return refusal.why };
    let [earliest, now] = [earliest, now].map(|at| context.zone.local(at));
    format!("{}; the earliest time is {}", refusal.why, near_time_text(earliest, now))
}

impl Dialog {
    /// Returns why the times of a break cannot be right, those that are not typed too; `None` while
    /// one of them is unfinished.
    fn objection_to_break(&self, context: DialogContext<'_>) -> Option<String> {
        let is_half = self.field().is_some_and(|field| self.is_half_a_time(field.name, context));
        // The field of the first time says what is wrong with it.
        if is_half || self.from(context).is_err() {
            return None;
        }
        self.foretold(context).err().map(|refusal| with_earliest(refusal, context))
    }

    /// Reports whether the text of a field cannot be read as a time, and may become one.
    fn is_half_a_time(&self, name: FieldName, context: DialogContext<'_>) -> bool {
        let is_read = if name == FieldName::When {
            self.when(context).is_ok()
        } else if name == FieldName::From {
            self.from(context).is_ok()
        } else {
            self.added_break(context).is_ok()
        };
        name.is_a_time() && !is_read && is_unfinished(name, self.value(name))
    }
}

/// Judges a target alone: other reasons against a start are given when it is sent.
fn check_target(text: &str, context: DialogContext<'_>) -> Result<(), Refusal> {
    match decided(Request::new(start("", text, true)?, context.by.clone()), context) {
        Err(refusal) if refusal.kind == RefusalKind::Usage => Err(refusal),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Reports whether a text may be the beginning of one that is right.
pub(super) fn is_unfinished(name: FieldName, text: &str) -> bool {
    let word = |words: &[&str]| words.iter().any(|word| word.starts_with(&text.to_lowercase()));
    let length = |text: &str| input::duration(text).is_err() && input::may_become_a_duration(text);
    match name {
        FieldName::Target | FieldName::Shelve => length(text),
        FieldName::Estimate => length(text.strip_prefix('~').unwrap_or(text)),
        FieldName::Context => {
            let words = text.split_whitespace().count();
            let last = text.rsplit('~').next().unwrap_or_default();
            let half = last.is_empty() || length(last);
            words < 2 || text.contains('~') && half
        }
        FieldName::GapAnswer => {
            word(&["keep", "discard", "split "]) || input::may_become_a_time(text)
        }
        FieldName::ForgottenAnswer => {
            word(&["keep", "break", "end "]) || input::may_become_a_time(text)
        }
        FieldName::From | FieldName::To | FieldName::When => {
            input::may_become_a_time(text) || length(text)
        }
        FieldName::Notes
        | FieldName::StepValue
        | FieldName::StepChoice
        | FieldName::StepNote
        | FieldName::SkipReason
        | FieldName::Override
        | FieldName::Closing
        | FieldName::Note
        | FieldName::Summary
        | FieldName::BlockReason
        | FieldName::DespiteReason
        | FieldName::Operator
        | FieldName::Type
        | FieldName::Contexts
        | FieldName::Band
        | FieldName::BandReason
        | FieldName::Health
        | FieldName::HealthReason
        | FieldName::AckReason
        | FieldName::PauseReason
        | FieldName::Start
        | FieldName::End
        | FieldName::Since
        | FieldName::Until
        | FieldName::Breaks
        | FieldName::InPause => false,
    }
}
