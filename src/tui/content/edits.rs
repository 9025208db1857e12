//! What an activity corrected, old → new.

use crate::core::{Activity, Edit, NotesKind};
use crate::tui::model::Model;

/// Returns what an activity corrected, in the local times of the operator.
pub fn text(model: &Model, activity: &Activity) -> String {
    joined(model, &activity.edits)
}

/// Returns the same without the texts of notes.
pub fn brief(model: &Model, activity: &Activity) -> String {
    let edit = |edit: &Edit| match edit {
        Edit::Notes { which, .. } => named(*which),
        Edit::Start { .. }
        | Edit::End { .. }
        | Edit::Target { .. }
        | Edit::Operator { .. }
        | Edit::Type { .. }
        | Edit::BreakAdded { .. }
        | Edit::BreakRemoved { .. } => edit.clone(),
    };
    joined(model, &activity.edits.iter().map(edit).collect::<Vec<_>>())
}

fn named(which: NotesKind) -> Edit {
    Edit::Notes { which, from: String::new(), to: String::new() }
}

fn joined(model: &Model, edits: &[Edit]) -> String {
    let local = |at| model.local(at);
    edits.iter().map(|edit| edit.text(local)).collect::<Vec<_>>().join(", ")
}
