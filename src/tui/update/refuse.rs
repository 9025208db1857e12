//! Says why something was refused.

use crate::failure::Words;
use crate::tui::model::{Model, Overlay, Toast};

/// Says in a toast why something was refused.
pub fn refuse(model: &mut Model, words: Words) {
    model.show_answer(Toast::refused(words, &model.now));
}

/// Says in the dialog why its answer was refused; in a toast if it is closed.
pub fn refuse_answer(model: &mut Model, words: Words) {
    match &mut model.overlay {
        Overlay::Dialog(dialog) => {
            dialog.refuse(words);
        }
        Overlay::None | Overlay::Help { .. } | Overlay::Palette(_) => refuse(model, words),
    }
}
