//! The layout of the panel at each size: what is on the screen, what gives way to what, and that no
//! text is cut without a sign of it.

use onwatch::core::{Band, Command, GapAnswer, Light};
use onwatch::tui::PanelEvent;
use ratatui::layout::Size;

use crate::common::panel::{Panel, damage, hides, shows};
use crate::common::story::{Story, band, health, note, push};

/// A session with all its fields set, in which the machine slept; activities of another day come
/// before it.
fn slept() -> Story {
    let mut story = Story::new();
    story.give(Command::start(None));
    for nth in 0..12 {
        story.give(note(&format!("the {nth}th thing that was seen on another day")));
    }
    story.give(Command::End { notes: None }).wait(3 * 24 * 60, 0);
    story.steady(10, 10);
    story
        .give(Command::start(Some("Watch the rollout of the new billing".into())))
        .give(push("project", "ATLAS", Some("Customer data platform"), None))
        .give(push("sprint", "12", Some("The twelfth of the year"), None))
        .give(push("task", "318", Some("Fix the import pipeline"), Some(2_700)))
        .wait(60, 0);
    story.steady(70, 40);
    story.wait(180, 0);
    story.steady(250, 220);
    story
        .give(band(
            Band::C,
            "Deny rate above five percent in two of three regions since the rollout",
        ))
        .give(health(Light::Red, &["2 failed jobs in the nightly import", "disk on db-2 is full"]))
        .wait(5, 0);
    story.steady(255, 225);
    story.watch.session.as_mut().unwrap().target_seconds = Some(3 * 3_600);
    story
}

/// The same session with its gap answered, and with no activity for a long time.
fn forgotten() -> Story {
    let mut story = slept();
    story.now.steady = None;
    story
        .give(Command::AnswerGap { session: None, id: None, answer: GapAnswer::Discard })
        .wait(16 * 60, 0);
    story
}

#[test]
fn at_every_size_with_panes_the_clock_is_on_the_screen() {
    // The clock as text, and its first row in half blocks, blocks and large blocks.
    let blocks = "██████        ██    ██████      ██████  ██████";
    let large: String = blocks.chars().flat_map(|sign| [sign, sign]).collect();
    let clock = ["2:15:59", "▀▀█ ▄ ▄█  █▀▀ ▄ █▀▀ █▀█", blocks, &large];
    let mut panel = Panel::sized(Story::morning(), 80, 24, true);
    for height in (8..=27).chain([36, 45]) {
        // Sizes on both sides of each border between two layouts.
        for width in [40, 59, 60, 80, 99, 100, 140, 160] {
            panel.model.resize(Size { width, height });
            let screen = panel.screen();
            let told = clock.iter().any(|clock| screen.contains(clock));
            assert!(told, "no clock at {width}×{height}\n{screen}");
        }
    }
}

#[test]
fn on_few_rows_a_wide_terminal_shows_what_a_narrow_one_does() {
    for (width, height) in [(60, 10), (100, 11), (200, 9)] {
        let panel = Panel::sized(Story::morning(), width, height, true);
        for words in ["● ACTIVE", "band   A →  ▲ C Stabilize", "▲ YELLOW", "new"] {
            shows(&panel, words);
        }
    }
}

/// Tells whether digits of three rows are on the screen.
fn has_large_digits(panel: &Panel) -> bool {
    panel.screen().contains("▀▀▀   ▀▀▀ ▀▀▀   ▀▀▀ ▀▀▀")
}

#[test]
fn old_activities_notes_and_facts_give_way_before_the_large_digits() {
    for story in [slept(), forgotten()] {
        for (width, height) in
            [(50, 30), (50, 20), (50, 12), (60, 20), (60, 12), (80, 13), (40, 11)]
        {
            let panel = Panel::sized(story.clone(), width, height, true);
            assert!(has_large_digits(&panel), "{width}×{height}\n{}", panel.screen());
            shows(&panel, "press g");
        }
    }
    hides(&Panel::sized(slept(), 50, 20, true), "Watch the rollout of the new billing");
    let tall = Panel::sized(slept(), 50, 30, true);
    shows(&tall, "Watch the rollout of the new billing\n ▸");
    shows(&tall, "activities · today 3h 35m");
}

