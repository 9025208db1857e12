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
    usage("foo", "unknown verb 'foo'\n  next: `onwatch --help` shows more\n");
}

#[test]
fn an_unknown_verb_is_answered_with_the_one_of_its_meaning() {
    for (word, meant) in [
        ("begin", "onwatch start"),
        ("go", "onwatch start"),
        ("wait", "onwatch pause"),
        ("HALT", "onwatch pause"),
        ("proceed", "onwatch resume"),
        ("unpause", "onwatch resume"),
        ("complete", "onwatch done"),
        ("assign", "onwatch task edit"),
        ("stuck", "onwatch block"),
        ("claim", "onwatch task claim"),
        ("tasks", "onwatch task list"),
        ("drop", "onwatch task drop"),
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
        ("amend", "onwatch edit"),
        ("fix", "onwatch edit"),
        ("track", "onwatch add"),
        ("check", "onwatch doctor"),
        ("governance", "onwatch cone set"),
        ("switch", "onwatch start --switch"),
        ("red", "onwatch health red"),
        ("Amber", "onwatch health yellow"),
        ("A", "onwatch band A"),
        ("d", "onwatch band D"),
        ("version", "onwatch --version"),
        ("?", "onwatch --help"),
        ("timesheet", "onwatch report"),
        ("NOTE", "onwatch note"),
        ("Stop", "onwatch stop"),
        ("STATUS", "onwatch status"),
    ] {
        usage(word, &format!("may mean `{meant}`"));
        usage(&format!("{word} some text"), &format!("may mean `{meant}`"));
    }
}

#[test]
fn somebody_who_wants_to_leave_is_not_told_to_end_the_session() {
    for word in ["quit", "exit", "q", "QUIT"] {
        usage(word, "next: q leaves the panel; to end the session: `onwatch end`;");
    }
}

#[test]
fn a_word_that_removes_names_no_verb_that_discards_a_session() {
    for word in ["rm", "remove", "delete", "discard"] {
        let line = format!("source {word} db");
        usage(&line, "next: to remove a source, delete its table [[source]] in the settings file:");
        let said = Shell::new().say(&line);
        assert!(!said.err.contains("cancel"), "{}", said.err);
    }
    usage("break rm 12:10", "next: it may mean `onwatch break remove`;");
}

#[test]
fn a_value_of_another_name_or_in_another_place_is_answered_with_the_way_to_write_it() {
    usage("health amber", "may mean `yellow`; choose green, yellow, red or unknown");
    usage("health set ok", "may mean `green`");
    usage("history today", "may mean `--since today`");
    usage("history 5", "may mean `-n 5`");
    usage("log 5", "may mean `-n 5`");
    let said = Shell::new().say("log today");
    assert!(!said.err.contains("may mean"), "{}", said.err);
}

#[test]
fn a_second_word_that_is_missing_or_unknown_is_answered_with_those_that_exist() {
    let adds = "next: write `onwatch break add FROM-TO` or `onwatch break remove TIME`;";
    usage("break", "why:  `onwatch break` needs one more word\n");
    usage("break", adds);
    usage("break 21:55 22:00", "why:  '21:55' is no word that `onwatch break` takes\n");
    usage("break 21:55 22:00", adds);
    let answers = "write `onwatch gap keep`, `onwatch gap discard` or `onwatch gap split TIME`;";
    usage("gap 1", answers);
    usage("config", "why:  `onwatch config` needs one more word\n");
    usage("config show-me", "`onwatch config show`");
}

#[test]
fn what_comes_next_names_the_forms_that_are_taken() {
    for line in ["history -n -1", "log -n x", "--inline x", "--inline 0", "note --expect-seq x hi"]
    {
        usage(line, "not a number that fits here\n  next: write a number such as 20;");
    }
    usage("cone set E", "next: choose A (Expansion)");
    usage("end --ago 5x", "next: write it like 2h30m");
    usage("history --by week", "next: choose one of: day;");
    usage("show zz", "next: use its key");
}

#[test]
fn the_usage_is_that_of_the_verb_that_was_typed() {
    let band =
        "write `onwatch band [OPTIONS] <BAND> [REASON]...`; `onwatch band --help` shows more";
    usage("band C -r a b", band);
    usage("cone set C -r a b", "write `onwatch cone set [OPTIONS]");
    usage("stop -n a b", "write `onwatch stop [OPTIONS]");
    usage("undo 7", "`onwatch undo --help` shows more");
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
fn an_option_after_the_text_that_chooses_the_desk_is_refused() {
    for line in [
        "note hello --run sess_20260101_093405_a1b2c3",
        "health set red broken --profile atlas",
        "push task 7 Fix it --run=nightly",
        "end all is done --profile=atlas",
    ] {
        let said = Shell::after(&["start"]).say(line);
        assert_eq!(said.exit, 2, "{line}");
        assert!(said.err.contains("the command would be for another desk"), "{}", said.err);
    }
    let shell = Shell::after(&["start", "note -- see --run 7"]);
    assert!(shell.good("log").contains("see --run 7"));
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
    usage_words(&["push", "two words", "7", "-t", "Title"], "not a known type");
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
    assert!(error["next"].as_str().unwrap().contains("Survival"));
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
