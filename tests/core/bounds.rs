//! Every bound, at its edge and one beyond: the state stays small whatever is typed.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use onwatch::core::{
    At, Band, Command, Entering, Glance, Hint, Light, NewFrame, Period, Provenance, Recorded,
    Refusal, RefusalKind, Request, SessionEdit, SessionName, SessionRecord, SessionType,
    SourceTime, SourceTimes, Watch, apply, decide,
};
use serde_json::{Map, Value, json};

use crate::evidence::evidence;
use crate::paper::{Clocks, by};

struct Bench {
    clocks: Clocks,
    watch: Watch,
    journal: Vec<Recorded>,
}

impl Bench {
    fn with_a_session() -> Self {
        let monday = "2026-01-05T09:00:00Z".parse().unwrap();
        let clocks = Clocks::at(monday, Some("a"));
        let mut bench = Self { clocks, watch: Watch::default(), journal: Vec::new() };
        bench.does(Command::start(None));
        bench
    }

    fn tries(&mut self, command: Command) -> Result<String, Refusal> {
        self.asks(&Request::new(command, by("ana")))
    }

    fn asks(&mut self, request: &Request) -> Result<String, Refusal> {
        self.clocks.pass(1_000);
        let evidence = evidence(&self.watch, request, &self.clocks.now, &self.journal);
        let event = decide(&self.watch, request, &self.clocks.now, &evidence)?.event().unwrap();
        let recorded = self.watch.next_line(request, event, &self.clocks.now);
        apply(&mut self.watch, &recorded);
        let message = recorded.message();
        self.journal.push(recorded);
        Ok(message)
    }

    fn loads_as_it_was_saved(&self) {
        let saved = serde_json::to_string(&self.watch).unwrap();
        assert_eq!(serde_json::from_str::<Watch>(&saved).unwrap(), self.watch);
    }

    fn does(&mut self, command: Command) {
        self.tries(command).unwrap();
    }

    fn active_seconds(&self) -> u64 {
        Glance::of(&self.watch, &self.clocks.now).shown().unwrap().active_seconds
    }
}

fn frame(kind: &str, id: &str, title: Option<String>) -> Command {
    let (kind, id) = (kind.parse().unwrap(), id.to_owned());
    Command::Push(NewFrame { kind, id, title, estimate_seconds: None, entering: Entering::Usual })
}

fn start(metadata: Map<String, Value>, agent_id: Option<String>) -> Command {
    match Command::start(None) {
        Command::Start { notes, session_type, workflow_id, target_seconds, .. } => {
            let switch = true;
            let run = None;
            Command::Start {
                notes,
                session_type,
                switch,
                agent_id,
                workflow_id,
                target_seconds,
                metadata,
                run,
            }
        }
        other => other,
    }
}

/// Characters of two bytes each: bounds count characters.
fn long(length: usize) -> String {
    "ü".repeat(length)
}

/// A command with a text of so many characters.
type Long<'a> = &'a dyn Fn(usize) -> Command;

#[test]
fn texts_are_taken_up_to_their_bound_and_refused_by_name_beyond() {
    let note = |n| Command::Note { text: long(n), task: None };
    let end = |n| Command::End { notes: Some(long(n)) };
    let begin = |n| Command::Start {
        notes: Some(long(n)),
        session_type: SessionType::default(),
        switch: true,
        agent_id: None,
        workflow_id: None,
        target_seconds: None,
        metadata: Map::new(),
        run: None,
    };
    let toggle = |n| Command::Toggle { notes: Some(long(n)) };
    let pause = |n| Command::Pause { reason: Some(long(n)) };
    let band = |n| Command::SetBand { band: Band::C, reason: long(n) };
    let health = |n| Command::SetHealth { status: Light::Red, reasons: vec![long(n)] };
    let title = |n| frame("task", "7", Some(long(n)));
    let id = |n| frame("task", &long(n), None);
    let agent = |n| start(Map::new(), Some(long(n)));
    let cases: [(&str, usize, Long); 10] = [
        ("note", 4_000, &note),
        ("note", 4_000, &end),
        ("note", 4_000, &begin),
        ("note", 4_000, &toggle),
        ("reason", 1_000, &pause),
        ("reason", 1_000, &band),
        ("reason", 1_000, &health),
        ("title", 200, &title),
        ("context id", 64, &id),
        ("agent id", 64, &agent),
    ];
    for (name, most, command) in cases {
        let mut bench = Bench::with_a_session();
        let refusal = bench.tries(command(most + 1)).unwrap_err();
        assert_eq!(refusal.kind, RefusalKind::Usage, "{name}");
        assert_eq!(refusal.what, format!("The {name} was not accepted"));
        assert!(refusal.why.contains(&(most + 1).to_string()), "{refusal}");
        bench.does(command(most));
    }
}

