//! Hostile text in tasks: in the pane, the list, the picker, their pages and the preview of an end.

use chrono::{DateTime, NaiveDate, Utc};
use onwatch::core::{
    Artifact, BurnDownDay, By, Claim, Command, DeskName, Entering, FrameKind, FrameRef, Interface,
    NewFrame, OldEstimate, OpenElsewhere, Request, SessionName, SprintPage, Task, TaskArtifact,
    TaskChoice, TaskChoices, TaskCommand, TaskCounts, TaskNote, TaskPage, TaskRow, TaskStatus,
};
use onwatch::tui::{PanelEvent, TaskBoard};
use ratatui::buffer::Buffer;
use ratatui::layout::Size;
use strum::VariantArray;
use unicode_width::UnicodeWidthStr;

use crate::common::hostile::{Hostile, assert_tame, corpus};
use crate::common::panel::Panel;
use crate::common::story::Story;

/// Sizes for every layout, down to the least, and widths at which a wide character meets the edge.
const SIZES: &[(u16, u16)] = &[(20, 5), (38, 6), (41, 16), (60, 20), (81, 25), (140, 40)];

/// One size for each way to show a prompt.
const FEW: &[(u16, u16)] = &[(20, 5), (41, 16), (81, 25)];

fn noon() -> DateTime<Utc> {
    "2026-03-14T12:00:00Z".parse().unwrap()
}

fn id(hostile: &Hostile, nth: usize) -> String {
    format!("{}{nth}", hostile.cut(48))
}

fn row(hostile: &Hostile, nth: usize, status: TaskStatus) -> TaskRow {
    let some = |characters| Some(hostile.cut(characters));
    let kind = FrameKind::task();
    let name = FrameRef { kind: kind.clone(), id: id(hostile, nth) };
    let task = Task {
        title: some(200),
        status,
        sprint: some(50),
        parent: Some(FrameRef { kind, id: id(hostile, 0) }),
        assignee: some(64),
        estimate_seconds: Some(60),
        old_estimates: vec![OldEstimate {
            seconds: Some(30),
            until_utc: noon(),
            actual_ms: 40_000,
        }],
        summary: some(4_000),
        reason: some(1_000),
        claim: Some(Claim {
            desk: DeskName::named(&hostile.cut(64)),
            operator: hostile.cut(64),
            until_utc: Some(noon()),
        }),
        artifacts: vec![
            Artifact { location: hostile.cut(1_000), title: some(200), bytes: None, sha256: None },
            Artifact { location: hostile.cut(1_000), title: None, bytes: Some(7), sha256: None },
        ],
        ..Task::new(name, noon())
    };
    let elsewhere =
        OpenElsewhere { desk: DeskName::named(&hostile.cut(64)), operator: hostile.cut(64) };
    TaskRow {
        task,
        total_ms: 90_000,
        today_ms: 90_000,
        session_ms: 30_000,
        is_open: nth == 0,
        elsewhere: vec![elsewhere],
        holds: TaskCounts { open: 2, done: 1 },
    }
}

fn board(hostile: &Hostile) -> TaskBoard {
    let statuses = TaskStatus::VARIANTS.iter().enumerate();
    let tasks = statuses.map(|(nth, status)| row(hostile, nth, *status)).collect();
    let mut sprint = row(hostile, 0, TaskStatus::InProgress);
    sprint.task.name = FrameRef { kind: FrameKind::sprint(), id: hostile.cut(50) };
    sprint.task.sprint = None;
    sprint.task.parent = None;
    TaskBoard { tasks, sprints: vec![sprint] }
}

fn choices(board: &TaskBoard, hostile: &Hostile) -> TaskChoices {
    let choice = |row: &TaskRow| TaskChoice {
        name: row.task.name.clone(),
        title: row.task.title.clone(),
        status: row.task.status,
        sprint: row.task.sprint.clone(),
        estimate_seconds: row.task.estimate_seconds,
        touched_at_utc: noon(),
    };
    let open: Vec<TaskChoice> = board.tasks.iter().chain(&board.sprints).map(choice).collect();
    TaskChoices {
        previous: None,
        open,
        closed: vec![],
        kinds: vec![FrameKind::task(), hostile.kind().parse().unwrap()],
        next_free: 322,
    }
}

