//! The texts that were typed into dialogs that were left without an answer: they are there when the
//! dialogs open again. A choice is no draft: it must be made by who gives the answer. A typed time is one:
//! the preview says what it means by then.

use crate::core::{FrameRef, SessionId};

use super::dialog::Dialog;
use super::field::FieldValue;
use super::field_name::FieldName;
use super::kind::DialogKind;

/// The most drafts.
const DRAFTS_MAX: usize = 32;

/// The drafts, one for each kind of dialog, or for each task that it is about.
#[derive(Debug, Default)]
pub struct Drafts(Vec<Draft>);

#[derive(Debug)]
struct Draft {
    kind: DialogKind,
    about: Option<SessionId>,
    task: Option<FrameRef>,
    step: Option<String>,
    texts: Vec<DraftText>,
}

/// The text of a field that was changed. It is put in again only if the field is offered with the same
/// text: else what it was about has changed.
#[derive(Debug)]
struct DraftText {
    name: FieldName,
    offered: String,
    typed: String,
}

impl Drafts {
    /// Keeps what was typed into a dialog that is left; nothing if it was emptied.
    pub fn keep(&mut self, dialog: &Dialog) {
        // A reason to go on is about what was refused just then.
        if matches!(dialog.kind, DialogKind::Override(_)) {
            return;
        }
        let (task, step) = (name_of_task(dialog), name_of_step(dialog));
        let is = |draft: &Draft| draft.kind == dialog.kind && draft.task == task;
        self.0.retain(|draft| !is(draft) || draft.step != step);
        let mut texts = Vec::new();
        for field in &dialog.fields {
            let FieldValue::Text(text) = &field.value else { continue };
            let (offered, typed) = (text.offered().to_owned(), text.line().text().to_owned());
            if typed != offered {
                texts.push(DraftText { name: field.name, offered, typed });
            }
        }
        if texts.iter().any(|text| !text.typed.trim().is_empty()) {
            let about = dialog.about.clone();
            self.0.push(Draft { kind: dialog.kind, about, task, step, texts });
            if self.0.len() > DRAFTS_MAX {
                self.0.remove(0);
            }
        }
    }

    /// Puts a kept draft into a dialog that opens, and forgets it. The draft of another session is
    /// forgotten only.
    pub fn restore(&mut self, dialog: &mut Dialog) {
        let (task, step) = (name_of_task(dialog), name_of_step(dialog));
        let is =
            |draft: &Draft| draft.kind == dialog.kind && draft.task == task && draft.step == step;
        let Some(nth) = self.0.iter().position(is) else { return };
        let draft = self.0.remove(nth);
        let is_for_the_next = draft.about.is_none() && draft.kind.is_part_of_a_session();
        let is_about_another = draft.about != dialog.about && !is_for_the_next;
        if is_about_another {
            return;
        }
        for DraftText { name, offered, typed } in draft.texts {
            // Its field comes with the facts of the checks.
            if let (FieldName::DespiteReason, Some(checks)) = (name, &mut dialog.checks) {
                checks.reason_draft = Some(typed);
                continue;
            }
            for field in dialog.fields.iter_mut().filter(|field| field.name == name) {
                if let FieldValue::Text(text) = &mut field.value
                    && text.offered() == offered
                {
                    text.set(typed.clone());
                }
            }
        }
        dialog.see_line();
    }
}

fn name_of_task(dialog: &Dialog) -> Option<FrameRef> {
    dialog.task.as_ref().map(|task| task.name.clone())
}

fn name_of_step(dialog: &Dialog) -> Option<String> {
    dialog.step.as_ref().map(|subject| format!("{} {}", subject.playbook, subject.step.id))
}
