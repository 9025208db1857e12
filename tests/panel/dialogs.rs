//! What dialogs do: fields, keys and earlier inputs in, requests and hints out.

use onwatch::core::{Command, Expect, GapAnswer, Request, Verb};
use onwatch::tui::{PanelEvent, PanelExit};

use crate::common::panel::{Panel, active, hides, idle, shows, text_of, verbs};
use crate::common::story::{Story, band, health, note, push};

/// The morning is over; its project, sprint and task were open at its end.
fn after_the_morning() -> Story {
    let mut story = Story::morning();
    story.give(Command::End { notes: None }).wait(30, 0);
    story
}

fn last(panel: &Panel) -> &Request {
    panel.given.last().unwrap()
}

#[test]
fn a_start_takes_notes_operator_and_target_from_their_fields() {
    let mut panel = idle();
    panel.type_keys("sdeploy⇥");
    panel.type_keys("⇥2h⏎");
    let Command::Start { notes, target_seconds, .. } = &last(&panel).command else {
        panic!("{:?}", panel.given)
    };
    assert_eq!((notes.as_deref(), *target_seconds), (Some("deploy"), Some(7_200)));
}

#[test]
fn a_switch_ends_the_session_and_starts_the_next_as_one() {
    let mut panel = active();
    panel.type_keys(":switch⏎");
    shows(&panel, "end SESSION-002 and start the next");
    panel.type_keys("next⇥⇥1h⏎");
    let Command::Start { notes, target_seconds, switch, .. } = &last(&panel).command else {
        panic!("{:?}", panel.given)
    };
    assert_eq!((notes.as_deref(), *target_seconds, *switch), (Some("next"), Some(3_600), true));
    shows(&panel, "√ Ended SESSION-002 after 2h 16m active,");
    assert_eq!(verbs(&panel), [Verb::Start]);
}

#[test]
fn a_switch_with_nothing_live_is_a_start() {
    let mut panel = Panel::open(after_the_morning());
    panel.type_keys(":switch⏎");
    shows(&panel, "start a session");
    panel.type_keys("⇤⇤y⏎");
    assert_eq!(verbs(&panel), [Verb::Start, Verb::Push, Verb::Push, Verb::Push]);
}

#[test]
fn somebody_else_may_start_and_the_next_command_is_again_of_who_sits_there() {
    let mut panel = idle();
    panel.type_keys("s⇥⌫⌫⌫eve⏎p");
    let operators: Vec<&str> = panel.given.iter().map(|r| r.by.operator.as_str()).collect();
    assert_eq!(operators, ["eve", "ana"]);
}

#[test]
fn shift_tab_goes_back_and_both_go_round() {
    let mut panel = idle();
    panel.type_keys("s");
    for (keys, field) in [
        ("⇥", "operator  ›"),
        ("⇥", "target    ›"),
        ("⇥", "type      ›"),
        ("⇥", "when      ›"),
        ("⇥", "notes     ›"),
        ("⇤", "when      ›"),
        ("△", "type      ›"),
        ("△", "target    ›"),
        ("△", "operator  ›"),
    ] {
        panel.type_keys(keys);
        shows(&panel, field);
    }
}

#[test]
fn default_notes_stand_in_the_start_and_can_be_changed_or_cleared() {
    let text = "[session]\ndefault_notes = \"Night watch\"\n";
    for (keys, notes) in [("s⏎", Some("Night watch")), ("s, db-2⏎", Some("Night watch, db-2"))]
    {
        let mut panel = Panel::set(text, Story::new(), 80, 24);
        panel.type_keys(keys);
        assert_eq!(last(&panel).command, Command::start(notes.map(str::to_owned)), "{keys}");
    }
    let mut panel = Panel::set(text, Story::new(), 80, 24);
    panel.type_keys("s").type_keys(&"⌫".repeat("Night watch".len())).type_keys("⏎");
    assert_eq!(last(&panel).command, Command::start(None));
}

