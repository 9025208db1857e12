//! What the policy asks about the live session, and what it reminds of.

use crate::config::Action;
use crate::core::AlertOf;
use crate::tui::look::{fit, safe, width};
use crate::tui::model::Model;

/// Returns what the operator is asked because it got bad, with the keys that answer; `None` if nothing is.
pub fn asked(model: &Model) -> Option<String> {
    let all: Vec<String> = model.asks().map(|turned| safe(&turned.why)).collect();
    (!all.is_empty()).then(|| format!("▲ {} · {}", all.join("; "), keys(model)))
}

/// Returns it in rows: the keys stay together, in a row of their own if need be.
pub fn asked_rows(model: &Model, columns: usize) -> Vec<String> {
    let all: Vec<String> = model.asks().map(|turned| safe(&turned.why)).collect();
    if all.is_empty() {
        return vec![];
    }
    let (why, keys) = (format!("▲ {}", all.join("; ")), keys(model));
    if width(&why) + width(&keys) + 3 <= columns {
        return vec![format!("{why} · {keys}")];
    }
    vec![fit(&why, columns), format!("  {keys}")]
}

/// Returns it in a few words.
pub fn asked_in_brief(model: &Model) -> Option<String> {
    let word = |of: AlertOf| match of {
        AlertOf::Health => "health RED",
        AlertOf::Band => "band D",
    };
    let all: Vec<&str> = model.asks().map(|turned| word(turned.of)).collect();
    (!all.is_empty()).then(|| format!("▲ {} · {}", all.join(", "), keys(model)))
}

/// Returns the keys of each answer: acknowledge and go on, pause, end.
fn keys(model: &Model) -> String {
    let keys = [(Action::Ack, "go on"), (Action::PauseOrResume, "pause"), (Action::End, "end")];
    keys.map(|(action, word)| format!("{} {word}", model.key_of(action))).join(", ")
}

/// Returns what the policy reminds of, with its reason; `None` if of nothing.
pub fn reminder(model: &Model) -> Option<String> {
    let reminders = &model.playbooks.policy().reminders;
    let all: Vec<String> = reminders.iter().map(|reminder| safe(&reminder.sentence())).collect();
    (!all.is_empty()).then(|| format!("· {}", all.join("; ")))
}
