//! Real processes on the tasks of one machine: two desks at once, and commands that are killed.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use onwatch::clock::SystemClock;
use onwatch::core::{TaskQuery, TaskRow, TaskStatus, Verb};
use onwatch::desk::Desk;
use onwatch::paths::Paths;
use tempfile::TempDir;

use crate::common::home::memory_dir;

const ROUNDS: usize = 10;
/// How often a command of each kind is killed.
const KILLS: u32 = 24;
const DESKS: [&str; 2] = ["default", "team"];
/// The exit codes of what was done and of what was refused.
const DONE: Option<i32> = Some(0);
const REFUSED: Option<i32> = Some(4);

/// A process that waits until its stdin ends, and then is the program on a desk.
fn waiting(home: &TempDir, desk: &str, line: &[&str]) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", "read go; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_onwatch")]);
    shell.args(["--profile", desk, "--operator", desk]).args(line);
    shell.env_clear().env("ONWATCH_HOME", home.path());
    shell.stdout(Stdio::piped()).stderr(Stdio::piped());
    shell
}

/// Runs two commands on two desks, which both begin when one pipe ends.
fn race(home: &TempDir, lines: [&[&str]; 2]) -> [Output; 2] {
    let (gate, opener) = std::io::pipe().unwrap();
    let children = [0, 1].map(|nth| {
        let stdin = gate.try_clone().unwrap();
        waiting(home, DESKS[nth], lines[nth]).stdin(stdin).spawn().unwrap()
    });
    drop(gate);
    drop(opener);
    children.map(|child| child.wait_with_output().unwrap())
}

fn run(home: &TempDir, desk: &str, line: &[&str]) -> Output {
    waiting(home, desk, line).stdin(Stdio::null()).output().unwrap()
}

fn done(home: &TempDir, desk: &str, line: &[&str]) {
    let output = run(home, desk, line);
    assert_eq!(output.status.code(), DONE, "{line:?}: {}", said(&output));
}

fn codes(answers: &[Output; 2]) -> [Option<i32>; 2] {
    [0, 1].map(|nth| answers[nth].status.code())
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Checks that one of two was obeyed and the other refused; returns which one was obeyed.
fn winner(answers: &[Output; 2], why: &str) -> usize {
    let winner = match codes(answers) {
        [DONE, REFUSED] => 0,
        [REFUSED, DONE] => 1,
        other => panic!("{other:?}: {} {}", said(&answers[0]), said(&answers[1])),
    };
    let refusal = said(&answers[1 - winner]);
    assert!(refusal.contains(why), "{refusal}");
    winner
}

fn desk(home: &TempDir, name: &str) -> Desk {
    let paths = Paths::under(home.path()).of_profile(Some(name).filter(|name| *name != "default"));
    Desk::new(paths, Arc::new(SystemClock::default()))
}

/// Returns every task that any desk knows.
fn tasks(home: &TempDir) -> Vec<TaskRow> {
    let asked = desk(home, "default").tasks(&TaskQuery::default(), &|at| at.naive_utc()).unwrap();
    assert_eq!(asked.warnings, [""; 0]);
    asked.answer
}

fn task(home: &TempDir, id: &str) -> TaskRow {
    let mut all = tasks(home).into_iter().filter(|row| row.task.name.id == id);
    let found = all.next().unwrap();
    assert!(all.next().is_none(), "{id} is there once");
    found
}

/// Two desks with a live session each.
fn live_desks() -> TempDir {
    let home = memory_dir();
    for desk in DESKS {
        done(&home, desk, &["start"]);
    }
    home
}

/// Checks that the files of both desks and the index are sound.
fn assert_sound(home: &TempDir) {
    for name in DESKS {
        let report = desk(home, name).check().unwrap();
        assert!(report.is_sound(), "{name}: {report:?}");
    }
}

#[test]
fn of_two_processes_that_add_or_enter_one_new_id_one_does() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let (added, entered) = (format!("T-{nth}"), format!("N-{nth}"));
        let titles = ["of default", "of team"];
        let lines = titles.map(|title| ["task", "add", &added, "-t", title]);
        let won = winner(&race(&home, [&lines[0], &lines[1]]), "is known already");
        assert_eq!(task(&home, &added).task.title.as_deref(), Some(titles[won]));
        // One adds it and the other enters it: it is one task, whoever comes first.
        let [add, push] = [["task", "add", &entered], ["push", "task", &entered]];
        match codes(&race(&home, [&add, &push])) {
            [DONE | REFUSED, DONE] => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(task(&home, &entered).task.status, TaskStatus::InProgress);
    }
    assert_eq!(tasks(&home).len(), 2 * ROUNDS);
    assert_sound(&home);
}

