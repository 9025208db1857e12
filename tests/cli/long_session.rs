//! A session with many activities is printed as it is read.

use std::os::unix::fs::DirBuilderExt;
use std::process::Stdio;

use onwatch::core::Command;
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use rusqlite::Connection;

use crate::common::past::Past;
use crate::shell::{Shell, lines, objects, program};

/// A desk with a live session of so many events, twenty seconds apart, until some hours ago.
fn with_events(count: u64) -> Shell {
    let shell = Shell::new();
    let history = Paths::under(shell.home.path()).history();
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&history).unwrap();
    let plan = |seq| match seq {
        0 => Command::start(None),
        _ => Command::Note { text: format!("round {seq}"), task: None },
    };
    Past::planned("2025-12-29T00:00:00Z".parse().unwrap(), plan).fill(&history, count);
    shell.good("doctor --repair");
    shell
}

/// A session that is over, with an undone note near its end.
fn over() -> Shell {
    let shell = with_events(2_500);
    shell.good("--operator barbara note late");
    for line in ["undo", "end done", "start another"] {
        shell.good(line);
    }
    shell
}

#[test]
fn each_activity_is_printed_once_and_in_order_in_every_form() {
    let shell = over();
    let out = shell.good("show 1");
    let all = lines(&out);
    assert_eq!(all.iter().filter(|line| **line == "  activities").count(), 1);
    let begin = all.iter().position(|line| *line == "  activities").unwrap() + 1;
    let activities = &all[begin..begin + 2_503];
    for (nth, line) in activities.iter().enumerate().take(2_500).skip(1) {
        assert!(line.ends_with(&format!("ana (cli)  noted    round {nth}")), "{line}");
    }
    let last = activities[2_500..].iter().map(|line| line.split_once("(cli)  ").unwrap().1);
    assert_eq!(
        last.collect::<Vec<_>>(),
        ["noted    late · (undone)", "undid    noted late", "ended    done · 78h 59m active"]
    );
    assert_eq!(all[begin + 2_503], "  by       ana (cli)");

    let json = objects(&shell.good("show 1 --json")).remove(0);
    let seqs =
        json["activities"].as_array().unwrap().iter().map(|one| one["seq"].as_u64().unwrap());
    assert_eq!(seqs.collect::<Vec<_>>(), (1..=2_503).collect::<Vec<_>>());
    assert_eq!(
        (&json["phase"], &json["activities"][2_500]["undone"]),
        (&"ended".into(), &true.into())
    );

    let page = shell.good("show 1 --markdown");
    let (_, trail) = page.split_once("\n\n## Activities\n\n").unwrap();
    assert_eq!(trail.lines().count(), 2_503);
    assert!(trail.lines().all(|line| line.starts_with("- 202")), "{trail}");

    assert_eq!(shell.good("show 1 --quiet"), "");
    let newest = shell.good("log --session 1 -n 3");
    assert!(lines(&newest)[0].contains("late · (undone)"), "{newest}");
    assert_eq!(shell.good("log --session 1 -n 2502").lines().count(), 2_502);
    // Nobody reads on.
    let mut head = program(&shell.home, "show 1").stdout(Stdio::piped()).spawn().unwrap();
    drop(head.stdout.take());
    assert_eq!(head.wait().unwrap().code(), Some(0));
}

#[test]
fn an_index_that_does_not_fit_the_journal_changes_no_answer() {
    let shell = over();
    let questions = ["show 1", "show 1 --json", "log --session 1 -n 1500", "show 2"];
    let expected = questions.map(|line| shell.good(line));
    let index = Paths::under(shell.home.path()).index();
    for change in [
        "UPDATE line_ranges SET line_begin = line_begin + 1",
        "UPDATE sessions SET line_end = line_end - 1",
        "UPDATE line_ranges SET line_end = line_end - 1, crc = '00000000'",
        "UPDATE line_ranges SET segment = '000009-2026-01.jsonl'",
    ] {
        Connection::open(&index).unwrap().execute(change, []).unwrap();
        assert_eq!(questions.map(|line| shell.good(line)), expected, "{change}");
    }
}

#[test]
fn a_front_end_that_keeps_a_session_in_memory_gets_its_newest_activities() {
    let shell = with_events(10_050);
    let desk = || Desk::new(Paths::under(shell.home.path()), shell.clock.clone());
    let story = desk().story(None).unwrap();
    let seqs = (story.activities[0].seq, story.activities.last().unwrap().seq);
    assert_eq!((story.activities.len(), seqs, story.is_cut), (10_000, (51, 10_050), true));
    shell.good("end");
    shell.good("start");
    let over = desk().story(Some("1".parse().unwrap())).unwrap();
    assert_eq!((over.activities.len(), over.activities[0].seq, over.is_cut), (10_000, 52, true));
    assert!(!desk().story(None).unwrap().is_cut);
}
