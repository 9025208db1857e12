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
    let Some(before) = BeforeCursor::read(&root, &typed.before) else { return nothing };
    // A second word that may be left out: `band C` is `band set C`.
    let longer = before
        .implied
        .iter()
        .map(|second| before.words.iter().cloned().chain([OsString::from(second)]).collect());
    let values = Values::new(&before, world);
    let mut all: Vec<Candidate> = Vec::new();
    for words in longer.chain([before.words.clone()]) {
        for found in found(&mut root, words, &typed.current) {
            let value = found.get_value().to_string_lossy();
            let Some(kind) = of_mark(&found) else {
                let about = found.get_help().map(ToString::to_string).unwrap_or_default();
                all.extend(Candidate::new(&value, &about));
                continue;
            };
            // The mark is empty, so all of its value was put before it: `--profile=`.
            let prefix = value.into_owned();
            match kind {
                ValueKind::File => return Completion::Files(prefix),
                ValueKind::Directory => return Completion::Directories(prefix),
                _ => {}
            }
            let begun = typed.current.strip_prefix(&prefix).unwrap_or_default();
            let offered = values.of(kind, begun).into_iter();
            let offered = offered.filter(|offered| offered.value.starts_with(begun));
            all.extend(offered.map(|offered| offered.after(&prefix)));
        }
    }
    all.retain(|candidate| candidate.value.starts_with(&typed.current));
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
    // After a dash alone the engine prefers the short options.
    words.push(if current == "-" { OsString::new() } else { current.into() });
    engine::complete(root, words, at, None).unwrap_or_default()
}

/// Leaves the options out, unless a dash was typed. An empty word gets them if nothing else can come.
fn with_few_options(all: Vec<Candidate>, before: &BeforeCursor, current: &str) -> Vec<Candidate> {
    let is_option = |candidate: &Candidate| candidate.value.starts_with('-');
    let only_options = all.iter().all(is_option) && current.is_empty() && !before.takes_text;
    if current.starts_with('-') || only_options {
        return all;
    }
    all.into_iter().filter(|candidate| !is_option(candidate)).collect()
}
