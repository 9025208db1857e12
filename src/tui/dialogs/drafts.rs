//! What was typed into dialogs that were left without an answer: it is there when they open again.

use super::dialog::Dialog;
use super::field::{FieldContent, FieldName};
use super::kind::DialogKind;

/// The drafts, one for each kind of dialog.
#[derive(Debug, Default)]
pub struct Drafts(Vec<Draft>);

#[derive(Debug)]
struct Draft {
    kind: DialogKind,
    at: usize,
    fields: Vec<DraftField>,
}

/// A field that was changed. It is changed again only if it is offered with the same content: else the
/// session it was about is another one.
#[derive(Debug)]
struct DraftField {
    name: FieldName,
    offered: FieldContent,
    typed: FieldContent,
}

impl Drafts {
    /// Keeps what was typed into a dialog that is left; nothing if it was emptied.
    pub fn keep(&mut self, dialog: &Dialog) {
        self.0.retain(|draft| draft.kind != dialog.kind);
        let fields = dialog.fields.iter().zip(&dialog.offered).map(|(field, offered)| DraftField {
            name: field.name,
            offered: offered.clone(),
            typed: field.content(),
        });
        let fields: Vec<DraftField> = fields.filter(|field| field.typed != field.offered).collect();
        if fields.iter().any(|field| !field.typed.is_empty()) {
            self.0.push(Draft { kind: dialog.kind, at: dialog.at, fields });
        }
    }

    /// Puts a kept draft into a dialog that opens, and forgets it.
    pub fn restore(&mut self, dialog: &mut Dialog) {
        let Some(nth) = self.0.iter().position(|draft| draft.kind == dialog.kind) else { return };
        let draft = self.0.remove(nth);
        for DraftField { name, offered, typed } in draft.fields {
            let fields = dialog.fields.iter_mut();
            if let Some(field) = fields.into_iter().find(|field| field.name == name)
                && field.content() == offered
            {
                field.set(typed);
                dialog.go_to(draft.at);
            }
        }
    }
}
