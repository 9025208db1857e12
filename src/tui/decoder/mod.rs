//! Turns the bytes of a terminal into keys, pastes, mouse reports and replies.
//!
//! Pure: it reads no clock and no terminal; its caller says when bytes came. It must not know the model,
//! nor what a key does.

mod character;
mod colour;
mod control_string;
mod csi;
mod keyboard;
mod mouse;
mod parameters;
mod paste;
mod state_machine;
mod steps;
mod token;
mod unfinished;

pub use state_machine::Decoder;
pub use token::Token;
