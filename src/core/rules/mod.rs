//! What becomes of a command: allowed or refused, when it takes effect, and the event it makes.
//!
//! It must not know how anything is shown, and it changes nothing.

mod available;
mod check;
mod decide;
mod decision;
mod effective_time;
mod event_builder;
mod readings;
mod repeated;
mod reversal;
mod unchanged;

pub use available::available;
pub use decide::decide;
pub use decision::Decision;

pub(in crate::core) use check::{check_expectation, check_words};
pub(in crate::core) use effective_time::effective_at;
pub(in crate::core) use event_builder::EventBuilder;
pub(in crate::core) use repeated::repeated;
pub(in crate::core) use unchanged::{same_band, same_health, same_notes};
