//! What was typed into a prompt that was left: it is there again, in the same prompt about the same
//! session.

use onwatch::core::{Band, Command, Light};
use onwatch::tui::PanelEvent;

use crate::common::panel::{Panel, active, hides, shows, verbs};
use crate::common::story::Story;

#[test]
fn a_prompt_that_is_left_keeps_what_was_typed() {
    for (keys, shown) in [
        ("nhalf a note⎋n", "› half a note"),
        ("nhalf a note⌃n and more", "› half a note and more"),
        ("nhalf⎋e⎋n", "› half"),
        ("ctask 7⎋nx⎋c", "› task 7"),
        ("e all done⎋e", "› all done"),
        ("bd all is lost⎋bd!", "› all is lost!"),
        ("E⇥⇥!⎋E", "grows!"),
    ] {
        let mut panel = active();
        panel.type_keys(keys);
        shows(&panel, shown);
    }
}

#[test]
fn a_draft_is_gone_once_it_is_sent_or_emptied_or_other_notes_are_offered() {
    for keys in ["nhalf⎋n⏎n", "nab⎋n⌫⌫⎋n", "nhalf⎋E⎋e", "n  ⎋n"] {
        let mut panel = active();
        panel.type_keys(keys);
        hides(&panel, "› half");
        hides(&panel, "› a");
    }
    let mut panel = active();
    panel.type_keys("E⇥⇥ and more⎋");
    panel.story.by("bo", Command::End { notes: None });
    panel.story.by("bo", Command::start(Some("theirs".into())));
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("E");
    shows(&panel, "theirs");
    hides(&panel, "and more");
}

/// Each row: keys that leave a prompt with a choice and open it again, and the first field.
#[test]
fn a_prompt_with_a_draft_opens_at_its_first_field_with_nothing_chosen() {
    for (keys, first) in [
        ("bd half a reason⎋b", "band      › A"),
        ("bd half a reason⌃b", "band      › A"),
        ("hr half a reason⎋h", "health    › green"),
        (":switch⏎⇥⇥2h⎋:switch⏎", "notes     ›"),
    ] {
        let mut panel = active();
        panel.type_keys(keys);
        shows(&panel, first);
    }
    // The choice is not made: Enter gives nothing.
    for keys in ["bd half⎋b⏎", "bd⎋b⏎", "hr half⎋h⏎", "hr⎋h⏎"] {
        let mut panel = active();
        panel.type_keys(keys);
        assert_eq!(verbs(&panel), [], "{keys}");
        shows(&panel, "nothing is chosen yet");
    }
    // A letter chooses, and the reason stays what it was.
    let mut panel = active();
    panel.type_keys("bd half a reason⎋ba⏎");
    let cone = &panel.story.watch.governance.cone;
    assert_eq!((cone.band, cone.reason.as_str()), (Band::A, "half a reason"));
    let mut panel = active();
    panel.type_keys("hr half a reason⎋hg⏎");
    assert_eq!(panel.story.watch.governance.health.status, Light::Green);
}

#[test]
fn a_draft_does_not_enter_the_contexts_of_the_last_session() {
    let mut story = Story::morning();
    story.give(Command::End { notes: None }).wait(30, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("sdeploy⇤⇤y⎋s⏎");
    assert_eq!(panel.given[0].command, Command::start(Some("deploy".into())));
    assert_eq!(panel.given.len(), 1);
}

/// Each row: the prompt, and keys that type into it.
#[test]
fn a_draft_is_not_offered_to_the_next_session() {
    for (prompt, keys) in [
        ("n", "half"),
        ("c", "half"),
        ("e", "half"),
        (":switch⏎", "half"),
        (":switch⏎⇥⇥", "half"),
        ("E⇥⇥", "half"),
    ] {
        let mut panel = active();
        panel.type_keys(prompt).type_keys(keys).type_keys("⎋").type_keys(prompt);
        shows(&panel, "half");
        panel.type_keys("⎋");
        panel.story.by("bo", Command::End { notes: None }).wait(1, 0);
        panel.story.by("bo", Command::start(None));
        panel.hear(PanelEvent::StoreChanged);
        panel.type_keys(prompt);
        hides(&panel, "half");
    }
}

#[test]
fn a_draft_answer_is_not_offered_to_another_question() {
    let mut panel = Panel::open(Story::slept());
    panel.type_keys("g09:41⎋g");
    shows(&panel, "› 09:41");
    panel.type_keys("⎋");
    panel.story.give(Command::End { notes: None }).give(Command::start(None));
    panel.story.wait(60, 0).steady(130, 70);
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("g");
    shows(&panel, "a time");
    hides(&panel, "09:41");

    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("g09:41⎋g");
    shows(&panel, "› 09:41");
    panel.type_keys("⎋");
    panel.story.give(Command::End { notes: None }).give(Command::start(None)).wait(11 * 60, 0);
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("g");
    shows(&panel, "continue?");
    hides(&panel, "09:41");
}

#[test]
fn a_draft_for_the_next_session_is_gone_once_another_was_started() {
    let mut story = Story::morning();
    story.give(Command::End { notes: None }).wait(30, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("shalf⎋s");
    shows(&panel, "half");
    panel.type_keys("⎋");
    panel.story.by("bo", Command::start(None)).by("bo", Command::End { notes: None });
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("s");
    hides(&panel, "half");
}

#[test]
fn a_draft_that_was_left_after_the_session_changed_is_of_the_session_it_was_opened_for() {
    let mut panel = active();
    panel.type_keys("nhalf");
    panel.story.by("bo", Command::End { notes: None }).wait(1, 0);
    panel.story.by("bo", Command::start(None));
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("⎋n");
    hides(&panel, "half");
}

/// Each row: keys that type into a prompt and answer, keys that open the prompt again, and the text.
#[test]
fn a_text_that_was_refused_is_of_the_session_as_it_is_by_then() {
    for (keys, again, text) in [
        ("nprecious⏎", "n", "precious"),
        ("nprecious⇥20m⏎", "n", "precious"),
        ("ctask 9 precious⏎", "c", "precious"),
        ("Pprecious⏎", "P", "precious"),
        ("eprecious⏎", "e", "precious"),
        ("bd precious⏎", "b", "precious"),
    ] {
        let mut panel = active();
        let (typed, answered) = keys.split_at(keys.len() - "⏎".len());
        panel.type_keys(typed);
        panel.story.by("bo", Command::End { notes: None }).wait(1, 0);
        panel.story.by("bo", Command::start(Some("theirs".into())));
        panel.story.by("bo", Command::SetBand { band: Band::A, reason: "theirs".into() });
        panel.type_keys(answered);
        shows(&panel, "×");
        panel.hear(PanelEvent::StoreChanged);
        panel.type_keys("⎋").type_keys(again);
        shows(&panel, text);
    }
}
