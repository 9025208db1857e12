//! The picker of contexts: what it lists, what the line means, and the keys that choose.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use onwatch::core::{Command, Entering, FrameRef, NewFrame, TaskChoice, TaskChoices, TaskStatus};
use onwatch::tui::PanelEvent;

use crate::common::panel::{Panel, hides, shows, verbs};
use crate::common::story::{Story, push};

fn name(kind: &str, id: &str) -> FrameRef {
    FrameRef { kind: kind.parse().unwrap(), id: id.into() }
}

/// Returns a task that was touched so many minutes before noon.
fn choice(id: &str, title: &str, minutes: i64) -> TaskChoice {
    let noon: chrono::DateTime<chrono::Utc> = "2026-03-14T12:00:00Z".parse().unwrap();
    TaskChoice {
        name: name("task", id),
        title: Some(title.into()),
        status: TaskStatus::Todo,
        sprint: None,
        estimate_seconds: None,
        touched_at_utc: noon - chrono::TimeDelta::minutes(minutes),
    }
}

fn of_sprint(choice: TaskChoice, sprint: &str) -> TaskChoice {
    TaskChoice { sprint: Some(sprint.into()), ..choice }
}

/// Returns what can be entered on a desk beside the contexts of its session.
fn choices() -> TaskChoices {
    TaskChoices {
        previous: None,
        open: vec![
            choice("TASK-9", "Rotate the keys", 500),
            TaskChoice {
                estimate_seconds: Some(9_000),
                ..choice("TASK-8", "Prüfe den Import", 600)
            },
            of_sprint(choice("T-01", "Create tables", 900), "SPRINT-12"),
            TaskChoice { name: name("customer", "acme"), ..choice("", "Acme Corp", 1_000) },
        ],
        closed: vec![TaskChoice { status: TaskStatus::Done, ..choice("TASK-5", "Old one", 2_000) }],
        kinds: vec!["task".parse().unwrap(), "customer".parse().unwrap()],
        next_free: 322,
    }
}

/// Opens a panel on a desk that has some tasks, and types.
fn typed(keys: &str) -> Panel {
    let mut panel = Panel::sized(Story::morning(), 100, 30, true);
    panel.choices = Some(choices());
    panel.type_keys(keys);
    panel
}

/// Returns the rows of the list: mark, sign and name.
fn rows(panel: &Panel) -> Vec<String> {
    let screen = panel.screen();
    let lines = screen.lines().skip_while(|line| !line.contains("context   ")).skip(1);
    let within = |line: &str| line.trim_matches('│').trim_end().to_owned();
    let rows = lines.take_while(|line| line.contains('│')).map(within);
    rows.take_while(|line| {
        !line.trim().is_empty()
            && !line.starts_with("  when")
            && !line.contains("enters ")
            && !line.contains("leaves ")
    })
    .collect()
}

