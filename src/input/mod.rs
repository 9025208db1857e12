//! Durations, times and contexts as people type them: the only grammar of each.
//!
//! It knows the notations, not the rules: the core decides whether a time is allowed. A text that
//! can be read in two ways is refused, not guessed.

mod bounds;
mod clock;
mod context_line;
mod context_wish;
mod day;
mod duration;
mod forms;
mod period;
mod refused;
mod resolve;
mod time;
mod unfinished;
mod words;

pub use bounds::{beginning, ending};
pub use clock::time_of_day;
pub use context_line::{CONTEXT_LINES, context_line, named_context};
pub use context_wish::{ContextLine, ContextWish, KnownContexts};
pub use duration::{duration, duration_text};
pub use forms::{DAYS, DURATIONS, TIMES};
pub use period::period_in;
pub use refused::in_the_future;
pub use time::{
    at, at_after, at_after_or_ago, at_in, at_near, at_or_ago, at_within, dated, time, until,
};
pub use unfinished::{may_become_a_duration, may_become_a_time, needs_more};
