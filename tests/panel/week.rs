//! The screen of a week and the map of days: time by day and context, and the way to a day's list.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use onwatch::core::{Band, Command, GapAnswer, Light, Phase};
use onwatch::desk::Asked;
use onwatch::failure::Failure;
use onwatch::signs::Signs;
use onwatch::tui::{Effect, PanelEvent, PastAnswer, PastRequest};

use crate::common::panel::{Panel, damage, hides, shows, verbs};
use crate::common::story::{Story, band, health, push};

/// Two weeks of work in several contexts up to a Thursday, with a live session.
fn fortnight() -> Story {
    const WORK: [(&str, &str, i64); 6] = [
        ("task", "318", 95),
        ("task", "321", 130),
        ("project", "ATLAS", 31),
        ("project", "ON-CALL", 160),
        ("task", "7", 55),
        ("review", "42", 22),
    ];
    let mut story = Story::new();
    story.now.utc = "2026-03-16T08:00:00Z".parse().unwrap();
    story.give(band(Band::A, "all is well")).give(health(Light::Green, &[]));
    for day in 0..11_usize {
        let morning = story.now.utc;
        for nth in 0..if day % 7 > 4 { 0 } else { 1 + day % 3 } {
            let (kind, id, minutes) = WORK[(day + nth * 2) % WORK.len()];
            story.now.nonce += 1;
            story.give(Command::start(Some("Work".into()))).wait(3, 20);
            story.give(push(kind, id, Some("Fix the import"), None)).wait(minutes, 40);
            story.give(Command::End { notes: None }).wait(20, 0);
        }
        story.now.utc = morning + chrono::TimeDelta::days(1);
    }
    story.now.utc -= chrono::TimeDelta::days(1);
    story.wait(9 * 60, 0);
    story.now.nonce += 1;
    story.give(Command::start(Some("Live".into())));
    story.give(push("task", "321", Some("Release the lock"), None)).wait(12, 30);
    story
}

fn open(keys: &str) -> Panel {
    let mut panel = Panel::open(fortnight());
    panel.past = panel.story.past();
    panel.days_again();
    panel.type_keys(keys);
    panel
}

#[test]
fn the_week_at_each_size() {
    let sizes = [(200, 50), (140, 40), (100, 26), (80, 24), (60, 20), (50, 20), (40, 8), (38, 6)];
    for (name, keys) in [("week", "w"), ("week_before", "w◁△")] {
        insta::assert_snapshot!(name, open(keys).at_sizes(&sizes));
    }
}

/// Each size: the rows below the days, from the sum on.
#[test]
fn where_rows_are_few_days_come_first_then_the_contexts_with_the_most_time() {
    for ((columns, rows), below) in [
        ((40, 12), &["total", "────"][..]),
        ((60, 17), &["total", "project ON-CALL", "TASK-318", "3 others"]),
    ] {
        let mut panel = Panel::sized(fortnight(), columns, rows, true);
        panel.past = panel.story.past();
        panel.type_keys("w");
        shows(&panel, "Mon 23");
        shows(&panel, "Sun 29");
        for text in below {
            shows(&panel, text);
        }
    }
}

#[test]
fn the_map_in_focus_at_each_size() {
    let sizes = [(140, 40), (100, 26), (80, 50), (50, 30)];
    let mut panel = open("⇤⇤△");
    insta::assert_snapshot!("map_in_focus", panel.at_sizes(&sizes));
}

