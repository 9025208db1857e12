//! Runs at their bounds.

use onwatch::core::{Refusal, Request, RunGlance, UndoStep};

use crate::paper::{Clocks, PaperDesk, by};
use crate::words::command;

/// The most operation ids that a desk knows.
const OPERATIONS: usize = 64;
/// The most steps of a run.
const STEPS: usize = 256;

struct Run {
    clocks: Clocks,
    desk: PaperDesk,
}

impl Run {
    fn started(words: &str, operation: Option<&str>) -> Self {
        let clocks = Clocks::at("2026-01-05T09:00:00Z".parse().unwrap(), Some("a"));
        let mut run = Self { clocks, desk: PaperDesk::default() };
        run.does(words, operation).unwrap();
        run
    }

    fn does(&mut self, words: &str, operation: Option<&str>) -> Result<String, Refusal> {
        self.clocks.pass(1_000);
        let operation = operation.map(str::to_owned);
        let command = command(words, None, self.clocks.now.utc);
        let request = Request { operation, ..Request::new(command, by("ana")) };
        self.desk.obey(&request, &self.clocks.now)
    }

    fn glance(&self) -> RunGlance {
        RunGlance::of(&self.desk.watch, &self.clocks.now).unwrap()
    }

    fn newest_step(&self) -> Option<&UndoStep> {
        self.desk.watch.undo.last()
    }
}

#[test]
fn a_repeat_of_the_start_of_a_run_is_answered_however_many_operations_came_after_it() {
    let mut run = Run::started("run-start --agent a", Some("op"));
    for nth in 0..2 * OPERATIONS {
        run.does(&format!("note {nth}"), Some(&format!("note-{nth}"))).unwrap();
    }
    assert_eq!(run.desk.watch.operations.len(), OPERATIONS);
    let again = run.does("run-start --agent a", Some("op")).unwrap();
    assert!(again.starts_with("Started SESSION-001"), "{again}");
    let other = run.does("run-start --agent b", Some("op")).unwrap_err();
    assert!(other.to_string().contains("'op' was used for another command"), "{other}");
    // The others are forgotten, the oldest first.
    let newest = format!("note-{}", 2 * OPERATIONS - 1);
    let known: Vec<_> = run.desk.watch.operations.iter().map(|it| it.request.id.clone()).collect();
    assert_eq!((known[0].as_str(), &known[OPERATIONS - 1]), ("op", &newest));
}

#[test]
fn a_run_has_a_bound_of_steps_and_a_known_one_may_always_come_again() {
    let mut run = Run::started("run-start --agent a", None);
    for nth in 0..STEPS {
        run.does(&format!("run-step step-{nth}"), None).unwrap();
    }
    let refusal = run.does("run-step one-more", None).unwrap_err().to_string();
    assert!(refusal.contains("256 steps"), "{refusal}");
    run.does("run-step step-0 --ms 7", None).unwrap();
    assert_eq!(run.glance().steps.len(), STEPS);
    assert_eq!(run.glance().steps[0].ms, Some(7));
    assert_eq!(run.newest_step().unwrap().target, "step step-0");
}

#[test]
fn the_data_of_all_steps_together_has_a_bound() {
    let mut run = Run::started("run-start --agent a", None);
    let large = "x".repeat(4_000);
    let refused = (0..STEPS)
        .find_map(|nth| run.does(&format!("run-step step-{nth} --data \"{large}\""), None).err());
    assert!(refused.is_some());
    let bytes = serde_json::to_vec(&run.glance().data).unwrap().len();
    assert!((32 * 1_024..=256 * 1_024).contains(&bytes), "{bytes}");
}