#[test]
fn two_processes_that_need_a_new_id_get_two() {
    let home = live_desks();
    let (push, add): (&[&str], &[&str]) = (&["push"], &["task", "add"]);
    for [one, other] in [[push, push], [add, add], [push, add], [add, push]].repeat(ROUNDS / 2) {
        let before = tasks(&home).len();
        // The title of a known task would enter it.
        let [first, second] = [before, before + 1].map(|nth| format!("Fix importer number {nth}"));
        let lines = [[one, &[&first]].concat(), [other, &[&second]].concat()];
        let answers = race(&home, [&lines[0], &lines[1]]);
        assert_eq!(codes(&answers), [DONE, DONE], "{}{}", said(&answers[0]), said(&answers[1]));
        assert_eq!(tasks(&home).len(), before + 2);
    }
    let ids: BTreeSet<String> = tasks(&home).into_iter().map(|row| row.task.name.id).collect();
    let all = 1..=ROUNDS / 2 * 4 * 2;
    assert_eq!(ids, all.map(|nth| format!("TASK-{nth}")).collect(), "no number is left out");
    assert_sound(&home);
}

#[test]
fn of_two_processes_that_claim_one_task_one_does_and_the_other_may_not_enter_it() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let id = format!("T-{nth}");
        done(&home, "default", &["task", "add", &id]);
        let claim = ["task", "claim", &id];
        let won = winner(&race(&home, [&claim, &claim]), "claims task ");
        let (owner, other) = (DESKS[won], DESKS[1 - won]);
        let by = |row: TaskRow| row.task.claim.map(|claim| claim.desk.to_string());
        assert_eq!(by(task(&home, &id)).as_deref(), Some(owner));
        for line in [&["push", &id][..], &["done", "--task", &id], &["task", "drop", &id]] {
            let refused = run(&home, other, line);
            assert_eq!(refused.status.code(), REFUSED, "{line:?}");
            assert!(said(&refused).contains(&format!("{owner} claims task ")), "{line:?}");
        }
        done(&home, owner, &["task", "release", &id]);
        assert_eq!(by(task(&home, &id)), None);
    }
    assert_sound(&home);
}

#[test]
fn of_a_claim_and_an_entering_at_once_either_the_claimer_is_told_or_the_other_refused() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let id = format!("T-{nth}");
        done(&home, "default", &["task", "add", &id]);
        // Each desk is once the one whose process was made first.
        let (claim, push) = (["task", "claim", &id], ["push", &id]);
        let first = nth % 2;
        let lines: [&[&str]; 2] = if first == 0 { [&claim, &push] } else { [&push, &claim] };
        let answers = race(&home, lines);
        let (claimed, entered) = (&answers[first], &answers[1 - first]);
        assert_eq!(claimed.status.code(), DONE, "{}", said(claimed));
        let also = format!("{} also works on task {id}", DESKS[1 - first]);
        match entered.status.code() {
            DONE => assert!(said(claimed).contains(&also), "{}", said(claimed)),
            REFUSED => assert!(said(entered).contains("claims task "), "{}", said(entered)),
            other => panic!("{other:?}: {}", said(entered)),
        }
    }
    assert_sound(&home);
}

#[test]
fn of_two_processes_that_complete_one_task_one_does() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let id = format!("T-{nth}");
        done(&home, "default", &["task", "add", &id]);
        let texts = ["by default", "by team"];
        let lines = texts.map(|text| ["done", "--task", &id, "-s", text]);
        let won = winner(&race(&home, [&lines[0], &lines[1]]), "is done already");
        let row = task(&home, &id);
        assert_eq!(row.task.status, TaskStatus::Done);
        assert_eq!(row.task.summary.as_deref(), Some(texts[won]));
        // Both are in it: also then, one completes it.
        let id = format!("B-{nth}");
        for desk in DESKS {
            done(&home, desk, &["push", "task", &id]);
        }
        let line = &["done", "all", "of", "it"][..];
        winner(&race(&home, [line, line]), "is done already");
        assert_eq!(task(&home, &id).task.status, TaskStatus::Done);
    }
    assert_sound(&home);
}

