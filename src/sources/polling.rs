//! One time in which this process has the lock, and asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::answer::{SourceAnswer, SourceAnswers};
use super::answers_file::{keep_answers, read_answers};
use super::bell::{Bell, Woken};
use super::fetched::Fetched;
use super::host::{Polled, PollerNews, lock};
use super::lock::PollLock;
use super::running::RunningCommands;
use crate::config::SourceSettings;
use crate::core::{AllReadings, Light, Settling};

/// How long others may wait for the end of commands. Each is killed much earlier.
const COMMANDS_END: Duration = Duration::from_secs(1);

/// One time in which this process has the lock.
pub(super) struct Polling {
    polled: Arc<Polled>,
    held: Mutex<Held>,
    /// Rung if the lock is lost.
    lost: Arc<Bell>,
    running: RunningCommands,
}

/// What only the process with the lock changes.
struct Held {
    answers: SourceAnswers,
    /// `None` if it was given back: nothing more is written.
    lock: Option<PollLock>,
}

/// What is to be done next, and when.
enum Next {
    Look(DateTime<Utc>),
    Settle(DateTime<Utc>),
}

impl Polling {
    /// Begins, with what others were answered before.
    pub(super) fn begin(polled: Arc<Polled>, lock: PollLock, lost: Arc<Bell>) -> Self {
        let mut kept = read_answers(&polled.answers);
        let readings = polled.host.readings().unwrap_or_default();
        let (now, _) = polled.pace.now();
        let sources = polled.sources.iter().map(|source| {
            let answer = kept.sources.remove(&source.name);
            let fresh = || SourceAnswer::before(source, &readings);
            let answer = answer.map_or_else(fresh, |kept| resumed(kept, source, &readings, now));
            (source.name.clone(), answer)
        });
        let sources: BTreeMap<_, _> = sources.collect();
        // A table that was removed, or has a fault, withdraws nothing: what it said last stands, and ages.
        let is_known = |name: &str| readings.iter().any(|(known, _)| known == name);
        let others = kept.sources.into_iter().filter(|(name, _)| is_known(name));
        let sources = sources.into_iter().chain(others).collect();
        let answers = SourceAnswers { pid: std::process::id(), written_at_utc: Some(now), sources };
        let held = Mutex::new(Held { answers, lock: Some(lock) });
        Self { polled, held, lost, running: RunningCommands::default() }
    }

    /// Records what counts although nobody recorded it: the process that asked before was killed in between.
    pub(super) fn record_kept(&self) {
        if let Some(mut held) = self.held() {
            self.keep(&mut held);
            for source in &self.polled.sources {
                self.record(&held, source);
            }
            self.tell(&held, None);
        }
    }

    /// Asks one source at its times, until this is over.
    pub(super) fn ask(&self, source: &SourceSettings, bell: &Bell) {
        let pace = &self.polled.pace;
        let mut ask = pace.asks(source, &self.running);
        while !bell.is_over() {
            let fetched = ask(self.light(&source.name), pace.now().0);
            if !self.hear(source, &fetched) || !self.wait(source, bell) {
                return;
            }
        }
    }

    /// Waits until the next look. Meanwhile, values settle. Returns whether there is a next look.
    fn wait(&self, source: &SourceSettings, bell: &Bell) -> bool {
        let pace = &self.polled.pace;
        let mut settled_at = None;
        loop {
            let Some(next) = self.next(source, settled_at) else { return false };
            let (Next::Look(until) | Next::Settle(until)) = next;
            match (pace.wait(bell, until), next) {
                (Woken::Over, _) => return false,
                (Woken::Time, Next::Look(_)) | (Woken::Rung, _) => return true,
                (Woken::Time, Next::Settle(_)) => {
                    settled_at = Some(pace.now().0);
                    if !self.settle(source) {
                        return false;
                    }
                }
            }
        }
    }

    /// Returns what is to be done next. A value that did not settle when it was tried has to wait.
    fn next(&self, source: &SourceSettings, tried: Option<DateTime<Utc>>) -> Option<Next> {
        let held = self.held()?;
        let answer = held.answers.sources.get(&source.name)?;
        let look = answer.next_at_utc?;
        let due = answer.due(source).filter(|due| *due < look && tried.is_none_or(|at| *due > at));
        Some(due.map_or(Next::Look(look), Next::Settle))
    }

