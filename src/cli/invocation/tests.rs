//! Command lines, and what they ask for.

use std::ffi::OsString;

use super::*;
use crate::cli::args::Cli;
use crate::cli::typed_context::NotLookedUp;
use crate::core::TaskCommand;

/// Returns a command. Nothing is known of contexts.
fn command(words: &[&str]) -> Result<Command, String> {
    let words: Vec<OsString> = ["onwatch"].iter().chain(words).map(OsString::from).collect();
    let cli = Cli::read(&words).map_err(|error| error.to_string())?;
    let Some(Invocation::Change(request)) = cli.verb.map(Invocation::from) else {
        return Err("no change".to_owned());
    };
    match request.command {
        UnresolvedCommand::Plain(command) => Ok(command),
        UnresolvedCommand::Push(typed) => {
            let frame = typed.read(&NotLookedUp).map_err(|refusal| refusal.to_string())?;
            Ok(Command::Push(frame))
        }
        other => Err(format!("{other:?}")),
    }
}

/// Returns the text that a command has.
fn text_of(words: &[&str]) -> Result<Option<String>, String> {
    Ok(match command(words)? {
        Command::Note { text, .. } => Some(text),
        Command::Start { notes, .. } | Command::End { notes } => notes,
        Command::Pause { reason } => reason,
        Command::SetBand { reason, .. } => Some(reason),
        Command::SetHealth { reasons, .. } => Some(reasons.join("|")),
        Command::Push(frame) => frame.title,
        other => return Err(format!("{other:?}")),
    })
}

#[test]
fn text_may_hold_anything() {
    for (words, text) in [
        // Words that begin with a dash.
        (&["note", "-5C", "outside"][..], "-5C outside"),
        (&["note", "-", "item"], "- item"),
        (&["note", "--skip-ci", "failed"], "--skip-ci failed"),
        (&["note", "->", "here"], "-> here"),
        (&["note", "---"], "---"),
        // After the first word everything is text.
        (&["note", "see", "--json", "-q", "--help"], "see --json -q --help"),
        (&["note", "a", "--", "b"], "a -- b"),
        (&["start", "Weekly", "-n", "review"], "Weekly -n review"),
        (&["push", "task", "7", "Fix", "-e", "2h"], "Fix -e 2h"),
        // A word with white space.
        (&["note", "- item"], "- item"),
        (&["note", "--json is off"], "--json is off"),
        (&["note", "--json = off"], "--json = off"),
        (&["note", "--jsn is off"], "--jsn is off"),
        (&["note", "-q\tis"], "-q\tis"),
        (&["end", "-n is missing"], "-n is missing"),
        (&["end", "--notes is=missing"], "--notes is=missing"),
        // A known option wins, with its value.
        (&["end", "--notes=two words"], "two words"),
        (&["end", "-n=two words"], "two words"),
        // Text does not follow the letter of its option directly.
        (&["end", "-ntwo words"], "-ntwo words"),
        (&["end", "-nothing"], "-nothing"),
        (&["end", "-n5"], "-n5"),
        (&["end", "-qn5"], "-qn5"),
        (&["end", "-halt"], "-halt"),
        (&["pause", "-rest"], "-rest"),
        (&["pause", "-r", "-rest"], "-rest"),
        (&["push", "TASK-7", "Fix", "-e", "2h"], "Fix -e 2h"),
        (&["push", "-e", "2h", "task-7", "-x", "y"], "-x y"),
        (&["push", "task", "7", "-today"], "-today"),
        (&["push", "task", "7", "-t", "-title"], "-title"),
        (&["push", "task", "7", "-end", "of", "day"], "-end of day"),
        (&["push", "task", "7", "-e2h", "Fix"], "Fix"),
        (&["push", "-e2h", "task", "7", "-t=-e"], "-e"),
        (&["band", "C", "-reason"], "-reason"),
        (&["health", "red", "-reason"], "-reason"),
        (&["end", "-n=-5C"], "-5C"),
        (&["--json", "note", "-q", "hi"], "hi"),
        (&["--profile", "x", "--operator=a b", "note", "hi"], "hi"),
        (&["note", "--expect-seq", "4", "hi"], "hi"),
        // The value of an option.
        (&["end", "-n", "-5C"], "-5C"),
        (&["end", "-n", "-"], "-"),
        (&["end", "--notes", "--dry-run failed"], "--dry-run failed"),
        (&["end", "-qn", "-5C"], "-5C"),
        (&["pause", "-r", "- item"], "- item"),
        (&["cone", "set", "C", "-r", "-5 %"], "-5 %"),
        (&["health", "set", "red", "-r", "-1", "-r", "- b"], "-1|- b"),
        (&["push", "task", "7", "-t", "--x"], "--x"),
        // Two dashes end the options.
        (&["note", "--", "--json"], "--json"),
        (&["note", "-q", "--", "--", "-q"], "-- -q"),
        (&["end", "--", "-not this"], "-not this"),
        // By its place.
        (&["start", "Weekly", "review"], "Weekly review"),
        (&["start", "--target", "2h", "-5C"], "-5C"),
        (&["end", "All", "done"], "All done"),
        (&["stop", "All", "done"], "All done"),
        (&["finish", ""], ""),
        (&["pause", "lunch"], "lunch"),
        (&["push", "task", "7", "Fix", "the", "importer"], "Fix the importer"),
        (&["push", "-e", "2h", "task", "7", "-x", "y"], "-x y"),
        (&["cone", "set", "C", "why", "not"], "why not"),
        (&["cone", "C", "why", "not"], "why not"),
        (&["band", "C", "clear", "skies"], "clear skies"),
        (&["band", "--source", "load", "C", "-5 %"], "-5 %"),
        (&["band", "C"], ""),
        (&["health", "red", "disk", "full"], "disk full"),
        (&["health", "-q", "red", "-r", "a", "-r", "b"], "a|b"),
    ] {
        assert_eq!(text_of(words), Ok(Some(text.to_owned())), "{words:?}");
    }
}

