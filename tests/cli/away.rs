//! Gaps, forgotten sessions, breaks and amended notes, as a shell sees them.

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
    shell.good("gap split 09:20");
    assert_eq!(shell.good("gap"), "No gap is open.\n");
    assert_eq!(shell.object("status")["session"]["active_seconds"], 1_200);
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
    assert!(open.contains("wall     2h 40m, 1h 40m not counted"), "{open}");
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
    assert!(page.contains("- **Not counted:** 1h 16m\n- **Wall:** 3h 00m"), "{page}");
    let json = shell.object("show");
    assert_eq!(
        (&json["wall_seconds"], &json["uncounted_seconds"]),
        (&10_800.into(), &4_560.into())
    );
    assert_eq!(json["gaps"][0]["state"], "split");
}

#[test]
fn a_gap_that_nobody_answered_before_the_next_session_is_told_as_that() {
    for lines in [&["start --switch"][..], &["end", "start"]] {
        let shell = started();
        shell.pass(60);
        sleep(&shell, 100);
        for line in lines {
            shell.good(line);
        }
        let told = shell.good("show SESSION-001");
        assert!(told.contains("wall     2h 40m, 1h 40m not counted"), "{told}");
        assert!(
            told.contains("the machine slept for 1h 40m  never answered, not counted"),
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
fn a_forgotten_break_is_added_and_notes_are_amended() {
    let shell = started();
    shell.pass(60);
    shell.good("break add 09:10 09:40");
    assert_eq!(shell.object("status")["session"]["active_seconds"], 1_800);
    shell.good("amend -n reviewed");
    assert_eq!(shell.object("status")["session"]["notes"], "reviewed");
}
