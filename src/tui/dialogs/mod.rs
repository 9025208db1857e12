//! Dialogs: their fields, what was typed into such fields before, and the request an answer makes.
//!
//! They must not know how they are drawn, nor who sends the request.

mod answer;
mod earlier;
mod field;
mod frame_line;
pub mod offer;
mod prompt;

pub use answer::{Meant, Stays, Understood, active_ms_with, gap_answer};
pub use earlier::Earlier;
pub use field::{Choice, Entry, Field, Name};
pub use prompt::{Ask, Prompt, Sight, expectation};
