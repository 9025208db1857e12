//! The HTTP interface: in this process with a set clock, and the real program.

#![cfg(feature = "serve")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod agents;
mod assessment;
mod beside;
#[path = "../common/mod.rs"]
mod common;
mod curl;
mod document;
mod events;
mod governance;
mod governance_more;
mod kills;
mod limits;
mod native;
mod running;
mod shape;
mod tokens;
