//! Words of a command line that may be options.

use std::any::TypeId;
use std::ffi::{OsStr, OsString};

use clap::{Arg, Command};

/// Returns whether a command or one of its subcommands has a long option.
pub fn has_option(command: &Command, long: &str) -> bool {
    command.get_arguments().any(|arg| arg.get_long() == Some(long))
        || command.get_subcommands().any(|command| has_option(command, long))
}

/// Returns an option without its value.
pub fn name_of(option: &str) -> &str {
    option.split_once('=').map_or(option, |(name, _)| name)
}

/// Reports whether a word looks like an option, such as `--ago`, whatever the verb.
pub fn is_like_an_option(word: &str) -> bool {
    let Some(long) = word.strip_prefix("--") else { return false };
    let name = long.split_once('=').map_or(long, |(name, _)| name);
    name.len() > 1
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

/// Reports whether a word looks like an option of one letter, such as `-n`, whatever the verb.
pub fn is_letter_option(word: &str) -> bool {
    matches!(word.as_bytes(), [b'-', letter] if letter.is_ascii_alphabetic())
}

/// Returns whether any text can be the value of an option.
pub fn takes_any_text(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == TypeId::of::<String>()
}

/// Returns whether an option takes a value.
pub fn takes_value(arg: &Arg) -> bool {
    arg.get_action().takes_values()
}

/// Returns whether a word begins with a dash.
pub fn is_dashed(word: &OsStr) -> bool {
    word.as_encoded_bytes().starts_with(b"-")
}

/// Joins an option and its value, if the value could be taken for an option.
pub fn joined(option: &OsStr, value: &OsStr) -> Vec<OsString> {
    if !is_dashed(value) {
        return vec![option.to_owned(), value.to_owned()];
    }
    let mut word = option.to_owned();
    word.push("=");
    word.push(value);
    vec![word]
}
