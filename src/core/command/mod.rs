//! What somebody wants: every command, when it takes effect, and what its caller expects.
//!
//! It must not know what becomes of a command.

mod expect;
mod fingerprint;
mod named_session;
mod new_frame;
mod new_run;
mod past;
mod playbook_command;
mod request;
mod task_command;
mod until;

pub use expect::Expect;
pub use new_frame::{Entering, NewFrame};
pub use new_run::NewRun;
pub use past::{NewPastSession, PastContext, SeenSession, SessionEdit};
pub use playbook_command::PlaybookCommand;
pub use request::{Command, Request};
pub use task_command::{NewTask, TaskCommand, TaskEdit};
pub use until::Until;
