//! Reads the times of the options: when a command takes effect, which past sessions are listed.

use chrono::{DateTime, TimeDelta, Utc};

use super::args::{HistoryFilter, When};
use crate::core::{Period, Refusal, RefusalKind};
use crate::input;
use crate::zone::Zone;

/// Reads a time that a person wrote.
type Reading = fn(&str, DateTime<Utc>, &dyn Zone) -> Result<DateTime<Utc>, String>;

impl HistoryFilter {
    /// Returns whether it may leave a session out.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.since.is_some() || self.until.is_some() || self.count == Some(0)
    }

    /// Returns the period that is asked for.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read.
    pub fn period(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Period, Refusal> {
        let read = |text: &Option<String>, reading: Reading| {
            let time = text.as_ref().map(|text| reading(text, now, zone)).transpose();
            time.map_err(|why| {
                not_understood(why, "give a day or a time, or leave it out for all sessions")
            })
        };
        Ok(Period {
            since: read(&self.since, input::beginning)?,
            until: read(&self.until, input::ending)?,
        })
    }
}

impl When {
    /// Returns the time, if one was given.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub fn read(
        &self,
        now: DateTime<Utc>,
        zone: &dyn Zone,
    ) -> Result<Option<DateTime<Utc>>, String> {
        if let Some(text) = &self.at {
            return input::time(text, now, zone).map(Some);
        }
        let Some(ago) = self.ago else { return Ok(None) };
        let past = TimeDelta::from_std(ago).ok().and_then(|ago| now.checked_sub_signed(ago));
        let too_long = || format!("{} ago is out of range", humantime::format_duration(ago));
        past.map(Some).ok_or_else(too_long)
    }
}

/// Returns the refusal of a time that cannot be read.
pub fn not_understood(why: String, next: &str) -> Refusal {
    Refusal::new(RefusalKind::Usage, "The time was not understood", why, next)
}
