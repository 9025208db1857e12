//! What waits for a person: a question of the own session, and other desks.

use crate::core::Glance;

/// Returns a mark that a question of the own session waits; `None` if none does.
#[must_use]
pub fn question_mark(glance: &Glance) -> Option<&'static str> {
    let forgotten = || glance.forgotten.as_ref().map(|_| "▲ forgotten");
    glance.gaps.first().map(|_| "▲ gap").or_else(forgotten)
}

/// Returns how many other desks wait for a person, as in "2 wait"; `None` if none does.
#[must_use]
pub fn others_text(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 waits".to_owned()),
        count => Some(format!("{} wait", thousands(count))),
    }
}

/// Returns both; empty if nothing waits.
#[must_use]
pub fn text(glance: &Glance, others: usize) -> String {
    let own = question_mark(glance).map(str::to_owned);
    own.into_iter().chain(others_text(others)).collect::<Vec<_>>().join(" ")
}

/// Returns a number with a comma before every three digits.
#[must_use]
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
