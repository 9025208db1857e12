//! What the panel makes of each message: the model changes, effects come back.
//!
//! Pure: it must not read a clock or a file, nor write to the terminal.

mod actions;
mod against_rule;
mod ask_task;
mod at_once;
mod commands;
mod complete;
mod contexts_done;
mod copy;
mod correct;
mod desks;
mod dispatch;
mod filter;
mod heartbeat;
mod keys;
mod layers;
mod leaving;
mod mouse;
mod notification;
mod open;
mod past;
mod playbook_keys;
mod refuse;
mod screens;
mod scroll;
mod settings;
mod sources;
mod sources_screen;
mod store;
mod task_keys;
mod tasks;
mod type_ahead;
mod week;

pub use dispatch::update;
pub use leaving::outcome_line;
