//! What becomes of an answer, and which commands make the desk know what counts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::config::{Provides, SourceSettings, SourceWay};
use onwatch::core::{
    AllReadings, Band, BandValue, Command, HealthValue, Light, SettleTimes, SourceTime,
};
use onwatch::formats::{Format, FormatRules, Statement};
use onwatch::sources::{FetchFailure, Fetched, SourceAnswer, SourceAnswers};
use serde_json::{Map, json};

fn start() -> DateTime<Utc> {
    "2026-01-05T12:00:00Z".parse().unwrap()
}

fn after(seconds: i64) -> DateTime<Utc> {
    start() + TimeDelta::seconds(seconds)
}

fn source(interval_s: u64) -> SourceSettings {
    SourceSettings {
        name: "alerts".to_owned(),
        line: 1,
        provides: Provides { cone: true, health: true },
        way: SourceWay::File(PathBuf::from("/nowhere")),
        interval_ms: interval_s * 1_000,
        timeout_ms: 1_000,
        stale_after_ms: 60_000,
        settle: SettleTimes::default(),
        max_bytes: 1_000,
        rules: FormatRules::of(Format::Json),
    }
}

fn health(status: Light) -> HealthValue {
    HealthValue { status, reasons: vec![format!("it is {status}")], extra: Map::new() }
}

fn answer(statement: Statement) -> Fetched {
    Fetched {
        took: Duration::from_millis(40),
        code: None,
        content_type: None,
        raw: Vec::new(),
        errors: Vec::new(),
        statement: Ok(statement),
    }
}

fn says(status: Light) -> Fetched {
    answer(Statement { health: Some(health(status)), ..Statement::default() })
}

fn says_band(band: Band) -> Fetched {
    let (reason, metrics, extra) = ("lag".to_owned(), Map::new(), Map::new());
    let band = BandValue { band, reason, metrics, extra };
    answer(Statement { band: Some(band), ..Statement::default() })
}

fn silence() -> Fetched {
    let failure = FetchFailure {
        source: "alerts".to_owned(),
        asked: "GET http://alerts.example/".to_owned(),
        cause: "nobody listens".to_owned(),
        next: "check `url`".to_owned(),
    };
    Fetched { statement: Err(failure), ..says(Light::Green) }
}

/// A desk that records what it is told.
#[derive(Default)]
struct Desk {
    readings: AllReadings,
    told: Vec<String>,
}

impl Desk {
    fn obey(&mut self, command: Command) {
        let at = start();
        let (band, health) = match command {
            Command::SetBand { band, reason } => {
                self.told.push(format!("{band}: {reason}"));
                (json!({ "band": band, "reason": reason }), json!(null))
            }
            Command::SetHealth { status, reasons } => {
                self.told.push(format!("{status}: {}", reasons.join(", ")));
                (json!(null), json!({ "status": status, "reasons": reasons }))
            }
            other => panic!("{other:?}"),
        };
        let mut all = serde_json::to_value(&self.readings).unwrap();
        for (field, mut value) in [("band", band), ("health", health)] {
            if value.is_object() {
                value["observed_at_utc"] = json!(at);
                value["received_at_utc"] = json!(at);
                value["measured_by"] = json!("alerts");
                all["alerts"][field] = value;
            }
        }
        self.readings = serde_json::from_value(all).unwrap();
    }
}

/// Plays a story such as `0g 5r 6lost`: at second 5 the source says red; then what it answered before is
/// lost with the process that asked it, and another one goes on. `r!` is recorded by nobody: the process is
/// killed between the two. Returns what the desk was told.
fn told(story: &str) -> Vec<String> {
    let (source, mut desk) = (source(10), Desk::default());
    let mut answer = SourceAnswer::before(&source, &desk.readings);
    for step in story.split_whitespace() {
        let digits = step.find(|c: char| !c.is_ascii_digit()).unwrap();
        let (second, word) = step.split_at(digits);
        let now = after(second.parse().unwrap());
        let heard = match word.trim_end_matches('!') {
            "lost" => {
                answer = SourceAnswer::before(&source, &desk.readings);
                continue;
            }
            "-" => {
                answer.settle(&source, now);
                None
            }
            "x" => Some(silence()),
            "?" => Some(says(Light::Unknown)),
            "g" => Some(says(Light::Green)),
            "y" => Some(says(Light::Yellow)),
            "r" => Some(says(Light::Red)),
            "A" => Some(says_band(Band::A)),
            "D" => Some(says_band(Band::D)),
            other => panic!("{other}"),
        };
        if let Some(heard) = heard {
            answer.hear(&heard, &source, (now, 0));
        }
        if !word.ends_with('!') {
            for command in answer.commands(&source, &desk.readings) {
                desk.obey(command);
            }
            // Once it is recorded there is nothing more to record.
            assert_eq!(answer.commands(&source, &desk.readings), [], "{story} at {step}");
        }
    }
    desk.told
}

