//! What the panel knows of tasks: what can be entered, and which of it a line that is typed means.
//!
//! It must not know dialogs, panes or how anything is drawn.

mod board;
mod list;
mod picker;

pub use board::{BoardLine, BoardTime, TaskBoard};
pub use list::TaskList;
pub use picker::{PickerRow, TaskPicker};
