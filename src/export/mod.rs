//! A report, or the desks in numbers, in the forms of other programs, and the words that they share.
//!
//! It must not know where they go. Text of an operator is made safe here: it acts on no
//! terminal, is no formula in a spreadsheet, and adds no line to a calendar.

mod calendar;
mod calendar_text;
mod csv;
mod metrics;
mod words;

pub use calendar::calendar;
pub use csv::csv;
pub use metrics::{METRICS_BEGIN, encoded, metrics};
pub use words::{
    breaks_of, by_text, corrected_text, day_name, exact_text, gap_text, is_one_day, live_text,
    period_title, rounded_note, shown_time, times_text,
};
