//! The checks in the dialogs that complete a task, a sprint or a session.

use onwatch::core::{
    CheckCode, CheckLevel, CheckRules, Command, FrameKind, NewTask, TaskCommand, TaskName,
    TaskStatus, Verb,
};
use onwatch::tui::{Effect, PanelEvent, PastRequest, TaskBoard};
use ratatui::layout::Size;

use crate::common::panel::{Panel, hides, shows, verbs};
use crate::common::story::{Story, note, push};

fn new_task(id: &str, title: &str, parent: Option<&str>) -> NewTask {
    NewTask {
        kind: FrameKind::task(),
        id: Some(id.into()),
        title: Some(title.into()),
        estimate_seconds: None,
        assignee: None,
        sprint: Some("S-1".into()),
        parent: parent.map(str::to_owned),
        status: TaskStatus::Todo,
        line: None,
    }
}

/// A session in task TASK-1, which has two unfinished tasks below it.
fn story() -> Story {
    let mut story = Story::new();
    let tasks = vec![
        new_task("TASK-1", "Import the orders", None),
        new_task("TASK-2", "Read the file", Some("TASK-1")),
        new_task("TASK-3", "Write the rows", Some("TASK-1")),
    ];
    story.give(Command::start(None)).give(push("sprint", "S-1", Some("Import week"), None));
    story.give(Command::Task(TaskCommand::Add { tasks })).wait(1, 0);
    story.give(push("task", "TASK-1", None, None)).wait(30, 0);
    story
}

/// A session in a task without tasks below it.
fn simple() -> Story {
    let mut story = Story::new();
    story.give(Command::start(None)).give(push("task", "TASK-9", Some("Fix it"), None)).wait(20, 0);
    story
}

/// Returns the tasks as lists have them.
fn board(story: &Story) -> TaskBoard {
    use crate::common::evidence::tasks;
    let rows = tasks(&story.journal).into_iter().map(|task| onwatch::core::TaskRow {
        task,
        total_ms: 0,
        today_ms: 0,
        session_ms: 0,
        is_open: false,
        elsewhere: vec![],
        holds: onwatch::core::TaskCounts::default(),
    });
    let (sprints, tasks) = rows.partition(|row| row.task.name.kind.is_of_sprints());
    TaskBoard { tasks, sprints }
}

fn open(story: Story) -> Panel {
    let mut panel = Panel::sized(story, 100, 30, true);
    refresh(&mut panel);
    panel
}

fn refresh(panel: &mut Panel) {
    panel.board = board(&panel.story);
    panel.hear(PanelEvent::DesksChanged);
}

fn completed(panel: &Panel) -> (&TaskName, Option<&str>, Option<&str>) {
    let request = panel.given.last().expect("no command");
    let Command::Task(TaskCommand::Complete { task, summary, .. }) = &request.command else {
        panic!("{:?}", request.command)
    };
    (task.as_ref().unwrap(), summary.as_deref(), request.reason.as_deref())
}

#[test]
fn the_dialog_at_each_size() {
    let sizes = [(120, 40), (100, 26), (80, 24), (60, 20), (40, 10), (20, 5)];
    let mut panel = open(story());
    panel.type_keys("d");
    insta::assert_snapshot!("completion_blocked", panel.at_sizes(&sizes));
    let mut panel = open(simple());
    panel.type_keys("dall orders are in the new table");
    insta::assert_snapshot!("completion_free", panel.at_sizes(&sizes));
}

#[test]
fn the_list_ticks_while_the_summary_is_typed() {
    let mut panel = open(simple());
    panel.type_keys("d");
    shows(&panel, "× it has no summary");
    shows(&panel, "▲ nothing was noted in it");
    panel.type_keys("fixed");
    shows(&panel, "▲ its summary has 5 of 20 characters");
    panel.type_keys(" the lock for good");
    shows(&panel, "√ its summary says what was done");
    panel.type_keys("⏎");
    assert_eq!(completed(&panel).1, Some("fixed the lock for good"));
    hides(&panel, "complete TASK-9");
}

