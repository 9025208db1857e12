//! Where the parts of the panel lie: rectangles for a size of the terminal.
//!
//! It must not know the model, what is drawn, nor which key was pressed.

mod boxes;
mod form;
mod layout_needs;
mod pane;
mod panes;
mod strip;
mod viewport;

pub use boxes::{below_line, below_lines, box_over};
pub use form::{Form, page};
pub use layout_needs::{Content, LayoutNeeds, MAP_ROWS};
pub use pane::Pane;
pub use panes::PaneLayout;
pub use strip::{StripColumns, has_scale, has_strip};
pub use viewport::{FreedRows, Viewport};
