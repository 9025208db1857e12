//! What people type who mean a verb or an option of another name.

use clap::Command;

use crate::core::Verb;

/// The verbs that only the command line has, each with the words of other programs for it.
const QUERIES: [(&str, &[&str]); 9] = [
    ("status", &["stat", "state", "current", "info"]),
    ("history", &["list", "ls", "sessions"]),
    ("report", &["totals", "sum", "sums", "timesheet", "week", "month", "reports"]),
    ("today", &["day"]),
    ("log", &["activities", "events", "journal"]),
    ("show", &["view", "export"]),
    ("context", &["stack"]),
    ("doctor", &["check", "repair", "fsck", "verify"]),
    ("config", &["settings", "preferences", "configure"]),
];

/// Commands that are more than a verb, each with the words for it.
const COMMANDS: [(&str, &[&str]); 13] = [
    ("task list", &["tasks", "todo", "todos"]),
    ("sprint list", &["sprints"]),
    ("task drop", &["drop"]),
    ("start --switch", &["switch"]),
    ("health green", &["green"]),
    ("health yellow", &["yellow", "amber"]),
    ("health red", &["red"]),
    ("band A", &["a", "expansion"]),
    ("band B", &["b", "caution"]),
    ("band C", &["c", "stabilize"]),
    ("band D", &["d", "survival"]),
    ("--version", &["version"]),
    ("--help", &["?"]),
];

/// Words of people who want to leave. None of them may end a session by accident.
const LEAVE: [&str; 5] = ["quit", "exit", "q", "bye", "logout"];

/// Words that take something away.
const REMOVE: [&str; 7] = ["rm", "remove", "delete", "del", "drop", "discard", "trash"];

/// Values, each with what other programs call it.
const VALUES: [(&str, &[&str]); 3] = [
    ("green", &["ok", "good", "fine", "healthy", "up"]),
    ("yellow", &["amber", "orange", "warn", "warning", "degraded"]),
    ("red", &["bad", "critical", "error", "down", "failed"]),
];

/// The long options, each with what other programs call it.
const OPTIONS: [(&str, &[&str]); 15] = [
    ("at", &["--time", "--when", "--from", "--date"]),
    ("ago", &["--before", "--earlier"]),
    ("since", &["--from", "--after"]),
    ("until", &["--to", "--before"]),
    ("notes", &["-m", "--message", "--msg", "--comment", "--description"]),
    ("reason", &["-m", "--why", "--message", "--comment"]),
    ("count", &["--limit", "--lines", "--number"]),
    ("operator", &["--user", "--who", "--by"]),
    ("quiet", &["--silent"]),
    ("start", &["--from", "--since", "--begin", "--started"]),
    ("end", &["--to", "--until", "--stop", "--ended"]),
    ("from", &["--start", "--since", "--begin"]),
    ("to", &["--end", "--until", "--stop"]),
    ("closing", &["--closing-notes", "--end-notes"]),
    ("session", &["--key", "--id"]),
];

/// Returns what to do instead of a word that is no verb; `None` if nobody knows what it means.
#[must_use]
pub fn instead_of(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    if LEAVE.contains(&word.as_str()) {
        return Some("q leaves the panel; to end the session: `onwatch end`".to_owned());
    }
    let changes = || Verb::ALL.iter().map(|verb| verb.spec());
    // A verb in capital letters.
    let mut named = changes().filter(|verb| verb.word == word || verb.aliases.contains(&&*word));
    // The verbs of tasks stand behind `task`.
    let verb =
        named.next().map(|verb| if verb.word == verb.command { &word } else { verb.command });
    let query = QUERIES.iter().any(|(query, _)| *query == word).then_some(&*word);
    if let Some(command) = verb.or(query) {
        return Some(format!("it may mean `onwatch {command}`"));
    }
    let similar = changes().map(|verb| (verb.command, verb.similar));
    let mut all = similar.chain(QUERIES).chain(COMMANDS);
    let found = all.find(|(_, similar)| similar.contains(&word.as_str()));
    found.map(|(command, _)| format!("it may mean `onwatch {command}`"))
}

/// Returns what to do instead of a word that a verb does not take; `None` if nobody knows what it means. A
/// verb of the whole program is never meant there: somebody who removes a source cancels no session.
#[must_use]
pub fn instead_of_second(verb: &Command, word: &str) -> Option<String> {
    let word = word.to_lowercase();
    let removes = REMOVE.contains(&word.as_str());
    if removes && verb.get_name() == "source" {
        let table = "delete its table [[source]] in the settings file: `onwatch config edit`";
        return Some(format!("to remove a source, {table}"));
    }
    let mut seconds = verb.get_subcommands().map(Command::get_name);
    let removing = seconds.find(|second| removes && REMOVE.contains(second))?;
    Some(format!("it may mean `onwatch {} {removing}`", verb.get_name()))
}

/// Returns the value that a word means; `None` if it is unknown.
#[must_use]
pub fn value(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    VALUES.iter().find(|(_, similar)| similar.contains(&word.as_str())).map(|(value, _)| *value)
}

/// Returns the long option of a verb that a word means; `None` if it has none of that meaning.
#[must_use]
pub fn option(verb: &Command, word: &str) -> Option<&'static str> {
    let has = |long: &str| verb.get_arguments().any(|arg| arg.get_long() == Some(long));
    let mut all = OPTIONS.iter().filter(|(long, _)| has(long));
    all.find(|(_, similar)| similar.contains(&word)).map(|(long, _)| *long)
}
