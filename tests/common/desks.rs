//! Other desks of a machine, invented: profiles and runs, some of which wait for a person.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    self, Band, Command, DeskGlance, DeskName, Light, NewRun, RunStatus, SessionId, SessionName,
    SessionType,
};
use onwatch::desk::DeskView;
use serde_json::json;

use super::story::{Story, band, health, push};

/// Returns a desk of which somebody looks at a story.
pub fn desk(name: DeskName, story: &Story) -> DeskView {
    let glance = DeskGlance::of(name, &story.watch, &story.now);
    let told = glance.session_id.clone().map(|id| {
        let name = SessionName::Id(id);
        let trail = story.events(|event| event.concerns(&name));
        core::Story::of(&name, &trail, &story.watch, &story.now).unwrap()
    });
    DeskView { glance, story: told }
}

/// When something starts or is done, minutes before now.
type Ago = i64;

/// The desks of a machine at a time.
struct Machine {
    now: DateTime<Utc>,
}

impl Machine {
    fn before(&self, ago: Ago) -> DateTime<Utc> {
        self.now - TimeDelta::minutes(ago)
    }

    /// Returns a desk whose session started `from` and was given some commands `at`.
    fn desk(
        &self,
        name: DeskName,
        who: &str,
        start: Command,
        (from, at): (Ago, Ago),
        given: &[Command],
        nonce: u32,
    ) -> DeskView {
        let mut story = Story::new();
        (story.now.utc, story.now.nonce) = (self.before(from), nonce);
        story.by(who, start);
        story.now.utc = self.before(at);
        for command in given {
            story.by(who, command.clone());
        }
        story.now.utc = self.now;
        desk(name, &story)
    }

    /// Returns a run of a workflow and an agent.
    fn run(
        &self,
        (workflow, agent, nonce): (&str, &str, u32),
        times: (Ago, Ago),
        given: &[Command],
    ) -> DeskView {
        let id = SessionId::new(self.before(times.0), nonce);
        let name = DeskName::of_run(&id);
        let new = NewRun { id, name: None, user_id: Some("u-17".into()) };
        let start = Command::Start {
            notes: None,
            session_type: SessionType::default(),
            switch: false,
            agent_id: Some(agent.into()),
            workflow_id: Some(workflow.into()),
            target_seconds: None,
            metadata: serde_json::Map::new(),
            run: Some(Box::new(new)),
        };
        self.desk(name, agent, start, times, given, nonce)
    }

    /// Returns a profile.
    fn profile(&self, name: &str, notes: &str, times: (Ago, Ago), given: &[Command]) -> DeskView {
        let name = DeskName::of(Some(name));
        self.desk(name, "ana", Command::start(Some(notes.into())), times, given, 0x5e_a501)
    }
}

/// Returns the desks of a machine beside `default`: four wait, three are live, three are not.
pub fn desks(now: DateTime<Utc>) -> Vec<DeskView> {
    let machine = Machine { now };
    let status = |word: &str| Command::SetRunStatus { status: RunStatus(word.into()) };
    let step = |name: &str, ms, data| Command::CompleteStep { name: name.into(), ms, data };
    let fields = json!({"region": "eu", "source": "statements/2026-03.csv", "retries": 2});
    let fields =
        Command::UpdateRun { set: fields.as_object().cloned().unwrap_or_default(), unset: vec![] };
    let paused = |text: &str| Command::Pause { reason: Some(text.into()) };
    let task = push("task", "77", Some("Match the records"), None);
    let full = health(Light::Red, &["the queue is full: 40 jobs wait"]);
    let spent = band(Band::C, "error budget spent");
    let end = Command::End { notes: None };
    let failed = Command::FailRun { reason: Some("no such user".into()) };
    let (archive, why) = (DeskName::of(Some("archive")), "the checksum does not match");
    let (import, review) = (("assessment", "importer"), ("review-bot", "reviewer"));
    let of = |(workflow, agent), nonce| (workflow, agent, nonce);
    let review_notes = "Customer data platform: quarterly review";
    vec![
        DeskView { glance: DeskGlance::unread(archive, why.into()), story: None },
        machine.run(
            of(import, 0x00a1_b2c3),
            (92, 12),
            &[
                step("load_statement", Some(1_250), Some(json!({"rows": 40_211}))),
                step("find_matches", Some(83_211), None),
                step("check", None, None),
                fields,
                status("matches_found"),
                full,
            ],
        ),
        machine.profile(
            "atlas",
            review_notes,
            (131, 36),
            &[paused("the figures of finance are missing")],
        ),
        machine.run(of(review, 0x000f_27d6), (41, 11), &[paused("which of the two is right?")]),
        machine.run(of(import, 0x0068_2a49), (22, 2), &[task, status("matches_found")]),
        machine.run(of(import, 0x0041_e12e), (3, 1), &[]),
        machine.profile("on-call", "Night shift", (190, 40), &[spent]),
        machine.profile("garden", "Old work", (1_440, 1_410), std::slice::from_ref(&end)),
        machine.run(of(import, 0x00c5_2e12), (300, 286), &[end]),
        machine.run(of(review, 0x008c_023b), (310, 306), &[failed]),
    ]
}
