//! The contexts of a session, each once with its sum: on its page, before its end, and as Markdown.

use onwatch::core::{Command, SessionName, Story as Told};
use onwatch::markdown;

use crate::common::panel::{Panel, ZONE, hides, shows};
use crate::common::story::{Story, push};

/// A session that enters a task, another one, and the first one again.
fn again() -> Story {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(5, 0);
    story.give(push("project", "ATLAS", Some("Customer data"), None));
    story.give(push("task", "7", Some("Import"), None)).wait(30, 20);
    story.give(push("task", "8", Some("Review"), None)).wait(10, 0);
    story.give(push("task", "7", Some("Import again"), Some(3_600))).wait(15, 30);
    story
}

/// Returns the lines below a title of the screen, without frames, up to a blank one.
fn below(panel: &Panel, title: &str) -> Vec<String> {
    let screen = panel.screen();
    let lines = screen.lines().map(|line| line.trim_matches(['│', ' ']).to_owned());
    let from = lines.skip_while(|line| line != title).skip(1);
    from.take_while(|line| !line.is_empty()).collect()
}

#[test]
fn each_context_is_one_row_with_its_sum_on_the_page_of_a_session() {
    let mut panel = Panel::sized(again(), 100, 40, true);
    panel.type_keys("v");
    let rows = [
        "project ATLAS  55m           open  Customer data",
        "TASK-7         45m of 1h 00m  open  Import again",
        "TASK-8         10m            Review",
        "no context     5m",
    ];
    let shown = below(&panel, "contexts, each with those inside it");
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(shown.iter().map(|line| words(line)).collect::<Vec<_>>(), rows.map(words));
    panel.type_keys("e⏎v");
    hides(&panel, "open  ");
    assert_eq!(below(&panel, "contexts, each with those inside it").len(), 4);
}

#[test]
fn contexts_that_never_lay_inside_one_another_are_not_said_to_hold_others() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(5, 0);
    story.give(push("task", "7", None, None)).wait(30, 0);
    story.give(push("task", "8", None, None)).wait(10, 0);
    let mut panel = Panel::sized(story, 100, 40, true);
    panel.type_keys("v");
    assert_eq!(below(&panel, "contexts").len(), 3);
    panel.type_keys("⎋e");
    hides(&panel, "inside");
}

#[test]
fn the_preview_of_an_end_adds_closed_and_open_stays_and_follows_the_time_that_is_typed() {
    let mut panel = Panel::sized(again(), 100, 40, true);
    panel.type_keys("e");
    for row in [
        "contexts    project ATLAS  55m, closes  Customer data",
        "TASK-7  45m, closes  Import again",
        "TASK-8  10m  Review",
        "no context  5m",
        "(each with those inside it)",
    ] {
        shows(&panel, row);
    }
    panel.type_keys("⇥10m");
    shows(&panel, "TASK-7  35m, closes  Import again");
}

#[test]
fn a_session_without_a_context_has_no_row_for_none() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(5, 0);
    let mut panel = Panel::sized(story, 100, 40, true);
    panel.type_keys("v");
    hides(&panel, "no context");
    panel.type_keys("⎋e");
    hides(&panel, "no context  ");
}

#[test]
fn the_page_in_markdown_has_each_context_once() {
    let story = again();
    let id = story.watch.session.as_ref().unwrap().id.clone();
    let name = SessionName::Id(id);
    let trail = story.events(|event| event.concerns(&name));
    let told = Told::of(&name, &trail, &story.watch, &story.now).unwrap();
    let page = markdown::of(&told, &story.now, &ZONE);
    assert!(page.contains("| Context, each with those inside it | Title | Active |"), "{page}");
    let (_, table) = page.split_once("|---|---|---|\n").unwrap();
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    let expected = [
        "| project ATLAS (open) | Customer data | 55m |",
        "| TASK-7 (open) | Import again | 45m of 1h 00m |",
        "| TASK-8 | Review | 10m |",
        "| no context | | 5m |",
    ];
    assert_eq!(rows, expected);
}
