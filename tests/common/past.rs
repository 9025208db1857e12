//! A past of any length, made by the core's own rules and written as the store writes it.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use chrono::{DateTime, Datelike, TimeDelta, Utc};
use onwatch::core::{
    Band, By, Command, Entering, Evidence, Interface, Moment, NewFrame, Recorded, Request,
    Thresholds, Watch, apply, decide,
};
use serde::Serialize;

use super::lines::{hash, sealed, sealed_after};

/// The id of the store that is written.
const STORE_ID: &str = "store_00000000000000aa";
/// A segment this long is full, bytes.
const SEGMENT_MAX: usize = 64 * 1_024 * 1_024;
/// How much time usually passes between two events.
const STEP: TimeDelta = TimeDelta::seconds(20);
/// How many events one session makes.
const SESSION: u64 = 20;

/// Everything that has been done so far.
#[derive(Clone)]
pub struct Past {
    pub watch: Watch,
    pub utc: DateTime<Utc>,
    /// The hash that the next line carries; empty before the first one.
    head: String,
    /// Returns the command of an event by its number, from 0.
    plan: fn(u64) -> Command,
    /// How much time passes between two events.
    pub step: TimeDelta,
}

impl Past {
    pub fn begin(utc: DateTime<Utc>) -> Self {
        Self::planned(utc, usual)
    }

    /// Returns the start of a past whose `count` events end at a time.
    pub fn ending(utc: DateTime<Utc>, count: u64) -> Self {
        Self::begin(utc - STEP * i32::try_from(count + 1).unwrap())
    }

    /// Returns the start of a past whose commands `plan` gives.
    pub fn planned(utc: DateTime<Utc>, plan: fn(u64) -> Command) -> Self {
        Self { watch: Watch::default(), utc, head: String::new(), plan, step: STEP }
    }

    /// Adds the next event; returns its line of the journal.
    pub fn event(&mut self) -> Vec<u8> {
        self.utc += self.step;
        let command = (self.plan)(self.watch.seq);
        let by = By::new("ana", Interface::Cli, "desk-1");
        let request = Request::new(command, by);
        let nonce = u32::try_from(self.watch.seq & 0x00ff_ffff).unwrap();
        let now = Moment {
            utc: self.utc,
            steady: None,
            nonce,
            heartbeat: None,
            thresholds: Thresholds::default(),
            sources: onwatch::core::SourceTimes::default(),
        };
        let event =
            decide(&self.watch, &request, &now, &Evidence::default()).unwrap().event().unwrap();
        let recorded = self.watch.next_line(&request, event, &now);
        apply(&mut self.watch, &recorded);
        let line = sealed_after(&body(&recorded), &self.head);
        self.head = hash(&line);
        line.into_bytes()
    }

    /// Returns the first line of a segment that is opened now.
    pub fn checkpoint(&mut self) -> Vec<u8> {
        let body = body(&Checkpoint {
            seq: self.watch.seq,
            recorded_at: self.utc,
            v: Recorded::VERSION,
            store_id: STORE_ID,
            watch: &self.watch,
        });
        let is_first = self.head.is_empty();
        let line = if is_first { sealed(&body) } else { sealed_after(&body, &self.head) };
        self.head = hash(&line);
        line.into_bytes()
    }

    /// Writes the next `count` events into `history`, an empty directory. A repair makes the state
    /// file and the list of sessions.
    pub fn fill(&mut self, history: &Path, count: u64) {
        let (mut left, mut number) = (count, 0);
        while left > 0 {
            number += 1;
            let month = (self.utc.year(), self.utc.month());
            let name = format!("{number:06}-{:04}-{:02}.jsonl", month.0, month.1);
            let mut segment = BufWriter::new(File::create(history.join(name)).unwrap());
            let checkpoint = self.checkpoint();
            segment.write_all(&checkpoint).unwrap();
            let mut length = checkpoint.len();
            while left > 0 && length < SEGMENT_MAX && month == (self.utc.year(), self.utc.month()) {
                let line = self.event();
                segment.write_all(&line).unwrap();
                length += line.len();
                left -= 1;
            }
            segment.flush().unwrap();
        }
    }
}

/// Sessions of twenty events each.
fn usual(seq: u64) -> Command {
    match seq % SESSION {
        0 => Command::start(Some("the usual watch".into())),
        1 => Command::Push(NewFrame {
            kind: "task".parse().unwrap(),
            id: "7".into(),
            title: Some("keep the logs in order".into()),
            estimate_seconds: None,
            entering: Entering::Usual,
        }),
        5 => Command::Pause { reason: Some("handover".into()) },
        6 => Command::Resume,
        12 => Command::SetBand { band: Band::C, reason: "load".into() },
        14 => Command::SetBand { band: Band::A, reason: String::new() },
        19 => Command::End { notes: Some("all quiet".into()) },
        nth => Command::Note { text: format!("round {nth}: nothing to report so far"), task: None },
    }
}

#[derive(Serialize)]
struct Checkpoint<'a> {
    seq: u64,
    recorded_at: DateTime<Utc>,
    v: u32,
    store_id: &'a str,
    #[serde(rename = "checkpoint")]
    watch: &'a Watch,
}

/// Returns a line without its seal and its `}`.
fn body(line: &impl Serialize) -> String {
    let mut body = serde_json::to_string(line).unwrap();
    body.pop();
    body
}
