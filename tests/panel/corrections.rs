//! Corrections of the past: their dialogs, what they foresee, and their traces on the screens.

use chrono::TimeDelta;
use onwatch::core::{
    At, Command, Expect, NewPastSession, SessionEdit, SessionKey, SessionName, Verb,
};
use onwatch::tui::{Effect, PanelEvent, PastRequest};

use crate::common::panel::{Panel, active, hides, idle, shows, verbs};
use crate::common::story::Story;

/// A desk on which SESSION-001 of yesterday ended this morning.
fn forgotten_end() -> Panel {
    let mut panel = Panel::open(Story::ended_next_morning());
    panel.past = panel.story.past();
    panel
}

/// The correction that was sent last.
fn sent(panel: &Panel) -> &SessionEdit {
    match &panel.given.last().unwrap().command {
        Command::Edit(edit) => edit,
        other => panic!("{other:?}"),
    }
}

fn added(panel: &Panel) -> &NewPastSession {
    match &panel.given.last().unwrap().command {
        Command::Add { sessions } => &sessions[0],
        other => panic!("{other:?}"),
    }
}

fn minute(text: &str) -> At {
    At::Minute(text.parse().unwrap())
}

#[test]
fn the_dialog_holds_the_values_as_they_are_and_shows_what_would_change() {
    let mut panel = forgotten_end();
    panel.type_keys("yE");
    for text in [
        "correct SESSION-001 · Sat 14 Mar",
        "start     › 09:00",
        "end         2026-03-15 08:00",
        "notes       Watch the rollout",
    ] {
        shows(&panel, text);
    }
    hides(&panel, "→");
    panel.type_keys("⇥17:30");
    for text in ["end         15 Mar 08:00 → 17:30", "active      23h 00m", "→ 8h 30m"] {
        shows(&panel, text);
    }
    // Each of its days loses the hours there.
    shows(&panel, "day         15h 00m      → 8h 30m  Sat 14 Mar");
    shows(&panel, "day         8h 00m       → 0s      Sun 15 Mar");
    shows(&panel, "week        23h 00m      → 8h 30m  9–15 Mar");
    panel.type_keys("⏎");
    assert_eq!(sent(&panel).end, Some(minute("2026-03-14T16:30:00Z")));
    assert_eq!((sent(&panel).start, &sent(&panel).notes), (None, &None));
    shows(&panel, "√ Corrected the end of SESSION-001");
    shows(&panel, "u undo");
    shows(&panel, "~ Watch the rollout");
}

/// A desk on which SESSION-001 goes on since nine days.
fn forgotten_for_days() -> Panel {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(9 * 24 * 60, 0);
    Panel::open(story)
}

#[test]
fn each_week_whose_sum_would_change_has_its_own_line() {
    let mut panel = forgotten_for_days();
    panel.type_keys("E⇥2026-03-22 17:00");
    for text in ["Sun 22 Mar", "Mon 23 Mar", "16–22 Mar", "23–29 Mar"] {
        shows(&panel, text);
    }
    hides(&panel, "9–15 Mar");
}

#[test]
fn the_days_for_which_there_is_no_room_share_a_line() {
    let mut panel = forgotten_for_days();
    panel.type_keys("E⇥17:30");
    insta::assert_snapshot!(
        "correction_of_many_days",
        panel.at_sizes(&[(140, 40), (80, 24), (60, 20), (40, 12), (38, 6)])
    );
}

#[test]
fn the_correction_relies_on_the_times_that_were_seen() {
    let mut panel = forgotten_end();
    panel.type_keys("yE");
    let (start, end) = (panel.past[0].started_at_utc, panel.past[0].ended_at_utc);
    let id = panel.past[0].id.clone();
    let by_bo = SessionEdit {
        session: Some(SessionName::Id(id.clone())),
        end: Some(minute("2026-03-14T17:00:00Z")),
        ..SessionEdit::default()
    };
    panel.story.by("bo", Command::Edit(Box::new(by_bo)));
    panel.look(None);
    panel.type_keys("8:30⏎");
    let relies_on = |panel: &Panel| match panel.given.last().unwrap().expect.clone() {
        Some(Expect::Seen(seen)) => (seen.started_at_utc, seen.ended_at_utc),
        other => panic!("{other:?}"),
    };
    assert_eq!(relies_on(&panel), (start, Some(end)));
    shows(&panel, "it has changed since you looked");
    // Who answers again has read why, and sees the desk as it is.
    panel.type_keys("⏎");
    shows(&panel, "√ Corrected the start of SESSION-001");
    let ended_at_utc = Some("2026-03-14T17:00:00Z".parse().unwrap());
    assert_eq!(relies_on(&panel), (start, ended_at_utc));
}

