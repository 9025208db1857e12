//! The command line: words in, one answer out, an exit code.
//!
//! Holds no rules: it finds out who asks and when, hands the desk a request or looks at it, and
//! words what comes back. Everything it knows of the world is handed in as a [`World`], so that a
//! test can be one.

mod args;
mod change;
mod cli_session;
mod config;
mod context;
mod current;
mod days;
mod delivery;
mod dispatch;
mod doctor;
mod editor;
mod error;
mod follow;
mod gaps;
mod governance;
mod history;
mod invocation;
mod log;
mod past;
mod paths;
mod phrases;
mod plain;
pub mod reader;
mod reply;
mod run;
mod show;
mod status;
mod table;
mod times;
mod unresolved;
mod usage;
mod world;

pub use editor::open_editor;
pub use run::{complain, run, say};
pub use world::{CliOutcome, World};
