//! `onwatch`: a terminal panel for an operator on watch. This is the map of the house.
//!
//! Arrows point down only; nothing below knows what is above it.
//!
//! ```text
//! main.rs        parse the command line, run one front end, leave with its exit code
//! tui/           the panel            ┐ front ends: Request in, Glance out;
//! cli/           the command line     ┘ they hold no rules
//! contract/      the JSON that leaves the program: one type for each answer
//! desk           the only writer: lock → load → decide → commit
//! store/         how a Watch survives: lock, journal, state file, recovery, doctor,
//!                the past sessions and the sums of their days
//! failure        every way to fail, and the one place that words it
//! safe_text      the gate that all text not ours passes on its way to any sink
//! markdown       one session as a page to be pasted elsewhere
//! config, identity, input, paths, zone, clock, watcher
//!                the edges: settings, who, what was typed, where, when, and what changed since
//! core/          what a session is: pure thresholds, no clock, file, environment or terminal
//! ```
//!
//! A command travels like this: a front end makes a [`core::Request`] and hands it to
//! [`desk::Desk::obey`]. Under the lock the desk loads the [`core::Watch`], asks
//! [`core::decide`] for an event, appends it to the journal as one [`core::Recorded`] line and
//! flushes it: that is the commit. [`core::apply`] is the only place where a Watch changes, here
//! and whenever the journal is read again. What there is to see at a moment is a
//! [`core::Glance`].

pub mod cli;
pub mod clock;
pub mod config;
pub mod contract;
pub mod core;
pub mod desk;
pub mod failure;
pub mod identity;
pub mod input;
pub mod markdown;
pub mod paths;
pub mod safe_text;
pub mod store;
pub mod tui;
pub mod watcher;
pub mod zone;
