//! One table `[[step]]` of a playbook, field by field.

use toml::Spanned;
use toml::de::DeValue;

use super::fields::{AcceptedValues, TableFields};
use super::playbook_faults::FoundFaults;
use super::text::Fault;
use super::word;
use crate::core::{Band, Bound, PlaybookStep, REASON, StepAnswer, TITLE};

/// The names in a step, each with the values it accepts.
pub(super) const KEYS: AcceptedValues = &[
    ("id", "one word of at most 64 characters, such as id = \"check_backups\""),
    ("title", "a text of 1 to 200 characters, such as title = \"Check the backups\""),
    ("why", "a text of at most 1000 characters, such as why = \"They failed in May.\""),
    ("band_min", "\"A\", \"B\", \"C\" or \"D\": the strictest band in which the step may be done"),
    ("blocked_if_red", "true or false"),
    (
        "expect",
        "a text of at most 1000 characters; for a number one such as \"5\", \"<5\", \">=5\" or \"3..8\"",
    ),
    ("answer", "\"text\", \"number\" or \"choice\""),
    ("choices", "a list of 1 to 20 different texts, such as choices = [\"yes\", \"no\"]"),
    ("critical", "true or false"),
    ("link", "an address or a path of at most 1000 characters"),
    ("minutes", "a whole number from 1 to 10080, such as minutes = 10"),
    ("requires", "a list of ids of earlier steps, such as requires = [\"check_backups\"]"),
];

/// The most steps of a playbook.
pub(super) const STEPS_MOST: usize = 64;
/// The most minutes of a step: a week.
const MINUTES_MAX: u32 = 7 * 24 * 60;
const CHOICES_MAX: usize = 20;

/// What kind of answer a step asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum AnswerKind {
    Text,
    Number,
    Choice,
}

/// A step with the places of what other steps depend on.
pub(super) struct PlacedStep {
    pub(super) step: PlaybookStep,
    /// The byte at which the id stands.
    pub(super) id_at: usize,
    /// The bytes at which the ids of `requires` stand.
    pub(super) requires_at: Vec<usize>,
}

/// Reads a step. What cannot be read is left out, and its faults are kept.
pub(super) fn read(fields: &TableFields<'_>, faults: &mut FoundFaults) -> PlacedStep {
    faults.add(fields.unknown());
    let kinds = [
        ("text", AnswerKind::Text),
        ("number", AnswerKind::Number),
        ("choice", AnswerKind::Choice),
    ];
    let kind = faults.kept(fields.word("answer", &kinds));
    let choices = faults.kept(choices(fields)).flatten();
    // Of an answer that is not understood, nobody knows whether the others fit it.
    if let Some(kind) = kind {
        let fit = fit_of_choices(fields, kind, choices.is_some());
        faults.kept(fit);
    }
    let answer = kind.flatten().map(|kind| match kind {
        AnswerKind::Text => StepAnswer::Text,
        AnswerKind::Number => StepAnswer::Number,
        AnswerKind::Choice => StepAnswer::Choice(choices.unwrap_or_default()),
    });
    let expect = kind.and_then(|_| faults.kept(expect(fields, answer.as_ref())).flatten());
    let requires = faults.kept(requires(fields)).unwrap_or_default();
    let step = PlaybookStep {
        id: faults.kept(id(fields)).unwrap_or_default(),
        title: faults.kept(title(fields)).unwrap_or_default(),
        why: faults.kept(some_text(fields, "why", REASON)).flatten(),
        band_min: faults.kept(band_min(fields)).unwrap_or(Band::D),
        blocked_if_red: faults.kept(fields.switch("blocked_if_red")).flatten().unwrap_or_default(),
        expect,
        answer,
        critical: faults.kept(fields.switch("critical")).flatten().unwrap_or_default(),
        link: faults.kept(one_line(fields, "link", REASON)).flatten(),
        minutes: faults.kept(fields.whole("minutes", 1..=MINUTES_MAX)).flatten(),
        requires: requires.iter().map(|(_, id)| (*id).to_owned()).collect(),
    };
    let fit = fit_of_expect(fields, &step);
    faults.kept(fit);
    let id_at = fields.get("id").map_or(fields.at, |id| id.span().start);
    PlacedStep { step, id_at, requires_at: requires.iter().map(|(at, _)| *at).collect() }
}

/// Returns the ids of the steps that come before it, each with the byte at which it stands.
fn requires<'a>(fields: &TableFields<'a>) -> Result<Vec<(usize, &'a str)>, Fault> {
    let ids = fields.texts("requires")?.unwrap_or_default();
    if ids.len() > STEPS_MOST {
        return Err(fields.fault("requires", "it has more ids than a playbook can have steps"));
    }
    Ok(ids)
}

