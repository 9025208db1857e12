//! The threads beside the loop: each sends news to its one channel.
//!
//! They must not know the model, nor decide what becomes of their news.

pub mod listener;
pub mod reader;
pub mod signals;
pub mod worker;
