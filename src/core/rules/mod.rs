//! What becomes of a command: allowed or refused, when it takes effect, and the event it makes.
//!
//! It must not know how anything is shown, and it changes nothing.

mod additions;
mod alerts;
mod available;
mod check;
mod completion;
mod contexts;
mod corrections;
mod decide;
mod decision;
mod effective_time;
mod event_builder;
mod evidence;
mod follow_session;
mod given_again;
mod judge;
mod judging;
mod meant_task;
mod new_alerts;
mod new_tasks;
mod overlap;
mod overlap_check;
mod playbook_steps;
mod readings;
mod readings_room;
mod repeated;
mod reversal;
mod run_desk;
mod runs;
mod task_evidence;
mod task_words;
mod tasks;
mod unchanged;
mod workflows;

pub use available::available;
pub use completion::completion_check;
pub use decide::{decide, judge};
pub use decision::Decision;
pub use evidence::{Evidence, PastNeeds, SessionTimes};
pub use new_alerts::NOT_SHELVED;
pub use overlap_check::{CountedTimes, MadeOverlap, WayApart};
pub use task_evidence::{
    KnownTask, OpenElsewhere, RedoneTasks, TaskEvidence, TaskNeeds, TaskUser, UsedTask,
};
pub use workflows::Workflows;

pub(in crate::core) use available::{check_clock, nothing_goes_on};
pub(in crate::core) use check::{check_expectation, check_until, check_words};
pub(in crate::core) use effective_time::{effective_at, in_the_future};
pub(in crate::core) use event_builder::EventBuilder;
pub use judge::judge_entry;
pub(in crate::core) use judge::{check_override, check_overrides, judge_event};
pub(in crate::core) use judging::Judging;
pub(in crate::core) use new_alerts::{
    check_shelving, nothing_bad, nothing_new, open_alert, seconds_long,
};
pub(in crate::core) use playbook_steps::check_playbook_command;
pub(in crate::core) use repeated::repeated;
pub(in crate::core) use run_desk::{
    allowed_by_run, as_run, check_new_run, check_run, check_run_words, needed_run, run_is_over,
    same_status,
};
pub use task_words::estimate_fault;
pub(in crate::core) use task_words::{
    check_estimate, check_task_command, check_task_name, check_title,
};
pub(in crate::core) use unchanged::{already_in, same_band, same_health};
