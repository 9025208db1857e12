//! What happened: events, what each one changes, and the desk that follows from them.
//!
//! It must not know the rules: it copies results and computes none.

mod acknowledged_level;
mod activity;
mod activity_text;
mod apply;
mod change;
mod event;
mod forgotten;
mod history_update;
mod last_ended;
mod list_change;
mod operation;
mod patch;
mod playbook_fact;
mod preview;
mod reading_change;
mod sentence;
mod session_record;
mod session_ref;
mod task_fact;
mod undo_step;
mod watch;
mod wording;

pub use acknowledged_level::AcknowledgedLevel;
pub(in crate::core) use acknowledged_level::acknowledged_text;
pub use activity::{Activity, BreakTimes, LeftContext, Marks};
pub(in crate::core) use activity_text::without_shelved;
pub use apply::apply;
pub use change::{Change, Delta, SessionChange};
pub use event::{Event, Fact, Recorded};
pub use forgotten::Forgotten;
pub use history_update::HistoryUpdate;
pub use last_ended::LastEnded;
pub use list_change::ListChange;
pub use operation::{Operation, OperationRef};
pub use patch::SessionPatch;
pub use playbook_fact::{PlaybookFact, StepName};
pub use reading_change::ReadingChange;
pub use sentence::Sentence;
pub use session_record::{
    ContextTime, DeskSession, GapTime, PauseTime, ReadingTime, SessionRecord,
};
pub use session_ref::SessionRef;
pub use task_fact::{FieldEdit, TaskFact};
pub(in crate::core) use undo_step::StepChange;
pub use undo_step::UndoStep;
pub use watch::{Counters, Watch};

pub(in crate::core) use forgotten::{idle_ms, last_activity};
pub(in crate::core) use patch::given;
