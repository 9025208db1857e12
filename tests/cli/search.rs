//! Search in everything that was written.

use serde_json::Value;

use crate::shell::{Said, Shell, lines, objects};

/// A desk with notes, titles and reasons: one each hour.
fn written() -> Shell {
    let shell = Shell::new();
    for words in [
        &["start", "Queue", "watch"][..],
        &["push", "task", "7", "Ärger mit der Queue"],
        &["note", "the queue grows: 40 jobs"],
        &["--operator", "bo", "pause", "lunch"],
        &["resume"],
        &["band", "C", "error budget is spent"],
        &["health", "red", "queue full"],
        &["end", "Retries", "help"],
    ] {
        assert_eq!(shell.give(words).exit, 0, "{words:?}");
        shell.pass(60);
    }
    shell
}

/// Returns the texts that a search finds, in its order.
fn found(shell: &Shell, words: &[&str]) -> Vec<String> {
    let said = shell.give(&[&["--json", "search"], words].concat());
    let texts =
        objects(&said.out).into_iter().filter_map(|hit| Some(hit["text"].as_str()?.to_owned()));
    let texts: Vec<String> = texts.collect();
    assert_eq!(said.exit, if texts.is_empty() { 3 } else { 0 }, "{words:?}: {said:?}");
    texts
}

#[test]
fn what_was_written_is_found_with_when_and_where_the_newest_first() {
    let expected = [
        "2026-01-01 15:00  SESSION-001  reason · TASK-7",
        "  queue full",
        "2026-01-01 11:00  SESSION-001  note · TASK-7",
        "  the queue grows: 40 jobs",
        "2026-01-01 10:00  SESSION-001  title · TASK-7",
        "  Ärger mit der Queue",
        "2026-01-01 09:00  SESSION-001  note",
        "  Queue watch",
    ];
    let shell = written();
    assert_eq!(lines(&shell.good("search QUEUE")), expected);
    let lunch = ["2026-01-01 12:00  SESSION-001  reason · TASK-7 · bo", "  lunch"];
    assert_eq!(lines(&shell.good("search lun")), lunch);
}

#[test]
fn all_words_must_be_there_and_quoted_ones_follow_one_another() {
    let shell = written();
    for (words, texts) in [
        (&["jobs", "queue"][..], &["the queue grows: 40 jobs"][..]),
        (&["queue jobs"], &[]),
        (&["queue gro"], &["the queue grows: 40 jobs"]),
        (&["grows 4"], &["the queue grows: 40 jobs"]),
        (&["rows"], &[]),
        (&["arger"], &["Ärger mit der Queue"]),
        (&["ÄRGER", "que"], &["Ärger mit der Queue"]),
        (&["retries"], &["Retries help"]),
        (&["budget", "jobs"], &[]),
    ] {
        assert_eq!(found(&shell, words), texts, "{words:?}");
    }
}

#[test]
fn kinds_times_and_desks_are_bounds() {
    let shell = written();
    shell.good("--profile night start Queue at night");
    for (words, texts) in [
        (&["--kind", "title", "queue"][..], &["Ärger mit der Queue"][..]),
        (&["--kind=title", "--kind=reason", "queue"], &["queue full", "Ärger mit der Queue"]),
        (&["--since", "11:00", "--until", "15:00", "queue"], &["the queue grows: 40 jobs"]),
        (&["--until", "2025-12-31", "queue"], &[]),
        (&["--desk", "night", "queue"], &["Queue at night"]),
        (&["--desk=default", "-n", "1", "queue"], &["queue full"]),
        (&["watch", "--kind", "note", "queue"], &["Queue watch"]),
        (&["queue", "-n1", "--", "watch"], &["Queue watch"]),
    ] {
        assert_eq!(found(&shell, words), texts, "{words:?}");
    }
    let head = shell.good("search night").lines().next().unwrap().to_owned();
    assert!(head.ends_with("SESSION-001  note · desk night"), "{head}");
    let own = shell.good("--profile night search night");
    assert!(!own.contains("desk"), "{own}");
    let said = shell.say("search --desk day queue");
    assert_eq!(said.exit, 3, "{said:?}");
    assert!(
        said.err.contains("there is no desk day\n  next: choose one of: default, night"),
        "{said:?}"
    );
}

