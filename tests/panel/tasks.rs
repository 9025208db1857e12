//! The pane and the list of tasks, their keys, the estimate that was passed, and their pages.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use onwatch::core::{
    Artifact, BurnDownDay, Claim, Command, DeskName, FrameRef, OldEstimate, OpenElsewhere,
    SprintPage, Task, TaskCommand, TaskCounts, TaskName, TaskNote, TaskPage, TaskRow, TaskStatus,
    Verb,
};
use onwatch::tui::{Effect, PanelEvent, PastRequest, TaskBoard};
use ratatui::layout::Size;

use crate::common::panel::{Panel, hides, shows, verbs};
use crate::common::story::{Story, push};

const MINUTE: u64 = 60_000;

fn name(kind: &str, id: &str) -> FrameRef {
    FrameRef { kind: kind.parse().unwrap(), id: id.into() }
}

/// Returns a row for a task of the sprint SPRINT-12.
fn row(id: &str, title: &str, status: TaskStatus, minutes: u64) -> TaskRow {
    let noon: chrono::DateTime<chrono::Utc> = "2026-03-14T12:00:00Z".parse().unwrap();
    let task = Task {
        title: Some(title.into()),
        status,
        sprint: Some("SPRINT-12".into()),
        estimate_seconds: Some(7_200),
        ..Task::new(name("task", id), noon)
    };
    TaskRow {
        task,
        total_ms: minutes * MINUTE,
        today_ms: 0,
        session_ms: 0,
        is_open: false,
        elsewhere: vec![],
        holds: TaskCounts::default(),
    }
}

/// Returns the tasks around the morning's session.
fn board() -> TaskBoard {
    let mut sprint = row("", "Import week", TaskStatus::InProgress, 300);
    sprint.task.name = name("sprint", "SPRINT-12");
    sprint.task.sprint = None;
    sprint.task.estimate_seconds = Some(72_000);
    sprint.holds = TaskCounts { open: 4, done: 1 };
    let mut live = row("TASK-321", "Release the lock on timeout", TaskStatus::InProgress, 44);
    live.is_open = true;
    live.task.estimate_seconds = Some(1_800);
    let mut blocked = row("TASK-330", "Move the queue", TaskStatus::Blocked, 25);
    blocked.task.reason = Some("waits for a disk".into());
    let mut claimed = row("TASK-331", "Rotate the keys", TaskStatus::Todo, 0);
    claimed.task.claim =
        Some(Claim { desk: DeskName::named("agent-7"), operator: "agent".into(), until_utc: None });
    let mut also = row("TASK-318", "Fix the import", TaskStatus::InProgress, 89);
    also.elsewhere =
        vec![OpenElsewhere { desk: DeskName::named("agent-7"), operator: "agent".into() }];
    let mut other = row("TASK-400", "Another sprint's task", TaskStatus::Todo, 0);
    other.task.sprint = None;
    let done = row("TASK-300", "Measure the queue", TaskStatus::Done, 130);
    TaskBoard { tasks: vec![live, also, claimed, other, blocked, done], sprints: vec![sprint] }
}

fn sized(width: u16, height: u16, keys: &str) -> Panel {
    let mut panel = Panel::sized(Story::morning(), width, height, true);
    panel.board = board();
    panel.hear(PanelEvent::DesksChanged);
    panel.type_keys(keys);
    panel
}

fn open(keys: &str) -> Panel {
    sized(140, 40, keys)
}

#[test]
fn the_pane_and_the_list_at_each_size() {
    let sizes = [(200, 60), (140, 40), (100, 30), (80, 24)];
    insta::assert_snapshot!("tasks_pane", open("t").at_sizes(&sizes));
    let sizes = [(140, 40), (80, 24), (60, 20), (40, 8), (38, 6)];
    insta::assert_snapshot!("tasks_list", open("tt").at_sizes(&sizes));
}

#[test]
fn the_pane_has_what_the_sprint_holds_and_says_what_is_special() {
    let panel = sized(200, 60, "");
    shows(&panel, "tasks · 1 of 5 done");
    shows(&panel, "◆ SPRINT-12");
    shows(&panel, "● TASK-321");
    shows(&panel, "! TASK-330");
    shows(&panel, "Move the queue · waits for a disk");
    shows(&panel, "also: agent-7");
    shows(&panel, "√ TASK-300");
    hides(&panel, "TASK-400");
}

