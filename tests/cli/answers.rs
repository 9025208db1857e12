//! What a person reads.

use crate::shell::{Said, Shell, lines};

#[test]
fn status_before_the_first_session_says_how_to_start_one_and_exits_3() {
    let Said { exit, out, err } = Shell::new().say("status");
    assert_eq!((exit, err.as_str()), (3, ""));
    let expected = [
        "■ No session yet. Start one: onwatch start",
        "  band     B Caution  Nobody has set a band yet; caution until somebody does",
        "  health   UNKNOWN",
    ];
    assert_eq!(lines(&out), expected);
}

#[test]
fn status_of_an_active_session_begins_with_a_line_that_stands_alone() {
    let shell = Shell::new();
    shell.give(&["start", "-n", "Fix the importer"]);
    shell.say("push project apollo");
    shell.say("push task 7 -e 2h30m");
    shell.say("cone set C -r spent");
    shell.say("health set red -r full -r stuck");
    shell.pass(72);
    let expected = [
        "● SESSION-001  1:12:00  active  Fix the importer",
        "  band     B Caution → C Stabilize (worse), new since 09:00  spent",
        "  health   UNKNOWN → RED (worse), new since 09:00  full; stuck",
        "  context  project apollo › TASK-7 (1h 12m of 2h 30m)",
        "  since    09:00",
    ];
    assert_eq!(lines(&shell.good("status")), expected);
}

#[test]
fn status_of_a_paused_session_says_how_long_and_why() {
    let shell = Shell::after(&["health set green", "start"]);
    shell.pass(30);
    shell.good("pause -r lunch");
    shell.pass(12);
    shell.good("health set yellow");
    let expected = [
        "‖ SESSION-001  0:30:00  paused 12m",
        "  why      lunch",
        "  band     B Caution  Nobody has set a band yet; caution until somebody does",
        "  health   GREEN → YELLOW (worse), new since 09:42",
        "  since    09:00, paused 12m in 1 break",
    ];
    assert_eq!(lines(&shell.good("status")), expected);
}

#[test]
fn status_of_a_session_from_yesterday_shows_the_date() {
    let shell = Shell::after(&["start"]);
    shell.pass(24 * 60);
    assert!(shell.good("status").contains("  since    2026-01-01 09:00\n"));
}

#[test]
fn long_notes_are_cut_in_the_first_line_and_whole_below_it() {
    let shell = Shell::new();
    let notes = "0123456789".repeat(7);
    shell.give(&["start", "-n", &notes]);
    let out = shell.good("status");
    let head = format!("● SESSION-001  0:00:00  active  {}…", &notes[..60]);
    assert_eq!(lines(&out)[..2], [head, format!("  notes    {notes}")]);
}

#[test]
fn status_after_an_end_or_a_cancel_names_the_session_and_exits_3() {
    let shell = Shell::after(&["start"]);
    shell.pass(65);
    shell.good("end");
    shell.pass(12);
    let Said { exit, out, .. } = shell.say("status");
    assert_eq!(exit, 3);
    assert_eq!(lines(&out)[0], "■ No live session. SESSION-001 ended 12m ago (1h 05m active).");
    shell.good("start");
    shell.good("cancel");
    let head = "■ No live session. SESSION-002 is cancelled; it ended 0s ago.";
    assert_eq!(lines(&shell.say("status").out)[0], head);
}

#[test]
fn without_a_screen_the_panel_is_the_status_and_says_so() {
    let shell = Shell::new();
    let Said { exit, out, err } = shell.say("");
    assert_eq!((exit, out), (3, shell.say("status").out));
    let told = "onwatch: the panel needs a terminal; this is `onwatch status`\n  \
                next: `onwatch --plain` prints each change as a line\n";
    assert_eq!(err, told);
}

#[test]
fn without_a_terminal_plain_says_how_things_stand_and_leaves_when_nobody_types() {
    let mut shell = Shell::after(&["start -n deploy"]);
    shell.terminal = true;
    let Said { exit, out, err } = shell.say("--plain");
    let status = shell.say("status").out;
    let first = status.lines().next().unwrap();
    let hint = "Type a verb such as pause, note TEXT or end. help or ? lists them, quit leaves.";
    assert_eq!((exit, err.as_str()), (0, ""));
    assert_eq!(out, format!("{status}{hint}\n{first}\n"));
}

#[test]
fn how_the_panel_is_shown_is_no_word_for_a_verb() {
    for line in ["--plain status", "--inline 3 start", "--inline 0", "--plain --inline 3"] {
        let said = Shell::new().say(line);
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{line}: {said:?}");
    }
    let said = Shell::new().say("--inline 3 start");
    assert!(said.err.contains("--inline is an option of the panel"), "{}", said.err);
}

