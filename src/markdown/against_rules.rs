//! What was done in a session against a rule, its steps of playbooks, and what is open of them.

use super::escape::plain;
use crate::core::{OpenPlaybook, SessionOverride, SessionStep, date_time_text};
use crate::zone::Zone;

/// Returns a line for each thing that was done against a rule.
pub(super) fn overrides(all: &[SessionOverride], zone: &dyn Zone) -> Vec<String> {
    let line = |one: &SessionOverride| {
        let (at, verb) = (date_time_text(zone.local(one.at_utc)), one.verb.spec().command);
        let (by, reason) = (plain(&one.by), plain(&one.reason));
        let rules = plain(&one.rules.join("; "));
        format!("- {at} {verb}, {by}, because: {reason}; against: {rules}")
    };
    all.iter().map(line).collect()
}

/// Returns a line for each step that was done or skipped.
pub(super) fn steps(all: &[SessionStep], zone: &dyn Zone) -> Vec<String> {
    let line = |step: &SessionStep| {
        format!(
            "- {} {}, {}",
            date_time_text(zone.local(step.at_utc)),
            plain(&step.text()),
            plain(&step.by)
        )
    };
    all.iter().map(line).collect()
}

/// Returns a line for each playbook that is open, and for each of its first open steps.
pub(super) fn open(all: &[OpenPlaybook]) -> Vec<String> {
    let lines = |playbook: &OpenPlaybook| {
        let steps = playbook.open.iter().map(|step| format!("  - {}", plain(&step.text())));
        let more = playbook.more_text().map(|text| format!("  - {text}"));
        let head = format!("- **{}**", plain(&playbook.text()));
        std::iter::once(head).chain(steps).chain(more).collect::<Vec<_>>()
    };
    all.iter().flat_map(lines).collect()
}