#[test]
fn in_one_line_a_switch_says_what_it_ends() {
    let mut panel = Panel::set("[keys]\nswitch = 'z'\n", slept(), 100, 4);
    panel.type_keys("z");
    shows(&panel, "ends SESSION-002: ");
}

#[test]
fn a_target_stays_beside_a_question_where_the_digits_do() {
    for (width, height) in [(50, 30), (60, 20), (80, 13), (59, 10), (60, 11)] {
        let panel = Panel::sized(slept(), width, height, true);
        for words in ["target", "119%", "press g"] {
            shows(&panel, words);
        }
    }
}

#[test]
fn where_no_row_is_left_to_ask_a_mark_beside_the_phase_says_that_something_waits() {
    for width in [40, 60, 99] {
        shows(&Panel::sized(slept(), width, 8, true), "● ACTIVE  since 09:00  ▲ gap");
        shows(&Panel::sized(forgotten(), width, 8, true), "  ▲ forgotten");
        let asked = Panel::sized(slept(), width, 10, true);
        shows(&asked, "▲ gap-1: ");
        hides(&asked, "▲ gap\n");
    }
}

/// A word whose letters are in no other text.
const WORD: &str = "ΑΒΓΔΕΖΗΘ";

/// A session in which every text consists of many of these words.
fn wordy() -> Story {
    let text = [WORD; 12].join(" ");
    let mut story = Story::new();
    story.give(Command::start(Some(text.clone()))).wait(1, 0);
    for kind in ["project", "sprint", "task"] {
        story.give(push(kind, &WORD.repeat(2), Some(&text), Some(60))).wait(20, 0);
    }
    story
        .give(note(&text))
        .by(WORD, band(Band::C, &text))
        .by(WORD, health(Light::Red, &[&text, &text]))
        .wait(30, 0);
    story
}

#[test]
fn no_row_ends_in_a_cut_word_that_does_not_say_so() {
    let mut paused = wordy();
    paused.give(Command::Pause { reason: Some([WORD; 9].join(" ")) });
    let mut ended = wordy();
    ended.give(Command::End { notes: Some([WORD; 30].join(" ")) });
    for story in [wordy(), paused, ended] {
        let mut panel = Panel::sized(story, 80, 24, true);
        for width in [24, 31, 38, 40, 43, 47, 50, 59, 60, 67, 80, 99, 100, 121, 140] {
            for height in [6, 8, 10, 12, 16, 20, 26, 30, 45] {
                panel.model.resize(Size { width, height });
                let screen = panel.screen();
                let whole = screen.replace(WORD, "").replace(&WORD.to_lowercase(), "");
                let is_cut = |c: char| WORD.contains(c) || WORD.to_lowercase().contains(c);
                let mut signs = whole.chars().peekable();
                while let Some(sign) = signs.next() {
                    let goes_on = signs.peek().is_some_and(|next| *next == '…' || is_cut(*next));
                    assert!(!is_cut(sign) || goes_on, "cut at {width}×{height}\n{screen}");
                }
            }
        }
    }
}

#[test]
fn in_one_column_reasons_stand_below_their_readings_where_rows_are_free() {
    let tall = Panel::sized(slept(), 50, 30, true);
    for words in [
        "\n band   B →  ▲ C Stabilize   new  5m · ana\n        Deny rate above five percent in two of",
        "\n        2 failed jobs in the nightly import; disk",
        "\n        on db-2 is full\n",
    ] {
        shows(&tall, words);
    }
    for words in ["B →  ▲ C Stabilize   5m · ana  Deny", "health UNKNOWN →  ■ RED "] {
        shows(&Panel::sized(slept(), 50, 20, true), words);
    }
    shows(&Panel::sized(Story::morning(), 90, 10, true), "disk on db-2 at 91 %; two alerts");
}