#[test]
fn the_lines_of_inline_are_handed_to_the_panel() {
    let mut shell = Shell::new();
    shell.terminal = true;
    shell.env.insert("TERM", "xterm".into());
    let next = shell.run(&["--inline", "3"], &mut Vec::new(), &mut Vec::new());
    assert!(matches!(next, onwatch::cli::CliOutcome::Panel { inline: Some(3), .. }));
}

#[test]
fn a_terminal_opens_the_panel_unless_it_is_a_dumb_one() {
    let mut shell = Shell::new();
    shell.terminal = true;
    for (term, opens) in [(None, false), (Some("dumb"), false), (Some("xterm"), true)] {
        shell.env.remove("TERM");
        shell.env.extend(term.map(|term| ("TERM", term.into())));
        let next = shell.run(&[], &mut Vec::new(), &mut Vec::new());
        assert_eq!(matches!(next, onwatch::cli::CliOutcome::Panel { .. }), opens, "{term:?}");
    }
    assert_eq!(shell.object("")["schema"], "onwatch.status/1");
    assert_eq!(std::fs::read_dir(shell.home.path()).unwrap().count(), 0, "looking wrote");
}

#[test]
fn a_refusal_says_what_why_and_what_next_on_stderr() {
    let shell = Shell::after(&["start"]);
    shell.pass(72);
    let Said { exit, out, err } = shell.say("start");
    assert_eq!((exit, out.as_str()), (4, ""));
    let expected = [
        "onwatch: No session was started",
        "  why:  SESSION-001 is active (1h 12m so far)",
        "  next: end it first: `onwatch end`; or switch to a new one: `onwatch start --switch`",
    ];
    assert_eq!(lines(&err), expected);
}

#[test]
fn the_log_reads_down_to_the_newest_with_what_each_belonged_to() {
    let shell = Shell::after(&["start -n hello", "push sprint 1", "push task 7 -t Importer"]);
    shell.pass(5);
    shell.good("note it works");
    shell.good("undo");
    let expected = [
        "2026-01-01 09:00  SESSION-001  started     hello",
        "2026-01-01 09:00  SESSION-001  entered     SPRINT-1",
        "2026-01-01 09:00  SESSION-001  entered     TASK-7: Importer",
        "2026-01-01 09:05  SESSION-001  noted       it works · TASK-7 · (undone)",
        "2026-01-01 09:05  SESSION-001  undid       noted it works · TASK-7",
    ];
    assert_eq!(lines(&shell.good("log")), expected);
    assert_eq!(lines(&shell.good("log -n 1")), expected[4..]);
}

#[test]
fn the_log_goes_back_further_than_the_state_remembers() {
    let shell = Shell::after(&["start"]);
    for number in 1..=60 {
        shell.good(&format!("note number {number}"));
    }
    let out = shell.good("log -n 100");
    assert_eq!(lines(&out).len(), 61);
    assert!(lines(&out)[0].ends_with("started"), "{out}");
    assert_eq!(lines(&shell.good("log")).len(), 20);
}

#[test]
fn the_log_of_nothing_says_how_to_begin() {
    let out = Shell::new().good("log");
    assert_eq!(out, "No activity yet. Start a session: onwatch start\n");
    assert_eq!(Shell::new().good("log --json"), "");
}

#[test]
fn the_context_is_indented_and_its_times_stand_in_one_column() {
    let shell = Shell::after(&["start", "push project 審査"]);
    shell.pass(20);
    shell.good("push task 7 -t Importer -e 2h30m");
    shell.pass(12);
    let expected = [
        "SESSION-001  0:32:00 active",
        "  project 審査        32m",
        "    TASK-7  Importer  12m of 2h 30m",
    ];
    assert_eq!(lines(&shell.good("context")), expected);
}

#[test]
fn no_context_is_not_the_same_as_no_session() {
    let shell = Shell::new();
    assert_eq!(shell.say("context").exit, 3);
    shell.good("start");
    let empty = "SESSION-001 has no context. Enter one: onwatch push task 7\n";
    assert_eq!(shell.good("context"), empty);
}

#[test]
fn band_and_health_stand_beside_what_they_were_at_the_start() {
    let shell = Shell::after(&["health set green", "start"]);
    shell.good("cone set D -r fire");
    shell.pass(2);
    let cone = [
        "D Survival (worse), new since 09:00",
        "  why      fire",
        "  set      2m ago",
        "  at start B Caution",
    ];
    assert_eq!(lines(&shell.good("cone")), cone);
    let health = ["GREEN", "  set      2m ago", "  at start GREEN"];
    assert_eq!(lines(&shell.good("health")), health);
    shell.good("end");
    assert_eq!(lines(&shell.good("cone"))[0], "D Survival, new since 09:00");
    assert_eq!(lines(&shell.good("cone")).len(), 3);
}