#[test]
fn a_correction_is_refused_if_its_session_was_cancelled_or_has_other_notes_since() {
    let session = |panel: &Panel| Some(SessionName::Id(panel.past[0].id.clone()));
    let cancel: fn(Option<SessionName>) -> Command = |session| Command::Cancel { session };
    let notes: fn(Option<SessionName>) -> Command = |session| {
        let notes = Some("theirs".to_owned());
        Command::Edit(Box::new(SessionEdit { session, notes, ..SessionEdit::default() }))
    };
    for change in [cancel, notes] {
        let mut panel = forgotten_end();
        panel.type_keys("yE");
        let theirs = change(session(&panel));
        panel.story.by("bo", theirs);
        panel.look(None);
        panel.type_keys("8:30⏎");
        shows(&panel, "it has changed since you looked");
    }
}

#[test]
fn a_refusal_of_the_desk_stands_in_the_place_of_the_change_while_it_is_typed() {
    let mut panel = Panel::open(Story::morning());
    panel.type_keys("y▽E⇥10:00");
    shows(&panel, "▲ it would overlap SESSION-002: the latest time is 09:46; give that or");
    for text in ["√", "`y`"] {
        hides(&panel, text);
    }
    panel.type_keys("⌫⌫⌫⌫⌫9:30");
    hides(&panel, "overlap");
    shows(&panel, "end         09:43  → 09:30");
}

#[test]
fn what_an_earlier_end_takes_away_is_said_before_it_is_given() {
    let mut panel = active();
    panel.type_keys("E⇥11:25");
    shows(&panel, "cut off     TASK-321, 1 break");
    panel.type_keys("⌫⌫⌫⌫⌫");
    hides(&panel, "cut off");
}

#[test]
fn an_end_before_the_start_is_not_taken_for_the_next_day() {
    let mut panel = active();
    panel.past = panel.story.past();
    panel.type_keys("yjE9:00⇥8:40");
    shows(&panel, "it would end before it starts");
}

#[test]
fn a_half_typed_time_changes_nothing_and_is_not_wrong() {
    let mut panel = forgotten_end();
    panel.type_keys("yE⇥1");
    hides(&panel, "▲");
    hides(&panel, "→");
    panel.type_keys("9x");
    shows(&panel, "▲ '19x' is not a time");
}

#[test]
fn the_live_session_has_its_start_notes_and_target() {
    let mut panel = active();
    panel.type_keys("E");
    shows(&panel, "correct SESSION-002");
    shows(&panel, "end          (live; a time ends it then)");
    panel.type_keys("9:45⇥⇥!⇥3h⏎");
    let edit = sent(&panel);
    assert_eq!(edit.start, Some(minute("2026-03-14T08:45:00Z")));
    assert_eq!(edit.notes.as_deref(), Some("Import pipeline: find why the queue grows!"));
    assert_eq!((edit.target_seconds, edit.end), (Some(10_800), None));
    shows(&panel, "√ Corrected the start, notes and target of SESSION-002");
}

#[test]
fn the_operator_of_a_session_is_corrected() {
    let mut panel = forgotten_end();
    panel.type_keys("yE⇤⌫⌫⌫");
    shows(&panel, "operator");
    shows(&panel, "            ▲ it is empty");
    hides(&panel, "it is empty:");
    panel.type_keys("bo⏎");
    assert_eq!(sent(&panel).operator.as_deref(), Some("bo"));
    assert_eq!((sent(&panel).start, sent(&panel).end), (None, None));
    shows(&panel, "√ Corrected the operator of SESSION-001");
}