fn id(fields: &TableFields<'_>) -> Result<String, Fault> {
    let id = fields.text("id")?.ok_or_else(|| fields.fault("id", "a step needs `id`"))?;
    word::check(id).map_err(|why| fields.fault("id", &format!("'{id}' is no id: {why}")))?;
    if id.bytes().all(|byte| byte.is_ascii_digit()) {
        let why = format!("'{id}' is the number of a step, and cannot be an id");
        return Err(fields.fault("id", &why));
    }
    Ok(id.to_owned())
}

fn title(fields: &TableFields<'_>) -> Result<String, Fault> {
    let title = one_line(fields, "title", TITLE)?;
    title.ok_or_else(|| fields.fault("title", "a step needs `title`"))
}

/// Returns a text within a bound that is not blank, if it is there.
pub(super) fn some_text(
    fields: &TableFields<'_>,
    key: &str,
    bound: Bound,
) -> Result<Option<String>, Fault> {
    let Some(text) = fields.text(key)? else { return Ok(None) };
    bound.check_some(text).map_err(|refusal| fields.fault(key, &refusal.why))?;
    Ok(Some(text.to_owned()))
}

/// Returns a text of one line, if it is there.
pub(super) fn one_line(
    fields: &TableFields<'_>,
    key: &str,
    bound: Bound,
) -> Result<Option<String>, Fault> {
    let text = some_text(fields, key, bound)?;
    if text.as_ref().is_some_and(|text| text.chars().any(char::is_control)) {
        return Err(fields.fault(key, "it has a control character or a second line"));
    }
    Ok(text)
}

fn band_min(fields: &TableFields<'_>) -> Result<Band, Fault> {
    let Some(text) = fields.text("band_min")? else { return Ok(Band::D) };
    text.parse().map_err(|_| fields.fault("band_min", &format!("'{text}' is no band")))
}

fn choices(fields: &TableFields<'_>) -> Result<Option<Vec<String>>, Fault> {
    let Some(texts) = fields.texts("choices")? else { return Ok(None) };
    if texts.is_empty() {
        return Err(fields.fault("choices", "it is empty"));
    }
    if texts.len() > CHOICES_MAX {
        return Err(fields.fault("choices", &format!("it has more than {CHOICES_MAX} entries")));
    }
    let mut choices: Vec<String> = Vec::new();
    for (at, text) in texts {
        let refused = |why: &str| Err(Fault { at, ..fields.fault("choices", why) });
        if let Err(refusal) = TITLE.check_some(text) {
            return refused(&refusal.why);
        }
        if text.trim() != text || text.chars().any(char::is_control) {
            return refused("a choice is one line, with no space before or after it");
        }
        if choices.iter().any(|known| known.eq_ignore_ascii_case(text)) {
            return refused(&format!("'{text}' is there twice"));
        }
        choices.push(text.to_owned());
    }
    Ok(Some(choices))
}

fn fit_of_choices(
    fields: &TableFields<'_>,
    kind: Option<AnswerKind>,
    has_choices: bool,
) -> Result<(), Fault> {
    let is_given = fields.get("choices").is_some();
    match kind {
        Some(AnswerKind::Choice) if !is_given && !has_choices => {
            Err(fields.fault("answer", "this answer needs `choices`"))
        }
        None | Some(AnswerKind::Text | AnswerKind::Number) if is_given => {
            Err(fields.fault("choices", "it needs answer = \"choice\""))
        }
        None | Some(_) => Ok(()),
    }
}

fn expect(fields: &TableFields<'_>, answer: Option<&StepAnswer>) -> Result<Option<String>, Fault> {
    // A number alone needs no quotes.
    let is_number = answer == Some(&StepAnswer::Number);
    let value = fields.get("expect").filter(|_| is_number).map(Spanned::get_ref);
    if let Some(DeValue::Integer(figures)) = value
        && figures.radix() == 10
    {
        return Ok(Some(figures.as_str().to_owned()));
    }
    if let Some(DeValue::Float(figures)) = value {
        return Ok(Some(figures.as_str().to_owned()));
    }
    one_line(fields, "expect", REASON)
}

/// Checks that what should be read fits what has to be given.
fn fit_of_expect(fields: &TableFields<'_>, step: &PlaybookStep) -> Result<(), Fault> {
    // Without choices, there is a fault already.
    let has_choices = step.answer.as_ref().is_none_or(|answer| match answer {
        StepAnswer::Choice(choices) => !choices.is_empty(),
        StepAnswer::Text | StepAnswer::Number => true,
    });
    let Some(why) = step.expectation_fault().filter(|_| has_choices) else { return Ok(()) };
    let at = fields.fault("expect", "").at;
    let text = step.expect.as_deref().unwrap_or_default();
    Err(Fault { at, message: format!("'{text}' does not fit in `expect`: {why}") })
}
