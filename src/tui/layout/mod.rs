//! Where the parts of this model lie: how far each scrolls, and what lies under the mouse.
//!
//! It must not draw, nor change the model.

mod panes;
mod reach;
mod under;

pub use panes::{panes_in, shows, shows_strip, strip, weeks};
pub use reach::{help_reach, history_rows, reach, story_reach};
pub use under::{Under, under};
