//! What everything looks like: styles, digits, frames, and text cut to its columns.
//!
//! It must not know the model, what a session is about, nor which key was pressed.

mod colour_depth;
mod digits;
mod frame;
mod marked;
mod post_process;
mod signs;
mod text;
mod theme;
mod tone;

pub use crate::bar::{head, light_sign, phase_sign, severity_sign, thousands};
pub use colour_depth::ColourDepth;
pub use digits::Digits;
pub use frame::{Focus, PaneFrame, clear_for_box};
pub use marked::marked;
pub use post_process::post_process;
pub use signs::{done_legend, done_sign, past_mark, piece_sign, tone_sign, verb_sign};
pub use text::{
    clock, fit, fit_line, minutes, padded, plain, safe, sentence, spans_width, styled, tail, width,
    wrap,
};
pub use theme::Theme;
pub use tone::Tone;
