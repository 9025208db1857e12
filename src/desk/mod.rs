//! The desk: the only writer of a store, and its reader for every front end.
//!
//! This room brings store, clock and rules together. It must not know a front end, and holds no
//! rule of its own: what a command does is decided by the core.

mod obey;
mod past;

pub use obey::{Desk, Outcome, View};
