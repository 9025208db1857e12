//! Keeps a heartbeat of the running machine while a session is active.

use crate::tui::message::Effect;
use crate::tui::model::Model;

/// The time between two heartbeats, milliseconds.
const BEAT_MS: u64 = 60_000;

/// Keeps a heartbeat once a minute while a session is active, so that a gap begins at the right time.
pub fn due(model: &mut Model) -> Option<Effect> {
    if model.problem.is_some() || model.heartbeat.elapsed_ms(&model.now) < BEAT_MS {
        return None;
    }
    model.known.as_ref().filter(|known| known.watch.keeps_heartbeat(&model.now))?;
    model.heartbeat = model.now.stamp();
    model.now.heartbeat = Some(model.heartbeat.clone());
    Some(Effect::KeepHeartbeat)
}
