//! The sums of the days: they always match the sessions, whatever was done and whatever happened
//! to their file.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta, Utc};
use onwatch::core::{Command, Recorded, Tally, Verb};

use crate::common::home::Home;
use crate::common::lines::sealed_anew;
use crate::common::request::{end, request, switch};

/// How far back the days are asked for.
const SINCE: &str = "2026-11-16T00:00:00Z";

impl Home {
    /// A session of some minutes, over at once.
    fn work(&self, minutes: i64) {
        self.obeyed(Command::start(None), 1).unwrap();
        self.obeyed(end(), minutes).unwrap();
    }

    fn days(&self) -> PathBuf {
        self.paths().days()
    }

    /// Returns the sums of the days in a zone, some minutes east of Greenwich.
    fn tally(&self, east_minutes: i32) -> Tally {
        let zone = FixedOffset::east_opt(east_minutes * 60).unwrap();
        let since = SINCE.parse::<DateTime<Utc>>().unwrap();
        let since = since - TimeDelta::minutes(east_minutes.into());
        self.desk().tally(since, &|at| at.with_timezone(&zone).naive_local()).unwrap().1
    }

    /// Returns the same, computed from the list of sessions alone.
    fn tally_of_the_list(&self, east_minutes: i32) -> Tally {
        let aside = self.days().with_extension("aside");
        fs::rename(self.days(), &aside).unwrap();
        let tally = self.tally(east_minutes);
        fs::rename(&aside, self.days()).unwrap();
        tally
    }

    /// Returns the days that have a line in the file, each with the event that the line names.
    fn lines(&self) -> Vec<(NaiveDate, Option<u64>)> {
        let text = fs::read_to_string(self.days()).unwrap();
        let lines =
            text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        lines
            .map(|line| (line["day"].as_str().unwrap().parse().unwrap(), line["seq"].as_u64()))
            .collect()
    }

    fn assert_right(&self, story: &str) {
        let report = self.desk().check().unwrap();
        assert!(report.is_sound() && report.notes.is_empty(), "{story}: {report:?}");
        for east_minutes in [0, 330, -480] {
            let told = self.tally(east_minutes);
            assert_eq!(told, self.tally_of_the_list(east_minutes), "{story}, {east_minutes} east");
        }
    }
}

/// The date in the first line of the file: the sums start there.
fn first_day() -> NaiveDate {
    "2025-10-17".parse().unwrap()
}

#[test]
fn after_any_commands_the_sums_are_what_the_sessions_come_to() {
    for seed in 1..=6_u64 {
        let home = Home::new();
        home.work(30);
        let mut chance = seed;
        for step in 0..60 {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            let now = home.desk().moment().utc;
            let ago = |minutes| now - TimeDelta::minutes(minutes);
            let command = match (chance >> 33) % 12 {
                0 | 1 => Command::start(None),
                2 => switch(),
                3 | 4 => end(),
                5 => Command::Reopen,
                6 | 7 => Command::Undo,
                8 => Command::Redo,
                9 => Command::Toggle { notes: None },
                10 => Command::Amend { notes: format!("at {step}"), which: None },
                _ => Command::AddBreak { from: ago(3).into(), to: ago(2).into() },
            };
            let minutes = 4 + i64::try_from(chance >> 40).unwrap() % 600;
            let story = format!("seed {seed}, step {step}: {:?}", command.verb());
            let filed = home.desk().look().unwrap().watch.filed_seq;
            let obeyed = home.obeyed(command, minutes).is_some();
            if obeyed && home.desk().look().unwrap().watch.filed_seq > filed {
                home.assert_right(&story);
            }
        }
        assert_eq!(home.lines()[0].0, first_day(), "seed {seed}: it was never made again");
    }
}

#[test]
fn an_end_writes_the_days_anew_on_which_its_session_worked_and_no_others() {
    let home = Home::new();
    home.work(10);
    home.clock.advance(24 * 3_600);
    home.work(10);
    let day = |date: &str| date.parse::<NaiveDate>().unwrap();
    let (one, two, three) = (day("2026-11-21"), day("2026-11-22"), day("2026-11-23"));
    assert_eq!(home.lines(), [(first_day(), None), (one, None), (two, Some(4))]);
    // Whatever stands before the end of the file is not even looked at.
    let before = fs::read_to_string(home.days()).unwrap();
    let line = format!("{{\"v\":{},\"day\":\"2026-11-22\"", Recorded::VERSION);
    let (head, tail) = before.split_at(before.find(&line).unwrap());
    fs::write(home.days(), ["-".repeat(head.len() - 1).as_str(), "\n", tail].concat()).unwrap();
    home.clock.advance(15 * 3_600);
    home.work(60);
    let after = fs::read_to_string(home.days()).unwrap();
    fs::write(home.days(), [head, &after[head.len()..]].concat()).unwrap();
    let lines = [(first_day(), None), (one, None), (two, None), (three, Some(6))];
    assert_eq!(home.lines(), lines, "over midnight");
    home.assert_right("over midnight");
}

#[test]
fn a_session_of_an_earlier_day_finds_its_place() {
    let home = Home::new();
    home.clock.advance(4 * 24 * 3_600);
    home.work(10);
    home.clock.advance(-3 * 24 * 3_600);
    home.work(20);
    let days: Vec<_> = home.lines().into_iter().map(|(day, _)| day.to_string()).collect();
    assert_eq!(days[1..], ["2026-11-22", "2026-11-25"]);
    home.assert_right("a clock that was set back");
}

