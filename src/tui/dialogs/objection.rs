//! Why the text in a field cannot be right, said while it is being typed.

use crate::core::{ID, NOTE, REASON, Refusal, RefusalKind, Request};
use crate::input;

use super::context::DialogContext;
use super::dialog::Dialog;
use super::field::{ChoiceField, FieldName, FieldValue};
use super::preview::decided;
use super::request::start;

impl Dialog {
    /// Returns why the text in a field cannot be right; `None` while it is empty or unfinished.
    pub fn objection(&self, nth: usize, context: DialogContext<'_>) -> Option<String> {
        let field = self.fields.get(nth)?;
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
        if text.is_empty() || nth == self.at && is_unfinished(name, text) {
            return None;
        }
        let judged = match name {
            FieldName::Notes | FieldName::Note => NOTE.check(text),
            FieldName::BandReason | FieldName::HealthReason => REASON.check(text),
            FieldName::Target => check_target(text, context),
            FieldName::Context | FieldName::GapAnswer | FieldName::ForgottenAnswer => {
                let decided = self.request(context).and_then(|all| decided(all.request, context));
                decided.map(drop)
            }
            FieldName::Operator | FieldName::Contexts | FieldName::Band | FieldName::Health => {
                Ok(())
            }
        };
        judged.err().map(|refusal| refusal.why)
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
fn is_unfinished(name: FieldName, text: &str) -> bool {
    let word = |words: &[&str]| words.iter().any(|word| word.starts_with(&text.to_lowercase()));
    let length = |text: &str| input::duration(text).is_err() && input::may_become_a_duration(text);
    match name {
        FieldName::Target => length(text),
        FieldName::Context => {
            let words = text.split_whitespace().count();
            let last = text.rsplit('~').next().unwrap_or_default();
            let half = last.is_empty() || length(last);
            words < 2 || text.contains('~') && half
        }
        FieldName::GapAnswer => {
            word(&["keep", "discard", "split "]) || input::may_become_a_time(text)
        }
        FieldName::ForgottenAnswer => word(&["keep", "end "]) || input::may_become_a_time(text),
        FieldName::Notes
        | FieldName::Note
        | FieldName::Operator
        | FieldName::Contexts
        | FieldName::Band
        | FieldName::BandReason
        | FieldName::Health
        | FieldName::HealthReason => false,
    }
}
