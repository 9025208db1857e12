//! Keeps what is typed for a prompt while a command is under way.

use crossterm::event::{KeyCode, KeyEvent};

use crate::failure::Words;
use crate::tui::input::{ActionKind, KeyMeaning};
use crate::tui::model::{Model, Overlay, Toast};

use super::layers::is_answer_pending;

/// Reports whether a key must wait for the answer to the command under way: it opens or answers a
/// prompt, or comes after such a key.
pub fn must_wait(model: &Model, key: KeyEvent) -> bool {
    if model.pending_command.is_none() {
        return false;
    }
    if !model.type_ahead.is_empty() {
        return true;
    }
    let is_enter = key.code == KeyCode::Enter;
    match &model.overlay {
        // A held Enter comes again and again.
        Overlay::Dialog(_) if is_answer_pending(model) => !is_enter,
        Overlay::Dialog(_) | Overlay::Palette(_) => is_enter,
        Overlay::Help { .. } => false,
        Overlay::None if model.is_filtering() => false,
        Overlay::None => match model.settings.bindings.of(key, model.place()) {
            KeyMeaning::Action(binding) => {
                matches!(
                    binding.kind,
                    ActionKind::Ask(_)
                        | ActionKind::AskOfPast(_)
                        | ActionKind::AskOfTask(_)
                        | ActionKind::Block
                        | ActionKind::Answer
                )
            }
            KeyMeaning::Nothing | KeyMeaning::Elsewhere(_) => false,
        },
    }
}

/// Reports whether a paste must wait for the answer to the command under way.
pub fn must_wait_with_paste(model: &Model) -> bool {
    model.pending_command.is_some() && (!model.type_ahead.is_empty() || is_answer_pending(model))
}

/// Drops what was typed after an answer that was refused, and says so.
pub fn drop_after_refusal(model: &mut Model) {
    if model.type_ahead.take().is_empty() {
        return;
    }
    let words = Words {
        what: "What you typed meanwhile was not used".into(),
        why: "the answer before it was refused".into(),
        next: "answer the prompt, then type it again".into(),
    };
    model.show(Toast::refused(words, &model.now));
}
