//! What was done in a session against a rule, its steps of playbooks, and what is open of them.

use crate::core::{OpenPlaybook, OpenStep, SessionOverride, SessionStep};
use crate::tui::look::safe;
use crate::tui::model::Model;

/// Returns each step that was done or skipped, and by whom, the newest first.
pub fn steps(model: &Model, all: &[SessionStep]) -> Vec<Vec<String>> {
    let text = |step: &SessionStep| {
        let (at, by) = (model.time_of(step.at_utc), &step.by);
        vec![safe(&format!("{}, {by} {at}", step.text()))]
    };
    all.iter().rev().map(text).collect()
}

/// Returns each playbook that is open: where it stands, and its next step.
pub fn open(all: &[OpenPlaybook]) -> Vec<Vec<String>> {
    let text = |playbook: &OpenPlaybook| {
        let next = playbook.open.first().map(|step: &OpenStep| format!("next {}", step.text()));
        [playbook.text()].into_iter().chain(next).map(|text| safe(&text)).collect()
    };
    all.iter().map(text).collect()
}

/// Returns each thing that was done against a rule, by whom and why, and the rules; the newest first.
pub fn overrides(model: &Model, all: &[SessionOverride]) -> Vec<Vec<String>> {
    let text = |one: &SessionOverride| {
        let (verb, at) = (one.verb.spec().command, model.time_of(one.at_utc));
        let head = format!("{verb} by {}, because: {}, {at}", one.by, one.reason);
        let rules = one.rules.iter().map(|rule| format!("against {rule}"));
        [head].into_iter().chain(rules).map(|text| safe(&text)).collect()
    };
    all.iter().rev().map(text).collect()
}
