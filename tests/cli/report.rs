//! Reports: the active time of a period, added up.

use crate::away::{sleep, started};
use crate::shell::{Said, Shell, lines};

/// Two days of work: on Thursday in two tasks with a break, on Friday a live session.
pub fn two_days() -> Shell {
    let shell = Shell::new();
    shell.give(&["start", "Fix", "the", "importer"]);
    shell.pass(10);
    shell.good("push project alpha");
    shell.good("push -t Importer task 7");
    shell.pass(50);
    shell.good("pause lunch");
    shell.pass(15);
    shell.good("resume");
    shell.clock.advance(7 * 60 + 31);
    shell.good("push -t Docs task 8");
    shell.pass(30);
    shell.good("end");
    shell.pass(24 * 60);
    shell.good("start");
    shell.clock.advance(90);
    shell
}

#[test]
fn today_is_told_by_context_with_the_live_session_marked() {
    let shell = two_days();
    let expected = [
        "Fri 2026-01-02  by context",
        "",
        "  0:01:30  ━━━━━━━━━━  ● no context",
        "  ───────",
        "  0:01:30  active in 1 session",
        "",
        "Live",
        "  ● SESSION-002 since 10:52, until now (10:54): 0:01:30 of this",
    ];
    assert_eq!(lines(&shell.good("today")), expected);
    for line in ["report", "report today", "report --since today --until today"] {
        assert_eq!(lines(&shell.good(line)), expected, "{line}");
    }
}

#[test]
fn a_past_day_has_its_titles_and_its_breaks() {
    let expected = [
        "Thu 2026-01-01  by context",
        "",
        "  0:57:31  ━━━━━━━━━━  project alpha › TASK-7  Importer",
        "  0:30:00  ━━━━━       project alpha › TASK-8  Docs",
        "  0:10:00  ━           no context",
        "  ───────",
        "  1:37:31  active in 1 session",
        "",
        "Breaks",
        "  0:15:00  10:00–10:15",
    ];
    let shell = two_days();
    assert_eq!(lines(&shell.good("report yesterday")), expected);
    assert_eq!(lines(&shell.good("report --since thu --until thu")), expected);
}

#[test]
fn a_week_is_told_by_day_from_monday() {
    let shell = two_days();
    let expected = [
        "2025-12-29 to 2026-01-04  by day",
        "",
        "  1:37:31  ━━━━━━━━━━    Thu 2026-01-01  1 session",
        "  0:01:30  ━           ● Fri 2026-01-02  1 session",
        "  ───────",
        "  1:39:01  active in 2 sessions",
        "",
        "Live",
        "  ● SESSION-002 since 10:52, until now (10:54): 0:01:30 of this",
        "",
        "Breaks",
        "  0:15:00  Thu 2026-01-01  10:00–10:15",
    ];
    assert_eq!(lines(&shell.good("report week")), expected);
    assert!(shell.good("report month").starts_with("2026-01-01 to 2026-01-31  by day\n"));
    assert!(shell.good("report --until yesterday").starts_with("to 2026-01-01  by day\n"));
    assert!(shell.good("report --since 9:30").starts_with("since 2026-01-02 09:30  by context\n"));
    assert!(shell.good("report --since thu").starts_with("since 2026-01-01  by day\n"));
}

#[test]
fn the_day_begins_when_the_settings_say() {
    let shell = two_days();
    shell.settings("[panel]\nday_start = \"11:00\"\n");
    // At 10:54 it is still Thursday, and what was before 11:00 on Thursday was Wednesday.
    let said = shell.good("today");
    assert!(said.starts_with("Thu 2026-01-01  by context\n"), "{said}");
    assert!(said.contains("0:01:30  ━━━━━━━━━━  ● no context"), "{said}");
    assert!(shell.good("report yesterday").starts_with("Wed 2025-12-31"));
}

