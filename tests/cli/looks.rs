//! How answers look: the signs that can be shown, and colours.

use crate::common::hostile::{assert_tame, corpus};
use crate::shell::{Said, Shell};

const QUESTIONS: [&str; 13] = [
    "status",
    "show",
    "show 1",
    "log",
    "history",
    "history --by day",
    "context",
    "cone",
    "health",
    "gap",
    "doctor",
    "paths",
    "config show",
];

/// Returns a shell with a past, a live session and every kind of reading; what is typed is ASCII.
fn busy() -> Shell {
    let shell = Shell::after(&["start first", "cone set C spent", "end", "start second"]);
    for line in [
        "push project alpha",
        "push task 7 Importer",
        "cone set D --source probe",
        "cone clear",
        "health red full",
        "pause lunch",
        "note hi",
        "undo",
        "redo",
    ] {
        shell.good(line);
    }
    shell.pass(30);
    shell
}

/// Returns the text without the styles of `onwatch`.
fn without_styles(text: &str) -> String {
    ["0", "1", "2", "31", "32", "33"]
        .iter()
        .fold(text.to_owned(), |text, code| text.replace(&format!("\u{1b}[{code}m"), ""))
}

#[test]
fn without_utf_8_every_answer_is_ascii() {
    let mut by_locale = busy();
    by_locale.env.insert("LC_ALL", "C".into());
    let by_setting = busy();
    by_setting.settings("[panel]\nglyphs = 'ascii'\n");
    for shell in [by_locale, by_setting] {
        let changes =
            ["resume", "band A", "band B why", "health green", "undo", "pop", "push sprint 2"];
        let failures = ["start", "pop team", "show 99", "resume", "--help", "log --help", "paws"];
        for line in QUESTIONS.iter().chain(&changes).chain(&failures).chain(&["end", "status"]) {
            let Said { out, err, .. } = shell.say(line);
            assert!(out.is_ascii() && err.is_ascii(), "{line}: {out}{err}");
        }
    }
}

#[test]
fn typed_text_and_json_keep_their_signs_without_utf_8() {
    let mut shell = Shell::new();
    shell.env.insert("LC_ALL", "C".into());
    shell.give(&["start", "Größe → ● done"]);
    shell.give(&["note", "a · b → c …"]);
    shell.give(&["push", "task", "7", "von → nach"]);
    shell.give(&["band", "D", "x→y"]);
    shell.give(&["pause", "●"]);
    let status = shell.good("status");
    for shown in ["= SESSION-001", "why      ●", "B Caution > D Survival (worse)"] {
        assert!(status.contains(shown), "{status}");
    }
    let log = shell.good("log");
    for shown in ["noted       a · b → c …\n", "TASK-7: von → nach", "B > D Survival . x→y"]
    {
        assert!(log.contains(shown), "{log}");
    }
    shell.give(&["edit", "-n", "x — y → z · …"]);
    assert!(shell.good("status").contains("  x — y → z · …\n"));
    shell.give(&["end", "u — v → w"]);
    assert!(shell.good("history").contains("x — y → z · … - u — v → w\n"));
    shell.give(&["undo"]);
    assert!(shell.good("context").contains("von → nach"));
    assert!(shell.good("log --json").contains("B → D"));
}

#[test]
fn a_page_is_the_same_whatever_can_be_shown() {
    let mut shell = Shell::new();
    shell.give(&["start", "-n", "Title\n—\n→ q\n• x … ·"]);
    shell.give(&["push", "task", "7", "von → nach …"]);
    shell.give(&["band", "D", "x → y"]);
    let page = shell.good("show --markdown");
    assert!(page.contains("> —") && page.contains("von → nach …"), "{page}");
    shell.env.insert("LC_ALL", "C".into());
    assert_eq!(shell.good("show --markdown"), page);
}

#[test]
fn colours_are_for_a_terminal_and_never_in_json() {
    let mut shell = busy();
    let coloured = |shell: &Shell, line: &str| {
        let Said { out, err, .. } = shell.say(line);
        out.contains('\u{1b}') || err.contains('\u{1b}')
    };
    assert!(
        !coloured(&shell, "status") && !coloured(&shell, "start") && !coloured(&shell, "--help")
    );
    shell.terminal = true;
    shell.env.insert("TERM", "xterm".into());
    for line in ["status", "show", "cone", "start", "paws", "--help", "help note"] {
        assert!(coloured(&shell, line), "{line}");
        assert!(!coloured(&shell, &format!("{line} --color=never")), "{line}");
    }
    for line in ["status", "show", "log", "cone", "undo", "doctor"] {
        let said = shell.say(&format!("--json --color always {line}"));
        assert!(!said.out.contains('\u{1b}'), "{line}");
    }
    shell.env.insert("NO_COLOR", "1".into());
    assert!(!coloured(&shell, "status") && coloured(&shell, "status --color always"));
}

#[test]
fn colours_change_no_letter_and_typed_text_brings_none() {
    let mut texts: Vec<String> = corpus().iter().map(|text| text.cut(60)).collect();
    texts.push(('\u{fdd0}'..='\u{fdef}').collect());
    texts.push("\u{1b}[31mred\u{1b}[0m \u{fdd6}bad".to_owned());
    for text in texts {
        let shell = Shell::new();
        let source = text.chars().take(20).collect::<String>();
        shell.give(&["start", "-n", &text]);
        shell.give(&["push", "task", "7", "-t", &text]);
        shell.give(&["note", "--", &text]);
        shell.give(&["band", "C", "-r", &text, "--source", &source]);
        shell.give(&["health", "red", "-r", &text]);
        shell.give(&["pause", "-r", &text]);
        for line in ["status", "show", "log", "context", "cone", "health", "start", "pop x", "undo"]
        {
            let plain = if line == "undo" { shell.good("log -n 1") } else { shell.say(line).out };
            assert_tame(&plain.replace('\n', " "), line);
            let Said { out, err, .. } = shell.say(&format!("--color always {line}"));
            let bare = without_styles(&out) + &without_styles(&err);
            assert_tame(&bare.replace('\n', " "), line);
            assert!(!bare.contains(|c| ('\u{fdd0}'..='\u{fdef}').contains(&c)), "{line}: {bare:?}");
            if line != "undo" {
                assert_eq!(without_styles(&out), plain, "{line}");
            }
        }
    }
}
