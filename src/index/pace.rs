//! How often long work says how far it is.

use std::time::{Duration, Instant};

use super::asked::{OnProgress, WorkProgress};

/// How long it works in silence.
const SILENT: Duration = Duration::from_secs(1);
/// How often it says how far it is.
const EVERY: Duration = Duration::from_millis(250);
/// After how many events it looks at the clock.
const LOOK_EVERY: u64 = 1_024;

/// Says how far some work is, after a second.
pub struct Pace<'a> {
    begun: Instant,
    said: Option<Instant>,
    /// Whether the last thing that was said stands.
    stands: bool,
    events: u64,
    say: OnProgress<'a>,
}

impl<'a> Pace<'a> {
    /// Begins the work.
    pub fn begin(say: OnProgress<'a>) -> Self {
        Self { begun: Instant::now(), said: None, stands: false, events: 0, say }
    }

    /// Counts an event that the index takes in.
    pub(super) fn step(&mut self) {
        self.events += 1;
        if self.events.is_multiple_of(LOOK_EVERY) {
            self.say(WorkProgress::Reading { events: self.events });
        }
    }

    /// Says how far the work is, unless it has just begun, or said so just now.
    pub fn say(&mut self, progress: WorkProgress) {
        let is_soon = self.said.is_some_and(|said| said.elapsed() < EVERY);
        if is_soon || self.begun.elapsed() < SILENT {
            return;
        }
        self.said = Some(Instant::now());
        self.stands = true;
        (self.say)(progress);
    }

    /// Takes back what was said: something else is written.
    pub fn clear(&mut self) {
        if std::mem::take(&mut self.stands) {
            (self.say)(WorkProgress::Done);
        }
    }
}

impl Drop for Pace<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}
