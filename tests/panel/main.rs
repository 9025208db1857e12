//! The panel: keys and events in, a screen and requests out; also the real program in a terminal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod alerts;
mod background;
mod clocks;
mod colours;
#[path = "../common/mod.rs"]
mod common;
mod completion;
mod contexts;
mod corrections;
mod decoder;
mod desks;
mod dialogs;
mod drafts;
mod forms;
mod gallery;
mod history;
mod hostile;
mod hostile_tasks;
mod integrations;
mod key_counts;
mod keys;
mod looks;
mod marks;
mod meanwhile;
mod outside;
mod outside_pty;
mod picker;
mod playbooks;
mod policy;
mod pty;
mod pty_completion;
mod pty_playbooks;
mod pty_questions;
mod pty_sources;
mod readme;
mod replies;
mod screens;
mod session_types;
mod settings;
mod tasks;
mod terminal;
mod times;
mod view;
mod week;