#[test]
fn the_shorthand_of_an_id_counts_in_full() {
    let mut bench = Bench::with_a_session();
    let digits = "1".repeat(64 - "TASK-".len());
    bench.does(frame("task", &digits, None));
    assert!(bench.tries(frame("task", &format!("{digits}1"), None)).is_err());
    assert!(bench.tries(frame("task", "  ", None)).is_err());
}

#[test]
fn an_operator_has_a_name_of_64_characters_at_most() {
    let mut bench = Bench::with_a_session();
    for name in [long(65), " ".to_owned()] {
        let request = Request::new(Command::Pause { reason: None }, by(&name));
        let refusal = bench.asks(&request).unwrap_err();
        assert_eq!(refusal.what, "The operator was not accepted");
    }
}

#[test]
fn more_than_ten_reasons_are_refused() {
    let mut bench = Bench::with_a_session();
    let health = |n| Command::SetHealth { status: Light::Red, reasons: vec!["x".into(); n] };
    bench.does(health(10));
    assert_eq!(bench.tries(health(11)).unwrap_err().kind, RefusalKind::Usage);
}

#[test]
fn metadata_is_bounded_in_bytes_and_in_depth() {
    let mut bench = Bench::with_a_session();
    let wide = |n: usize| Map::from_iter([("k".to_owned(), Value::from("x".repeat(n)))]);
    let deep = |levels: usize| {
        let value = (2..=levels).fold(json!(1), |inner, _| json!([inner]));
        Map::from_iter([("k".to_owned(), value)])
    };
    let around = r#"{"k":""}"#.len();
    bench.does(start(wide(16 * 1_024 - around), None));
    assert!(bench.tries(start(wide(16 * 1_024 - around + 1), None)).is_err());
    bench.does(start(deep(32), None));
    let refusal = bench.tries(start(deep(33), None)).unwrap_err();
    assert_eq!(refusal.why, "it is nested deeper than 32 levels");
    // What was taken can be read back also from the steps that an undo knows of.
    bench.does(Command::End { notes: None });
    bench.does(start(deep(32), None));
    bench.loads_as_it_was_saved();
}

#[test]
fn the_stack_holds_64_frames_and_a_full_one_still_switches_and_ends() {
    let mut bench = Bench::with_a_session();
    for nth in 0..64 {
        bench.does(frame(&format!("level{nth}"), "1", None));
    }
    let refusal = bench.tries(frame("level64", "1", None)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Refused);
    assert!(refusal.why.contains("64"), "{refusal}");
    bench.does(frame("level63", "2", None));
    bench.does(Command::End { notes: None });
}

#[test]
fn spans_fold_into_a_sum_and_the_active_time_stays_exact() {
    let mut bench = Bench::with_a_session();
    for _ in 0..250 {
        bench.does(Command::Pause { reason: None });
        bench.does(Command::Resume);
    }
    let session = bench.watch.session.clone().unwrap();
    assert!(session.spans.len() <= 201, "{} spans stay", session.spans.len());
    assert_eq!(session.folded_spans.count + session.spans.len(), 251);
    assert_eq!(bench.active_seconds(), 250);
    for _ in 0..10 {
        bench.does(Command::Undo);
    }
    // The five newest pauses never were: they and the undos themselves were active seconds.
    assert_eq!(bench.active_seconds(), 250 + 5 + 10);
    for _ in 0..10 {
        bench.does(Command::Redo);
    }
    assert_eq!(bench.active_seconds(), 250 + 20);
    bench.loads_as_it_was_saved();
}

