//! The verbs of runs, and the other verbs with `--run`.

use onwatch::core::SessionId;

use crate::shell::Shell;

/// The questions about a desk.
const QUESTIONS: [&str; 17] = [
    "status",
    "context",
    "log",
    "log --follow",
    "history",
    "report",
    "today",
    "search x",
    "show",
    "show --markdown",
    "gap",
    "cone",
    "health",
    "desks",
    "run list",
    "--plain",
    "desks --follow",
];

/// The changes of a desk, each before its text.
const CHANGES: [&str; 21] = [
    "start --run ID",
    "pause --run ID",
    "resume --run ID",
    "toggle --run ID",
    "end --run ID",
    "keep --run ID",
    "break add 8:30 8:40 --run ID",
    "edit --run ID --notes x",
    "cancel --run ID",
    "reopen --run ID",
    "continue --run ID",
    "redo --run ID",
    "note --run ID x",
    "push --run ID task 7",
    "pop --run ID",
    "cone set --run ID C",
    "health set --run ID red",
    "run status ID x",
    "run step ID x",
    "run end ID",
    "run delete ID",
];

/// Returns what was said of a run, with its name in place of its id.
fn said_of(shell: &Shell, line: &str, run: &str) -> (u8, String, String) {
    let said = shell.say(line);
    (said.exit, said.out, said.err.replace(run, "RUN"))
}

fn started(shell: &Shell, options: &str) -> String {
    shell.good(&format!("run start {options}")).trim_end().to_owned()
}

#[test]
fn a_question_about_a_deleted_run_is_answered_as_one_about_a_run_that_never_was() {
    let shell = Shell::new();
    let gone = started(&shell, "--name gone");
    shell.good(&format!("run delete {gone}"));
    let never = "sess_20250101_000000_aaaaaa";
    let answer = "onwatch: Nothing was done\n  why:  there is no run RUN\n  next: see which runs \
                  there are: `onwatch run list`\n";
    for question in QUESTIONS {
        for run in [&*gone, never] {
            let said = said_of(&shell, &format!("{question} --run {run}"), run);
            assert_eq!(said, (3, String::new(), answer.to_owned()), "{question} {run}");
        }
        let said = said_of(&shell, &format!("{question} --run gone"), &gone);
        assert_eq!(said, (3, String::new(), answer.to_owned()), "{question}");
    }
    for verb in ["show", "audit"] {
        let said = said_of(&shell, &format!("run {verb} {gone}"), &gone);
        assert_eq!(said, (3, String::new(), answer.to_owned()), "{verb}");
    }
}

#[test]
fn a_change_of_a_deleted_run_says_how_to_bring_it_back() {
    let shell = Shell::new();
    let id = started(&shell, "");
    shell.good(&format!("run delete {id}"));
    for change in CHANGES {
        let (exit, out, err) = said_of(&shell, &change.replace("ID", &id), &id);
        assert_eq!((exit, &*out), (3, ""), "{change}: {err}");
        assert!(err.contains("the run RUN was deleted"), "{change}: {err}");
        assert!(err.contains("next: bring it back: `onwatch --run RUN undo`"), "{change}: {err}");
    }
    // Its files can still be checked.
    shell.good(&format!("doctor --run {id}"));
    shell.good(&format!("undo --run {id}"));
    assert!(shell.good(&format!("run show {id}")).starts_with(&id));
}

