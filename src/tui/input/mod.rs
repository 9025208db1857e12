//! Keys: which action each one has, whether it is held down, and a line that is being typed.
//!
//! It must not know what is on the screen, nor what an action makes of it.

mod bindings;
mod key_repeat;
pub mod spoken;
mod text_line;

pub use bindings::{BINDINGS, Binding, Bindings, ELSEWHERE, markdown};
pub use key_repeat::{Held, Press};
pub use text_line::Typed;