#[test]
fn enter_closes_nothing_while_something_blocks_and_goes_to_what_is_missing() {
    let mut panel = open(story());
    panel.type_keys("d");
    shows(&panel, "× 2 tasks below it are not finished: TASK-2, TASK-3");
    shows(&panel, "(why complete it anyway?)");
    panel.type_keys("⇥⏎");
    assert_eq!(verbs(&panel), []);
    shows(&panel, "summary   ›");
    panel.type_keys("the import runs every night⏎");
    assert_eq!(verbs(&panel), []);
    shows(&panel, "reason    ›");
    panel.type_keys("the rest moves to the next week⏎");
    let reason = Some("the rest moves to the next week");
    let (task, summary, given) = completed(&panel);
    assert_eq!((task.id.as_str(), given), ("TASK-1", reason));
    assert_eq!(summary, Some("the import runs every night"));
}

#[test]
fn without_another_obstacle_no_reason_is_asked_and_enter_without_a_summary_says_what_to_do() {
    let mut panel = open(simple());
    panel.type_keys("d⏎");
    hides(&panel, "why complete it anyway");
    shows(&panel, "type what was done");
    assert_eq!(verbs(&panel), []);
}

#[test]
fn the_unfinished_tasks_are_finished_one_by_one_and_esc_leads_back_to_what_was_typed() {
    let mut panel = open(story());
    panel.type_keys("dthe import runs every night");
    panel.control('t');
    shows(&panel, "to finish before TASK-1 · 2 open");
    for (id, rest) in [("TASK-2", "1 open"), ("TASK-3", "0 open")] {
        panel.type_keys("d");
        shows(&panel, &format!("complete {id}"));
        panel.type_keys("done as it was planned⏎");
        assert_eq!(completed(&panel).0.id, id);
        refresh(&mut panel);
        shows(&panel, rest);
    }
    shows(&panel, "Every task of TASK-1 is finished.");
    panel.type_keys("⎋");
    shows(&panel, "› the import runs every night");
    shows(&panel, "√ all 2 tasks below it are done");
    hides(&panel, "why complete it anyway");
    panel.type_keys("⏎");
    assert_eq!(completed(&panel).0.id, "TASK-1");
}

#[test]
fn a_sprint_names_its_unfinished_tasks_and_needs_no_summary() {
    let mut panel = open(story());
    panel.type_keys("tkd");
    shows(&panel, "complete sprint S-1");
    shows(&panel, "× 3 tasks are not finished: TASK-1, TASK-2, TASK-3");
    shows(&panel, "▲ it has no summary");
    panel.control('t');
    shows(&panel, "· 3 open");
    panel.type_keys("⎋");
    shows(&panel, "complete sprint S-1");
}

#[test]
fn what_was_typed_is_kept_with_its_reason_for_each_task() {
    let mut panel = open(story());
    panel.type_keys("dhalf of it⇥not now⎋ttj");
    panel.type_keys("d");
    hides(&panel, "half of it");
    panel.type_keys("⎋⎋⎋d");
    shows(&panel, "half of it");
    shows(&panel, "not now");
}

#[test]
fn the_dialog_opens_without_the_facts_and_keeps_its_size_when_they_come() {
    let mut panel = open(simple());
    panel.reads_slowly = true;
    panel.type_keys("dfixed");
    shows(&panel, "checking…");
    let rows = |panel: &Panel| panel.screen().lines().filter(|line| line.contains('│')).count();
    let before = rows(&panel);
    panel.reads_slowly = false;
    let asked = std::mem::take(&mut panel.asked);
    let questions: Vec<_> = asked
        .iter()
        .filter_map(|effect| match effect {
            Effect::ReadPast(read @ PastRequest::Completion { .. }) => Some(read.clone()),
            _ => None,
        })
        .collect();
    assert_eq!(questions.len(), 1, "{asked:?}");
    panel.find(&questions[0]);
    shows(&panel, "▲ its summary has 5 of 20 characters");
    assert_eq!(rows(&panel), before);
}

#[test]
fn the_facts_are_asked_for_again_once_the_desk_changed() {
    let mut panel = open(simple());
    panel.type_keys("dfixed");
    shows(&panel, "▲ nothing was noted in it");
    panel.story.by("bo", note("the lock is held by the writer"));
    panel.hear(PanelEvent::StoreChanged);
    hides(&panel, "nothing was noted in it");
    shows(&panel, "1 note was written in it");
}