#[test]
fn the_contexts_of_last_time_are_entered_after_the_start_one_event_each() {
    let mut panel = Panel::open(after_the_morning());
    panel.type_keys("s");
    shows(&panel, "again in    project ATLAS › SPRINT-12 › TASK-321?  no  yes");
    panel.type_keys("⇤⇤y⏎");
    assert_eq!(verbs(&panel), [Verb::Start, Verb::Push, Verb::Push, Verb::Push]);
    assert!(panel.given.iter().all(|request| request.expect.is_some()), "{:?}", panel.given);
    shows(&panel, "√ Started SESSION-003 at 12:50, entered");
    let live = panel.story.glance().session.unwrap();
    let task = live.context_stack.last().unwrap();
    assert_eq!(task.title.as_deref(), Some("Release the lock on timeout"));
    assert_eq!(task.estimate_seconds, Some(1_800));
}

#[test]
fn without_a_yes_no_context_of_last_time_is_entered() {
    let mut panel = Panel::open(after_the_morning());
    panel.type_keys("snew⏎");
    assert_eq!(verbs(&panel), [Verb::Start]);
}

#[test]
fn contexts_that_were_left_before_the_end_are_offered_as_they_were_entered_last() {
    let mut story = Story::morning();
    story
        .give(Command::Pop { kind: None, summary: None, complete: false })
        .wait(1, 0)
        .give(Command::Pop { kind: None, summary: None, complete: false });
    story.wait(1, 0).give(Command::Pop { kind: None, summary: None, complete: false });
    story.wait(1, 0).give(Command::End { notes: None });
    let mut panel = Panel::open(story);
    panel.type_keys("s");
    shows(&panel, "again in    project ATLAS › SPRINT-12 › TASK-321?  no  yes");
}

#[test]
fn a_failure_on_the_way_says_what_was_done_before_it() {
    let mut panel = Panel::open(after_the_morning());
    panel.slow().type_keys("s⇤⇤y⏎");
    panel.answer();
    panel.story.by("bo", Command::End { notes: None });
    panel.answer();
    assert_eq!(verbs(&panel), [Verb::Start, Verb::Push]);
    shows(&panel, "× Started SESSION-003 at 12:50; the next");
    shows(&panel, "bo (cli) ended SESSION-003");
}

#[test]
fn leaving_waits_for_all_that_the_answer_asked_for() {
    let mut panel = Panel::open(after_the_morning());
    panel.slow().type_keys("s⇤⇤y⏎⌃");
    for _ in 0..4 {
        assert_eq!(panel.farewell, None);
        panel.answer();
    }
    let Some(PanelExit::Left(line)) = &panel.farewell else { panic!("{:?}", panel.farewell) };
    assert!(line.contains("SESSION-003 is still active"), "{line}");
}

#[test]
fn what_cannot_be_meant_is_said_below_its_field_before_enter() {
    for (open, keys, said) in [
        (idle as fn() -> Panel, "s⇥⇥soon", "▲ 'soon' is not a duration"),
        (idle, "s⇥⇥30M⇥", "▲ '30M' may mean months; write m for minutes"),
        (idle, "s⇥⇥0s", "▲ its target is zero"),
        (idle, "s⇥⌫⌫⌫", "▲ it is empty"),
        (active, "bx", "▲ no choice begins with 'x'"),
        (active, "ctask 7 ~2x", "▲ '2x' is not a duration"),
        (active, "ctask 7 Fix importer ~abc", "▲ 'abc' is not a duration"),
        (active, "ctask 7 ~0m", "▲ its estimate is zero"),
    ] {
        let mut panel = open();
        panel.type_keys(keys);
        shows(&panel, said);
        assert_eq!(verbs(&panel), [], "{keys}");
        hides(&panel, "×");
    }
    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("gtoday 23:59");
    shows(&panel, "in the future");
    let mut panel = Panel::open(Story::slept());
    panel.type_keys("g08:00");
    shows(&panel, "▲ the time does not lie in gap-1");
}

