//! Corrections of the past, as a shell sees them: words, local times, answers and refusals.

use onwatch::paths::Paths;
use rusqlite::Connection;
use serde_json::Value;

use crate::shell::{Shell, lines};

/// A shell at 18:00 on the second day. SESSION-001 went from 09:00 to 12:00 on the first one,
/// SESSION-002 from 14:00 until 23:50, and SESSION-003 from 00:30 to 04:00 on the second one.
fn two_days() -> Shell {
    let shell = Shell::new();
    shell.good("start first");
    shell.pass(180);
    shell.good("end");
    shell.pass(120);
    shell.good("start second");
    shell.pass(9 * 60 + 50);
    shell.good("end");
    shell.pass(40);
    shell.good("start third");
    shell.pass(210);
    shell.good("end");
    shell.pass(14 * 60);
    shell
}

/// Returns start and end of a session, UTC.
fn times(shell: &Shell, key: u32) -> (String, String) {
    let session = shell.object(&format!("show {key}"));
    let time = |name: &str| session[name].as_str().unwrap_or_default().to_owned();
    (time("started_at_utc"), time("ended_at_utc"))
}

#[test]
fn a_time_of_day_belongs_to_the_session_that_is_corrected() {
    for (line, key, from, to) in [
        ("edit 2 --end 17:30", 2, "2026-01-01T12:00:00Z", "2026-01-01T15:30:00Z"),
        ("edit 2 --end 5:30pm", 2, "2026-01-01T12:00:00Z", "2026-01-01T15:30:00Z"),
        ("edit 1 --start 8:55", 1, "2026-01-01T06:55:00Z", "2026-01-01T10:00:00Z"),
        ("edit 1 --start 9:05 --end 13:00", 1, "2026-01-01T07:05:00Z", "2026-01-01T11:00:00Z"),
        // Before midnight the day before is nearer; an end before the start is on the next day.
        ("edit 3 --start 23:55", 3, "2026-01-01T21:55:00Z", "2026-01-02T02:00:00Z"),
        ("edit 3 --end 0:45", 3, "2026-01-01T22:30:00Z", "2026-01-01T22:45:00Z"),
        ("edit 2 --end 0:15", 2, "2026-01-01T12:00:00Z", "2026-01-01T22:15:00Z"),
        ("edit 3 --start 1:00 --end 17:00", 3, "2026-01-01T23:00:00Z", "2026-01-02T15:00:00Z"),
        // Without a key, the last one.
        ("edit --end 3:30", 3, "2026-01-01T22:30:00Z", "2026-01-02T01:30:00Z"),
        // With a date, the session does not matter.
        ("edit 3 --end 2026-01-02T05:00", 3, "2026-01-01T22:30:00Z", "2026-01-02T03:00:00Z"),
    ] {
        let shell = two_days();
        shell.good(line);
        assert_eq!(times(&shell, key), (from.to_owned(), to.to_owned()), "{line}");
    }
}

#[test]
fn a_time_of_day_that_is_still_to_come_is_not_taken_for_another_day() {
    let shell = two_days();
    for line in ["edit 3 --end 19:00", "add --from 17:00 --to 19:00"] {
        let said = shell.say(line);
        assert_eq!(said.exit, 2, "{line}: {}", said.err);
        assert!(said.err.contains("the first '19:00' after 2026-01-02 "), "{}", said.err);
        assert!(said.err.contains("lies in the future"), "{}", said.err);
        assert!(said.err.contains("as in yesterday 19:00"), "{}", said.err);
    }
}

#[test]
fn a_time_of_day_outside_the_session_is_refused_for_the_true_reason() {
    let shell = two_days();
    shell.good("add --from 5:00 --to 6:00 early");
    for line in [
        "break add 8:00 9:30 --session 1",
        "break add 8:00-9:30 --session 1",
        "edit 2 --start 23:45 --end 13:10",
        "add --from 7:00 --to 7:30 --break 6:00-7:10",
        "add --from 7:00 --to 7:30 --task 7@6:30",
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 4, "{line}: {}", said.err);
        assert!(!said.err.contains("future"), "{line}: {}", said.err);
    }
}

