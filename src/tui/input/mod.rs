//! Keys: which action each one has, what an action does, and whether a key is held down.
//!
//! It must not know what is on the screen, nor how an action is carried out.

mod action_kind;
mod bindings;
mod group;
pub mod hint;
mod key_repeat;
mod table;

pub use action_kind::{ActionKind, Copied, Step, StepAct, TimeStep};
pub use bindings::{Bindings, KeyMeaning, markdown};
pub use group::Group;
pub use hint::HintContext;
pub use key_repeat::{KeyRepeat, Press};
pub use table::{BINDINGS, Binding, ELSEWHERE};