#[test]
fn a_live_session_that_was_forgotten_is_ended_at_the_time_of_its_day() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(23 * 60, 0);
    let mut panel = Panel::open(story);
    panel.type_keys("E⇥17:30⏎");
    assert_eq!(sent(&panel).end, Some(minute("2026-03-14T16:30:00Z")));
    assert_eq!(sent(&panel).start, None);
    shows(&panel, "√ Corrected the end of SESSION-001");
}

#[test]
fn a_desk_with_only_added_sessions_says_which_one_ended_last() {
    let mut panel = idle();
    panel.type_keys("+6:30⇥7:45⏎");
    hides(&panel, "No session yet");
    shows(&panel, "No session is live");
    shows(&panel, "SESSION-001 ended 07:45");
}

#[test]
fn the_title_of_an_addition_names_the_day_that_is_typed() {
    let mut panel = forgotten_end();
    panel.type_keys("w△+2026-03-12 9:00");
    shows(&panel, "add a session · Thu 12 Mar");
}

#[test]
fn a_long_clock_stays_apart_from_the_start_in_a_slim_history() {
    let mut story = Story::new();
    story.give(Command::start(None)).wait(23 * 60, 0);
    let mut panel = Panel::sized(story, 50, 20, true);
    panel.type_keys("y");
    shows(&panel, "09:00 23h 00m");
}

#[test]
fn without_a_change_nothing_is_corrected() {
    let mut panel = active();
    panel.type_keys("E⏎");
    shows(&panel, "SESSION-002 is so already; nothing changed");
    assert_eq!(panel.story.journal.last().unwrap().event.verb(), Verb::Note);
    let mut panel = idle();
    panel.type_keys("E");
    shows(&panel, "× Nothing was corrected");
    shows(&panel, "there is no session yet");
}

#[test]
fn the_newest_question_alone_is_answered() {
    let mut panel = forgotten_end();
    panel.type_keys("yE⇥");
    panel.reads_slowly = true;
    panel.asked.clear();
    panel.type_keys("17:30⌫⌫00");
    let questions: Vec<PastRequest> = panel.asked.drain(..).filter_map(question).collect();
    assert_eq!(questions.len(), 2, "{questions:?}");
    hides(&panel, "→ 17:");
    panel.find(&questions[0]);
    hides(&panel, "→ 17:");
    panel.find(questions.last().unwrap());
    shows(&panel, "→ 17:00");
    // Nothing new is asked while nothing changes.
    panel.pass_ms(5_000);
    assert!(panel.asked.drain(..).find_map(question).is_none());
}

fn question(effect: Effect) -> Option<PastRequest> {
    match effect {
        Effect::ReadPast(request @ PastRequest::Preview { .. }) => Some(request),
        _ => None,
    }
}

#[test]
fn a_session_is_added_on_the_day_under_the_cursor() {
    let mut panel = forgotten_end();
    panel.type_keys("w△+");
    shows(&panel, "add a session · Sat 14 Mar");
    panel.type_keys("6:30⇥7:45⇥standby⇥task 7 Import⇥7:00-7:10⏎");
    let new = added(&panel);
    assert_eq!(new.from, minute("2026-03-14T05:30:00Z"));
    assert_eq!(new.to, minute("2026-03-14T06:45:00Z"));
    assert_eq!(new.notes.as_deref(), Some("standby"));
    assert_eq!(new.contexts[0].frame.id, "7");
    assert_eq!(new.breaks, [(minute("2026-03-14T06:00:00Z"), minute("2026-03-14T06:10:00Z"))]);
    shows(&panel, "√ Added SESSION-002");
    hides(&panel, "in SESSION-001");
}

#[test]
fn an_addition_shows_what_the_day_would_be() {
    let mut panel = forgotten_end();
    panel.type_keys("w△+6:30⇥");
    hides(&panel, "active ");
    panel.type_keys("7:45");
    shows(&panel, "active      1h 15m");
    shows(&panel, "day         15h 00m → 16h 15m  Sat 14 Mar");
    panel.type_keys("⌫⌫⌫⌫9:30");
    shows(&panel, "overlap SESSION-001");
}

