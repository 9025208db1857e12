//! Checks the whole store, and mends what can be mended.
//!
//! A check reads everything once: every checksum, every number, the chain of segments, the state
//! file against the journal. A repair copies aside what it cannot read, never deletes, and goes on
//! from the most that is known.

mod adopt;
mod chain;
mod check;
mod recover;
mod repair;