/// Spawns a command and kills it after a part of the usual time; returns whether it was killed.
fn killed(home: &TempDir, line: &[&str], (usual, nth): (Duration, u32)) -> bool {
    let mut command = Command::new(env!("CARGO_BIN_EXE_onwatch"));
    command.args(line).env_clear().env("ONWATCH_HOME", home.path());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child: Child = command.spawn().unwrap();
    let until = Instant::now() + usual.mul_f64(f64::from(nth + 1) / f64::from(KILLS));
    while Instant::now() < until {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

/// Kills a command at `KILLS` moments. After each kill, what it left is checked, and so is what the
/// same command makes of that.
fn kill_often(home: &TempDir, line: impl Fn(u32) -> Vec<String>, check: impl Fn(u32)) {
    let first = line(KILLS);
    let begun = Instant::now();
    done(home, "default", &first.iter().map(String::as_str).collect::<Vec<_>>());
    let usual = begun.elapsed();
    let mut kills = 0;
    for nth in 0..KILLS {
        let line = line(nth);
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        kills += u32::from(killed(home, &line, (usual, nth)));
        // What is there is readable at once, also before the command is repeated.
        tasks(home);
        done(home, "default", &line);
        check(nth);
    }
    assert!(kills > KILLS / 4, "{kills}");
    assert_sound(home);
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn a_task_whose_adding_is_killed_at_any_moment_is_there_once_after_a_repeat() {
    let home = live_desks();
    // Every other one has no id of its own: only the name of the command tells the repeat.
    let line = |nth: u32| {
        let (title, id) = (format!("Title {nth}"), format!("T-{nth}"));
        let mut line = owned(&["task", "add", "-t", &title, "--operation", &title]);
        line.extend(nth.is_multiple_of(2).then_some(id));
        line
    };
    kill_often(&home, line, |nth| {
        let title = format!("Title {nth}");
        let named = |row: &TaskRow| row.task.title.as_deref() == Some(&*title);
        assert_eq!(tasks(&home).into_iter().filter(named).count(), 1, "{nth}");
    });
    assert_eq!(tasks(&home).len(), usize::try_from(KILLS).unwrap() + 1);
}

#[test]
fn an_entering_of_a_new_task_that_is_killed_at_any_moment_is_made_once() {
    let home = live_desks();
    let line = |nth: u32| {
        let title = format!("Fix {nth}");
        owned(&["push", "-e", "2h", "--operation", &title, &title])
    };
    kill_often(&home, line, |nth| {
        let title = format!("Fix {nth}");
        let named = |row: &TaskRow| row.task.title.as_deref() == Some(&*title);
        let found: Vec<TaskRow> = tasks(&home).into_iter().filter(named).collect();
        assert_eq!(found.len(), 1, "{nth}");
        assert_eq!(found[0].task.status, TaskStatus::InProgress);
        assert_eq!(found[0].task.estimate_seconds, Some(7_200));
        let watch = desk(&home, "default").look().unwrap().watch;
        let top = watch.live().unwrap().context_stack.top().unwrap().clone();
        assert_eq!((top.id.as_str(), top.title), (&*found[0].task.name.id, Some(title)));
    });
    assert_eq!(tasks(&home).len(), usize::try_from(KILLS).unwrap() + 1);
}

#[test]
fn a_claim_and_a_completion_that_are_killed_at_any_moment_are_made_once() {
    let home = live_desks();
    for nth in 0..=KILLS {
        done(&home, "team", &["task", "add", &format!("T-{nth}")]);
    }
    let claim = |nth: u32| {
        let id = format!("T-{nth}");
        owned(&["task", "claim", &id, "--operation", &format!("claim {id}")])
    };
    kill_often(&home, claim, |nth| {
        let id = format!("T-{nth}");
        let claim = task(&home, &id).task.claim.unwrap();
        assert_eq!(claim.desk.to_string(), "default");
        assert_eq!(run(&home, "team", &["push", &id]).status.code(), REFUSED);
    });
    let complete = |nth: u32| {
        let id = format!("T-{nth}");
        owned(&["done", "--task", &id, "-s", "all of it", "--operation", &format!("done {id}")])
    };
    kill_often(&home, complete, |nth| {
        let row = task(&home, &format!("T-{nth}"));
        assert_eq!(
            (row.task.status, row.task.summary.as_deref()),
            (TaskStatus::Done, Some("all of it"))
        );
    });
    let log = desk(&home, "default").log(usize::MAX).unwrap();
    for verb in [Verb::Claim, Verb::Done] {
        let made = log.iter().filter(|activity| activity.verb == verb).count();
        assert_eq!(made, usize::try_from(KILLS).unwrap() + 1, "{verb:?}");
    }
}

/// Writes a file with some tasks of a name; half of them have no id.
fn file_of(home: &TempDir, name: &str, count: usize) -> String {
    let path = home.path().join(format!("{name}.csv"));
    let mut file = std::fs::File::create(&path).unwrap();
    writeln!(file, "id,title,sprint,parent,type").unwrap();
    writeln!(file, "{name},Sprint {name},,,sprint").unwrap();
    for nth in 0..count {
        let id = if nth % 2 == 0 { format!("{name}-{nth}") } else { String::new() };
        let parent = if nth > 0 { format!("{name}-0") } else { String::new() };
        writeln!(file, "{id},Task {nth} of {name},{name},{parent},").unwrap();
    }
    path.to_str().unwrap().to_owned()
}

/// Returns how many tasks of a name are known.
fn of_name(home: &TempDir, name: &str) -> usize {
    let of = |row: &TaskRow| row.task.sprint.as_deref() == Some(name);
    tasks(home).into_iter().filter(of).count()
}

#[test]
fn an_import_that_is_killed_at_any_moment_left_all_or_nothing_and_can_be_repeated() {
    const COUNT: usize = 12;
    let home = live_desks();
    let files: Vec<String> =
        (0..=KILLS).map(|nth| file_of(&home, &format!("S{nth}"), COUNT)).collect();
    let begun = Instant::now();
    done(&home, "default", &["task", "import", &files[KILLS as usize]]);
    let usual = begun.elapsed();
    let (mut kills, mut added) = (0, 0);
    for nth in 0..KILLS {
        let (file, name) = (files[nth as usize].as_str(), format!("S{nth}"));
        kills += u32::from(killed(&home, &["task", "import", file], (usual, nth)));
        let left = of_name(&home, &name);
        assert!(left == 0 || left == COUNT, "{nth}: {left}");
        added += u32::from(left == COUNT);
        done(&home, "default", &["task", "import", file]);
        assert_eq!(of_name(&home, &name), COUNT, "{nth}");
    }
    assert!(kills > KILLS / 4 && added < KILLS, "{kills} {added}");
    assert_sound(&home);
}

#[test]
fn an_import_of_several_changes_that_is_killed_is_made_whole_by_a_repeat() {
    // More than one change holds.
    const COUNT: usize = 2_500;
    let home = live_desks();
    let file = file_of(&home, "S1", COUNT);
    let line = ["task", "import", &file];
    let other = live_desks();
    let begun = Instant::now();
    done(&other, "default", &line);
    let usual = begun.elapsed();
    for nth in [KILLS / 4, KILLS / 2, KILLS * 3 / 4, KILLS * 9 / 10] {
        killed(&home, &line, (usual, nth));
        // The tasks of a change are there together.
        assert!([0, 999, 1_999, COUNT].contains(&of_name(&home, "S1")), "{}", of_name(&home, "S1"));
    }
    done(&home, "default", &line);
    assert_eq!(of_name(&home, "S1"), COUNT);
    assert_sound(&home);
}

#[test]
fn of_two_imports_of_one_file_at_once_nothing_is_there_twice() {
    let home = live_desks();
    for nth in 0..ROUNDS {
        let file = file_of(&home, &format!("S{nth}"), 12);
        let line = ["task", "import", &file];
        match codes(&race(&home, [&line, &line])) {
            // The second one read what was known before or after the first one wrote.
            [DONE, DONE | REFUSED] | [REFUSED, DONE] => {}
            other => panic!("{other:?}"),
        }
        assert_eq!(of_name(&home, &format!("S{nth}")), 12, "{nth}");
    }
    assert_sound(&home);
}
