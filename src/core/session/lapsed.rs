//! What somebody set for a time, after that time.
//!
//! Nobody has to record that it is over: the line that set it says until when.

use chrono::{DateTime, Utc};

use super::{AlertOf, Governance};

impl Governance {
    /// Returns band and health without what somebody set until a time that is over; `None` if all of it
    /// still counts.
    #[must_use]
    pub fn without_lapsed(&self, now: DateTime<Utc>) -> Option<Self> {
        let mut after = self.clone();
        let band = after.readings.take_lapsed(now, |said| &mut said.band);
        let health = after.readings.take_lapsed(now, |said| &mut said.health);
        // Another value may count already, because something was recorded since.
        if band.is_some() && self.cone.provenance.is_given() {
            after.cone = after.readings.cone();
        }
        if health.is_some() && self.health.provenance.is_given() {
            after.health = after.readings.health();
        }
        for (which, until) in [(AlertOf::Band, band), (AlertOf::Health, health)] {
            if let Some(until) = until {
                let said = after.readings.said(which, until);
                let alert = after.alerts.of(which).clone().hear(said, DateTime::<Utc>::MIN_UTC);
                after.alerts.set(which, alert);
            }
        }
        (band.is_some() || health.is_some()).then_some(after)
    }
}
