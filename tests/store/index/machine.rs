//! A machine with a clock and up to three desks.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{Anchor, Decision, Moment, Recorded, Request, decide};
use onwatch::desk::{Became, Desk};
use onwatch::failure::{FailedCommand, Failure};
use onwatch::paths::Paths;
use onwatch::store::{Disk, SystemDisk};
use tempfile::TempDir;

use super::fold::{PlainDesk, PlainLine};
use crate::common::evidence::evidence;
use crate::common::home::memory_dir;
use crate::common::request::request;

/// The profiles of the desks; `None` is the default one.
const PROFILES: [Option<&str>; 3] = [None, Some("team"), Some("home")];

pub struct Machine {
    pub dir: TempDir,
    pub clock: Arc<FixedClock>,
    pub disk: Arc<dyn Disk>,
}

impl Machine {
    pub fn new() -> Self {
        Self::at("2026-03-07T21:10:00Z".parse().unwrap())
    }

    pub fn at(utc: DateTime<Utc>) -> Self {
        let clock = FixedClock::at(utc);
        let steady = Some(Anchor { clock: "boot".into(), boot_ms: 60_000, mono_ms: 60_000 });
        clock.set(Moment { steady, ..clock.now() });
        Self { dir: memory_dir(), clock: Arc::new(clock), disk: Arc::new(SystemDisk) }
    }

    /// Lets time pass, milliseconds. While the machine sleeps, one of its clocks stands. If somebody
    /// sets the clock, only the wall clock moves.
    pub fn pass(&self, awake_ms: i64, asleep_ms: i64, set_ms: i64) {
        let mut now = self.clock.now();
        now.utc += TimeDelta::milliseconds(awake_ms + asleep_ms + set_ms);
        now.nonce += 1;
        if let Some(steady) = &mut now.steady {
            steady.boot_ms += awake_ms + asleep_ms;
            steady.mono_ms += awake_ms;
        }
        self.clock.set(now);
    }

    pub fn paths(&self, desk: usize) -> Paths {
        Paths::under(self.dir.path()).of_profile(PROFILES[desk])
    }

    pub fn desk(&self, desk: usize) -> Desk {
        Desk::on(self.paths(desk), self.clock.clone(), self.disk.clone())
    }

    /// Gives a command to a desk a minute later.
    pub fn give(&self, desk: usize, command: onwatch::core::Command) {
        self.pass(60_000, 0, 0);
        self.desk(desk).obey(&request(command)).unwrap();
    }

    /// Returns what the journals say, that of each desk which has one.
    pub fn folds(&self) -> Vec<PlainDesk> {
        let desks = 0..PROFILES.len();
        let there = desks.filter(|desk| self.paths(*desk).history().is_dir());
        there.map(|desk| PlainDesk::of(PROFILES[desk], self.lines(desk))).collect()
    }

    /// Returns the events of a desk.
    pub fn journal(&self, desk: usize) -> Vec<Recorded> {
        let has_one = self.paths(desk).history().is_dir();
        let lines = if has_one { self.lines(desk) } else { Vec::new() };
        lines.into_iter().map(|line| line.recorded).collect()
    }

    /// Gives a request to a desk, and checks that it does what it does for somebody who has read the
    /// whole journal.
    pub fn obey_as_read(&self, desk: usize, asked: &Request, story: &str) {
        let here = self.desk(desk);
        let view = here.look().unwrap();
        let (watch, now) = (&view.watch, view.moment(here.moment()));
        let expected =
            decide(watch, asked, &now, &evidence(watch, asked, &now, &self.journal(desk)));
        match (here.obey(asked), expected) {
            (Ok(outcome), Ok(Decision::Event(event))) => {
                let line = watch.next_line(asked, *event, &now);
                assert_eq!(outcome.warnings, [""; 0], "{story}");
                assert_eq!(self.journal(desk).last(), Some(&line), "{story}");
            }
            (Ok(outcome), Ok(Decision::Unchanged { .. })) => {
                assert_eq!(outcome.became, Became::Unchanged, "{story}");
            }
            (Err(FailedCommand { failure: Failure::Refused(refused), .. }), expected) => {
                assert_eq!(Some(refused), expected.err(), "{story}");
            }
            (other, expected) => panic!("{story}: {other:?} instead of {expected:?}"),
        }
    }

    /// Returns the events of a desk, each with the place of its line.
    fn lines(&self, desk: usize) -> Vec<PlainLine> {
        let mut segments: Vec<PathBuf> = fs::read_dir(self.paths(desk).history())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.file_name().unwrap().as_encoded_bytes()[0].is_ascii_digit())
            .collect();
        segments.sort();
        let mut lines = Vec::new();
        for path in segments {
            let segment = path.file_name().unwrap().to_str().unwrap().to_owned();
            let mut from = 0;
            for line in fs::read(&path).unwrap().split_inclusive(|byte| *byte == b'\n') {
                let end = from + line.len() as u64;
                if let Ok(recorded) = serde_json::from_slice::<Recorded>(line) {
                    let crc = serde_json::from_slice::<serde_json::Value>(line).unwrap();
                    let crc = crc["crc"].as_str().unwrap().to_owned();
                    lines.push(PlainLine { segment: segment.clone(), from, end, crc, recorded });
                }
                from = end;
            }
        }
        lines
    }
}
