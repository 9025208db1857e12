//! Prints what a key costs in the picker of contexts with many tasks: `cargo bench --bench picker`.
//!
//! A key is measured with the drawing of the whole panel after it. Nothing here passes or fails; a person
//! reads the figures.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_precision_loss,
    clippy::indexing_slicing
)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use common::panel::Panel;
use common::story::Story;
use onwatch::core::{FrameRef, Task, TaskChoice, TaskChoices, TaskCounts, TaskRow, TaskStatus};
use onwatch::tui::{PanelEvent, TaskBoard};

const TASKS: usize = 10_000;
const ROUNDS: usize = 60;
const WORK: [&str; 5] = [
    "Find out why the import queue grows in the night",
    "Rotate the keys of the staging machines",
    "Überstunden: Ärger mit dem Speicher auf Rechner",
    "Review the change that moves the log, and its rollout",
    "Deploy to production and watch the error budget",
];

fn main() {
    let story = Story::morning();
    let name = |nth: usize| FrameRef { kind: "task".parse().unwrap(), id: format!("TASK-{nth}") };
    let title = |nth: usize| Some(format!("{} {nth}", WORK[nth % WORK.len()]));
    let at = |nth: usize| story.now.utc - TimeDelta::minutes(i64::try_from(nth).unwrap());
    let choice = |nth| TaskChoice {
        name: name(nth),
        title: title(nth),
        status: TaskStatus::Todo,
        sprint: None,
        estimate_seconds: Some(7_200),
        touched_at_utc: at(nth),
    };
    let row = |nth| TaskRow {
        task: Task { title: title(nth), ..Task::new(name(nth), at(nth)) },
        total_ms: 0,
        today_ms: 0,
        session_ms: 0,
        is_open: false,
        elsewhere: vec![],
        holds: TaskCounts::default(),
    };
    let choices = TaskChoices {
        open: (1_000..1_000 + TASKS).map(choice).collect(),
        kinds: vec!["task".parse().unwrap()],
        next_free: 20_000,
        ..TaskChoices::default()
    };
    let tasks = (1_000..1_000 + TASKS).map(row).collect();
    let mut panel = Panel::sized(story, 140, 40, true);
    panel.choices = Some(choices);
    panel.board = TaskBoard { tasks, sprints: vec![] };
    panel.hear(PanelEvent::DesksChanged);
    let (mut opening, mut keys) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        opening.push(measured(&mut panel, 'c'));
        for key in "import queue 17⌫⌫▽▽".chars() {
            keys.push(measured(&mut panel, key));
        }
        for _ in "import queue ".chars() {
            panel.press('⌫');
        }
        panel.press('⎋');
    }
    println!("{TASKS} tasks at 140×40, each with the drawing of the panel:");
    tell("the key that opens the picker", opening);
    tell("a key in the picker (asked: 16 ms for 99 %)", keys);
}

fn measured(panel: &mut Panel, key: char) -> Duration {
    let begun = Instant::now();
    panel.press(key);
    drop(black_box(panel.draw()));
    begun.elapsed()
}

fn tell(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |percent: usize| times[times.len() * percent / 100].as_secs_f64() * 1_000.0;
    println!("{what}: {:.2} ms; 99 % within {:.2} ms", at(50), at(99));
}
