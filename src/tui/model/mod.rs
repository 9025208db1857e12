//! Everything the panel knows.
//!
//! It must not read a clock, know how it is drawn, or hold a rule of the session.

mod commands;
mod days;
mod desk;
mod desks;
mod environment;
mod here;
mod in_view;
mod last_notified;
mod marks;
mod meanwhile;
mod panel;
mod panel_sources;
mod playbook_in_view;
mod playbooks;
mod screen;
mod scroll;
mod settings;
mod spoken_times;
mod task_in_view;
mod tasks;
mod timing;
mod toast;
mod type_ahead;

pub use commands::{Leaving, Origin, PendingCommand, PendingContexts, Suspension};
pub use days::first_of;
pub use desk::{KnownDesk, StoreProblem, StoreRead};
pub use environment::Environment;
pub use in_view::SessionsInView;
pub use last_notified::LastNotified;
pub use marks::{MOST as MARKS_MAX, Mark, SessionMarks};
pub use meanwhile::{Meanwhile, ToldSince};
pub use panel::Model;
pub use screen::{Overlay, Screen};
pub use settings::{PanelSettings, TerminalCapabilities};
pub use toast::Toast;
pub use type_ahead::Typed;
