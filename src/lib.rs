//! `onwatch`: a terminal panel for an operator on watch.
//!
//! This is the map of the code, from the ground up. A room may import the rooms above it in this
//! list, and no other; a test reads every import. `docs/architecture.md` says more, and how to add
//! a verb, a field, a pane, a setting or a JSON answer.
//!
//! ```text
//! core          what a session is; reads no clock, file, environment or terminal
//!   base          ids, bounds, moments, verbs, refusals and hints, shared phrases
//!   session       a session: spans, pauses, gaps, contexts, band and health
//!   source        what a source said lately, and when that counts
//!   task          tasks and sprints: the fold of their events over all desks
//!   check         whether a task, a sprint or a session is complete
//!   playbook      checklists, their gates, and how far each is
//!   policy        what the settings say of work while it is bad
//!   command       what somebody wants
//!   history       what happened, what it changes, and the state that results
//!   rules         what becomes of a command
//!   read          what is shown
//! zone          local time
//! input         typed times, durations and contexts
//! safe_text     text that cannot act on a terminal
//! export        a report as CSV or as a calendar; all desks as metrics
//! import        past sessions in the files of other programs; tasks in files
//! markdown      one session, or a report, as a Markdown page
//! bar           a desk in one line, for status bars and prompts
//! instructions  what to do next, in words
//! formats       what the answers of monitoring systems mean
//! paths         where the files are
//! config        settings, themes and keys
//! identity      who gives a command
//! clock         the time
//! watcher       when files may have changed
//! sources       asks the sources of band and health at their times
//! store         the files: lock, journal, state file, recovery, doctor
//! index         what can be asked about the past, derived from the journals
//! failure       every way to fail, and the one place that words it
//! desk          the only writer: lock, load, decide, commit
//! contract      the JSON that leaves the program: one type for each answer
//! cli           the command line  \ front ends: a request in, an answer out;
//! tui           the panel         / they hold no rules
//! serve         the HTTP interface: translates requests for the desk and for the command line
//! main.rs       runs one front end and returns its exit code
//! ```
//!
//! A front end makes a [`core::Request`] and calls [`desk::Desk::obey`]. Under the lock, the desk
//! loads the [`core::Watch`] and asks [`core::decide`]. It appends the event to the journal as one
//! [`core::Recorded`] line and flushes it: this is the commit. [`core::apply`] alone changes a
//! `Watch`, now and whenever the journal is read again. [`core::Glance`] is what is shown.

pub mod bar;
pub mod cli;
pub mod clock;
pub mod config;
pub mod contract;
pub mod core;
pub mod desk;
pub mod export;
pub mod failure;
pub mod formats;
pub mod identity;
pub mod import;
pub mod index;
pub mod input;
pub mod instructions;
pub mod markdown;
pub mod paths;
pub mod safe_text;
#[cfg(feature = "serve")]
pub mod serve;
pub mod signs;
pub mod sources;
pub mod store;
pub mod tui;
pub mod watcher;
pub mod zone;