#[test]
fn the_best_match_comes_first_if_that_is_asked_for() {
    let shell = Shell::after(&["start", "note disk disk disk"]);
    shell.pass(60);
    shell.good("note the disk of the second machine is full of old logs again");
    assert_eq!(found(&shell, &["disk"]).last().unwrap(), "disk disk disk");
    assert_eq!(found(&shell, &["--ranked", "disk"])[0], "disk disk disk");
}

#[test]
fn it_says_when_there_is_more() {
    let shell = Shell::after(&["start"]);
    for count in 1..=21 {
        shell.good(&format!("note job {count}"));
    }
    let more = "More were found: -n 40 shows more.";
    let said = shell.good("search job");
    assert_eq!((said.lines().count(), said.lines().last().unwrap()), (41, more));
    assert!(!shell.good("search -n 21 job").contains("More were"));
    let json = shell.say("--json search job");
    assert_eq!((objects(&json.out).len(), json.err), (20, format!("onwatch: {more}\n")));
    assert_eq!(shell.say("search -n 0 job").exit, 2);
}

#[test]
fn nothing_found_exits_3_and_says_so_in_every_form() {
    let shell = written();
    let said = shell.say("search --since 10:00 absent");
    assert_eq!((said.exit, said.out.as_str()), (3, ""));
    assert!(
        said.err.contains("Nothing was found\n  why:  no text from 2026-01-01 10:00 has all"),
        "{said:?}"
    );
    let said = shell.say("--json search absent");
    assert_eq!((said.exit, objects(&said.out)[0]["schema"].as_str()), (3, Some("onwatch.error/1")));
    // A desk without a history.
    assert_eq!(Shell::new().say("search absent").exit, 3);
}

#[test]
fn a_word_without_a_letter_or_a_digit_is_refused() {
    let shell = written();
    for word in ["->", "🚀", "", " ", "--", "…"] {
        let said = shell.give(&["search", "queue", "--", word]);
        assert_eq!(said.exit, 2, "{word}: {said:?}");
        assert!(said.err.contains("has no letter and no digit"), "{word}: {said:?}");
    }
    assert_eq!(shell.give(&["search", "->"]).exit, 2);
    assert_eq!(shell.give(&["search"]).exit, 2);
}

#[test]
fn no_word_acts_as_an_operator() {
    let shell = Shell::after(&["start"]);
    let words = [
        "say \"AND",
        "\"quoted\"",
        "que*",
        "NEAR(a b, 2)",
        "a NOT b",
        "x OR y",
        "^first",
        "-minus",
        "note:colon",
        "{title}: brace",
        "(open",
        "a + b",
        "it's",
        "semi; DROP TABLE texts",
        "zero\0inside",
        "50%",
        "under_score",
        "back\\slash",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "ẞ",
    ];
    for word in words {
        assert_eq!(shell.give(&["note", "--", word]).exit, 0, "{word}");
    }
    for word in words {
        assert!(found(&shell, &["--", word]).contains(&word.to_owned()), "{word}");
    }
    for word in ["x OR nothing", "firstly^", "que*x", "NEAR(say quoted)", "title:x"] {
        assert!(found(&shell, &["--", word]).is_empty(), "{word}");
    }
}

#[test]
fn many_words_and_long_words_are_searched_for() {
    let shell = written();
    let many = vec!["queue"; 2_000];
    assert_eq!(found(&shell, &many).len(), 4);
    for long in ["x".repeat(100_000), "queue ".repeat(20_000), "\"".repeat(50_000) + "zz"] {
        assert!(found(&shell, &[&long]).is_empty());
    }
}

