//! The past sessions, and one in full.

use std::os::unix::fs::DirBuilderExt;
use std::process::Stdio;

use chrono::{DateTime, Utc};
use onwatch::core::Command;
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use serde_json::{Value, json};

use crate::common::past::Past;
use crate::shell::{Said, Shell, lines, objects, program};

/// Three sessions that are over: one with a break, one into the next day, one ended by a switch.
/// A fourth is live.
fn three_and_a_live_one() -> Shell {
    let shell = Shell::new();
    shell.give(&["start", "-n", "Fix the importer"]);
    shell.good("push task 7 -t Importer -e 2h");
    shell.pass(50);
    shell.good("pause -r lunch");
    shell.pass(12);
    shell.good("resume");
    shell.good("cone set C -r spent");
    shell.pass(15);
    shell.give(&["end", "-n", "Importer fixed"]);
    shell.pass(13 * 60);
    shell.good("start");
    shell.pass(60);
    shell.good("end");
    shell.good("start -n third");
    shell.pass(5);
    shell.good("start --switch -n live");
    shell
}

#[test]
fn the_history_lists_the_past_sessions_in_columns_with_their_totals() {
    let expected = [
        "SESSION-001  2026-01-01  09:00–10:17      1h 05m  12m in 1 break  B → C  \
         Fix the importer — Importer fixed",
        "SESSION-002  2026-01-01  23:17–00:17 +1d  1h 00m                  C",
        "SESSION-003  2026-01-02  00:17–00:22      5m                      C      third",
        "3 sessions: 2h 10m active, 12m paused",
    ];
    assert_eq!(lines(&three_and_a_live_one().good("history")), expected);
}

#[test]
fn a_count_and_a_stretch_of_time_choose_and_totals_are_of_what_is_listed() {
    let shell = three_and_a_live_one();
    let keys = |line: &str| -> Vec<String> {
        let out = shell.good(line);
        let (totals, listed) = lines(&out).split_last().map(|(t, l)| (*t, l.to_vec())).unwrap();
        assert!(totals.starts_with(&format!("{} session", listed.len())), "{totals}");
        listed.iter().map(|line| line[8..11].to_owned()).collect()
    };
    assert_eq!(keys("history -n 1"), ["003"]);
    assert_eq!(keys("history --since today"), ["002", "003"]);
    assert_eq!(keys("history --until yesterday"), ["001", "002"]);
    assert_eq!(keys("history --until yesterday -n 1"), ["002"]);
    assert_eq!(keys("history --since 2026-01-01T09:00:00Z --until 2026-01-01T22:17:00Z"), ["002"]);
}

#[test]
fn the_sessions_that_were_cancelled_are_listed_alone_and_come_back_with_the_command_that_is_named()
{
    let shell = three_and_a_live_one();
    let none = shell.say("history --cancelled");
    let text = "No session was cancelled. List the others: onwatch history\n";
    assert_eq!((none.exit, none.out.as_str()), (3, text));
    shell.good("cancel 2");
    shell.good("edit 3 -n mended --operator bo");
    shell.good("cancel 3");
    let expected = [
        "SESSION-002 x   2026-01-01  23:17–00:17 +1d  1h 00m  C",
        "SESSION-003 x~  2026-01-02  00:17–00:22      5m      C  mended",
        "2 cancelled sessions: 1h 05m active, 0s paused",
        "x cancelled: no total has it; `onwatch reopen KEY` restores it",
        "~ corrected: `onwatch show KEY` says by whom and when",
    ];
    assert_eq!(lines(&shell.good("history --cancelled")), expected);
    assert_eq!(lines(&shell.good("history"))[1], "1 session: 1h 05m active, 12m paused");
    let newest = objects(&shell.good("history --cancelled -n 1 --json"));
    assert_eq!(newest.len(), 1);
    assert_eq!(
        (&newest[0]["key"], &newest[0]["is_cancelled"]),
        (&json!("SESSION-003"), &json!(true))
    );
    assert_eq!(objects(&shell.good("history --json"))[0]["is_cancelled"], false);
    let early = lines(&shell.good("history --cancelled --until yesterday"))[0].to_owned();
    assert!(early.starts_with("SESSION-002 x "), "{early}");
    shell.good("reopen 2");
    shell.good("reopen 3");
    assert_eq!(shell.say("history --cancelled").exit, 3);
    assert_eq!(shell.say("history --cancelled --by day").exit, 2);
}