#[test]
fn a_correction_to_another_day_says_the_dates() {
    let shell = two_days();
    let said = shell.good("edit 2 --end 0:15 -n x");
    let words = "Corrected the end and notes of SESSION-002: end 1 Jan 23:50 → 2 Jan 00:15; \
                 9h 50m → 10h 15m active";
    assert_eq!(lines(&said), [words]);
}

#[test]
fn a_break_is_also_added_from_a_range_in_one_word() {
    let shell = two_days();
    let said = shell.good("break add 10:00-10:15 --session 1");
    assert!(said.contains("1 Jan 10:00–10:15: 15m no longer count"), "{said}");
}

#[test]
fn the_operator_before_the_verb_gives_the_command_and_the_one_after_it_worked() {
    let shell = two_days();
    for (line, worked, gave) in [
        ("edit 1 --operator bo", "bo", "ana"),
        ("--operator eve edit 1 --operator cy", "cy", "eve"),
        ("--operator=eve edit 1 -n x", "cy", "eve"),
        ("edit --operator=dee 1", "dee", "ana"),
    ] {
        shell.good(line);
        let session = shell.object("show 1");
        assert_eq!(session["operator"], worked, "{line}");
        let newest = session["activities"].as_array().unwrap().last().unwrap();
        assert_eq!(newest["by"]["operator"], gave, "{line}");
        assert_eq!(newest["verb"], "edit", "{line}");
    }
    // The name of the user gives the command again.
    let mut shell = two_days();
    shell.env.insert("ONWATCH_OPERATOR", "night".into());
    shell.good("edit 1 --operator bo");
    let log = shell.object("show 1");
    assert_eq!(log["corrections"][0]["operator"], "night");
}

#[test]
fn each_answer_says_what_became_of_the_session() {
    let shell = two_days();
    for (line, said) in [
        (
            "edit 2 --end 17:30",
            "Corrected the end of SESSION-002: 23:50 → 17:30; 9h 50m → 3h 30m active",
        ),
        ("edit 2 --end 17:30", "SESSION-002 is so already; nothing changed"),
        ("edit 2 -n x --target 4h", "Corrected the notes and target of SESSION-002"),
        (
            "undo",
            "Undone: the correction of the notes and target of SESSION-002 at 18:00; its target is none again",
        ),
        (
            "undo",
            "Undone: the correction of the end of SESSION-002 at 18:00; its end is 2026-01-01 23:50 again",
        ),
        (
            "redo",
            "Redone: the correction of the end of SESSION-002 at 18:00; its end is 2026-01-01 17:30",
        ),
        (
            "break add 10:00 10:15 --session 1",
            "Added a break to SESSION-001, 1 Jan 10:00–10:15: 15m no longer count",
        ),
        (
            "break remove 10:05 --session 1",
            "Removed a break from SESSION-001, 1 Jan 10:00–10:15: 15m count",
        ),
        (
            "cancel 1",
            "Cancelled SESSION-001: 3h 00m active are out of the totals; to restore it: `onwatch reopen SESSION-001`",
        ),
        ("undo", "Undone: the cancellation of SESSION-001 at 18:00; it counts again"),
        ("redo", "Redone: the cancellation of SESSION-001 at 18:00; it is out of the totals"),
        ("reopen 1", "Restored SESSION-001: 3h 00m active are in the totals again"),
        ("undo", "Undone: the reopening of SESSION-001 at 18:00; it is out of the totals"),
        ("redo", "Redone: the reopening of SESSION-001 at 18:00; it counts again"),
        ("add --from 5:00 --to 6:00 early", "Added SESSION-004, 05:00–06:00: 1h 00m active"),
        (
            "undo",
            "Undone: the addition of SESSION-004 at 18:00 (early · 1h 00m active); it is gone",
        ),
        ("continue 1", "Started SESSION-005, like SESSION-001 at 18:00"),
    ] {
        let answer = shell.good(line);
        assert_eq!(lines(&answer), [said], "{line}");
    }
}