#[test]
fn every_text_is_held_to_its_bound_while_it_is_typed() {
    for (keys, most) in [("e", 4_000), ("n", 4_000), ("bc", 1_000), ("hg", 1_000)] {
        let mut panel = active();
        panel.type_keys(keys);
        panel.hear(PanelEvent::Pasted("x".repeat(most)));
        hides(&panel, "▲ it has");
        panel.type_keys("x");
        shows(&panel, &format!("▲ it has {} characters and may have {most}", most + 1));
    }
}

#[test]
fn what_may_yet_become_something_is_left_in_peace_until_one_goes_on() {
    let quiet = [
        ("s⇥⇥90", idle as fn() -> Panel),
        ("ctask", active),
        ("ctask 7 ~2", active),
        ("ctask 7 ~", active),
    ];
    for (keys, open) in quiet {
        let mut panel = open();
        panel.type_keys(keys);
        hides(&panel, "not a duration");
        hides(&panel, "has no id");
    }
    let mut panel = idle();
    panel.type_keys("s⇥⇥90x⇥");
    shows(&panel, "▲ '90x' is not a duration");
    for typed in ["1", "19", "19:", "19:3", "yest", "yesterday", "yesterday 19:0", "en"] {
        let mut panel = Panel::open(Story::forgotten());
        panel.type_keys("g").type_keys(typed);
        assert!(!panel.screen().contains("is no time"), "{typed}\n{}", panel.screen());
    }
}

#[test]
fn a_context_says_how_it_is_understood_while_it_is_typed() {
    let mut panel = active();
    panel.type_keys("ctask 7 Import ~2h30m");
    shows(&panel, "enters TASK-7 · Import · estimate 2h 30m");
    shows(&panel, "leaves TASK-321");
    let mut panel = active();
    panel.type_keys("cTASK-9 Rotate keys");
    shows(&panel, "enters TASK-9 · Rotate keys");
}

#[test]
fn a_band_is_chosen_by_letter_or_arrow_and_none_is_chosen_by_itself() {
    for (keys, band) in
        [("bd", 'D'), ("bD", 'D'), ("b◁◁", 'B'), ("b▷▷", 'D'), ("b◁◁◁◁", 'A'), ("b ", 'C')]
    {
        let mut panel = active();
        panel.type_keys(keys).type_keys("⏎");
        let Command::SetBand { band: given, .. } = &last(&panel).command else { panic!() };
        assert_eq!(given.letter(), band.to_string(), "{keys}");
    }
    let mut panel = active();
    panel.type_keys("b");
    shows(&panel, "C Stabilize (now)");
    panel.type_keys("⏎");
    assert_eq!(verbs(&panel), []);
    shows(&panel, "press a letter, or choose with Left and Right");
}

#[test]
fn a_letter_goes_on_to_the_reason_and_a_paste_goes_there_too() {
    let mut panel = active();
    panel.type_keys("hr");
    panel.hear(PanelEvent::Pasted("disk full".into()));
    panel.type_keys("⏎");
    assert_eq!(last(&panel).command, health("red".parse().unwrap(), &["disk full"]));
    let mut panel = active();
    panel.type_keys("b");
    panel.hear(PanelEvent::Pasted("d".into()));
    shows(&panel, "reason    › d");
}

#[test]
fn whoever_follows_the_footer_to_the_reason_files_what_they_see() {
    for keys in ["hr⇥disk full⏎", "hrdisk full⏎", "hr disk full⏎", "h▷▷⇥disk full⏎"]
    {
        let mut panel = active();
        panel.type_keys(keys);
        let given = health("red".parse().unwrap(), &["disk full"]);
        assert_eq!(last(&panel).command, given, "{keys}");
    }
}

#[test]
fn whoever_comes_back_to_a_choice_mends_it_and_stays_there() {
    let mut panel = active();
    panel.type_keys("hgall well⇤rx");
    shows(&panel, "▲ no choice begins with 'x': press g, y, r, u");
    shows(&panel, "reason      all well");
    panel.type_keys("⏎");
    let given = health("red".parse().unwrap(), &["all well"]);
    assert_eq!(last(&panel).command, given);
}