#[test]
fn a_context_is_named_in_one_word_or_in_two() {
    for words in [&["push", "task", "TASK-7"][..], &["push", "TASK-7"], &["push", "-q", "task-7"]] {
        let Ok(Command::Push(frame)) = command(words) else { panic!("{words:?}") };
        assert_eq!((frame.kind.as_str(), frame.id.as_str()), ("task", "TASK-7"), "{words:?}");
    }
    assert!(command(&["push", "task"]).is_err());
}

#[test]
fn words_that_may_be_meant_as_an_option_are_no_text() {
    for words in [
        &["note", "--jsn", "hi"][..],
        &["note", "--notes", "hi"],
        &["note", "--target=2h", "hi"],
        &["end", "--time", "17:00"],
        &["end", "-m", "hi"],
        // An option is no value of the option before it.
        &["end", "-n", "--json"],
        &["end", "-n", "--", "x"],
        &["end", "-n"],
        // Text by its place and by its option.
        &["end", "-n", "a", "b"],
        &["start", "--notes=a", "b"],
        &["pause", "-r", "a", "b"],
        &["push", "task", "7", "-t", "a", "b"],
        &["cone", "C", "-r", "a", "b"],
        &["health", "red", "-r", "a", "b"],
        // Text directly after the letter of its option, before the place of text.
        &["push", "-today", "7", "x"],
        &["push", "task", "-today", "7"],
        &["health", "-rest", "red"],
        &["cone", "set", "-rest", "C"],
        // No text at all.
        &["note"],
        &["resume", "work"],
        &["undo", "-5C"],
        &["band", "E"],
        &["band", "cler"],
    ] {
        assert!(command(words).is_err(), "{words:?}: {:?}", command(words));
    }
}

