//! The checks of what a dialog completes: asks for their facts, and says what blocks it.

use crate::core::{CheckReport, CompletionCheck};
use crate::failure::{Incomplete, Words};
use crate::tui::content::checklist;
use crate::tui::dialogs::{Dialog, FieldName};
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay, Screen};
use crate::tui::past::PastRequest;
use crate::tui::screens::TasksScreen;

use super::layers::close_overlay;
use super::refuse::refuse_answer;

/// Asks for the facts of the checks in the dialog that is open, if they are not known as they are now.
pub fn follow(model: &mut Model) -> Option<Effect> {
    let Overlay::Dialog(dialog) = &model.overlay else { return None };
    let seq = model.known.as_ref().filter(|_| model.problem.is_none())?.watch.seq;
    let request = dialog.completion(model.dialog_context()?)?;
    let version = (seq, model.tasks.changes());
    let Overlay::Dialog(Dialog { checks: Some(checks), .. }) = &mut model.overlay else {
        return None;
    };
    let question = checks.wants(&request, version, &mut model.questions)?;
    Some(Effect::ReadPast(PastRequest::Completion { question, request: Box::new(request) }))
}

/// Takes in the facts of the checks; those of an older question are dropped.
pub fn take(model: &mut Model, question: u32, check: Option<CompletionCheck>) {
    let Overlay::Dialog(Dialog { checks: Some(checks), .. }) = &mut model.overlay else { return };
    if checks.awaits(question) {
        checks.take(check);
        follow_report(model);
    }
}

/// Takes in that the desk refused a completion because of its checks.
pub fn refused(model: &mut Model, incomplete: Incomplete) {
    let words = words(model, &incomplete.report, incomplete.verb.spec().not_done);
    let Overlay::Dialog(dialog) = &mut model.overlay else { return };
    dialog.checks.get_or_insert_default().refuse(incomplete.report);
    follow_report(model);
    if let Overlay::Dialog(dialog) = &mut model.overlay {
        dialog.go_to_missing();
    }
    refuse_answer(model, words);
}

fn follow_report(model: &mut Model) {
    let Some(known) = &model.known else { return };
    let earlier = model.input_history.of(FieldName::DespiteReason, &known.watch);
    if let Overlay::Dialog(dialog) = &mut model.overlay {
        dialog.follow_report(earlier);
    }
}

/// Reports whether the answer in the dialog is not given, because a check blocks it. The first field that
/// lacks something gets the focus.
pub fn stops(model: &mut Model) -> bool {
    let Overlay::Dialog(dialog) = &mut model.overlay else { return false };
    let not_done = dialog.kind.verb_in(None).spec().not_done;
    let Some(report) = dialog.go_to_missing() else { return false };
    let words = words(model, &report, not_done);
    refuse_answer(model, words);
    true
}

/// Returns why a completion is refused. What blocks it is in the list already.
fn words(model: &Model, report: &CheckReport, not_done: &str) -> Words {
    let first = report.errors().next().map(|item| item.text.clone()).unwrap_or_default();
    let next = checklist::next(model, report);
    Words { what: not_done.to_owned(), why: first, next }
}

/// Lists the unfinished tasks that block the completion; what was typed is kept.
pub fn list_unfinished(model: &mut Model) {
    let Overlay::Dialog(dialog) = &model.overlay else { return };
    let Some(task) = dialog.task.clone().filter(|_| dialog.is_blocked_by_tasks()) else { return };
    close_overlay(model);
    model.day_filter = None;
    model.screen = Screen::Tasks(Box::new(TasksScreen::below(*task)));
}
