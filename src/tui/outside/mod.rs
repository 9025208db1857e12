//! The terminal: taken and given back, written to, read, and asked about itself.
//!
//! It must not know the model, nor what the cells say.

mod frame_writer;
mod input_reader;
pub mod osc;
mod terminal;
mod title_mouse;

pub use input_reader::InputReader;
pub use terminal::Terminal;
