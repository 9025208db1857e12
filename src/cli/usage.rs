//! Answers words that the parser did not accept: help, version, or a mistake.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::{Cli, FoundVerb, similar, takes_text, verb_of};
use super::delivery::{OutputFormat, deliver, fail};
use super::error::CliError;
use super::markup::{LinePart, part};
use super::plugin;
use super::reply::{Output, Reply};
use super::usage_pairs::what_to_change;
use super::world::World;
use crate::failure::Words;
use crate::input;

/// The most characters of the begin of a sentence about a mistake, and of its end.
const WHY_HEAD: usize = 160;
const WHY_TAIL: usize = 400;

/// Answers words that are no command, or that ask for help. Returns the exit code.
pub fn not_parsed(words: &[OsString], error: &clap::Error, world: &mut World<'_>) -> u8 {
    let text = error.render().to_string();
    if !error.use_stderr() {
        let lines = text.lines().map(help_line).collect();
        return deliver(&Reply::done(Output::Lines(lines)), OutputFormat::default(), world);
    }
    // The options were not parsed, so these are searched for in the words.
    let has =
        |option: &str| words.iter().take_while(|word| *word != "--").any(|word| word == option);
    if plugin::is_asked(words) && !is_text(words) {
        let kinds =
            [ContextKind::InvalidSubcommand, ContextKind::InvalidValue, ContextKind::InvalidArg];
        let named = kinds.into_iter().filter_map(|kind| context(error, kind));
        let unknown = named.into_iter().find(|word| !word.is_empty());
        return plugin::deliver(&plugin::not_understood(unknown), world);
    }
    let (json, quiet) = (has("--json"), has("--quiet") || has("-q"));
    let words = parse_failure(words, error, world);
    fail(&CliError::Usage(words), OutputFormat::new(json, quiet), world)
}

/// Returns in words why a command line was not understood.
pub fn parse_failure(words: &[OsString], error: &clap::Error, world: &World<'_>) -> Words {
    let now = world.clock.now().utc;
    let is_time = |word: &str| input::beginning(word, now, world.zone).is_ok();
    usage_words(words, error, &error.render().to_string(), &is_time)
}

/// Reports whether the verb takes text, which may have any words.
fn is_text(words: &[OsString]) -> bool {
    let mut root = Cli::command();
    root.build();
    takes_text(verb_of(&root, words).command)
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
fn usage_words(
    words: &[OsString],
    error: &clap::Error,
    text: &str,
    is_time: &dyn Fn(&str) -> bool,
) -> Words {
    let mut root = Cli::command();
    root.build();
    let verb = verb_of(&root, words);
    let part = |head: &str| {
        let mut parts = text.split("\n\n").map(str::trim);
        let found = parts.find_map(|part| part.strip_prefix(head))?;
        Some(plain(&found.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    let tips = part("tip:").and_then(|tips| {
        let mut tips = tips.split(" tip: ").filter(|tip| !tip.contains("as a value"));
        tips.next().map(str::to_owned)
    });
    let (why, forms) = without_forms(part("error:").unwrap_or_default());
    let (why, second) = second_word(why, error, &verb);
    let tip = meant(&verb, error, is_time);
    let change = what_to_change(words, error);
    let tip = tip.or_else(|| value_that_is_an_option(words, error, &verb)).or(tips);
    let dashed = error.kind() == ErrorKind::UnknownArgument && takes_text(verb.command);
    let as_text = dashed.then(|| "if it is text, write `--` before it".to_owned());
    // The usage of the whole program says nothing about a word that is no verb.
    let shows_usage = part("Usage:").is_some()
        && second.is_none()
        && change.is_none()
        && verb.typed.contains(' ');
    let usage = shows_usage.then(|| format!("write `{}`", usage(&verb)));
    let help = Some(format!("`{} --help` shows more", verb.typed));
    let next = [change, tip, forms, as_text, second, usage, help];
    Words {
        what: "The command line was not understood".into(),
        why: without_middle(&why),
        next: next.into_iter().flatten().collect::<Vec<_>>().join("; "),
    }
}

/// Returns a sentence without its middle, if a typed value makes it too long. Its end says what is wrong.
fn without_middle(why: &str) -> String {
    let count = why.chars().count();
    if count <= WHY_HEAD + WHY_TAIL {
        return why.to_owned();
    }
    let head: String = why.chars().take(WHY_HEAD).collect();
    let tail: String = why.chars().skip(count - WHY_TAIL).collect();
    format!("{head}…{tail}")
}

/// Returns the usage of a verb, with the words that were typed.
fn usage(verb: &FoundVerb<'_>) -> String {
    let usage = verb.command.clone().render_usage().to_string();
    let usage = usage.trim_start_matches("Usage:").trim();
    let full = verb.command.get_bin_name().unwrap_or_default();
    usage.strip_prefix(full).map_or_else(|| usage.to_owned(), |rest| verb.typed.clone() + rest)
}

/// Returns a sentence without the forms that are taken, and those forms.
fn without_forms(why: String) -> (String, Option<String>) {
    if let Some((why, forms)) = why.split_once("; ") {
        return (why.to_owned(), Some(forms.to_owned()));
    }
    let choices = why.strip_suffix(']').and_then(|why| why.split_once(" [possible values: "));
    match choices {
        Some((head, choices)) => (head.to_owned(), Some(format!("choose one of: {choices}"))),
        None => (why, None),
    }
}

/// Returns a sentence about a second word that is missing or unknown, and the second words.
fn second_word(why: String, error: &clap::Error, verb: &FoundVerb<'_>) -> (String, Option<String>) {
    let typed = &verb.typed;
    let why = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            format!("`{typed}` needs one more word")
        }
        // A first word has a meaning of its own.
        ErrorKind::InvalidSubcommand if typed.contains(' ') => {
            let word = context(error, ContextKind::InvalidSubcommand).unwrap_or_default();
            format!("'{word}' is no word that `{typed}` takes")
        }
        _ => return (why, None),
    };
    let form = |command: &clap::Command| {
        let required = command.get_positionals().filter(|arg| arg.is_required_set());
        let names = required.filter_map(|arg| arg.get_value_names()?.first());
        let words = [typed.as_str(), command.get_name()].into_iter();
        format!(
            "`{}`",
            words.chain(names.map(clap::builder::Str::as_str)).collect::<Vec<_>>().join(" ")
        )
    };
    let seconds = verb.command.get_subcommands().filter(|command| command.get_name() != "help");
    let forms: Vec<String> = seconds.map(form).collect();
    let forms = match forms.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => return (why, None),
    };
    (why, Some(format!("write {forms}")))
}

/// Returns a sentence of the parser in our words.
fn plain(sentence: &str) -> String {
    sentence.replace("unrecognized subcommand", "unknown verb").replace("subcommand", "verb")
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    }
}

