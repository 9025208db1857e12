//! Command lines that are wrong, and the forms of times.

use onwatch::core::Verb;

use crate::shell::{Said, Shell};

fn usage(line: &str, named: &str) {
    usage_words(&line.split_whitespace().collect::<Vec<_>>(), named);
}

fn usage_words(words: &[&str], named: &str) {
    let shell = Shell::after(&["start"]);
    let Said { exit, out, err } = shell.give(words);
    assert_eq!((exit, out.as_str()), (2, ""), "{words:?}: {err}");
    assert!(err.contains(named), "{words:?}: {err}");
    let heads: Vec<&str> = err.lines().map(|line| line.get(..8).unwrap_or(line)).collect();
    assert_eq!(heads, ["onwatch:", "  why:  ", "  next: "], "{err}");
}

#[test]
fn an_unknown_verb_is_answered_with_the_one_that_was_meant() {
    usage("paws", "'pause'");
}

#[test]
fn an_unknown_verb_is_answered_with_the_one_of_its_meaning() {
    for (word, meant) in [
        ("begin", "onwatch start"),
        ("go", "onwatch start"),
        ("wait", "onwatch pause"),
        ("HALT", "onwatch pause"),
        ("continue", "onwatch resume"),
        ("unpause", "onwatch resume"),
        ("done", "onwatch end"),
        ("quit", "onwatch end"),
        ("comment", "onwatch note"),
        ("enter", "onwatch push"),
        ("open", "onwatch push"),
        ("leave", "onwatch pop"),
        ("close", "onwatch pop"),
        ("abort", "onwatch cancel"),
        ("discard", "onwatch cancel"),
        ("list", "onwatch history"),
        ("sessions", "onwatch history"),
        ("stat", "onwatch status"),
        ("fix", "onwatch doctor"),
        ("check", "onwatch doctor"),
        ("governance", "onwatch cone set"),
    ] {
        usage(word, &format!("may mean `{meant}`"));
        usage(&format!("{word} some text"), &format!("may mean `{meant}`"));
    }
}

#[test]
fn no_word_means_two_verbs() {
    let mut words: Vec<&str> =
        Verb::ALL.iter().flat_map(|verb| verb.spec().similar).copied().collect();
    let verbs = crate::help::verbs();
    assert!(words.iter().all(|word| !verbs.iter().any(|verb| verb == word)), "{words:?}");
    let all = words.len();
    words.sort_unstable();
    words.dedup();
    assert_eq!(words.len(), all);
}

#[test]
fn an_unknown_option_is_answered_with_the_one_that_is_meant() {
    usage("end --time 17:00", "may mean `--at`; if it is text, write `--` before it");
    usage("end -m hi", "may mean `--notes`");
    usage("pause -m hi", "may mean `--reason`");
    usage("history --from yesterday", "may mean `--since`");
    usage("note --jsn hi", "'--json'");
    let said = Shell::new().say("show --jsn");
    assert!(!said.err.contains("if it is text"), "show takes no text: {}", said.err);
    usage("note --jsn hi", "if it is text, write `--` before it");
}

#[test]
fn an_option_after_the_text_is_text_and_the_answer_says_so() {
    let shell = Shell::new();
    let notice = "onwatch: the text contains -q; options come before the text\n";
    let said = shell.say("start Morning watch -q");
    assert_eq!((said.exit, said.err.as_str()), (0, notice));
    assert!(shell.good("status").contains("Morning watch -q"));
    let said = shell.say("push task 7 Fix it --at 9:00 -e 2h");
    assert!(said.err.contains("the text contains --at and -e;"), "{}", said.err);
    assert_eq!(shell.say("note -q see --json").err, "");
    assert_eq!(shell.say("note -- see --json").err, "");
}

#[test]
fn an_option_before_an_option_is_answered_with_the_way_to_write_it_as_a_value() {
    usage("health red -r --at", "if `--at` is the value, write `-r=--at`");
    usage("end --notes -q", "if `-q` is the value, write `--notes=-q`");
    let shell = Shell::after(&["start"]);
    shell.good("health red -r=--at");
    assert!(shell.good("health").contains("--at"));
}

