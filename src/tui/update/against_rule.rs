//! A refusal that a reason overrides: asks for the reason, and for nothing else again.

use crate::core::{Refusal, Request};
use crate::failure::Words;
use crate::tui::dialogs::{Dialog, FieldName, RefusedRequest};
use crate::tui::input::hint;
use crate::tui::model::{Model, Origin, Overlay, PendingContexts};

use super::contexts_done::with_done;
use super::refuse::refuse;

/// What the panel knows of the command that was refused.
type RefusedCommand = (Origin, Option<Box<Request>>, Option<PendingContexts>);

/// Takes in that a rule of the operator is against a command. The dialog that gave it gets a field for the
/// reason; a command of a key gets a dialog that asks for the reason alone.
pub fn refused(model: &mut Model, refusal: &Refusal, (origin, request, then): RefusedCommand) {
    let words = Words::of(refusal, &|next| hint::text(next, model.hint_context()));
    let earlier =
        model.known.as_ref().map(|known| model.input_history.of(FieldName::Override, &known.watch));
    if let (Origin::Dialog, Overlay::Dialog(dialog)) = (origin, &mut model.overlay) {
        if dialog.picker.is_none() {
            dialog.refuse_by_rule(words.why, earlier.unwrap_or_default());
            return;
        }
        // A list to choose from has no room for it.
        model.overlay = Overlay::None;
    }
    let left = then.as_ref().map(|then| then.left.iter().cloned().collect());
    let words = with_done(then, words);
    let (Overlay::None, Some(request), Some(context)) =
        (&model.overlay, request, model.dialog_context())
    else {
        refuse(model, words);
        return;
    };
    let refused = RefusedRequest { request: *request, then: left.unwrap_or_default(), words };
    let dialog = Dialog::of_a_refusal(refused, context, &model.input_history);
    model.overlay = Overlay::Dialog(dialog);
}
