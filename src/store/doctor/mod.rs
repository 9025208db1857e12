//! Checks the whole store, and repairs what can be repaired.
//!
//! A check reads everything once: every checksum, every number, the chain of segments, the state
//! file against the journal. A repair copies what it cannot read to the quarantine, deletes
//! nothing, and continues from the most that is known. This room must not change how a command is
//! written.

mod adopt;
mod chain;
mod check;
mod own_id;
mod recover;
mod repair;
mod run_check;
mod segment_check;
mod seq_ranges;
