//! A desk and a time that are given, for a poller that need not wait.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::clock::FixedClock;
use onwatch::config::{Provides, SourceSettings, SourceWay};
use onwatch::core::{
    AllReadings, By, Command, HealthValue, Interface, Light, Provenance, Request, SettleTimes,
};
use onwatch::desk::Desk;
use onwatch::formats::{Format, FormatRules, Statement};
use onwatch::paths::Paths;
use onwatch::sources::{
    AskOnce, Bell, FetchFailure, Fetched, PollPace, Poller, PollerHost, PollerNews,
    RunningCommands, Secrets, SourceAnswers, SystemPace, WhileWaiting, Woken,
};
use serde_json::Map;
use tempfile::TempDir;

/// Long enough for any machine: it is the end of a test that fails.
const DEADLINE: Duration = Duration::from_secs(60);

pub fn start() -> DateTime<Utc> {
    "2026-01-05T12:00:00Z".parse().unwrap()
}

pub fn source(name: &str, interval_s: u64) -> SourceSettings {
    SourceSettings {
        name: name.to_owned(),
        line: 1,
        provides: Provides { cone: false, health: true },
        way: SourceWay::Command(vec!["true".into()]),
        interval_ms: interval_s * 1_000,
        timeout_ms: 1_000,
        stale_after_ms: 3_000 * interval_s,
        settle: SettleTimes::default(),
        max_bytes: 1_000,
        rules: FormatRules::of(Format::Json),
    }
}

pub fn health(status: Light, reason: &str) -> HealthValue {
    HealthValue { status, reasons: vec![reason.to_owned()], extra: Map::new() }
}

pub fn says(health: HealthValue) -> Fetched {
    let statement = Statement { health: Some(health), ..Statement::default() };
    Fetched {
        took: Duration::from_millis(40),
        code: None,
        content_type: None,
        raw: Vec::new(),
        errors: Vec::new(),
        statement: Ok(statement),
    }
}

pub fn fails(source: &str) -> Fetched {
    let failure = FetchFailure {
        source: source.to_owned(),
        asked: "true".to_owned(),
        cause: "it does not answer".to_owned(),
        next: "raise `timeout`".to_owned(),
    };
    Fetched { statement: Err(failure), ..says(health(Light::Green, "")) }
}

/// What is shared by everything of a test, and a signal for each change.
#[derive(Default)]
struct Told {
    now: Option<DateTime<Utc>>,
    /// What the sources say from now on; one that says nothing hangs.
    says: BTreeMap<String, Fetched>,
    /// How often each was asked.
    asked: BTreeMap<String, usize>,
    /// When the next wait of a thread is over.
    waits: Vec<DateTime<Utc>>,
    news: Vec<String>,
    answers: SourceAnswers,
}

/// A desk on a real disk, whose time and whose sources are given.
pub struct Scene {
    dir: TempDir,
    told: Arc<(Mutex<Told>, Condvar)>,
    clock: Arc<FixedClock>,
}

/// One process of it: its time runs with that of the scene.
#[derive(Clone)]
struct Part {
    paths: Paths,
    sources: Vec<SourceSettings>,
    told: Arc<(Mutex<Told>, Condvar)>,
    clock: Arc<FixedClock>,
}

