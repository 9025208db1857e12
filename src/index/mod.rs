//! The index: what can be asked about the past, derived from the journals of all desks of this
//! machine.
//!
//! Whoever asks first takes in the lines that were appended since. The index can be deleted at any
//! time: it is built anew from the journals. It must not know who asks, or why; it decides nothing
//! and writes no journal.

mod ask;
mod asked;
mod at_once;
mod build;
mod catch_up;
mod check;
mod close_runs;
mod compare;
mod desks;
mod ended_runs;
mod error;
mod evidence;
mod file;
mod fold;
mod items;
mod json_column;
mod known_names;
mod lazy_statement;
mod line_facts;
mod match_words;
mod overlaps;
mod own_files;
mod pace;
mod pages;
mod peek;
mod schema;
mod search;
mod session_rows;
mod sessions;
mod standup;
mod task_columns;
mod task_evidence;
mod task_heads;
mod task_lists;
mod task_pages;
mod task_progress;
mod task_rows;
mod task_times;
mod task_users;
mod text_facts;
mod words;

pub(crate) use ask::{DeskThen, SessionLines, Within};
pub use asked::{Asked, MissingDesk, OnProgress, WorkProgress};
pub use error::IndexError;
pub(crate) use evidence::{LastLine, PastRows};
pub use file::Index;
pub(crate) use pace::Pace;
pub(crate) use peek::{PeekedRun, PeekedSession};
pub(crate) use standup::{ChangedTask, StandupRows};
pub(crate) use task_evidence::{KnownLines, TaskLine, TaskLines, TaskRows};
pub(crate) use task_heads::TasksWithin;
pub(crate) use task_lists::ListedTask;
pub(crate) use task_pages::FoundTask;
