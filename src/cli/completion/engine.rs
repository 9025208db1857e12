//! From the words of a line to what the last one may become.

use std::collections::HashSet;
use std::ffi::OsString;

use clap::Command;
use clap_complete::engine;

use super::candidate::{Candidate, Completion};
use super::kinds::{ValueKind, marked, of_mark};
use super::typed::TypedWords;
use super::values::Values;
use crate::cli::args::{BeforeCursor, Cli};
use crate::cli::world::World;

/// Returns what the word under the cursor may become.
#[must_use]
pub fn complete(typed: &TypedWords, world: &World<'_>) -> Completion {
    let mut root = Cli::command();
    // Only now every option is defined.
    root.build();
    let mut root = marked(root);
    let nothing = Completion::Values(Vec::new());
    let Some(read) = BeforeCursor::read(&root, &typed.before) else { return nothing };
    // After `help` come the verbs, as without it.
    let asked_about = without_help(&read);
    let is_help = asked_about.is_some();
    let before = match asked_about {
        Some(words) => BeforeCursor::read(&root, &words),
        None => Some(read),
    };
    let Some(before) = before else { return nothing };
    // A second word that may be left out: `band C` is `band set C`.
    let longer = before
        .implied
        .iter()
        .map(|second| before.words.iter().cloned().chain([OsString::from(second)]).collect());
    let values = Values::new(&before, world);
    let mut all: Vec<Candidate> = Vec::new();
    for words in longer.chain([before.words.clone()]) {
        let found = found(&mut root, words, &typed.current);
        let has_options =
            found.iter().any(|found| begins_with_dash(&found.get_value().to_string_lossy()));
        for found in found.into_iter().filter(|found| !is_help || is_verb(found)) {
            let value = found.get_value().to_string_lossy();
            let Some(kind) = of_mark(&found) else {
                let about = found.get_help().map(ToString::to_string).unwrap_or_default();
                let name = own_name(&root, &before.verb, &value).filter(|_| is_verb(&found));
                let name = name.filter(|name| name.starts_with(&typed.current));
                let own = Candidate::new(name.as_deref().unwrap_or(&value), &about);
                all.extend(own.filter(|own| own.value.starts_with(&typed.current)));
                continue;
            };
            // The mark is empty, so all of its value was put before it: `--profile=`.
            let prefix = value.into_owned();
            let is_option = prefix.is_empty() && begins_with_dash(&typed.current) && has_options;
            match kind {
                // A file whose name begins with a dash stands after `--`.
                ValueKind::File | ValueKind::Directory if is_option => continue,
                ValueKind::File => return Completion::Files(prefix),
                ValueKind::Directory => return Completion::Directories(prefix),
                _ => {}
            }
            let begun = typed.current.strip_prefix(&prefix).unwrap_or_default();
            let offered = values.of(kind, begun).into_iter();
            let offered = offered.filter(|offered| kind.may_become(begun, &offered.value));
            all.extend(offered.map(|offered| offered.after(&prefix)));
        }
    }
    let mut met = HashSet::new();
    all.retain(|candidate| met.insert(candidate.value.clone()));
    Completion::Values(with_few_options(all, &before, &typed.current))
}

/// Returns what the engine of the library finds for a word.
fn found(
    root: &mut Command,
    mut words: Vec<OsString>,
    current: &str,
) -> Vec<engine::CompletionCandidate> {
    let at = words.len();
    let letters = current.strip_prefix('-').filter(|letters| !begins_with_dash(letters));
    words.push(match letters.map(|letters| letters.chars().count()) {
        // After a dash alone the engine prefers the short options.
        Some(0) => OsString::new(),
        // After one letter it would add each other letter.
        Some(1) => "-".into(),
        Some(_) | None => current.into(),
    });
    let mut all = engine::complete(root, words, at, None).unwrap_or_default();
    // Letters are joined by hand: `-qh`.
    if letters.is_some_and(|letters| letters.chars().count() > 1) {
        all.retain(|found| !has_id(found, "arg::"));
    }
    all
}

fn has_id(found: &engine::CompletionCandidate, head: &str) -> bool {
    found.get_id().is_some_and(|id| id.starts_with(head))
}

fn is_verb(found: &engine::CompletionCandidate) -> bool {
    has_id(found, "command::")
}

fn begins_with_dash(word: &str) -> bool {
    word.starts_with('-')
}

/// Returns the words without the verb `help`; `None` if it is not the verb.
fn without_help(before: &BeforeCursor) -> Option<Vec<OsString>> {
    let is_help = before.verb.split(' ').next() == Some("help");
    let at = before.words.iter().skip(1).position(|word| word == "help").filter(|_| is_help)?;
    let others = before.words.iter().enumerate().filter(|(nth, _)| *nth != at + 1);
    Some(others.map(|(_, word)| word.clone()).collect())
}

/// Returns the own name of a verb that may be an alias. It stands after the words `verb`.
fn own_name(root: &Command, verb: &str, alias: &str) -> Option<String> {
    let words = verb.split(' ').filter(|word| !word.is_empty());
    let command = words.chain([alias]).try_fold(root, |at, word| at.find_subcommand(word))?;
    Some(command.get_name().to_owned())
}

/// Leaves the options out, unless a dash was typed. An empty word gets them if nothing else can come.
fn with_few_options(all: Vec<Candidate>, before: &BeforeCursor, current: &str) -> Vec<Candidate> {
    let is_option = |candidate: &Candidate| begins_with_dash(&candidate.value);
    let only_options = all.iter().all(is_option) && current.is_empty() && !before.takes_text;
    if begins_with_dash(current) || only_options {
        return all;
    }
    all.into_iter().filter(|candidate| !is_option(candidate)).collect()
}
