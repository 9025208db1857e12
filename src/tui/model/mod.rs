//! Everything the panel knows.
//!
//! It must not read a clock, know how it is drawn, or hold a rule of the session.

pub mod days;
mod marks;
mod panel;
mod settings;
mod toast;

pub use marks::{MOST as MARKS_MAX, Mark, Marked};
pub use panel::{
    Known, Leaving, Look, Model, Over, Pane, Rest, Screen, Setting, Trouble, UnderWay,
};
pub use settings::{Shows, Taste};
pub use toast::{Toast, Tone};
