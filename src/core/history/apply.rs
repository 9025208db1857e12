//! The only place where a `Watch` changes.

use crate::core::base::{OPERATIONS_MAX, RECENT_BYTES, RECENT_MAX, UNDO_MAX};
use crate::core::history::{Activity, Operation, Recorded, StepChange, UndoStep, Watch};

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
    for progress in &change.set.playbooks {
        progress.apply(&mut watch.playbooks);
    }
    if let Some(reading) = &change.set.reading {
        reading.apply(&mut watch.governance.readings);
    }
    if let Some(cone) = &change.cone {
        watch.governance.cone = cone.clone();
    }
    if let Some(health) = &change.health {
        watch.governance.health = health.clone();
    }
    if let Some(alerts) = &change.alerts {
        watch.governance.alerts = alerts.clone();
    }
    if let Some(key) = change.last_key {
        watch.counters.session_keys = watch.counters.session_keys.max(key.0);
    }
    watch.seq = recorded.seq;
    watch.last_reading = Some(recorded.reading());
    if recorded.provenance.is_given() {
        watch.touched = Some(recorded.reading().stamp);
    }
    remember_steps(watch, recorded);
    remember_activity(watch, recorded);
    remember_operation(watch, recorded);
}

fn remember_steps(watch: &mut Watch, recorded: &Recorded) {
    match recorded.event.step_change() {
        StepChange::Undoes(of) => {
            if let Some(at) = watch.undo.iter().rposition(|step| step.seq == of) {
                let step = watch.undo.remove(at);
                watch.redo.push(step);
            }
            mark(watch, of, true);
        }
        StepChange::Redoes(of) => {
            if let Some(at) = watch.redo.iter().rposition(|step| step.seq == of) {
                let step = watch.redo.remove(at);
                let ended = step.ended.as_ref().map(|_| recorded.reading().stamp);
                watch.undo.push(UndoStep { ended, ..step });
            }
            mark(watch, of, false);
        }
        StepChange::Makes => {
            if recorded.change.was.is_some() {
                watch.redo.clear();
                watch.undo.push(UndoStep::of(recorded));
                let gone = watch.undo.len().saturating_sub(UNDO_MAX);
                watch.undo.drain(..gone);
            }
        }
    }
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
    let Some(request) = &recorded.operation else { return };
    watch.operations.push(Operation {
        request: request.clone(),
        seq: recorded.seq,
        verb: recorded.event.verb(),
        at_utc: recorded.at,
        message: recorded.message(),
    });
    let gone = watch.operations.len().saturating_sub(OPERATIONS_MAX);
    // A repeat of the start of a run gets its id, however late: it stays.
    let is_run = watch.session.as_ref().is_some_and(|session| session.run.is_some());
    let kept = watch.operations.first().filter(|first| is_run && first.seq == 1);
    let kept = usize::from(kept.is_some());
    watch.operations.drain(kept..kept.saturating_add(gone));
}