#[test]
fn what_did_not_move_during_a_session_is_said_once() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(9, 0).give(health(Light::Green, &[]));
    story.give(Command::End { notes: None });
    shows(&Panel::sized(story, 100, 30, true), "SESSION-001: B, unknown → green ");
    let mut story = Story::new();
    story.give(Command::start(None)).wait(9, 0).give(Command::End { notes: None });
    shows(&Panel::sized(story, 100, 30, true), "SESSION-001: B, unknown ");
}

#[test]
fn an_empty_context_names_its_key_in_the_slimmest_grid() {
    shows(&Panel::sized(Story::new(), 60, 20, true), "│ press s ");
    shows(&Panel::sized(Story::new(), 80, 24, true), "│ press s to start a session ");
}

#[test]
fn of_a_context_the_title_gives_way_first_then_the_estimate_and_the_name_last() {
    let with = |estimate| {
        let mut story = Story::new();
        story.give(Command::start(None));
        for (kind, id) in [("project", "ATLAS"), ("sprint", "12")] {
            story.give(push(kind, id, None, None));
        }
        story.give(push("task", "318", Some("Fix the import pipeline"), Some(estimate)));
        story.wait(319, 0);
        story
    };
    shows(&Panel::sized(with(20 * 3_600), 60, 20, true), "│ ▸ TASK-318        5h 19m │");
    shows(&Panel::sized(with(2_700), 60, 20, true), "│ ▸ TASK-318      ▲ 5h 19m │");
    shows(&Panel::sized(with(3_660), 60, 20, true), "│ ▸ TASK-318      ▲ 5h 19m │");
    shows(&Panel::sized(with(3_660), 80, 24, true), "│ ▸ TASK-318 ▲ 5h 19m / 1h 01m │");
}

#[test]
fn in_one_column_a_context_says_as_much_of_its_title_as_there_is_room_for() {
    shows(
        &Panel::sized(slept(), 50, 30, true),
        " ▸ TASK-318  Fix the import pipe… ▲ 3h 35m of 45m",
    );
    shows(&Panel::sized(slept(), 40, 30, true), " ▸ TASK-318  Fix the i… ▲ 3h 35m of 45m");
    shows(&Panel::sized(slept(), 38, 6, true), "\nTASK-318  Fix the imp… ▲ 3h 35m of 45m\n");
}

#[test]
fn the_line_marks_what_waits_for_an_answer() {
    for width in [38, 60, 120] {
        shows(&Panel::sized(slept(), width, 1, true), " ▲ gap ");
        shows(&Panel::sized(forgotten(), width, 1, true), " ▲ forgotten ");
        for story in [slept(), forgotten()] {
            let screen = Panel::sized(story, width, 1, true).screen();
            assert!(
                screen.contains("▲C ■RED")
                    || screen.contains(" ▲ C · unknown→ ■ RED ")
                    || screen.contains(" ▲ C new · unknown→ ■ RED new "),
                "{screen}"
            );
        }
        let quiet = Panel::sized(Story::morning(), width, 1, true).screen();
        assert!(!quiet.contains("gap") && !quiet.contains("forgotten"), "{quiet}");
    }
    let mut ended = slept();
    ended.give(Command::End { notes: None });
    shows(&Panel::sized(ended, 60, 1, true), "■ no session  s start  ▲ gap  ▲ C new · ■ RED new");
}