#[test]
fn rounded_rows_add_up_to_the_rounded_total_and_the_exact_one_is_told() {
    let shell = two_days();
    let said = shell.good("report yesterday --by task --rounded 15m");
    let expected = [
        "Thu 2026-01-01  by task",
        "",
        "   1h 00m  ━━━━━━━━━━  TASK-7  Importer",
        "      30m  ━━━━━       TASK-8  Docs",
        "      15m  ━           no task",
        "  ───────",
        "   1h 45m  active in 1 session",
        "  Each row is rounded to the nearest 15m; the total is their sum. Exact: 1:37:31",
    ];
    assert_eq!(lines(&said)[..8], expected);
    let answer = shell.object("report yesterday --by task --rounded 15m");
    assert_eq!(answer["rounded_to_seconds"], 900);
    assert_eq!(answer["rounded_seconds"], 105 * 60);
    assert_eq!(answer["active_seconds"], 97 * 60 + 31);
    let Said { exit, err, .. } = shell.say("report --rounded 0");
    assert_eq!(exit, 2);
    assert!(err.contains("write 15m or another length above zero"), "{err}");
}

#[test]
fn an_open_gap_counts_nothing_until_it_is_answered() {
    let shell = started();
    shell.pass(5);
    sleep(&shell, 60);
    let said = shell.good("today");
    let gap = [
        "Gaps",
        "  gap-1 of SESSION-001, 09:05–10:05: the machine slept for 1h 00m",
        "    waits for an answer, not counted; answer: onwatch gap keep | discard | split TIME",
    ];
    assert!(lines(&said).ends_with(&gap), "{said}");
    assert!(said.contains("  0:05:00  active in 1 session"), "{said}");
    shell.good("gap split 09:20");
    let said = shell.good("today");
    assert!(lines(&said).ends_with(&["    split, 15m counted, 45m not counted"]), "{said}");
    assert!(said.contains("  0:20:00  active in 1 session"), "{said}");
}

#[test]
fn no_work_exits_3_and_says_so_in_every_form() {
    let shell = Shell::new();
    let Said { exit, out, err } = shell.say("today");
    assert_eq!((exit, out.as_str()), (3, ""));
    assert_eq!(
        err,
        "onwatch: Nothing was reported\n  \
         why:  there was no work in this period: Thu 2026-01-01\n  \
         next: list all past sessions: `onwatch history`\n"
    );
    for line in ["--json today", "today --format json"] {
        let Said { exit, out, .. } = shell.say(line);
        assert_eq!(exit, 3, "{line}");
        assert!(out.starts_with("{\"schema\":\"onwatch.error/1\",\"exit\":3"), "{line}: {out}");
    }
}

#[test]
fn what_cannot_be_meant_is_usage() {
    let shell = two_days();
    for (line, told) in [
        ("report --since tomorrowish", "is not a time"),
        ("report --since today --until 2025-12-30", "give the earlier time with --since"),
        ("report week --since monday", "cannot be used with"),
        ("report --by hour", "choose one of: day, week, month, project"),
        ("report fortnight", "choose one of: today, yesterday, week, month"),
        ("timesheet", "it may mean `onwatch report`"),
    ] {
        let Said { exit, err, .. } = shell.say(line);
        assert_eq!(exit, 2, "{line}: {err}");
        assert!(err.contains(told), "{line}: {err}");
    }
}

#[test]
fn the_numbers_of_sessions_stand_in_one_column_whoever_worked() {
    let shell = Shell::new();
    for (operator, minutes) in [("ana", 30), ("bo-the-second", 20), ("cy", 10)] {
        shell.give(&["--operator", operator, "start"]);
        shell.pass(minutes);
        shell.good("end");
    }
    let said = shell.good("today --by operator");
    let expected = [
        "  0:30:00  ━━━━━━━━━━  ana            1 session",
        "  0:20:00  ━━━━━━      bo-the-second  1 session",
        "  0:10:00  ━━━         cy             1 session",
    ];
    assert_eq!(lines(&said)[2..5], expected);
}

