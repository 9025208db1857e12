//! Which reading said what, and when, as one sentence without a full stop.

use chrono::{DateTime, Utc};

use super::{AlertOf, Freshness, Snapshot};
use crate::core::base::{Moment, ms_ago_text, ms_between};

/// A time with its date.
const DAY_AND_TIME: &str = "%Y-%m-%d %H:%M";

/// To whom it is told.
#[derive(Debug, Clone, Copy)]
pub enum Telling<'a> {
    /// To somebody at a moment, with how long ago it was.
    At(&'a Moment),
    /// To the record: in a year, nobody knows what "ago" meant.
    Record,
}

impl Snapshot {
    /// Returns which reading says what of the band or of the health, when, and why, as in
    /// `health is RED: probe said so at 10:02 UTC, 4m ago (db down)`.
    #[must_use]
    pub fn said_so(&self, which: AlertOf, telling: Telling<'_>) -> String {
        let (word, source, at, why, freshness) = match which {
            AlertOf::Band => {
                let cone = &self.cone;
                let at = cone.updated_at_utc;
                let why = Some(&cone.reason).filter(|reason| !reason.is_empty());
                let word = cone.band.to_string();
                (word, cone.provenance.source(), at, why, self.band_freshness.as_ref())
            }
            AlertOf::Health => {
                let health = &self.status;
                let (at, why) = (health.updated_at_utc, health.reasons.first());
                let word = health.status.word().to_uppercase();
                (word, health.provenance.source(), at, why, self.health_freshness.as_ref())
            }
        };
        let what = which.word();
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        if let Some(age) = freshness.filter(|age| age.is_stale) {
            return stale(&format!("{what} {word}"), age, telling);
        }
        let Some(at) = at else { return format!("{what} is {word}: nobody has said so") };
        let who = source.map_or("it was set by hand".to_owned(), |name| format!("{name} said so"));
        format!("{what} is {word}: {who} {}{why}", at_and_ago(at, telling))
    }
}

fn stale(what: &str, age: &Freshness, telling: Telling<'_>) -> String {
    let when = at_and_ago(age.observed_at_utc, telling);
    match &age.source {
        Some(source) if age.never => format!("{what} is not confirmed: {source} never answered"),
        Some(source) => format!("{what} is stale: {source} said so {when}, and not since"),
        None => format!("{what} is stale: it was set by hand {when}, and not since"),
    }
}

/// Returns when something was, as in `at 10:02 UTC, 4m ago`; on another day, and for the record, with its date.
fn at_and_ago(at: DateTime<Utc>, telling: Telling<'_>) -> String {
    let now = match telling {
        Telling::At(now) => now,
        Telling::Record => return format!("at {} UTC", at.format(DAY_AND_TIME)),
    };
    let is_today = at.date_naive() == now.utc.date_naive();
    let form = if is_today { "%H:%M" } else { DAY_AND_TIME };
    format!("at {} UTC, {}", at.format(form), ms_ago_text(ms_between(at, now.utc)))
}