/// Each row: keys, and a text that is then on the screen.
#[test]
fn keys_go_by_week_and_by_day_and_esc_goes_back_one_step() {
    let rows: &[(&str, &str)] = &[
        ("w", "· 23–29 Mar · this week"),
        ("w", "› Thu 26 Mar"),
        ("w△", "› Wed 25 Mar"),
        ("w△△△△△△", "› Mon 23 Mar"),
        ("w▽", "› Thu 26 Mar"),
        ("w⌂", "› Mon 23 Mar"),
        ("w⌂⤓", "› Thu 26 Mar"),
        ("w◁", "· 16–22 Mar · last week"),
        ("w◁", "› Thu 19 Mar"),
        ("w◁▽▽▽▽▽", "› Sun 22 Mar"),
        ("w◁▽▽▽▷", "› Thu 26 Mar"),
        ("w◁◁◁", "· 2–8 Mar · 3 weeks ago"),
        ("w◁◁◁", "There is no active time in this week"),
        ("w◁◁w", "this week"),
        ("w▷", "this is the current week"),
        ("w⎋", "● ACTIVE"),
        ("wq", "● ACTIVE"),
        // The list of the day, and back.
        ("w△⏎", "on:2026-03-25"),
        ("w△⏎", "history · 1 of"),
        ("w△⏎", "press Esc to go back"),
        ("w△⏎", " Enter open Esc back"),
        ("w△⏎/ x⏎", "press Esc to clear"),
        ("w△⏎⎋", "› Wed 25 Mar"),
        ("w△⏎⏎⎋⎋", "› Wed 25 Mar"),
        ("w△⏎⎋⎋", "● ACTIVE"),
        ("w△⏎w", "› Wed 25 Mar"),
        // A day without a session.
        ("w◁▽▽▽⏎", "No session on Sun 22 Mar"),
        ("w◁▽▽▽⏎⎋", "› Sun 22 Mar"),
        // A filter that was changed is cleared first.
        ("w△⏎/ x⎋⎋", "history · "),
        ("w△⏎/ x⎋⎋⎋", "› Wed 25 Mar"),
        ("wv", "session · SESSION-"),
        ("wv⎋", "this week"),
        ("wy", "history · "),
        ("wy⎋", "this week"),
        ("yw", "this week"),
        ("yw⎋", "● ACTIVE"),
        (":week⏎", "this week"),
    ];
    for (keys, seen) in rows {
        let panel = open(keys);
        let screen = panel.screen();
        assert!(screen.contains(seen), "{keys}: no {seen:?} on\n{screen}");
        assert_eq!(verbs(&panel), [], "{keys}");
    }
}

#[test]
fn the_map_takes_the_focus_moves_by_day_and_lists_the_chosen_day() {
    for (size, rows) in [
        (
            (140, 40),
            [
                ("", "› Thu 26 Mar · 2h 50m"),
                ("△", "› Wed 25 Mar · "),
                ("◁", "› Thu 19 Mar · "),
                ("◁▷▷▷", "› Thu 26 Mar · "),
                ("△⏎", "on:2026-03-25"),
                ("△⏎⎋", "› Wed 25 Mar · "),
                ("△⏎⎋▽", "› Thu 26 Mar · "),
            ],
        ),
        // One row: the arrows go from day to day.
        (
            (50, 30),
            [
                ("", "› Thu 26 Mar · 2h 50m"),
                ("△", "› Wed 25 Mar · "),
                ("◁", "› Wed 25 Mar · "),
                ("◁◁◁◁◁◁", "› Mon 23 Mar · "),
                ("△⏎", "on:2026-03-25"),
                ("△⏎⎋", "› Wed 25 Mar · "),
                ("◁▷▷", "› Thu 26 Mar · "),
            ],
        ),
    ] {
        for (keys, seen) in rows {
            let mut panel = Panel::sized(fortnight(), size.0, size.1, true);
            panel.past = panel.story.past();
            panel.days_again();
            panel.type_keys("⇥⇥⇥").type_keys(keys);
            shows(&panel, seen);
        }
    }
}

