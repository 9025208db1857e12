//! What each part of the panel says: the model in, lines of text out.
//!
//! It must not draw, nor change the model.

pub mod activities;
mod activity_words;
mod audit_trail;
pub mod badges;
pub mod banner;
mod before_after;
mod burn_down;
mod changed_sums;
pub mod checklist;
pub mod context;
pub mod correction;
pub mod desk_page;
mod desk_row;
pub mod desks;
mod edits;
pub mod footer;
pub mod gauge;
pub mod governance;
pub mod help;
pub mod history;
mod history_row;
pub mod labelled;
pub mod meanwhile;
pub mod palette;
pub mod pane;
pub mod picker;
pub mod questions;
mod run_lines;
pub mod scale;
pub mod session;
mod session_columns;
pub mod session_screen;
pub mod session_space;
pub mod status_line_rows;
pub mod strip;
pub mod summary;
pub mod task_page;
mod task_rows;
pub mod task_signs;
pub mod tasks;
mod title;
pub mod toast_row;
pub mod week;
mod week_table;
pub mod weeks;