    /// Takes what came of a look. Returns whether this process still has the lock.
    pub(super) fn hear(&self, source: &SourceSettings, fetched: &Fetched) -> bool {
        let Some(mut held) = self.held() else { return false };
        let at = self.polled.pace.now();
        if let Some(answer) = held.answers.sources.get_mut(&source.name) {
            answer.hear(fetched, source, at);
        }
        self.keep(&mut held);
        self.record(&held, source);
        self.tell(&held, Some(&source.name));
        true
    }

    /// Lets a value that has lasted count. Returns whether this process still has the lock.
    fn settle(&self, source: &SourceSettings) -> bool {
        let Some(mut held) = self.held() else { return false };
        let (now, _) = self.polled.pace.now();
        let Some(answer) = held.answers.sources.get_mut(&source.name) else { return false };
        let before = answer.clone();
        answer.settle(source, now);
        if *answer != before {
            self.keep(&mut held);
            self.record(&held, source);
            self.tell(&held, Some(&source.name));
        }
        true
    }

    /// Returns the last known light of a source.
    pub(super) fn light(&self, source: &str) -> Option<Light> {
        lock(&self.held).answers.sources.get(source).and_then(SourceAnswer::light)
    }

    /// Returns what only the lock allows to change; `None` if this process has it no more.
    fn held(&self) -> Option<MutexGuard<'_, Held>> {
        let mut held = lock(&self.held);
        if held.lock.as_ref().is_some_and(|lock| !lock.is_in_place()) {
            // Somebody removed its file: another process may have the new one.
            held.lock = None;
            self.lost.ring();
        }
        held.lock.is_some().then_some(held)
    }

    fn keep(&self, held: &mut Held) {
        held.answers.written_at_utc = Some(self.polled.pace.now().0);
        if let Err(error) = keep_answers(&self.polled.answers, &held.answers) {
            let path = self.polled.answers.display();
            self.failed(format!("{path} cannot be written ({error})"));
        }
    }

    fn record(&self, held: &Held, source: &SourceSettings) {
        let Some(answer) = held.answers.sources.get(&source.name) else { return };
        // A desk that cannot be read is read again after the next look.
        let Some(readings) = self.polled.host.readings() else { return };
        for command in answer.commands(source, &readings) {
            if let Err(why) = self.polled.host.record(&source.name, command) {
                self.failed(format!("what {} says was not recorded: {why}", source.name));
            }
        }
    }

    fn tell(&self, held: &Held, source: Option<&str>) {
        let answers = &held.answers;
        self.polled.host.hear(PollerNews::Answered { source, answers });
    }

    fn failed(&self, why: String) {
        self.polled.host.hear(PollerNews::Failed(why));
    }

    /// Records nothing more, ends the commands that run, and then gives the lock back.
    pub(super) fn end(&self) {
        let kept = lock(&self.held).lock.take();
        self.running.end(COMMANDS_END);
        drop(kept);
    }
}

/// Returns what was kept of a source, as far as it may be gone on with.
fn resumed(
    mut kept: SourceAnswer,
    source: &SourceSettings,
    readings: &AllReadings,
    now: DateTime<Utc>,
) -> SourceAnswer {
    let asked_at = kept.asked_at_utc;
    // The file is not flushed, and the journal is. So what was recorded later is newer.
    if let Some(reading) = readings.band_of(&source.name)
        && asked_at.is_none_or(|at| reading.received_at_utc > at)
        && kept.band.counts().map(|value| value.band) != Some(reading.value.band)
    {
        kept.band = Settling::counting(reading.value.clone());
    }
    if let Some(reading) = readings.health_of(&source.name)
        && asked_at.is_none_or(|at| reading.received_at_utc > at)
        && kept.health.counts().map(|value| value.status) != Some(reading.value.status)
    {
        kept.health = Settling::counting(reading.value.clone());
    }
    // While nobody asked for long, nothing lasted.
    let since = asked_at.map_or(TimeDelta::MAX, |at| now.signed_duration_since(at));
    if since.num_milliseconds().unsigned_abs() > source.stale_after_ms {
        kept.band = kept.band.counts().cloned().map(Settling::counting).unwrap_or_default();
        kept.health = kept.health.counts().cloned().map(Settling::counting).unwrap_or_default();
    }
    if !source.provides.cone {
        (kept.band, kept.band_at_utc) = (Settling::default(), None);
    }
    if !source.provides.health {
        (kept.health, kept.health_at_utc) = (Settling::default(), None);
    }
    SourceAnswer { stale_after_ms: source.stale_after_ms, ..kept }
}
