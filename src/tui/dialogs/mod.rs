//! Dialogs: their fields, what was typed before or left, and the request that an answer makes.
//!
//! They must not know how they are drawn, nor who sends the request.

mod answers;
mod checks;
mod completion;
mod context;
mod dialog;
mod drafts;
mod field;
mod field_name;
mod input_history;
mod kind;
pub mod last_contexts;
mod objection;
mod past;
mod past_fields;
mod past_request;
mod preview;
mod request;
mod rule_dialog;
mod rule_subjects;
mod task_request;
mod task_subject;
mod times;

pub use answers::{ForgottenAnswer, gap_answer};
pub use checks::{is_of_summary, is_of_tasks};
pub use context::DialogContext;
pub use dialog::Dialog;
pub use drafts::Drafts;
pub use field::{ChoiceField, Field, FieldValue};
pub use field_name::FieldName;
pub use input_history::InputHistory;
pub use kind::DialogKind;
pub use past::PastSubject;
pub use preview::{ContextPreview, active_ms_with};
pub use request::DialogRequest;
pub use rule_subjects::{RefusedRequest, StepSubject};
pub use task_subject::TaskSubject;
