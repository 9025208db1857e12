//! Whether the process with the lock still asks: one that is stopped keeps the lock, and writes nothing.

use chrono::{DateTime, TimeDelta, Utc};

use super::answer::SourceAnswers;
use crate::config::SourceSettings;

/// How late an answer may be on a busy machine, beside the timeout of its source.
const LATE: TimeDelta = TimeDelta::seconds(30);

impl SourceAnswers {
    /// Returns since when nothing was written although an answer is due; `None` if none is overdue.
    #[must_use]
    pub fn silent_since(
        &self,
        sources: &[SourceSettings],
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let is_overdue = |source: &SourceSettings| {
            let next = self.sources.get(&source.name).and_then(|answer| answer.next_at_utc);
            let timeout =
                i64::try_from(source.timeout_ms).ok().and_then(TimeDelta::try_milliseconds);
            next.zip(timeout).is_some_and(|(next, timeout)| now - next > timeout + LATE)
        };
        let since = self.written_at_utc.filter(|at| now - *at > LATE)?;
        sources.iter().any(is_overdue).then_some(since)
    }
}
