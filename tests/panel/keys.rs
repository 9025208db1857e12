//! What keys do: a state, keys, and then the requests to the desk or the text on the screen.

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use onwatch::core::{
    Anchor, Band, Command, Expect, Light, Phase, Refusal, RefusalKind, SourceTimes, Verb,
};
use onwatch::desk::View;
use onwatch::failure::FailedCommand;
use onwatch::tui::{Effect, PanelEvent, PanelExit};

use crate::common::panel::{Panel, active, damage, hides, idle, shows, verbs};
use crate::common::request::request;
use crate::common::story::{Story, band, note, push};

fn paused() -> Panel {
    let mut story = Story::morning();
    story.give(Command::Pause { reason: None }).wait(5, 0);
    Panel::open(story)
}

/// Each row: a state, keys, the verbs they give, and a text on the screen afterwards.
#[test]
fn keys_give_the_verbs_of_the_table() {
    use Verb::{Band, Break, Edit, End, Health, Note, Pause, Pop, Push, Redo, Resume, Start, Undo};
    type HistoryRow = (fn() -> Panel, &'static str, &'static [Verb], &'static str);
    let rows: &[HistoryRow] = &[
        (idle, "s⏎", &[Start], "√ Started SESSION-001"),
        (idle, "sdeploy⏎", &[Start], "start     deploy"),
        (idle, "s⏎p", &[Start, Pause], "‖ PAUSED"),
        (idle, "s⏎prp ", &[Start, Pause, Resume, Pause, Resume], "● ACTIVE"),
        (idle, "s⏎pe⏎", &[Start, Pause, End], "■ ENDED"),
        (active, "nall is well⏎", &[Note], "note      all is well"),
        (active, "cepic: 9 Big one ~2h⏎", &[Push], "√ Entered the new EPIC-9"),
        (active, "xx", &[Pop, Pop], "√ Left SPRINT-12"),
        (active, "bd queue⏎", &[Band], "√ Band C → D Survival"),
        (active, "hr disk full⏎", &[Health], "√ Health yellow → red"),
        (active, "pu", &[Pause, Undo], "√ Undone"),
        (active, "puU", &[Pause, Undo, Redo], "√ Redone"),
        (active, "Plunch⏎", &[Pause], "pause     lunch"),
        (active, "B30m⏎", &[Break], "11:50–12:20: 27m no longer count"),
        (active, "Snext⏎", &[Start], "started SESSION-003"),
        (active, "E⇥⇥!⏎", &[Edit], "grows!"),
        (active, "e⏎", &[End], "√ Ended SESSION-002"),
        (active, "edone now⏎", &[End], "done now"),
        (paused, "p", &[Resume], "● ACTIVE"),
        // A verb that is not allowed now is answered with the reason, and not sent.
        (idle, "p", &[], "× The session was not paused"),
        (idle, "r", &[], "no session is live"),
        (idle, "n", &[], "start one: `s`"),
        (active, "s", &[], "end it first: `e`; or switch to a new one: `S`"),
        (active, "r", &[], "× The session was not resumed"),
        (idle, "u", &[], "× Nothing was undone"),
        (idle, "u", &[], "start one: `s`"),
        (idle, "U", &[], "start one: `s`"),
        (active, "U", &[], "× Nothing was redone"),
        (active, "U", &[], "see what was done: `v`"),
        (active, "⎋g", &[], "see the answers so far: `v`"),
        (idle, "g", &[], "start one: `s`"),
        // Escape closes a prompt and the help, and does nothing elsewhere.
        (active, "nabc⎋", &[], "SESSION-002"),
        (active, "⎋⎋⎋", &[], "● ACTIVE"),
        (active, "?⎋", &[], "● ACTIVE"),
        (active, "?", &[], "› keys"),
        // In a prompt, the panel's keys are text; in the help, they do nothing.
        (active, "nspex?q⏎", &[Note], "note      spex?q"),
        (active, "?pexu⎋", &[], "● ACTIVE"),
    ];
    for (open, keys, given, seen) in rows {
        let mut panel = open();
        panel.type_keys(keys);
        assert_eq!(verbs(&panel), *given, "{keys}\n{}", panel.screen());
        shows(&panel, seen);
    }
}

#[test]
fn space_and_p_send_what_the_operator_saw_never_toggle() {
    let open: [(fn() -> Panel, Phase); 2] = [(active, Phase::Active), (paused, Phase::Paused)];
    for (open, phase) in open {
        let mut panel = open();
        panel.type_keys(" ");
        let Some(Expect::Session(Some((_, seen)))) = panel.given[0].expect.clone() else {
            panic!("{:?}", panel.given)
        };
        assert_eq!(seen, phase);
        assert_ne!(panel.given[0].command.verb(), Verb::Toggle);
    }
}

#[test]
fn every_command_says_what_its_giver_saw() {
    let mut panel = active();
    panel.type_keys("nx⏎ctask 9⏎xba⏎hg⏎pue⏎s⏎");
    assert_eq!(panel.given.len(), 9);
    assert!(panel.given.iter().all(|request| request.expect.is_some()), "{:?}", panel.given);
}

#[test]
fn a_redo_is_about_the_change_the_operator_saw_whatever_is_read_meanwhile() {
    let mut panel = active();
    panel.type_keys("pu");
    panel.story.measured("bo", band(onwatch::core::Band::D, "alerts"));
    panel.type_keys("U");
    shows(&panel, "√ Redone");
    panel.type_keys("u");
    panel.story.by("bo", note("another change"));
    panel.type_keys("U");
    shows(&panel, "bo (cli) wrote a note");
}

#[test]
fn a_command_about_what_has_moved_is_refused_and_says_who_moved_it() {
    let mut panel = active();
    panel.story.by("bo", Command::Pause { reason: None });
    panel.type_keys("p");
    assert_eq!(verbs(&panel), [Verb::Pause]);
    shows(&panel, "bo (cli) paused SESSION-002");
    // The panel looks again after a refusal.
    shows(&panel, "‖ PAUSED");
}

#[test]
fn notes_are_changed_of_the_session_that_was_seen() {
    let mut panel = active();
    panel.type_keys("e⏎E⇥⇥⇥and more");
    panel.story.by("bo", Command::start(Some("theirs".into())));
    panel.story.by("bo", Command::End { notes: None });
    panel.type_keys("⏎");
    shows(&panel, "√ Corrected the closing notes of SESSION-002");
    assert_eq!(panel.story.watch.session.as_ref().unwrap().notes(), Some("theirs"));
}

#[test]
fn the_end_of_a_list_that_fits_does_not_hold_what_comes_later_out_of_sight() {
    let mut story = Story::new();
    story.give(Command::start(None)).give(note("number 0."));
    let mut panel = Panel::open(story);
    panel.type_keys("⤓");
    for nth in 1..=40 {
        panel.story.by("bo", note(&format!("number {nth}.")));
    }
    panel.look(None);
    shows(&panel, "number 40.");
    hides(&panel, "number 0.");
}

#[test]
fn a_refused_prompt_keeps_its_text_and_the_reason_until_it_is_given_again() {
    let mut panel = active();
    panel.type_keys("ekeep this");
    panel.story.by("bo", Command::Pause { reason: None });
    panel.type_keys("⏎");
    shows(&panel, "› keep this");
    shows(&panel, "× Nothing was changed");
    panel.type_keys("⏎");
    assert_eq!(verbs(&panel), [Verb::End, Verb::End]);
    shows(&panel, "√ Ended SESSION-002");
}

#[test]
fn a_note_that_is_too_long_stays_in_its_prompt() {
    let mut panel = active();
    panel.type_keys("n");
    panel.hear(PanelEvent::Pasted("x".repeat(4_001)));
    panel.type_keys("⏎");
    shows(&panel, "it has 4001 characters and may have 4000");
    shows(&panel, "write a note in TASK-321");
}

#[test]
fn a_paste_goes_into_a_prompt_as_text_and_fires_no_key() {
    let mut panel = active();
    panel.hear(PanelEvent::Pasted("p\rq\r".into()));
    assert_eq!(verbs(&panel), []);
    assert_eq!(panel.farewell, None);
    panel.type_keys("n");
    panel.hear(PanelEvent::Pasted("one\rtwo q".into()));
    shows(&panel, "› one↵two q");
    panel.type_keys("⏎");
    assert_eq!(panel.given[0].command, note("one\ntwo q"));
}

#[test]
fn a_held_key_gives_one_command() {
    for first_delay in [33, 250, 500, 660] {
        let mut panel = active();
        panel.press('p');
        panel.pass_ms(first_delay);
        for _ in 0..40 {
            panel.press('p');
            panel.pass_ms(33);
        }
        panel.pass_ms(1_000);
        assert_eq!(verbs(&panel), [Verb::Pause], "first delay {first_delay} ms");
    }
}

#[test]
fn a_key_pressed_again_by_a_quick_hand_counts_again() {
    let mut panel = active();
    panel.press('x');
    panel.pass_ms(220);
    panel.press('x');
    panel.pass_ms(220);
    assert_eq!(verbs(&panel), [Verb::Pop, Verb::Pop]);
}

#[test]
fn only_presses_act_and_repeats_scroll() {
    let mut panel = active();
    panel.key_of_kind('p', KeyEventKind::Release);
    panel.key_of_kind('p', KeyEventKind::Repeat);
    assert_eq!(verbs(&panel), []);
    let before = panel.screen();
    panel.key_of_kind('j', KeyEventKind::Repeat);
    assert_ne!(panel.screen(), before);
}

#[test]
fn a_key_with_super_hyper_or_meta_neither_acts_nor_types() {
    for held in [KeyModifiers::SUPER, KeyModifiers::HYPER, KeyModifiers::META] {
        let mut panel = active();
        for place in ["", "nhalf a note", "⎋b", "⎋:", "⎋/"] {
            panel.type_keys(place);
            let before = panel.screen();
            for code in [KeyCode::Char('p'), KeyCode::Char(' '), KeyCode::Enter, KeyCode::Esc] {
                panel.hear(PanelEvent::Key(KeyEvent::new(code, held)));
            }
            assert_eq!((panel.screen(), verbs(&panel)), (before, vec![]), "{held:?} {place:?}");
        }
    }
}

#[test]
fn a_key_is_deaf_while_its_command_is_under_way_and_nothing_is_said_before_the_answer() {
    let mut panel = active();
    panel.slow().type_keys("pppx");
    assert_eq!(verbs(&panel), [Verb::Pause]);
    hides(&panel, "√");
    shows(&panel, "pause: waiting for the store…");
    panel.answer();
    shows(&panel, "√ Paused SESSION-002");
    hides(&panel, "waiting");
}

#[test]
fn an_answer_that_takes_long_keeps_the_prompt_as_it_is() {
    let mut panel = active();
    panel.slow().type_keys("nabc⏎⎋xyz⏎");
    shows(&panel, "› abc");
    assert_eq!(verbs(&panel), [Verb::Note]);
    panel.answer();
    hides(&panel, "› abc");
}

#[test]
fn leaving_waits_for_the_command_under_way_and_says_its_outcome() {
    for leave in ["q", "⌃"] {
        let mut panel = active();
        panel.slow().type_keys("p").type_keys(leave);
        assert_eq!(panel.farewell, None);
        panel.answer();
        let Some(PanelExit::Left(line)) = &panel.farewell else { panic!("{:?}", panel.farewell) };
        assert!(line.starts_with("Paused SESSION-002: 2h 16m active.\n"), "{line}");
        assert!(line.contains("SESSION-002 is still paused"), "{line}");
    }
}

#[test]
fn every_end_of_the_world_leaves_with_the_session_named() {
    for news in [PanelEvent::Stop, PanelEvent::TerminalGone] {
        let mut panel = active();
        panel.hear(news);
        let Some(PanelExit::Left(line)) = &panel.farewell else { panic!("{:?}", panel.farewell) };
        assert!(line.starts_with("SESSION-002 is still active (2h 15m active so far)."), "{line}");
    }
}

#[test]
fn a_broken_worker_does_not_keep_the_panel_waiting() {
    let mut panel = active();
    panel.slow().type_keys("p");
    panel.hear(PanelEvent::ThreadBroke { thread: "watcher".into(), text: "boom".into() });
    assert_eq!(panel.farewell, None);
    panel.hear(PanelEvent::ThreadBroke { thread: "worker".into(), text: "boom".into() });
    let broke = PanelExit::Broke { text: "boom".into(), outcome: None };
    assert_eq!(panel.farewell, Some(broke));
}

#[test]
fn a_change_made_elsewhere_is_announced_and_ones_own_is_not() {
    let mut panel = active();
    panel.type_keys("p");
    panel.hear(PanelEvent::StoreChanged);
    hides(&panel, "→ ana");
    panel.story.by("bo", Command::Resume);
    panel.hear(PanelEvent::StoreChanged);
    shows(&panel, "→ bo (cli) resumed SESSION-002");
}

#[test]
fn many_changes_made_elsewhere_are_told_in_one_toast() {
    let mut panel = active();
    for nth in 1..=9 {
        panel.story.by("bo", note(&format!("number {nth}")));
        panel.hear(PanelEvent::StoreChanged);
    }
    shows(&panel, "→ bo (cli) wrote a note in SESSION-002:");
    shows(&panel, "and 8 more");
    hides(&panel, "→ bo (cli) wrote a note in SESSION-002: number 8");
}

#[test]
fn one_operator_alone_is_not_named_in_every_row() {
    let mut story = Story::new();
    story.by("bo", Command::start(None)).by("bo", note("mine"));
    hides(&Panel::open(story), "  bo │");
    shows(&Panel::sized(Story::morning(), 160, 40, true), "  bo │");
    hides(&Panel::sized(Story::morning(), 160, 40, true), "  ana │");
}

#[test]
fn toasts_go_by_themselves() {
    let mut panel = active();
    panel.type_keys("p").pass_ms(4_500);
    hides(&panel, "√");
}

const WARNING: &str = "state.json was not used";

/// The answer to a command that was refused, with a warning of the store.
fn refused_with_a_warning() -> PanelEvent {
    let refused = Refusal::new(RefusalKind::Refused, "No such thing", "it is refused", "wait");
    let failed = FailedCommand { failure: refused.into(), warnings: vec![WARNING.into()] };
    PanelEvent::CommandAnswered(Box::new(Err(failed)))
}

#[test]
fn a_refused_command_shows_the_warnings_of_the_store() {
    let mut panel = active();
    panel.hear(refused_with_a_warning());
    shows(&panel, "No such thing");
    shows(&panel, WARNING);
}

#[test]
fn a_refused_command_shows_no_warning_that_was_shown() {
    let mut panel = active();
    let watch = panel.story.watch.clone();
    let warnings = vec![WARNING.into()];
    let view = View {
        watch,
        heartbeat: None,
        sources: SourceTimes::default(),
        directives: Arc::default(),
        read_only: None,
        warnings,
    };
    panel.hear(PanelEvent::StoreRead(Box::new(Ok(view))));
    shows(&panel, WARNING);
    panel.pass_ms(11_000);
    panel.hear(refused_with_a_warning());
    shows(&panel, "No such thing");
    hides(&panel, WARNING);
}

#[test]
fn damage_shows_a_banner_stops_the_clock_and_refuses_keys_with_the_reason() {
    let mut panel = active();
    panel.look(Some(damage()));
    let clock = |panel: &Panel| panel.screen().lines().skip(7).take(3).collect::<String>();
    let before = clock(&panel);
    shows(&panel, "damaged at byte 48123");
    shows(&panel, "last known at 12:19");
    panel.story.wait(0, 30);
    panel.hear(PanelEvent::Resized(panel.model.size()));
    assert_eq!(clock(&panel), before);
    panel.type_keys("pnx");
    assert_eq!(verbs(&panel), []);
    shows(&panel, "× The store needs attention");
    panel.look(None);
    hides(&panel, "damaged at byte 48123: the");
    panel.type_keys("⎋p");
    assert_eq!(verbs(&panel), [Verb::Pause]);
}

#[test]
fn the_focus_moves_and_scrolls_within_reach() {
    let mut panel = paused();
    shows(&panel, "› activities");
    panel.type_keys("⇥");
    shows(&panel, "› governance");
    panel.type_keys("⇤↓↓↓↓↓↓↓↓↓↓");
    shows(&panel, "band      B → A");
    let end = panel.screen();
    panel.type_keys("↓jk");
    assert_ne!(panel.screen(), end);
    panel.type_keys("j");
    assert_eq!(panel.screen(), end);
}

#[test]
fn what_somebody_reads_stays_when_something_new_comes() {
    let mut panel = active();
    panel.type_keys("jjj");
    let row = |panel: &Panel| panel.screen().lines().nth(14).unwrap().to_owned();
    let read = row(&panel);
    panel.story.by("bo", note("new"));
    panel.hear(PanelEvent::StoreChanged);
    assert_eq!(row(&panel), read);
}

/// Types the name of an action into the palette and runs it.
fn run(panel: &mut Panel, name: &str) {
    panel.type_keys(":").type_keys(name).type_keys("⏎");
}

#[test]
fn what_has_no_key_is_run_by_its_name() {
    let mut panel = active();
    run(&mut panel, "cancel");
    shows(&panel, "√ Cancelled SESSION-002");
    run(&mut panel, "reopen");
    shows(&panel, "√ Reopened SESSION-002");
    assert_eq!(verbs(&panel), [Verb::Cancel, Verb::Reopen]);
    run(&mut panel, "reopen");
    shows(&panel, "× No session was reopened");
    assert_eq!(verbs(&panel).len(), 2);
    assert!(panel.given.iter().all(|request| request.expect.is_some()), "{:?}", panel.given);
}

#[test]
fn a_cancel_is_taken_back_by_an_undo() {
    let mut panel = active();
    run(&mut panel, "cancel");
    panel.type_keys("u");
    shows(&panel, "● ACTIVE");
}

#[test]
fn a_reopening_is_of_the_session_that_its_giver_saw() {
    let mut panel = active();
    run(&mut panel, "cancel");
    panel.story.by("bo", Command::start(None)).by("bo", Command::End { notes: None });
    run(&mut panel, "reopen");
    shows(&panel, "× Nothing was changed");
}

#[test]
fn what_comes_without_a_key_can_be_given_one() {
    let mut panel = Panel::set("[keys]\ncancel = 'K'\n", Story::morning(), 80, 24);
    panel.type_keys("K");
    assert_eq!(verbs(&panel), [Verb::Cancel]);
}

#[test]
fn the_help_names_every_key_and_marks_what_is_not_possible_now() {
    let mut panel = Panel::sized(Story::morning(), 120, 115, true);
    panel.type_keys("?");
    for words in [
        "Ctrl-C",
        "  × r           Resume the session",
        "    n           Write a note",
        "    : cancel    Discard the live",
        "  × : reopen    Reopen the last session",
        "    D Survival  only what keeps the service alive",
        "onwatch log",
    ] {
        shows(&panel, words);
    }
    hides(&panel, "no gap is open");
}

#[test]
fn the_help_says_why_the_key_under_its_cursor_is_not_possible() {
    let mut panel = active();
    panel.type_keys("?");
    shows(&panel, "›× s ");
    shows(&panel, "× SESSION-002 is active (2h 16m so far): end it first: `e`");
    panel.type_keys("j");
    shows(&panel, "›  p, Space");
    hides(&panel, "is active (2h 16m so far): end");
    panel.type_keys("⤓");
    shows(&panel, "›  onwatch log");
    panel.type_keys("⌂");
    shows(&panel, "›× s ");
}

#[test]
fn at_80_by_24_the_first_page_of_the_help_has_every_key_of_session_and_context() {
    for open in [idle, active, paused] {
        let mut panel = open();
        panel.type_keys("?");
        let screen = panel.screen();
        let (_, first) = screen.split_once(" session ─").unwrap();
        let keys: Vec<String> = first.lines().map(|line| line.chars().skip(5).collect()).collect();
        for key in
            ["s ", "p, Space", "n ", "u ", "U ", "e ", "g ", ": cancel", ": reopen", "c ", "x "]
        {
            assert!(keys.iter().any(|row| row.starts_with(key)), "{key}\n{screen}");
        }
    }
}

#[test]
fn the_help_has_two_columns_where_there_is_room() {
    let mut panel = Panel::sized(Story::morning(), 140, 40, true);
    panel.type_keys("?");
    let screen = panel.screen();
    let heads = screen.lines().find(|line| line.contains(" session ─")).unwrap();
    assert_eq!(heads.matches(" ──").count(), 2, "{screen}");
    hides(&panel, "…");
}

#[test]
fn the_help_explains_the_signs_as_they_are_drawn() {
    for (glyphs, signs) in [
        ("unicode", ["·····", "?????", "◆ ", "▸ ", "◂ ", "■ "]),
        ("ascii", [".....", "?????", "* ", "> ", "< ", "# "]),
    ] {
        let text = format!("[panel]\nglyphs = '{glyphs}'\n");
        let mut panel = Panel::set(&text, Story::morning(), 120, 115);
        panel.type_keys("?");
        let meant = [
            "Pause",
            "Gap without",
            "Note",
            "Context entered",
            "Context left",
            "Band D or health red",
        ];
        for (sign, meant) in signs.into_iter().zip(meant) {
            shows(&panel, &format!("{sign:<12}{meant}"));
        }
    }
}

#[test]
fn ending_shows_the_summary_of_the_session_that_ends() {
    let mut panel = active();
    panel.type_keys("e");
    for words in ["active      2h 16m", "18m in 2 breaks", "TASK-321  44m, closes", "A → C  worse"]
    {
        shows(&panel, words);
    }
}

#[test]
fn resuming_after_a_suspension_draws_all() {
    let mut panel = active();
    panel.type_keys("n␚");
    panel.hear(PanelEvent::Continued);
    assert_eq!(panel.asked, [Effect::Suspend, Effect::Restore]);
}

#[test]
fn suspending_waits_for_the_command_under_way_which_holds_the_lock() {
    let mut panel = active();
    panel.slow().type_keys("p␚");
    assert_eq!(panel.asked, []);
    panel.answer();
    assert_eq!(panel.asked, [Effect::Suspend]);
}

#[test]
fn the_panel_wakes_by_the_second_while_active_and_by_the_minute_else() {
    assert!(active().model.rest_ms() <= 1_010);
    let mut story = Story::morning();
    story.give(Command::Pause { reason: None });
    story.now.utc += chrono::TimeDelta::seconds(1);
    let rest = Panel::open(story).model.rest_ms();
    assert!((50_000..=60_010).contains(&rest), "{rest}");
}

#[test]
fn within_one_second_nothing_on_the_screen_changes() {
    let mut panel = active();
    let before = panel.draw().0;
    panel.pass_ms(900);
    assert!(panel.draw().0 == before);
    panel.pass_ms(200);
    assert!(panel.draw().0 != before);
}

#[test]
fn hostile_text_reaches_no_cell_as_it_is() {
    let evil = "\u{1b}]0;owned\u{7}\u{202e}abc\u{200b}\u{9b}31m\u{e0041}";
    let mut story = Story::new();
    story.give(Command::start(Some(evil.into())));
    story.by(evil.get(..4).unwrap(), band(onwatch::core::Band::D, evil));
    let evil_id = push("task", "e\u{1b}1", Some(evil), None);
    story.obey_unasked(&request(evil_id)).unwrap();
    story.give(note(evil));
    let mut panel = Panel::sized(story, 120, 40, true);
    let acts = |c: &char| c.is_control() && *c != '\n' || "\u{202e}\u{200b}\u{e0041}".contains(*c);
    for keys in ["n", "b", "hr", "e", "e△", "ctask ", "c△", "⎋e⏎s", "⇤y"] {
        panel.type_keys(keys);
        panel.hear(PanelEvent::Pasted(evil.into()));
        let screen = panel.screen();
        assert_eq!(screen.chars().find(acts), None, "{keys}\n{screen}");
        assert!(screen.contains("‹U+001B›"), "{keys}\n{screen}");
        if !keys.contains('s') {
            panel.type_keys("⎋");
        }
    }
}

/// A session across a reboot: the machine was down for half an hour, and that gap is not answered.
fn rebooted() -> Panel {
    let on = |clock: &str, ms| Some(Anchor { clock: clock.into(), boot_ms: ms, mono_ms: ms });
    let mut story = Story::new();
    story.now.steady = on("first", 1_000_000);
    story.give(Command::start(Some("Watch the rollout".into()))).wait(30, 0);
    story.now.steady = on("second", 20_000);
    Panel::open(story)
}

#[test]
fn a_gap_is_asked_about_until_it_is_answered() {
    let mut panel = rebooted();
    shows(&panel, "▲ gap-1: the machine was down");
    shows(&panel, "press g to answer");
    panel.type_keys("gsometimes⏎");
    shows(&panel, "× The gap was not answered");
    panel.type_keys("⌫⌫⌫⌫⌫⌫⌫⌫⌫k⏎");
    assert_eq!(verbs(&panel), [Verb::Gap]);
    hides(&panel, "▲ gap-1");
    assert!(panel.story.glance().gaps.is_empty());
}

#[test]
fn a_band_or_health_set_in_the_panel_is_taken_back_before_what_came_before_it() {
    let mut panel = active();
    let before = panel.story.watch.governance.clone();
    panel.type_keys("bd all is lost⏎hr⏎");
    assert_eq!(panel.story.watch.governance.cone.band, Band::D);
    panel.type_keys("u");
    assert_eq!(panel.story.watch.governance.health, before.health);
    panel.type_keys("u");
    assert_eq!(panel.story.watch.governance, before, "with its reason and its age");
    shows(&panel, "Undone: the band of 12:20 (C → D");
    panel.type_keys("UU");
    let now = &panel.story.watch.governance;
    assert_eq!((now.cone.band, now.health.status), (Band::D, Light::Red));
    assert_eq!(now.cone.reason, "all is lost");
}

#[test]
fn the_footer_and_the_toast_name_what_an_undo_undoes_whoever_did_it() {
    let mut panel = Panel::sized(Story::morning(), 170, 40, true);
    panel.type_keys("nqueue is slow⏎");
    shows(&panel, "u undo note queue is slow  ");
    panel.story.by("bo", band(Band::D, "outage"));
    panel.look(None);
    let screen = panel.screen();
    let footer = screen.lines().last().unwrap();
    assert!(footer.contains("u undo band C→D  "), "{footer}");
    assert_eq!(screen.matches("u undo band C→D").count(), 2, "{screen}");
    // What a source measures is not what an undo undoes.
    panel.story.wait(1, 0).measured("probe", band(Band::B, "calm again"));
    panel.look(None);
    let screen = panel.screen();
    assert!(screen.lines().last().unwrap().contains("u undo band C→D  "), "{screen}");
    assert_eq!(screen.matches("u undo band C→D").count(), 1, "{screen}");
    panel.type_keys("u");
    assert_eq!(
        panel.story.watch.governance.readings.band_of("manual").unwrap().value.band,
        Band::C
    );
    shows(&panel, "u undo note queue is slow  ");
    shows(&panel, "U redo band C→D  ");
}

/// The last row of a panel at a width: an undo and a redo are possible, and perhaps a gap is open.
fn footer(width: u16, with_gap: bool) -> String {
    let mut story = if with_gap { Story::slept() } else { Story::morning() };
    story.give(note("queue is slow")).give(note("the lock is gone")).give(Command::Undo);
    let panel = Panel::sized(story, width, 24, true);
    panel.screen().lines().last().unwrap().trim().to_owned()
}

/// Each row: the columns, whether a gap is open, and what the footer then says.
#[test]
fn the_footer_drops_quit_first_and_the_keys_of_every_hour_last() {
    for (width, with_gap, row) in [
        (
            160,
            false,
            "p pause  n note  c context  x leave  b band  h health  a ack  u undo note queue is slow  U redo  e end  S switch  B break  y history  w week  : all  ? help",
        ),
        (
            140,
            false,
            "p pause  n note  c context  x leave  b band  h health  a ack  u undo note queue is slow  U redo  e end  S switch  y history  : all  ? help",
        ),
        (
            120,
            false,
            "p pause  n note  c context  b band  h health  a ack  u undo note queue is slow  e end  y history  : all  ? help",
        ),
        (
            100,
            false,
            "p pause  n note  c context  b band  h health  a ack  u undo  e end  y history  : all  ? help",
        ),
        (
            100,
            true,
            "p pause  n note  c context  b band  h health  u undo  e end  g answer  y history  : all  ? help",
        ),
        (80, false, "p pause n note b band h health a ack u undo e end y history : all ? help"),
        (80, true, "p pause n note b band h health u undo e end g answer y history : all ? help"),
        (60, false, "p pause n note h health a ack u undo e end : all ? help"),
        (60, true, "p pause n note h health u undo e end g answer : all ? help"),
        (50, false, "p pause n note a ack u undo e end : all ? help"),
        (40, false, "p pause n note a ack e end : all ? help"),
    ] {
        assert_eq!(footer(width, with_gap), row, "{width} {with_gap}");
    }
}

#[test]
fn what_a_program_reads_is_kept_beside_what_was_set_and_disturbs_no_undo() {
    let mut panel = active();
    panel.type_keys("bd⏎hr⏎").story.wait(1, 0);
    panel.story.measured("probe", band(Band::B, "calm again"));
    panel.look(None);
    assert_eq!(panel.story.watch.governance.cone.band, Band::D);
    panel.type_keys("u");
    assert_eq!(panel.story.watch.governance.health.status, Light::Yellow);
    panel.type_keys("u");
    assert_eq!(panel.story.watch.governance.cone.band, Band::C);
    let measured = panel.story.watch.governance.readings.band_of("probe").unwrap();
    assert_eq!(measured.value.band, Band::B);
}

#[test]
fn a_sight_of_the_machine_is_kept_once_a_minute_while_a_session_is_active() {
    let mut panel = active();
    let beats = |panel: &Panel| panel.asked.iter().filter(|e| **e == Effect::KeepHeartbeat).count();
    for _ in 0..150 {
        panel.story.wait(0, 1);
        panel.hear(PanelEvent::Tick);
    }
    assert_eq!(beats(&panel), 2);
    // A read-only store is left alone.
    panel.look(Some(damage()));
    panel.story.wait(5, 0);
    panel.hear(PanelEvent::Resized(panel.model.size()));
    assert_eq!(beats(&panel), 2);
    let mut panel = paused();
    panel.story.wait(5, 0);
    panel.hear(PanelEvent::Tick);
    assert_eq!(beats(&panel), 0);
}

#[test]
fn the_files_are_looked_at_again_at_the_turn_of_each_minute() {
    let mut panel = paused();
    panel.pass_ms(60_000);
    assert_eq!(panel.looks, 1);
    panel.hear(PanelEvent::Tick);
    assert_eq!(panel.looks, 1);
    panel.pass_ms(5 * 60_000);
    assert_eq!(panel.looks, 6);
}

/// Each row: what is open, and what the screen shows once `q` and Ctrl-C have left the top of it.
#[test]
fn q_and_ctrl_c_leave_what_lies_on_top_before_the_panel() {
    for (open, leave, gone, left) in [
        ("?", "q", "› keys", "● ACTIVE"),
        ("?", "⌃", "› keys", "● ACTIVE"),
        (":", "⌃", "› actions", "● ACTIVE"),
        ("nhalf", "⌃", "› half", "● ACTIVE"),
        ("e", "⌃", "end SESSION-002", "● ACTIVE"),
        ("v", "q", "› SESSION-002", "● ACTIVE"),
        ("v", "⌃", "› SESSION-002", "● ACTIVE"),
        ("y", "q", "› history", "● ACTIVE"),
        ("y", "⌃", "› history", "● ACTIVE"),
        ("y?", "q", "› keys", "› history"),
        ("yv", "q", "audit trail", "› history"),
        ("y/imp", "⌃", "Esc Esc clear filter", "› history"),
        ("/imp", "⌃", "Esc Esc clear filter", "● ACTIVE"),
    ] {
        let mut panel = active();
        panel.type_keys(open).type_keys(leave);
        assert_eq!(panel.farewell, None, "{open} {leave}");
        hides(&panel, gone);
        shows(&panel, left);
        panel.type_keys("⌃⌃⌃");
        assert!(panel.farewell.is_some(), "{open} {leave}");
    }
}

#[test]
fn quit_by_its_name_quits_from_every_screen() {
    for open in ["", "y", "v"] {
        let mut panel = active();
        panel.type_keys(open);
        run(&mut panel, "quit");
        assert!(panel.farewell.is_some(), "{open}");
    }
}

/// Each row: settings, keys, and what the screen then shows: the key `p` of the activities pane wins
/// there, and the one of everywhere elsewhere.
#[test]
fn the_key_of_the_pane_in_focus_wins_over_the_key_of_everywhere() {
    for (keys, given, seen) in [
        ("p", vec![], "Esc Esc clear filter"),
        ("⇥p", vec![Verb::Pause], "‖ PAUSED"),
        ("vp", vec![Verb::Pause], "√ Paused SESSION-002"),
        ("yp", vec![], "Esc Esc clear filter"),
    ] {
        let mut panel = Panel::set("[keys]\nfilter = 'p'\n", Story::morning(), 80, 24);
        panel.type_keys(keys);
        assert_eq!(verbs(&panel), given, "{keys}\n{}", panel.screen());
        shows(&panel, seen);
    }
}

/// The keys of a place hide those of everywhere there, so they are not shown there.
#[test]
fn footer_help_and_palette_show_the_keys_that_work_where_the_operator_is() {
    let text = "[keys]\nfocus-next = 'n'\nfilter = 'h'\nhistory = ['n', 'y']\nnote = 'F2'\n";
    let mut panel = Panel::set(text, Story::morning(), 140, 40);
    let footer = |panel: &Panel| panel.screen().lines().last().unwrap().to_owned();
    // The activities have the focus: `h` filters there.
    assert!(footer(&panel).contains("y history"), "{}", footer(&panel));
    assert!(!footer(&panel).contains("h health"), "{}", footer(&panel));
    panel.type_keys("?");
    shows(&panel, ": health");
    panel.type_keys("⎋:health");
    assert!(!panel.screen().contains("health       h "), "{}", panel.screen());
    panel.type_keys("⎋n");
    assert!(footer(&panel).contains("h health"), "{}", footer(&panel));
    panel.type_keys("?");
    shows(&panel, ": filter");
}

#[test]
fn a_key_that_only_another_pane_has_works_in_every_pane() {
    let mut panel = active();
    panel.type_keys("◁");
    shows(&panel, "› SESSION-002");
    panel.type_keys("⇤/");
    shows(&panel, "› activities");
    shows(&panel, "Esc Esc clear filter");
}

#[test]
fn a_key_of_several_other_panes_asks_for_the_focus() {
    let text = "[keys]\nfilter = 'z'\nearlier = 'z'\n";
    let mut panel = Panel::set(text, Story::morning(), 80, 24);
    panel.type_keys("⇥z");
    shows(&panel, "'filter' works in the activities pane");
    shows(&panel, "'earlier'");
    shows(&panel, "Tab moves the focus");
}

/// Each row: a state, the keys of all dialogs that its state refuses, and why.
#[test]
fn what_is_typed_after_a_refused_dialog_key_is_text_and_acts_as_no_key() {
    type Row = (fn() -> Panel, &'static str, &'static str);
    let rows: &[Row] = &[
        (idle, "n c e", "no session is live"),
        (idle, "g", "there was no session yet"),
        (active, "s", "SESSION-002 is active"),
        (active, "⎋g", "no gap is open"),
        (paused, "s", "SESSION-002 has been paused"),
    ];
    for (open, keys, why) in rows {
        for key in keys.split(' ') {
            let mut panel = open();
            panel.type_keys(key).type_keys("keep, exit, pause, undo: q");
            assert_eq!((verbs(&panel), &panel.farewell), (vec![], &None), "{key}");
            panel.type_keys("⏎");
            assert_eq!((verbs(&panel), &panel.farewell), (vec![], &None), "{key}");
            shows(&panel, "undo: q");
            shows(&panel, "Esc, then ");
            shows(&panel, why);
        }
    }
}

#[test]
fn a_note_that_is_typed_before_the_session_is_there_once_it_has_started() {
    let mut panel = idle();
    panel.type_keys("nthe queue is stuck⏎");
    shows(&panel, "no session is live");
    panel.type_keys("⎋s⏎n⏎");
    assert_eq!(verbs(&panel), [Verb::Start, Verb::Note]);
    shows(&panel, "the queue is stuck");
}

/// Movement may have nowhere to go, and a screen need not open twice.
#[test]
fn no_key_with_an_action_is_ignored_on_any_screen_in_any_state() {
    let table = onwatch::tui::keys_markdown().unwrap();
    let names = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let letters = names.filter(|name| name.len() == 1 && !"jk".contains(name));
    let keys: Vec<char> = letters.flat_map(str::chars).chain("◁⇥⇤".chars()).collect();
    assert!(keys.len() > 20, "{keys:?}");
    for open in [idle, active, paused] {
        for (screen, itself) in [("", ' '), ("⇥", ' '), ("⇤", ' '), ("y", 'y'), ("v", 'v')] {
            for key in keys.iter().filter(|key| **key != itself) {
                let mut panel = open();
                panel.type_keys(screen);
                let before = (panel.screen(), panel.given.len(), panel.asked.len());
                panel.press(*key);
                let after = (panel.screen(), panel.given.len(), panel.asked.len());
                let left = panel.farewell.is_some();
                assert!(left || before != after, "{key:?} on {screen:?}\n{}", panel.screen());
            }
        }
    }
}

#[test]
fn what_is_typed_for_a_prompt_while_a_command_is_under_way_is_text_for_it() {
    let mut panel = active();
    panel.slow().type_keys("xnsend mail: please end it⏎");
    panel.answer();
    panel.answer();
    assert_eq!(verbs(&panel), [Verb::Pop, Verb::Note]);
    shows(&panel, "send mail: please end it");
}

#[test]
fn two_notes_typed_in_a_row_are_two_notes_however_slow_the_first_is() {
    let mut panel = active();
    panel.slow().type_keys("nfirst⏎⏎nsecond");
    panel.hear(PanelEvent::Pasted(" half".into()));
    panel.type_keys("⏎");
    panel.answer();
    panel.answer();
    assert_eq!(verbs(&panel), [Verb::Note, Verb::Note]);
    shows(&panel, "second half");
}

#[test]
fn what_was_typed_after_an_answer_that_was_refused_is_dropped_and_named() {
    let mut panel = active();
    panel.story.by("bo", Command::End { notes: None });
    panel.slow().type_keys("nfirst⏎nsecond⏎p");
    panel.answer();
    shows(&panel, "What you typed meanwhile was not used");
    shows(&panel, "first");
    assert_eq!(verbs(&panel), [Verb::Note]);
}

#[test]
fn the_end_of_the_activities_stays_in_view_when_another_one_comes() {
    let mut story = Story::morning();
    for nth in 0..60 {
        story.give(note(&format!("note {nth}")));
    }
    let mut panel = Panel::open(story);
    panel.type_keys("⤓");
    panel.story.by("bo", note("one more"));
    panel.look(None);
    hides(&panel, "note      one more");
}