#[test]
fn the_footer_names_what_enter_does() {
    for (keys, act) in [
        ("e", "Enter end session"),
        ("n", "Enter save note"),
        ("c", "Enter open context"),
        ("b", "Enter set band"),
        (":switch⏎", "Enter switch session"),
    ] {
        let mut panel = active();
        panel.type_keys(keys);
        shows(&panel, act);
        shows(&panel, "  Esc back  ");
    }
}

#[test]
fn the_footer_names_the_keys_of_a_choice() {
    for (keys, named) in [("b", "A B C D Left Right choose"), ("h", "g y r u Left Right choose")] {
        let mut panel = active();
        panel.type_keys(keys);
        shows(&panel, named);
    }
}

#[test]
fn up_walks_through_what_was_typed_before_and_down_comes_back() {
    let mut panel = active();
    panel.type_keys("nfirst⏎nsecond⏎nhalf△");
    shows(&panel, "› second");
    panel.type_keys("△");
    shows(&panel, "› first");
    panel.type_keys("▽▽");
    shows(&panel, "› half");
}

#[test]
fn what_the_desk_knows_is_offered_after_it_newest_first_and_once() {
    let mut panel = active();
    panel.type_keys("nmine⏎n△△");
    shows(&panel, "› Review: 审查 merged");
    panel.type_keys("△");
    shows(&panel, "drained by one worker only");
    panel.type_keys("△");
    shows(&panel, "drained by one worker only");
}

#[test]
fn each_field_has_the_history_of_its_own_kind() {
    for (keys, offered) in [
        ("bd△", "› error budget spent, only fixes go out"),
        ("hr△", "› disk on db-2 at 91 %; two alerts unacknowledged"),
        ("e△", "› Import pipeline: find why the queue grows"),
        ("e△△", "› All deploys sound"),
        ("e△△△", "› Check the overnight deploys"),
    ] {
        let mut panel = active();
        panel.type_keys(keys);
        shows(&panel, offered);
    }
}

#[test]
fn what_a_command_found_on_its_way_is_no_part_of_what_was_typed() {
    let mut story = Story::slept();
    story.give(note("back · at it"));
    let mut panel = Panel::open(story);
    panel.type_keys("n△");
    shows(&panel, "› back · at it");
    hides(&panel, "› back · at it ·");
}

#[test]
fn the_summary_of_an_end_keeps_up_with_time() {
    let mut panel = active();
    panel.type_keys("e");
    for text in ["active      2h 16m", "elapsed     2h 34m, since 09:46", "TASK-318  1h 29m"] {
        shows(&panel, text);
    }
    panel.story.wait(10, 0);
    panel.hear(PanelEvent::Tick);
    shows(&panel, "active      2h 26m");
    shows(&panel, "elapsed     2h 44m");
}

#[test]
fn an_end_names_the_gaps_that_are_not_counted() {
    let mut panel = Panel::open(Story::slept());
    panel.type_keys("e");
    shows(&panel, "gaps        1 open, 30m not counted; you can answer later with g");
}

#[test]
fn a_gap_shows_what_each_answer_makes_of_the_active_time() {
    let mut panel = Panel::open(Story::slept());
    panel.type_keys("g");
    shows(&panel, "keep        all of it was work: 30m → 1h 00m");
    shows(&panel, "discard     none of it was work: stays 30m");
    panel.type_keys("09:41");
    shows(&panel, "a time      you worked until 09:41: 30m → 40m");
    panel.type_keys("⏎");
    let Command::AnswerGap { session: None, answer: GapAnswer::Split(_), .. } =
        last(&panel).command
    else {
        panic!("{:?}", panel.given)
    };
    assert_eq!(panel.story.glance().session.unwrap().active_seconds / 60, 40);
}

