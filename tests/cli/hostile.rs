//! Text that would control a terminal or mislead its reader, in every field and every output.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use serde_json::Value;

use crate::common::hostile::{Hostile, acts, assert_tame, corpus};
use crate::shell::{Said, Shell, objects};

/// Returns a shell whose store has this text in every field that takes text.
fn full_of(hostile: &Hostile) -> Shell {
    let shell = Shell::new();
    let (note, reason, title) = (&hostile.cut(4_000), &hostile.cut(1_000), &hostile.cut(200));
    let (id, kind) = (&hostile.cut(64), &hostile.kind());
    let lines: [&[&str]; 8] = [
        &[
            "start",
            &format!("-n={note}"),
            &format!("--agent={id}"),
            &format!("--workflow={id}"),
            &format!("--type={kind}"),
        ],
        &["push", &format!("-t={title}"), "task", "--", id],
        &["note", "--", note],
        &["cone", "set", "C", &format!("-r={reason}")],
        &["health", "set", "red", &format!("-r={reason}")],
        &["pop"],
        &["push", &format!("-t={title}"), "--", &format!("{kind}:"), id],
        &["pause", &format!("-r={reason}"), &format!("--operation={id}")],
    ];
    let operator = format!("--operator={id}");
    let operator = operator.as_str();
    for line in lines {
        let mut said = shell.give(&[&[operator], line].concat());
        if line.contains(&id.as_str()) && said.err.contains("give another id, such as T-01") {
            // No new context gets such an id.
            assert_said_tame(&said, &hostile.name);
            let plain: Vec<&str> =
                line.iter().map(|word| if *word == id.as_str() { "T-1" } else { word }).collect();
            said = shell.give(&[&[operator], plain.as_slice()].concat());
        }
        assert_eq!(said.exit, 0, "{}: {said:?}", hostile.name);
        assert_said_tame(&said, &hostile.name);
    }
    shell
}

/// Checks both streams: lines are tame, and JSON has no control characters.
fn assert_said_tame(said: &Said, what: &str) {
    for line in said.out.lines().chain(said.err.lines()) {
        if line.starts_with('{') {
            assert!(!line.contains(acts), "{what}: {line:?}");
        } else {
            assert_tame(line, what);
        }
    }
}

#[test]
fn nothing_that_acts_on_a_terminal_comes_out() {
    for hostile in corpus() {
        let shell = full_of(&hostile);
        for verb in [
            "status", "context", "log", "show", "cone", "health", "undo", "redo", "end", "status",
            "show 1", "history",
        ] {
            assert_said_tame(&shell.say(verb), &hostile.name);
            assert_said_tame(&shell.say(&format!("{verb} --json")), &hostile.name);
        }
    }
}

#[test]
fn words_that_are_searched_for_and_what_they_find_are_tame() {
    for hostile in corpus() {
        let shell = full_of(&hostile);
        let text = hostile.cut(4_000);
        for said in
            [shell.give(&["search", "--", &text]), shell.give(&["search", "--json", "--", &text])]
        {
            let exit = if onwatch::core::has_a_word(&text) { 0 } else { 2 };
            assert_eq!(said.exit, exit, "{}: {said:?}", hostile.name);
            assert_said_tame(&said, &hostile.name);
        }
    }
}

#[test]
fn an_id_that_names_no_session_is_tame_in_the_complaint() {
    for hostile in corpus() {
        let id = format!("sess_{}", hostile.whole());
        for words in [["show", &id], ["log", &format!("--session={id}")]] {
            let said = Shell::after(&["start"]).give(&words);
            assert_eq!(said.exit, 3, "{}: {said:?}", hostile.name);
            assert_said_tame(&said, &hostile.name);
        }
    }
}

#[test]
fn a_line_break_in_a_note_makes_no_line_of_its_own() {
    let shell = Shell::after(&["start"]);
    shell.give(&["note", "one\n2026-01-01 09:00  SESSION-001  ended"]);
    assert_eq!(shell.good("log").lines().count(), 2);
}

#[test]
fn json_and_the_state_file_read_back_what_was_typed() {
    for hostile in corpus() {
        let shell = full_of(&hostile);
        let (note, reason, title) = (hostile.cut(4_000), hostile.cut(1_000), hostile.cut(200));
        let id = hostile.cut(64);
        let file = std::fs::read(shell.home.path().join("config/state.json")).unwrap();
        let file: Value = serde_json::from_slice(&file).unwrap();
        for session in [&file["session"], &shell.object("status")["session"]] {
            assert_eq!(session["notes"], note, "{}", hostile.name);
            assert_eq!(session["pause_reason"], reason);
            assert_eq!(session["agent_id"], id);
            assert_eq!(session["workflow_id"], id);
            assert_eq!(session["operator"], id.trim());
        }
        assert_eq!(shell.object("status")["session"]["context_stack"][0]["title"], title);
        assert_eq!(shell.object("cone")["cone"]["reason"], reason.trim());
        assert_eq!(shell.object("health")["health"]["reasons"][0], reason);
        let log = objects(&shell.say("log --json").out);
        assert_eq!(log[2]["text"], note);
        assert_eq!(log[0]["by"]["operator"], id.trim());
    }
}