#[test]
fn without_a_sprint_the_pane_has_the_open_tasks_and_without_tasks_there_is_no_pane() {
    let mut story = Story::new();
    story.give(Command::start(None));
    let mut panel = Panel::sized(story, 140, 40, true);
    hides(&panel, "tasks ·");
    panel.board = board();
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "tasks · 5 open");
    shows(&panel, "TASK-400");
    hides(&panel, "TASK-300");
}

/// Each row: keys, and a text that is then on the screen.
#[test]
fn keys_go_to_the_pane_to_the_list_and_back() {
    let rows: &[(&str, &str)] = &[
        ("t", "› tasks · 1 of 5 done"),
        ("t", "› ● TASK-321"),
        ("tj", "› ▸ TASK-318"),
        ("tk", "› ◆ SPRINT-12"),
        ("tt", "› tasks · 5 open · 1 done"),
        ("tt", "other tasks ──"),
        ("tt/keys", "tasks · 1 found"),
        ("tt/keys⏎⎋", "› tasks · 5 open · 1 done"),
        ("tt⎋", "● ACTIVE"),
        ("tt/nothing", "No match"),
        (":tasks⏎", "› tasks · "),
    ];
    for (keys, seen) in rows {
        let panel = open(keys);
        let screen = panel.screen();
        assert!(screen.contains(seen), "{keys}: no {seen:?} on\n{screen}");
        assert_eq!(verbs(&panel), [], "{keys}");
    }
    // Where the pane has no room, the list opens at once.
    shows(&sized(80, 24, "t"), "› tasks · 5 open · 1 done");
}

#[test]
fn where_columns_are_few_what_is_special_is_said_whole_or_left_out() {
    let panel = sized(60, 20, "tt");
    let screen = panel.screen();
    for (id, seen, hidden) in [
        ("TASK-331", " · claimed ", "claimed b"),
        ("TASK-330", "Move the queue ", " · waits"),
        ("TASK-318", "Fix the import", " · al…"),
        ("SPRINT-12", "1 of 5", "1 of 5 d…"),
    ] {
        let row = screen.lines().find(|line| line.contains(id)).unwrap();
        assert!(row.contains(seen) && !row.contains(hidden), "{row}");
    }
}

#[test]
fn a_part_of_the_time_that_does_not_fit_on_a_page_is_left_out_whole() {
    let mut task = board().tasks[1].clone();
    (task.today_ms, task.session_ms) = (80 * MINUTE, 70 * MINUTE);
    let mut panel = open("");
    panel.pages = vec![page(task, vec![], vec![])];
    panel.type_keys("tjo");
    shows(&panel, " · today 1h 20m · this session 1h 10m");
    panel.hear(PanelEvent::Resized(Size { width: 60, height: 20 }));
    shows(&panel, " · today 1h 20m ");
    hides(&panel, "this ses");
}

fn command(panel: &Panel) -> &TaskCommand {
    match &panel.given.last().expect("no command").command {
        Command::Task(command) => command,
        other => panic!("{other:?}"),
    }
}

#[test]
fn enter_enters_the_selected_task_in_the_pane_and_in_the_list() {
    for keys in ["tj⏎", "ttj⏎", "tt/import⏎⏎"] {
        let panel = open(keys);
        let Command::Push(frame) = &panel.given.last().unwrap().command else { panic!("{keys}") };
        assert_eq!(frame.id, "TASK-318", "{keys}");
        shows(&panel, "● ACTIVE");
    }
}

#[test]
fn done_completes_the_open_task_or_the_selected_one_with_a_summary() {
    for (keys, id, summary) in [
        ("dlock is released⏎", "TASK-321", Some("lock is released")),
        ("tjdimport works⏎", "TASK-318", Some("import works")),
        ("ttjdimport works⏎", "TASK-318", Some("import works")),
    ] {
        let panel = open(keys);
        let TaskCommand::Complete { task, summary: given, .. } = command(&panel) else {
            panic!("{keys}")
        };
        assert_eq!(*task, Some(TaskName::of(&name("task", id))), "{keys}");
        assert_eq!(given.as_deref(), summary, "{keys}");
    }
}