#[test]
fn a_session_that_just_started_is_told_without_rows() {
    let expected = [
        "Thu 2026-01-01  by context",
        "",
        "  0:00:00  active",
        "",
        "Live",
        "  ● SESSION-001 since 09:00, until now (09:00): 0:00:00 of this",
    ];
    assert_eq!(lines(&Shell::after(&["start"]).good("today")), expected);
}

/// Returns the rows of a report in JSON as names and seconds.
fn rows(answer: &serde_json::Value) -> Vec<(&str, u64)> {
    let rows = answer["rows"].as_array().unwrap().iter();
    rows.map(|one| (one["name"].as_str().unwrap(), one["active_seconds"].as_u64().unwrap()))
        .collect()
}

#[test]
fn band_and_health_are_divided_where_they_changed() {
    let shell = Shell::after(&["band B", "health green", "start"]);
    shell.pass(10);
    shell.good("band D");
    shell.pass(20);
    shell.good("health red");
    shell.pass(5);
    shell.good("band --at 09:25 B");
    for _ in 0..2 {
        let bands = shell.object("today --by band");
        assert_eq!(rows(&bands), [("B Caution", 20 * 60), ("D Survival", 15 * 60)]);
        let health = shell.object("today --by health");
        assert_eq!(rows(&health), [("green", 30 * 60), ("red", 5 * 60)]);
        // The same once the session is over.
        shell.say("end");
    }
}

#[test]
fn the_desks_of_a_machine_are_in_one_report_and_named_where_they_differ() {
    let shell = started();
    shell.pass(10);
    shell.good("--profile night start");
    shell.pass(20);
    for line in ["today --by desk", "--profile night today --by desk"] {
        let answer = shell.object(line);
        assert_eq!(rows(&answer), [("default", 30 * 60), ("night", 20 * 60)], "{line}");
    }
    sleep(&shell, 60);
    let said = shell.good("today --by operator");
    for told in [
        "  ● SESSION-001 (default) since 09:00, until now (10:30): 0:30:00 of this",
        "  ● SESSION-001 (night) since 09:10, until now (10:30): 0:20:00 of this",
        "  gap-1 of SESSION-001 (night), 09:30–10:30: the machine slept for 1h 00m",
        "counted; answer: onwatch gap keep | discard | split TIME",
        "counted; answer: onwatch --profile night gap keep | discard | split TIME",
        "  0:50:00  ━━━━━━━━━━  ● ana  2 sessions",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn very_many_breaks_are_added_up_and_listed_in_the_other_forms() {
    let shell = Shell::after(&["start"]);
    for _ in 0..61 {
        shell.clock.advance(10);
        shell.good("pause");
        shell.clock.advance(5);
        shell.good("resume");
    }
    let said = shell.good("today");
    let told = ["Breaks", "  0:05:05  in 61 breaks (--format md or csv lists each)"];
    assert!(lines(&said).ends_with(&told), "{said}");
    assert_eq!(shell.good("today --format csv").matches("\r\nbreak,").count(), 61);
    assert_eq!(shell.object("today")["pauses"].as_array().unwrap().len(), 61);
}

#[test]
fn a_report_is_never_written_among_the_files_of_the_program() {
    let shell = two_days();
    let (data, link) = (shell.home.path().join("data"), shell.home.path().join("link"));
    std::os::unix::fs::symlink(&data, &link).unwrap();
    let names = [
        "data/history/000001-2026-01.jsonl",
        "data/history/000002-2026-01.jsonl",
        "data/witness",
        "data/new.csv",
        "config/state.json",
        "config/config.toml",
        "link/index.db",
    ];
    for name in names {
        let path = shell.home.path().join(name);
        let before = std::fs::read(&path).ok();
        for force in ["", "--force"] {
            let said = shell.say(&format!("report --format csv -o {} {force}", path.display()));
            assert_eq!(said.exit, 4, "{name}: {}", said.err);
            assert!(said.err.contains("among the files of onwatch"), "{}", said.err);
            assert_eq!(std::fs::read(&path).ok(), before, "{name}");
        }
    }
}