#[test]
fn what_a_source_measured_names_it_and_several_sources_are_listed() {
    let shell = Shell::after(&["cone set C -r load --source probe", "start"]);
    assert_eq!(
        lines(&shell.good("status"))[1],
        "  band     C Stabilize, by probe, new since 09:00  load"
    );
    shell.pass(2);
    let cone = ["C Stabilize, new since 09:00", "  why      load", "  set      2m ago by probe"];
    assert_eq!(lines(&shell.good("cone"))[..3], cone);
    shell.good("cone set A");
    let listed = [
        "  source   manual: A Expansion, set 0s ago",
        "  source   probe: C Stabilize, set 2m ago",
        "  clear    `onwatch cone clear`, or with `--source NAME`",
    ];
    assert_eq!(lines(&shell.good("cone"))[3..], listed);
    assert_eq!(
        lines(&shell.good("status"))[1],
        "  band     C Stabilize → A Expansion (better), probe says C, new since 09:00"
    );
}

#[test]
fn what_was_set_by_hand_is_withdrawn_once() {
    let shell = Shell::after(&["cone set A", "health set green"]);
    let before = shell.object("log -n 1")["seq"].clone();
    let band =
        "Withdrew the band that was set by hand; it is now B Caution, as no source measures it";
    let given = format!("cone clear --operation c-1 --expect-seq {before}");
    assert_eq!(lines(&shell.good(&given))[0], band);
    assert_eq!(lines(&shell.good(&given))[0], format!("Already done: {band}"));
    assert_eq!(lines(&shell.good("cone"))[0], "B Caution");
    let health =
        "Withdrew the health that was set by hand; it is now unknown, as no source measures it";
    assert_eq!(lines(&shell.good("health clear"))[0], health);
    for (line, shown) in [("cone clear", "cone"), ("health clear", "health")] {
        let said = shell.say(line);
        assert_eq!(said.exit, 3, "{line}");
        assert!(said.err.contains("nothing was set by hand"), "{}", said.err);
        assert!(said.err.contains(&format!("`onwatch {shown}`")), "{}", said.err);
    }
}

#[test]
fn what_a_source_measured_is_withdrawn_by_its_name() {
    let shell = Shell::after(&["cone set D --source probe", "health set red --source probe"]);
    for (line, shown) in [("cone clear", "cone"), ("health clear", "health")] {
        let line = format!("{line} --source probe");
        let said = shell.good(&line);
        assert!(lines(&said)[0].contains("that probe measured"), "{said}");
        let again = shell.say(&line);
        assert_eq!(again.exit, 3, "{line}");
        assert!(again.err.contains("'probe' measured no"), "{}", again.err);
        assert!(again.err.contains(&format!("`onwatch {shown}`")), "{}", again.err);
    }
}

#[test]
fn a_source_that_said_nothing_is_told_with_those_that_did() {
    let shell = Shell::after(&[
        "cone set D --source alerts",
        "health set red --source uptime",
        "health set red --source alerts",
    ]);
    for (line, why, next) in [
        (
            "cone clear --source alrts",
            "measured no band (did you mean `alerts`?)",
            "sources: alerts;",
        ),
        ("cone clear --source uptime", "'uptime' measured no band\n", "sources: alerts;"),
        ("health clear --source uptme", "(did you mean `uptime`?)", "sources: alerts, uptime;"),
        ("health clear --source other", "'other' measured no health\n", "sources: alerts, uptime;"),
        ("health clear", "nothing was set by hand\n", "sources: alerts, uptime;"),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 3, "{line}");
        assert!(said.err.contains(why) && said.err.contains(next), "{line}: {}", said.err);
    }
}

#[test]
fn paths_names_every_place() {
    let shell = Shell::new();
    let home = shell.home.path().display().to_string();
    let out = shell.good("paths --profile night").replace(&home, "~");
    let expected = [
        "config      ~/config/profiles/night",
        "data        ~/data/profiles/night",
        "state       ~/config/profiles/night/state.json",
        "history     ~/data/profiles/night/history",
        "settings    ~/config/config.toml",
        "witness     ~/data/profiles/night/witness",
        "quarantine  ~/data/profiles/night/quarantine",
    ];
    assert_eq!(lines(&out), expected);
}

