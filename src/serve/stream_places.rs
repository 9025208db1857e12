//! How many streams of events there may be.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many streams one caller may have at a time.
pub const OF_ONE_MAX: usize = 32;
/// How many streams there may be at a time. Other connections must find room beside them.
pub const STREAMS_MAX: usize = 256;

/// The streams that there are, by their callers.
#[derive(Clone, Default)]
pub struct StreamPlaces(Arc<Mutex<HashMap<String, usize>>>);

/// The place of one stream, as long as it lives.
pub struct StreamPlace {
    places: StreamPlaces,
    caller: String,
}

impl StreamPlaces {
    /// Takes a place for a stream of a caller; `None` if there is none.
    #[must_use]
    pub fn take(&self, caller: &str) -> Option<StreamPlace> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = counts.values().sum();
        let own = counts.get(caller).copied().unwrap_or_default();
        if all >= STREAMS_MAX || own >= OF_ONE_MAX {
            return None;
        }
        counts.insert(caller.to_owned(), own.saturating_add(1));
        Some(StreamPlace { places: self.clone(), caller: caller.to_owned() })
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut counts = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        let left = counts.get(&self.caller).map_or(0, |own| own.saturating_sub(1));
        if left == 0 {
            counts.remove(&self.caller);
        } else {
            counts.insert(self.caller.clone(), left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_has_as_many_streams_as_may_be_and_room_is_left_for_others() {
        let places = StreamPlaces::default();
        let mut board: Vec<_> = (0..OF_ONE_MAX).filter_map(|_| places.take("board")).collect();
        assert_eq!(board.len(), OF_ONE_MAX);
        assert!(places.take("board").is_none());
        assert!(places.take("other").is_some());
        board.pop();
        assert!(places.take("board").is_some());
        let callers = (0..STREAMS_MAX).map(|number| format!("caller-{number}"));
        let taken: Vec<_> = callers.filter_map(|caller| places.take(&caller)).collect();
        assert_eq!(taken.len() + board.len(), STREAMS_MAX);
        drop((taken, board));
        assert!(places.0.lock().is_ok_and(|counts| counts.is_empty()));
    }
}