#[test]
fn a_store_from_before_there_were_sums_gets_them_with_the_next_end() {
    let home = Home::new();
    home.work(10);
    fs::remove_file(home.days()).unwrap();
    let before = home.tally(0);
    assert_eq!(before.days().map(|(_, ms)| ms).sum::<u64>(), 600_000);
    assert!(!home.days().exists(), "a reader wrote");
    home.work(20);
    home.assert_right("after the next end");
}

/// Damages the file in one way; checks a reader, the doctor, a repair and, if the damage is at the
/// end of the file, the next end.
fn survives(what: &str, is_sound: bool, in_quarantine: bool, spoil: impl Fn(&mut Vec<u8>)) {
    for next_end_mends in if is_sound { vec![false, true] } else { vec![false] } {
        let home = Home::new();
        home.work(10);
        home.clock.advance(24 * 3_600);
        home.work(20);
        let before = home.tally_of_the_list(60);
        let mut bytes = fs::read(home.days()).unwrap();
        spoil(&mut bytes);
        fs::write(home.days(), &bytes).unwrap();
        assert_eq!(home.tally(60), before, "{what}: told");
        assert_eq!(fs::read(home.days()).unwrap(), bytes, "{what}: a reader wrote");
        let report = home.desk().check().unwrap();
        assert_eq!(report.is_sound(), is_sound, "{what}: {report:?}");
        assert!(!is_sound || !report.notes.is_empty(), "{what}: the doctor saw nothing");
        if next_end_mends {
            home.work(30);
        } else {
            assert_eq!(home.desk().repair().unwrap().done.len(), 1, "{what}");
            assert!(home.desk().repair().unwrap().done.is_empty(), "{what}: mended twice");
        }
        home.assert_right(what);
        assert_eq!(!home.kept().is_empty(), in_quarantine, "{what}: kept aside");
    }
}

#[test]
fn a_file_that_is_empty_or_behind_is_made_up_for() {
    survives("emptied", true, false, Vec::clear);
    survives("without its last line", true, false, |bytes| {
        let last = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').unwrap();
        bytes.truncate(last + 1);
    });
}

#[test]
fn what_cannot_be_read_is_made_up_for_and_kept_aside() {
    survives("torn", true, true, |bytes| bytes.truncate(bytes.len() - 5));
    survives("with a changed first line", false, true, |bytes| bytes[20] ^= 1);
}

#[test]
fn what_cannot_be_read_before_the_end_is_kept_aside_before_all_is_added_up_anew() {
    let home = Home::new();
    for _ in 0..3 {
        home.work(10);
        home.clock.advance(24 * 3_600);
    }
    let mut bytes = fs::read(home.days()).unwrap();
    bytes[20] ^= 1;
    // An end was cut short before it got here.
    let last = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').unwrap();
    bytes.truncate(last + 1);
    fs::write(home.days(), &bytes).unwrap();
    home.work(10);
    home.assert_right("after the next end");
    assert!(home.kept().contains(&bytes));
}

#[test]
fn a_file_that_was_begun_while_the_clock_ran_ahead_is_begun_again() {
    let home = Home::new();
    home.clock.advance(3 * 365 * 24 * 3_600);
    home.work(10);
    home.clock.advance(-3 * 365 * 24 * 3_600);
    home.work(10);
    assert_eq!(home.lines()[0].0, first_day());
    home.assert_right("after the clock was put right");
}

#[test]
fn a_second_that_was_leapt_and_is_on_file_holds_nobody_up() {
    let home = Home::new();
    home.clock.advance(15 * 60 - 1);
    home.obeyed(Command::start(None), 0).unwrap();
    // Some other program wrote the time like that.
    let leapt = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("08:14:59Z", "08:14:60Z")).unwrap();
    };
    fs::remove_file(home.paths().state()).unwrap();
    leapt(home.paths().history().join("000001-2026-11.jsonl"));
    let journal = home.paths().history().join("000001-2026-11.jsonl");
    let text = fs::read_to_string(&journal).unwrap();
    fs::write(&journal, sealed_anew(text.lines())).unwrap();
    fs::remove_file(home.paths().witness()).unwrap();
    home.clock.advance(30 * 60);
    home.obey(end()).unwrap();
    home.assert_right("after the end");
    assert!(home.desk().repair().unwrap().is_sound());
}

#[test]
fn lines_that_somebody_took_out_or_moved_are_found_by_the_doctor() {
    for (order, cause) in
        [(&[0, 2][..], "does not match the sessions"), (&[1, 0, 2], "cannot be read")]
    {
        let home = Home::new();
        home.work(10);
        home.clock.advance(24 * 3_600);
        home.work(20);
        let text = fs::read_to_string(home.days()).unwrap();
        let lines: Vec<_> = text.split_inclusive('\n').collect();
        let edited: String = order.iter().map(|line| lines[*line]).collect();
        fs::write(home.days(), edited).unwrap();
        let report = home.desk().check().unwrap();
        assert!(report.troubles[0].cause.contains(cause), "{report:?}");
        home.desk().repair().unwrap();
        home.assert_right(cause);
    }
}

#[test]
fn a_directory_in_its_place_stops_no_reader_and_no_end() {
    let home = Home::new();
    home.work(10);
    let before = home.tally(0);
    fs::remove_file(home.days()).unwrap();
    fs::create_dir(home.days()).unwrap();
    assert_eq!(home.tally(0), before);
    assert!(!home.desk().check().unwrap().is_sound());
    let report = home.desk().repair().unwrap();
    assert!(report.done.is_empty() && report.troubles[0].cause.contains("move it away"));
    home.obeyed(Command::start(None), 1);
    let outcome = home.desk().obey(&request(end())).unwrap();
    assert_eq!(outcome.verb, Verb::End);
    assert!(outcome.warnings[0].contains("the day totals"), "{:?}", outcome.warnings);
}
