//! An undo of a command about alerts: afterwards everything is as if the command had never been given, and so
//! after its redo as if the undo had not.

use onwatch::core::{
    AlertOf, AlertState, Command, Decision, Glance, Light, Provenance, Recorded, Request, Until,
    Watch, apply, decide,
};

use crate::evidence::evidence;
use crate::paper::{Clocks, by};

/// A desk without the checks of the one on paper: there are many of these.
#[derive(Clone)]
struct QuickDesk {
    watch: Watch,
    trail: Vec<Recorded>,
    clocks: Clocks,
}

impl QuickDesk {
    fn new() -> Self {
        let clocks = Clocks::at("2026-01-05T09:00:00Z".parse().unwrap(), None);
        Self { watch: Watch::default(), trail: Vec::new(), clocks }
    }

    /// Does one step, a minute later. Returns whether it changed something.
    fn step(&mut self, step: &str) -> bool {
        let minutes = if step == "wait" { 12 } else { 1 };
        self.clocks.pass(minutes * 60_000);
        let shelve_seconds = (step == "shelve").then_some(3_600);
        let words: Vec<&str> = step.split(' ').collect();
        let light = |word: &str| Command::SetHealth {
            status: word.parse::<Light>().unwrap(),
            reasons: Vec::new(),
        };
        let (command, source, until) = match words[..] {
            ["wait"] => return true,
            ["undo"] => (Command::Undo, None, None),
            ["redo"] => (Command::Redo, None, None),
            ["ack" | "shelve"] => {
                let (of, reason) = (Some(AlertOf::Health), Some("why".to_owned()));
                (Command::Acknowledge { of, reason, shelve_seconds }, None, None)
            }
            ["clear"] => (Command::ClearHealth { source: None }, None, None),
            ["clear", source] => {
                (Command::ClearHealth { source: Some(source.to_owned()) }, None, None)
            }
            ["hand", word] => (light(word), None, None),
            ["hand", word, minutes] => {
                (light(word), None, Some(Until::For(minutes.parse::<u64>().unwrap() * 60)))
            }
            [source, word] => (light(word), Some(source.to_owned()), None),
            _ => panic!("{step}"),
        };
        let request = Request {
            provenance: Provenance::from(source),
            until,
            ..Request::new(command, by("ana"))
        };
        let now = &self.clocks.now;
        let evidence = evidence(&self.watch, &request, now, &self.trail);
        let Ok(Decision::Event(event)) = decide(&self.watch, &request, now, &evidence) else {
            return false;
        };
        let recorded = self.watch.next_line(&request, *event, now);
        apply(&mut self.watch, &recorded);
        self.trail.push(recorded);
        true
    }

    /// Returns the health and what is known of it, now and in all that may follow.
    fn seen(&self) -> Vec<(Light, AlertState)> {
        let futures = ["", "probe green", "probe red", "wait,probe red"];
        let seen = futures.iter().map(|future| {
            let mut desk = self.clone();
            for step in future.split(',').filter(|step| !step.is_empty()) {
                desk.step(step);
            }
            let governance = Glance::of(&desk.watch, &desk.clocks.now).governance;
            (governance.health.status, governance.health_alert)
        });
        seen.collect()
    }
}

/// Returns all sequences of these steps, with at most so many.
fn sequences(steps: &[&'static str], most: usize) -> Vec<Vec<&'static str>> {
    let mut all = vec![vec![]];
    let mut longest = all.clone();
    for _ in 0..most {
        let longer = longest.iter().flat_map(|begun: &Vec<&'static str>| {
            steps.iter().map(|step| begun.iter().copied().chain([*step]).collect())
        });
        longest = longer.collect();
        all.extend(longest.clone());
    }
    all
}

#[test]
fn an_undo_leaves_what_would_be_if_the_command_had_never_been_given() {
    let before = ["probe red", "probe yellow", "probe green", "ack", "shelve", "hand yellow 2"];
    let commands =
        ["ack", "shelve", "hand red", "hand green", "hand yellow 2", "clear", "clear probe"];
    let since = ["probe red", "probe yellow", "probe green", "wait"];
    let (mut count, mut differ) = (0, Vec::new());
    for prefix in sequences(&before, 2) {
        let mut begun = QuickDesk::new();
        if !prefix.iter().all(|step| begun.step(step)) {
            continue;
        }
        for command in commands {
            let mut given = begun.clone();
            if !given.step(command) {
                continue;
            }
            let mut never = begun.clone();
            never.clocks.pass(60_000);
            for suffix in sequences(&since, 3 - prefix.len()) {
                let (mut undone, mut never) = (given.clone(), never.clone());
                for step in &suffix {
                    undone.step(step);
                    never.step(step);
                }
                // What a source said since stays, also if what it said before was withdrawn.
                if command == "clear probe" && suffix.iter().any(|step| step.starts_with("probe")) {
                    continue;
                }
                let redone = undone.clone();
                assert!(undone.step("undo"));
                never.clocks.pass(60_000);
                count += 1;
                let story = format!("{prefix:?} {command} {suffix:?}");
                if undone.seen() != never.seen() {
                    differ.push(format!("{story}\n  {:?}\n  {:?}", undone.seen(), never.seen()));
                }
                let mut again = undone;
                assert!(again.step("redo"));
                let mut kept = redone;
                kept.clocks.pass(2 * 60_000);
                if again.seen() != kept.seen() {
                    differ.push(format!(
                        "redo: {story}\n  {:?}\n  {:?}",
                        again.seen(),
                        kept.seen()
                    ));
                }
            }
        }
    }
    assert!(count > 1_000, "{count}");
    assert!(
        differ.is_empty(),
        "{} of {count}:\n{}",
        differ.len(),
        differ[..3.min(differ.len())].join("\n")
    );
}
