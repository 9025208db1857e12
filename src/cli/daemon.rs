//! Asks the sources of band and health without a panel, until it is told to end.

use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;

use super::args::DaemonArgs;
use super::cli_session::CliSession;
use super::daemon_lines::{answer_line, begun_line, failing_line, silent_line, waiting_line};
use super::error::CliError;
use super::reply::{Output, Reply, pass_on, report, warning_lines};
use super::world::World;
use crate::config::{Settings, SourceSettings};
use crate::core::{AllReadings, By, Command};
use crate::desk::Desk;
use crate::failure::Words;
use crate::sources::{
    Poller, PollerHost, PollerNews, Secrets, SourceAnswer, SystemPace, WhileWaiting,
    polling_process, read_answers,
};
use crate::watcher::{Heeded, watch_named_files};

/// How long the looks that go on may take when others begin.
const LOOKS_END: Duration = Duration::from_secs(2);

/// What a daemon is told.
enum DaemonEvent {
    /// It is to end.
    End,
    /// The settings may have changed.
    Settings,
    /// It asks from now on.
    Begun,
    /// A source was asked.
    Answered(String, Box<SourceAnswer>),
    /// Something failed. It is tried again.
    Failed(String),
}

/// The daemon around a poller.
struct DaemonHost {
    desk: Arc<Desk>,
    by: By,
    told: Sender<DaemonEvent>,
    /// Whether each answer is told.
    is_verbose: bool,
    /// The sources whose last look failed.
    failing: Mutex<BTreeSet<String>>,
}

impl PollerHost for DaemonHost {
    fn readings(&self) -> Option<AllReadings> {
        self.desk.readings()
    }

    fn record(&self, source: &str, command: Command) -> Result<(), String> {
        self.desk.record_measured(source, command, &self.by)
    }

    fn hear(&self, news: PollerNews<'_>) {
        let event = match news {
            PollerNews::Begun => DaemonEvent::Begun,
            PollerNews::Failed(why) => DaemonEvent::Failed(why),
            PollerNews::Answered { source: Some(source), answers } => {
                let Some(answer) = answers.sources.get(source) else { return };
                let mut failing = self.failing.lock().unwrap_or_else(PoisonError::into_inner);
                let is_new = match answer.failure {
                    Some(_) => failing.insert(source.to_owned()),
                    None => failing.remove(source),
                };
                // Nobody is woken for what nobody reads.
                if !self.is_verbose && !is_new {
                    return;
                }
                DaemonEvent::Answered(source.to_owned(), Box::new(answer.clone()))
            }
            PollerNews::Answered { source: None, .. } => return,
        };
        // Nobody listens once it has ended.
        let _ = self.told.send(event);
    }
}

/// A daemon that runs.
struct Daemon<'a, 'w> {
    world: &'a mut World<'w>,
    zone: &'a dyn crate::zone::Zone,
    host: Arc<DaemonHost>,
    sources: Vec<SourceSettings>,
    poller: Option<Poller>,
    /// Whether it said that it waits for another process.
    has_waited: bool,
    /// The sources of which was said that they fail.
    failing: BTreeSet<String>,
    /// What was said last of what is tried again.
    failed: Option<String>,
    /// Whether somebody reads stdout.
    is_read: bool,
}

impl CliSession<'_> {
    /// Asks the sources until a signal ends it.
    pub(super) fn daemon(
        self,
        args: &DaemonArgs,
        world: &mut World<'_>,
    ) -> Result<Reply, CliError> {
        if self.json {
            return Err(CliError::Usage(Words {
                what: "The daemon was not started".to_owned(),
                why: "it has no answer in JSON".to_owned(),
                next: "leave out --json; `onwatch source list --json` says what it was answered"
                    .to_owned(),
            }));
        }
        report(world, &warning_lines(&self.warnings));
        let by = self.by();
        let (told, events) = channel();
        end_on_signals(told.clone())?;
        let settings = self.desk.paths().settings();
        let tell = told.clone();
        // Without a watch, SIGHUP still lets it read the settings.
        let _watch = watch_named_files(vec![settings], Heeded::Contents, move |_| {
            let _ = tell.send(DaemonEvent::Settings);
        });
        let host = DaemonHost {
            desk: Arc::new(self.desk),
            by,
            told,
            is_verbose: args.verbose,
            failing: Mutex::default(),
        };
        let mut daemon = Daemon {
            world,
            zone: self.zone,
            host: Arc::new(host),
            sources: Vec::new(),
            poller: None,
            has_waited: false,
            failing: BTreeSet::new(),
            failed: None,
            is_read: true,
        };
        daemon.begin(self.settings.sources)?;
        daemon.run(&events)?;
        Ok(Reply::done(Output::Lines(Vec::new())))
    }
}

