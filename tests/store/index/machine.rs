//! A machine with a clock, up to three desks of people, and runs.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{
    Anchor, Command, Decision, Evidence, Fact, Moment, NewRun, Recorded, Request, SessionId,
    TaskName, TaskUpdate, decide,
};
use onwatch::desk::{Became, Desk};
use onwatch::failure::{FailedCommand, Failure};
use onwatch::paths::Paths;
use onwatch::store::{Disk, RunFolders, SystemDisk};
use tempfile::TempDir;

use super::fold::{PlainDesk, PlainLine};
use crate::common::evidence::{DeskJournal, evidence_of_all};
use crate::common::home::memory_dir;
use crate::common::request::request;

/// The profiles of the desks; `None` is the default one.
const PROFILES: [Option<&str>; 3] = [None, Some("team"), Some("home")];

pub struct Machine {
    pub dir: TempDir,
    pub clock: Arc<FixedClock>,
    pub disk: Arc<dyn Disk>,
    /// The runs, which are the desks after those of the people.
    pub runs: Vec<SessionId>,
}

impl Machine {
    pub fn new() -> Self {
        Self::at("2026-03-07T21:10:00Z".parse().unwrap())
    }

    pub fn at(utc: DateTime<Utc>) -> Self {
        let clock = FixedClock::at(utc);
        let steady = Some(Anchor { clock: "boot".into(), boot_ms: 60_000, mono_ms: 60_000 });
        clock.set(Moment { steady, ..clock.now() });
        let (dir, disk) = (memory_dir(), Arc::new(SystemDisk));
        Self { dir, clock: Arc::new(clock), disk, runs: Vec::new() }
    }

    /// Makes the folder of another run, whose desk is the last one then.
    pub fn make_run(&mut self) -> usize {
        let now = self.clock.now();
        let roots = Paths::under(self.dir.path());
        let made = RunFolders::new(self.disk.clone(), &roots).make((None, None), &now);
        self.runs.push(made.unwrap().id);
        self.desks() - 1
    }

    /// Starts another run a minute later; returns its desk.
    pub fn begin_run(&mut self, notes: &str) -> usize {
        let desk = self.make_run();
        self.give(desk, self.start_of_run(desk, Some(notes.to_owned())));
        desk
    }

    /// Returns the start of a run that was made.
    pub fn start_of_run(&self, desk: usize, notes: Option<String>) -> Command {
        let id = self.runs[desk - PROFILES.len()].clone();
        let mut start = Command::start(notes);
        if let Command::Start { run, agent_id, .. } = &mut start {
            *run = Some(Box::new(NewRun {
                id,
                name: Some(format!("run-{desk}")),
                user_id: Some("u-7".to_owned()),
            }));
            *agent_id = Some("importer".to_owned());
        }
        start
    }

    /// Returns how many desks there may be.
    pub fn desks(&self) -> usize {
        PROFILES.len() + self.runs.len()
    }

    /// Reports whether a desk is that of a run.
    pub fn is_run(desk: usize) -> bool {
        desk >= PROFILES.len()
    }

    /// Reports whether a run has the mark of one that is looked at.
    pub fn is_open(&self, desk: usize) -> bool {
        self.paths(desk).open_mark().unwrap().exists()
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
        let roots = Paths::under(self.dir.path());
        match self.runs.get(desk.wrapping_sub(PROFILES.len())) {
            Some(run) => roots.of_run(run).unwrap(),
            None => roots.of_profile(PROFILES[desk]),
        }
    }

    pub fn desk(&self, desk: usize) -> Desk {
        Desk::on(self.paths(desk), self.clock.clone(), self.disk.clone())
    }

    /// Gives a command to a desk a minute later.
    pub fn give(&self, desk: usize, command: Command) {
        self.pass(60_000, 0, 0);
        self.desk(desk).obey(&request(command)).unwrap();
    }

    /// Returns what the journals say, that of each desk which has one.
    pub fn folds(&self) -> Vec<PlainDesk> {
        let there = (0..self.desks()).filter(|desk| self.paths(*desk).history().is_dir());
        there.map(|desk| PlainDesk::of(self.paths(desk).desk, self.lines(desk))).collect()
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
        let evidence = evidence_of_all(watch, asked, &now, &self.journals(desk));
        let expected = decide(watch, asked, &now, &evidence);
        match (here.obey(asked), expected) {
            (Ok(outcome), Ok(Decision::Event(event))) => {
                let line = watch.next_line(asked, *event, &now);
                assert_eq!(outcome.warnings, notices(&evidence, &line), "{story}");
                assert_eq!(self.journal(desk).last(), Some(&line), "{story}");
            }
            (Ok(outcome), Ok(Decision::Unchanged { .. })) => {
                assert_eq!(outcome.became, Became::Unchanged, "{story}");
            }
            (Err(FailedCommand { failure: Failure::Refused(refused), .. }), expected) => {
                assert_eq!(Some(refused), expected.err(), "{story}");
            }
            (
                Err(FailedCommand { failure: Failure::Incomplete(incomplete), .. }),
                Ok(Decision::Incomplete(report)),
            ) => assert_eq!(incomplete.report, *report, "{story}"),
            (other, expected) => panic!("{story}: {other:?} instead of {expected:?}"),
        }
    }

    /// Returns the journals of all desks that have one, that of one desk first.
    pub fn journals(&self, first: usize) -> Vec<DeskJournal> {
        let others = (0..self.desks()).filter(|desk| *desk != first);
        let others = others.filter(|desk| !self.journal(*desk).is_empty());
        let journal = |desk: usize| {
            let watch = self.desk(desk).look().unwrap().watch;
            let works_on =
                watch.live().map(|live| (live.operator.clone(), live.context_stack.path()));
            DeskJournal {
                desk: self.paths(desk).desk,
                store_id: self.store_id(desk),
                lines: self.journal(desk),
                works_on,
            }
        };
        [first].into_iter().chain(others).map(journal).collect()
    }

    fn store_id(&self, desk: usize) -> String {
        let state = fs::read(self.paths(desk).state()).unwrap_or_default();
        let state: serde_json::Value = serde_json::from_slice(&state).unwrap_or_default();
        state["store_id"].as_str().unwrap_or_default().to_owned()
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

/// Returns what the caller of a command is told of its tasks.
fn notices(evidence: &Evidence, line: &Recorded) -> Vec<String> {
    let Some(tasks) = &evidence.tasks else { return Vec::new() };
    let known = |update: &TaskUpdate| tasks.find(&TaskName::of(&update.task)).cloned();
    let is_push = matches!(line.event, Fact::Pushed { .. });
    let told = line.change.set.tasks.iter().filter_map(|update| {
        let known = known(update)?;
        if !update.entered {
            return Some(known.others());
        }
        let claim = known.claimed_elsewhere(&tasks.desk, line.at).filter(|_| !is_push);
        Some(claim.into_iter().chain(known.notices()).collect())
    });
    told.flatten().collect()
}