#[test]
fn each_settled_change_is_told_once() {
    for (story, expected) in [
        ("0g", &["green: it is green"][..]),
        ("0g 9g 20g", &["green: it is green"]),
        ("0g 5r 9r", &["green: it is green", "red: it is red"]),
        ("0g 5y 34-", &["green: it is green"]),
        ("0g 5y 35-", &["green: it is green", "yellow: it is yellow"]),
        ("0r 5g 40r 99-", &["red: it is red"]),
        // Flapping is told once, with its count, and once that it is over.
        (
            "0g 10r 20g 30r 40g 50r 60g",
            &[
                "green: it is green",
                "red: it is red",
                "red: it is red, flapping: 3 changes in a minute",
            ],
        ),
        (
            "0g 10r 20g 30r 90-",
            &[
                "green: it is green",
                "red: it is red",
                "red: it is red, flapping: 3 changes in a minute",
                "red: it is red",
            ],
        ),
        ("0D 9D", &["D Survival: lag", "unknown: its answers do not say it"]),
    ] {
        let expected: Vec<_> = expected.iter().map(|line| (*line).to_owned()).collect();
        assert_eq!(told(story), expected, "{story}");
    }
}

#[test]
fn a_silent_source_changes_nothing_that_is_known() {
    for (story, expected) in [
        // While it is silent, nothing lasts.
        ("0r 5g 10x 70x 71g 99g", "red: it is red"),
        ("0r 5g 10? 70? 71g 99g", "red: it is red"),
        ("0r 9x 99x 999x", "red: it is red"),
        ("0g 9x 99x 999?", "green: it is green"),
        ("0x 9x 99?", "unknown: GET http://alerts.example/: nobody listens"),
        ("0? 9x", "unknown: it is unknown"),
        // What was better does not last while nobody hears it.
        ("0r 5g 9x 65- 99x 200-", "red: it is red"),
        ("0r 5g 9? 65- 99? 200-", "red: it is red"),
    ] {
        assert_eq!(told(story), [expected], "{story}");
    }
}

#[test]
fn what_a_killed_process_did_not_record_the_next_one_records_and_never_twice() {
    // Killed between an answer and its event: with the file of answers, and without it.
    assert_eq!(told("0g 5r! 9r"), ["green: it is green", "red: it is red"]);
    assert_eq!(told("0g 5r! 6lost 9r"), ["green: it is green", "red: it is red"]);
    assert_eq!(told("0g 5r! 6lost 9g"), ["green: it is green"]);
    // Killed after it.
    assert_eq!(told("0g 5r 6lost 9r 12r"), ["green: it is green", "red: it is red"]);
    // What counts must last also for the next one.
    assert_eq!(told("0r 5g 6lost 9g 68-"), ["red: it is red"]);
    assert_eq!(told("0r 5g 6lost 9g 69-"), ["red: it is red", "green: it is green"]);
}

#[test]
fn after_failures_a_source_is_asked_less_often_and_at_least_every_five_minutes() {
    let wait = |interval_s, failures: usize, random| {
        let source = source(interval_s);
        let mut answer = SourceAnswer::default();
        for _ in 0..failures {
            answer.hear(&silence(), &source, (start(), random));
        }
        if failures == 0 {
            answer.hear(&says(Light::Green), &source, (start(), random));
        }
        (answer.next_at_utc.unwrap() - start()).num_milliseconds()
    };
    // A random number of 100 is the middle.
    for (interval_s, failures, expected_s) in [
        (10, 0, 10),
        (10, 1, 20),
        (10, 2, 40),
        (10, 4, 160),
        (10, 5, 300),
        (10, 99, 300),
        (600, 0, 600),
        (600, 3, 600),
    ] {
        assert_eq!(wait(interval_s, failures, 100), expected_s * 1_000, "{interval_s} {failures}");
    }
    assert_eq!(wait(10, 0, 0), 9_000);
    assert_eq!(wait(10, 0, 200), 11_000);
    let all = (0..1_000).map(|random| wait(10, 0, random));
    assert!(all.clone().all(|wait| (9_000..=11_000).contains(&wait)));
    // One success ends it.
    let (source, mut answer) = (source(10), SourceAnswer::default());
    answer.hear(&silence(), &source, (start(), 100));
    answer.hear(&says(Light::Green), &source, (start(), 100));
    assert_eq!((answer.failures, answer.failure), (0, None));
}

