//! What the lists and screens keep: past sessions, one session, activities, actions, a filter.
//!
//! They must not know how they are drawn, nor who reads the past for them.

mod action_palette;
mod activity_log;
mod filter;
mod history;
mod session_screen;

pub use action_palette::ActionPalette;
pub use activity_log::{ActivityLog, MOST as LOG_MAX};
pub use filter::Filter;
pub use history::{History, HistoryPage, HistoryRow};
pub use session_screen::SessionScreen;
