//! What was done in a session against a rule, its steps of playbooks, and what is open of them, as lines.

use super::markup::{LinePart, composed, part, typed};
use super::table;
use crate::core::{OpenPlaybook, OpenStep, SessionOverride, SessionStep};

/// How a time is told.
type Told<'a> = &'a dyn Fn(chrono::DateTime<chrono::Utc>) -> String;

/// Returns what was done against a rule: when, what, by whom and why, and below it the rules.
#[must_use]
pub fn overrides(all: &[SessionOverride], told: Told<'_>) -> Vec<String> {
    let line = |one: &SessionOverride| {
        let (at, verb) = (told(one.at_utc), one.verb.spec().command);
        let (by, reason) = (typed(&one.by), typed(&one.reason));
        let head = format!("{at}  {verb} by {by}, because: {reason}");
        let rule =
            |rule: &String| format!("  {} {}", part(LinePart::Label, "against"), composed(rule));
        std::iter::once(head).chain(one.rules.iter().map(rule)).collect::<Vec<_>>()
    };
    all.iter().flat_map(line).collect()
}

/// Returns the steps of playbooks that were done or skipped, one line each.
#[must_use]
pub fn steps(all: &[SessionStep], told: Told<'_>) -> Vec<String> {
    let row = |step: &SessionStep| {
        let SessionStep { playbook, number, title, value, note, .. } = step;
        let name = format!("{} {number}", typed(playbook));
        let word = if step.skipped { "skipped" } else { "done" };
        let value = value.as_ref().map(|value| format!(": {}", typed(value)));
        let note = note.as_ref().map(|note| format!("; {}", typed(note))).unwrap_or_default();
        let said = format!("{word} by {}{}{note}", typed(&step.by), value.unwrap_or_default());
        [told(step.at_utc), name, typed(title), said]
    };
    table::lines(&all.iter().map(row).collect::<Vec<_>>())
}

/// Returns what is open of playbooks: where each stands, and its first open steps.
#[must_use]
pub fn open(all: &[OpenPlaybook]) -> Vec<String> {
    let lines = |playbook: &OpenPlaybook| {
        let first = playbook.open.first().map(|step| step.number);
        let step = |step: &OpenStep| format!("  {}", open_step(step, first == Some(step.number)));
        let steps = playbook.open.iter().map(step);
        let more = playbook.more_text().map(|text| format!("  {text}"));
        std::iter::once(typed(&playbook.text())).chain(steps).chain(more).collect::<Vec<_>>()
    };
    all.iter().flat_map(lines).collect()
}

/// Returns an open step; the next one says what blocks it.
fn open_step(step: &OpenStep, is_next: bool) -> String {
    let title = typed(&step.title);
    let blocked = step.blocked.first().filter(|_| is_next);
    let blocked =
        blocked.map(|why| format!("  {}: {}", part(LinePart::Bad, "blocked"), composed(why)));
    format!("{} {title}{}", step.number, blocked.unwrap_or_default())
}
