//! Reads the times of the options: when a command takes effect, which past sessions are listed.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc, Weekday};

use super::args::{
    BriefArgs, HistoryFilter, ReportArgs, ReportPeriod, RunFilter, SearchArgs, When,
};
use crate::core::{At, Hint, Period, Refusal, RefusalKind, date_time_text, week_of};
use crate::input;
use crate::zone::Zone;

/// Reads a time that a person wrote.
type ParseTime = fn(&str, DateTime<Utc>, &dyn Zone) -> Result<DateTime<Utc>, String>;

impl HistoryFilter {
    /// Returns whether it may leave a session out.
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.since.is_some()
            || self.until.is_some()
            || self.count == Some(0)
            || !self.session_types.is_empty()
    }

    /// Returns the period that is asked for.
    ///
    /// # Errors
    /// A usage refusal if a time cannot be read, or the period ends before it starts.
    pub fn period(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Period, Refusal> {
        between(self.since.as_deref(), self.until.as_deref(), now, zone)
    }
}

impl ReportArgs {
    /// Returns the period that is asked for; today if none is.
    ///
    /// # Errors
    /// As [`HistoryFilter::period`].
    pub fn period(
        &self,
        now: DateTime<Utc>,
        zone: &dyn Zone,
        week_start: Weekday,
    ) -> Result<Period, Refusal> {
        let is_typed = self.since.is_some() || self.until.is_some();
        let Some(word) = self.period.or((!is_typed).then_some(ReportPeriod::Today)) else {
            return between(self.since.as_deref(), self.until.as_deref(), now, zone);
        };
        Ok(period_of(word, now, zone, week_start))
    }
}

/// Returns the period that a word names.
pub fn period_of(
    word: ReportPeriod,
    now: DateTime<Utc>,
    zone: &dyn Zone,
    week_start: Weekday,
) -> Period {
    let (first, after) = days(word, zone.day(now), week_start);
    Period {
        since: first.map(|day| zone.midnight(day)),
        until: after.map(|day| zone.midnight(day)),
    }
}

impl SearchArgs {
    /// Returns the period in which it was written.
    ///
    /// # Errors
    /// As [`HistoryFilter::period`].
    pub fn period(&self, now: DateTime<Utc>, zone: &dyn Zone) -> Result<Period, Refusal> {
        between(self.since.as_deref(), self.until.as_deref(), now, zone)
    }
}

/// Returns the first day of a period, and the day after its last one.
fn days(
    word: ReportPeriod,
    today: NaiveDate,
    week_start: Weekday,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    match word {
        ReportPeriod::Today => (Some(today), today.succ_opt()),
        ReportPeriod::Yesterday => (today.pred_opt(), Some(today)),
        ReportPeriod::Week => {
            let first = week_of(today, week_start);
            (Some(first), first.checked_add_days(Days::new(7)))
        }
        ReportPeriod::Month => {
            let first = today.with_day(1);
            (first, first.and_then(|first| first.checked_add_months(Months::new(1))))
        }
    }
}

impl BriefArgs {
    /// Returns the time since which something is told; `None` if that is not asked for.
    ///
    /// # Errors
    /// A usage refusal if it is not understood, or lies in the future.
    pub fn since(
        &self,
        now: DateTime<Utc>,
        zone: &dyn Zone,
    ) -> Result<Option<DateTime<Utc>>, Refusal> {
        let since = between(self.since.as_deref(), None, now, zone)?.since;
        match (&self.since, since) {
            (Some(text), Some(since)) if since > now => {
                Err(not_understood(&input::in_the_future(text)))
            }
            (_, since) => Ok(since),
        }
    }
}

impl RunFilter {
    /// Returns the time from which runs are listed.
    ///
    /// # Errors
    /// A usage refusal if it is not understood.
    pub fn since(
        &self,
        now: DateTime<Utc>,
        zone: &dyn Zone,
    ) -> Result<Option<DateTime<Utc>>, Refusal> {
        Ok(between(self.since.as_deref(), None, now, zone)?.since)
    }
}

/// Reads the bounds of a period.
fn between(
    since: Option<&str>,
    until: Option<&str>,
    now: DateTime<Utc>,
    zone: &dyn Zone,
) -> Result<Period, Refusal> {
    let read = |text: Option<&str>, reading: ParseTime| {
        let time = text.map(|text| reading(text, now, zone)).transpose();
        time.map_err(|why| not_understood(&why))
    };
    let since = read(since, input::beginning)?;
    let until = read(until, input::ending)?;
    if let Some((since, until)) = since.zip(until).filter(|(since, until)| since >= until) {
        let [since, until] = [since, until].map(|at| date_time_text(zone.local(at)));
        return Err(not_understood(&format!(
            "--until lies before --since: the period would begin at {since} and end at {until}; \
             give the earlier time with --since"
        )));
    }
    Ok(Period { since, until })
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
