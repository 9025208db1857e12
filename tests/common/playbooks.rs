//! Playbooks and policies for tests: nine steps to launch something, and three to take it back.

use std::sync::Arc;

use onwatch::core::{
    Band, BrokenPlaybook, Command, Directives, Light, Playbook, PlaybookCommand, PlaybookScope,
    PlaybookStep, Playbooks, Policy, StepAnswer,
};

/// Returns a step that anybody may do at any time.
fn step(id: &str, title: &str) -> PlaybookStep {
    PlaybookStep {
        id: id.to_owned(),
        title: title.to_owned(),
        why: None,
        band_min: Band::D,
        blocked_if_red: false,
        expect: None,
        answer: None,
        critical: false,
        link: None,
        minutes: None,
        requires: vec![],
    }
}

fn playbook(name: &str, title: &str, steps: Vec<PlaybookStep>) -> Playbook {
    let (name, title) = (name.to_owned(), title.to_owned());
    Playbook { name, title, scope: PlaybookScope::Desk, hash: "a".repeat(64), steps }
}

/// Returns nine steps with each kind of gate and of answer.
pub fn launch() -> Playbook {
    let some = |text: &str| Some(text.to_owned());
    let steps = vec![
        PlaybookStep {
            why: some("Who comes later must know what was meant."),
            minutes: Some(5),
            ..step("plan", "Write down what will change")
        },
        PlaybookStep { minutes: Some(10), ..step("backup", "Take a backup, and read it back") },
        PlaybookStep {
            answer: Some(StepAnswer::Choice(vec!["yes".to_owned(), "no".to_owned()])),
            expect: some("yes"),
            ..step("told", "Tell the people who are on call")
        },
        PlaybookStep {
            why: some("Few people meet a fault first, and it is seen before many do."),
            band_min: Band::B,
            blocked_if_red: true,
            minutes: Some(15),
            critical: true,
            ..step("first", "Send one percent of the requests to the new version")
        },
        PlaybookStep {
            why: some("A rate that stays low for ten minutes is no accident."),
            answer: Some(StepAnswer::Number),
            expect: some("<2"),
            blocked_if_red: true,
            minutes: Some(10),
            link: some("https://wiki.example/errors"),
            requires: vec!["first".to_owned()],
            ..step("errors", "Read the rate of errors, in percent")
        },
        PlaybookStep { blocked_if_red: true, ..step("half", "Send half of the requests") },
        PlaybookStep { blocked_if_red: true, ..step("all", "Send all requests") },
        step("clean", "Remove the old version"),
        PlaybookStep { answer: Some(StepAnswer::Text), ..step("notes", "Write what was learnt") },
    ];
    playbook("launch", "Launch a new version", steps)
}

/// Returns three steps without gates.
pub fn rollback() -> Playbook {
    let steps = [("stop", "Stop the launch"), ("back", "Bring back the old version")];
    let steps = steps.map(|(id, title)| step(id, title)).to_vec();
    playbook("rollback", "Take a launch back", steps)
}

/// Returns directives with playbooks and a policy.
pub fn directives(good: Vec<Playbook>, policy: Policy) -> Arc<Directives> {
    let playbooks = Playbooks { good, broken: vec![] };
    Arc::new(Directives { policy, policy_fault: None, playbooks })
}

/// Returns directives with a broken playbook beside a good one.
pub fn broken(cause: &str) -> Arc<Directives> {
    let one =
        BrokenPlaybook { name: "rollback".to_owned(), cause: cause.to_owned(), is_main: false };
    let playbooks = Playbooks { good: vec![launch()], broken: vec![one] };
    Arc::new(Directives { policy: Policy::default(), policy_fault: None, playbooks })
}

/// Returns the command that marks a step as done.
pub fn done(step: &str) -> Command {
    let step = step.to_owned();
    Command::Playbook(PlaybookCommand::Done { playbook: None, step, value: None, note: None })
}

/// Returns the command that sets the health to red.
pub fn red() -> Command {
    Command::SetHealth { status: Light::Red, reasons: vec!["db down".to_owned()] }
}

/// Returns the command that sets the health to green.
pub fn green() -> Command {
    Command::SetHealth { status: Light::Green, reasons: vec!["db is back".to_owned()] }
}