#[test]
fn an_answer_before_the_facts_is_judged_by_the_desk_which_shows_the_list() {
    let mut panel = open(story());
    panel.reads_slowly = true;
    panel.type_keys("dthe import runs every night⏎");
    assert_eq!(verbs(&panel), [Verb::Done]);
    shows(&panel, "complete TASK-1");
    shows(&panel, "× 2 tasks below it are not finished: TASK-2, TASK-3");
    shows(&panel, "reason    ›");
    panel.type_keys("the rest is dropped⏎");
    assert_eq!(completed(&panel).2, Some("the rest is dropped"));
    hides(&panel, "complete TASK-1");
}

fn strict(codes: &[CheckCode]) -> CheckRules {
    let levels = codes.iter().map(|code| (*code, CheckLevel::Error)).collect();
    CheckRules { levels, ..CheckRules::default() }
}

#[test]
fn the_end_shows_the_checks_of_the_session_which_warn() {
    let mut panel = open(simple());
    panel.type_keys("e");
    shows(&panel, "▲ a context is still open: TASK-9");
    shows(&panel, "√ no gap waits for an answer");
    hides(&panel, "why complete it anyway");
    panel.type_keys("⏎");
    assert_eq!(verbs(&panel), [Verb::End]);
}

#[test]
fn an_end_that_the_settings_block_asks_for_a_reason_and_says_what_mends_it() {
    let mut panel = open(simple());
    panel.checks = strict(&[CheckCode::ContextsOpen]);
    panel.type_keys("e⏎");
    assert_eq!(verbs(&panel), []);
    shows(&panel, "× a context is still open: TASK-9");
    shows(&panel, "Esc, then leave it: `x`");
    shows(&panel, "reason    ›");
    panel.type_keys("it goes on tomorrow⏎");
    assert_eq!(panel.given.last().unwrap().reason.as_deref(), Some("it goes on tomorrow"));
    shows(&panel, "■ ENDED");
}

#[test]
fn a_switch_and_a_forgotten_end_that_are_blocked_ask_for_a_reason_too() {
    let mut panel = open(simple());
    panel.checks = strict(&[CheckCode::ContextsOpen]);
    panel.type_keys("Snext one");
    shows(&panel, "× a context is still open: TASK-9");
    panel.type_keys("⏎");
    assert_eq!(verbs(&panel), []);
    panel.type_keys("it goes on tomorrow⏎");
    assert_eq!(verbs(&panel), [Verb::Start]);

    let mut panel = open(Story::forgotten());
    panel.checks = strict(&[CheckCode::ContextMissing]);
    panel.type_keys("gend⏎");
    assert_eq!(verbs(&panel), [Verb::End]);
    shows(&panel, "× no context was entered");
    panel.type_keys("there was none⏎");
    assert_eq!(verbs(&panel), [Verb::End, Verb::End]);
    shows(&panel, "■ ENDED");
}

#[test]
fn a_switch_that_nothing_blocks_shows_no_list() {
    let mut panel = open(simple());
    panel.type_keys("S");
    hides(&panel, "still open");
}

#[test]
fn no_check_that_is_off_is_listed() {
    let mut panel = open(simple());
    let levels = CheckCode::ALL.map(|code| (code, CheckLevel::Off)).into_iter().collect();
    panel.checks = CheckRules { levels, ..CheckRules::default() };
    panel.type_keys("d");
    hides(&panel, "it has no summary");
    panel.type_keys("⏎");
    assert_eq!(completed(&panel).1, None);
}

#[test]
fn every_size_can_show_the_list_without_losing_the_field() {
    let mut panel = open(story());
    panel.type_keys("dso far so good");
    for (width, height) in [(200, 60), (80, 24), (60, 20), (50, 12), (40, 8), (38, 6), (20, 5)] {
        panel.hear(PanelEvent::Resized(Size { width, height }));
        let (_, cursor) = panel.draw();
        assert!(cursor.is_some(), "{width}×{height}\n{}", panel.screen());
    }
}
