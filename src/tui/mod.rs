//! The panel: one screen, one key per verb, drawn only if something visible has changed.
//!
//! All threads send events to one channel. [`update`] is pure and returns effects; `run.rs` alone
//! performs them. No rule of the session lives here: a [`Glance`](crate::core::Glance) says what is
//! allowed, and why not.
//!
//! The rooms, each of which knows only those above it:
//!
//! ```text
//! decoder   text_line      bytes of the terminal as keys; a line that is being typed
//! geometry  look           rectangles; styles, signs, text cut to columns
//! tasks                    what can be entered, and which of it a line means
//! dialogs   input          forms and their requests; keys and what an action does
//! screens                  what lists keep
//! model     past  message  everything the panel knows; what it asks and is answered
//! content   layout         lines of text; where they lie and how far they scroll
//! update    view           takes a message in; draws the model
//! outside   threads        the terminal; what sends messages
//! run       panel          the loop; the door
//! ```

mod content;
mod decoder;
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
mod tasks;
mod text_line;
mod threads;
mod update;
mod view;

pub use decoder::{Decoder, Token};
pub use geometry::Viewport;
pub use input::markdown as keys_markdown;
pub use look::ColourDepth;
pub use message::{Effect, Message, Notification, PanelEvent, PanelExit};
pub use model::{Environment, Model, SessionMarks, TerminalCapabilities};
pub use panel::{PanelError, run};
pub use past::{LookedInto, PastAnswer, PastRequest};
pub use screens::{HistoryPage, HistorySums, PageRequest, PageStart, SourcesNow, SumRequest};
pub use tasks::{TaskBoard, TaskList};
pub use update::update;
pub use view::draw;
