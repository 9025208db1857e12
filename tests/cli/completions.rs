//! What a shell is answered at a Tab. The shells themselves: `shells.rs`.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use crate::shell::{Said, Shell};

/// Asks as zsh does: the last word is the one under the cursor.
fn ask(shell: &Shell, words: &[&str]) -> Said {
    shell.give(&[&["__complete", "zsh", "onwatch"], words].concat())
}

/// Returns the values that are offered, without their descriptions.
pub fn offered(shell: &Shell, words: &[&str]) -> Vec<String> {
    let said = ask(shell, words);
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{words:?}");
    let mut lines = said.out.lines();
    assert_eq!(lines.next(), Some("values"), "{words:?}");
    let value = |line: &str| {
        let plain = line.replace("\\:", "\u{0}");
        plain.split(':').next().unwrap().replace('\u{0}', ":").replace("\\\\", "\\")
    };
    lines.map(value).collect()
}

fn with_sessions() -> Shell {
    let shell = Shell::after(&["start Fix the importer", "push task 7 Import", "push sprint 3"]);
    for line in ["end", "start Weekly review", "end all fine", "start Now", "push task 8 Export"] {
        shell.pass(60);
        shell.good(line);
    }
    without_index(&shell);
    shell
}

/// Removes the index: what is known at once is then what the state of the desk says.
fn without_index(shell: &Shell) {
    fs::remove_file(shell.home.path().join("data/index.db")).unwrap();
}

#[test]
fn every_argument_that_takes_a_session_offers_the_newest_first() {
    let shell = with_sessions();
    let all = ["SESSION-003", "SESSION-002", "SESSION-001"];
    for words in [
        &["show", ""][..],
        &["edit", "SES"],
        &["cancel", ""],
        &["reopen", ""],
        &["continue", ""],
        &["log", "--session", ""],
        &["gap", "split", "12:30", "--session", ""],
        &["gap", "keep", "--session", ""],
        &["break", "add", "12:00", "--session", ""],
        &["break", "remove", "12:00", "--session", ""],
        &["--json", "show", "SESSION-0"],
        &["show", "--markdown", ""],
    ] {
        assert_eq!(offered(&shell, words), all, "{words:?}");
    }
    assert_eq!(offered(&shell, &["log", "--session="]), all.map(|key| format!("--session={key}")));
    assert_eq!(offered(&shell, &["show", "2"]), ["2"]);
    assert_eq!(offered(&shell, &["show", "session-"]), all.map(str::to_lowercase));
    assert_eq!(offered(&shell, &["show", "sess_2026"]).len(), 1, "the id of the live session");
    let said = ask(&shell, &["show", "SESSION-002"]).out;
    assert!(said.contains("all fine"), "what it was about: {said}");
}

#[test]
fn the_index_knows_the_sessions_that_the_state_has_forgotten() {
    let shell = with_sessions();
    for _ in 0..60 {
        shell.good("note more");
    }
    assert_eq!(offered(&shell, &["show", ""]), ["SESSION-003"]);
    shell.good("history");
    let all = ["SESSION-003", "SESSION-002", "SESSION-001"];
    assert_eq!(offered(&shell, &["show", ""]), all);
    assert_eq!(offered(&shell, &["show", "SESSION-002"]), ["SESSION-002"]);
    assert_eq!(offered(&shell, &["show", "sess_2026"]).len(), 3);
    assert_eq!(offered(&shell, &["push", "task", ""]), ["TASK-8", "TASK-7"]);
}

#[test]
fn the_contexts_of_the_newest_activities_are_known_before_any_question() {
    let shell = Shell::after(&["start a"]);
    for line in ["push task 7 Import", "pop", "end", "start b", "push sprint 3", "push task 9 Fix"]
    {
        shell.pass(60);
        shell.good(line);
    }
    shell.good("end");
    shell.good("start c");
    without_index(&shell);
    assert_eq!(offered(&shell, &["push", "task", ""]), ["TASK-9", "TASK-7"]);
    assert_eq!(offered(&shell, &["push", "sprint", ""]), ["SPRINT-3"]);
    let said = ask(&shell, &["push", "task", ""]).out;
    assert!(said.contains("Fix") && said.contains("Import"), "the titles: {said}");
}

#[test]
fn a_dash_means_an_option_also_where_a_file_fits() {
    let shell = Shell::new();
    assert_eq!(offered(&shell, &["import", "csv", "--dr"]), ["--dry-run"]);
    for words in [&["import", "csv", "-"][..], &["man", "-"], &["import", "csv", "--"]] {
        assert!(offered(&shell, words).contains(&"--json".to_owned()), "{words:?}");
    }
    assert_eq!(ask(&shell, &["import", "csv", "--", "-"]).out, "files\n\n", "`--` ends them");
    assert_eq!(ask(&shell, &["report", "-o", "-"]).out, "files\n\n", "a value is due");
}

