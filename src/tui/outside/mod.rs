//! The terminal: taken and given back, written to, and asked about itself.
//!
//! It must not know the model, nor what the cells say.

pub mod background;
mod cursor;
mod frame_writer;
mod late_reply;
pub mod osc;
mod query;
mod terminal;
mod title_mouse;

pub use late_reply::LateReply;
pub use terminal::Terminal;
