//! Band and health in a brief, and in the summary of a session.

use crate::core::base::MANUAL;
use crate::core::read::{BriefGovernance, Glance};
use crate::core::session::AlertOf;

impl BriefGovernance {
    /// Returns those of a desk.
    pub(in crate::core) fn of(glance: &Glance) -> Self {
        let governance = &glance.governance;
        let (start, drift) = (&governance.at_start, governance.drift);
        // Of a session that is over, its end counts; of a live one, now.
        let now = governance.at_end.as_ref();
        let cone = now.map_or(&governance.cone, |end| &end.cone);
        let health = now.map_or(&governance.health, |end| &end.status);
        let until = |which: AlertOf| {
            let readings = &governance.readings;
            match which {
                AlertOf::Band => readings.band_of(MANUAL)?.until_utc,
                AlertOf::Health => readings.health_of(MANUAL)?.until_utc,
            }
        };
        let (overruled, until) = match now {
            Some(end) => (
                [end.band_overruled.clone(), end.health_overruled.clone()],
                [end.band_until_utc, end.health_until_utc],
            ),
            None => (
                AlertOf::ALL.map(|which| governance.overruled(which).cloned()),
                AlertOf::ALL.map(until),
            ),
        };
        let [band_overruled, health_overruled] = overruled;
        let [band_until_utc, health_until_utc] = until;
        Self {
            band_overruled,
            band_until_utc,
            health_overruled,
            health_until_utc,
            band: cone.band,
            band_at_start: start.as_ref().map(|start| start.cone.band),
            band_drift: drift.map(|drift| drift.band),
            band_reason: cone.reason.clone(),
            health: health.status,
            health_at_start: start.as_ref().map(|start| start.status.status),
            health_drift: drift.map(|drift| drift.health),
            health_reasons: health.reasons.clone(),
            is_cut: false,
        }
    }
}
