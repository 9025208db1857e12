//! Reads the times of the options: when a command takes effect, which past sessions are listed.

use chrono::{DateTime, Utc};

use super::args::{HistoryFilter, When};
use crate::core::{At, Hint, Period, Refusal, RefusalKind, date_time_text};
use crate::input;
use crate::zone::Zone;

/// Reads a time that a person wrote.
type ParseTime = fn(&str, DateTime<Utc>, &dyn Zone) -> Result<DateTime<Utc>, String>;

impl HistoryFilter {
    /// Returns whether it may leave a session out.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.since.is_some() || self.until.is_some() || self.count == Some(0)
    }

    /// Returns the period that is asked for.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read, or the period ends before it starts.
    pub fn period(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Period, Refusal> {
        let read = |text: &Option<String>, reading: ParseTime| {
            let time = text.as_ref().map(|text| reading(text, now, zone)).transpose();
            time.map_err(|why| not_understood(&why))
        };
        let since = read(&self.since, input::beginning)?;
        let until = read(&self.until, input::ending)?;
        if let Some((since, until)) = since.zip(until).filter(|(since, until)| since > until) {
            let [since, until] = [since, until].map(|at| date_time_text(zone.local(at)));
            return Err(not_understood(&format!(
                "the period starts at {since} and ends before that, at {until}; give the earlier \
                 time with --since"
            )));
        }
        Ok(Period { since, until })
    }
}

impl When {
    /// Returns the time of the last activity.
    pub fn last_activity() -> Self {
        Self { at: Some("last-activity".to_owned()), ago: None }
    }

    /// Returns when the command takes effect; now unless a time was given.
    ///
    /// # Errors
    /// Why the time cannot be read.
    pub fn read(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<At, String> {
        match (&self.at, self.ago) {
            (Some(text), _) => input::at(text, now, zone),
            (None, Some(ago)) => Ok(At::Ago(u64::try_from(ago.as_millis()).unwrap_or(u64::MAX))),
            (None, None) => Ok(At::Now),
        }
    }
}

/// Returns the refusal of a time that cannot be read. What to write follows the last semicolon of
/// the sentence.
pub fn not_understood(sentence: &str) -> Refusal {
    let (why, next) = sentence.rsplit_once("; ").unwrap_or((sentence, "give another time"));
    Refusal::new(
        RefusalKind::Usage,
        "The time was not understood",
        why.to_owned(),
        Hint::say(next.to_owned()),
    )
}
