//! A playbook as a checklist.

use super::escape::{code, plain};
use crate::core::{PlaybookStanding, StepStanding, StepState, count_text, date_time_text};
use crate::zone::Zone;

/// Returns a playbook as a checklist, with times in local time.
#[must_use]
pub fn playbook(playbook: &PlaybookStanding, zone: &dyn Zone) -> String {
    let mut page = vec![format!("# {}", plain(&playbook.title)), String::new()];
    let all = count_text(playbook.steps.len(), "step");
    let skipped = match playbook.skipped {
        0 => String::new(),
        more => format!(", {more} skipped"),
    };
    page.push(format!(
        "Playbook {}: {} of {all} done{skipped}.",
        code(&playbook.name),
        playbook.done
    ));
    page.push(String::new());
    page.extend(playbook.steps.iter().flat_map(|step| step_lines(step, zone)));
    page.push(String::new());
    page.join("\n")
}

fn step_lines(step: &StepStanding, zone: &dyn Zone) -> Vec<String> {
    let sign = match step.state {
        StepState::Done | StepState::Skipped => "[x]",
        StepState::Open | StepState::Blocked => "[ ]",
    };
    let number = step.number;
    let first = format!("- {sign} {number}. {} ({})", plain(&step.title), code(&step.id));
    let requires = step.requires.iter().map(|id| code(id)).collect::<Vec<_>>().join(", ");
    let rows = [
        ("Why", step.why.as_deref().map(plain)),
        ("When", Some(step.gates_text())),
        ("Takes", step.minutes_text()),
        ("After", (!requires.is_empty()).then_some(requires)),
        ("Answer", step.answer_text().as_deref().map(plain)),
        ("Expect", step.expect.as_deref().map(plain)),
        ("Link", step.link.as_deref().map(plain)),
        ("Critical", step.critical.then(|| "only --override skips it".to_owned())),
    ];
    let rows = rows.into_iter().filter_map(|(name, text)| Some(format!("  - {name}: {}", text?)));
    let mark = step.mark.as_ref().map(|mark| {
        let what = if step.state == StepState::Skipped { "Skipped" } else { "Done" };
        let at = date_time_text(zone.local(mark.at_utc));
        let who = format!("  - {what} by {}, {at}", plain(&mark.by));
        let texts = [&mark.value, &mark.note].into_iter().flatten().map(|text| plain(text));
        let against = mark.overridden.iter();
        let against = against.map(|why| format!("against the rule, because: {}", plain(why)));
        [who].into_iter().chain(texts).chain(against).collect::<Vec<_>>().join(": ")
    });
    [first].into_iter().chain(rows).chain(mark).collect()
}