impl Scene {
    pub fn new() -> Self {
        let told = Arc::new((Mutex::default(), Condvar::new()));
        let clock = Arc::new(FixedClock::at(start()));
        let scene = Self { dir: tempfile::tempdir().unwrap(), told, clock };
        scene.change(|told| told.now = Some(start()));
        scene
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn paths(&self) -> Paths {
        Paths::under(self.dir.path())
    }

    pub fn desk(&self) -> Desk {
        Desk::new(self.paths(), self.clock.clone())
    }

    pub fn poller(&self, sources: &[SourceSettings], meanwhile: WhileWaiting) -> Poller {
        let (told, clock) = (Arc::clone(&self.told), Arc::clone(&self.clock));
        let (paths, all) = (self.paths(), sources.to_vec());
        let part = Arc::new(Part { paths, sources: all, told, clock });
        Poller::spawn(&self.paths(), sources.to_vec(), part.clone(), part, meanwhile).unwrap()
    }

    /// Returns one that really asks.
    pub fn asking_poller(&self, sources: &[SourceSettings]) -> Poller {
        let (told, clock) = (Arc::clone(&self.told), Arc::clone(&self.clock));
        let (paths, all) = (self.paths(), sources.to_vec());
        let host = Arc::new(Part { paths, sources: all, told, clock: Arc::clone(&clock) });
        let home = self.dir.path().as_os_str().to_owned();
        let secrets = Secrets::of(move |name| (name == "HOME").then(|| home.clone()));
        let pace = Arc::new(SystemPace::new(clock, secrets));
        let meanwhile = WhileWaiting::Sleep;
        Poller::spawn(&self.paths(), sources.to_vec(), host, pace, meanwhile).unwrap()
    }

    /// Lets a source say something from now on.
    pub fn set(&self, source: &str, fetched: Fetched) {
        self.change(|told| told.says.insert(source.to_owned(), fetched));
    }

    /// Sets the time to so many seconds after the start.
    pub fn at(&self, seconds: i64) {
        let now = start() + TimeDelta::seconds(seconds);
        self.clock.set(onwatch::core::Moment { utc: now, ..onwatch::core::Moment::any() });
        self.change(|told| told.now = Some(now));
    }

    /// Waits until a source was asked so often, and what it said was taken in.
    #[track_caller]
    pub fn asked(&self, source: &str, times: usize) {
        self.until(&format!("{source} asked {times} times"), |told| {
            told.asked.get(source) == Some(&times)
        });
    }

    /// Waits until some news came so often.
    #[track_caller]
    pub fn told(&self, news: &str, times: usize) {
        self.until(news, |told| told.news.iter().filter(|one| one.contains(news)).count() == times);
    }

    /// Waits until the answers are as they should be.
    #[track_caller]
    pub fn answers(&self, are: impl Fn(&SourceAnswers) -> bool) {
        self.until("the answers", |told| are(&told.answers));
    }

    /// Returns the events of a desk about its health, oldest first: the light, and the source.
    pub fn events(&self) -> Vec<String> {
        let log = self.desk().log(usize::MAX).unwrap();
        log.iter().rev().map(|done| done.text.clone()).collect()
    }

    /// Gives the desk a light of a source, as if another process had measured it.
    pub fn measured(&self, source: &str, status: Light) {
        let part = Part {
            paths: self.paths(),
            sources: Vec::new(),
            told: Arc::clone(&self.told),
            clock: Arc::clone(&self.clock),
        };
        let reasons = vec!["measured before".to_owned()];
        part.record(source, Command::SetHealth { status, reasons }).unwrap();
    }

    /// Withdraws the health of a source, as a person.
    pub fn clear(&self, source: &str) {
        let by = By::new("ana", Interface::Cli, "here");
        let command = Command::ClearHealth { source: Some(source.to_owned()) };
        self.desk().obey(&Request::new(command, by)).unwrap();
    }

    fn change<T>(&self, how: impl FnOnce(&mut Told) -> T) {
        how(&mut self.told.0.lock().unwrap());
        self.told.1.notify_all();
    }

    #[track_caller]
    fn until(&self, what: &str, is: impl Fn(&Told) -> bool) {
        let (told, changed) = &*self.told;
        let told = told.lock().unwrap();
        let (told, _) = changed.wait_timeout_while(told, DEADLINE, |told| !is(told)).unwrap();
        assert!(is(&told), "{what} did not come: {:?} {:?}", told.asked, told.news);
    }
}

impl PollerHost for Part {
    fn readings(&self) -> Option<AllReadings> {
        let desk = Desk::new(self.paths.clone(), self.clock.clone());
        Some(desk.look().ok()?.watch.governance.readings)
    }

    fn record(&self, source: &str, command: Command) -> Result<(), String> {
        let desk = Desk::new(self.paths.clone(), self.clock.clone());
        let desk = desk.with_sources(&self.sources);
        let by = By::new("ana", Interface::Cli, "desk");
        let provenance = Provenance::from(Some(source.to_owned()));
        let request = Request { provenance, ..Request::new(command, by) };
        desk.obey(&request).map(drop).map_err(|failed| failed.to_string())
    }

    fn hear(&self, news: PollerNews<'_>) {
        let mut told = self.told.0.lock().unwrap();
        match news {
            PollerNews::Begun => told.news.push("begun".to_owned()),
            PollerNews::Failed(why) => told.news.push(why),
            PollerNews::Answered { source, answers } => {
                if let Some(source) = source {
                    let times = answers.sources[source].asked_at_utc.is_some();
                    *told.asked.entry(source.to_owned()).or_default() += usize::from(times);
                } else {
                    told.news.push(format!("answers of {}", answers.pid));
                }
                told.answers = answers.clone();
            }
        }
        self.told.1.notify_all();
    }
}

impl PollPace for Part {
    fn now(&self) -> (DateTime<Utc>, u32) {
        // In the middle between earlier and later.
        (self.told.0.lock().unwrap().now.unwrap(), 100)
    }

    fn wait(&self, bell: &Bell, until: DateTime<Utc>) -> Woken {
        let (told, changed) = &*self.told;
        let mut told = told.lock().unwrap();
        told.waits.push(until);
        changed.notify_all();
        loop {
            if let Some(woken) = bell.take() {
                return woken;
            }
            if told.now.unwrap() >= until {
                return Woken::Time;
            }
            // The bell has a signal of its own.
            told = changed.wait_timeout(told, Duration::from_millis(5)).unwrap().0;
        }
    }

    fn asks(&self, source: &SourceSettings, _: &RunningCommands) -> AskOnce {
        let (told, name) = (Arc::clone(&self.told), source.name.clone());
        Box::new(move |_, _| {
            let (told, changed) = &*told;
            let told = told.lock().unwrap();
            let told = changed.wait_while(told, |told| !told.says.contains_key(&name)).unwrap();
            told.says[&name].clone()
        })
    }
}
