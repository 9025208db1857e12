//! Says why a command was not obeyed.

use crate::failure::Words;
use crate::tui::input::spoken;
use crate::tui::look::Tone;
use crate::tui::model::{Model, Over, Toast};

/// Says in a toast why something was not done.
pub fn refuse(model: &mut Model, words: Words) {
    let words = spoken::in_panel(words, &model.taste.bindings);
    let toast = Toast::refused(words, &model.now);
    model.toasts.retain(|older| older.tone == Tone::Elsewhere);
    model.show(toast);
}

/// Says in the dialog why its answer was not taken; in a toast if it is no longer open.
pub fn refuse_answer(model: &mut Model, words: Words) {
    match &mut model.over {
        Over::Prompt(prompt) => prompt.refuse(spoken::in_panel(words, &model.taste.bindings)),
        Over::Nothing | Over::Help { .. } | Over::Palette(_) => refuse(model, words),
    }
}