#[test]
fn letters_of_options_are_not_joined() {
    let shell = Shell::new();
    assert_eq!(offered(&shell, &["-q"]), ["-q"]);
    assert_eq!(offered(&shell, &["-qq"]), [""; 0]);
    assert_eq!(offered(&shell, &["import", "csv", "-q"]), ["-q"]);
}

#[test]
fn nothing_follows_a_word_that_is_no_verb() {
    let shell = Shell::new();
    for words in [
        &["foo", ""][..],
        &["--", ""],
        &["run", "help", ""],
        &["run", "foo", "-"],
        &["help", "foo", ""],
    ] {
        assert_eq!(offered(&shell, words), [""; 0], "{words:?}");
    }
}

#[test]
fn help_knows_each_verb_and_its_second_words() {
    let shell = Shell::new();
    let verbs = offered(&shell, &[""]);
    assert!(verbs.contains(&"cone".to_owned()) && !verbs.contains(&"band".to_owned()), "{verbs:?}");
    assert_eq!(offered(&shell, &["help", ""]), verbs);
    assert_eq!(offered(&shell, &["ba"]), ["band"]);
    assert_eq!(offered(&shell, &["help", "ba"]), ["band"]);
    let seconds = offered(&shell, &["help", "run", ""]);
    assert!(seconds.contains(&"start".to_owned()) && seconds.contains(&"list".to_owned()));
    assert_eq!(offered(&shell, &["help", "cone", ""]), ["set", "clear"]);
    assert_eq!(offered(&shell, &["help", "show", ""]), [""; 0], "no sessions");
}

#[test]
fn runs_can_be_listed_by_any_status_that_one_has() {
    let shell = Shell::new();
    shell.good("run start --name first");
    shell.good("run status first loading");
    let all = offered(&shell, &["run", "list", "--status", ""]);
    assert!(all.contains(&"loading".to_owned()) && all.contains(&"error".to_owned()), "{all:?}");
    assert_eq!(offered(&shell, &["run", "status", "first", ""]), ["completed", "error"]);
}

#[test]
fn contexts_come_by_type_and_then_by_id() {
    let shell = with_sessions();
    assert_eq!(offered(&shell, &["push", ""])[..4], ["project", "sprint", "task", "subtask"]);
    assert_eq!(offered(&shell, &["push", "task", "T"]), ["TASK-8", "TASK-7"]);
    assert_eq!(offered(&shell, &["push", "TASK"]), ["task", "TASK-8", "TASK-7"]);
    assert_eq!(offered(&shell, &["push", "-e", "2h", "task", ""]), ["TASK-8", "TASK-7"]);
    assert_eq!(offered(&shell, &["pop", ""]), ["task"]);
    assert_eq!(offered(&shell, &["add", "--task", ""]), ["TASK-8", "TASK-7"]);
    assert_eq!(
        offered(&shell, &["add", "--context=task:"]),
        ["TASK-8", "TASK-7"].map(|id| format!("--context=task:{id}"))
    );
    assert_eq!(offered(&shell, &["push", "TASK-8", ""]), [""; 0], "the title is text");
}

#[test]
fn the_desk_that_the_line_chooses_gives_the_values() {
    let mut shell = Shell::after(&["start a", "end", "start b"]);
    for line in ["--profile night start Night watch", "--profile night push task 9"] {
        shell.good(line);
    }
    assert_eq!(offered(&shell, &["--profile", ""]), ["default", "night"]);
    assert_eq!(offered(&shell, &["report", "--desk", "n"]), ["night"]);
    for words in [&["--profile", "night", "show", ""][..], &["show", "--profile=night", ""]] {
        assert_eq!(offered(&shell, words), ["SESSION-001"], "{words:?}");
    }
    assert_eq!(offered(&shell, &["--profile", "night", "push", "task", ""]), ["TASK-9"]);
    shell.env.insert("ONWATCH_PROFILE", "night".into());
    assert_eq!(offered(&shell, &["show", ""]), ["SESSION-001"]);
    assert_eq!(offered(&shell, &["--profile", "default", "show", ""]).len(), 2);
}

#[test]
fn a_profile_that_the_settings_bind_to_the_directory_counts() {
    let mut shell = Shell::after(&["--profile atlas start x", "--profile atlas end"]);
    let dir = shell.home.path().canonicalize().unwrap();
    fs::create_dir_all(dir.join("config")).unwrap();
    let text = format!(
        "[profiles.atlas]\ndirs = ['{0}']\n[profiles.other]\ndirs = ['/x']\n",
        dir.display()
    );
    fs::write(dir.join("config/config.toml"), text).unwrap();
    shell.dir = Some(dir);
    assert_eq!(offered(&shell, &["show", ""]), ["SESSION-001"]);
    assert_eq!(offered(&shell, &["--profile", ""]), ["default", "atlas", "other"]);
}