#[test]
fn words_that_are_no_command_are_tame_in_the_complaint() {
    for hostile in corpus() {
        let text = &hostile.whole();
        let option = &format!("--{text}");
        let places: [&[&str]; 10] = [
            &["history", &format!("--since={text}")],
            &["show", "--", text],
            &["--", text],
            &[option],
            &["--json", option],
            &["cone", "set", "--", text],
            &["end", &format!("--at={text}")],
            &["end", &format!("--ago={text}")],
            &["log", &format!("-n={text}")],
            &["status", &format!("--profile={text}")],
        ];
        for words in places {
            let said = Shell::new().give(words);
            assert_eq!(said.exit, 2, "{}: {words:?}: {said:?}", hostile.name);
            assert_said_tame(&said, &hostile.name);
        }
    }
}

#[test]
fn a_text_beyond_its_bound_is_refused_and_nothing_is_stored() {
    for hostile in corpus() {
        let text = hostile.whole();
        if text.chars().count() > 4_000 {
            let shell = Shell::new();
            let said = shell.give(&["start", &format!("-n={text}")]);
            assert_eq!(said.exit, 2, "{}: {said:?}", hostile.name);
            assert_said_tame(&said, &hostile.name);
            assert_eq!(shell.say("status").exit, 3);
        }
    }
}

#[test]
fn a_home_with_a_hostile_name_works_and_is_tame_where_it_is_named() {
    for hostile in corpus() {
        let mut shell = Shell::new();
        let name = hostile.cut(60).replace(['/', '\0'], "");
        let home = shell.home.path().join(name);
        shell.env.insert("ONWATCH_HOME", home.clone().into());
        for line in ["paths", "paths --json", "start", "doctor", "doctor --json"] {
            let said = shell.say(line);
            assert_eq!(said.exit, 0, "{}: {said:?}", hostile.name);
            assert_said_tame(&said, &hostile.name);
        }
        // The messages about damage name it, too.
        std::fs::write(home.join("config/state.json"), "damaged").unwrap();
        std::fs::remove_dir_all(home.join("data")).unwrap();
        for line in ["status", "status --json", "doctor", "doctor --json"] {
            let said = shell.say(line);
            assert_eq!(said.exit, 6, "{}: {said:?}", hostile.name);
            assert_said_tame(&said, &hostile.name);
        }
    }
}

#[test]
fn a_home_whose_name_is_no_text_works_and_is_told_without_raw_bytes() {
    let mut shell = Shell::new();
    let mut home = shell.home.path().as_os_str().to_owned().into_vec();
    home.extend(b"/\xff\x9b31m\xc2\x9b");
    shell.env.insert("ONWATCH_HOME", OsString::from_vec(home));
    shell.good("start");
    assert_said_tame(&shell.say("paths"), "paths");
    let json = shell.object("paths --json");
    assert!(json.to_string().contains("onwatch.paths/1"), "{json}");
}

#[test]
fn settings_are_tame_in_the_complaint_about_them() {
    for hostile in corpus() {
        let shell = Shell::new();
        let name = toml::Value::from(hostile.whole()).to_string();
        let long = toml::Value::from("x".repeat(65) + &hostile.whole()).to_string();
        for text in [
            format!("operator = [{name}]"),
            format!("operator = {long}"),
            format!("[operator]\n{name} = 1"),
            hostile.whole() + " = = ",
        ] {
            shell.settings(text);
            for line in ["start", "start --json"] {
                let said = shell.say(line);
                assert_eq!(said.exit, 1, "{}: {said:?}", hostile.name);
                assert_said_tame(&said, &hostile.name);
            }
        }
        // An unknown key is reported and ignored.
        shell.settings(format!("{name} = 1"));
        let said = shell.say("status");
        assert_eq!(said.exit, 3, "{}: {said:?}", hostile.name);
        assert_said_tame(&said, &hostile.name);
    }
}

#[test]
fn names_from_the_environment_are_taken_as_they_are_and_shown_tame() {
    for hostile in corpus() {
        let mut shell = Shell::new();
        let name = hostile.cut(64).trim().to_owned();
        shell.env.insert("ONWATCH_OPERATOR", name.clone().into());
        shell.good("start");
        // The refusal names who made the last change.
        let refused = shell.say("end --expect-seq 0");
        assert_eq!(refused.exit, 4, "{}: {refused:?}", hostile.name);
        for said in [refused, shell.say("status"), shell.say("log")] {
            assert_said_tame(&said, &hostile.name);
        }
        assert_eq!(shell.object("status")["session"]["operator"], name);
    }
}

#[test]
fn the_last_words_of_the_panel_keep_their_lines_and_are_tame() {
    let shell = Shell::new();
    let said = shell.told("Noted in task \u{1b}[2J\u{202e}.\nSESSION-001 stays live.");
    assert_eq!(said.out, "Noted in task ‹U+001B›[2J‹U+202E›.\nSESSION-001 stays live.\n");
}