#[test]
fn a_session_is_added_with_its_contexts_and_breaks_in_the_order_of_their_times() {
    let shell = two_days();
    let words = [
        "add",
        "--from",
        "yesterday 4:00",
        "--to",
        "8:00",
        "--break",
        "5:00-5:15",
        "--break",
        "6:00 to 6:30",
        "--task",
        "8@7:00 Write docs",
        "--task",
        "TASK-7",
        "--project",
        "X",
        "--context",
        "incident:42@7:30 Disk full",
        "--band",
        "C",
        "--health",
        "red",
        "--target",
        "3h",
        "--closing",
        "done",
        "Fix",
        "it",
    ];
    let said = shell.give(&words);
    assert_eq!(said.out, "Added SESSION-004, 1 Jan 04:00–08:00: 3h 15m active\n", "{}", said.err);
    let session = shell.object("show 4");
    let time = |frame: &Value| {
        (frame["id"].as_str().unwrap().to_owned(), frame["active_seconds"].as_u64().unwrap() / 60)
    };
    let mut frames: Vec<_> =
        session["closed_frames"].as_array().unwrap().iter().map(time).collect();
    frames.sort();
    let minutes = [("INCIDENT-42", 30), ("TASK-7", 135), ("TASK-8", 60), ("X", 195)];
    assert_eq!(frames, minutes.map(|(id, minutes)| (id.to_owned(), minutes)));
    assert_eq!(session["breaks"], 2);
    assert_eq!(session["start_notes"], "Fix it");
    assert_eq!(session["closing_notes"], "done");
    assert_eq!(session["target_seconds"], 3 * 3_600);
    assert_eq!(session["at_start"]["cone"]["band"], "C");
    assert_eq!(session["added"]["operator"], "ana");
    assert!(session["spans"].as_array().unwrap().iter().all(|span| span["is_said"] == true));
    let page = shell.good("show 4");
    let added = "  added    by ana, 18:00; band and health as said";
    assert!(page.lines().any(|line| line == added), "{page}");
    let log = shell.good("log -n 1");
    assert!(log.contains("Fix it · 3h 15m active · 1 Jan 04:00–08:00"), "{log}");
}

#[test]
fn what_cannot_be_read_says_how_to_write_it() {
    let shell = two_days();
    for (words, why, next) in [
        (&["edit", "1"][..], "nothing was given to correct", "give a start, an end"),
        (&["edit", "1", "new", "notes"], "'new'", "write notes as the value of -n"),
        (&["edit", "first"], "'first'", "onwatch edit --help"),
        (&["edit", "1", "--from", "9:00"], "--from", "it may mean `--start`"),
        (&["add", "--from", "9:00"], "--to <TIME>", "onwatch add --help"),
        (&["add", "--from", "5:00", "--to", "6:00", "--break", "noon"], "'noon'", "12:00-12:45"),
        (
            &["add", "--from", "5:00", "--to", "6:00", "--context", "42"],
            "'42' has no type",
            "incident:42",
        ),
        (
            &["add", "--from", "5:00", "--to", "6:00", "--task", "7@never"],
            "'never'",
            "write it like",
        ),
        (&["break", "remove", "never"], "'never'", "write it like"),
    ] {
        let said = shell.give(words);
        assert_eq!(said.exit, 2, "{words:?}: {said:?}");
        assert!(said.err.contains(why), "{words:?}: {}", said.err);
        assert!(said.err.contains(next), "{words:?}: {}", said.err);
    }
}

#[test]
fn what_is_refused_names_the_other_session_and_its_times() {
    let shell = two_days();
    for (line, exit, why, next) in [
        (
            "edit 1 --end 15:00",
            4,
            "it would overlap SESSION-002",
            "the latest time is 2026-01-01 14:00; give that or an earlier one; SESSION-002 took 1 Jan \
             14:00–23:50: `onwatch show SESSION-002`",
        ),
        (
            "edit 2 --start 11:00",
            4,
            "it would overlap SESSION-001",
            "the earliest time is 2026-01-01 12:00; give that or a later one",
        ),
        (
            "add --from 2026-01-01T13:00 --to 2026-01-01T14:30",
            4,
            "it would overlap SESSION-002",
            "the latest time is 2026-01-01 14:00",
        ),
        ("edit 99 -n x", 3, "there is no SESSION-099", "`onwatch history`"),
        ("cancel 99", 3, "there is no SESSION-099", "`onwatch history`"),
        ("continue 99", 3, "there is no SESSION-099", "`onwatch history`"),
        ("break remove 10:00 --session 1", 3, "SESSION-001 has no pause then", "`onwatch show"),
        ("reopen 1", 4, "SESSION-001 ended", "`onwatch continue SESSION-001`"),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, exit, "{line}: {}", said.err);
        assert!(said.err.contains(why), "{line}: {}", said.err);
        assert!(said.err.contains(next), "{line}: {}", said.err);
    }
    shell.good("start live");
    shell.pass(10);
    for (line, why, next) in [
        ("continue 1", "SESSION-004 is active", "`onwatch end`"),
        (
            "add --from 18:05 --to 18:08",
            "overlap SESSION-004",
            "SESSION-004 has been live since 18:00",
        ),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 4, "{line}: {}", said.err);
        assert!(said.err.contains(why), "{line}: {}", said.err);
        assert!(said.err.contains(next), "{line}: {}", said.err);
    }
    shell.good("pause");
    let said = shell.say("continue 1");
    assert!(said.exit == 4 && said.err.contains("`onwatch resume`"), "{}", said.err);
}

