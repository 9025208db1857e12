//! What everything in the core stands on: names, ids, bounds, moments, durations, verbs, refusals.
//!
//! It must not know what a session is.

mod at;
mod bounds;
mod by;
mod desk_name;
mod keys;
mod moment;
mod phrases;
mod refusal;
mod source_times;
mod time;
mod verb;
mod verb_table;
mod words;

pub use at::At;
pub use bounds::{
    ADDED_BYTES, ADDED_MAX, ARTIFACTS_MAX, Bound, ID, KEPT_MAX, LOCATION, METADATA, NOTE,
    OPERATIONS_MAX, OVERRIDES_MAX, READINGS_BYTES, REASON, REASONS_MAX, RECENT_BYTES, RECENT_MAX,
    RUN_DATA, SOURCES_MAX, STACK_MAX, STEPS_MAX, TASKS_BYTES, TASKS_MAX, TITLE, UNDO_MAX,
};
pub use by::{By, Interface, MANUAL, Provenance};
pub use desk_name::{DeskName, WantedDesks};
pub use keys::{SessionId, SessionKey, SessionName};
pub use moment::{Anchor, Behind, CLOCK_TOLERANCE_MS, ClockReading, Moment, Stamp, Thresholds};
pub(in crate::core) use phrases::ms_ago_text;
pub use phrases::{
    ago_text, breaks_text, clock_text, column_day_text, count_text, date_time_text, day_text,
    left_text, near_name, near_time_text, not_after, not_before, range_text, seconds_text,
    short_text, spent_text, taken, time_text, when_text, who_text,
};
pub use refusal::{Hint, LookAt, Phrase, Refusal, RefusalKind};
pub use source_times::{CurrentReasons, SourceTime, SourceTimes};
pub use time::{YEARS, earlier, ms_between};
pub use verb::{Argument, Concern, Needs, Undo, Verb, VerbSpec};
pub use words::{composed_text, find_words, has_a_word, has_words, plain_words};

pub(in crate::core) use at::NamedTime;
pub(in crate::core) use time::{later, signed_ms_between};
