//! The files: whatever becomes of a disk, a process or a machine, no acknowledged command is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod births;
mod bounded;
#[path = "../common/mod.rs"]
mod common;
mod corrections;
mod cost;
mod crash;
mod damage;
mod directives;
mod doctor_of_all;
mod doctor_of_runs;
mod faults;
mod format;
mod fuzz;
mod history;
mod import;
mod index;
mod locks;
mod many_runs;
mod namespaces;
mod odd_dates;
mod older;
mod on_disk;
mod preview;
mod processes;
mod server;
mod task_memory;
mod task_processes;
mod task_races;
mod undo;
