//! The panel: one screen, one key per verb, drawn only when something visible changed.
//!
//! Threads for input, signals, files, the desk and its past all send to one channel; [`update`] is
//! pure and returns what is to be done; `run.rs` alone does it. Nothing here holds a rule of the
//! session: what is allowed, and why not, comes with the [`Glance`](crate::core::Glance).

mod content;
mod dialogs;
mod geometry;
mod input;
mod layout;
mod look;
mod message;
mod model;
mod outside;
mod panel;
mod past;
mod run;
mod screens;
mod text_line;
mod threads;
mod update;
mod view;

pub use geometry::Viewport;
pub use input::markdown as keys_markdown;
pub use message::{Effect, Message, Notification, PanelEvent, PanelExit};
pub use model::{Environment, Model, SessionMarks, TerminalCapabilities};
pub use panel::{PanelError, run};
pub use past::{PastAnswer, PastRequest};
pub use screens::{HistoryPage, HistoryRow};
pub use update::update;
pub use view::draw;