#[test]
fn frames_that_were_left_fold_into_a_sum() {
    let mut bench = Bench::with_a_session();
    for nth in 0..300 {
        bench.does(frame("task", &nth.to_string(), None));
    }
    let session = bench.watch.session.clone().unwrap();
    assert!(session.closed_frames.len() <= 201, "{} stay", session.closed_frames.len());
    assert_eq!(session.folded_frames.count + session.closed_frames.len(), 299);
    bench.does(Command::Undo);
    bench.does(Command::Redo);
}

#[test]
fn what_was_done_in_an_hour_is_known_however_many_contexts_came_since() {
    let mut bench = Bench::with_a_session();
    let start = bench.clocks.now.utc;
    let hour = |bench: &mut Bench, command| {
        bench.does(command);
        bench.clocks.pass(3_599_000);
    };
    let pop = |kind: &str| {
        let kind = Some(kind.parse().unwrap());
        Command::Pop { kind, summary: None, complete: false }
    };
    hour(&mut bench, frame("task", "1", None));
    bench.does(pop("task"));
    bench.does(frame("sprint", "1", None));
    hour(&mut bench, frame("task", "2", None));
    bench.does(pop("sprint"));
    for nth in 0..260 {
        bench.does(frame("task", ["3", "4"][nth % 2], None));
        bench.clocks.pass(29_000);
    }
    let session = bench.watch.live().unwrap();
    let record = SessionRecord::of_live(session, &session.snapshot, &bench.clocks.now);
    let sums = |since: i64, until: i64| {
        let at = |seconds| Some(start + TimeDelta::seconds(seconds));
        let period = Period { since: at(since), until: at(until) };
        let mut sums: BTreeMap<String, u64> = BTreeMap::new();
        for part in record.parts(&period) {
            let path: Vec<&str> = part.contexts.iter().map(|open| open.frame.id.as_str()).collect();
            *sums.entry(path.join(" ")).or_default() += part.ms / 1_000;
        }
        sums.into_iter().map(|(path, seconds)| format!("{path}: {seconds}")).collect::<Vec<_>>()
    };
    assert_eq!(sums(0, 3_601), [": 1", "TASK-1: 3600"]);
    assert_eq!(sums(3_601, 7_204), [": 2", "SPRINT-1: 1", "SPRINT-1 TASK-2: 3600"]);
    assert_eq!(sums(7_204, 20_000), ["TASK-3: 3900", "TASK-4: 3899"]);
}

