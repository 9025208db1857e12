//! Sessions as commands: as many in each as it may have.

use serde_json::{Map, Value};

use super::record::{ImportFormat, Imported};
use crate::core::{ADDED_BYTES, ADDED_MAX, At, METADATA, NewPastSession, PastContext};

/// Takes the first sessions that one command may add from a list.
pub fn take_batch<'a>(
    format: ImportFormat,
    rest: &mut &'a [Imported],
) -> Vec<(&'a Imported, NewPastSession)> {
    let (mut batch, mut bytes) = (Vec::new(), 0_usize);
    while let Some((next, later)) = rest.split_first() {
        let session = past_session(format, next);
        // The brackets and commas of the list are counted too.
        let length = serde_json::to_vec(&session).map_or(ADDED_BYTES, |json| json.len() + 2);
        bytes = bytes.saturating_add(length);
        if batch.len() >= ADDED_MAX || (bytes > ADDED_BYTES && !batch.is_empty()) {
            break;
        }
        batch.push((next, session));
        *rest = later;
    }
    batch
}

/// Returns a session as a command adds it. Its metadata say where it comes from.
fn past_session(format: ImportFormat, from: &Imported) -> NewPastSession {
    let mut metadata = Map::new();
    metadata.insert("imported_from".to_owned(), format.to_string().into());
    let mut with_tags = metadata.clone();
    with_tags.insert("tags".to_owned(), from.tags.iter().map(String::as_str).collect::<Value>());
    if !from.tags.is_empty() && METADATA.check_json(&with_tags).is_ok() {
        metadata = with_tags;
    }
    let context = |frame: &_| PastContext { frame: Clone::clone(frame), at: None };
    NewPastSession {
        notes: from.notes.clone(),
        contexts: from.contexts.iter().map(context).collect(),
        metadata,
        source_hash: Some(from.hash.clone()),
        ..NewPastSession::between(At::Second(from.from_utc), At::Second(from.to_utc))
    }
}