#[test]
fn every_verb_takes_a_run_by_its_id_and_by_its_name() {
    let lines = [
        "note --run RUN x",
        "push --run RUN task 7",
        "context --run RUN",
        "pop --run RUN",
        "pause --run RUN -r lunch",
        "resume --run RUN",
        "toggle --run RUN",
        "toggle --run RUN",
        "keep --run RUN",
        "cone set --run RUN C",
        "cone --run RUN",
        "health set --run RUN red",
        "health --run RUN",
        "edit --run RUN --notes x",
        "break add 30m 29m --run RUN",
        "undo --run RUN",
        "redo --run RUN",
        "undo --run RUN",
        "gap --run RUN",
        "status --run RUN",
        "log --run RUN",
        "show --run RUN",
        "report --run RUN --runs",
        "search --run RUN lunch",
        "paths --run RUN",
        "doctor --run RUN",
        "end --run RUN done",
        "reopen --run RUN",
        "cancel --run RUN",
        "undo --run RUN",
        "run status RUN halfway",
        "run end RUN",
    ];
    let shell = Shell::new();
    let id = started(&shell, "--name nightly");
    shell.pass(60);
    for run in [&*id, "nightly"] {
        for line in lines {
            let line = line.replace("RUN", run).replace("30m 29m", "9:10 9:20");
            let said = shell.say(&line);
            assert_eq!(said.exit, 0, "{line}: {said:?}");
            assert!(said.err.contains(&format!("onwatch: run {id}")), "{line}: {said:?}");
            shell.pass(1);
        }
        shell.good(&format!("reopen --run {run}"));
    }
    assert_eq!(shell.say("status").exit, 3, "no other desk was spoken to");
}

#[test]
fn a_run_is_shown_with_its_place_in_the_workflow_and_local_times() {
    let shell = Shell::new();
    shell.settings("[workflow.nightly]\nstatuses = [\"created\", \"found\", \"scored\"]\n");
    let id = started(&shell, "--name n7 --agent importer --workflow nightly --user ana --set a=b");
    shell.pass(1);
    shell.good("run step n7 search --ms 240 --data {\"found\":3}");
    shell.good("run step n7 rank");
    shell.good("run status n7 found");
    let shown = format!(
        "{id}  found  2 of 3\n  name     n7\n  agent    importer\n  workflow nightly\n  user     \
         ana\n  phase    active\n  active   1m\n  started  2026-01-01 09:00\n  touched  \
         2026-01-01 09:01\n  metadata {{\"a\":\"b\"}}\n  steps\n    2026-01-01 09:01  search  240 \
         ms  {{\"found\":3}}\n    2026-01-01 09:01  rank\n"
    );
    assert_eq!(shell.good("run show n7"), shown);
    shell.pass(1);
    shell.good("run end n7");
    let over = shell.good("run show n7");
    assert!(over.starts_with(&format!("{id}  completed\n")), "{over}");
    assert!(over.contains("  ended    2026-01-01 09:02\n"), "{over}");
    let audit = shell.good("run audit n7");
    assert!(audit.contains("  activities\n    2026-01-01 09:00"), "{audit}");
}

#[test]
fn a_status_outside_the_workflow_is_refused_with_the_choices_and_cancelled_with_the_verb() {
    let shell = Shell::new();
    shell.settings("[workflow.nightly]\nstatuses = [\"created\", \"found\"]\n");
    let id = started(&shell, "--workflow nightly");
    let (exit, _, err) = said_of(&shell, &format!("run status {id} lost"), &id);
    assert_eq!(exit, 4);
    assert!(err.contains("next: use one of: created, found, completed, error"), "{err}");
    let (exit, _, err) = said_of(&shell, &format!("run status {id} cancelled"), &id);
    assert_eq!(exit, 4);
    assert!(err.contains("next: cancel it: `onwatch --run RUN cancel`"), "{err}");
}

#[test]
fn a_quiet_start_prints_the_id_of_the_run() {
    let shell = Shell::new();
    for line in ["run start -q", "-q run start --operation op-1", "run start --operation op-1 -q"] {
        let said = shell.say(line);
        assert!(SessionId::parse(said.out.trim_end()).is_some(), "{line}: {said:?}");
        assert_eq!((said.exit, &*said.err), (0, ""), "{line}");
    }
    let json = shell.say("run start -q --json");
    assert!(json.out.starts_with("{\"schema\":\"onwatch.done/1\""), "{json:?}");
    assert_eq!(shell.say("-q start").out, "");
}