#[test]
fn a_task_is_blocked_with_a_reason_and_unblocked_at_once() {
    let panel = open("!waits for a disk⏎");
    let TaskCommand::Block { reason, .. } = command(&panel) else { panic!() };
    assert_eq!(reason, "waits for a disk");
    assert_eq!(verbs(&open("!⎋")), []);
    let mut panel = open("tjjj");
    shows(&panel, "› ! TASK-330");
    shows(&panel, "! unblock");
    panel.slow();
    panel.type_keys("!");
    panel.pass_ms(1_000);
    assert_eq!(verbs(&panel), [Verb::Unblock]);
}

#[test]
fn the_estimate_of_the_open_task_or_the_selected_one_is_asked() {
    for (keys, id) in [("~3h⏎", "TASK-321"), ("tj~3h⏎", "TASK-318"), ("ttj~3h⏎", "TASK-318")]
    {
        let panel = open(keys);
        let TaskCommand::Estimate { task, seconds } = command(&panel) else { panic!("{keys}") };
        assert_eq!(*task, Some(TaskName::of(&name("task", id))), "{keys}");
        assert_eq!(*seconds, 10_800, "{keys}");
    }
    // The keys of the session work beside the tasks.
    shows(&open("te"), "end SESSION-002");
    shows(&open("tv"), "session · SESSION-002");
    shows(&open("~2x⏎"), "'2x' is not a duration");
}

#[test]
fn a_passed_estimate_is_asked_about_until_it_is_left_or_replaced() {
    let asks = "estimate again?";
    shows(&open(""), asks);
    for keys in ["⎋", "g⏎", "~⏎"] {
        let panel = open(keys);
        hides(&panel, asks);
        assert_eq!(verbs(&panel), [], "{keys}");
    }
    shows(&open("g"), "estimate TASK-321");
    let panel = open("g1h⏎");
    hides(&panel, asks);
    assert_eq!(verbs(&panel), [Verb::Estimate]);
    // A later estimate that is passed is asked about again.
    let mut panel = open("⎋~45m⏎");
    hides(&panel, asks);
    panel.story.wait(10, 0);
    panel.hear(PanelEvent::Tick);
    shows(&panel, asks);
}

#[test]
fn without_a_task_the_keys_say_why_nothing_is_done() {
    let mut story = Story::new();
    story.give(Command::start(None));
    for key in ['d', '!', '~'] {
        let mut panel = Panel::open(story.clone());
        panel.press(key);
        shows(&panel, "no task is open in SESSION-001");
        assert_eq!(verbs(&panel), []);
    }
    let mut panel = Panel::open(story);
    panel.type_keys("td");
    shows(&panel, "no task is selected");
}

#[test]
fn the_time_of_a_context_is_that_of_all_its_sessions() {
    let mut story = Story::new();
    story.give(Command::start(None)).give(push("task", "7", Some("Fix"), Some(9_000)));
    story.wait(100, 0).give(Command::End { notes: None }).wait(60, 0);
    story.give(Command::start(None)).give(push("task", "7", None, None)).wait(34, 0);
    let panel = Panel::sized(story, 140, 40, true);
    shows(&panel, "2h 14m of 2h 30m");
    shows(&panel, "this session 34m");
}

#[test]
fn a_click_selects_a_task_and_a_second_one_enters_it() {
    let mut panel = Panel::set("[panel]\nmouse = true\n", Story::morning(), 140, 40);
    panel.board = board();
    panel.hear(PanelEvent::DesksChanged);
    let screen = panel.screen();
    let at = |screen: &str| {
        let (row, _) =
            screen.lines().enumerate().find(|(_, it)| it.contains("▸ TASK-318   F")).unwrap();
        (100, u16::try_from(row).unwrap())
    };
    let (column, row) = at(&screen);
    let click = || {
        let kind = MouseEventKind::Down(MouseButton::Left);
        PanelEvent::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
    };
    panel.hear(click());
    shows(&panel, "› ▸ TASK-318");
    panel.hear(click());
    panel.pass_ms(1_000);
    assert_eq!(verbs(&panel), [Verb::Push]);
    panel.hear(PanelEvent::Resized(Size { width: 38, height: 6 }));
}

/// Returns the page of a row, with these tasks and days.
fn page(row: TaskRow, tasks: Vec<TaskRow>, burn_down: Vec<BurnDownDay>) -> SprintPage {
    let note = TaskNote {
        text: "one worker drains it".into(),
        operator: "bo".into(),
        desk: DeskName::default(),
        session: None,
        at_utc: row.task.known_since_utc,
    };
    let (artifacts, sessions, desks) = (vec![], vec![], vec![]);
    let page = TaskPage { row, tasks, below_ms: 0, artifacts, notes: vec![note], sessions, desks };
    SprintPage { page, burn_down }
}

