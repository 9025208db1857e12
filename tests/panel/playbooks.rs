//! The playbook: the pane with its next step, the list of its steps, and what is marked there.

use onwatch::core::{self, Command, PlaybookCommand, Policy, Verb};
use onwatch::signs::Signs;
use onwatch::tui::{Effect, PanelEvent};

use crate::common::panel::{Panel, cell_of, hides, shows, verbs};
use crate::common::playbooks::{broken, directives, done, green, launch, red, rollback};
use crate::common::request::request;
use crate::common::story::Story;

const SIZES: [(u16, u16); 6] = [(140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (120, 12)];

/// A session with a playbook of which nothing is done.
fn before() -> Story {
    let mut story = Story::new();
    story.directives = directives(vec![launch(), rollback()], Policy::default());
    story.give(Command::start(Some("Launch day".to_owned()))).wait(5, 0);
    story
}

/// The same, with the first two steps done.
fn under_way() -> Story {
    let mut story = before();
    story
        .measured("probe", green())
        .wait(1, 0)
        .give(done("plan"))
        .wait(4, 0)
        .by("bo", done("backup"));
    story.wait(3, 0);
    story
}

/// The same at the fourth step, which a red health blocks.
fn blocked() -> Story {
    let mut story = under_way();
    let told = PlaybookCommand::Done {
        playbook: None,
        step: "told".to_owned(),
        value: Some("yes".to_owned()),
        note: Some("the desk knows".to_owned()),
    };
    story.give(Command::Playbook(told)).measured("probe", red()).wait(4, 0);
    story
}

#[test]
fn a_playbook_that_is_under_way_shows_itself_at_each_size() {
    let mut panel = Panel::open(under_way());
    insta::assert_snapshot!("playbook_open", panel.at_sizes(&SIZES));
    let mut panel = Panel::open(blocked());
    insta::assert_snapshot!("playbook_blocked", panel.at_sizes(&SIZES));
}

#[test]
fn one_that_was_not_begun_or_is_complete_does_not_show_itself() {
    let mut panel = Panel::sized(before(), 140, 40, true);
    hides(&panel, "╭ launch 0/9");
    panel.type_keys("l");
    shows(&panel, "› launch 0/9");
    let mut story = before();
    for id in ["stop", "back"] {
        let playbook = Some("rollback".to_owned());
        let (step, value, note) = (id.to_owned(), None, None);
        story.give(Command::Playbook(PlaybookCommand::Done { playbook, step, value, note }));
    }
    hides(&Panel::sized(story, 140, 40, true), "╭ rollback 2/2");
}

#[test]
fn the_key_shows_the_pane_with_the_focus_and_hides_it_again() {
    let mut panel = Panel::sized(under_way(), 140, 40, true);
    shows(&panel, "launch 2/9");
    hides(&panel, "› launch");
    panel.type_keys("l");
    shows(&panel, "› launch 2/9");
    panel.type_keys("l");
    hides(&panel, "╭ launch 2/9");
    panel.type_keys("l");
    shows(&panel, "› launch 2/9");
}

#[test]
fn the_settings_may_leave_the_pane_out_and_its_key_shows_it_all_the_same() {
    let text = "[panel]\npanes = ['activities', 'governance']\n";
    let mut panel = Panel::set(text, under_way(), 140, 40);
    hides(&panel, "╭ launch 2/9");
    panel.type_keys("l");
    shows(&panel, "› launch 2/9");
}

#[test]
fn the_next_step_is_marked_in_the_pane_and_elsewhere_the_key_is_for_tasks() {
    let mut panel = Panel::sized(before(), 140, 40, true);
    panel.type_keys("ld");
    assert_eq!(verbs(&panel), [Verb::StepDone]);
    shows(&panel, "› launch 1/9");
    shows(&panel, "Take a backup");
    panel.type_keys("⇥d");
    assert_eq!(verbs(&panel), [Verb::StepDone]);
    hides(&panel, "╭ launch 2/9");
}

#[test]
fn a_mark_is_undone_like_everything_else() {
    let mut panel = Panel::sized(before(), 140, 40, true);
    panel.type_keys("ldu");
    shows(&panel, "› launch 0/9");
}

#[test]
fn a_step_with_an_answer_asks_for_it_and_shows_what_is_expected() {
    let mut panel = Panel::sized(under_way(), 140, 40, true);
    panel.type_keys("ld");
    for words in ["done: step 3 of 9 · launch", "Tell the people", "yes or no, expected yes"] {
        shows(&panel, words);
    }
    panel.type_keys("y⇥all of them⏎");
    let Command::Playbook(given) = &panel.given.last().unwrap().command else { panic!() };
    let told = PlaybookCommand::Done {
        playbook: Some("launch".to_owned()),
        step: "told".to_owned(),
        value: Some("yes".to_owned()),
        note: Some("all of them".to_owned()),
    };
    assert_eq!(*given, told);
    shows(&panel, "launch 3/9");
}

#[test]
fn an_answer_that_is_none_is_refused_in_the_dialog_and_kept() {
    let mut story = blocked();
    story.measured("probe", green()).give(done("first"));
    let mut panel = Panel::sized(story, 140, 40, true);
    panel.type_keys("ldabc⏎");
    shows(&panel, "×");
    shows(&panel, "abc");
    shows(&panel, "done: step 5 of 9");
    panel.type_keys("⌫⌫⌫1.5⏎");
    shows(&panel, "launch 5/9");
}

#[test]
fn a_blocked_step_asks_for_a_reason_to_go_on() {
    let mut panel = Panel::sized(blocked(), 140, 40, true);
    panel.type_keys("ld");
    for words in ["a rule is against it", "health is RED: probe said so", "(db down)"] {
        shows(&panel, words);
    }
    insta::assert_snapshot!("playbook_override", {
        panel.at_sizes(&[(140, 40), (80, 24), (50, 20), (38, 6)])
    });
    // Without a reason nothing is given again.
    panel.type_keys("⏎");
    assert_eq!(panel.given.len(), 1);
    panel.type_keys("the pager is wrong⏎");
    let given = panel.given.last().unwrap();
    assert_eq!(given.override_reason.as_deref(), Some("the pager is wrong"));
    shows(&panel, "launch 4/9");
}

#[test]
fn enter_opens_the_list_with_who_did_what_when_and_what_blocks_the_rest() {
    let mut panel = Panel::sized(blocked(), 140, 40, true);
    panel.type_keys("l⏎");
    for words in ["ana 09:06", "bo 09:10", "yes · note · ana", "blocked", "band B or better"] {
        shows(&panel, words);
    }
    panel.type_keys("△");
    shows(&panel, "the desk knows");
    panel.type_keys("▽");
    insta::assert_snapshot!("playbook_list", { panel.at_sizes(&[(140, 40), (80, 24), (50, 20)]) });
    panel.type_keys("⎋");
    shows(&panel, "› launch 3/9");
}

#[test]
fn a_mark_is_taken_back_and_a_step_skipped_in_the_list() {
    let mut panel = Panel::sized(under_way(), 140, 40, true);
    panel.type_keys("l⏎⌂D");
    assert_eq!(verbs(&panel), [Verb::StepUndo]);
    shows(&panel, "launch 1/9");
    panel.type_keys("X");
    shows(&panel, "skip step 1 of 9");
    panel.type_keys("known to all⏎");
    let Command::Playbook(given) = &panel.given.last().unwrap().command else { panic!() };
    assert!(matches!(given, PlaybookCommand::Skip { reason, .. } if reason == "known to all"));
    shows(&panel, "skipped · ana");
}

#[test]
fn a_critical_step_is_skipped_only_with_a_reason_against_the_rule() {
    let mut panel = Panel::sized(blocked(), 140, 40, true);
    panel.type_keys("l⏎X");
    shows(&panel, "step 4 is critical");
    panel.type_keys("not today⇥the owner said so⏎");
    let given = panel.given.last().unwrap();
    assert_eq!(given.override_reason.as_deref(), Some("the owner said so"));
    shows(&panel, "against a rule");
}

#[test]
fn left_and_right_move_between_playbooks() {
    let mut panel = Panel::sized(under_way(), 140, 40, true);
    panel.type_keys("l⏎");
    shows(&panel, "launch 2/9 · playbook 1 of 2");
    panel.type_keys("▷");
    shows(&panel, "rollback 0/2 · playbook 2 of 2");
    panel.type_keys("d");
    shows(&panel, "rollback 1/2");
    panel.type_keys("◁");
    shows(&panel, "launch 2/9");
}

#[test]
fn one_that_was_held_says_where_to_go_on() {
    let mut story = blocked();
    story.give(Command::Pause { reason: None }).wait(60, 0);
    let panel = Panel::sized(story, 140, 40, true);
    shows(&panel, "repeat 3, resume at 4");
}

#[test]
fn a_broken_playbook_is_named_with_file_line_and_cause_and_the_panel_opens() {
    let mut story = before();
    story.directives = broken("/c/playbooks/rollback.toml:7: unknown key 'titel'");
    let mut panel = Panel::sized(story, 140, 40, true);
    shows(&panel, "rollback.toml:7: unknown key 'titel'");
    panel.pass_ms(60_000);
    hides(&panel, "rollback.toml:7");
    panel.type_keys("l⏎");
    shows(&panel, "rollback.toml:7");
    panel.story.directives = directives(vec![launch(), rollback()], Policy::default());
    panel.hear(PanelEvent::SettingsChanged);
    shows(&panel, "no faults any more");
    hides(&panel, "rollback.toml:7");
}

#[test]
fn a_playbook_that_is_saved_is_shown_as_it_is_now() {
    let mut panel = Panel::sized(under_way(), 140, 40, true);
    let mut changed = launch();
    changed.steps[2].title = "Tell nobody".to_owned();
    changed.hash = "b".repeat(64);
    panel.story.directives = directives(vec![changed], Policy::default());
    panel.hear(PanelEvent::SettingsChanged);
    shows(&panel, "Tell nobody");
    shows(&panel, "its file has changed since it was begun");
    panel.type_keys("ld⇥⇥");
    shows(&panel, "the file has changed since it was begun");
}

#[test]
fn titles_and_reasons_of_others_cannot_act_on_the_terminal() {
    let mut story = under_way();
    let mut hostile = launch();
    for step in &mut hostile.steps {
        step.title = format!("\u{1b}[31m{}\u{202e}", step.title);
        step.why = Some("\u{7}\u{9b}2J".to_owned());
        step.link = Some("\u{1b}]0;x\u{7}".to_owned());
        step.expect = None;
    }
    story.directives = directives(vec![hostile], Policy::default());
    let mut panel = Panel::sized(story, 140, 40, true);
    for keys in ["l", "⏎", "d"] {
        panel.type_keys(keys);
        let screen = panel.screen();
        assert!(!screen.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'));
    }
}

#[test]
fn without_colour_and_in_ascii_each_state_has_its_sign() {
    let keys = |panel: &mut Panel| panel.type_keys("l⏎").screen();
    let mono = keys(&mut Panel::sized(blocked(), 140, 40, false));
    for row in ["1 √ Write down", "4 ! Send one percent", "8 · Remove"] {
        assert!(mono.contains(row), "{row}\n{mono}");
    }
    let ascii = keys(&mut Panel::showing(Signs::Ascii, blocked(), 140, 40));
    assert!(ascii.is_ascii(), "{ascii}");
}

#[test]
fn what_blocks_a_step_has_the_colour_of_a_warning_and_the_next_step_stands_out() {
    let panel = Panel::sized(blocked(), 140, 40, true);
    let (buffer, _) = panel.draw();
    let title = cell_of(&buffer, "Send one percent");
    let why = cell_of(&buffer, "health is RED").fg;
    assert!(title.modifier.contains(ratatui::style::Modifier::BOLD));
    assert_ne!(why, title.fg);
}

/// A day of which much was done: four steps and three acts against a rule, the health red now.
fn full_day() -> Story {
    let mut story = blocked();
    for (step, reason) in [("first", "the owner said so"), ("half", "the first percent is well")] {
        let mut request = request(done(step));
        request.override_reason = Some(reason.to_owned());
        story.obey(&request).unwrap();
        story.wait(6, 0);
    }
    let (playbook, step) = (Some("rollback".to_owned()), "stop".to_owned());
    let reason = "nothing is wrong".to_owned();
    story.give(Command::Playbook(PlaybookCommand::Skip { playbook, step, reason }));
    story
}

#[test]
fn the_end_lists_the_steps_what_is_open_and_what_was_done_against_a_rule() {
    let mut panel = Panel::sized(full_day(), 140, 40, true);
    panel.type_keys("e");
    for words in [
        "steps       rollback 1 Stop the launch (skipped); nothing is wrong, ana",
        "launch 6 Send half of the requests, ana",
        "open        launch: 5 of 9 done",
        "next 5 Read the rate of errors, in percent (blocked: health",
        "rollback: 0 of 2 done, 1 skipped",
        "next 2 Bring back the old version",
        "override    playbook done by ana",
        "because: the first percent is well",
        "against health is RED: probe said so",
        "because: the owner said so",
    ] {
        shows(&panel, words);
    }
    insta::assert_snapshot!("end_with_playbooks", {
        panel.at_sizes(&[(140, 40), (80, 24), (50, 20)])
    });
}

#[test]
fn with_few_rows_the_end_counts_what_it_does_not_list() {
    for (columns, rows) in [(80, 24), (50, 20)] {
        let mut panel = Panel::sized(full_day(), columns, rows, true);
        panel.type_keys("e");
        for words in [
            ", and 1 more",
            "steps ",
            "open ",
            "override ",
            "because: ",
            "against health",
            "band ",
            "health ",
            "closing ",
        ] {
            shows(&panel, words);
        }
    }
}

#[test]
fn the_page_of_a_session_and_its_copy_tell_every_step_and_every_override() {
    let mut panel = Panel::sized(full_day(), 140, 60, true);
    panel.type_keys("v");
    for words in [
        "playbook steps",
        "launch 1 Write down what will change, ana",
        "launch 2 Take a backup, and read it back, bo",
        "launch 3 Tell the people who are on call: yes; the desk knows, ana",
        "rollback 1 Stop the launch (skipped); nothing is wrong, ana",
        "against a rule",
        "because: the owner said so",
        "because: the first percent is well",
        "against health is RED: probe said so",
    ] {
        shows(&panel, words);
    }
    panel.type_keys("M");
    let Some(Effect::ReadStory(name)) = panel.asked.pop() else { panic!("{:?}", panel.asked) };
    let read = core::Story::of(&name, &[], &panel.story.watch, &panel.story.now).unwrap();
    panel.hear(PanelEvent::StoryRead(Box::new(Ok(read))));
    let Some(Effect::Copy(page)) = panel.asked.pop() else { panic!("{:?}", panel.asked) };
    for words in ["## Playbook steps", "rollback 1", "## Against a rule", "the owner said so"] {
        assert!(page.contains(words), "{words}\n{page}");
    }
}

#[test]
fn a_session_without_playbooks_says_nothing_of_them() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(5, 0);
    let mut panel = Panel::sized(story, 140, 60, true);
    for key in ["v", "⎋e"] {
        panel.type_keys(key);
        for words in ["playbook steps", "steps ", "override", "against"] {
            hides(&panel, words);
        }
    }
}

#[test]
fn what_others_typed_cannot_act_on_the_terminal_in_a_summary() {
    let mut story = blocked();
    let mut request = request(done("first"));
    request.override_reason = Some("\u{1b}[31mred\u{202e}\u{9b}2J".to_owned());
    story.obey(&request).unwrap();
    let mut panel = Panel::sized(story, 140, 60, true);
    for keys in ["e", "⎋v"] {
        panel.type_keys(keys);
        let screen = panel.screen();
        assert!(!screen.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'));
        assert!(screen.contains("because: "), "{screen}");
    }
}

#[test]
fn the_key_of_a_pane_that_is_hidden_is_in_the_footer_only_while_a_playbook_is_open() {
    let mut panel = Panel::sized(under_way(), 200, 40, true);
    hides(&panel, "l playbook");
    panel.type_keys("ll");
    hides(&panel, "╭ launch 2/9");
    shows(&panel, "l playbook");
    hides(&Panel::sized(before(), 200, 40, true), "l playbook");
}

#[test]
fn the_card_for_somebody_who_comes_back_says_where_the_playbook_goes_on() {
    let mut story = blocked();
    story.give(Command::Pause { reason: None }).wait(60, 0);
    let panel = Panel::sized(story, 140, 40, true);
    shows(&panel, "due    launch: repeat 3, resume at 4");
}

#[test]
fn the_card_names_the_next_step_of_a_playbook_only_while_its_pane_is_hidden() {
    let next = "due    launch: step 3 is next: Tell the people who are on call";
    hides(&Panel::sized(under_way(), 140, 40, true), next);
    let text = "[panel]\npanes = ['activities', 'governance']\n";
    shows(&Panel::set(text, under_way(), 140, 40), &format!("{next} · l shows it"));
}
