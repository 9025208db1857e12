//! The desk: the only writer of a store, and its reader for every front end.
//!
//! This room connects store, clock and rules. It must not know a front end and has no rules of its
//! own: the core decides what a command does.

mod ask;
mod asked_sources;
mod completion;
mod desks;
mod doctor;
mod evidence;
mod gauges;
mod heard_at_start;
mod judge;
mod known;
mod known_names;
mod known_readings;
mod obey;
mod past;
mod policy;
mod preview;
mod runs;
mod source_times;
mod standup;
mod task_evidence;
mod tasks;
mod tasks_in_hand;
mod trail;

pub use crate::index::{Asked, WorkProgress};
pub use desks::DeskView;
pub use doctor::{Examination, Examined};
pub use judge::Addition;
pub use known::{KnownRun, KnownSession};
pub use obey::{Became, Desk, Outcome, View};
pub use runs::Runs;
pub use trail::SessionTrail;