#[test]
fn a_long_list_is_in_columns_from_its_first_page_to_its_last() {
    let shell = Shell::new();
    let history = Paths::under(shell.home.path()).history();
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&history).unwrap();
    let begin = "2024-01-01T00:00:00Z".parse().unwrap();
    let sessions =
        |seq| if seq % 2 == 0 { Command::start(None) } else { Command::End { notes: None } };
    Past::planned(begin, sessions).fill(&history, 2 * 1_100);
    shell.good("doctor --repair");
    let out = shell.good("history");
    let all = lines(&out);
    assert_eq!(all.len(), 1_101);
    assert_eq!(all[1_100], "1100 sessions: 6h 06m active, 0s paused");
    for (nth, line) in all[..1_100].iter().enumerate() {
        assert!(line.starts_with(&format!("SESSION-{:03} ", nth + 1)), "{line}");
        // The first key of four digits makes the column wide for all.
        assert_eq!(line.find("2024-"), Some(14), "{line}");
    }
    let newest = shell.good("history -n 600");
    assert_eq!(lines(&newest)[..600], all[500..1_100]);
    assert_eq!(objects(&shell.good("history --json")).len(), 1_100);
    assert_eq!(shell.good("history --quiet"), "");
    let days = shell.good("history --by day");
    assert!(days.ends_with(": 6h 06m active\n"), "{days}");
    // Nobody reads on.
    let mut head = program(&shell.home, "history").stdout(Stdio::piped()).spawn().unwrap();
    drop(head.stdout.take());
    assert_eq!(head.wait().unwrap().code(), Some(0));
}

#[test]
fn no_history_exits_3_and_says_so() {
    let empty = "No session has ended yet. Start one: onwatch start\n";
    let live = "No session has ended yet. Show the live one: onwatch show\n";
    for (shell, line) in [(Shell::new(), empty), (Shell::after(&["start"]), live)] {
        let Said { exit, out, err } = shell.say("history");
        assert_eq!((exit, out.as_str(), err.as_str()), (3, line, ""));
    }
    let shell = three_and_a_live_one();
    let said = shell.say("history --since 2027-01-01");
    assert_eq!(said.exit, 3);
    assert_eq!(
        said.out,
        "No past session matches from 2027-01-01 00:00. List all: onwatch history\n"
    );
}

#[test]
fn a_time_that_cannot_be_read_is_usage() {
    for line in [
        "history --since whenever",
        "history --since tomorrow",
        "history --until 2026-13-01",
        "history -n -1",
    ] {
        let said = Shell::new().say(line);
        assert_eq!(said.exit, 2, "{line}: {said:?}");
    }
}

#[test]
fn a_period_that_ends_before_it_starts_is_usage_and_names_both_times() {
    let said = three_and_a_live_one().say("history --since today --until 2025-12-31");
    assert_eq!(said.exit, 2, "{said:?}");
    let why = "the period would begin at 2026-01-02 00:00 and end at 2026-01-01 00:00";
    assert!(said.err.contains(why), "{said:?}");
}

#[test]
fn the_history_is_an_object_a_session_with_the_newest_last() {
    let all = objects(&three_and_a_live_one().good("history --json"));
    assert_eq!(all.len(), 3);
    let first = &all[0];
    let id = first["id"].as_str().unwrap();
    assert!(id.starts_with("sess_20260101_070000_"), "{id}");
    let expected = json!({
        "schema": "onwatch.history/1",
        "key": "SESSION-001",
        "id": id,
        "session_type": "work",
        "started_at_utc": "2026-01-01T07:00:00Z",
        "ended_at_utc": "2026-01-01T08:17:00Z",
        "active_seconds": 3_900,
        "paused_seconds": 720,
        "breaks": 1,
        "notes": "Importer fixed",
        "start_notes": "Fix the importer",
        "closing_notes": "Importer fixed",
        "operator": "ana",
        "interface": "cli",
        "agent_id": null,
        "workflow_id": null,
        "at_start": {"band": "B", "health": "unknown"},
        "at_end": {"band": "C", "health": "unknown"},
        "frames": [{"type": "task", "id": "TASK-7", "active_seconds": 3_900}],
        "spans": [
            {"started_at_utc": "2026-01-01T07:00:00Z", "active_seconds": 3_000},
            {"started_at_utc": "2026-01-01T08:02:00Z", "active_seconds": 900},
        ],
        "is_corrected": false,
        "is_added": false,
        "is_cancelled": false,
    });
    assert_eq!(*first, expected);
    assert_eq!(all[2]["key"], "SESSION-003");
}