/// Each row: the columns, and the rows of the dialog that say what the gap is.
#[test]
fn a_gap_across_days_is_told_with_both_its_dates_and_its_length() {
    for (columns, told) in [
        (
            100,
            [
                "│ gap-1       the machine slept, or its clock jumped, 14 Mar 09:30 – 15    │",
                "│             Mar 21:00 (35h 30m)                                          │",
                "│ keep        all of it was work: 30m → 36h 00m                            │",
            ],
        ),
        (
            50,
            [
                "│ gap-1       the machine slept, or its clock    │",
                "│             jumped, 14 Mar 09:30 – 15 Mar      │",
                "│             21:00 (35h 30m)                    │",
            ],
        ),
    ] {
        let mut story = Story::new();
        // The wall clock runs ahead of the steady clock.
        story.steady(10, 10).give(Command::start(None)).wait(30, 0).steady(40, 40);
        story.give(note("all quiet")).wait(35 * 60 + 30, 0);
        let mut panel = Panel::sized(story, columns, 26, true);
        panel.type_keys("g");
        for row in told {
            shows(&panel, row);
        }
    }
}

#[test]
fn a_gap_that_somebody_else_has_answered_is_not_answered_for_another() {
    let mut panel = Panel::open(Story::slept());
    panel.type_keys("gk");
    panel
        .story
        .by("bo", Command::AnswerGap { session: None, id: None, answer: GapAnswer::Discard });
    panel.type_keys("⏎");
    shows(&panel, "gap-1 is no longer open");
    shows(&panel, "× No gap was answered");
}

#[test]
fn a_forgotten_session_is_asked_about_and_each_answer_says_what_it_files() {
    let mut panel = Panel::sized(Story::forgotten(), 120, 40, true);
    shows(&panel, "▲ no activity for 11h 00m, since 09:30 · press g to answer");
    shows(&panel, "  g answer  ");
    panel.type_keys("g");
    shows(&panel, "does SESSION-001 continue?");
    shows(&panel, "keep        it continues: 11h 30m active");
    shows(&panel, "end         it ended at 09:30: 30m active");
    panel.type_keys("10:00");
    shows(&panel, "a time      it ended at 10:00: 1h 00m active");
}

#[test]
fn a_forgotten_session_goes_on_ends_at_its_last_activity_or_at_a_time() {
    for (keys, verb, minutes) in [("k", Verb::Keep, 690), ("e", Verb::End, 30)] {
        let mut panel = Panel::open(Story::forgotten());
        panel.type_keys("g").type_keys(keys).type_keys("⏎");
        assert_eq!(verbs(&panel), [verb]);
        let glance = panel.story.glance();
        assert_eq!(glance.shown().unwrap().active_seconds / 60, minutes);
        assert_eq!(glance.forgotten, None);
        hides(&panel, "no activity for");
    }
    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("g10:00⏎");
    assert_eq!(panel.story.glance().shown().unwrap().active_seconds, 3_600);
}

#[test]
fn an_end_at_a_typed_time_is_refused_when_the_session_was_touched_meanwhile() {
    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("g");
    let before = panel.story.now.utc - chrono::TimeDelta::minutes(30);
    panel.type_keys(&before.format("%FT%TZ").to_string());
    panel.story.by("bo", note("still here"));
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("⏎");
    shows(&panel, "bo (cli) wrote a note");
    assert!(panel.story.watch.live().is_some());
}

#[test]
fn an_end_at_the_last_activity_is_refused_when_another_has_come() {
    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("ge");
    panel.story.by("bo", note("still here"));
    panel.hear(PanelEvent::StoreChanged);
    shows(&panel, "there was new activity: no answer is needed");
    panel.type_keys("⏎");
    assert!(matches!(last(&panel).expect, Some(Expect::LastActivity(Some(_)))));
    shows(&panel, "bo (cli) wrote a note");
}

#[test]
fn a_reading_that_comes_meanwhile_does_not_stand_against_an_end_at_the_last_activity() {
    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("ge");
    panel.story.measured("monitor", band(onwatch::core::Band::C, "alerts"));
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("⏎");
    assert_eq!(panel.story.glance().shown().unwrap().active_seconds, 1_800);
}