/// Sends an event for each signal that ends the process or lets it read the settings.
fn end_on_signals(told: Sender<DaemonEvent>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGQUIT, SIGHUP])?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let event = if signal == SIGHUP { DaemonEvent::Settings } else { DaemonEvent::End };
            if told.send(event).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

impl Daemon<'_, '_> {
    fn run(&mut self, events: &Receiver<DaemonEvent>) -> Result<(), CliError> {
        while let Ok(event) = events.recv() {
            match event {
                DaemonEvent::End => break,
                DaemonEvent::Settings => self.read_settings()?,
                DaemonEvent::Begun => self.say_begun()?,
                DaemonEvent::Answered(name, answer) => self.say_answer(&name, &answer)?,
                DaemonEvent::Failed(why) => self.say_failed(why),
            }
        }
        if let Some(poller) = self.poller.take() {
            poller.end(LOOKS_END);
        }
        Ok(())
    }

    /// Asks these sources from now on, or waits for whoever asks.
    fn begin(&mut self, sources: Vec<SourceSettings>) -> Result<(), CliError> {
        if let Some(poller) = self.poller.take() {
            poller.end(LOOKS_END);
        }
        self.host.desk.set_sources(&sources);
        self.sources.clone_from(&sources);
        if sources.is_empty() {
            self.warn("the settings have no source; this waits until they have one".to_owned());
            return Ok(());
        }
        let paths = self.host.desk.paths();
        if let Some(process) = polling_process(&paths.sources_lock()) {
            self.has_waited = true;
            let now = self.host.desk.moment().utc;
            let silent = read_answers(&paths.sources()).silent_since(&sources, now);
            let silent = silent.map(|since| silent_line(process, since, self.zone));
            let lines: Vec<String> = [waiting_line(process)].into_iter().chain(silent).collect();
            report(self.world, &lines);
        }
        let clock = self.host.desk.clock();
        let pace = Arc::new(SystemPace::new(clock, Secrets::of_process()));
        let host = self.host.clone();
        self.poller = Some(Poller::spawn(paths, sources, host, pace, WhileWaiting::Sleep)?);
        Ok(())
    }

    /// Uses the settings if they can be read and name other sources.
    fn read_settings(&mut self) -> Result<(), CliError> {
        let paths = self.host.desk.paths();
        match Settings::load(&paths.settings(), paths.home()) {
            Ok(loaded) if loaded.settings.sources == self.sources => Ok(()),
            Ok(loaded) => {
                report(self.world, &warning_lines(&loaded.warnings));
                self.begin(loaded.settings.sources)
            }
            Err(error) => {
                self.warn(format!("{error}; the settings before stay in use"));
                Ok(())
            }
        }
    }

    fn say_begun(&mut self) -> Result<(), CliError> {
        let line = begun_line(self.sources.len());
        if std::mem::take(&mut self.has_waited) {
            report(self.world, std::slice::from_ref(&line));
        }
        self.print(line)
    }

    fn say_answer(&mut self, name: &str, answer: &SourceAnswer) -> Result<(), CliError> {
        let has_failed = match &answer.failure {
            Some(failure) => {
                if self.failing.insert(name.to_owned()) {
                    self.warn(failing_line(name, failure));
                }
                true
            }
            None => false,
        };
        if !has_failed && self.failing.remove(name) {
            self.warn(format!("{name} answers again"));
        }
        self.print(answer_line(name, answer, self.zone))
    }

    /// Says once what is tried again and again.
    fn say_failed(&mut self, why: String) {
        if self.failed.as_ref() != Some(&why) {
            self.warn(why.clone());
            self.failed = Some(why);
        }
    }

    fn warn(&mut self, warning: String) {
        report(self.world, &warning_lines(&[warning]));
    }

    /// Prints a line, if that is wanted and somebody reads it.
    fn print(&mut self, line: String) -> Result<(), CliError> {
        if self.host.is_verbose && self.is_read {
            self.is_read = pass_on(self.world, &Output::Lines(vec![line]))?;
        }
        Ok(())
    }
}
