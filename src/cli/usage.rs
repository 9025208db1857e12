//! Answers words that the parser did not accept: help, version, or a mistake.

use std::ffi::OsString;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{Cli, similar, takes_text, verb_of};
use super::delivery::{Format, deliver, fail};
use super::error::CliError;
use super::markup::{LinePart, part};
use super::reply::{Output, Reply};
use super::world::World;
use crate::failure::Words;

/// Answers words that are no command, or that ask for help. Returns the exit code.
pub fn not_parsed(words: &[OsString], error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render().to_string();
    if !error.use_stderr() {
        let lines = text.lines().map(help_line).collect();
        return deliver(&Reply::done(Output::Lines(lines)), Format::default(), world);
    }
    // The options were not parsed, so this one is searched for in the words.
    let json = words.iter().take_while(|word| *word != "--").any(|word| word == "--json");
    fail(
        &CliError::Usage(usage_words(words, error, &text)),
        Format { json, ..Format::default() },
        world,
    )
}

/// Returns a line of the help; a heading is marked.
fn help_line(line: &str) -> String {
    match line.split_once(':') {
        Some((heading, "")) if !heading.starts_with(' ') => part(LinePart::Heading, line),
        Some(("Usage", usage)) => format!("{}{usage}", part(LinePart::Heading, "Usage:")),
        Some(_) | None => line.to_owned(),
    }
}

/// Returns the error, the tips and the usage of the parser as what, why and next.
fn usage_words(words: &[OsString], error: &clap::Error, text: &str) -> Words {
    let mut root = Cli::command();
    root.build();
    let mut verb = verb_of(&root, words).clone();
    let part = |head: &str| {
        let mut parts = text.split("\n\n").map(str::trim);
        let found = parts.find_map(|part| part.strip_prefix(head))?;
        Some(plain(&found.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    let tips = part("tip:").and_then(|tips| {
        let mut tips = tips.split(" tip: ").filter(|tip| !tip.contains("as a value"));
        tips.next().map(str::to_owned)
    });
    let value = value_that_is_an_option(words, error);
    let dashed = error.kind() == ErrorKind::UnknownArgument && takes_text(&verb);
    let as_text = dashed.then(|| "if it is text, write `--` before it".to_owned());
    let usage = part("Usage:").map(|_| {
        let usage = verb.render_usage().to_string();
        format!("write `{}`", usage.trim_start_matches("Usage:").trim())
    });
    let next =
        [meant(&verb, error).or(value).or(tips), as_text, usage, Some("`--help` shows more".to_owned())];
    Words {
        what: "The command line was not understood".into(),
        why: part("error:").unwrap_or_default(),
        next: next.into_iter().flatten().collect::<Vec<_>>().join("; "),
    }
}

/// Returns a sentence of the parser in our words.
fn plain(sentence: &str) -> String {
    sentence.replace("unrecognized subcommand", "unknown verb").replace("subcommand", "verb")
}

/// Returns the verb or the option that an unknown word means; `None` if that is not known.
fn meant(verb: &clap::Command, error: &clap::Error) -> Option<String> {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let meant = similar::verb(word(ContextKind::InvalidSubcommand)?)?;
            Some(format!("it may mean `onwatch {meant}`"))
        }
        ErrorKind::UnknownArgument => {
            let meant = similar::option(verb, word(ContextKind::InvalidArg)?)?;
            Some(format!("it may mean `--{meant}`"))
        }
        _ => None,
    }
}

/// Returns how to write an option as the value of the option before it; `None` if no value is missing.
fn value_that_is_an_option(words: &[OsString], error: &clap::Error) -> Option<String> {
    let missing = matches!(error.get(ContextKind::InvalidValue), Some(ContextValue::String(value)) if value.is_empty());
    if error.kind() != ErrorKind::InvalidValue || !missing {
        return None;
    }
    let Some(ContextValue::String(option)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let long = option.split(' ').next().unwrap_or_default();
    let short = long.trim_start_matches('-').chars().next()?;
    let pairs = words.windows(2).filter_map(|pair| {
        let [option, value] = pair else { return None };
        Some((option.to_str()?, value.to_str()?))
    });
    let gives = |option: &str| {
        option == long
            || option.starts_with('-') && !option.starts_with("--") && option.ends_with(short)
    };
    let mut found = pairs.filter(|(option, value)| gives(option) && value.starts_with('-'));
    let (option, value) = found.next()?;
    Some(format!("if `{value}` is the value, write `{option}={value}`"))
}