#[test]
fn a_session_is_shown_in_full() {
    let shell = three_and_a_live_one();
    let out = shell.good("show SESSION-001");
    let id = objects(&shell.good("history --json"))[0]["id"].as_str().unwrap().to_owned();
    let expected = [
        "SESSION-001  1:05:00  ended",
        "  notes    Fix the importer",
        "  closing  Importer fixed",
        "  started  2026-01-01 09:00",
        "  ended    2026-01-01 10:17",
        "  paused   12m in 1 break",
        "  elapsed  1h 17m",
        "  band     B Caution → C Stabilize (worse)  spent",
        "  health   unknown",
        "  contexts",
        "    TASK-7  Importer  1h 05m of 2h 00m",
        "  spans",
        "    2026-01-01  09:00–09:50  50m",
        "    2026-01-01  10:02–10:17  15m",
        "  activities",
        "    2026-01-01 09:00  ana (cli)  started  Fix the importer",
        "    2026-01-01 09:00  ana (cli)  entered  TASK-7: Importer",
        "    2026-01-01 09:50  ana (cli)  paused   lunch · at 50m · TASK-7",
        "    2026-01-01 10:02  ana (cli)  resumed  after 12m · TASK-7",
        "    2026-01-01 10:02  ana (cli)  band     B → C Stabilize · spent · TASK-7",
        "    2026-01-01 10:17  ana (cli)  ended    Importer fixed · 1h 05m active, 12m paused in 1 \
         break · TASK-7",
        "  by       ana (cli)",
        &format!("  id       {id}"),
    ];
    assert_eq!(lines(&out), expected);
    for name in ["1", "session-1", &id] {
        assert_eq!(shell.good(&format!("show {name}")), out, "{name}");
    }
}

#[test]
fn who_measured_a_reading_is_said_wherever_it_is_shown() {
    let shell = Shell::new();
    shell.good("start");
    shell.give(&["cone", "set", "C", "-r", "denials", "--source", "deny-rate"]);
    shell.give(&["health", "set", "red", "-r", "queue", "--source", "probe"]);
    let shown = shell.good("show");
    assert!(shown.contains("→ C Stabilize (worse), by deny-rate  denials\n"), "{shown}");
    assert!(shown.contains("→ red (worse), by probe  queue\n"), "{shown}");
    for answer in [shown, shell.good("log"), shell.good("show --markdown")] {
        assert!(
            answer.contains("denials · measured by deny-rate")
                || answer.contains("denials, measured by deny-rate"),
            "{answer}"
        );
    }
}

#[test]
fn without_a_name_the_live_session_is_shown_or_the_last() {
    let shell = three_and_a_live_one();
    shell.good("push task 8");
    shell.pass(3);
    let out = shell.good("show");
    assert!(out.starts_with("SESSION-004  0:03:00  active\n"), "{out}");
    assert!(out.contains("\n    TASK-8  3m  open\n"), "{out}");
    assert!(out.contains("00:22–now  3m\n"), "{out}");
    shell.good("cancel");
    let out = shell.good("show");
    assert!(out.starts_with("SESSION-004  0:03:00  cancelled\n"), "{out}");
    assert!(out.contains("\n  ended    2026-01-02 00:25\n"), "{out}");
}

#[test]
fn a_session_that_made_room_for_another_says_which() {
    let out = three_and_a_live_one().good("show 3");
    assert!(out.contains("started  SESSION-004 live · after SESSION-003 (5m)\n"), "{out}");
}

#[test]
fn a_session_is_one_object_with_what_was_then_and_what_was_in_the_end() {
    let shell = three_and_a_live_one();
    let past = shell.object("show 1");
    assert_eq!(past["phase"], "ended");
    assert_eq!(past["at_start"]["cone"]["band"], "B");
    assert_eq!(past["at_end"]["cone"]["reason"], "spent");
    assert_eq!((&past["now"], &past["drift"]["band"]), (&Value::Null, &json!("worse")));
    assert_eq!(past["closed_frames"][0]["estimate_seconds"], 7_200);
    assert_eq!(past["spans"][1]["ended_at_utc"], "2026-01-01T08:17:00Z");
    assert_eq!(past["activities"].as_array().unwrap().len(), 6);
    assert_eq!(past["activities"][2]["by"]["interface"], "cli");
    let live = shell.object("show");
    assert_eq!((&live["phase"], &live["at_end"]), (&json!("active"), &Value::Null));
    assert_eq!(live["now"]["cone"]["band"], "C");
    assert_eq!(live["spans"][0]["ended_at_utc"], Value::Null);
}

