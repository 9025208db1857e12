//! The type of a session: given in the dialogs, shown in the panes and lists, found by the filter.

use onwatch::core::{Command, SessionType};

use crate::common::panel::{Panel, hides, idle, shows};
use crate::common::story::Story;

fn a_type(word: &str) -> SessionType {
    word.parse().unwrap()
}

fn start(notes: &str, word: &str) -> Command {
    match Command::start(Some(notes.to_owned())) {
        Command::Start { notes, target_seconds, metadata, .. } => Command::Start {
            notes,
            session_type: a_type(word),
            switch: false,
            agent_id: None,
            workflow_id: None,
            target_seconds,
            metadata,
            run: None,
        },
        other => other,
    }
}

/// A desk with a review and some work behind it, and a meeting that goes on.
fn story() -> Story {
    let mut story = Story::new();
    for (notes, word) in [("Design of the queue", "review"), ("Deploy", "work")] {
        story.now.nonce += 1;
        story.give(start(notes, word)).wait(50, 0).give(Command::End { notes: None }).wait(10, 0);
    }
    story.now.nonce += 1;
    story.give(start("Weekly", "meeting")).wait(30, 0);
    story
}

fn given(panel: &Panel) -> &Command {
    &panel.given.last().unwrap().command
}

#[test]
fn a_start_takes_a_type_from_its_field_and_is_work_without_one() {
    for (keys, word) in [("sdeploy⏎", "work"), ("sdeploy⇥⇥⇥Review⏎", "review")] {
        let mut panel = idle();
        panel.type_keys(keys);
        assert_eq!(*given(&panel), start("deploy", word), "{keys}");
    }
}

#[test]
fn the_field_says_what_it_takes_and_objects_to_more_than_one_word() {
    let mut panel = idle();
    panel.type_keys("s");
    shows(&panel, "type         (work; or a word such as review)");
    panel.type_keys("⇥⇥⇥code review");
    shows(&panel, "▲ 'code review' is not one word");
    panel.type_keys("⏎");
    assert!(panel.given.is_empty(), "{:?}", panel.given);
    shows(&panel, "× No session was started");
}

#[test]
fn up_in_the_field_brings_the_type_of_the_last_session() {
    let mut story = Story::new();
    story.give(start("one", "review")).wait(5, 0).give(Command::End { notes: None }).wait(5, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("snext⇥⇥⇥△⏎");
    assert_eq!(*given(&panel), start("next", "review"));
}

#[test]
fn a_correction_holds_the_type_and_the_first_letter_takes_its_place() {
    let mut panel = Panel::open(story());
    panel.type_keys("E");
    shows(&panel, "type        meeting");
    panel.type_keys("⇤⇤planning⏎");
    let Command::Edit(edit) = given(&panel) else { panic!("{:?}", panel.given) };
    assert_eq!(edit.session_type, Some(a_type("planning")));
    assert_eq!((&edit.notes, &edit.operator, edit.start), (&None, &None, None));
    shows(&panel, "SESSION-003 · planning");
    // Emptied, it is work.
    panel.type_keys("E⇤⇤⌫⏎");
    let Command::Edit(edit) = given(&panel) else { panic!("{:?}", panel.given) };
    assert_eq!(edit.session_type, Some(SessionType::default()));
    hides(&panel, "SESSION-003 ·");
    panel.type_keys("u");
    shows(&panel, "SESSION-003 · planning");
}

#[test]
fn an_added_session_takes_a_type() {
    let mut panel = Panel::open(story());
    panel.type_keys("+6:30⇥7:45⇥⇥⇥⇥review⏎");
    let Command::Add { sessions } = given(&panel) else { panic!("{:?}", panel.given) };
    assert_eq!(sessions[0].session_type, a_type("review"));
}

#[test]
fn the_pane_names_the_type_beside_the_key_unless_it_is_work() {
    let mut panel = Panel::open(story());
    shows(&panel, " SESSION-003 · meeting ");
    panel.type_keys("e⏎");
    shows(&panel, "last session · SESSION-003 · meeting");
    panel.type_keys("snext⏎");
    shows(&panel, " SESSION-004 ");
    hides(&panel, "SESSION-004 ·");
}

#[test]
fn the_page_of_a_session_has_its_type() {
    let mut panel = Panel::open(story());
    panel.type_keys("v");
    shows(&panel, "type      meeting");
    shows(&panel, "Weekly · type meeting");
}

#[test]
fn a_row_of_the_history_begins_its_notes_with_the_type() {
    let mut panel = Panel::open(story());
    panel.type_keys("y");
    for text in ["review · Design of the queue", "  Deploy", "meeting · Weekly"] {
        shows(&panel, text);
    }
    hides(&panel, "work ·");
}

#[test]
fn the_filter_finds_a_type_as_a_condition_and_as_a_word() {
    for (filter, found) in [
        ("type:review", &["Design"][..]),
        ("type:meeting", &["Weekly"]),
        ("type:work", &["Deploy"]),
        ("type:review type:work", &["Design", "Deploy"]),
        ("revi", &["Design"]),
        ("type:revi", &[]),
    ] {
        let mut panel = Panel::open(story());
        panel.type_keys("y").type_keys(&format!("/{filter}⏎"));
        for notes in ["Design", "Deploy", "Weekly"] {
            if found.contains(&notes) {
                shows(&panel, notes);
            } else {
                hides(&panel, notes);
            }
        }
    }
    let mut panel = Panel::open(story());
    panel.type_keys("y/type:");
    shows(&panel, "write type: with a type, such as review");
}

#[test]
fn a_long_type_leaves_room_for_the_notes() {
    let mut story = Story::new();
    story.give(start("The design of the queue", &"long".repeat(16))).wait(5, 0);
    story.give(Command::End { notes: None }).wait(5, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("y");
    shows(&panel, "longlonglonglon… · The design o…");
}

#[test]
fn the_type_stands_where_there_is_room_for_it() {
    let mut panel = Panel::open(story());
    insta::assert_snapshot!("type_in_pane", panel.at_sizes(&[(120, 30), (80, 24), (40, 12)]));
    panel.type_keys("y");
    insta::assert_snapshot!("type_in_history", panel.at_sizes(&[(120, 30), (80, 24), (40, 12)]));
    panel.type_keys("⎋E");
    insta::assert_snapshot!("type_in_correction", panel.at_sizes(&[(120, 30), (80, 24), (40, 12)]));
    let mut panel = idle();
    panel.type_keys("s⇥⇥⇥");
    insta::assert_snapshot!("type_in_start", panel.at_sizes(&[(120, 30), (80, 24), (40, 12)]));
}
