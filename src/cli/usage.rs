//! Answers words that the parser did not accept: help, version, or a mistake.

use std::ffi::OsString;

use super::delivery::{Format, deliver, fail};
use super::error::CliError;
use super::reply::{Output, Reply};
use super::world::World;
use crate::failure::Words;

/// Answers words that are no command, or that ask for help. Returns the exit code.
pub fn not_parsed(words: &[OsString], error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render().to_string();
    if !error.use_stderr() {
        let lines = text.lines().map(str::to_owned).collect();
        return deliver(&Reply::done(Output::Lines(lines)), Format::default(), world);
    }
    // The options were not parsed, so this one is searched for in the words.
    let json = words.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    fail(&CliError::Usage(usage_words(&text)), Format { json, silent: false }, world)
}

/// Returns the error, tip and usage of the parser as what, why and next.
fn usage_words(text: &str) -> Words {
    let part = |head: &str| {
        let mut parts = text.split("\n\n").map(str::trim);
        let found = parts.find_map(|part| part.strip_prefix(head))?;
        Some(found.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let usage = part("Usage:").map(|usage| format!("write `{usage}`"));
    let next = [part("tip:"), usage, Some("`--help` shows more".to_owned())];
    Words {
        what: "The command line was not understood".into(),
        why: part("error:").unwrap_or_default(),
        next: next.into_iter().flatten().collect::<Vec<_>>().join("; "),
    }
}