#[test]
fn among_several_sessions_of_a_day_one_is_chosen_first() {
    let mut panel = Panel::open(Story::morning());
    panel.type_keys("wE");
    shows(&panel, "choose one, then press E");
    shows(&panel, "on:2026-03-14");
    panel.type_keys("▽E");
    shows(&panel, "correct SESSION-001");
    let mut panel = forgotten_end();
    panel.type_keys("w△E");
    shows(&panel, "correct SESSION-001");
    let mut panel = forgotten_end();
    panel.type_keys("w△△E");
    shows(&panel, "13 Mar has no session");
}

#[test]
fn a_past_session_is_cancelled_and_restored_from_its_page() {
    let mut panel = forgotten_end();
    panel.type_keys("y⏎:cancel⏎");
    shows(&panel, "√ Cancelled SESSION-001");
    shows(&panel, "CANCELLED");
    panel.type_keys(":reopen⏎");
    shows(&panel, "√ Restored SESSION-001");
    assert_eq!(verbs(&panel), [Verb::Cancel, Verb::Reopen]);
    let name = SessionName::Id(panel.past[0].id.clone());
    assert!(panel.given.iter().all(|request| request.command.session() == Some(&name)));
}

#[test]
fn the_dialog_about_a_cancelled_session_says_so_and_how_it_is_brought_back() {
    let mut panel = forgotten_end();
    panel.type_keys("y⏎E");
    hides(&panel, "cancelled");
    panel.type_keys("⎋:cancel⏎E");
    shows(&panel, "▲ SESSION-001 is cancelled: no total counts it");
    shows(&panel, "To bring it back: Esc, then `: reopen`");
    panel.type_keys("⇥17:30");
    shows(&panel, "▲ SESSION-001 is cancelled");
    for (width, height) in [(60, 20), (38, 6), (80, 24)] {
        let screen = panel.at_sizes(&[(width, height)]);
        assert!(screen.contains("cancelled"), "{screen}");
    }
    panel.type_keys("⎋:reopen⏎");
    shows(&panel, "√ Restored SESSION-001");
    panel.type_keys("E");
    hides(&panel, "cancelled");
}

#[test]
fn the_cancelled_session_on_the_desk_is_called_so_before_it_is_corrected() {
    let mut panel = Panel::open(Story::morning());
    panel.type_keys(":cancel⏎E");
    shows(&panel, "▲ SESSION-002 is cancelled: no total counts it");
    panel.type_keys("⎋:reopen⏎");
    shows(&panel, "√ Reopened SESSION-002");
}

#[test]
fn a_session_goes_on_as_a_new_one_like_the_selected_one() {
    let mut story = Story::morning();
    story.give(Command::End { notes: None });
    let mut panel = Panel::open(story);
    panel.type_keys("y▽C");
    shows(&panel, "Started SESSION-003, like SESSION-001");
    panel.type_keys("C");
    shows(&panel, "× No session was continued");
}

#[test]
fn a_break_is_added_to_a_past_session_and_removed_again() {
    let mut panel = forgotten_end();
    panel.type_keys("y⏎B12:00⇥12:45");
    shows(&panel, "add a break to SESSION-001");
    shows(&panel, "active      23h 00m → 22h 15m");
    panel.type_keys("⏎");
    shows(&panel, "√ Added a break to SESSION-001");
    panel.type_keys(":remove a pause⏎");
    for text in ["remove a break from SESSION-001", "pauses      14 Mar 12:00–12:45", "› 12:00"]
    {
        shows(&panel, text);
    }
    panel.type_keys("12:10");
    panel.type_keys("⏎");
    shows(&panel, "√ Removed a break from SESSION-001");
    shows(&panel, "corrected removed break 12:00–12:45, by ana");
}

#[test]
fn a_break_is_of_the_live_session_everywhere_but_on_the_page_of_another() {
    let mut panel = Panel::open(Story::morning());
    panel.type_keys("y▽B");
    shows(&panel, "add a break to SESSION-002");
    panel.type_keys("⎋⏎B");
    shows(&panel, "add a break to SESSION-001");
}

#[test]
fn what_was_corrected_is_said_on_the_page_and_in_the_activities() {
    let mut panel = forgotten_end();
    panel.type_keys("yE⇥17:30⏎⏎");
    shows(&panel, "corrected end 15 Mar 08:00 → 14 Mar 17:30, by ana, 09:00");
    panel.type_keys("⎋⎋");
    shows(&panel, "end 15 Mar 08:00 → 14 Mar 17:30");
    panel.type_keys("w△");
    shows(&panel, "~ SESSION-001  on Sat 14 Mar");
}

