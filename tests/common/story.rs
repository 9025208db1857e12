//! A desk in memory: commands at times of day, through the same `decide` and `apply` as the real
//! one.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    Anchor, Band, By, Command, Decision, Directives, Entering, Evidence, FrameKind, Glance,
    HistoryUpdate, Interface, Light, Moment, NewFrame, Phase, Provenance, Recorded, Refusal,
    Request, SessionRecord, Watch, apply, decide,
};

use super::evidence::{evidence, incomplete};

/// What became of a request.
pub enum Obeyed {
    /// This line was recorded.
    Recorded(Box<Recorded>),
    /// Nothing was; this answers it.
    Unchanged(String),
}

/// A desk in memory.
#[derive(Clone)]
pub struct Story {
    pub watch: Watch,
    pub now: Moment,
    /// Everything that was done, oldest first.
    pub journal: Vec<Recorded>,
    /// What the files of the operator say must be so.
    pub directives: Arc<Directives>,
}

impl Story {
    /// Returns a first run on a fixed morning.
    pub fn new() -> Self {
        let utc: DateTime<Utc> = "2026-03-14T08:00:00Z".parse().unwrap();
        let now = Moment {
            utc,
            steady: None,
            nonce: 0x00a1_b2c3,
            heartbeat: None,
            thresholds: onwatch::core::Thresholds::default(),
            sources: onwatch::core::SourceTimes::default(),
        };
        Self::at(Watch::default(), now)
    }

    /// Returns a desk in a given state, without a journal.
    pub fn at(watch: Watch, now: Moment) -> Self {
        Self { watch, now, journal: vec![], directives: Arc::default() }
    }

    /// Lets minutes and seconds pass.
    pub fn wait(&mut self, minutes: i64, seconds: i64) -> &mut Self {
        self.now.utc += TimeDelta::minutes(minutes) + TimeDelta::seconds(seconds);
        self
    }

    /// Gives a command as `who`, through the command line.
    pub fn by(&mut self, who: &str, command: Command) -> &mut Self {
        let by = By::new(who, Interface::Cli, "desk");
        self.obey(&Request::new(command, by)).unwrap();
        self
    }

    /// Gives a command as another operator, who may be refused.
    pub fn try_by(&mut self, operator: &str, command: Command) -> &mut Self {
        let by = By::new(operator, Interface::Cli, "desk");
        let _ = self.obey(&Request::new(command, by));
        self
    }

    /// Gives a reading that a source measured.
    pub fn measured(&mut self, source: &str, reading: Command) -> &mut Self {
        let by = By::new(source, Interface::Cli, "desk");
        let provenance = Provenance::Measured { source: source.into() };
        self.obey(&Request { provenance, ..Request::new(reading, by) }).unwrap();
        self
    }

    /// Gives a command as the operator of the panel.
    pub fn give(&mut self, command: Command) -> &mut Self {
        self.by("ana", command)
    }

    /// Obeys a request as the desk would.
    pub fn obey(&mut self, request: &Request) -> Result<Obeyed, Refusal> {
        let evidence = evidence(&self.watch, request, &self.now, &self.journal);
        let directives = Arc::clone(&self.directives);
        self.decide(request, &Evidence { directives, ..evidence })
    }

    /// Executes a request while nothing that is known of tasks can be asked: an id is taken as it is.
    pub fn obey_unasked(&mut self, request: &Request) -> Result<Obeyed, Refusal> {
        let evidence = evidence(&self.watch, request, &self.now, &self.journal);
        self.decide(request, &Evidence { tasks: None, ..evidence })
    }

    fn decide(&mut self, request: &Request, evidence: &Evidence) -> Result<Obeyed, Refusal> {
        let event = match decide(&self.watch, request, &self.now, evidence)? {
            Decision::Event(event) => *event,
            Decision::Incomplete(report) => return Err(incomplete(request, &report)),
            Decision::Unchanged { message } => return Ok(Obeyed::Unchanged(message)),
            Decision::Repeated(known) => return Ok(Obeyed::Unchanged(known.message)),
        };
        let recorded = self.watch.next_line(request, event, &self.now);
        apply(&mut self.watch, &recorded);
        self.journal.push(recorded.clone());
        Ok(Obeyed::Recorded(Box::new(recorded)))
    }

    /// Returns the events that `wanted` accepts, newest first.
    pub fn events(&self, wanted: impl Fn(&Recorded) -> bool) -> Vec<Recorded> {
        self.journal.iter().rev().filter(|event| wanted(event)).cloned().collect()
    }