#[test]
fn runs_are_offered_by_name_and_id_and_open_ones_where_only_they_fit() {
    let shell = Shell::new();
    let settings = "agents = ['importer']\n[workflow.nightly]\nstatuses = ['loaded', 'matched']\n";
    fs::create_dir_all(shell.home.path().join("config")).unwrap();
    fs::write(shell.home.path().join("config/config.toml"), settings).unwrap();
    let id =
        shell.good("run start --agent importer --workflow nightly --name first").trim().to_owned();
    shell.pass(5);
    let other = shell.good("run start --workflow weekly").trim().to_owned();
    let open = ["first", other.as_str(), id.as_str()];
    for words in
        [&["run", "end", ""][..], &["run", "show", ""], &["--run", ""], &["note", "--run", ""]]
    {
        assert_eq!(offered(&shell, words), open, "{words:?}");
    }
    let ends = ["completed", "error"];
    assert_eq!(
        offered(&shell, &["run", "status", "first", ""]),
        [["loaded", "matched"], ends].concat()
    );
    assert_eq!(offered(&shell, &["run", "status", &other, ""]), ends);
    assert_eq!(offered(&shell, &["run", "list", "--workflow", ""]), ["nightly", "weekly"]);
    assert_eq!(offered(&shell, &["run", "start", "--agent", ""]), ["importer"]);
    shell.good("run end first");
    assert_eq!(offered(&shell, &["run", "end", ""]), [other.as_str()]);
    assert_eq!(offered(&shell, &["run", "show", "f"]), ["first"]);
}

#[test]
fn a_check_of_a_source_offers_those_of_the_settings() {
    let shell = Shell::new();
    let source = |name: &str| {
        format!("[[source]]\nname = \"{name}\"\nkind = \"command\"\nargv = [\"true\"]\n")
    };
    shell.settings(source("disk") + &source("net"));
    assert_eq!(offered(&shell, &["source", "check", ""]), ["disk", "net"]);
    assert_eq!(offered(&shell, &["source", "check", "n"]), ["net"]);
    assert!(offered(&shell, &["source", "add", "x", "--format", "ale"]) == ["alertmanager"]);
}

#[test]
fn a_text_gets_no_values_and_its_options_only_after_a_dash() {
    let shell = with_sessions();
    for words in [
        &["note", ""][..],
        &["note", "S"],
        &["note", "see", "--j"],
        &["note", "--", "--j"],
        &["end", "-n", ""],
        &["end", "--notes="],
        &["pause", ""],
        &["start", "Weekly", ""],
        &["stop", "done", "-"],
        &["band", "C", "why", "--so"],
        &["health", "red", "-r", ""],
        &["note", "--profile", "x", "y", "--profile", ""],
    ] {
        assert_eq!(offered(&shell, words), [""; 0], "{words:?}");
    }
    assert_eq!(offered(&shell, &["note", "--j"]), ["--json"]);
    assert_eq!(
        offered(&shell, &["search", "words", "--ki"]),
        ["--kind"],
        "options follow these words"
    );
    assert_eq!(offered(&shell, &["search", "words", "--kind", ""])[0], "note");
}

#[test]
fn aliases_and_words_that_are_left_out_are_understood() {
    let shell = with_sessions();
    assert_eq!(offered(&shell, &["fin"]), ["finish"]);
    assert_eq!(offered(&shell, &["band", ""]), ["A", "B", "C", "D", "set", "clear"]);
    assert_eq!(offered(&shell, &["cone", "set", ""]), ["A", "B", "C", "D"]);
    assert_eq!(offered(&shell, &["health", "r"]), ["red"]);
    assert_eq!(offered(&shell, &["band", "C", "--so"]), ["--source"]);
    // A value that is also the name of a verb is no verb.
    assert_eq!(offered(&shell, &["--operator", "run", "sho"]), ["show"]);
}