#[test]
fn a_correction_of_another_process_reaches_an_open_page() {
    let mut panel = forgotten_end();
    panel.story.give(Command::start(Some("next".into())));
    panel.look(None);
    panel.type_keys("y▽⏎");
    shows(&panel, "session · SESSION-001");
    let id = panel.past[0].id.clone();
    let edit = SessionEdit {
        session: Some(SessionName::Id(id)),
        end: Some(At::Second(panel.past[0].started_at_utc + TimeDelta::hours(8))),
        ..SessionEdit::default()
    };
    panel.story.wait(1, 0).by("bo", Command::Edit(Box::new(edit)));
    panel.hear(PanelEvent::StoreChanged);
    shows(&panel, "09:00–17:00");
    shows(&panel, "by bo, 09:01");
}

#[test]
fn the_dialogs_at_each_size() {
    let sizes = [(200, 60), (140, 40), (80, 24), (60, 20), (50, 20), (40, 12), (40, 8), (38, 6)];
    for (name, keys) in [
        ("correction", "yE⇥17:30"),
        ("correction_refused", "yE10:00⇥9:00"),
        ("addition", "w△+6:30⇥7:45⇥standby"),
    ] {
        insta::assert_snapshot!(name, forgotten_end().type_keys(keys).at_sizes(&sizes));
    }
}

#[test]
fn the_footers_of_history_page_and_week_name_the_keys_of_corrections() {
    let mut panel = Panel::open(Story::morning());
    for (keys, from_columns) in [("y", 60), ("▽⏎", 80), ("⎋⎋w", 60)] {
        panel.type_keys(keys);
        for columns in [140, 80, 60] {
            let screen = panel.at_sizes(&[(columns, 20)]);
            let footer = screen.lines().last().unwrap();
            assert!(footer.contains(" E edit "), "{columns}: {footer}");
            assert!(columns < from_columns || footer.contains(" + add "), "{columns}: {footer}");
        }
    }
}

#[test]
fn the_footer_of_the_week_offers_no_correction_on_a_day_without_sessions() {
    let mut panel = forgotten_end();
    panel.type_keys("w△△");
    hides(&panel, "E edit");
    shows(&panel, "+ add");
    panel.type_keys("▽");
    shows(&panel, "E edit");
}

#[test]
fn the_traces_of_corrections_at_each_size() {
    let sizes = [(140, 30), (80, 24), (50, 20)];
    let mut panel = forgotten_end();
    panel.type_keys("yE⇥17:30⏎w△+6:30⇥7:45⇥standby⏎⎋");
    for (name, keys) in
        [("corrected_history", "y"), ("corrected_page", "▽⏎"), ("corrected_week", "⎋⎋w△")]
    {
        insta::assert_snapshot!(name, panel.type_keys(keys).at_sizes(&sizes));
    }
}

#[test]
fn a_gap_of_a_past_session_is_answered_on_its_page() {
    let mut story = Story::slept();
    story.give(Command::End { notes: None });
    story.now.nonce += 1;
    story.wait(1, 0).give(Command::start(None)).give(Command::End { notes: None });
    let mut panel = Panel::open(story);
    panel.type_keys("y▽⏎g");
    shows(&panel, "what was gap-1 of SESSION-001?");
    shows(&panel, "the machine slept");
    panel.type_keys("k");
    shows(&panel, "active      30m");
    shows(&panel, "→ 1h 00m");
    panel.type_keys("⏎");
    shows(&panel, "√ Answered gap-1 of SESSION-001");
}

#[test]
fn the_activities_name_the_session_that_was_corrected_unless_it_is_on_the_desk() {
    let cancel = |key| Command::Cancel { session: Some(SessionName::Key(SessionKey(key))) };
    let mut story = Story::ended_next_morning();
    story.give(Command::start(None));
    story.give(cancel(1));
    shows(&Panel::open(story.clone()), "SESSION-001 · 23h 00m out of the totals");
    story.give(Command::Undo);
    story.give(cancel(2));
    let panel = Panel::open(story);
    shows(&panel, "cancel    0s out of the totals");
}