#[test]
fn what_is_no_session_exits_3_and_what_is_no_name_exits_2() {
    let shell = three_and_a_live_one();
    for line in ["show 9", "log --session 9"] {
        let said = shell.say(line);
        assert_eq!((said.exit, said.out.as_str()), (3, ""), "{line}");
        let expected = [
            "onwatch: Nothing was shown",
            "  why:  there is no SESSION-009",
            "  next: see the past sessions: `onwatch history`; or the live one: `onwatch status`",
        ];
        assert_eq!(lines(&said.err), expected, "{line}");
    }
    assert_eq!(Shell::new().say("show").exit, 3);
    assert_eq!(shell.say("show hello").exit, 2);
    assert_eq!(shell.object("show 9")["exit"], 3);
}

#[test]
fn the_log_of_a_session_holds_what_concerns_it() {
    let shell = three_and_a_live_one();
    let expected = [
        "2026-01-02 00:17  SESSION-003  started     third",
        "2026-01-02 00:22  SESSION-004  started     live · after SESSION-003 (5m)",
    ];
    assert_eq!(lines(&shell.good("log --session 3")), expected);
    assert_eq!(lines(&shell.good("log --session 3 -n 1")), expected[1..]);
    assert_eq!(objects(&shell.good("log --session 1 --json")).len(), 6);
}

#[test]
fn by_day_a_session_is_split_at_local_midnight() {
    let shell = three_and_a_live_one();
    let expected = [
        "2026-01-01  1h 48m  2 sessions",
        "2026-01-02  22m     2 sessions",
        "2 days: 2h 10m active",
    ];
    assert_eq!(lines(&shell.good("history --by day")), expected);
    assert_eq!(
        lines(&shell.good("history --by day -n 1")),
        ["2026-01-02  22m  2 sessions", "1 day: 22m active"]
    );
    let day = json!({
        "schema": "onwatch.day/1",
        "date": "2026-01-02",
        "active_seconds": 1_320,
        "sessions": ["SESSION-002", "SESSION-003"],
    });
    assert_eq!(objects(&shell.good("history --by day --json"))[1], day);
    assert_eq!(shell.say("history --by week").exit, 2);
}

#[test]
fn by_day_a_day_begins_when_the_settings_say() {
    let shell = three_and_a_live_one();
    shell.settings("[panel]\nday_start = '06:00'\n");
    let day = "2026-01-01  2h 10m  3 sessions";
    assert_eq!(lines(&shell.good("history --by day")), [day, "1 day: 2h 10m active"]);
    // It is night, so today began yesterday.
    let since = [day, "1 day from 2026-01-01 06:00: 2h 10m active"];
    assert_eq!(lines(&shell.good("history --by day --since today")), since);
    assert_eq!(shell.say("history --until yesterday").exit, 3);
    shell.settings("[panel]\nday_start = '00:20'\n");
    assert_eq!(lines(&shell.good("history --by day")).len(), 3);
}

#[test]
fn by_day_only_what_lies_within_the_bounds_counts() {
    let shell = three_and_a_live_one();
    let line = "history --by day --since 2026-01-01T08:07:00Z --until 2026-01-01T21:47:00Z";
    // Ten minutes of the first session, half an hour of the second.
    let sum = "1 day from 2026-01-01 10:07 until 2026-01-01 23:47: 40m active";
    assert_eq!(lines(&shell.good(line)), ["2026-01-01  40m  2 sessions", sum]);
    let sessions = shell.good("history --until 2026-01-01");
    assert!(sessions.contains(" until 2026-01-02 00:00: "), "{sessions}");
    assert_eq!(
        lines(&shell.good("history --by day --since today"))[0],
        "2026-01-02  22m  2 sessions"
    );
    assert_eq!(shell.say("history --by day --since 2027-01-01").exit, 3);
}

