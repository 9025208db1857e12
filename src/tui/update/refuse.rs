//! Says why a command was not obeyed.

use crate::failure::Words;
use crate::tui::input::command_keys;
use crate::tui::look::Tone;
use crate::tui::model::{Model, Overlay, Toast};

/// Says in a toast why something was not done.
pub fn refuse(model: &mut Model, words: Words) {
    let words = command_keys::in_panel(words, &model.settings.bindings);
    let toast = Toast::refused(words, &model.now);
    model.toasts.retain(|older| older.tone == Tone::Elsewhere);
    model.show(toast);
}

/// Says in the dialog why its answer was not taken; in a toast if it is no longer open.
pub fn refuse_answer(model: &mut Model, words: Words) {
    match &mut model.overlay {
        Overlay::Dialog(dialog) => {
            dialog.refuse(command_keys::in_panel(words, &model.settings.bindings));
        }
        Overlay::None | Overlay::Help { .. } | Overlay::Palette(_) => refuse(model, words),
    }
}
