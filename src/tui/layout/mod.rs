//! Where the parts of this model lie: how far each scrolls, and what lies under the mouse.
//!
//! It must not draw, nor change the model.

mod mouse_target;
mod panes;
mod reach;

pub use mouse_target::{MouseTarget, mouse_target};
pub use panes::{day_map, may_show_tasks, panes_in, shows, shows_strip, strip, weeks};
pub use reach::{
    desk_reach, desk_rows, help_reach, history_rows, reach, session_reach, sources_reach,
    step_rows, task_pane_rows, task_reach, task_rows,
};
