//! The screen of the sources: what each of them answered lately, as it was last read.

use chrono::{DateTime, Utc};

use crate::config::SourceSettings;
use crate::core::{Moment, Stamp};
use crate::sources::SourceAnswers;

/// How long what was read is shown before it is read again, milliseconds.
const READ_AGAIN_MS: u64 = 2_000;

/// The sources of band and health, and what they answered lately.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourcesNow {
    /// The sources in use, in the order of the settings.
    pub used: Vec<SourceSettings>,
    /// Those that are left out, each with its file and line, and why.
    pub left_out: Vec<String>,
    /// The file of the settings.
    pub settings: String,
    /// What they answered.
    pub answers: SourceAnswers,
    /// The process that asks them; `None` if none does.
    pub asked_by: Option<u32>,
    /// Since when nothing was written although an answer is due; `None` if none is overdue.
    pub silent_since: Option<DateTime<Utc>>,
    /// The process of this panel.
    pub own_process: u32,
}

/// The screen of the sources.
#[derive(Debug, Default)]
pub struct SourcesScreen {
    now: Option<SourcesNow>,
    /// When it was asked for last.
    asked: Option<Stamp>,
    /// Whether the answer is still to come.
    waits: bool,
    /// How far it is scrolled, in lines.
    pub scroll: usize,
}

impl SourcesScreen {
    /// Returns the sources; `None` before they were read.
    pub fn now(&self) -> Option<&SourcesNow> {
        self.now.as_ref()
    }

    /// Takes in what was read.
    pub fn take(&mut self, now: SourcesNow) {
        (self.now, self.waits) = (Some(now), false);
    }

    /// Reports whether they must be read again.
    pub fn wants(&mut self, now: &Moment) -> bool {
        let wants = !self.waits && self.rest_ms(now) == 0;
        if wants {
            (self.asked, self.waits) = (Some(now.stamp()), true);
        }
        wants
    }

    /// Returns the time until they must be read again, milliseconds.
    pub fn rest_ms(&self, now: &Moment) -> u64 {
        let shown_ms = self.asked.as_ref().map(|asked| asked.elapsed_ms(now));
        shown_ms.map_or(0, |ms| READ_AGAIN_MS.saturating_sub(ms))
    }
}
