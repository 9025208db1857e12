//! Completes the words of a command line that is being typed in a shell.
//!
//! A script of `onwatch completions SHELL` asks `onwatch __complete SHELL …` at each Tab. That is a hidden
//! first word and no variable of the environment: a start without it costs one comparison, and nothing that
//! a user exports can turn a command into a completion.
//!
//! The answer never fails, waits or writes, and never says an error: a person is typing. What can be
//! completed comes from the one definition of the command line; the values come from the desk.
//! `clap_complete` finds the options and verbs. Its scripts are not used: they put values on the line as they
//! are, and a value such as `$(…)` would act.

mod bash;
mod candidate;
mod engine;
mod kinds;
mod playbooks;
mod script;
mod sessions;
mod typed;
mod values;

pub use script::script;
pub use typed::asked;

use self::typed::TypedWords;
use super::world::World;

/// Answers a shell. Returns the exit code.
pub fn answer(typed: &TypedWords, world: &mut World<'_>) -> u8 {
    let completion = engine::complete(typed, world);
    let text = typed.answer(&completion);
    // Nobody could be told.
    let _ = world.out.write_all(text.as_bytes()).and_then(|()| world.out.flush());
    0
}
