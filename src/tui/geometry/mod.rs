//! Where the parts of the panel lie: rectangles for a size of the terminal.
//!
//! It must not know the model, what is drawn, nor which key was pressed.

mod boxes;
mod form;
mod pane;
mod panes;
mod strip;
mod viewport;

pub use boxes::{below_line, over};
pub use form::{Form, page};
pub use pane::Pane;
pub use panes::{MAP_ROWS, Needs, Panes};
pub use strip::{Strip, has_scale, has_strip};
pub use viewport::{Place, Room};