#[test]
fn a_repeated_correction_with_its_operation_changes_nothing() {
    let shell = two_days();
    let line = "edit 2 --end 17:30 --operation fix-2";
    shell.good(line);
    let said = shell.good(line);
    assert_eq!(said, "Already done: Corrected the end of SESSION-002: 9h 50m → 3h 30m active\n");
    let other = shell.say("edit 2 --end 17:31 --operation fix-2");
    assert_eq!(other.exit, 4, "{}", other.err);
    let late = shell.say("edit 2 -n x --expect-seq 1");
    assert_eq!(late.exit, 4, "{}", late.err);
    assert_eq!(shell.good("edit 2 -n x --quiet"), "");
}

#[test]
fn corrected_and_added_sessions_are_marked_and_the_signs_explained() {
    let shell = two_days();
    let plain = shell.good("history");
    assert!(!plain.contains('~') && !plain.contains('+'), "{plain}");
    shell.good("edit 2 --end 17:30");
    let history = shell.good("history");
    assert!(history.contains("SESSION-002 ~  2026-01-01  14:00–17:30"), "{history}");
    let legend = "~ corrected: `onwatch show KEY` says by whom and when";
    assert_eq!(history.lines().last(), Some(legend));
    shell.good("add --from 2026-01-01T05:00 --to 2026-01-01T06:00");
    let history = shell.good("history");
    assert!(history.contains("SESSION-004 +  2026-01-01"), "{history}");
    let legend = "+ added later, ~ corrected: `onwatch show KEY` says by whom and when";
    assert_eq!(history.lines().last(), Some(legend));
    let report = shell.good("report --since 2026-01-01 --by day");
    assert!(report.contains("3 sessions, 1 corrected, 1 added"), "{report}");
    let json = shell.object("report --since 2026-01-01 --by day");
    let row = &json["rows"][0];
    assert_eq!((&row["corrected_count"], &row["added_count"]), (&1.into(), &1.into()));
    let csv = shell.good("report --since 2026-01-01 --by day --format csv");
    assert!(csv.contains(",corrected_sessions,added_sessions"), "{csv}");
    let page = shell.good("report --since 2026-01-01 --by day --format md");
    assert!(page.contains("| 3 (1 corrected, 1 added) |"), "{page}");
    let calendar = shell.good("report --since 2026-01-01 --format ical");
    assert!(calendar.contains("\\nChanged later: corrected"), "{calendar}");
}

#[test]
fn the_page_says_what_stood_before_who_changed_it_and_when() {
    let shell = two_days();
    shell.good("--operator ops edit 1 --start 8:55 --operator bo");
    shell.good("edit 1 -n new");
    let page = shell.good("show 1");
    for line in [
        "  edits    start 09:00 → 08:55, operator ana → bo, corrected by ops, 18:00",
        "           notes, corrected by ana, 18:00",
        "    2026-01-01  08:55–12:00  3h 05m  08:55–09:00 said",
    ] {
        assert!(page.lines().any(|one| one == line), "{line}\n{page}");
    }
    assert!(page.contains("corrected  notes first → new"), "{page}");
    let markdown = shell.good("show 1 --markdown");
    let line = "- **Corrected:** start 09:00 → 08:55, operator ana → bo, by ops, 18:00";
    assert!(markdown.lines().any(|one| one == line), "{markdown}");
    assert!(shell.good("log -n 2").contains("start 09:00 → 08:55 · operator ana → bo"));
    let json = shell.object("show 1");
    let edit = &json["corrections"][0]["edits"][0];
    assert_eq!((&edit["what"], &edit["from"]), (&"start".into(), &"2026-01-01T07:00:00Z".into()));
    assert_eq!(json["spans"][0]["is_said"], true);
    assert_eq!(json["spans"][1]["is_said"], false);
}

