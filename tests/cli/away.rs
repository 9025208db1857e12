//! Gaps, forgotten sessions, breaks and corrected notes, as a shell sees them.

use onwatch::core::Anchor;

use crate::shell::Shell;

/// A shell with a steady clock, in which a session started.
pub fn started() -> Shell {
    let shell = Shell::new();
    let mut now = onwatch::clock::Clock::now(shell.clock.as_ref());
    now.steady = Some(Anchor { clock: "a/1".into(), boot_ms: 60_000, mono_ms: 60_000 });
    shell.clock.set(now);
    shell.good("start");
    shell
}

pub fn sleep(shell: &Shell, minutes: i64) {
    shell.pass(minutes);
    let mut now = onwatch::clock::Clock::now(shell.clock.as_ref());
    now.steady.as_mut().unwrap().mono_ms -= minutes * 60_000;
    shell.clock.set(now);
}

#[test]
fn a_gap_is_shown_until_it_is_answered() {
    let shell = started();
    sleep(&shell, 60);
    assert!(shell.good("status").contains("gap-1: the machine slept 09:00–10:00 (1h 00m)"));
    assert_eq!(shell.object("status")["gaps"][0]["seconds"], 3_600);
    assert!(shell.say("note back").err.contains("gap-1"));
    let said = shell.good("gap split 09:20");
    let expected = "Answered gap-1 of SESSION-001, counted until 09:20: 20m of 1h 00m count\n";
    assert_eq!(said, expected);
    assert_eq!(shell.good("gap"), "No gap is open.\n");
    assert_eq!(shell.object("status")["session"]["active_seconds"], 1_200);
}

#[test]
fn on_the_desk_of_a_run_gaps_undo_and_repair_work_as_on_any_other() {
    let shell = started();
    let run = shell.good("run start --agent importer --name nightly").trim_end().to_owned();
    sleep(&shell, 60);
    let gap = "gap-1: the machine slept 09:00–10:00 (1h 00m)";
    assert!(shell.good("gap --run nightly").contains(gap));
    shell.good("gap split 09:20 --run nightly");
    let active = || shell.object("status --run nightly")["session"]["active_seconds"].clone();
    assert_eq!(
        (shell.good("gap --run nightly").as_str(), active()),
        ("No gap is open.\n", 1_200.into())
    );
    shell.good("undo --run nightly");
    assert!(shell.good("gap --run nightly").contains(gap));
    shell.good("redo --run nightly");
    shell.good("run step nightly search --ms 240");
    let said = shell.good("undo --run nightly");
    assert!(said.starts_with("Undone: the step of 10:00 (search"), "{said}");
    assert_eq!(active(), 1_200);
    // The desk of the person has a gap of its own.
    assert!(shell.good("gap").contains(gap));
    let dir = shell.home.path().join("data/runs/2026-01-01").join(&run);
    let metadata = std::fs::read(dir.join("session_metadata.json")).unwrap();
    for file in ["state.json", "session_metadata.json"] {
        std::fs::remove_file(dir.join(file)).unwrap();
    }
    let said = shell.good("doctor --repair --run nightly");
    assert!(said.ends_with("The store is sound: 6 events and 1 segment checked.\n"), "{said}");
    assert_eq!(std::fs::read(dir.join("session_metadata.json")).unwrap(), metadata);
    assert_eq!(active(), 1_200);
    shell.good("redo --run nightly");
    assert_eq!(shell.object("run show nightly")["steps_completed"], serde_json::json!(["search"]));
}

#[test]
fn a_gap_of_days_is_split_at_the_last_such_time_in_it() {
    let shell = started();
    sleep(&shell, 49 * 60);
    shell.good("note back");
    shell.pass(3 * 60);
    // From 09:00 on the first to 10:00 on the third; now it is 13:00 there.
    let gap = "the machine slept 1 Jan 09:00 – 3 Jan 10:00 (49h 00m)";
    assert!(shell.good("gap").contains(gap), "{}", shell.good("gap"));
    let shown = shell.good("show");
    assert!(shown.contains("gap-1  2026-01-01  09:00–2026-01-03 10:00  the machine"), "{shown}");
    let said = shell.good("gap split 12:30");
    assert!(said.contains("counted until 2 Jan 12:30: 27h 30m of 49h 00m count"), "{said}");
    let active = &shell.object("status")["session"]["active_seconds"];
    assert_eq!(*active, (27 * 60 + 30 + 3 * 60) * 60);
    let said = shell.give(&["gap", "split", "12:30", "--id", "gap-7"]);
    assert_eq!(said.exit, 3, "{said:?}");
}

#[test]
fn what_to_write_follows_from_why_a_time_is_refused() {
    let shell = started();
    sleep(&shell, 60);
    for (line, next) in [
        ("gap split 1h", "write 01:00 or 1h ago"),
        ("gap split 10m", "write a time such as 12:30, or 10m ago"),
        ("break add 9:05 tomorrow", "give a time in the past"),
        ("history --since 2025", "write 2025-01-01 or 20:25"),
    ] {
        let said = shell.say(line);
        assert_eq!(said.exit, 2, "{line}");
        assert!(said.err.contains(&format!("next: {next}\n")), "{line}: {}", said.err);
    }
}

