//! Asks the sources once before the status is answered.

use std::sync::{Arc, Mutex, PoisonError};

use super::alert_text::SpokenTime;
use super::cli_session::CliSession;
use super::markup::typed;
use super::phrases::row;
use super::source_lines::{stale_band, stale_health};
use super::world::World;
use crate::contract::{SourceSaid, SourcesAsked};
use crate::core::{AllReadings, By, Command, Provenance, Request};
use crate::desk::Desk;
use crate::sources::{
    Heard, PollerHost, PollerNews, SystemPace, poll_once, polling_process, read_answers,
};

/// The command line around one look at all sources.
struct OnceHost {
    desk: Desk,
    by: By,
    failed: Mutex<Vec<String>>,
}

impl PollerHost for OnceHost {
    fn readings(&self) -> Option<AllReadings> {
        let view = self.desk.look().ok().filter(|view| view.read_only.is_none())?;
        Some(view.watch.governance.readings)
    }

    fn record(&self, source: &str, command: Command) -> Result<(), String> {
        let provenance = Provenance::from(Some(source.to_owned()));
        let request = Request { provenance, ..Request::new(command, self.by.clone()) };
        self.desk.obey(&request).map(drop).map_err(|failed| failed.failure.to_string())
    }

    fn hear(&self, news: PollerNews<'_>) {
        match news {
            PollerNews::Failed(why) => {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).push(why);
            }
            PollerNews::Begun | PollerNews::Answered { .. } => {}
        }
    }
}

impl CliSession<'_> {
    /// Asks all sources once, unless another process asks them. Returns what they said last, with warnings.
    pub(super) fn freshen(&self, world: &World<'_>) -> (Option<SourcesAsked>, Vec<String>) {
        let sources = &self.settings.sources;
        if sources.is_empty() {
            return (None, vec!["nothing was asked: the settings have no source".to_owned()]);
        }
        let paths = self.desk.paths();
        let desk = Desk::new(paths.clone(), world.clock.clone()).with_sources(sources);
        let host = Arc::new(OnceHost { desk, by: self.by(), failed: Mutex::default() });
        let secrets = self.secrets(sources);
        let pace = Arc::new(SystemPace::new(world.clock.clone(), secrets.clone()));
        let asked =
            poll_once(paths, sources, (&secrets, &(self.running)(sources)), (host.clone(), pace));
        let mut warnings = host.failed.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let heard = asked.unwrap_or_else(|error| {
            warnings.push(format!("the sources were not asked ({error})"));
            None
        });
        let is_silent = |heard: &&Heard| heard.fetched.is_none();
        let silent =
            heard.iter().flatten().filter(is_silent).map(|heard| heard.source.name.as_str());
        let silent: Vec<&str> = silent.collect();
        let pid = match &heard {
            Some(_) => Some(std::process::id()),
            None => polling_process(&paths.sources_lock()),
        };
        let answers = read_answers(&paths.sources());
        (Some(SourcesAsked::of(&answers, sources, (heard.is_some(), pid), &silent)), warnings)
    }
}

/// Returns who asked, from when the answers are, and what does not count yet.
pub fn lines(asked: &SourcesAsked, time: SpokenTime<'_>) -> Vec<String> {
    let oldest = asked.oldest_answer_utc.map(|at| time.ago(at));
    let who = match (asked.asked_now, asked.asked_by_pid) {
        (true, _) => "asked now".to_owned(),
        (false, pid) => {
            let pid = pid.map(|pid| format!(" {pid}")).unwrap_or_default();
            let oldest = oldest.map_or_else(
                || "none has answered yet".to_owned(),
                |oldest| format!("the oldest answer came {oldest}"),
            );
            format!("process{pid} asks them; {oldest}")
        }
    };
    let said = asked.sources.iter().filter_map(said).map(|text| row("", &text));
    [row("sources", &who)].into_iter().chain(said).collect()
}

/// Returns what is to be said of a source: that it failed, or that its value does not count yet.
fn said(source: &SourceSaid) -> Option<String> {
    let name = typed(&source.name);
    if let Some(cause) = &source.cause {
        return Some(format!("{name} did not answer: {}", typed(cause)));
    }
    if source.counts {
        return None;
    }
    let band = source.band.map(|band| stale_band(band, false));
    let health = source.health.map(|health| stale_health(health, false));
    let value = band.into_iter().chain(health).collect::<Vec<_>>().join(", ");
    (!value.is_empty()).then(|| format!("{name} says {value}, which has not lasted"))
}