#[test]
fn times_at_which_contexts_are_kept_as_sums_are_not_corrected() {
    let mut bench = Bench::with_a_session();
    let start = bench.clocks.now.utc;
    let second = |nth: i64| At::Second(start + TimeDelta::seconds(nth));
    // One pause of two seconds among the oldest contexts, and one among the newest.
    for nth in 0..300 {
        bench.does(frame("task", &(nth % 7).to_string(), None));
        if [20, 280].contains(&nth) {
            bench.does(Command::Pause { reason: None });
            bench.clocks.pass(1_000);
            bench.does(Command::Resume);
        }
    }
    bench.does(Command::End { notes: None });
    let session = bench.watch.session.clone().unwrap();
    // A correction may fold one more.
    let listed = |bench: &Bench, nth: usize| {
        bench.watch.session.as_ref().unwrap().closed_frames[nth].popped_at_utc
    };
    let first = (listed(&bench, 1) - start).num_seconds();
    let end = (session.ended_at_utc.unwrap() - start).num_seconds();
    let name = || Some(SessionName::Id(session.id.clone()));
    let add_break =
        |from, to| Command::AddBreak { session: name(), from: second(from), to: second(to) };
    let edit = |end| {
        let end = Some(second(end));
        Command::Edit(Box::new(SessionEdit { session: name(), end, ..SessionEdit::default() }))
    };
    let no_break = |at| Command::RemoveBreak { session: name(), at: second(at) };
    let is_sum = |bench: &Bench| {
        // Each second of the session is one in a task, but the first.
        let session = bench.watch.session.as_ref().unwrap();
        let all = session.left_by_name().iter().map(|frame| frame.active_ms).sum::<u64>();
        assert_eq!(all + 1_000, bench.active_seconds() * 1_000);
    };
    is_sum(&bench);
    let paused = session.spans[0].ended_at_utc.unwrap();
    let paused = (paused - start).num_seconds();
    for (command, is_possible) in [
        (add_break(0, 4), false),
        (add_break(first - 2, first + 2), false),
        (add_break(first - 2, first - 1), false),
        (add_break(first, first + 2), true),
        (no_break(paused), false),
        (no_break(first + 1), true),
        (edit(first - 2), false),
        (edit(end - 5), true),
        (edit(first), true),
    ] {
        let earliest = [listed(&bench, 0), listed(&bench, 1)];
        let answer = bench.tries(command.clone());
        match &answer {
            Ok(_) => assert!(is_possible, "{command:?}"),
            Err(refusal) => {
                assert!(!is_possible, "{command:?}: {refusal:?}");
                assert!(refusal.why.contains("so many contexts"), "{refusal:?}");
                let is_it = |next: &Hint| matches!(next, Hint::NotBefore { earliest_utc, .. } if earliest.contains(earliest_utc));
                assert!(is_it(&refusal.next[0]), "{refusal:?}");
            }
        }
        is_sum(&bench);
    }
}

#[test]
fn the_newest_activities_stay_50_and_14_kib_at_most() {
    let mut bench = Bench::with_a_session();
    for nth in 0..60 {
        bench.does(Command::Note { text: nth.to_string(), task: None });
    }
    assert_eq!(bench.watch.recent.len(), 50);
    assert_eq!(bench.watch.recent[0].text, "59");
    for _ in 0..20 {
        bench.does(Command::Note { text: long(1_000), task: None });
    }
    let bytes = serde_json::to_vec(&bench.watch.recent).unwrap().len();
    assert!(bytes <= 14 * 1_024, "{bytes} bytes");
    assert!(bytes > 10 * 1_024, "only {bytes} bytes");
}

#[test]
fn the_last_activity_is_known_however_many_readings_came_since() {
    let mut bench = Bench::with_a_session();
    bench.does(Command::Undo);
    let ago =
        Request { at: At::Ago(3 * 3_600_000), ..Request::new(start(Map::new(), None), by("ana")) };
    bench.asks(&ago).unwrap();
    bench.does(Command::Note { text: "half way".into(), task: None });
    for nth in 0..52 {
        let set = Command::SetBand { band: Band::ALL[nth % 4], reason: String::new() };
        let provenance = Provenance::from(Some("probe".to_owned()));
        bench.asks(&Request { provenance, ..Request::new(set, by("probe")) }).unwrap();
    }
    let end = Command::End { notes: None };
    bench.asks(&Request { at: At::LastActivity, ..Request::new(end, by("ana")) }).unwrap();
    assert_eq!(bench.active_seconds(), 3 * 3_600 + 1);
}