/// Returns the context that was entered last.
fn entered(panel: &Panel) -> NewFrame {
    match &panel.given.last().expect("no command").command {
        Command::Push(frame) => frame.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_picker_at_each_size() {
    let sizes = [(160, 50), (100, 30), (80, 24), (60, 20), (40, 8), (38, 6)];
    for (name, keys) in
        [("picker", "c"), ("picker_found", "cimp"), ("picker_new", "cFix the lamp ~2h")]
    {
        insta::assert_snapshot!(name, typed(keys).at_sizes(&sizes));
    }
}

#[test]
fn without_a_text_the_task_before_comes_first_then_those_of_the_sprint_then_the_newest() {
    let mut story = Story::morning();
    story.give(push("task", "322", Some("Newest"), None));
    let mut panel = Panel::sized(story, 100, 30, true);
    panel.choices = Some(choices());
    panel.type_keys("c");
    let names = ["TASK-321", "T-01", "TASK-318", "TASK-9", "TASK-8", "customer acme"];
    let screen = panel.screen();
    let places = names.map(|name| {
        screen.find(&format!(" {name} ")).unwrap_or_else(|| panic!("{name}\n{screen}"))
    });
    assert!(places.is_sorted(), "{places:?}\n{screen}");
    hides(&panel, "TASK-5");
}

#[test]
fn nobody_goes_back_to_a_task_that_is_over() {
    // It was completed here, or on another desk.
    let mut elsewhere = choices();
    elsewhere.closed.push(TaskChoice { status: TaskStatus::Done, ..choice("TASK-321", "", 9) });
    for (keys, choices) in [("dthe lock is free⏎c⏎", choices()), ("c318⏎c⏎", elsewhere)] {
        let mut panel = Panel::sized(Story::morning(), 100, 30, true);
        panel.choices = Some(TaskChoices { previous: Some(name("task", "TASK-9")), ..choices });
        panel.type_keys(keys);
        assert_ne!(entered(&panel).id, "TASK-321", "{keys}");
    }
}

/// Each row: what is typed after `c`, and the context that Enter enters.
#[test]
fn a_line_enters_what_its_first_row_says() {
    let rows: &[(&str, &str, &str, Option<&str>, Entering)] = &[
        ("", "task", "TASK-318", None, Entering::Usual),
        ("9", "task", "TASK-9", None, Entering::Usual),
        ("task 9", "task", "TASK-9", None, Entering::Usual),
        ("t-01", "task", "T-01", None, Entering::Usual),
        ("keys", "task", "TASK-9", None, Entering::Usual),
        ("IMPORT pruf", "task", "TASK-8", None, Entering::Usual),
        ("tab", "task", "T-01", None, Entering::Usual),
        ("acme", "customer", "acme", None, Entering::Usual),
        ("TASK-5", "task", "TASK-5", None, Entering::Usual),
        ("Fix the lamp", "task", "TASK-322", Some("Fix the lamp"), Entering::New),
        ("fix lamp", "task", "TASK-322", Some("fix lamp"), Entering::New),
        ("40", "task", "TASK-40", None, Entering::New),
        ("client: bolt", "client", "bolt", None, Entering::New),
    ];
    for (line, kind, id, title, entering) in rows {
        let mut panel = typed("c");
        panel.type_keys(line).type_keys("⏎");
        let frame = entered(&panel);
        assert_eq!((frame.kind.as_str(), frame.id.as_str()), (*kind, *id), "{line}");
        assert_eq!((frame.title.as_deref(), frame.entering), (*title, *entering), "{line}");
    }
}

/// Keys and typed letters are counted alike.
#[test]
fn each_of_a_hundred_known_tasks_is_entered_with_at_most_four_keys() {
    let mut known = choices();
    known.open = (1..100).map(|nth| choice(&format!("TASK-{nth}"), "Mend 7 of 90", nth)).collect();
    for nth in 1..100 {
        let mut panel = Panel::sized(Story::morning(), 100, 30, true);
        panel.choices = Some(known.clone());
        let keys = format!("c{nth}⏎");
        assert!(keys.chars().count() <= 4);
        panel.type_keys(&keys);
        assert_eq!(entered(&panel).id, format!("TASK-{nth}"));
    }
}

#[test]
fn an_estimate_goes_with_what_is_found_and_with_what_is_new() {
    for (keys, id) in
        [("ckeys ~3h⏎", "TASK-9"), ("cFix it ~3h⏎", "TASK-322"), ("c9 ~3h⏎", "TASK-9")]
    {
        let frame = entered(&typed(keys));
        assert_eq!((frame.id.as_str(), frame.estimate_seconds), (id, Some(10_800)), "{keys}");
    }
    shows(&typed("ckeys ~2x⏎"), "'2x' is not a duration");
}

#[test]
fn arrows_and_control_keys_choose_and_another_text_begins_at_the_first_row() {
    let second = |keys: &str| entered(&typed(keys)).id;
    let down = second("c▽⏎");
    assert_ne!(down, "TASK-318");
    assert_eq!(second("c▽△⏎"), "TASK-318");
    // Before the first row is the last one.
    assert_eq!(second("ckeys△⏎"), "TASK-322");
    assert_eq!(second("c▽▽▽keys⏎"), "TASK-9");
    let mut panel = typed("c");
    for code in ['n', 'n', 'p'] {
        panel.hear(PanelEvent::Key(KeyEvent::new(KeyCode::Char(code), KeyModifiers::CONTROL)));
    }
    panel.type_keys("⏎");
    assert_eq!(entered(&panel).id, down);
}

#[test]
fn what_is_new_is_said_before_enter() {
    shows(&typed("cFix the lamp"), "new TASK-322");
    shows(&typed("c40"), "new TASK-40");
    shows(&typed("cclient: bolt"), "new client bolt");
    hides(&typed("ckeys"), "new TASK-9");
}

#[test]
fn before_the_tasks_are_read_the_line_works_and_the_task_before_is_known() {
    let mut panel = Panel::sized(Story::morning(), 100, 30, true);
    panel.reads_slowly = true;
    panel.type_keys("c");
    shows(&panel, "TASK-318");
    panel.type_keys("⏎");
    assert_eq!(entered(&panel).id, "TASK-318");
    panel.type_keys("c77⏎");
    let frame = entered(&panel);
    assert_eq!((frame.id.as_str(), frame.entering), ("TASK-77", Entering::Usual));
}

#[test]
fn a_list_that_comes_late_keeps_what_is_selected() {
    let mut panel = Panel::sized(Story::morning(), 100, 30, true);
    panel.choices = Some(choices());
    panel.reads_slowly = true;
    panel.type_keys("c▽");
    let before = rows(&panel).into_iter().find(|row| row.contains("› ")).unwrap();
    let asked: Vec<_> = panel.asked.drain(..).collect();
    panel.reads_slowly = false;
    for effect in asked {
        if let onwatch::tui::Effect::ReadPast(read) = effect {
            panel.find(&read);
        }
    }
    shows(&panel, "TASK-9");
    let after = rows(&panel).into_iter().find(|row| row.contains("› ")).unwrap();
    assert_eq!(before.split_whitespace().nth(2), after.split_whitespace().nth(2));
}

#[test]
fn pasted_text_is_searched_for_and_enters_nothing() {
    let mut panel = typed("c");
    panel.hear(PanelEvent::Pasted("keys\r".into()));
    shows(&panel, "TASK-9");
    assert_eq!(verbs(&panel), []);
}

#[test]
fn a_line_that_was_left_is_there_again_with_its_rows() {
    let mut panel = typed("ckeys⎋c");
    shows(&panel, "1 found");
    panel.type_keys("⏎");
    assert_eq!(entered(&panel).id, "TASK-9");
}

#[test]
fn a_wide_sign_that_a_box_covers_by_half_leaves_its_frame_whole() {
    for letters in ["", "x"] {
        let mut story = Story::new();
        let note = format!("{letters}{}", "審".repeat(60));
        story.give(Command::start(None)).give(crate::common::story::note(&note));
        let mut panel = Panel::sized(story, 140, 40, true);
        panel.type_keys("c");
        let (buffer, _) = panel.draw();
        let left = (0..40).filter_map(|y| {
            (1..140)
                .find(|x| buffer[(*x, y)].symbol() == "╭" && y > 5 && *x > 10 && *x < 40)
                .map(|x| (x, y))
        });
        let (x, top) = left.into_iter().next().unwrap();
        for y in top..top + 8 {
            let before = buffer[(x - 1, y)].symbol();
            assert!(unicode_width::UnicodeWidthStr::width(before) < 2, "{before} at {y}");
        }
    }
}
