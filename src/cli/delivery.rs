//! Brings an answer or an error to whoever called, and returns the exit code.

use super::error::CliError;
use super::reply::{self, Output, Reply};
use super::world::World;
use crate::contract::{self, Failed};
use crate::failure::Words;

/// Writes an answer; returns the exit code.
pub fn deliver(reply: &Reply, world: &mut World<'_>, deaf: bool) -> u8 {
    if !deaf {
        reply::tell(world.err, &reply.asides);
    }
    match reply::answer(world.out, &reply.answer) {
        Ok(()) => reply.exit,
        // There is no place for an object on stdout either.
        Err(error) => fail(&CliError::Output(error), world, false, deaf),
    }
}

/// Writes an error; returns the exit code.
pub fn fail(error: &CliError, world: &mut World<'_>, json: bool, deaf: bool) -> u8 {
    let (exit, words) = (error.exit_code(), error.words());
    if !deaf {
        reply::tell(world.err, &reply::failed_lines(&words));
    }
    if json {
        tell_a_program(exit, words, world);
    }
    exit
}

/// Puts the object of a failure where a script reads objects. What failed is worse than a stdout
/// that takes nothing: its exit code stands.
fn tell_a_program(exit: u8, words: Words, world: &mut World<'_>) {
    if let Ok(object) = contract::line(&Failed { exit, words }) {
        let _ = reply::answer(world.out, &Output::Json(vec![object]));
    }
}
