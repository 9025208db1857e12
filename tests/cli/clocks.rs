//! A clock that shows no usual year: every line is answered, and none is recorded.

use chrono::Datelike;
use onwatch::clock::Clock;
use onwatch::core::{Moment, YEARS};

use crate::common::odd_clocks::odd_clocks;
use crate::shell::Shell;

const CHANGES: [&str; 18] = [
    "start",
    "start --switch",
    "toggle",
    "pause",
    "resume",
    "end",
    "cancel",
    "reopen",
    "undo",
    "redo",
    "note x",
    "push task 8",
    "pop",
    "gap keep",
    "keep",
    "edit -n x",
    "cone set A -r x",
    "health set green -r x",
];

const TIMED: [&str; 4] = [
    "pause --ago 1h",
    "start --at last-end",
    "gap split 2026-01-01T07:30:00Z",
    "break add 2026-01-01T07:30:00Z 2026-01-01T07:40:00Z",
];

const QUESTIONS: [&str; 18] = [
    "status",
    "gap",
    "context",
    "cone",
    "health",
    "log",
    "log --session 1",
    "show",
    "show 1",
    "history",
    "history --since today",
    "history --since yesterday --until today",
    "history --since 14:30",
    "history --by day",
    "history --by day --since 1970-01-01 --until 9999-12-31",
    "history --by day --since 2026-01-01",
    "doctor",
    "--json status",
];

/// Desks in every phase, with a past and with open gaps.
fn shells() -> [Shell; 4] {
    let worked = ["start -n a", "push task 7", "note x", "end", "start -n b"];
    let asleep = Shell::after(&worked);
    let Moment { utc, .. } = asleep.clock.now();
    asleep.clock.set(Moment { utc: utc + chrono::TimeDelta::hours(2), ..asleep.clock.now() });
    [
        Shell::new(),
        asleep,
        Shell::after(&[&worked[..], &["pause"]].concat()),
        Shell::after(&worked[..4]),
    ]
}

#[test]
fn a_clock_that_shows_no_usual_year_records_nothing_and_says_so() {
    for shell in shells() {
        let before = shell.good("--json log");
        for utc in odd_clocks().into_iter().filter(|utc| !YEARS.contains(&utc.year())) {
            shell.clock.set(Moment { utc, ..shell.clock.now() });
            for line in CHANGES.iter().chain(&TIMED) {
                assert_ne!(shell.say(line).exit, 0, "{line} at {utc}");
            }
            let year = format!("the clock of this machine says that the year is {}", utc.year());
            let said = shell.say("cone set A -r x");
            assert!(said.exit == 4 && said.err.contains(&year), "{said:?}");
            assert_eq!(shell.good("--json log"), before, "{utc}");
        }
    }
}

#[test]
fn every_question_is_answered_whatever_the_clock_shows() {
    for shell in shells() {
        for utc in odd_clocks() {
            shell.clock.set(Moment { utc, ..shell.clock.now() });
            ask_everything(&shell, &utc.to_string());
        }
    }
}

#[test]
fn what_was_recorded_by_an_odd_clock_is_answered_by_every_clock() {
    for utc in odd_clocks().into_iter().filter(|utc| YEARS.contains(&utc.year())) {
        // Between these years, a live session would have each of three million days.
        let [new, .., ended] = shells();
        for shell in [new, ended] {
            shell.clock.set(Moment { utc, ..shell.clock.now() });
            for line in CHANGES.iter().chain(&TIMED) {
                let said = shell.say(line);
                assert!([0, 2, 3, 4].contains(&said.exit), "{line} at {utc}: {said:?}");
            }
            ask_everything(&shell, &utc.to_string());
            let set_right = "2026-01-02T00:00:00Z".parse().unwrap();
            shell.clock.set(Moment { utc: set_right, ..shell.clock.now() });
            ask_everything(&shell, &format!("{utc}, set right"));
        }
    }
}

fn ask_everything(shell: &Shell, when: &str) {
    for line in QUESTIONS {
        let said = shell.say(line);
        // What a clock calls today may be out of range.
        let is_usage = said.exit == 2 && said.err.contains("The time was not understood");
        assert!([0, 3].contains(&said.exit) || is_usage, "{line} at {when}: {said:?}");
    }
}