#[test]
fn a_gap_is_asked_about_before_a_forgotten_session() {
    let mut story = Story::slept();
    story.wait(11 * 60, 0);
    story.steady(730, 700);
    let mut panel = Panel::open(story);
    panel.type_keys("g");
    shows(&panel, "what was gap-1?");
    panel.type_keys("d⏎g");
    hides(&panel, "what was");
}

#[test]
fn a_question_never_opens_over_what_somebody_types() {
    let mut panel = Panel::open(Story::morning());
    panel.type_keys("nhalf a no");
    panel.story.wait(11 * 60, 0);
    panel.hear(PanelEvent::Tick);
    shows(&panel, "› half a no");
    hides(&panel, "continue?");
}

#[test]
fn with_nothing_to_answer_the_key_says_so() {
    let mut panel = active();
    // Its task has passed the estimate: that is left as it is.
    panel.type_keys("⎋g");
    shows(&panel, "× no gap is open");
}

#[test]
fn an_undo_says_which_change_is_taken_back_and_how_things_stand() {
    for (keys, said) in [
        ("pu", "√ Undone: the pause of 12:20; SESSION-002 has been active"),
        ("pru", "√ Undone: the resume of 12:20; SESSION-002 has been paused since"),
        ("e⏎u", "√ Undone: the end of SESSION-002 at 12:20; SESSION-002 has been"),
        ("nall is well⏎u", "√ Undone: the note of 12:20 (all is well)"),
        ("xu", "√ Undone: leaving TASK-321 at 12:20; you are in"),
        ("ctask 7⏎u", "√ Undone: entering TASK-7 at 12:20; you are in"),
        ("puU", "√ Redone: the pause of 12:20; SESSION-002 has been paused since"),
        ("xuU", "√ Redone: leaving TASK-321 at 12:20; you are in"),
    ] {
        let mut panel = Panel::sized(Story::morning(), 120, 40, true);
        panel.type_keys(keys);
        shows(&panel, said);
    }
    let mut panel = idle();
    panel.type_keys("s⏎u");
    shows(&panel, "√ Undone: the start of SESSION-001 at");
}

#[test]
fn dialogs_work_where_there_is_one_line() {
    for (story, keys, verb) in [
        (Story::new(), "sdeploy⇥⇥2h⏎", Verb::Start),
        (Story::morning(), "bd⏎", Verb::Band),
        (Story::morning(), "ctask 7⏎", Verb::Push),
        (Story::slept(), "gk⏎", Verb::Gap),
        (Story::forgotten(), "ge⏎", Verb::End),
    ] {
        for (width, height) in [(38, 6), (20, 2), (50, 20), (40, 8)] {
            let story = story.clone();
            let mut panel = Panel::sized(story, width, height, true);
            panel.type_keys(keys);
            assert_eq!(verbs(&panel), [verb], "{keys} at {width}×{height}");
        }
    }
}

#[test]
fn where_there_is_one_line_an_answer_still_says_what_it_makes_of_the_active_time() {
    for (story, keys, question, outcome) in [
        (Story::slept(), "k", "gap-1: the machine slept", "30m → 1h 00m active"),
        (Story::forgotten(), "e", "no activity for 11h", "11h 30m → 30m active"),
    ] {
        let mut panel = Panel::sized(story, 38, 6, true);
        panel.type_keys("g");
        shows(&panel, question);
        panel.type_keys(keys);
        shows(&panel, outcome);
    }
}

