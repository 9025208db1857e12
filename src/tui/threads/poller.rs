//! Asks the sources of band and health while the panel is open, if no other process does.

use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::config::SourceSettings;
use crate::core::{AllReadings, By, Command, SourceTimes};
use crate::desk::Desk;
use crate::sources::{
    PollPace, Poller, PollerHost, PollerNews, Secrets, SourceAnswers, SystemPace, WhileWaiting,
};
use crate::tui::message::PanelEvent;

/// The panel around a poller.
struct PanelHost {
    desk: Arc<Desk>,
    by: By,
    events: Sender<PanelEvent>,
    /// What the panel was told last.
    told: Mutex<SourceAnswers>,
}

/// How long a panel that is stopped waits for the end of its looks: nobody else asks before.
const LOOKS_END: Duration = Duration::from_secs(2);

/// The sources that the panel asks, or waits to ask.
pub struct SourceAsks {
    host: Arc<PanelHost>,
    pace: Arc<dyn PollPace>,
    sources: Vec<SourceSettings>,
    /// `None` without a source, or while the panel is stopped.
    poller: Option<Poller>,
    /// When they were right last.
    pub times: SourceTimes,
}

impl SourceAsks {
    /// Starts to ask some sources. Without one, nothing is started.
    pub fn new(
        (desk, by): (&Arc<Desk>, By),
        sources: Vec<SourceSettings>,
        times: SourceTimes,
        events: Sender<PanelEvent>,
    ) -> Self {
        let pace = Arc::new(SystemPace::new(desk.clock(), Secrets::of_process()));
        let told = Mutex::default();
        let host = Arc::new(PanelHost { desk: Arc::clone(desk), by, events, told });
        let mut asks = Self { host, pace, sources: Vec::new(), poller: None, times };
        asks.begin(sources);
        asks
    }

    /// Asks these sources from now on, and no others.
    pub fn begin(&mut self, sources: Vec<SourceSettings>) {
        self.host.desk.set_sources(&sources);
        self.times = self.host.desk.source_times();
        self.sources = sources;
        // One that waits for the lock is given up. A new one waits after it.
        self.poller = None;
        self.resume();
    }

    /// Asks no more: a process that is stopped must not keep the lock.
    pub fn pause(&mut self) {
        if let Some(poller) = self.poller.take() {
            poller.end(LOOKS_END);
        }
    }

    /// Asks again, unless it does.
    pub fn resume(&mut self) {
        if self.poller.is_some() || self.sources.is_empty() {
            return;
        }
        let (paths, sources) = (self.host.desk.paths(), self.sources.clone());
        let (host, pace) = (self.host.clone(), self.pace.clone());
        match Poller::spawn(paths, sources, host, pace, WhileWaiting::Follow) {
            Ok(poller) => self.poller = Some(poller),
            Err(error) => {
                let why = format!("the system starts no thread to ask them ({error})");
                self.host.hear(PollerNews::Failed(why));
            }
        }
    }
}

impl PollerHost for PanelHost {
    fn readings(&self) -> Option<AllReadings> {
        self.desk.readings()
    }

    fn record(&self, source: &str, command: Command) -> Result<(), String> {
        self.desk.record_measured(source, command, &self.by)
    }

    fn hear(&self, news: PollerNews<'_>) {
        let event = match news {
            PollerNews::Begun => return,
            PollerNews::Answered { answers, .. } => {
                let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
                if !answers.say_more_than(&told) {
                    return;
                }
                told.clone_from(answers);
                PanelEvent::SourcesAnswered(Box::new(answers.clone()))
            }
            PollerNews::Failed(why) => PanelEvent::SourcesFailed(why),
        };
        // Nobody listens once the panel has ended.
        let _ = self.events.send(event);
    }
}
