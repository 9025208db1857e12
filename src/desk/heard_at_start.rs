//! What the sources say when a session starts: it is frozen with it.

use super::obey::Desk;
use crate::config::SourceSettings;
use crate::core::{Light, Request};
use crate::sources::{ASK_ALL_MOST, Heard, RunningCommands, Secrets, ask_all};

impl Desk {
    /// Returns a request with what each source says now, if it would start a session; else as it is. Waits for
    /// each source for at most its timeout, and for two seconds in all.
    #[must_use]
    pub fn with_heard(
        &self,
        request: Request,
        sources: &[SourceSettings],
        (secrets, running): (&Secrets, &RunningCommands),
    ) -> Request {
        if sources.is_empty() || !request.command.would_start(false) {
            return request;
        }
        // If the store cannot be read, the command will say so.
        let Ok(view) = self.look() else { return request };
        if !request.command.would_start(view.watch.live().is_some()) {
            return request;
        }
        let readings = &view.watch.governance.readings;
        let before = |name: &str| -> Option<Light> {
            readings.health_of(name).map(|reading| reading.value.status)
        };
        let heard =
            ask_all(sources, (secrets, running), before, || self.moment().utc, ASK_ALL_MOST);
        Request { heard: heard.iter().flat_map(Heard::readings).collect(), ..request }
    }
}
