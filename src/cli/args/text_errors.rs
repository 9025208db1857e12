//! The errors of words that are no text.

use std::ffi::OsStr;

use clap::Command;
use clap::error::ErrorKind;

pub(super) fn unknown(command: &Command, word: &OsStr) -> clap::Error {
    let sentence = format!(
        "unexpected argument '{}' found; write the value of an option as the next word",
        word.to_string_lossy()
    );
    command.clone().error(ErrorKind::UnknownArgument, sentence)
}

pub(super) fn meant_run(command: &Command, id: &OsStr) -> clap::Error {
    let id = id.to_string_lossy();
    let sentence = format!(
        "the text begins with the id {id}, and the command would be for the session of this desk; write \
         `--run {id}` for that run"
    );
    command.clone().error(ErrorKind::UnknownArgument, sentence)
}

pub(super) fn after_reason(command: &Command, word: &OsStr) -> clap::Error {
    let sentence = format!(
        "unexpected argument '{}' found after the reason; write a reason of several words in quotes",
        word.to_string_lossy()
    );
    command.clone().error(ErrorKind::UnknownArgument, sentence)
}

pub(super) fn other_desk(command: &Command, option: &str) -> clap::Error {
    let sentence = format!(
        "the text contains {option}, and the command would be for another desk; write {option} \
         before the text, or `--` before a text that contains it"
    );
    command.clone().error(ErrorKind::UnknownArgument, sentence)
}

pub(super) fn other_meaning(command: &Command, option: &str) -> clap::Error {
    let sentence = format!(
        "the text contains {option}; write {option} before the text, or `--` before a text that \
         contains it"
    );
    command.clone().error(ErrorKind::UnknownArgument, sentence)
}
