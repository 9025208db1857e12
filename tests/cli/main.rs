//! What a shell sees: words in, answers and exit codes out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod ack;
mod advice;
mod answers;
mod artifacts;
mod away;
mod bars;
mod bars_in_programs;
mod binary;
mod brief;
mod checks;
mod clocks;
#[path = "../common/mod.rs"]
mod common;
mod completions;
mod contracts;
mod daemon;
mod desks;
mod doctor;
#[path = "../sources/ended.rs"]
mod ended;
mod exposition;
mod follow;
mod help;
mod history;
mod hostile;
mod import;
mod index;
mod instructions;
mod integrations;
mod interrupted;
mod json;
mod lifecycle;
mod long_session;
mod looks;
mod man;
mod man_pages;
mod metrics;
mod metrics_file;
mod past;
mod playbook_files;
mod playbooks;
mod plugin;
mod promtool;
mod report;
mod report_forms;
mod run_changes;
mod runs;
mod search;
#[allow(dead_code)]
#[path = "../sources/servers.rs"]
mod servers;
mod session_types;
mod settings;
mod shell;
mod shells;
mod source_check;
mod source_fresh;
mod source_list;
mod source_start;
mod summary;
mod task_files;
mod task_words;
mod tasks;
#[cfg(feature = "serve")]
mod tokens;
mod words;
