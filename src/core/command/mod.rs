//! What somebody wants: every command, when it takes effect, and what its caller expects.
//!
//! It must not know what becomes of a command.

mod fingerprint;
mod request;

pub use request::{
    Command, Expect, NewFrame, NewPastSession, PastContext, Request, SeenSession, SessionEdit,
};