    /// Returns the past sessions, the one filed last first. Cancelled ones are left out.
    pub fn past(&self) -> Vec<SessionRecord> {
        let mut past: Vec<SessionRecord> = vec![];
        for update in self.journal.iter().flat_map(|event| &event.change.set.history_updates) {
            match update {
                HistoryUpdate::Filed(session) => {
                    past.retain(|other| other.id != session.id);
                    past.insert(0, SessionRecord::of(session));
                }
                HistoryUpdate::Withdrawn { id, .. } => past.retain(|other| other.id != *id),
            }
        }
        past.retain(|record| record.phase == Phase::Ended);
        past
    }

    /// Returns what a panel shows of it.
    pub fn glance(&self) -> Glance {
        Glance::of(&self.watch, &self.now)
    }

    /// Sets the steady clock: how long the machine has been up, and awake, in minutes.
    pub fn steady(&mut self, up: i64, awake: i64) -> &mut Self {
        let (boot_ms, mono_ms) = (up * 60_000, awake * 60_000);
        self.now.steady = Some(Anchor { clock: "one/1".into(), boot_ms, mono_ms });
        self
    }

    /// Returns an active session of an hour in which the machine slept for half of it.
    pub fn slept() -> Self {
        let mut story = Self::new();
        story.steady(10, 10).give(Command::start(Some("Watch the rollout".into())));
        story.wait(60, 0).steady(70, 40);
        story
    }

    /// Returns a session whose last activity was eleven hours ago, half an hour after its start.
    pub fn forgotten() -> Self {
        let mut story = Self::new();
        story.give(Command::start(None)).wait(30, 0).give(note("all quiet")).wait(11 * 60, 0);
        story
    }

    /// Returns a session of yesterday whose end was forgotten until this morning.
    pub fn ended_next_morning() -> Self {
        let mut story = Self::new();
        story.give(Command::start(Some("Watch the rollout".into()))).wait(23 * 60, 0);
        story.give(Command::End { notes: None }).wait(60, 0);
        story
    }

    /// Returns a morning of work: a session with two breaks, three contexts, notes and drift.
    pub fn morning() -> Self {
        let mut story = Self::new();
        story
            .give(band(Band::A, "all indicators are green"))
            .give(health(Light::Green, &[]))
            .wait(1, 0)
            .give(Command::start(Some("Check the overnight deploys".into())))
            .wait(42, 0)
            .give(Command::End { notes: Some("All deploys sound".into()) })
            .wait(3, 0)
            .give(Command::start(Some("Import pipeline: find why the queue grows".into())))
            .wait(2, 0)
            .give(push("project", "ATLAS", Some("Customer data platform"), None))
            .give(push("sprint", "12", None, None))
            .give(push("task", "318", Some("Fix the import"), Some(9_000)))
            .wait(35, 10)
            .give(note("Queue is drained by one worker only; the other waits for a lock"))
            .wait(10, 0)
            .give(Command::Pause { reason: Some("coffee".into()) })
            .wait(12, 0)
            .give(Command::Resume)
            .wait(31, 0)
            .by("bo", band(Band::C, "error budget spent, only fixes go out"))
            .wait(4, 0)
            .by("bo", health(Light::Yellow, &["disk on db-2 at 91 %", "two alerts unacknowledged"]))
            .wait(9, 0)
            .give(push("task", "321", Some("Release the lock on timeout"), Some(1_800)))
            .wait(17, 0)
            .give(Command::Pause { reason: None })
            .wait(6, 0)
            .give(Command::Resume)
            .wait(22, 41)
            .give(note("Review: 审查 merged, deploy at noon 🚀"))
            .wait(5, 8);
        story
    }
}

/// Starts a session that has a target.
pub fn start_with_target(notes: Option<&str>, seconds: u64) -> Command {
    let mut start = Command::start(notes.map(str::to_owned));
    if let Command::Start { target_seconds, .. } = &mut start {
        *target_seconds = Some(seconds);
    }
    start
}

pub fn band(band: Band, reason: &str) -> Command {
    Command::SetBand { band, reason: reason.into() }
}

pub fn health(status: Light, reasons: &[&str]) -> Command {
    Command::SetHealth { status, reasons: reasons.iter().map(|r| (*r).to_owned()).collect() }
}

pub fn note(text: &str) -> Command {
    Command::Note { text: text.into(), task: None }
}

pub fn push(kind: &str, id: &str, title: Option<&str>, estimate: Option<u64>) -> Command {
    let kind: FrameKind = kind.parse().unwrap();
    Command::Push(NewFrame {
        kind,
        id: id.into(),
        title: title.map(str::to_owned),
        estimate_seconds: estimate,
        entering: Entering::Usual,
    })
}