/// Returns what an unknown word, option or value means; `None` if that is not known.
fn meant(
    verb: &FoundVerb<'_>,
    error: &clap::Error,
    is_time: &dyn Fn(&str) -> bool,
) -> Option<String> {
    let it_may_mean = |meant: &str| format!("it may mean `{meant}`");
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let word = context(error, ContextKind::InvalidSubcommand)?;
            // A first word has a meaning of its own.
            if verb.typed.contains(' ') {
                return similar::instead_of_second(verb.command, word);
            }
            similar::instead_of(word)
        }
        ErrorKind::UnknownArgument => {
            let word = context(error, ContextKind::InvalidArg)?;
            let has =
                |long: &str| verb.command.get_arguments().any(|arg| arg.get_long() == Some(long));
            if let Some(meant) = similar::option(verb.command, word) {
                return Some(it_may_mean(&format!("--{meant}")));
            }
            if has("closing") && has("notes") && !word.starts_with('-') {
                return Some("write notes as the value of -n: `-n 'Fix the importer'`".to_owned());
            }
            if has("count") && word.parse::<usize>().is_ok() {
                return Some(it_may_mean(&format!("-n {word}")));
            }
            (has("since") && is_time(word)).then(|| it_may_mean(&format!("--since {word}")))
        }
        ErrorKind::ValueValidation => {
            let meant = similar::value(context(error, ContextKind::InvalidValue)?)?;
            let is_health = context(error, ContextKind::InvalidArg) == Some("<STATUS>");
            is_health.then(|| it_may_mean(meant))
        }
        _ => None,
    }
}

/// Returns how to write an option as the value of the option before it; `None` if no value is missing.
fn value_that_is_an_option(
    words: &[OsString],
    error: &clap::Error,
    verb: &FoundVerb<'_>,
) -> Option<String> {
    let missing = context(error, ContextKind::InvalidValue).is_some_and(str::is_empty);
    let option = context(error, ContextKind::InvalidArg)?;
    let long = option.split(' ').next()?.strip_prefix("--")?;
    let arg = verb.command.get_arguments().find(|arg| arg.get_long() == Some(long))?;
    let gives = |word: &str| match word.strip_prefix("--") {
        Some(name) => name == long,
        None => word.starts_with('-') && arg.get_short().is_some_and(|short| word.ends_with(short)),
    };
    let mut pairs = words.windows(2).filter_map(|pair| {
        let [option, value] = pair else { return None };
        Some((option.to_str()?, value.to_str()?))
    });
    let (option, value) = pairs
        .find(|(option, value)| gives(option) && value.starts_with('-'))
        .filter(|_| missing)?;
    Some(format!("if `{value}` is the value, write `{option}={value}`"))
}
