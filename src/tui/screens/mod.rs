//! What the lists and screens keep: past sessions, one session, activities, actions, a filter.
//!
//! They must not know how they are drawn, nor who reads the past for them.

mod filter;
mod history;
mod log;
mod palette;
mod session_screen;

pub use filter::Filter;
pub use history::{History, Page, Row};
pub use log::{Log, MOST as LOG_MAX};
pub use palette::Palette;
pub use session_screen::Telling;