#[test]
fn the_reason_of_a_completion_may_follow_its_summary() {
    let read = |words: &[&str]| {
        let words: Vec<OsString> = ["onwatch"].iter().chain(words).map(OsString::from).collect();
        let cli = Cli::read(&words).map_err(|error| error.to_string())?;
        let Some(Invocation::Change(request)) = cli.verb.map(Invocation::from) else {
            return Err("no change".to_owned());
        };
        let summary = match request.command {
            UnresolvedCommand::Plain(Command::Task(TaskCommand::Complete { summary, .. })) => {
                summary
            }
            UnresolvedCommand::Plain(Command::End { notes }) => notes,
            other => return Err(format!("{other:?}")),
        };
        Ok((summary, request.reason, cli.global.json))
    };
    let some = |text: &str| Some(text.to_owned());
    for (words, summary, reason, json) in [
        (
            &["done", "all of it", "--reason", "no time"][..],
            some("all of it"),
            some("no time"),
            false,
        ),
        (
            &["done", "all", "of", "it", "--reason=late", "--json"],
            some("all of it"),
            some("late"),
            true,
        ),
        (&["done", "--reason", "late", "all", "of", "it"], some("all of it"), some("late"), false),
        (
            &["sprint", "done", "1", "it", "runs", "--reason", "late"],
            some("it runs"),
            some("late"),
            false,
        ),
        (&["end", "it", "runs", "--reason", "-5C"], some("it runs"), some("-5C"), false),
        (&["done", "--", "the", "--reason", "is"], some("the --reason is"), None, false),
        (&["done", "the", "--", "--reason", "is"], some("the -- --reason is"), None, false),
    ] {
        assert_eq!(read(words), Ok((summary, reason, json)), "{words:?}");
    }
    assert!(read(&["done", "all", "--reason", "no", "time"]).is_err());
    for option in ["--check", "--summary-to"] {
        assert!(read(&["end", "fine", option, "x"]).is_err(), "{option} must not be taken as text");
    }
    assert_eq!(text_of(&["pause", "the", "--reason", "is"]), Ok(some("the --reason is")));
}

#[test]
fn options_in_the_text_are_known() {
    for (words, options) in [
        (&["start", "Watch", "-q"][..], &["-q"][..]),
        (&["push", "task", "7", "Fix", "--at", "9:00", "--estimate=2h"], &["--at", "--estimate"]),
        (&["band", "C", "why", "--source", "x"], &["--source"]),
        (&["note", "-5C", "--json"], &["--json"]),
        (&["note", "see", "--at", "-", "--json is off", "--X", "---"], &["--at"]),
        (&["done", "fin", "--ago", "10m"], &["--ago"]),
        (&["note", "--", "see", "--json"], &[]),
        (&["note", "-q", "hi"], &[]),
        (&["status"], &[]),
    ] {
        let words: Vec<OsString> = ["onwatch"].iter().chain(words).map(OsString::from).collect();
        let read = Cli::read(&words).map(|cli| cli.options_in_text);
        assert!(read.as_ref().is_ok_and(|found| found == options), "{words:?}: {read:?}");
    }
}

#[test]
fn a_verb_without_words_shows_or_has_no_text() {
    for words in [&["start"][..], &["end"], &["pause"], &["push", "task", "7"]] {
        assert_eq!(text_of(words), Ok(None), "{words:?}");
    }
    for verb in ["band", "cone", "health"] {
        assert!(command(&[verb]).is_err_and(|why| why == "no change"), "{verb}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_after_two_dashes_is_kept(text in "[^\0]{1,40}") {
        let read = text_of(&["note", "--", &text]);
        proptest::prop_assert_eq!(read, Ok(Some(text)));
    }

    #[test]
    fn any_word_with_white_space_is_kept(text in "-{0,3}[a-z5=]{0,9}[ \n\t\u{a0}][^\0]{0,20}") {
        let is_an_option = ["--profile=", "--operator=", "--operation="];
        proptest::prop_assume!(!is_an_option.iter().any(|option| text.starts_with(option)));
        proptest::prop_assert_eq!(text_of(&["note", &text]), Ok(Some(text)));
    }
}
