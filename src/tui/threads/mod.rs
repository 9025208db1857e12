//! The threads beside the loop: each sends events to its one channel.
//!
//! They must not know the model, nor decide what an event leads to.

pub mod listener;
pub mod poller;
pub mod reader;
pub mod signals;
pub mod worker;