#[test]
fn the_page_of_a_task_says_its_estimates_and_that_of_a_sprint_has_a_burn_down() {
    let TaskBoard { tasks, sprints } = board();
    let mut task = tasks[1].clone();
    task.task.old_estimates = vec![OldEstimate {
        seconds: Some(3_600),
        until_utc: task.task.known_since_utc,
        actual_ms: 50 * MINUTE,
    }];
    task.task.artifacts = vec![Artifact {
        location: "https://example.org/report".into(),
        title: Some("Report".into()),
        sha256: None,
        bytes: None,
    }];
    let left = [10, 10, 9, 7, 7, 4, 3];
    let first: chrono::NaiveDate = "2026-03-08".parse().unwrap();
    let day = |(date, hours): (chrono::NaiveDate, u64)| BurnDownDay {
        date,
        worked_ms: 0,
        done: 0,
        open: 3,
        estimated_seconds: 36_000,
        remaining_seconds: hours * 3_600,
    };
    let days = first.iter_days().zip(left).map(day).collect();
    let mut panel = open("");
    panel.pages = vec![page(task, vec![], vec![]), page(sprints[0].clone(), tasks, days)];
    panel.type_keys("tjo");
    shows(&panel, "estimated 1h 00m → 2h 00m, actual 1h 29m");
    shows(&panel, "also: agent-7");
    shows(&panel, "Report · https://example.org/report");
    let sizes = [(100, 40), (60, 20)];
    insta::assert_snapshot!("task_page", panel.at_sizes(&sizes));
    panel.model.resize(Size { width: 140, height: 40 });
    panel.type_keys("⎋kk⏎");
    shows(&panel, "sprint · SPRINT-12");
    insta::assert_snapshot!("sprint_page", panel.at_sizes(&sizes));
}

#[test]
fn the_preview_of_an_end_lists_what_was_done() {
    let mut panel = open("dlock is released⏎");
    panel.type_keys("e");
    shows(&panel, "done ");
    shows(&panel, "lock is released");
}

/// Lets ten minutes pass; returns how often the panel woke, and how often it read something of tasks.
fn wakes(mut panel: Panel) -> (u32, usize) {
    panel.pass_ms(20_000);
    panel.reads_slowly = true;
    panel.asked.clear();
    let (mut left, mut wakes) = (600_000, 0);
    while left > 0 {
        let rest = panel.model.rest_ms().min(left);
        panel.pass_ms(rest);
        left -= rest;
        wakes += 1;
    }
    let of_tasks = |effect: &&Effect| {
        let Effect::ReadPast(read) = effect else { return false };
        matches!(read, PastRequest::Tasks { .. } | PastRequest::Task { .. } | PastRequest::Choices)
    };
    (wakes, panel.asked.iter().filter(of_tasks).count())
}

#[test]
fn tasks_wake_the_panel_no_more_often_and_are_not_read_again_when_it_wakes() {
    let none = || Story::new();
    let paused = || {
        let mut story = Story::morning();
        story.give(Command::Pause { reason: None });
        story
    };
    let ended = || {
        let mut story = Story::morning();
        story.give(Command::End { notes: None });
        story
    };
    let stories: [(&str, &dyn Fn() -> Story, u32); 4] = [
        ("none", &none, 11),
        ("paused", &paused, 11),
        ("ended", &ended, 11),
        ("active", &Story::morning, 601),
    ];
    for (what, story, most) in stories {
        for keys in ["", "t", "tj", "tt", "ttj", "tjo", "c", "~", "d"] {
            let mut panel = Panel::sized(story(), 200, 60, true);
            panel.board = board();
            let tasks = panel.board.tasks.clone();
            panel.pages = tasks.into_iter().map(|row| page(row, vec![], vec![])).collect();
            panel.hear(PanelEvent::DesksChanged);
            panel.type_keys(keys);
            let (woken, read) = wakes(panel);
            assert!(woken <= most, "{what}, {keys:?}: {woken}");
            assert_eq!(read, 0, "{what}, {keys:?}");
        }
    }
}
