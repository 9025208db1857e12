//! The doctor on one of many desks, and on all of them.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::shell::{Shell, lines, objects};

/// A shell with two profiles, and a live run and one that is over.
fn shell() -> (Shell, String) {
    let shell = Shell::after(&["start", "end", "--profile night start"]);
    let live = shell.good("run start --agent importer --name nightly").trim_end().to_owned();
    shell.pass(1);
    let over = shell.good("run start --agent importer").trim_end().to_owned();
    shell.good(&format!("run end {over}"));
    shell.good("run list");
    (shell, live)
}

fn dir(shell: &Shell, run: &str) -> PathBuf {
    shell.home.path().join("data/runs/2026-01-01").join(run)
}

/// Makes the state of the profile unreadable, and takes the mark and the metadata of the run.
fn damage(shell: &Shell, run: &str) {
    fs::write(shell.home.path().join("config/profiles/night/state.json"), "{}").unwrap();
    fs::remove_file(dir(shell, run).join("session_metadata.json")).unwrap();
    fs::remove_file(shell.home.path().join("data/runs/open").join(run)).unwrap();
}

#[test]
fn all_desks_are_checked_and_only_findings_are_told() {
    let (shell, run) = shell();
    assert_eq!(shell.good("doctor --all"), "4 desks checked: all are sound\n");
    damage(&shell, &run);
    let said = shell.say("doctor --all");
    assert_eq!(said.exit, 6);
    let home = shell.home.path().display();
    let expected = [
        "The desk night needs attention:".to_owned(),
        format!("  trouble: {home}/config/profiles/night/state.json: it has no schema"),
        "  next: `onwatch --profile night doctor --repair`: it copies what it cannot read, and \
         deletes no record"
            .to_owned(),
        format!("The desk {run} needs attention:"),
        format!(
            "  note: {home}/data/runs/2026-01-01/{run}/session_metadata.json: it is missing; the \
             next command writes it again"
        ),
        format!(
            "  trouble: {home}/data/runs/open/{run}: it is missing, so nobody finds the run, which \
             is live"
        ),
        format!(
            "  next: `onwatch --run {run} doctor --repair`: it copies what it cannot read, and \
             deletes no record"
        ),
        "4 desks checked: 2 need attention".to_owned(),
        "  next: `onwatch doctor --all --repair` repairs what can be repaired".to_owned(),
    ];
    assert_eq!(lines(&said.out), expected);
    assert_eq!(
        (shell.say("-q doctor --all").exit, shell.say("-q doctor --all").out),
        (6, String::new())
    );
}

#[test]
fn a_lock_of_the_tasks_that_cannot_be_taken_is_named() {
    let shell = Shell::after(&["start", "task add 2"]);
    assert_eq!(shell.say("doctor").exit, 0);
    let lock = shell.home.path().join("data/tasks.lock");
    fs::remove_file(&lock).unwrap();
    assert_eq!(shell.say("doctor").exit, 0);
    fs::create_dir(&lock).unwrap();
    for line in ["doctor", "doctor --repair", "doctor --all"] {
        let said = shell.say(line);
        assert_eq!(said.exit, 6, "{said:?}");
        let cause = "data/tasks.lock: it is a directory where a file is expected; move it away";
        assert!(said.out.contains(cause), "{said:?}");
        assert!(said.out.contains("next: move it away"), "{said:?}");
        assert!(!said.out.contains("deletes no record"), "{said:?}");
    }
    fs::remove_dir(&lock).unwrap();
    assert_eq!(shell.say("doctor").exit, 0);
}

#[test]
fn in_json_each_desk_is_an_object() {
    let (shell, run) = shell();
    damage(&shell, &run);
    let said = shell.say("doctor --all --json");
    assert_eq!(said.exit, 6);
    let all = objects(&said.out);
    assert_eq!(all.len(), 4);
    let is_sound = |desk: &str| all.iter().find(|it| it["desk"] == desk).unwrap()["sound"] == true;
    assert!(is_sound("default") && !is_sound("night") && !is_sound(&run));
    assert!(all.iter().all(|it| it["schema"] == "onwatch.doctor/1"));
    let one = shell.object(&format!("--run {run} doctor"));
    assert_eq!((&one["desk"], &one["sound"]), (&json!(run), &json!(false)));
    assert_eq!(shell.object("doctor")["desk"], "default");
}

#[test]
fn all_desks_are_repaired_or_one_of_them() {
    let (shell, run) = shell();
    damage(&shell, &run);
    assert_eq!(shell.say("desks").out.lines().count(), 1, "the run is lost");
    let said = shell.good(&format!("--run {run} doctor --repair"));
    assert!(said.contains("made ") && said.contains("rebuilt "), "{said}");
    assert_eq!(shell.say("desks").out.lines().count(), 2);
    let said = shell.good("doctor --all --repair");
    assert!(said.contains("The desk night is sound:\n  copied "), "{said}");
    assert!(said.ends_with("4 desks checked: all are sound\n"), "{said}");
    assert_eq!(shell.good("doctor --all"), "4 desks checked: all are sound\n");
}

#[test]
fn a_desk_that_cannot_be_read_does_not_keep_the_others_from_being_checked() {
    let (shell, run) = shell();
    let history = dir(&shell, &run).join("history");
    fs::remove_dir_all(&history).unwrap();
    fs::write(&history, "").unwrap();
    let said = shell.say("doctor --all --repair");
    assert_eq!(said.exit, 6);
    assert!(said.out.contains(&format!("The desk {run} needs attention:")), "{}", said.out);
    let end = "4 desks checked: 1 needs attention\n  next: do what is said of each of them, and \
               check again\n";
    assert!(said.out.ends_with(end), "{}", said.out);
    // Desks that cannot be listed are left out of the answer.
    let (shell, _) = self::shell();
    fs::write(shell.home.path().join("data/runs/2026-01-02"), "").unwrap();
    let said = shell.say("doctor --all");
    assert_eq!((said.exit, said.out.as_str()), (6, "4 desks checked: all are sound\n"));
    assert!(said.err.contains("2026-01-02 cannot be listed"), "{}", said.err);
}

#[test]
fn a_new_history_is_started_on_one_desk_only() {
    let said = Shell::new().say("doctor --adopt --all");
    assert_eq!(said.exit, 2);
    assert!(said.err.contains("--adopt") && said.err.contains("--all"), "{}", said.err);
}
