//! What the panel makes of each message: the model changes, effects come back.
//!
//! Pure: it must not read a clock or a file, nor write to the terminal.

mod copy;
mod dispatch;
mod keys;
mod mouse;
pub mod notice;
mod screens;

pub use dispatch::{said, update};
