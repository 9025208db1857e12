//! Playbooks: ordered checklists whose steps are gated by band and health, and how far each is.
//!
//! A playbook is what its file says; a [`PlaybookProgress`] is what was done of it, and lives in the state. This room
//! must not know commands, rules, or where the files are.

mod gate;
mod playbooks;
mod progress;
mod progress_change;
mod standing;
mod step;
mod value;
mod words;

pub use gate::{ClosedGate, Gate};
pub use playbooks::{BrokenPlaybook, Playbook, PlaybookScope, Playbooks};
pub use progress::{HeldAt, MarkKind, PlaybookProgress, StepMark};
pub use progress_change::ProgressChange;
pub use standing::{PlaybookStanding, StepStanding, StepState};
pub use step::{PlaybookStep, StepAnswer};