#[test]
fn an_answer_is_as_old_as_it_says_and_never_younger_than_now() {
    let at = |observed_s: Option<i64>, band_s: Option<i64>| {
        let statement = Statement {
            health: Some(health(Light::Green)),
            band: says_band(Band::A).statement.unwrap().band,
            observed_at_utc: observed_s.map(after),
            band_observed_at_utc: band_s.map(after),
            ..Statement::default()
        };
        let mut told = SourceAnswer::default();
        told.hear(&answer(statement), &source(10), (after(100), 0));
        let seconds = |at: Option<DateTime<Utc>>| (at.unwrap() - start()).num_seconds();
        (seconds(told.band_at_utc), seconds(told.health_at_utc))
    };
    assert_eq!(at(None, None), (100, 100));
    assert_eq!(at(Some(30), None), (30, 30));
    assert_eq!(at(Some(30), Some(20)), (20, 30));
    assert_eq!(at(Some(999), Some(999)), (100, 100));
    // What it does not know, it does not confirm.
    let mut told = SourceAnswer::default();
    told.hear(&says(Light::Green), &source(10), (after(1), 0));
    told.hear(&says(Light::Unknown), &source(10), (after(9), 0));
    assert_eq!(told.health_at_utc, Some(after(1)));
    assert_eq!(told.unknown.as_deref(), Some("it is unknown"));
    let sources = BTreeMap::from([("alerts".to_owned(), told)]);
    let answers = SourceAnswers { sources, ..SourceAnswers::default() };
    let expected =
        SourceTime { band_at_utc: None, health_at_utc: Some(after(1)), stale_after_ms: 60_000 };
    assert_eq!(answers.times().of("alerts"), Some(expected));
}

#[test]
fn who_shows_the_answers_is_told_each_change_and_else_only_before_they_look_stale() {
    let source = source(10);
    let answers = |steps: &[(i64, Fetched)]| {
        let mut answer = SourceAnswer::default();
        let mut now = start();
        for (second, heard) in steps {
            now = after(*second);
            answer.hear(heard, &source, (now, 0));
        }
        let sources = BTreeMap::from([("alerts".to_owned(), answer)]);
        SourceAnswers { pid: 7, written_at_utc: Some(now), sources }
    };
    let (green, red, quiet) = (says(Light::Green), says(Light::Red), silence());
    let first = answers(&[(0, green.clone())]);
    for (steps, expected) in [
        (&[(0, green.clone()), (10, green.clone())][..], false),
        (&[(0, green.clone()), (14, green.clone())], false),
        // What is fresh for a minute is told again after a quarter of it.
        (&[(0, green.clone()), (15, green.clone())], true),
        (&[(0, green.clone()), (10, red.clone())], true),
        (&[(0, green.clone()), (10, quiet.clone())], true),
    ] {
        assert_eq!(answers(steps).say_more_than(&first), expected, "{steps:?}");
    }
    assert!(first.say_more_than(&SourceAnswers::default()));
}

#[test]
fn an_answer_that_is_too_old_makes_nothing_better() {
    let source = source(10);
    let old = |status| Statement {
        health: Some(health(status)),
        observed_at_utc: Some(after(-99_999)),
        ..Statement::default()
    };
    let mut told = SourceAnswer::default();
    told.hear(&says(Light::Yellow), &source, (start(), 0));
    for second in [10, 80, 900] {
        told.hear(&answer(old(Light::Green)), &source, (after(second), 0));
    }
    let counts = |told: &SourceAnswer| told.health.counts().unwrap().status;
    assert_eq!((counts(&told), told.health_at_utc), (Light::Yellow, Some(start())));
    // What is worse is believed whenever it is from.
    told.hear(&answer(old(Light::Red)), &source, (after(910), 0));
    assert_eq!(counts(&told), Light::Red);
}

#[test]
fn the_reasons_of_all_sources_have_room_and_the_newest_are_shown() {
    let long = |letter: &str| letter.repeat(2_000);
    let value = |letter| HealthValue { reasons: vec![long(letter); 10], ..health(Light::Red) };
    let says = |letter| answer(Statement { health: Some(value(letter)), ..Statement::default() });
    let (source, mut desk) = (source(10), Desk::default());
    let mut told = SourceAnswer::default();
    told.hear(&says("é"), &source, (start(), 0));
    for command in told.commands(&source, &desk.readings) {
        desk.obey(command);
    }
    let recorded = desk.readings.health_of("alerts").unwrap();
    let bytes: usize = recorded.value.reasons.iter().map(String::len).sum();
    assert!((800..=900).contains(&bytes), "{bytes}");
    // The level is the same, so nothing is recorded; what it says now is known all the same.
    told.hear(&says("x"), &source, (after(10), 0));
    assert_eq!(told.commands(&source, &desk.readings), []);
    let sources = BTreeMap::from([("alerts".to_owned(), told)]);
    let answers = SourceAnswers { sources, ..SourceAnswers::default() };
    let times = answers.times().saying(answers.reasons());
    assert!(times.why_health("alerts", "red").unwrap()[0].starts_with("xx"));
    assert_eq!(times.why_health("alerts", "green"), None);
}