#[test]
fn a_time_that_is_too_early_is_refused_with_the_earliest_in_local_time() {
    let shell = Shell::after(&["start"]);
    shell.pass(30);
    for line in ["note --at 08:59 hi", "pause --at 08:59", "push task 7 --at 08:59"] {
        let said = shell.say(line);
        assert_eq!(said.exit, 4, "{line}: {said:?}");
        assert!(said.err.contains("it is 1m before the session's start"), "{line}: {said:?}");
        assert!(said.err.contains("the earliest time is 09:00; give that"), "{line}: {said:?}");
    }
    shell.pass(24 * 60);
    let said = shell.give(&["break", "add", "yesterday 8:00", "yesterday 9:10"]);
    assert!(said.err.contains("the earliest time is 2026-01-01 09:00"), "{said:?}");
}

#[test]
fn every_verb_that_happens_at_a_time_takes_one() {
    let shell = Shell::after(&["start", "push task 7"]);
    shell.pass(30);
    for (line, at) in [
        ("note --at 9:10 hi", "07:10"),
        ("push --at 9:11 task 8", "07:11"),
        ("pop --at 9:12", "07:12"),
        ("cone set --at 9:13 C", "07:13"),
        ("health set --ago 10m red", "07:20"),
        ("health clear --ago 9m", "07:21"),
    ] {
        assert_eq!(shell.object(line)["at_utc"], format!("2026-01-01T{at}:00Z"), "{line}");
    }
}

#[test]
fn a_session_in_full_prints_what_counts_in_pieces_and_each_gap_with_what_became_of_it() {
    let shell = started();
    shell.pass(60);
    shell.good("note lunch");
    sleep(&shell, 100);
    // No command has recorded it yet, but it is shown.
    let open = shell.good("show");
    assert!(open.contains("SESSION-001  1:00:00  active"), "{open}");
    assert!(open.contains("elapsed  2h 40m, 1h 40m not counted"), "{open}");
    assert!(
        open.contains("gap-1  2026-01-01  10:00–11:40  the machine slept for 1h 40m"),
        "{open}"
    );
    assert!(open.contains("waits for an answer, not counted"), "{open}");
    shell.good("gap split 10:24");
    shell.pass(20);
    shell.good("end");
    let split = shell.good("show");
    assert!(split.contains("09:00–10:24  1h 24m\n    2026-01-01  11:40–12:00  20m"), "{split}");
    assert!(split.contains("split, 24m counted, 1h 16m not counted"), "{split}");
    let page = shell.good("show --markdown");
    let line = "- gap-1, 2026-01-01 10:00 to 2026-01-01 11:40: the machine slept for 1h 40m; split";
    assert!(page.contains(line), "{page}");
    assert!(page.contains("- **Not counted:** 1h 16m\n- **Elapsed:** 3h 00m"), "{page}");
    let json = shell.object("show");
    assert_eq!(
        (&json["wall_seconds"], &json["uncounted_seconds"]),
        (&10_800.into(), &4_560.into())
    );
    assert_eq!(json["gaps"][0]["state"], "split");
}

#[test]
fn a_gap_that_nobody_answered_before_the_next_session_still_waits() {
    for lines in [&["start --switch"][..], &["end", "start"]] {
        let shell = started();
        shell.pass(60);
        sleep(&shell, 100);
        for line in lines {
            shell.good(line);
        }
        let told = shell.good("show SESSION-001");
        assert!(told.contains("elapsed  2h 40m, 1h 40m not counted"), "{told}");
        assert!(
            told.contains("the machine slept for 1h 40m  waits for an answer, not counted"),
            "{told}"
        );
    }
}

#[test]
fn a_gap_may_be_as_long_as_the_settings_say() {
    let shell = started();
    shell.settings("[session]\ngap_after = \"2h\"\n");
    sleep(&shell, 60);
    assert_eq!(shell.good("gap"), "No gap is open.\n");
}

#[test]
fn a_forgotten_session_can_end_at_its_last_activity() {
    let shell = started();
    shell.pass(30);
    shell.good("note done for today");
    shell.pass(11 * 60);
    assert!(shell.good("status").contains("onwatch end --at-last-activity"));
    let said = shell.say("end --at-last-activity");
    assert!(said.out.contains("30m active"), "{said:?}");
    assert!(said.err.contains("no activity for 11h"), "{said:?}");
}

#[test]
fn who_says_that_a_forgotten_session_goes_on_is_asked_no_more() {
    let shell = started();
    shell.pass(11 * 60);
    let said = shell.say("keep");
    assert!(said.out.contains("SESSION-001 goes on, after 11h 00m without activity"), "{said:?}");
    assert_eq!(said.err, "");
    assert!(!shell.good("status").contains("no activity for"));
}

#[test]
fn a_forgotten_break_is_added_and_notes_are_corrected() {
    let shell = started();
    shell.pass(60);
    shell.good("break add 09:10 09:40");
    assert_eq!(shell.object("status")["session"]["active_seconds"], 1_800);
    let log = shell.good("log");
    assert!(log.contains("of 30m · 09:10–09:40"), "{log}");
    shell.good("edit -n reviewed");
    assert_eq!(shell.object("status")["session"]["notes"], "reviewed");
}
