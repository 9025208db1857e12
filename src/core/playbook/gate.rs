//! What blocks a step: a red health, a strict band, a stale reading, or a step that must come first.

use crate::core::playbook::{Playbook, PlaybookProgress, PlaybookStep};
use crate::core::session::{AlertOf, Band, Freshness, Light, Snapshot, Telling};

/// What blocks a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The health is red, or nobody knows what it is.
    Health,
    /// Nobody has confirmed the health for long.
    StaleHealth,
    /// The band is stricter than the step allows.
    Band,
    /// Nobody has confirmed the band for long.
    StaleBand,
    /// A step must be done first.
    Step,
}

/// A gate that is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedGate {
    /// Which.
    pub gate: Gate,
    /// Which reading said what and when, or which step is open: a sentence without a full stop.
    pub why: String,
}

impl PlaybookStep {
    /// Returns what blocks the step, while band and health are as a snapshot has them.
    ///
    /// A stale reading satisfies no gate. Where nobody has ever said anything, the band counts as it is
    /// shown, and the health is not red.
    #[must_use]
    pub fn closed_gates(
        &self,
        playbook: &Playbook,
        progress: Option<&PlaybookProgress>,
        (snapshot, telling): (&Snapshot, Telling<'_>),
    ) -> Vec<ClosedGate> {
        let said_so = |which| snapshot.said_so(which, telling);
        let mut closed = Vec::new();
        if let Some(gate) = health_gate(snapshot).filter(|_| self.blocked_if_red) {
            closed.push(ClosedGate { gate, why: said_so(AlertOf::Health) });
        }
        if let Some(gate) = self.band_gate(snapshot) {
            let needs = match self.band_min {
                Band::A => "it needs band A".to_owned(),
                worst => format!("it needs band {} or better", worst.letter()),
            };
            closed.push(ClosedGate { gate, why: format!("{needs}; {}", said_so(AlertOf::Band)) });
        }
        for id in &self.requires {
            let is_settled = progress.is_some_and(|progress| progress.mark(id).is_some());
            if let Some((number, step)) = playbook.step(id).filter(|_| !is_settled) {
                let why = format!("step {number} comes first: {}", step.title);
                closed.push(ClosedGate { gate: Gate::Step, why });
            }
        }
        closed
    }

    fn band_gate(&self, snapshot: &Snapshot) -> Option<Gate> {
        // Every band satisfies D, whatever it is by now.
        if self.band_min == Band::D {
            return None;
        }
        if snapshot.cone.band > self.band_min {
            return Some(Gate::Band);
        }
        is_stale(snapshot.band_freshness.as_ref()).then_some(Gate::StaleBand)
    }
}

fn health_gate(snapshot: &Snapshot) -> Option<Gate> {
    let freshness = snapshot.health_freshness.as_ref();
    match snapshot.status.status {
        Light::Red => Some(Gate::Health),
        Light::Green | Light::Yellow | Light::Unknown if is_stale(freshness) => {
            Some(Gate::StaleHealth)
        }
        Light::Unknown => freshness.map(|_| Gate::Health),
        Light::Green | Light::Yellow => None,
    }
}

fn is_stale(freshness: Option<&Freshness>) -> bool {
    freshness.is_some_and(|freshness| freshness.is_stale)
}