fn pages(board: &TaskBoard, hostile: &Hostile) -> Vec<SprintPage> {
    let first: NaiveDate = "2026-03-08".parse().unwrap();
    let day = |(date, hours): (NaiveDate, u64)| BurnDownDay {
        date,
        worked_ms: 0,
        done: 1,
        open: 3,
        estimated_seconds: 36_000,
        remaining_seconds: hours * 3_600,
    };
    let page = |row: &TaskRow| {
        let note = TaskNote {
            text: hostile.cut(4_000),
            operator: hostile.cut(64),
            desk: DeskName::named(&hostile.cut(64)),
            session: None,
            at_utc: noon(),
        };
        let artifact = |artifact| TaskArtifact {
            artifact,
            desk: DeskName::named(&hostile.cut(64)),
            session: None,
            at_utc: noon(),
        };
        let is_sprint = row.task.name.kind.is_of_sprints();
        let page = TaskPage {
            row: row.clone(),
            tasks: if is_sprint { board.tasks.clone() } else { vec![] },
            below_ms: 10_000,
            artifacts: row.task.artifacts.iter().cloned().map(artifact).collect(),
            notes: vec![note],
            sessions: vec![],
            desks: vec![],
        };
        let left = [10, 10, 9, 7, 7, 4, 3];
        let burn_down = first.iter_days().zip(left).map(day);
        SprintPage { page, burn_down: if is_sprint { burn_down.collect() } else { vec![] } }
    };
    board.tasks.iter().chain(&board.sprints).map(page).collect()
}

/// A session in a task whose every text is hostile, with an artifact and a completion.
fn story(hostile: &Hostile) -> Story {
    let by = || By::new(hostile.cut(64), Interface::Cli, hostile.cut(64));
    let frame = |kind: FrameKind, id: String| {
        Command::Push(NewFrame {
            title: Some(hostile.cut(200)),
            estimate_seconds: Some(60),
            entering: Entering::Usual,
            ..NewFrame::new(kind, id)
        })
    };
    let artifact =
        |title| Artifact { location: hostile.cut(1_000), title, bytes: None, sha256: None };
    let task = Command::Task;
    let commands = [
        Command::start(Some(hostile.cut(4_000))),
        frame(FrameKind::sprint(), "s".into()),
        frame(FrameKind::task(), "0".into()),
        task(TaskCommand::AddArtifact { task: None, artifact: artifact(Some(hostile.cut(200))) }),
        task(TaskCommand::AddArtifact { task: None, artifact: artifact(None) }),
        task(TaskCommand::Summarize { task: None, text: hostile.cut(4_000) }),
        task(TaskCommand::Block { task: None, reason: hostile.cut(1_000) }),
        task(TaskCommand::Complete { task: None, summary: Some(hostile.cut(4_000)), force: false }),
        frame(FrameKind::task(), "1".into()),
    ];
    let mut story = Story::new();
    for command in commands {
        // A text of blanks alone is refused where one is needed.
        let _ = story.wait(1, 0).obey(&Request::new(command, by()));
    }
    story
}

fn panel(hostile: &Hostile) -> Panel {
    let mut panel = Panel::sized(story(hostile), 140, 40, true);
    panel.board = board(hostile);
    panel.choices = Some(choices(&panel.board, hostile));
    panel.pages = pages(&panel.board, hostile);
    panel.hear(PanelEvent::DesksChanged);
    panel
}

/// Reports whether a cell belongs to the frame of a box.
fn is_frame(symbol: &str) -> bool {
    ["│", "├", "┤", "╭", "╮", "╰", "╯", "─", "┴", "┬", "┼", "▲", "▼", "█", "┃"].contains(&symbol)
}

