//! What the lists and screens keep: past sessions, one session, activities, actions, a filter.
//!
//! They must not know how they are drawn, nor who reads the past for them.

mod action_palette;
mod activity_lines;
mod activity_log;
mod day_index;
mod desk_page;
mod desks_screen;
mod filter;
mod history;
mod history_list;
mod history_page;
mod history_query;
mod history_reading;
mod history_row;
mod history_window;
mod known_desks;
mod playbook_screen;
mod query_term;
mod session_filter;
mod session_screen;
mod sources_screen;
mod task_lines;
mod tasks_screen;
mod week;

pub use action_palette::ActionPalette;
pub use activity_lines::{ActivityLines, ListedLine, says_what_it_left};
pub use activity_log::{ActivityLog, MOST as LOG_MAX};
pub use day_index::HistoryLine;
pub use desk_page::DeskPage;
pub use desks_screen::{DeskGroup, DeskLine, DesksScreen};
pub use filter::Filter;
pub use history::{History, LiveDesk};
pub use history_page::{HistoryPage, HistorySums, PageRequest, PageStart, SumRequest};
pub use history_query::Column;
pub use history_row::HistoryRow;
pub use known_desks::{KnownDesks, ListedDesk};
pub use playbook_screen::PlaybookScreen;
pub use query_term::CONDITIONS;
pub use session_screen::SessionScreen;
pub use sources_screen::{SourcesNow, SourcesScreen};
pub use task_lines::BoardList;
pub use tasks_screen::{TaskScreen, TasksScreen};
pub use week::{WeekScreen, WeekVersion};