#[test]
fn the_rows_below_the_line_tell_what_matters_most_first() {
    let told = [
        "● 3:35:00 #002 ▲ gap ▲C ■RED TASK-318",
        "target ━━━━━ 119% of 3h 00m · 35m over",
        "band   B →  ▲ C Stabilize ",
        "health UNKNOWN →  ■ RED ",
        "TASK-318  Fix the imp… ▲ 3h 35m of 45m",
        "13:00 ■ unknown → red",
        "13:00 ▲ B → C Stabilize",
    ];
    for height in 1..=7 {
        let screen = Panel::sized(slept(), 38, height, true).screen();
        let rows: Vec<&str> = screen.lines().collect();
        assert_eq!(rows.len(), usize::from(height));
        for (row, begins) in rows.iter().zip(told) {
            assert!(row.starts_with(begins), "{begins:?} at {height} rows:\n{screen}");
        }
    }
    let mut untargeted = slept();
    untargeted.watch.session.as_mut().unwrap().target_seconds = None;
    shows(&Panel::sized(untargeted, 38, 2, true), "Watch the rollout of the new billing");
}

#[test]
fn the_first_row_of_the_line_is_the_same_whatever_stands_below_it() {
    for width in [20, 38, 60, 90] {
        let first = |height| {
            let screen = Panel::sized(slept(), width, height, true).screen();
            screen.lines().next().unwrap().to_owned()
        };
        for height in 2..=7 {
            assert_eq!(first(height), first(1), "{width}×{height}");
        }
    }
}

#[test]
fn a_sessions_key_is_written_in_one_way_whatever_else_stands_in_the_line() {
    let mut panel = Panel::sized(Story::morning(), 55, 1, true);
    for keys in ["", "ctask X⏎", "p", "xxxx"] {
        panel.type_keys(keys).pass_ms(60_000);
        hides(&panel, "SESSION-");
    }
    shows(&panel, " #002 ");
    panel.hear(PanelEvent::Resized(Size { width: 60, height: 1 }));
    shows(&panel, " SESSION-002 ");
}

#[test]
fn on_a_tall_and_slim_terminal_the_line_asks_in_full() {
    shows(&Panel::sized(slept(), 39, 20, true), "12:30–13:00");
    hides(&Panel::sized(slept(), 39, 6, true), "12:30–13:00");
}

#[test]
fn trouble_is_told_in_full_below_the_line() {
    let mut panel = Panel::sized(slept(), 38, 6, true);
    panel.look(Some(damage()));
    shows(&panel, "checksum does not match; `onwatch");
}

#[test]
fn below_the_line_a_target_of_the_day_knows_the_day() {
    let day = "[session]\ntarget = '6h'\n";
    let panel = Panel::set(day, Story::morning(), 50, 2);
    assert_eq!(panel.tallies, 1);
    shows(&panel, "day target ");
    assert_eq!(Panel::set(day, Story::morning(), 50, 1).tallies, 0);
}

#[test]
fn where_nothing_says_that_a_filter_is_on_no_activities_are_told() {
    let mut panel = Panel::sized(slept(), 80, 24, true);
    panel.type_keys("/noted⏎").hear(PanelEvent::Resized(Size { width: 38, height: 6 }));
    shows(&panel, "TASK-318 ");
    hides(&panel, "another day");
    hides(&panel, "noted");
}

#[test]
fn what_is_typed_has_the_rows_below_the_line_to_itself() {
    let mut panel = Panel::sized(slept(), 38, 6, true);
    panel.type_keys("n");
    hides(&panel, "target");
}

#[test]
fn in_one_row_the_chosen_band_stays_in_view_while_its_reason_is_typed() {
    let mut panel = Panel::sized(Story::morning(), 38, 6, true);
    panel.type_keys("bd");
    shows(&panel, "D: only what keeps the service alive");
}

#[test]
fn in_a_narrow_row_band_and_health_outlive_the_word_of_a_pause() {
    let mut story = Story::morning();
    story.give(Command::Pause { reason: None });
    let panel = Panel::sized(story, 22, 1, true);
    shows(&panel, "▲C");
    shows(&panel, "▲YELLOW");
}