#[test]
fn readings_of_32_sources_are_kept_and_one_more_is_refused_by_name() {
    let mut bench = Bench::with_a_session();
    let measured = |nth: u32| Request {
        provenance: Provenance::from(Some(format!("probe-{nth}"))),
        ..Request::new(Command::SetBand { band: Band::C, reason: String::new() }, by("probe"))
    };
    for nth in 1..=32 {
        bench.asks(&measured(nth)).unwrap();
    }
    let refusal = bench.asks(&measured(33)).unwrap_err();
    assert_eq!(refusal.kind, RefusalKind::Refused);
    assert_eq!(refusal.why, "32 other sources are known, and 'probe-33' would be one more");
    let next = format!("{refusal:?}");
    assert!(next.contains("such as the oldest: `onwatch cone clear --source 'probe-1'`"), "{next}");
    // A source of the settings always has its place.
    let never = SourceTime { band_at_utc: None, health_at_utc: None, stale_after_ms: 60_000 };
    bench.clocks.now.sources = [("probe-33".to_owned(), never)].into_iter().collect();
    bench.asks(&measured(33)).unwrap();
    assert_eq!(bench.watch.governance.readings.iter().count(), 33);
    bench.does(Command::ClearBand { source: Some("probe-33".to_owned()) });
    bench.clocks.now.sources = SourceTimes::default();
    // A person and the known sources go on.
    bench.does(Command::SetBand { band: Band::A, reason: String::new() });
    let health = Command::SetHealth { status: Light::Red, reasons: Vec::new() };
    bench.asks(&Request { command: health, ..measured(7) }).unwrap();
    assert_eq!(bench.watch.governance.readings.iter().count(), 33);
    // A withdrawal makes room for another source, and then the undo of it has none.
    bench.does(Command::ClearBand { source: Some("probe-1".to_owned()) });
    bench.asks(&measured(33)).unwrap();
    let refusal = bench.asks(&Request::new(Command::Undo, by("ana"))).unwrap_err();
    assert_eq!(refusal.why, "32 other sources are known, and 'probe-1' would be one more");
    bench.loads_as_it_was_saved();
}

#[test]
fn all_measured_readings_take_64_kib_at_most() {
    let mut bench = Bench::with_a_session();
    let measured = |nth: u32, length: usize| {
        let command = Command::SetHealth { status: Light::Red, reasons: vec![long(length); 10] };
        let provenance = Provenance::from(Some(format!("probe-{nth}")));
        Request { provenance, ..Request::new(command, by("probe")) }
    };
    for nth in 1..=3 {
        bench.asks(&measured(nth, 1_000)).unwrap();
    }
    // The red is worth more than its reasons.
    for nth in 4..=32 {
        bench.asks(&measured(nth, 1_000)).unwrap();
    }
    let readings = &bench.watch.governance.readings;
    let bytes: usize =
        readings.iter().map(|(_, said)| serde_json::to_vec(said).unwrap().len()).sum();
    assert!(bytes <= 65_536, "{bytes}");
    let last = readings.health_of("probe-32").unwrap();
    assert_eq!((last.value.status, last.value.reasons.len()), (Light::Red, 10));
    assert!(last.value.reasons[0].ends_with('…'), "{last:?}");
    let reasons = vec![long(1_000); 10];
    bench.does(Command::SetHealth { status: Light::Green, reasons });
}

#[test]
fn the_newest_64_requests_are_known_by_name() {
    let mut bench = Bench::with_a_session();
    for nth in 0..65 {
        let note = Command::Note { text: "x".into(), task: None };
        let request =
            Request { operation: Some(format!("op-{nth}")), ..Request::new(note, by("ana")) };
        bench.asks(&request).unwrap();
    }
    assert!(bench.watch.answered("op-0").is_none());
    assert!(bench.watch.answered("op-1").is_some());
    assert!(bench.watch.answered("op-64").is_some());
}

#[test]
fn twenty_changes_can_be_taken_back_and_they_take_12_kib_at_most() {
    let mut bench = Bench::with_a_session();
    for _ in 0..30 {
        bench.does(Command::Note { text: "x".into(), task: None });
    }
    assert_eq!(bench.watch.undo.len(), 20);
    for _ in 0..12 {
        bench.does(Command::End { notes: Some(long(4_000)) });
        bench.does(Command::Reopen { session: None });
        bench.does(start(Map::new(), None));
    }
    for nth in 10..30 {
        bench.does(frame(&long(64), &format!("{}{nth}", long(62)), Some(long(200))));
    }
    let bytes = serde_json::to_vec(&bench.watch.undo).unwrap().len();
    assert!(bytes <= 12 * 1_024, "{bytes} bytes");
    for _ in 0..20 {
        bench.does(Command::Undo);
    }
    assert!(bench.tries(Command::Undo).is_err());
    assert_eq!((bench.watch.undo.len(), bench.watch.redo.len()), (0, 20));
}
