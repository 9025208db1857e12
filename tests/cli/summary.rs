//! `onwatch end --summary-to`: what became of a session.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::shell::Shell;

/// A session in which something was done.
fn worked() -> Shell {
    let shell = Shell::after(&["start Importer", "push -e 1h task 7 Rows"]);
    shell.pass(80);
    shell.good("note retries are *not* safe");
    shell.good("band C budget is spent");
    shell.good("artifact add https://example.com/7 -t Change");
    shell.good("done all rows are in the table");
    shell
}

fn file(shell: &Shell, name: &str) -> PathBuf {
    shell.home.path().join(name)
}

#[test]
fn the_name_of_the_file_says_the_form_of_a_summary() {
    for (name, words) in [
        ("s.txt", &["SESSION-001  1h 20m active, 0s paused", "1h 20m of 1h 00m"][..]),
        ("s.md", &["# SESSION-001", "retries are \\*not\\* safe", "1h 20m of 1h 00m"]),
        ("s.json", &["onwatch.summary/1", "\"estimate_seconds\":3600", "\"actual_seconds\":4800"]),
    ] {
        let shell = worked();
        let path = file(&shell, name);
        let said = shell.say(&format!("end --summary-to {} all is well", path.display()));
        assert_eq!(said.exit, 0, "{said:?}");
        assert!(said.out.starts_with("Ended SESSION-001"), "{said:?}");
        assert!(said.out.contains("Wrote the summary to "), "{said:?}");
        let text = fs::read_to_string(&path).unwrap();
        for word in [words, &["TASK-7", "Rows", "all is well", "budget is spent"]].concat() {
            assert!(text.contains(word), "{name}: {word}\n{text}");
        }
    }
}

#[test]
fn a_summary_on_stdout_takes_the_place_of_the_answer() {
    let text = worked().good("end --summary-to - fine");
    assert!(text.starts_with("SESSION-001  1h 20m active"), "{text}");
    let summary = worked().object("end --summary-to - fine");
    assert_eq!(summary["schema"], "onwatch.summary/1");
    assert_eq!(summary["completed"][0]["summary"], "all rows are in the table");
    assert_eq!(summary["artifacts"][0]["location"], "https://example.com/7");
    assert_eq!(summary["governance"]["band_drift"], "worse");
    assert_eq!(summary["notes"][0]["text"], "retries are *not* safe");
    assert!(summary["warnings"].is_array());
}

#[test]
fn a_task_that_was_completed_for_a_reason_says_so_in_every_form() {
    for name in ["s.txt", "s.md", "s.json"] {
        let shell = Shell::after(&["start", "push task 7", "done half of it --reason late"]);
        let path = file(&shell, name);
        shell.good(&format!("end --summary-to {}", path.display()));
        let text = fs::read_to_string(&path).unwrap();
        let reason =
            if name == "s.json" { "\"reason\":\"late\"" } else { "half of it; because: late" };
        assert!(text.contains(reason), "{name}: {text}");
    }
}

#[test]
fn what_cannot_be_written_is_found_before_the_session_ends() {
    let shell = worked();
    fs::write(file(&shell, "old.md"), "mine").unwrap();
    let own = shell.home.path().join("data/x.md");
    for (path, exit) in [
        (file(&shell, "old.md"), 4),
        (file(&shell, "none/new.md"), 1),
        (file(&shell, "new.odt"), 2),
        (own, 4),
    ] {
        let said = shell.say(&format!("end --summary-to {}", path.display()));
        assert_eq!(said.exit, exit, "{said:?}");
        assert_eq!(shell.object("status")["session"]["phase"], "active", "{said:?}");
    }
    assert_eq!(fs::read_to_string(file(&shell, "old.md")).unwrap(), "mine");
    shell.good(&format!("end --force --summary-to {}", file(&shell, "old.md").display()));
    assert!(fs::read_to_string(file(&shell, "old.md")).unwrap().starts_with("# SESSION-001"));
}

#[test]
fn in_json_the_change_is_the_answer_and_the_file_has_the_summary() {
    let shell = worked();
    let path = file(&shell, "s.json");
    let done = shell.object(&format!("end --summary-to {}", path.display()));
    assert_eq!(done["schema"], "onwatch.done/1");
    let summary: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(summary["key"], "SESSION-001");
}

#[test]
fn an_end_that_is_given_again_is_answered_and_writes_only_what_is_missing() {
    let shell = worked();
    let path = file(&shell, "e.md");
    let end = format!("end --operation o1 --summary-to {} fin", path.display());
    assert!(shell.good(&end).starts_with("Ended SESSION-001"));
    fs::write(&path, "mine by now").unwrap();
    let said = shell.good(&end);
    assert!(said.starts_with("Already done: "), "{said}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine by now");
    fs::remove_file(&path).unwrap();
    let said = shell.good(&end);
    assert!(said.starts_with("Already done: "), "{said}");
    assert!(fs::read_to_string(&path).unwrap().starts_with("# SESSION-001"));
    assert_eq!(shell.object(&end)["repeated"], true);
    // The id belongs to that one command.
    let other = format!("end --operation o1 --summary-to {} other", path.display());
    assert_eq!(shell.say(&other).exit, 4);
}

#[test]
fn an_end_that_is_given_again_never_tells_of_another_session() {
    let shell = worked();
    let path = file(&shell, "e.md");
    let end = format!("end --operation o1 --summary-to {} fin", path.display());
    shell.good(&end);
    shell.good("start Other");
    shell.pass(1);
    for line in ["status", "end"] {
        shell.good(line);
        fs::remove_file(&path).ok();
        let said = shell.say(&end);
        assert_eq!(said.exit, 0, "{said:?}");
        assert!(said.out.starts_with("Already done: "), "{said:?}");
        assert!(said.err.contains("the summary was not written again"), "{said:?}");
        assert!(!path.exists());
    }
}