#[test]
fn a_click_on_the_map_chooses_the_day_under_the_mouse_and_a_second_one_lists_it() {
    for (size, keys) in
        [((140, 40), ["△", "◁◁▽", "⌂", "⌂▽▽▽▽▽▽"]), ((50, 30), ["△", "◁◁", "⌂▽", "⌂"])]
    {
        for keys in keys {
            let settings = "[panel]\nmouse = true\n";
            let mut panel = Panel::set(settings, fortnight(), size.0, size.1);
            panel.past = panel.story.past();
            panel.days_again();
            panel.type_keys("⇥⇥⇥").type_keys(keys);
            let bracket = |panel: &Panel| {
                let screen = panel.screen();
                let mut rows = screen.lines().zip(0_u16..);
                rows.find_map(|(line, row)| Some((line.split_once('[')?.0.chars().count(), row)))
            };
            let chosen = bracket(&panel);
            let (column, row) = chosen.unwrap();
            let at = (u16::try_from(column + 1).unwrap(), row);
            panel.type_keys("⤓");
            assert_ne!(bracket(&panel), chosen, "{keys}");
            click(&mut panel, at);
            assert_eq!(bracket(&panel), chosen, "{keys}");
            click(&mut panel, at);
            shows(&panel, "press Esc to go back");
        }
    }
}

fn click(panel: &mut Panel, (column, row): (u16, u16)) {
    let (kind, modifiers) = (MouseEventKind::Down(MouseButton::Left), KeyModifiers::NONE);
    panel.hear(PanelEvent::Mouse(MouseEvent { kind, column, row, modifiers }));
}

#[test]
fn the_chosen_day_of_the_map_is_in_brackets_and_only_while_the_map_has_the_focus() {
    let mut panel = Panel::sized(fortnight(), 140, 40, false);
    panel.past = panel.story.past();
    panel.days_again();
    let chosen = |panel: &Panel| panel.screen().matches(['[', ']']).count();
    assert_eq!(chosen(&panel), 0);
    panel.type_keys("⇤⇤");
    assert_eq!(chosen(&panel), 2);
    panel.type_keys("⇥");
    assert_eq!(chosen(&panel), 0);
}

#[test]
fn the_live_session_is_marked_and_moves_with_the_clock_once_a_minute() {
    let mut panel = open("w");
    let cell = |panel: &Panel| {
        let screen = panel.screen();
        let row = screen.lines().find(|line| line.contains("● ")).unwrap();
        row.split("● ").nth(1).unwrap().split("  ").next().unwrap().to_owned()
    };
    let before = cell(&panel);
    panel.pass_ms(1_000);
    assert_eq!(cell(&panel), before);
    panel.pass_ms(60_000);
    assert_ne!(cell(&panel), before);
    panel.type_keys("p");
    shows(&panel, "‖ SESSION-");
}

/// Returns the weeks that the panel has asked for.
fn asked(panel: &Panel) -> usize {
    let is_week = |effect: &&Effect| matches!(effect, Effect::ReadPast(PastRequest::Week { .. }));
    panel.asked.iter().filter(is_week).count()
}

#[test]
fn the_screen_shows_at_once_and_fills_when_the_answer_comes() {
    let mut panel = open("");
    panel.reads_slowly = true;
    panel.type_keys("w");
    shows(&panel, "loading…");
    shows(&panel, "› Thu 26 Mar");
    shows(&panel, "● 12m");
    hides(&panel, "Mon 23 Mar  1");
    assert_eq!(asked(&panel), 1);
    // Another week is asked for once the first one is there, and only the last one of those chosen.
    panel.type_keys("◁◁◁▷▷");
    assert_eq!(asked(&panel), 1);
    let Effect::ReadPast(first) = panel.asked.pop().unwrap() else { panic!("no reading") };
    panel.find(&first);
    shows(&panel, "last week · loading…");
    let Effect::ReadPast(next) = panel.asked.pop().unwrap() else { panic!("no reading") };
    panel.find(&next);
    hides(&panel, "loading…");
    shows(&panel, "week 15h 12m");
}

