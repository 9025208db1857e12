//! What everything looks like: styles, digits, frames, and text cut to its columns.
//!
//! It must not know what a session is about, nor what key was pressed.

mod digits;
pub mod finish;
pub mod frame;
mod text;
mod theme;

pub use digits::Digits;
pub use text::{
    ago, clock, fit, fit_line, head, minutes, padded, safe, tail, thousands, time_of, width, wrap,
};
pub use theme::Theme;
