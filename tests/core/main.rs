//! The rules: what the core decides of a desk and a request, without a disk, a clock or a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod bounds;
mod clock_scripts;
mod house;
mod import;
mod laws;
mod paper;
mod purity;
mod replay;
mod reports;
#[path = "../common/steps.rs"]
mod steps;
mod typed_times;
mod week;
mod zones;