#[test]
fn what_was_undone_or_replaced_is_not_found_until_that_is_undone_too() {
    let shell = Shell::after(&["start alpha", "note hello"]);
    let check = |all: &[(&str, bool)], when: &str| {
        for (word, is_there) in all {
            assert_eq!(!found(&shell, &[word]).is_empty(), *is_there, "{word} {when}");
        }
    };
    check(&[("alpha", true), ("hello", true)], "at first");
    shell.good("undo");
    check(&[("hello", false)], "after undo");
    shell.good("redo");
    check(&[("hello", true)], "after redo");
    shell.good("edit -n beta");
    check(&[("alpha", false), ("beta", true)], "after an edit");
    shell.good("edit -n gamma");
    check(&[("alpha", false), ("beta", false), ("gamma", true)], "after a second edit");
    shell.good("undo");
    check(&[("alpha", false), ("beta", true), ("gamma", false)], "after undo of the second");
    shell.good("undo");
    check(&[("alpha", true), ("beta", false), ("gamma", false)], "after undo of both");
    shell.good("redo");
    shell.good("redo");
    check(&[("alpha", false), ("beta", false), ("gamma", true)], "after redo of both");
    shell.good("end done");
    shell.give(&["edit", "--closing", ""]);
    check(&[("done", false), ("gamma", true)], "after the closing notes were emptied");
    shell.good("undo");
    check(&[("done", true)], "after undo of that");
}

#[test]
fn a_long_note_is_cut_around_what_was_found_but_never_in_json() {
    let mut shell = Shell::after(&["start"]);
    let note = format!("{}needle {}end", "before ".repeat(40), "after ".repeat(40));
    shell.good(&format!("note {note}"));
    shell.columns = || Some(40);
    let said = shell.good("search needle");
    assert_eq!(lines(&said)[1], "  …before needle after after after afte…");
    shell.columns = || None;
    assert_eq!(lines(&shell.good("search needle"))[1].chars().count(), 80);
    assert_eq!(found(&shell, &["needle"]), [note]);
}

#[test]
fn what_was_found_is_marked_on_a_terminal_only() {
    let mut shell = written();
    shell.terminal = true;
    shell.env.insert("TERM", "xterm".into());
    let said = shell.good("search queue gro");
    assert!(
        said.contains("the \u{1b}[1m\u{1b}[36mqueue\u{1b}[0m \u{1b}[1m\u{1b}[36mgro\u{1b}[0mws"),
        "{said:?}"
    );
}

#[test]
fn an_answer_in_json_has_where_and_when() {
    let hit = &written().object("search arger");
    let expected = serde_json::json!({
        "schema": "onwatch.search_hit/1", "desk": "default", "seq": 2,
        "at_utc": "2026-01-01T08:00:00Z", "kind": "title", "text": "Ärger mit der Queue",
        "session": "SESSION-001", "context": [{"type": "task", "id": "TASK-7"}], "operator": "ana",
        "warnings": [],
    });
    assert_eq!(*hit, expected);
    let outside: Value = Shell::after(&["band C outside"]).object("search outside");
    assert_eq!((&outside["session"], &outside["context"]), (&Value::Null, &serde_json::json!([])));
}

#[test]
fn a_desk_that_cannot_be_read_is_told_and_the_others_are_searched() {
    let shell = written();
    shell.good("--profile night start");
    std::fs::write(
        shell.home.path().join("data/profiles/night/history/000001-2026-01.jsonl"),
        "x\n",
    )
    .unwrap();
    let told = "the desk night is not complete: ";
    let Said { exit, out, err } = shell.say("search lunch");
    assert_eq!((exit, err.matches(told).count(), err.lines().count()), (6, 1, 1), "{err}");
    assert!(err.contains("; check it: `onwatch --profile night doctor`"), "{err}");
    assert!(out.starts_with(&format!("Warning: {told}")), "{out}");
    let json = shell.say("--json search lunch");
    assert_eq!(json.exit, 6);
    assert!(objects(&json.out)[0]["warnings"][0].as_str().unwrap().starts_with(told), "{json:?}");
    let none = shell.say("--json search absent");
    assert_eq!((none.exit, &objects(&none.out)[0]["exit"]), (6, &serde_json::json!(6)));
    // The answer is of one desk, and complete.
    let one = shell.say("search --desk default lunch");
    assert_eq!((one.exit, one.err.as_str()), (0, ""), "{one:?}");
    assert_eq!(shell.say("search --desk night lunch").exit, 6);
}
