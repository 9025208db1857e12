//! Playbooks on paper: they are printed, and their files are checked.

use std::fs;
use std::path::PathBuf;

use crate::shell::{Shell, lines};

/// Writes the main playbook of a shell.
fn playbook(shell: &Shell, text: &str) -> PathBuf {
    let path = shell.settings("").with_file_name("playbook.toml");
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_check_names_every_fault_with_its_line_and_exits_1() {
    let shell = Shell::new();
    let path =
        playbook(&shell, "scope = \"run\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\nminutes = 0\n");
    let file = path.to_str().unwrap();
    let said = shell.give(&["playbook", "check", file]);
    assert_eq!(said.exit, 1, "{said:?}");
    let said = lines(&said.out);
    assert!(
        said[0].starts_with(&format!("{file}:1: there is no 'run'; `scope` takes")),
        "{said:?}"
    );
    assert!(
        said[1].starts_with(&format!("{file}:5: 0 does not fit here; `minutes` takes")),
        "{said:?}"
    );
    assert_eq!(said[2], format!("{file} cannot be used: it has 2 faults"));
    let said = shell.give(&["playbook", "check", file, "--json"]);
    let object: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.exit, &object["sound"]), (1, &false.into()), "{said:?}");
    assert_eq!(object["faults"][1]["line"], 5);
}

#[test]
fn a_check_says_that_a_file_is_valid_wherever_it_is() {
    let shell = Shell::new();
    let file = shell.home.path().join("any where.toml");
    fs::write(&file, "name = \"night\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\n").unwrap();
    let file = file.to_str().unwrap();
    let said = shell.give(&["playbook", "check", file]);
    assert_eq!((said.exit, said.err.as_str()), (0, ""));
    assert_eq!(said.out, format!("{file} is valid: the playbook night has 1 step\n"));
    fs::write(file, "[[step]]\nid = \"a\"\ntitle = \"A\"\n").unwrap();
    let said = shell.give(&["playbook", "check", file]);
    assert_eq!(said.out, format!("{file} is valid: it has 1 step\n"));
    let said = shell.give(&["playbook", "check", &format!("{file}x")]);
    assert_eq!(said.exit, 3, "{said:?}");
    // A directory is there, and is no file.
    let said = shell.give(&["playbook", "check", shell.home.path().to_str().unwrap()]);
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.out.contains("it cannot be read (Is a directory"), "{said:?}");
}

#[test]
fn a_playbook_is_printed_with_every_why_gate_and_time() {
    let shell = Shell::new();
    let text = shell.good("playbook print");
    assert!(text.starts_with("Launch, from the first look to the first review\n"), "{text}");
    assert!(text.contains("\nplaybook launch: 0 of 9 steps done\n"), "{text}");
    for row in [
        "[ ]  4  Test the way in with one real request\n",
        "id       intake_ready\n",
        "why      Somebody will use it within the first hour.",
        "when     in band B or better, and not while the health is red\n",
        "takes    15 minutes\n",
        "after    intake_ready\n",
        "answer   one of: as written, mended\n",
        "expect   0..10\n",
        "critical only --override skips it\n",
    ] {
        assert!(text.contains(row), "{row}: {text}");
    }
    let page = shell.good("playbook print --markdown");
    assert!(page.starts_with("# Launch, from the first look to the first review\n"), "{page}");
    assert_eq!(page.matches("\n- [ ] ").count(), 9, "{page}");
    assert!(
        page.contains("\n- [ ] 4. Test the way in with one real request (`intake_ready`)\n"),
        "{page}"
    );
    assert!(
        page.contains("\n  - When: in band B or better, and not while the health is red\n"),
        "{page}"
    );
}

#[test]
fn what_a_file_says_acts_neither_on_a_terminal_nor_as_markdown() {
    let shell = Shell::new();
    playbook(
        &shell,
        "title = \"[x](http://y) *z*\"\n[[step]]\nid = \"a_b\"\ntitle = \"- <b> `c`\"\n\
         why = \"\\u001b[31m red\\n# two\"\n",
    );
    let text = shell.good("playbook print");
    assert!(!text.contains('\u{1b}') && text.contains("‹U+001B›[31m red"), "{text}");
    let page = shell.good("playbook print --markdown");
    assert!(page.starts_with("# \\[x\\](http\\://y) \\*z\\*\n"), "{page}");
    assert!(page.contains("- [ ] 1. \\- \\<b\\> \\`c\\` (`a_b`)\n"), "{page}");
    assert!(page.contains("  - Why: ‹U+001B›\\[31m red↵\\# two\n"), "{page}");
}

#[test]
fn a_playbook_that_is_not_there_or_is_broken_is_not_printed() {
    let shell = Shell::new();
    let said = shell.say("playbook print -p laun");
    assert_eq!(said.exit, 3, "{said:?}");
    assert!(said.err.contains("did you mean launch?"), "{said:?}");
    let path = playbook(&shell, "no");
    let said = shell.say("playbook print");
    assert_eq!(said.exit, 4, "{said:?}");
    assert!(said.err.contains(&format!("cannot be read: {}:1: ", path.display())), "{said:?}");
    let said = shell.say("playbook print --json");
    assert_eq!(said.exit, 2, "{said:?}");
}