#[test]
fn a_time_may_begin_with_a_dash_wherever_one_is_taken() {
    let shell = Shell::after(&["start --ago 3h"]);
    for line in ["break add -30m -20m", "note --at -15m hi", "end --at -1m -q all done"] {
        shell.good(line);
    }
    let said = shell.say("gap split -15m");
    assert_eq!(said.exit, 3, "no gap is open: {}", said.err);
}

#[test]
fn text_is_kept_byte_for_byte() {
    let shell = Shell::after(&["start"]);
    for text in
        ["-5C outside", " - item ", "--json is off", "a\tb\nc  d", "→ “x”", "\u{1b}[31m", "it's"]
    {
        for words in [&["note", text][..], &["note", "--", text]] {
            assert_eq!(shell.give(words).exit, 0, "{words:?}");
            assert_eq!(shell.object("log -n 1")["text"], text, "{words:?}");
        }
    }
}

#[test]
fn an_unknown_band_or_light_is_answered_with_the_choices() {
    usage("cone set E", "A (Expansion), B (Caution), C (Stabilize) or D (Survival)");
    usage("health set pink", "green, yellow, red or unknown");
}

#[test]
fn a_context_type_is_one_word() {
    usage_words(&["push", "two words", "7"], "one word");
}

#[test]
fn a_note_is_neither_empty_nor_longer_than_four_thousand_characters() {
    usage("note", "TEXT");
    usage_words(&["note", ""], "it is empty");
    usage_words(&["note", &"ü".repeat(4_001)], "4001");
    let shell = Shell::after(&["start"]);
    assert_eq!(shell.give(&["note", &"ü".repeat(4_000)]).exit, 0);
}

#[test]
fn a_name_that_says_nothing_is_no_operator() {
    usage_words(&["note", "--operator", " ", "hi"], "The operator was not accepted");
}

#[test]
fn what_takes_no_time_has_no_option_for_it() {
    for line in ["undo --ago 5m", "redo --ago 5m", "keep --ago 5m", "status --ago 5m"] {
        usage(line, "--ago");
    }
}

#[test]
fn a_time_or_duration_that_is_none_is_answered_with_examples() {
    usage("end --at whenever", "yesterday 17:00");
    usage("end --at 9", "write 09:00");
    usage("end --ago soon", "2h30m");
    usage("push task 7 -e long", "2h30m");
    usage("end --at 08:00 --ago 1h", "cannot be used with");
    usage("end --ago 900M", "write m for minutes");
    usage("end --ago 20years", "no fixed length");
    usage("end --ago 99999999w", "before the first year of the calendar");
}

#[test]
fn usage_in_json_is_an_object_on_stdout() {
    let said = Shell::new().say("--json cone set E");
    let error: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(error["schema"], "onwatch.error/1");
    assert_eq!(error["exit"], 2);
    assert!(error["why"].as_str().unwrap().contains("Survival"));
}

#[test]
fn words_after_two_dashes_are_text() {
    let shell = Shell::after(&["start"]);
    shell.good("note -- --json is off");
    assert_eq!(shell.object("log -n 1")["text"], "--json is off");
}

#[test]
fn a_local_time_counts_where_the_operator_is() {
    let shell = Shell::new();
    let done = shell.object("start --at 08:30");
    assert_eq!(done["at_utc"], "2026-01-01T06:30:00Z");
    assert_eq!(done["status"]["session"]["active_seconds"], 30 * 60);
}

#[test]
fn a_duration_ago_counts_back_from_now() {
    let shell = Shell::after(&["start"]);
    shell.pass(60);
    assert_eq!(shell.object("pause --ago 10m")["at_utc"], "2026-01-01T07:50:00Z");
}

#[test]
fn a_time_of_day_that_has_not_come_is_the_one_of_yesterday() {
    let done = Shell::new().object("start --at 23:00");
    assert_eq!(done["at_utc"], "2025-12-31T21:00:00Z");
    let shell = Shell::new();
    let said = shell.give(&["start", "--at", "today 23:00"]);
    assert_eq!(said.exit, 2);
    assert!(said.err.contains("'today 23:00' lies in the future"), "{}", said.err);
}
