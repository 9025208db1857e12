//! The sentences below a field of a dialog: an objection, or what the answer would do.

use crate::core::seconds_text;
use crate::tui::dialogs::{ContextPreview, Dialog, DialogContext, DialogKind, FieldName};
use crate::tui::look::safe;
use crate::tui::model::Model;

/// Returns the sentences below a field: an objection, or a preview.
pub fn sentences_below(
    model: &Model,
    context: DialogContext<'_>,
    dialog: &Dialog,
    nth: usize,
) -> Vec<String> {
    // The refusal says it already.
    let refused =
        |why: &String| model.refusal_in(dialog).is_some_and(|words| why.starts_with(&words.why));
    if let Some(objection) = dialog.objection(nth, context).filter(|why| !refused(why)) {
        return vec![format!("▲ {}", safe(&objection))];
    }
    if let Some(needed) = dialog.needed(nth, context).filter(|why| !refused(why)) {
        return vec![safe(&needed)];
    }
    let Some(field) = dialog.fields.get(nth) else { return Vec::new() };
    match field.name {
        FieldName::Context => dialog.preview(context).map(preview).unwrap_or_default(),
        FieldName::When if !field.value().is_empty() => foretold(context, dialog),
        // A pause and a break are about the time.
        FieldName::When if dialog.kind == DialogKind::Pause => foretold(context, dialog),
        FieldName::To => foretold(context, dialog),
        FieldName::Notes
        | FieldName::Closing
        | FieldName::Note
        | FieldName::Operator
        | FieldName::Target
        | FieldName::Type
        | FieldName::Contexts
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
        | FieldName::PauseReason
        | FieldName::GapAnswer
        | FieldName::ForgottenAnswer
        | FieldName::From
        | FieldName::When
        | FieldName::Start
        | FieldName::End
        | FieldName::Since
        | FieldName::Until
        | FieldName::Breaks
        | FieldName::InPause => Vec::new(),
    }
}

/// Returns what the command would do, and when.
fn foretold(context: DialogContext<'_>, dialog: &Dialog) -> Vec<String> {
    let sentence = dialog.foretold(context).ok().flatten();
    sentence.map(|said| safe(&said.text(|at| context.zone.local(at)))).into_iter().collect()
}

fn preview(context: ContextPreview) -> Vec<String> {
    let title = context.title.map(|title| format!(" · {title}"));
    let estimate =
        context.estimate_seconds.map(|seconds| format!(" · estimate {}", seconds_text(seconds)));
    let (title, estimate) = (title.unwrap_or_default(), estimate.unwrap_or_default());
    let mut said = vec![safe(&format!("enters {}{title}{estimate}", context.name))];
    if !context.leaves.is_empty() {
        said.push(safe(&format!("leaves {}", context.leaves.join(", "))));
    }
    said
}
