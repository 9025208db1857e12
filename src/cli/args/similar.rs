//! What people type who mean a verb or an option of another name.

use clap::Command;

use crate::core::Verb;

/// The verbs that only the command line has, each with the words of other programs for it.
const QUERIES: [(&str, &[&str]); 7] = [
    ("status", &["stat", "state", "current", "info"]),
    ("history", &["list", "ls", "sessions", "report"]),
    ("log", &["activities", "events", "journal"]),
    ("show", &["view", "export"]),
    ("context", &["stack"]),
    ("doctor", &["fix", "check", "repair", "fsck", "verify"]),
    ("config", &["settings", "preferences", "configure"]),
];

/// The long options, each with what other programs call it.
const OPTIONS: [(&str, &[&str]); 9] = [
    ("at", &["--time", "--when", "--from", "--date"]),
    ("ago", &["--before", "--earlier"]),
    ("since", &["--from", "--after"]),
    ("until", &["--to", "--before"]),
    ("notes", &["-m", "--message", "--msg", "--comment", "--description"]),
    ("reason", &["-m", "--why", "--message", "--comment"]),
    ("count", &["--limit", "--lines", "--number"]),
    ("operator", &["--user", "--who", "--by"]),
    ("quiet", &["--silent"]),
];

/// Returns the command that a word means; `None` if it is unknown.
#[must_use]
pub fn verb(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let changes = Verb::ALL.iter().map(|verb| (verb.spec().command, verb.spec().similar));
    let mut all = changes.chain(QUERIES);
    all.find(|(_, similar)| similar.contains(&word.as_str())).map(|(command, _)| command)
}

/// Returns the long option of a verb that a word means; `None` if it has none of that meaning.
#[must_use]
pub fn option(verb: &Command, word: &str) -> Option<&'static str> {
    let has = |long: &str| verb.get_arguments().any(|arg| arg.get_long() == Some(long));
    let mut all = OPTIONS.iter().filter(|(long, _)| has(long));
    all.find(|(_, similar)| similar.contains(&word)).map(|(long, _)| *long)
}
