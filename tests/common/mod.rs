//! What several test crates share; each uses a part of it.

#![allow(dead_code, missing_docs)]

pub mod hostile;
pub mod panel;
pub mod pty;
pub mod story;