#[test]
fn on_a_large_screen_a_dialog_is_what_it_is_on_a_small_one() {
    // By cells, because there are wide characters beside it.
    let dialog = |panel: &mut Panel, width: u16, height: u16| {
        panel.model.resize(ratatui::layout::Size { width, height });
        let (buffer, _) = panel.draw();
        let text = |x: u16, y: u16, columns: u16| {
            let cells = (x..(x + columns).min(width)).map(|x| buffer[(x, y)].symbol());
            cells.collect::<String>()
        };
        let mut places = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let (x, top) = places.find(|(x, y)| text(*x, *y, 4) == "╭ › ").unwrap();
        let bottom = (top..height).find(|y| text(x, *y, 1) == "╰").unwrap();
        (top..=bottom).map(|y| text(x, y, 76)).collect::<Vec<_>>()
    };
    for (story, keys) in [
        (after_the_morning(), "sdeploy⇥⇥soon⇥⇥y"),
        (Story::morning(), "e"),
        (Story::morning(), "bd queue"),
        (Story::slept(), "gk"),
        (Story::forgotten(), "ge"),
    ] {
        let mut panel = Panel::open(story);
        panel.type_keys(keys);
        let small = dialog(&mut panel, 80, 24);
        for (width, height) in [(120, 40), (200, 60)] {
            assert_eq!(dialog(&mut panel, width, height), small, "{keys}");
        }
    }
}

#[test]
fn the_field_that_takes_the_keys_is_always_to_be_seen() {
    for (width, height) in [(40, 8), (50, 10), (38, 6), (60, 9), (80, 24)] {
        let mut panel = Panel::sized(after_the_morning(), width, height, true);
        // The hint about a wrong value takes rows.
        panel.type_keys("s⇥⇥soon⇤⇤");
        for field in ["notes", "operator", "target", "type", "again in", "when"] {
            let (buffer, cursor) = panel.draw();
            assert!(cursor.is_some(), "{width}×{height}");
            let row = usize::from(cursor.unwrap().y);
            let screen = text_of(&buffer);
            let line = screen.lines().nth(row).unwrap();
            assert!(line.contains(field), "{field} at {width}×{height}\n{screen}");
            panel.type_keys("⇥");
        }
    }
}

#[test]
fn a_refusal_stays_in_view_where_rows_are_few() {
    let mut panel = Panel::sized(Story::morning(), 40, 8, true);
    panel.type_keys("b⏎");
    shows(&panel, "× The band was not set");
}

#[test]
fn what_a_refusal_says_is_not_said_twice_and_another_mistake_is() {
    let mut panel = idle();
    panel.type_keys("s⇥⇥soon⏎");
    shows(&panel, "× No session was started");
    hides(&panel, "▲");
    panel.type_keys("er");
    shows(&panel, "▲ 'sooner' is not a duration");
}

#[test]
fn a_refusal_goes_once_the_answer_is_another_one() {
    let mut panel = idle();
    panel.type_keys("s⇥⇥2x⏎");
    shows(&panel, "'2x' is not a duration; write it like 2h30m, 1:30");
    panel.type_keys("⇤⇥");
    shows(&panel, "× No session was started");
    panel.type_keys("⌫");
    hides(&panel, "× No session was started");
    let mut panel = active();
    panel.type_keys("b⏎");
    shows(&panel, "× The band was not set");
    panel.type_keys("d");
    hides(&panel, "× The band was not set");
}

#[test]
fn what_was_refused_is_not_offered_again() {
    let mut panel = idle();
    panel.type_keys("s⇥⇥zz⏎");
    shows(&panel, "× No session was started");
    panel.type_keys("⌫⌫2h⏎e⏎s⇥⇥△");
    shows(&panel, "target    › 2h");
    panel.type_keys("△");
    hides(&panel, "zz");
}

#[test]
fn contexts_of_other_sessions_are_offered_too() {
    let mut story = Story::new();
    story.give(Command::start(None)).give(push("task", "5", Some("Old one"), None));
    story.give(Command::End { notes: None }).wait(1, 0).give(Command::start(None));
    let mut panel = Panel::open(story);
    panel.type_keys("c");
    shows(&panel, "TASK-5  Old one");
}

#[test]
fn a_reason_that_somebody_else_gave_can_be_taken_over() {
    let mut panel = active();
    panel.story.by("bo", band(onwatch::core::Band::B, "queue is short again"));
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("bb△⏎");
    let Command::SetBand { reason, .. } = &last(&panel).command else { panic!() };
    assert_eq!(reason, "queue is short again");
}
