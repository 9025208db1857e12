//! The rules: what the core decides of a desk and a request, without a disk, a clock or a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod alert_undo;
mod bounds;
mod burn_down;
mod clock_scripts;
mod context_lines;
#[path = "../common/evidence.rs"]
mod evidence;
mod formats;
mod house;
mod import;
mod laws;
mod overlap_check;
mod paper;
mod past_laws;
mod playbook_files;
mod purity;
mod replay;
mod reports;
mod runs;
mod switches;
mod task_rules;
mod tasks;
mod typed_times;
mod week;
mod words;
mod zones;
