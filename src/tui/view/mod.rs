//! Draws the panel: the model in, cells out.
//!
//! It must not change the model, nor decide where something lies; only the loop may call it.

mod desks;
mod dialog;
mod dialog_title;
mod draw;
mod fields;
mod footer;
mod header;
mod help;
mod history;
mod palette;
mod picker;
mod playbook;
mod sentences;
mod session;
mod session_screen;
mod sources;
mod status_line;
mod tasks;
mod text_line;
mod toasts;
mod week;

pub use draw::draw;
