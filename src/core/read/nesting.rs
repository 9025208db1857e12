//! In which sprint and in which task each stay of a session lay.

use crate::core::history::{ContextTime, SessionRecord};
use crate::core::session::{StaySpan, StayWithin, stay_within};

impl SessionRecord {
    /// Returns what each of its stays lay in, in the order of [`Self::contexts`].
    #[must_use]
    pub fn nesting(&self) -> Vec<StayWithin> {
        let spans: Vec<StaySpan<'_>> = self.contexts.iter().map(span_of).collect();
        (0..spans.len()).map(|nth| stay_within(&spans, nth)).collect()
    }
}

fn span_of(stay: &ContextTime) -> StaySpan<'_> {
    StaySpan {
        kind: &stay.frame.kind,
        id: &stay.frame.id,
        from: stay.from_utc,
        is_open: stay.until_utc.is_none(),
    }
}
