//! Completion checks: whether a task, a sprint or a session is complete, and what is missing.
//!
//! They are pure functions of facts that somebody else has fetched. This room must not know commands,
//! rules, or where the facts come from.

mod checks;
mod code;
mod despite;
mod facts;
mod report;
mod rules;

pub use checks::{CompletionCheck, variance_percent};
pub use code::{CheckCode, CheckLevel};
pub use despite::Despite;
pub use facts::{CheckFacts, LiveSessionFacts, TaskFacts, TaskProgress, UPDATES_MAX};
pub use report::{CheckItem, CheckReport, CheckSubject};
pub use rules::CheckRules;
