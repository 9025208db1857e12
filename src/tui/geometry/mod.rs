//! Where the parts of the panel lie: rectangles for a size of the terminal.
//!
//! It must not know what is drawn in them, nor by which key it came there.

mod panes;
mod viewport;

pub use panes::{Form, Panes, over};
pub use viewport::{Place, Room};
