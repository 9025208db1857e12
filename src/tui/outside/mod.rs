//! The terminal: taken and given back, written to, read, and asked about itself.
//!
//! It must not know the model, nor what the cells say.

mod foreground;
mod frame_writer;
mod input_reader;
pub mod osc;
mod output;
mod terminal;
mod title_mouse;

pub use foreground::has_terminal;
pub use input_reader::InputReader;
pub use output::{OutputNews, TerminalOutput};
pub use terminal::Terminal;