#[test]
fn the_week_is_asked_for_again_when_a_session_is_filed_and_its_time_stays_meanwhile() {
    let mut panel = open("w");
    let title = |panel: &Panel| panel.screen().lines().nth(1).unwrap().to_owned();
    let before = title(&panel);
    panel.reads_slowly = true;
    panel.type_keys("e⏎");
    assert_eq!(asked(&panel), 1);
    let sum = |title: &str| title.split('·').next().unwrap().trim_end().to_owned();
    assert_eq!(sum(&title(&panel)), sum(&before));
    shows(&panel, "●");
    for read in std::mem::take(&mut panel.asked) {
        if let Effect::ReadPast(read @ PastRequest::Week { .. }) = read {
            panel.find(&read);
        }
    }
    assert_eq!(sum(&title(&panel)), sum(&before));
    hides(&panel, "is live");
}

#[test]
fn a_session_that_is_filed_again_by_somebody_else_is_read_again() {
    let mut story = Story::slept();
    story.give(Command::End { notes: None });
    let mut panel = Panel::open(story);
    panel.type_keys("w");
    shows(&panel, "week 30m");
    panel.story.by("bo", Command::AnswerGap { session: None, id: None, answer: GapAnswer::Keep });
    panel.look(None);
    shows(&panel, "week 1h 00m");
}

#[test]
fn a_session_that_ended_before_the_panel_knows_of_it_counts_once() {
    let mut panel = open("w");
    let mut record = panel.story.watch.live_record(&panel.story.now).unwrap();
    record.phase = Phase::Ended;
    let sessions = Ok(Asked { answer: vec![record], warnings: vec![], missing: vec![] });
    let first = "2026-03-23".parse().unwrap();
    panel.hear(PanelEvent::PastRead(PastAnswer::Week { first, sessions }));
    shows(&panel, "week 12m");
}

#[test]
fn a_discarded_session_leaves_the_week() {
    let mut panel = open("w");
    shows(&panel, "● 12m");
    panel.type_keys(":cancel⏎");
    hides(&panel, "● 12m");
    shows(&panel, "week 13h 33m");
}

#[test]
fn warnings_stand_below_and_a_failure_says_why_and_what_next() {
    let mut panel = open("");
    panel.warnings = vec!["the index is kept in memory: the disk is full".to_owned()];
    panel.type_keys("w");
    shows(&panel, "! the index is kept in memory: the disk is full");
    let sessions = Err(Failure::Store(damage()));
    let first = "2026-03-23".parse().unwrap();
    panel.hear(PanelEvent::PastRead(PastAnswer::Week { first, sessions }));
    shows(&panel, "× incomplete");
    shows(&panel, "× The history could not be read");
}

#[test]
fn the_week_stands_against_the_target_of_its_days() {
    let mut panel = Panel::set("[session]\ntarget = '6h'\n", fortnight(), 80, 24);
    panel.type_keys("w");
    shows(&panel, " of 24h 00m · 23–29 Mar");
    shows(&panel, "target 6h 00m a day: 24h 00m for 4 days with active time");
}

#[test]
fn days_begin_when_the_operator_says_and_weeks_too() {
    let mut story = Story::new();
    // Two in the morning of a Sunday counts for the Saturday, if days begin at six.
    story.now.utc = "2026-03-15T01:00:00Z".parse().unwrap();
    story.give(Command::start(None)).wait(30, 0).give(Command::End { notes: None });
    story.wait(10 * 60, 0);
    let text = "[panel]\nday_start = '06:00'\nweek_start = 'sunday'\n";
    let mut panel = Panel::set(text, story, 80, 24);
    panel.type_keys("w");
    shows(&panel, "week 0m · 15–21 Mar · this week");
    panel.type_keys("◁");
    shows(&panel, "week 30m · 8–14 Mar · last week");
    panel.type_keys("⤓");
    shows(&panel, "› Sat 14 Mar");
}

#[test]
fn every_mark_of_the_week_has_a_sign_without_unicode() {
    let mut panel = Panel::showing(Signs::Ascii, fortnight(), 100, 26);
    panel.type_keys("w");
    assert!(panel.screen().is_ascii(), "{}", panel.screen());
    let mut panel = Panel::showing(Signs::Ascii, fortnight(), 140, 40);
    panel.type_keys("⇤⇤△");
    assert!(panel.screen().is_ascii(), "{}", panel.screen());
}
