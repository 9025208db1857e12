//! A report in the forms of other programs, and the words for its period.
//!
//! It must not know where a report goes.

mod title;

pub use title::{day_name, is_one_day, period_title};
