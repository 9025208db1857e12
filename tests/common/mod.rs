//! What the test crates share; each uses a part of it.

#![allow(dead_code, missing_docs)]

pub mod corrections;
pub mod desks;
pub mod evidence;
pub mod governance;
pub mod home;
pub mod hostile;
pub mod lines;
pub mod mem_disk;
pub mod memory_desk;
pub mod odd_clocks;
pub mod pages;
pub mod panel;
pub mod past;
pub mod playbooks;
pub mod pty;
pub mod request;
pub mod seam_disk;
#[cfg(feature = "serve")]
pub mod server;
pub mod starts;
pub mod story;