#[test]
fn a_session_of_no_time_has_its_day() {
    let shell = Shell::after(&["start", "end"]);
    let expected = ["2026-01-01  0s  1 session", "1 day: 0s active"];
    assert_eq!(lines(&shell.good("history --by day")), expected);
}

#[test]
fn a_session_as_markdown_is_a_page_that_others_can_read() {
    let shell = Shell::new();
    shell.give(&["start", "-n", "Fix the importer\nand its tests"]);
    shell.give(&["push", "task", "7", "-t", "a|b", "-e", "30m"]);
    shell.pass(20);
    shell.good("pause -r lunch");
    shell.pass(10);
    shell.good("resume");
    shell.give(&["cone", "set", "C", "-r", "queue *grows*", "--source", "probe"]);
    shell.pass(5);
    shell.good("undo");
    shell.give(&["end", "-n", "done"]);
    let page = shell.good("show --markdown");
    let id = shell.object("show")["id"].as_str().unwrap().to_owned();
    let expected = format!(
        "# SESSION-001

- **Started:** 2026-01-01 09:00 by ana (cli)
- **Ended:** 2026-01-01 09:35
- **Active:** 20m
- **Paused:** 15m in 1 break
- **Elapsed:** 35m
- **Id:** `{id}`

## Notes

> Fix the importer\x20\x20
> and its tests

## Closing notes

> done

## Contexts

| Context | Title | Active |
|---|---|---|
| TASK-7 | a\\|b | 20m of 30m |

## Governance

| | At start | At end |
|---|---|---|
| Band | B Caution: Nobody has set a band yet; caution until somebody does | ▲ C Stabilize: queue \\*grows\\*; measured by probe |
| Health | unknown | unknown |

## Activities

"
    );
    assert_eq!(&page[..expected.len().min(page.len())], expected);
    let activities = &page[expected.len()..];
    assert!(activities.starts_with("- 2026-01-01 09:00 started: Fix the importer↵and its tests, "));
    assert!(activities.contains("resumed: after 10m, ana (cli) (undone)\n"), "{activities}");
    assert_eq!(shell.good("show 1 --markdown"), page);
    assert_eq!(shell.say("show --markdown --json").exit, 2);
    assert_eq!(shell.say("show 7 --markdown").exit, 3);
}

#[test]
fn the_days_of_the_panel_are_those_of_the_history_by_day() {
    let shell = three_and_a_live_one();
    shell.good("end");
    // A month of days, each session over midnight.
    for nth in 0..30 {
        shell.pass(60 * 19 + nth);
        shell.good("start");
        shell.pass(60 * 5 + nth);
        shell.good("end");
    }
    shell.good("edit -n corrected");
    let desk = Desk::new(Paths::under(shell.home.path()), shell.clock.clone());
    for since in ["2026-01-01T00:00:00+02:00", "2026-01-14T00:00:00+02:00"] {
        let by_day = objects(&shell.good(&format!("history --by day --json --since {since}")));
        let expected: Vec<(String, u64)> = by_day
            .iter()
            .map(|day| {
                (day["date"].as_str().unwrap().to_owned(), day["active_seconds"].as_u64().unwrap())
            })
            .collect();
        let since: DateTime<Utc> = since.parse().unwrap();
        let (filed, tally) =
            desk.tally(since, &|at| (at + chrono::TimeDelta::hours(2)).naive_utc()).unwrap();
        let found: Vec<(String, u64)> =
            tally.days().map(|(date, ms)| (date.to_string(), ms / 1_000)).collect();
        assert_eq!(found, expected, "{since}");
        assert!(expected.len() > 10);
        assert_eq!(filed, desk.look().unwrap().watch.filed_seq);
    }
}

#[test]
fn a_context_that_was_entered_twice_is_one_row_with_its_sum() {
    let shell = Shell::new();
    let steps = [
        ("start", 5),
        ("push task 7 Import", 30),
        ("push task 8", 10),
        ("push task 7", 15),
        ("end", 0),
    ];
    for (line, minutes) in steps {
        shell.good(line);
        shell.pass(minutes);
    }
    let out = shell.good("show 1");
    let (_, rows) = out.split_once("  contexts\n").unwrap();
    let rows: Vec<_> = rows
        .lines()
        .take(3)
        .map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(rows, ["TASK-7 Import 45m", "TASK-8 10m", "no context 5m"]);
}
