//! The only place where a `Watch` changes.

use crate::core::base::{OPERATIONS_MAX, RECENT_BYTES, RECENT_MAX, Stamp, UNDO_BYTES, UNDO_MAX};
use crate::core::history::{Activity, Delta, Fact, Operation, Recorded, Size, UndoStep, Watch};

/// Applies the change of one journal line. It copies results and computes none.
pub fn apply(watch: &mut Watch, recorded: &Recorded) {
    let change = &recorded.change;
    if let Some(normalize) = &change.normalize {
        normalize.apply(&mut watch.session);
    }
    if let Some(session) = &change.set.session {
        session.apply(&mut watch.session);
    }
    if let Some(last) = &change.set.last_ended {
        watch.last_ended.clone_from(last);
    }
    if !change.set.history_updates.is_empty() {
        watch.filed_seq = recorded.seq;
    }
    if let Some(cone) = &change.cone {
        watch.governance.cone = cone.clone();
    }
    if let Some(health) = &change.health {
        watch.governance.health = health.clone();
    }
    if let Some(key) = change.last_key {
        watch.counters.session_keys = watch.counters.session_keys.max(key.0);
    }
    watch.seq = recorded.seq;
    watch.last_reading =
        Some(Stamp { at_utc: recorded.recorded_at, anchor: recorded.clocks.clone() });
    remember_steps(watch, recorded);
    remember_activity(watch, recorded);
    remember_operation(watch, recorded);
}

fn remember_steps(watch: &mut Watch, recorded: &Recorded) {
    match &recorded.event {
        Fact::Undone { of, .. } => {
            if let Some(at) = watch.undo.iter().rposition(|step| step.seq == *of) {
                let step = watch.undo.remove(at);
                let set = reversal(recorded).unwrap_or_else(|| step.set.clone());
                watch.redo.push(UndoStep { set, ..made_again(step, recorded) });
                bound_steps(&mut watch.redo);
            }
            mark(watch, *of, true);
        }
        Fact::Redone { of, .. } => {
            if let Some(at) = watch.redo.iter().rposition(|step| step.seq == *of) {
                let step = watch.redo.remove(at);
                let was = reversal(recorded).unwrap_or_else(|| step.was.clone());
                watch.undo.push(UndoStep { was, ..made_again(step, recorded) });
                bound_steps(&mut watch.undo);
            }
            mark(watch, *of, false);
        }
        Fact::Started { .. }
        | Fact::Paused { .. }
        | Fact::Resumed { .. }
        | Fact::Ended { .. }
        | Fact::Cancelled { .. }
        | Fact::Reopened { .. }
        | Fact::Noted { .. }
        | Fact::Pushed { .. }
        | Fact::Popped { .. }
        | Fact::BandSet { .. }
        | Fact::HealthSet { .. }
        | Fact::GapAnswered { .. }
        | Fact::Kept { .. }
        | Fact::BreakAdded { .. }
        | Fact::Amended { .. } => {
            let (fact, change) = (&recorded.event, &recorded.change);
            let Some(was) = &change.was else {
                // A measured reading cannot be undone, so older readings must not come back.
                let verb = fact.verb();
                if verb.is_a_reading() {
                    watch.undo.retain(|step| step.verb != verb);
                    watch.redo.retain(|step| step.verb != verb);
                }
                return;
            };
            let (cone, health) = (change.cone.clone(), change.health.clone());
            watch.redo.clear();
            watch.undo.push(UndoStep {
                seq: recorded.seq,
                verb: fact.verb(),
                text: first_words(&fact.text()),
                made_at_utc: recorded.recorded_at,
                clocks: recorded.clocks.clone(),
                set: Delta { cone, health, ..change.set.clone() },
                was: was.clone(),
                size: Size::default(),
            });
            bound_steps(&mut watch.undo);
        }
    }
}

/// Returns the change that reverses an undo or a redo. It differs from the change before: gaps
/// found in between stay known.
fn reversal(recorded: &Recorded) -> Option<Delta> {
    recorded.change.was.clone()
}

/// Returns the step with the time at which `recorded` was made.
fn made_again(step: UndoStep, recorded: &Recorded) -> UndoStep {
    let (made_at_utc, clocks) = (recorded.recorded_at, recorded.clocks.clone());
    UndoStep { made_at_utc, clocks, size: Size::default(), ..step }
}

fn bound_steps(steps: &mut Vec<UndoStep>) {
    let mut bytes = 0;
    let kept = steps.iter().rev().take(UNDO_MAX).enumerate().take_while(|(nth, step)| {
        bytes += step.bytes();
        *nth == 0 || bytes <= UNDO_BYTES
    });
    let gone = steps.len() - kept.count();
    steps.drain(..gone);
}

fn mark(watch: &mut Watch, seq: u64, undone: bool) {
    if let Some(activity) = watch.recent.iter_mut().find(|activity| activity.seq == seq) {
        activity.undone = undone;
    }
}

fn remember_activity(watch: &mut Watch, recorded: &Recorded) {
    watch.recent.insert(0, Activity::of(recorded));
    watch.recent.truncate(RECENT_MAX);
    let mut bytes = 0;
    let kept = watch.recent.iter().enumerate().take_while(|(nth, activity)| {
        bytes += activity.bytes();
        *nth == 0 || bytes <= RECENT_BYTES
    });
    let kept = kept.count();
    watch.recent.truncate(kept);
}

fn remember_operation(watch: &mut Watch, recorded: &Recorded) {
    let Some(id) = &recorded.operation else { return };
    watch.operations.push(Operation {
        id: id.clone(),
        seq: recorded.seq,
        verb: recorded.event.verb(),
        at_utc: recorded.at,
        message: recorded.message(),
    });
    let gone = watch.operations.len().saturating_sub(OPERATIONS_MAX);
    watch.operations.drain(..gone);
}

fn first_words(text: &str) -> String {
    const MOST: usize = 60;
    let mut characters = text.chars();
    let head: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_some() { format!("{head}…") } else { head }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::core::{By, Command, Interface, Moment, Request, Thresholds, decide};

    #[test]
    fn a_step_that_was_gone_again_is_measured_again() {
        let mut watch = Watch::default();
        let mut utc = "2026-11-21T08:00:00Z".parse().unwrap();
        let long = Command::Amend { notes: "long ".repeat(100), start: false };
        let commands = [
            Command::start(Some("short".into())),
            long,
            Command::Pause { reason: None },
            Command::Undo,
            Command::Undo,
            Command::Redo,
            Command::Undo,
        ];
        for (nth, command) in (0..).zip(commands) {
            let by = By { operator: "ana".into(), interface: Interface::Tui, host: "desk".into() };
            let request = Request::new(command, by);
            // Whole seconds take less text than others.
            utc += chrono::TimeDelta::milliseconds(3_600_250);
            let now = Moment {
                utc,
                steady: None,
                nonce: nth,
                heartbeat: None,
                thresholds: Thresholds::default(),
            };
            let event = decide(&watch, &request, &now).unwrap().event().unwrap();
            let recorded = watch.next_line(&request, event, &now);
            apply(&mut watch, &recorded);
            for step in watch.undo.iter().chain(&watch.redo) {
                assert_eq!(step.bytes(), serde_json::to_vec(step).unwrap().len(), "event {nth}");
            }
        }
        assert_eq!((watch.undo.len(), watch.redo.len()), (1, 2));
    }
}
