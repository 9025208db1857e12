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
         next: start one: `onwatch start`\n"
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
        ("report --since today --until 2025-12-30", "--until lies before --since"),
        ("report --since 9:30 --until 9:30", "give the earlier time with --since"),
        ("history --since 9:30 --until 9:30", "--until lies before --since"),
        ("search x --since 9:30 --until 9:30", "--until lies before --since"),
        ("report -o -", "write to stdout without -o"),
        ("report -o a", "end it in .txt, .md, .csv, .json or .ics"),
        ("report -o a.pdf", "the name of the file does not say the form"),
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
fn a_desk_that_cannot_be_read_is_missing_in_every_form_and_told_once() {
    let shell = started();
    shell.pass(10);
    shell.good("--profile night start");
    shell.good("--profile other start");
    shell.pass(20);
    let night = shell.home.path().join("data/profiles/night");
    std::fs::write(night.join("history/000001-2026-01.jsonl"), "x\n").unwrap();
    let told = "the desk night is not complete: ";
    // The index knows it from before, or meets it first.
    for line in ["today", "today"] {
        let Said { exit, out, err } = shell.say(line);
        assert_eq!((exit, err.lines().count(), err.matches(told).count()), (6, 1, 1), "{err}");
        assert!(err.contains("; check it: `onwatch --profile night doctor`"), "{err}");
        assert!(lines(&out)[1].starts_with(&format!("Warning: {told}")), "{out}");
        assert!(out.contains("0:50:00  active in 2 sessions"), "{out}");
        shell.good("note more");
    }
    for (form, line) in [
        ("md", "**Warning:** the desk night is not complete: "),
        ("csv", "\nwarning,,the desk night is not complete: "),
        ("json", "\"warnings\":[\"the desk night is not complete: "),
        ("ical", "X-WR-CALDESC:the desk night is not complete: "),
    ] {
        let Said { exit, out, .. } = shell.say(&format!("today --format {form}"));
        assert_eq!(exit, 6, "{form}");
        assert!(out.contains(line), "{form}: {out}");
        let file = shell.home.path().join(format!("report.{form}"));
        let said = shell.say(&format!("today --format {form} -o {}", file.display()));
        assert_eq!((said.exit, said.out.matches(told).count()), (6, 1), "{said:?}");
        assert!(std::fs::read_to_string(file).unwrap().contains(line), "{form}");
    }
    let nothing = shell.say("--json report yesterday");
    assert_eq!(nothing.exit, 6);
    assert!(nothing.out.contains("\"warnings\":[\"the desk night is"), "{nothing:?}");
    // What is missing does not concern another desk.
    let one = shell.say("today --desk other");
    assert_eq!((one.exit, one.err.as_str()), (0, ""), "{one:?}");
}

#[test]
fn a_desk_whose_history_is_gone_is_missing_too() {
    let shell = started();
    shell.good("--profile night start");
    shell.pass(20);
    shell.good("--profile night end");
    let data = shell.home.path().join("data");
    std::fs::remove_dir_all(data.join("profiles/night/history")).unwrap();
    let Said { exit, err, .. } = shell.say("today");
    assert_eq!((exit, err.lines().count()), (6, 1), "{err}");
    assert!(err.contains("the desk night is not complete: "), "{err}");
}

#[test]
fn a_report_may_be_of_one_desk() {
    let shell = started();
    shell.pass(10);
    shell.good("--profile night start");
    shell.pass(20);
    for line in ["today --desk night --by desk", "--profile night today --desk night --by desk"] {
        let answer = shell.object(line);
        assert_eq!((rows(&answer), &answer["desk"]), (vec![("night", 20 * 60)], &"night".into()));
    }
    let said = shell.good("report today --desk default");
    assert!(said.starts_with("Thu 2026-01-01  by context, only desk default\n"), "{said}");
    assert!(!said.contains("(default)"), "{said}");
    let said = shell.say("today --desk day");
    assert_eq!(said.exit, 3, "{said:?}");
    let told =
        "Nothing was reported\n  why:  there is no desk day\n  next: choose one of: default, night";
    assert!(said.err.contains(told), "{said:?}");
}