#[test]
fn quiet_answers_a_change_with_the_exit_code_alone_and_still_complains() {
    let shell = Shell::new();
    assert_eq!(shell.say("start -q"), Said { exit: 0, out: String::new(), err: String::new() });
    let said = shell.say("start -q");
    assert_eq!((said.exit, said.out.as_str()), (4, ""));
    assert!(said.err.starts_with("onwatch: No session was started\n"), "{}", said.err);
    let said = shell.say("start -q --json");
    assert_eq!((said.exit, said.err.as_str()), (4, ""));
    assert!(said.out.contains("onwatch.error/1"), "{}", said.out);
    for line in ["paws -q --json", "--json end --quiet --at 25:00", "--json status --qiet -q"] {
        let said = shell.say(line);
        assert_eq!((said.exit, said.err.as_str()), (2, ""), "{line}");
        assert!(said.out.contains("onwatch.error/1"), "{line}: {}", said.out);
    }
}

#[test]
fn quiet_answers_a_question_with_the_exit_code_alone() {
    let shell = Shell::new();
    let nothing = |exit| Said { exit, out: String::new(), err: String::new() };
    for verb in ["status", "history", "status --json", "history --json"] {
        assert_eq!(shell.say(&format!("-q {verb}")), nothing(3), "{verb}");
    }
    shell.good("start");
    for verb in ["status", "show", "show --markdown", "log", "log --json", "cone", "health", "gap"]
    {
        assert_eq!(shell.say(&format!("-q {verb}")), nothing(0), "{verb}");
    }
    for verb in ["context", "doctor", "paths", "config path", "config check", "config show", "undo"]
    {
        assert_eq!(shell.say(&format!("{verb} --quiet")), nothing(0), "{verb}");
    }
    let said = shell.say("-q show 99");
    assert_eq!((said.exit, said.out.as_str()), (3, ""));
    assert!(said.err.starts_with("onwatch: "), "{}", said.err);
    for line in ["log --follow -q", "desks --follow -q"] {
        assert_eq!(shell.say(line).exit, 2, "{line}: it would print nothing for ever");
    }
}

#[test]
fn the_doctor_says_sound_or_where_it_hurts() {
    let shell = Shell::after(&["start", "note hi"]);
    assert_eq!(shell.good("doctor"), "The store is sound: 2 events and 1 segment checked.\n");
    let segment = shell.home.path().join("data/history/000001-2026-01.jsonl");
    let text = std::fs::read_to_string(&segment).unwrap();
    std::fs::write(&segment, text.replacen("\"seq\":1,", "\"seq\":7,", 1)).unwrap();
    let said = shell.say("doctor");
    assert_eq!(said.exit, 6);
    assert!(said.out.contains("000001-2026-01.jsonl, byte "), "{}", said.out);
    assert!(
        said.out.contains("\n  next: ") && said.out.contains("doctor --repair"),
        "{}",
        said.out
    );
    assert_eq!(shell.object("doctor")["sound"], false);
    shell.good("doctor --repair");
    shell.good("doctor");
}

#[test]
fn a_state_without_its_history_can_be_read_and_says_why_not_written() {
    let shell = Shell::after(&["start"]);
    std::fs::remove_dir_all(shell.home.path().join("data")).unwrap();
    let said = shell.say("status");
    assert_eq!(said.exit, 0);
    assert!(said.out.starts_with("● SESSION-001"), "{}", said.out);
    assert!(said.err.contains("onwatch doctor --adopt"), "{}", said.err);
    assert_eq!(shell.say("end").exit, 6);
    assert_eq!(shell.object("status")["read_only"]["what"], "The store needs attention");
    let doctor = shell.say("doctor");
    assert_eq!(doctor.exit, 6);
    assert!(doctor.out.contains("onwatch doctor --adopt"), "{}", doctor.out);
    shell.good("doctor --adopt");
    // A history that is there must not be moved away for it.
    let again = shell.say("doctor --adopt");
    assert!(again.err.contains("there is nothing to adopt"), "{}", again.err);
    shell.good("end");
}

#[test]
fn a_target_says_when_it_will_be_reached_and_by_how_much_it_was_passed() {
    let shell = Shell::after(&["start --target 2h"]);
    let target = |shell: &Shell| {
        let out = shell.good("status");
        out.lines().find(|line| line.contains("target")).unwrap().trim().to_owned()
    };
    assert_eq!(target(&shell), "target   2h 00m, due 11:00");
    assert_eq!(shell.object("status")["session"]["target_due_utc"], "2026-01-01T09:00:00Z");
    shell.pass(30);
    shell.good("pause");
    assert_eq!(target(&shell), "target   2h 00m, 1h 30m to go");
    assert!(shell.object("status")["session"]["target_due_utc"].is_null());
    shell.good("resume");
    shell.pass(100);
    assert_eq!(target(&shell), "target   2h 00m, reached and 10m over");
    shell.good("end");
    assert!(shell.good("show").contains("target   2h 00m, reached and 10m over"));
}

#[test]
fn a_target_of_nothing_is_a_wrong_word() {
    assert_eq!(Shell::new().say("start --target 0s").exit, 2);
}
