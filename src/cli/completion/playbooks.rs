//! The playbooks, their steps, and the verbs that a policy concerns, as values.

use super::candidate::Candidate;
use crate::cli::policy::GOVERNED;
use crate::core::{Playbook, PlaybookStanding, StepAnswer, StepStanding};
use crate::desk::Desk;

/// Returns the playbooks of a desk.
pub(super) fn playbooks(desk: Option<&Desk>) -> Vec<Candidate> {
    let directives = desk.map(Desk::directives);
    let all = directives.iter().flat_map(|directives| &directives.playbooks.good);
    all.filter_map(|playbook| Candidate::new(&playbook.name, &playbook.title)).collect()
}

/// Returns the wanted steps of a playbook of a desk; without a name, of the main one.
pub(super) fn steps_of(
    desk: Option<&Desk>,
    name: Option<&str>,
    is_wanted: impl Fn(&StepStanding) -> bool,
) -> Vec<Candidate> {
    let Some(desk) = desk else { return Vec::new() };
    let (directives, watch) = (desk.directives(), desk.peek().unwrap_or_default());
    let standing = |playbook: &Playbook| watch.playbook_standing(playbook, &desk.moment());
    let steps = directives.playbooks.find(name).map(standing).into_iter();
    let steps = steps.flat_map(|standing: PlaybookStanding| standing.steps);
    let wanted = steps.filter(is_wanted);
    wanted.filter_map(|step| Candidate::new(&step.id, &step.title)).collect()
}

/// Returns the choices of a step of a playbook of a desk; nothing if it has none.
pub(super) fn choices_of(desk: Option<&Desk>, name: Option<&str>, step: &str) -> Vec<Candidate> {
    let Some(directives) = desk.map(Desk::directives) else { return Vec::new() };
    let playbook = directives.playbooks.find(name);
    let found = playbook.and_then(|playbook| playbook.meant_step(step, "").ok());
    match found.and_then(|(_, step)| step.answer.as_ref()) {
        Some(StepAnswer::Choice(words)) => {
            words.iter().filter_map(|word| Candidate::new(word, "")).collect()
        }
        Some(StepAnswer::Text | StepAnswer::Number) | None => Vec::new(),
    }
}

/// Returns the verbs that a policy concerns.
pub(super) fn governed_verbs() -> Vec<Candidate> {
    let verbs = GOVERNED.iter().filter_map(|verb| {
        let spec = verb.spec();
        let word = spec.command.split(' ').next()?;
        Candidate::new(word, spec.sentence)
    });
    let mut all: Vec<Candidate> = verbs.collect();
    all.dedup_by(|one, other| one.value == other.value);
    all
}
