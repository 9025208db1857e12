//! When the command of a dialog takes effect: typed in its last field, and said before Enter.

use onwatch::core::{At, Command, Expect, Verb};
use onwatch::tui::PanelEvent;

use crate::common::panel::{Panel, active, hides, idle, shows, verbs};
use crate::common::story::Story;

fn paused() -> Panel {
    let mut story = Story::morning();
    story.give(Command::Pause { reason: None }).wait(10, 0);
    Panel::open(story)
}

/// Each row: a state, keys, and what the dialog says of the time. It is 12:20 in the panel, and the
/// session changed last at 11:52.
#[test]
fn a_dialog_says_what_its_time_means_before_enter() {
    type Row = (fn() -> Panel, &'static str, &'static str);
    let rows: &[Row] = &[
        (idle, "s⇤30m", "starts at 08:30, 30m ago"),
        (idle, "s⇤yesterday 9:00", "starts on 13 Mar at 09:00"),
        (active, "e⇤20m", "ends at 12:00, 20m ago: 1h 56m active"),
        (active, "e⇤11:55", "ends at 11:55, 25m ago"),
        (active, "n⇤20m", "written at 12:00, 20m ago, in TASK-321"),
        (active, "ctask 9⇤20m", "enters TASK-9 at 12:00, 20m ago"),
        (active, "ba⇥⇥20m", "set at 12:00, 20m ago"),
        (active, "hg⇥⇥20m", "set at 12:00, 20m ago"),
        (active, "S⇤20m", "ends SESSION-002 and starts the next at 12:00, 20m ago"),
        (active, "P", "pauses at 12:20: 2h 16m active"),
        (active, "P⇤last-activity", "pauses at 12:14"),
        (active, "B", "12:14–12:20, "),
        (active, "B30m", "11:50–12:20, 27m no longer count"),
        (active, "B12:00⇥12:10", "12:00–12:10, 10m no longer count"),
        (active, "B30m⇥5m", "11:50–12:15, 22m no longer count"),
        // What the core or the grammar refuses is said too.
        (idle, "s⇤10:00", "starts on 13 Mar at 10:00"),
        (active, "e⇤11:00", "▲ it is 52m before the session was resumed; the earliest"),
        (active, "e⇤9", "'9' may be an hour or minutes; write 09:00 or 9m ago"),
        (active, "e⇤yesterday", "'yesterday' is a day without a time of day"),
        (active, "Bmon", "'mon' is a day without a time of day"),
        (active, "e⇤tomorrow 9:00", "▲ 'tomorrow 9:00' lies in the future"),
        (active, "e⇤2h30", "▲ '2h30' may be a time of day or how long ago it was"),
        (active, "P⇤11:00", "▲ it is 52m before the session was resumed; the earliest"),
        (active, "B9:00⇥9:10", "▲ it begins before SESSION-002 started"),
        (active, "B12:10⇥12:10", "▲ it does not end after it began"),
        (active, "Bsoon⇥", "▲ 'soon' is not a time"),
        (paused, "B5m", "no active time lies in it"),
    ];
    for (open, keys, said) in rows {
        let mut panel = open();
        panel.type_keys(keys);
        shows(&panel, said);
        assert_eq!(panel.given, [], "{keys}");
    }
}

#[test]
fn a_time_that_is_being_typed_is_not_wrong_yet() {
    for keys in ["e⇤1", "e⇤11:", "e⇤yest", "e⇤20m ag", "B1", "B12:00⇥12:", "P⇤last-"] {
        let mut panel = active();
        panel.type_keys(keys);
        hides(&panel, "▲ '");
    }
}

#[test]
fn a_typed_time_is_given_with_its_command_and_an_empty_one_means_now() {
    for (keys, at) in [
        ("e⇤20m⏎", At::Ago(20 * 60_000)),
        ("e⇤last-activity⏎", At::LastActivity),
        ("Plunch⇥20m⏎", At::Ago(20 * 60_000)),
        ("nwas here⇥20m⏎", At::Ago(20 * 60_000)),
        ("e⏎", At::Now),
        ("e⇤20m⌫⌫⌫⏎", At::Now),
    ] {
        let mut panel = active();
        panel.type_keys(keys);
        assert_eq!(panel.given.last().map(|request| request.at), Some(at), "{keys}");
        hides(&panel, "×");
    }
}

#[test]
fn a_break_is_from_the_last_activity_until_now_unless_times_are_typed() {
    let mut panel = active();
    panel.type_keys("B⏎");
    let added = Command::AddBreak { session: None, from: At::LastActivity, to: At::Now };
    assert_eq!(panel.given.last().unwrap().command, added);
    shows(&panel, "12:14–12:20: 5m no longer count");
}

#[test]
fn a_break_that_takes_nothing_away_is_refused_before_enter() {
    let mut panel = active();
    panel.type_keys("nhere⏎").pass_ms(400);
    panel.press('B');
    shows(&panel, "▲ less than a second of active time lies in it");
}

