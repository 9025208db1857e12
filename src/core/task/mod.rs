//! Tasks and sprints: what contexts are about, across sessions and desks.
//!
//! Their events are lines of the journals of all desks; a task is the fold of its events. It must not
//! know commands, rules or the rest of a desk.

mod by_name;
mod claim;
mod delegation;
mod fold;
mod folded;
mod known_as;
mod status;
mod update;

pub use claim::Claim;
pub use delegation::Delegation;
pub use fold::{TaskEvent, fold_task};
pub use folded::{OldEstimate, Task};
pub use known_as::TaskName;
pub use status::TaskStatus;
pub use update::{EstimateChange, TaskUpdate};

pub(in crate::core) use by_name::ByName;
