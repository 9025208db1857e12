//! The terminal: taken and given back, written to, and asked about itself.
//!
//! It must not know the model, nor what the cells say.

pub mod background;
mod cursor;
pub mod extras;
mod late;
mod query;
mod screen;
mod terminal;

pub use late::Late;
pub use terminal::Terminal;
