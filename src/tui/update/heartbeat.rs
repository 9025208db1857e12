//! Has a heartbeat kept while a session is active.

use crate::tui::message::Effect;
use crate::tui::model::Model;

/// How often a sight of the running machine is kept, milliseconds.
const BEAT_MS: u64 = 60_000;

/// Has a sight of the running machine kept once a minute while a session is active, so that a
/// gap later begins where it began.
pub fn beat(model: &mut Model) -> Option<Effect> {
    if model.problem.is_some() || model.beat.elapsed_ms(&model.now) < BEAT_MS {
        return None;
    }
    model.known.as_ref().filter(|known| known.watch.keeps_sights(&model.now))?;
    model.beat = model.now.stamp();
    model.now.seen = Some(model.beat.clone());
    Some(Effect::KeepHeartbeat)
}