#[test]
fn a_break_is_refused_if_somebody_was_active_since_its_dialog_opened() {
    let mut panel = active();
    panel.type_keys("B");
    panel.story.by("bo", Command::Note { text: "here".into(), task: None });
    panel.hear(PanelEvent::StoreChanged);
    panel.type_keys("⏎");
    shows(&panel, "bo (cli) wrote a note");
    assert!(matches!(panel.given.last().unwrap().expect, Some(Expect::LastActivity(_))));
    // Whoever has read that may mean it all the same.
    panel.type_keys("⏎");
    shows(&panel, "√ Added a break");
}

#[test]
fn a_time_of_a_prompt_that_is_left_is_a_draft_and_is_said_again() {
    for (keys, again, said) in [
        ("nkeep me⇥20m", "n", "written at 12:00, 20m ago"),
        ("n⇥20m", "n", "written at 12:00, 20m ago"),
        ("e⇥20m", "e", "ends at 12:00, 20m ago"),
        ("Plunch⇥20m", "P", "pauses at 12:00, 20m ago"),
        ("B12:00⇥12:10", "B", "12:00–12:10, 10m no longer count"),
    ] {
        let mut panel = active();
        panel.type_keys(keys).type_keys("⎋").type_keys(again);
        shows(&panel, said);
    }
    let mut panel = active();
    panel.type_keys("nkeep me⇥20m⎋n⏎");
    assert_eq!(panel.given.last().map(|request| request.at), Some(At::Ago(20 * 60_000)));
}

#[test]
fn the_summary_of_an_end_is_that_at_the_typed_time() {
    let mut panel = active();
    panel.type_keys("e⇤20m");
    for text in ["active      1h 56m", "elapsed     2h 14m, since 09:46", "20m ago: 1h 56m active"]
    {
        shows(&panel, text);
    }
    hides(&panel, "2h 16m");
    // Nothing can end then: the numbers are those of now.
    panel.type_keys("⌫⌫⌫11:00");
    shows(&panel, "active      2h 16m");
}

#[test]
fn a_time_is_not_offered_again_once_it_was_given() {
    let mut panel = active();
    panel.type_keys("B10m⏎B");
    hides(&panel, "› 10m");
    panel.type_keys("△");
    shows(&panel, "to        ›");
}

#[test]
fn a_forgotten_session_goes_on_and_the_time_was_a_break_as_one_change() {
    let mut panel = Panel::open(Story::forgotten());
    panel.type_keys("g");
    shows(&panel, "Every command is an activity");
    shows(&panel, "it continues, and that time was a break: 30m active");
    panel.type_keys("break⏎");
    assert_eq!(verbs(&panel), [Verb::Break]);
    shows(&panel, "11h 00m no longer count");
    assert!(panel.story.glance().forgotten.is_none());
    panel.type_keys("u");
    assert_eq!(panel.story.glance().session.unwrap().breaks, 0);
    // A pause already counts nothing.
    let mut story = Story::forgotten();
    story.give(Command::Pause { reason: None }).wait(12 * 60, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("g");
    hides(&panel, "was a break");
}

#[test]
fn the_first_steps_are_shown_with_their_keys_until_there_is_a_session() {
    for (width, height) in [(200, 60), (140, 40), (80, 24), (60, 20), (50, 20), (40, 12)] {
        let mut panel = Panel::sized(Story::new(), width, height, true);
        for step in ["s  start a session", "n  note what", "e  end it"] {
            shows(&panel, step);
        }
        panel.type_keys("s⏎e⏎");
        hides(&panel, "No session yet");
    }
}

#[test]
fn band_and_health_say_what_their_values_mean() {
    let mut panel = active();
    panel.type_keys("b");
    shows(&panel, "A  all is well, take on new work");
    shows(&panel, "D  only what keeps the service alive");
    panel.type_keys("⎋h");
    shows(&panel, "red      something is broken");
    // With few rows, only the one that is chosen; with one line too.
    let mut panel = Panel::sized(Story::morning(), 60, 12, true);
    panel.type_keys("bd");
    shows(&panel, "only what keeps the service alive");
    hides(&panel, "take on new work");
    let mut panel = Panel::sized(Story::morning(), 38, 6, true);
    panel.type_keys("b▷▷");
    shows(&panel, "D: only what keeps the service alive");
}

#[test]
fn a_reason_is_a_draft_of_the_session_in_which_it_was_typed() {
    for (keys, again) in [("bd queue⎋", "b"), ("hr queue⎋", "h")] {
        let mut panel = active();
        panel.type_keys(keys).type_keys(again);
        shows(&panel, "queue");
        panel.type_keys("⎋");
        panel.story.by("bo", Command::End { notes: None });
        panel.story.by("bo", Command::start(Some("theirs".into())));
        panel.hear(PanelEvent::StoreChanged);
        panel.type_keys(again);
        hides(&panel, "reason       queue");
    }
}