#[test]
fn a_period_within_a_break_has_no_work_and_no_file() {
    let shell = started();
    shell.pass(10);
    shell.good("pause");
    shell.pass(60);
    let file = shell.home.path().join("a.csv");
    for line in ["", "--format ical", &format!("-o {}", file.display())] {
        let said = shell.say(&format!("report --since 9:20 --until 9:40 {line}"));
        assert_eq!((said.exit, said.out.as_str()), (3, ""), "{said:?}");
    }
    assert!(!file.exists());
    shell.pass(24 * 60);
    assert_eq!(shell.say("today").exit, 3);
}

#[test]
fn work_hidden_in_an_open_gap_is_not_passed_over() {
    let shell = started();
    sleep(&shell, 60);
    let said = shell.say("report --since 9:20 --until 9:40");
    assert_eq!(said.exit, 3, "{said:?}");
    assert!(said.err.contains("next: answer the gap, it may be work: `onwatch gap`"), "{said:?}");
}

#[test]
fn a_break_over_midnight_is_shown_on_each_day_as_that_day_has_it() {
    let shell = Shell::after(&["start"]);
    shell.pass(14 * 60 + 50);
    shell.good("pause");
    shell.pass(30);
    shell.good("resume");
    shell.pass(10);
    let said = shell.good("today");
    assert!(lines(&said).ends_with(&["Breaks", "  0:20:00  00:00–00:20"]), "{said}");
    let said = shell.good("report yesterday");
    assert!(lines(&said).ends_with(&["Breaks", "   0:10:00  23:50–00:00 +1d"]), "{said}");
    let csv = shell.good("today --format csv");
    assert!(csv.contains("2026-01-01T22:00:00Z,2026-01-01T22:20:00Z,1200,"), "{csv}");
}

#[test]
fn a_report_by_task_or_sprint_has_estimate_actual_and_variance_over_all_time() {
    let shell = Shell::after(&["sprint add 1 -e 1h", "task add 7 --sprint 1 -e 10m", "start"]);
    shell.good("push task 7");
    shell.pass(15);
    shell.good("end");
    let said = shell.good("today --by task");
    assert!(said.contains("TASK-7  estimated 10m, actual 15m, 5m over"), "{said}");
    // No sprint was open: the time counts for that of the task.
    let said = shell.good("today --by sprint");
    assert!(said.contains("SPRINT-1  estimated 1h 00m, actual 15m, 45m left"), "{said}");
    let row = &shell.object("today --by sprint")["rows"][0];
    assert_eq!(
        (row["estimate_seconds"].as_u64(), row["actual_seconds"].as_u64()),
        (Some(3_600), Some(900))
    );
    assert_eq!(row["variance_seconds"].as_i64(), Some(-2_700));
    let csv = shell.good("today --by task --format csv");
    assert!(csv.contains(",600,900,300"), "{csv}");
}

#[test]
fn a_task_of_several_titles_is_told_with_their_number() {
    let shell = Shell::after(&["start", "push -t Old task 7"]);
    shell.pass(10);
    shell.good("pop");
    shell.good("push -t New task 7");
    shell.pass(5);
    let said = shell.good("today --by task");
    assert!(said.contains("TASK-7  2 titles\n"), "{said}");
    let row = &shell.object("today --by task")["rows"][0];
    assert_eq!((&row["title"], &row["titles"]), (&().into(), &vec!["Old", "New"].into()));
    for form in ["csv", "md"] {
        let said = shell.good(&format!("today --by task --format {form}"));
        assert!(said.contains("2 titles") && !said.contains("New"), "{said}");
    }
}

#[test]
fn a_week_begins_as_the_settings_say() {
    let shell = two_days();
    shell.settings("[panel]\nweek_start = \"sunday\"\n");
    let said = shell.good("report week --by week");
    assert!(said.starts_with("2025-12-28 to 2026-01-03  by week\n"), "{said}");
    assert!(said.contains("● week of 2025-12-28  2 sessions"), "{said}");
}

#[test]
fn the_example_of_the_help_works_on_every_day_of_the_week() {
    let shell = Shell::after(&["start"]);
    for _ in 0..8 {
        let words = ["report", "--since", "last monday", "--until", "yesterday", "--by", "day"];
        let said = shell.give(&words);
        assert!([0, 3].contains(&said.exit), "{said:?}");
        shell.pass(24 * 60);
    }
}

#[test]
fn the_bar_of_a_zero_is_empty() {
    let shell = two_days();
    let said = shell.good("report week --by day --rounded 15m");
    assert!(said.contains("  1h 45m  ━━━━━━━━━━    Thu 2026-01-01"), "{said}");
    assert!(said.contains("       0m              ● Fri 2026-01-02"), "{said}");
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