/// Checks that each box with a corner at the left that is whole above is whole below.
fn assert_boxes(buffer: &Buffer, what: &dyn Fn() -> String) {
    let at = |x: u16, y: u16| buffer[(x, y)].symbol();
    let (width, height) = (buffer.area.width, buffer.area.height);
    for (left, top) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        if at(left, top) != "╭" {
            continue;
        }
        let right = (left + 1..width).find(|x| at(*x, top) == "╮").unwrap_or(width - 1);
        let bottom = (top + 1..height).find(|y| at(left, *y) == "╰").unwrap_or(height - 1);
        for y in top + 1..bottom {
            for x in [left, right] {
                assert!(is_frame(at(x, y)), "no frame at {x}, {y}: {:?}, {}", at(x, y), what());
            }
            let before = at(right - 1, y);
            assert!(before.width() < 2, "{before:?} covers the frame at {right}, {y}: {}", what());
        }
    }
}

/// Checks every cell at every size; where nothing lies above the boxes, also the boxes.
fn assert_good(panel: &mut Panel, what: &str, is_flat: bool) {
    for &(width, height) in if is_flat { SIZES } else { FEW } {
        panel.hear(PanelEvent::Resized(Size { width, height }));
        let what = format!("{what} at {width}×{height}");
        let (buffer, cursor) = panel.draw();
        assert!(cursor.is_none_or(|at| at.x < width && at.y < height), "{what}: {cursor:?}");
        for row in buffer.area.rows() {
            for at in row.columns() {
                let symbol = buffer[at.as_position()].symbol();
                assert_tame(symbol, &what);
                let right = usize::from(at.x) + symbol.width();
                assert!(right <= usize::from(width), "{what}: {symbol:?} leaves the screen");
            }
        }
        if is_flat {
            assert_boxes(&buffer, &|| format!("{what}\n{}", panel.screen()));
        }
    }
    panel.hear(PanelEvent::Resized(Size { width: 140, height: 40 }));
}

#[test]
fn no_cell_acts_and_every_box_is_whole_in_the_pane_the_list_and_the_pages_of_tasks() {
    for hostile in corpus() {
        for keys in ["t", "ttj", "tjo", "tko", "m"] {
            let mut panel = panel(&hostile);
            panel.type_keys(keys);
            // A text of signs of the panel has corners of its own.
            let is_flat = !hostile.name.contains("our own signs");
            assert_good(&mut panel, &format!("{}, after {keys:?}", hostile.name), is_flat);
        }
    }
}

#[test]
fn no_cell_acts_in_the_picker_and_in_what_is_typed_of_tasks() {
    for hostile in corpus() {
        for keys in ["c", "d", "~", "tt/"] {
            let mut panel = panel(&hostile);
            panel.type_keys(keys);
            assert_good(&mut panel, &format!("{}, after {keys:?}", hostile.name), false);
            panel.hear(PanelEvent::Pasted(hostile.whole()));
            assert_good(&mut panel, &format!("{}, pasted after {keys:?}", hostile.name), false);
            panel.type_keys("⏎");
            assert_good(&mut panel, &format!("{}, entered after {keys:?}", hostile.name), false);
        }
    }
}

#[test]
fn no_cell_acts_in_the_preview_of_an_end_and_on_the_page_of_a_session_with_tasks() {
    for hostile in corpus() {
        let is_flat = !hostile.name.contains("our own signs");
        let mut panel = panel(&hostile);
        panel.type_keys("e");
        assert_good(&mut panel, &format!("{}, end", hostile.name), false);
        panel.type_keys("⏎");
        assert_good(&mut panel, &format!("{}, ended", hostile.name), is_flat);
        let name = panel.story.watch.session.as_ref().map(|it| SessionName::Id(it.id.clone()));
        assert!(name.is_some(), "{}", hostile.name);
        panel.type_keys("v");
        assert_good(&mut panel, &format!("{}, page", hostile.name), is_flat);
        panel.type_keys("⤓");
        assert_good(&mut panel, &format!("{}, end of the page", hostile.name), is_flat);
    }
}