#[test]
fn the_other_words_come_from_the_definition() {
    let shell = Shell::new();
    for (words, some) in [
        (&["report", "--by", "ta"][..], "task"),
        (&["report", "mo"], "month"),
        (&["report", "--format", "i"], "ical"),
        (&["config", "ch"], "check"),
        (&["end", "--at", "last-a"], "last-activity"),
        (&["history", "--since", "y"], "yesterday"),
        (&["completions", "z"], "zsh"),
        (&["--color", "n"], "never"),
        (&["import", "w"], "watson"),
        (&["add", "--band", "D"], "D"),
        (&["add", "--health", "g"], "green"),
        (&["help", "sta"], "start"),
        (&["status", "--format", "{key} {cl"], "{key} {clock}"),
        (&["status", "--style", "tm"], "tmux"),
    ] {
        assert_eq!(offered(&shell, words)[0], some, "{words:?}");
    }
    for (words, answer) in [
        (&["import", "csv", "x"][..], "files\n\n"),
        (&["report", "-o", ""], "files\n\n"),
        (&["report", "--output=x"], "files\n--output=\n"),
        (&["man", ""], "directories\n\n"),
    ] {
        assert_eq!(ask(&shell, words).out, answer, "{words:?}");
    }
}

#[test]
fn what_cannot_be_typed_is_not_offered_and_descriptions_cannot_act() {
    let shell = Shell::new();
    shell.give(&["start", "-n", "a\u{1b}[2Jb\nsecond: line\t$(x)"]);
    for id in ["plain", "a\u{1b}b", "line\nbreak", "tab\tstop", "turn\u{202e}ed", "$(touch x) `y`"]
    {
        // No new task gets an id with a sign that cannot be seen.
        let exit = if id.contains(['\u{1b}', '\n', '\t', '\u{202e}']) { 2 } else { 0 };
        assert_eq!(shell.give(&["push", "-t=Title", "task", id]).exit, exit, "{id:?}");
        shell.give(&["pop"]);
    }
    assert_eq!(offered(&shell, &["push", "task", ""]), ["$(touch x) `y`", "plain"]);
    let said = ask(&shell, &["show", ""]).out;
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(!said.contains(['\u{1b}', '\t']), "{said:?}");
}

/// Returns each file below a directory with its content and the time of its last change.
fn files(dir: &Path) -> Vec<(String, Vec<u8>, SystemTime)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).into_iter().flatten().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            let changed = entry.metadata().unwrap().modified().unwrap();
            all.push((path.display().to_string(), fs::read(&path).unwrap_or_default(), changed));
        }
    }
    all.sort();
    all
}

#[test]
fn a_missing_damaged_or_empty_store_gives_no_values_and_no_noise_and_nothing_is_written() {
    let questions: [&[&str]; 7] = [
        &["show", "S"],
        &["show", "sess_2"],
        &["push", "task", "T"],
        &["--profile", "x"],
        &["run", "show", "s"],
        &["run", "start", "--agent", "a"],
        &["--run", "nobody", "show", "S"],
    ];
    let shell = Shell::new();
    for words in questions {
        assert_eq!(offered(&shell, words), [""; 0], "{words:?}");
    }
    assert_eq!(files(shell.home.path()), []);
    for damaged in ["config/state.json", "data/index.db", "config/config.toml"] {
        let shell = with_sessions();
        shell.good("history");
        let path = shell.home.path().join(damaged);
        fs::write(&path, "\u{0}broken [[[").unwrap();
        let before = files(shell.home.path());
        for words in questions {
            // Whatever is left may be offered.
            offered(&shell, words);
        }
        assert_eq!(files(shell.home.path()), before, "{damaged}");
    }
    let shell = with_sessions();
    let history = fs::read_dir(shell.home.path().join("data/history")).unwrap();
    let history = history.map(|entry| entry.unwrap().path());
    let segments: Vec<_> =
        history.filter(|path| path.extension().is_some_and(|end| end == "jsonl")).collect();
    assert!(!segments.is_empty());
    for segment in segments {
        fs::write(segment, "broken").unwrap();
    }
    fs::write(shell.home.path().join("config/state.json"), "broken").unwrap();
    let before = files(shell.home.path());
    for words in questions {
        offered(&shell, words);
    }
    assert_eq!(files(shell.home.path()), before, "a damaged journal");
}

#[test]
fn a_question_that_no_script_asks_is_answered_quietly() {
    let shell = Shell::new();
    for words in
        [&["__complete", "zsh"][..], &["__complete", "bash"], &["__complete", "bash", "", ""]]
    {
        let said = shell.give(words);
        assert_eq!((said.exit, said.err.as_str()), (0, ""), "{words:?}");
    }
    assert_eq!(shell.give(&["__complete"]).exit, 2);
    let help = shell.good("--help");
    assert!(!help.contains("__complete"));
}

#[test]
fn each_shell_has_a_script_that_asks() {
    let shell = Shell::new();
    for name in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = shell.good(&format!("completions {name}"));
        assert!(script.contains(&format!("__complete {name}")), "{name}");
    }
    let said = shell.say("completions tcsh");
    assert_eq!(said.exit, 2);
    assert!(said.err.contains("bash, zsh, fish, elvish, powershell"), "{}", said.err);
}