#[test]
fn a_corrected_name_acts_on_no_terminal() {
    let shell = two_days();
    shell.give(&["edit", "1", "--operator", "bo\u{1b}]0;x\u{7}", "-n", "\u{1b}[2Jnotes → x"]);
    for line in ["show 1", "show 1 --markdown", "log", "history", "undo"] {
        let said = shell.say(line);
        assert!(!said.out.contains(['\u{1b}', '\u{7}']), "{line}: {:?}", said.out);
    }
}

#[test]
fn a_session_that_was_reopened_is_cancelled_and_the_one_before_is_the_last() {
    let shell = two_days();
    shell.good("reopen");
    let said = shell.good("cancel");
    assert!(said.starts_with("Cancelled SESSION-003: "), "{said}");
    let said = shell.good("start --at last-end");
    assert!(said.starts_with("Started SESSION-004 on 1 Jan at 23:50"), "{said}");
}

/// A shell whose index lacked SESSION-002 when SESSION-001 was corrected and SESSION-004 was added.
pub fn overlapping() -> Shell {
    let shell = Shell::new();
    for line in ["start", "end", "start", "end", "start"] {
        shell.good(line);
        shell.pass(60);
    }
    shell.good("history");
    assert!(!shell.good("doctor").contains("overlap"));
    let index = Connection::open(Paths::under(shell.home.path()).index()).unwrap();
    assert_eq!(index.execute("DELETE FROM sessions WHERE key = 2", []).unwrap(), 1);
    index.close().unwrap();
    shell.good("edit 1 --end 11:30");
    shell.good("add --from 11:40 --to 12:20");
    shell
}

#[test]
fn the_doctor_names_sessions_that_a_damaged_index_let_overlap_and_the_command_that_mends_it() {
    let shell = overlapping();
    let mends = [
        "onwatch edit SESSION-001 --end 2026-01-01T11:00:00+02:00",
        "onwatch edit SESSION-004 --start 2026-01-01T12:00:00+02:00",
    ];
    let overlaps = |next: &str| {
        [
            "overlap: SESSION-001 took 09:00–11:30, and SESSION-002 took 11:00–12:00; 30m counts twice",
            &format!("  {next}: `{}`, or correct the other one", mends[0]),
            "overlap: SESSION-004 took 11:40–12:20, and SESSION-002 took 11:00–12:00; 20m counts twice",
            &format!("  {next}: `{}`, or correct the other one", mends[1]),
        ]
        .join("\n")
    };
    // The damage of the index is a trouble of its own.
    for (line, exit, next) in
        [("doctor", 6, "once the store is sound"), ("doctor --repair", 0, "next")]
    {
        let said = shell.say(line);
        assert_eq!(said.exit, exit, "{line}: {said:?}");
        assert!(said.out.contains(&overlaps(next)), "{line}: {said:?}");
    }
    // They are known again once there is an index.
    assert!(!shell.good("doctor").contains("overlap"));
    shell.good("history");
    assert!(shell.good("doctor").contains(&overlaps("next")));
    let report = shell.object("doctor");
    assert_eq!((&report["sound"], &report["next"]), (&true.into(), &Value::Null));
    let first = &report["overlaps"][0];
    assert_eq!(
        (&first["corrected"]["key"], &first["seconds"]),
        (&"SESSION-001".into(), &1800.into())
    );
    for (left, mend) in mends.iter().enumerate() {
        shell.good(mend.strip_prefix("onwatch ").unwrap());
        let overlaps = shell.object("doctor")["overlaps"].as_array().unwrap().len();
        assert_eq!(overlaps, 1 - left, "{mend}");
    }
    assert!(!shell.good("doctor").contains("overlap"));
}
