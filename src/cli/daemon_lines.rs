//! The lines of the daemon.

use chrono::{DateTime, Utc};

use super::markup::typed;
use crate::core::{count_text, date_time_text};
use crate::sources::{FailedLook, SourceAnswer};
use crate::zone::Zone;

/// Returns the line about another process that asks.
#[must_use]
pub fn waiting_line(process: u32) -> String {
    format!("onwatch: process {process} asks the sources of this desk; this one waits for its end")
}

/// Returns the line about another process that has the lock and writes no answer.
#[must_use]
pub fn silent_line(process: u32, since: DateTime<Utc>, zone: &dyn Zone) -> String {
    let since = date_time_text(zone.local(since));
    format!(
        "onwatch: process {process} has written no answer since {since}; if it is stopped, end it"
    )
}

/// Returns the line about the begin.
#[must_use]
pub fn begun_line(sources: usize) -> String {
    format!("onwatch: this process asks {} from now on", count_text(sources, "source"))
}

/// Returns a warning about a source whose look failed.
#[must_use]
pub fn failing_line(name: &str, failure: &FailedLook) -> String {
    let FailedLook { asked, cause, next } = failure;
    format!("{name}: {asked}: {cause}; {next}")
}

/// Returns the line about an answer: when, who, what, how long it took.
#[must_use]
pub fn answer_line(name: &str, answer: &SourceAnswer, zone: &dyn Zone) -> String {
    let at = answer.asked_at_utc.map(|at| date_time_text(zone.local(at))).unwrap_or_default();
    let said = match &answer.failure {
        Some(failure) => format!("no answer: {}", typed(&failure.cause)),
        None => said(answer),
    };
    format!("{at} {}: {said}; took {} ms", typed(name), answer.took_ms)
}

fn said(answer: &SourceAnswer) -> String {
    let band = answer.band.last().map(|value| format!("band {}", value.band));
    let health = match &answer.unknown {
        Some(why) => Some(format!("unknown: {}", typed(why))),
        None => answer.health.last().map(|value| {
            let reason = value.reasons.first().map(|reason| format!(": {}", typed(reason)));
            format!("{}{}", value.status.word(), reason.unwrap_or_default())
        }),
    };
    let parts: Vec<String> = [band, health].into_iter().flatten().collect();
    if parts.is_empty() { "nothing known".to_owned() } else { parts.join(", ") }
}
