//! The card for somebody who comes back: where they were, what happened since, what is due.

use onwatch::core::{
    At, Band, Claim, Command, DeskName, Light, Task, TaskCounts, TaskRow, TaskStatus,
};
use onwatch::tui::{PanelEvent, TaskBoard};

use crate::common::panel::{Panel, hides, shows, verbs};
use crate::common::request::request;
use crate::common::story::{Story, band, health, note, push};

/// A session that went on for two hours after the operator's last command, while others changed something.
fn left_alone() -> Story {
    let mut story = Story::new();
    story.give(Command::start(Some("Watch the rollout".into())));
    story.give(push("task", "TASK-7", Some("Move the queue"), Some(3_600))).wait(10, 0);
    story.give(note("one worker drains it; the other waits for a lock")).wait(50, 0);
    story.by("bo", band(Band::C, "error budget spent")).wait(5, 0);
    story.by("bo", note("the disk on db-2 is nearly full")).wait(5, 0);
    story.by("agent", health(Light::Yellow, &["two alerts"])).wait(5, 0);
    story.by("bo", note("called the provider")).wait(55, 0);
    story
}

fn open(story: Story) -> Panel {
    Panel::sized(story, 120, 40, true)
}

#[test]
fn the_card_at_each_size() {
    let sizes = [(120, 40), (100, 26), (80, 24), (60, 20), (40, 10), (20, 5)];
    insta::assert_snapshot!("meanwhile", open(left_alone()).at_sizes(&sizes));
}

#[test]
fn it_says_where_the_operator_was_what_others_did_and_what_is_due() {
    let panel = open(left_alone());
    for text in [
        "meanwhile · Esc closes",
        "where  SESSION-001 is active since 09:00: 2h 10m",
        "TASK-7  2h 10m of 1h 00m  Move the queue",
        "since  your last command 2h 00m ago; 4 changes by bo, agent",
        "bo  note called the provider",
        "agent  health",
        "▲ TASK-7 took 2h 10m of 1h 00m",
        "▲ the band went from B to C",
    ] {
        shows(&panel, text);
    }
    // Of the news, the newest three are named.
    let screen = panel.screen();
    assert_eq!(screen.matches("error budget spent").count(), 2, "{screen}");
}

#[test]
fn a_key_that_acts_puts_it_away_and_acts_all_the_same() {
    let mut panel = open(left_alone());
    panel.type_keys("p");
    assert_eq!(verbs(&panel), [onwatch::core::Verb::Pause]);
    hides(&panel, "meanwhile");
    let mut panel = open(left_alone());
    panel.type_keys("⎋");
    hides(&panel, "meanwhile");
    shows(&panel, "● ACTIVE");
    // A key without a meaning leaves it.
    let mut panel = open(left_alone());
    panel.type_keys("Z");
    shows(&panel, "meanwhile");
}

#[test]
fn one_key_brings_it_back_as_it_was_and_puts_it_away() {
    let mut panel = open(left_alone());
    panel.type_keys("nmine⏎");
    hides(&panel, "meanwhile");
    panel.type_keys("m");
    shows(&panel, "4 changes by bo, agent");
    panel.type_keys("m");
    hides(&panel, "meanwhile");
}

#[test]
fn nothing_is_shown_to_somebody_who_was_just_here() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(5, 0);
    let mut panel = open(story);
    hides(&panel, "meanwhile");
    panel.type_keys("m");
    shows(&panel, "nobody else changed anything");
}

#[test]
fn a_session_that_went_on_for_long_is_said_although_nobody_changed_anything() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(31, 0);
    shows(&open(story), "your last command 31m ago; nobody else changed anything");
}

#[test]
fn changes_after_the_panel_opened_are_no_part_of_it() {
    let mut panel = open(left_alone());
    panel.story.by("bo", note("later"));
    panel.hear(PanelEvent::StoreChanged);
    shows(&panel, "4 changes by bo, agent");
}

#[test]
fn a_gap_a_blocked_task_and_a_claim_are_due() {
    shows(&open(Story::slept()), "due    ▲ ");
    let mut panel = open(left_alone());
    let name = panel.story.watch.live().unwrap().context_stack.path()[0].clone();
    let claim =
        Claim { desk: DeskName::named("agent-7"), operator: "agent".into(), until_utc: None };
    let task = Task {
        status: TaskStatus::Blocked,
        reason: Some("waits for a disk".into()),
        claim: Some(claim),
        ..Task::new(name, panel.story.now.utc)
    };
    let row = TaskRow {
        task,
        total_ms: 0,
        today_ms: 0,
        session_ms: 0,
        is_open: true,
        elsewhere: vec![],
        holds: TaskCounts::default(),
    };
    panel.board = TaskBoard { tasks: vec![row], sprints: vec![] };
    panel.hear(PanelEvent::DesksChanged);
    shows(&panel, "! TASK-7 is blocked: waits for a disk");
    shows(&panel, "▲ TASK-7 is claimed by agent on agent-7");
}

#[test]
fn the_first_frame_does_not_wait_for_it() {
    let mut panel = Panel::before_the_first_look("", left_alone());
    hides(&panel, "meanwhile");
    panel.hear(PanelEvent::StoreChanged);
    shows(&panel, "meanwhile");
}

#[test]
fn the_time_of_the_last_command_is_when_it_was_given_whatever_time_it_is_about() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(90, 0);
    let mut pause = request(Command::Pause { reason: None });
    pause.at = At::Ago(3_600_000);
    story.obey(&pause).unwrap();
    story.wait(5, 0).by("bo", note("called the provider"));
    shows(&open(story), "your last command 5m ago; 1 change by bo");
}

#[test]
fn what_came_before_a_later_command_is_said_with_its_time() {
    let mut panel = open(left_alone());
    shows(&panel, "your last command 2h 00m ago; 4 changes by bo, agent");
    panel.type_keys("nmine⏎m");
    hides(&panel, "your last command 2h 00m ago");
    shows(&panel, "your command of 09:10; 4 changes by bo, agent");
}

#[test]
fn a_command_that_is_no_longer_at_hand_or_an_end_is_no_command_of_the_operator() {
    let mut story = Story::new();
    story.give(Command::start(None));
    for nth in 0..99 {
        story.by("bo", note(&format!("{nth}")));
    }
    let panel = open(story);
    hides(&panel, "you have given no command here");
    shows(&panel, " changes is yours");
    let mut story = Story::new();
    story.by("bo", Command::start(None)).wait(9, 0);
    story.by("bo", Command::End { notes: None }).wait(7, 0);
    story.by("bo", Command::start(None)).wait(3, 0);
    shows(&open(story), "the last session ended 10m ago; 1 change by bo");
}
