//! What to do next: in the JSON of a change, as an answer of its own, in one's own words, as a quiet line.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use onwatch::instructions::Scenario;
use serde_json::Value;

use crate::away::{sleep, started};
use crate::common::hostile::{acts, corpus};
use crate::common::pty::{ONWATCH, Terminal, home, settings};
use crate::shell::{Shell, lines};

/// A desk, and the names of what is done there.
struct Setting<'a> {
    /// The options that choose the desk.
    desk: String,
    /// Starts its session.
    start: &'a str,
    task: &'a str,
    other: &'a str,
    sprint: &'a str,
    title: &'a str,
    reason: &'a str,
}

const PLAIN: Setting<'_> = Setting {
    desk: String::new(),
    start: "start",
    task: "T-1",
    other: "T-2",
    sprint: "S-1",
    title: "Importer",
    reason: "rain",
};

impl Setting<'_> {
    fn of_profile() -> Self {
        Self { desk: "--profile night".to_owned(), ..PLAIN }
    }

    fn of_run() -> Self {
        Self { desk: "--run nightly".to_owned(), start: "run start --name nightly", ..PLAIN }
    }

    fn is_of_a_run(&self) -> bool {
        self.start.starts_with("run ")
    }
}

/// A desk in the middle of something, and what it was told to do next.
struct Told {
    scenario: &'static str,
    shell: Shell,
    instructions: Value,
}

impl Told {
    fn texts(&self, of: &str) -> Vec<String> {
        let texts = self.instructions[of].as_array().unwrap();
        texts.iter().map(|text| text.as_str().unwrap().to_owned()).collect()
    }

    /// Returns the lines of an answer: the reminder, the actions and the commands.
    fn lines(&self) -> Vec<String> {
        let reminder = self.instructions["context_reminder"].as_str().unwrap_or_default();
        let mut lines = vec![reminder.to_owned()];
        lines.extend(self.texts("next_actions"));
        lines.extend(self.texts("suggested_commands"));
        lines
    }
}

/// Begins a story: nothing, or with a session of this desk.
fn begun(of: &Setting<'_>) -> Shell {
    let shell = started();
    if of.desk.is_empty() {
        return shell;
    }
    let line = if of.is_of_a_run() { of.start } else { "--profile night start" };
    shell.good(line);
    shell
}

/// Gives a command at the desk. It has to succeed.
fn at(shell: &Shell, of: &Setting<'_>, words: &[&str]) -> Value {
    let desk: Vec<&str> = of.desk.split_whitespace().collect();
    let all = [&["--json"], &desk[..], words].concat();
    let said = shell.give(&all);
    assert_eq!(said.exit, 0, "{all:?}: {said:?}");
    serde_json::from_str(&said.out).unwrap()
}

/// Tells each story. Who asks for what to do next, or else the last command, is told it.
fn stories(of: &Setting<'_>) -> Vec<Told> {
    stories_of(of, &|_| true)
}

/// Tells some of the stories, by their place.
fn stories_of(of: &Setting<'_>, wanted: &dyn Fn(usize) -> bool) -> Vec<Told> {
    let Setting { task, other, sprint, title, reason, .. } = *of;
    let titled = format!("--title={title}");
    let because = format!("--reason={reason}");
    let in_sprint = format!("--sprint={sprint}");
    let add = ["task", "add", task, &titled, &in_sprint];
    let add_other = ["task", "add", other, &titled, &in_sprint];
    let add_sprint = ["sprint", "add", sprint, &titled];
    let push_sprint = ["push", "sprint", sprint];
    let push = ["push", "task", task];
    let planned = [&add_sprint[..], &add, &add_other, &push_sprint];
    let (mut all, mut nth) = (Vec::new(), 0);
    let mut tell = |scenario: &'static str, lines: &[&[&str]], minutes: i64, asks: bool| {
        nth += 1;
        if !wanted(nth - 1) {
            return;
        }
        let shell = begun(of);
        let mut done = Value::Null;
        for line in lines {
            done = at(&shell, of, line);
        }
        shell.pass(minutes);
        let instructions =
            if asks { at(&shell, of, &["next"]) } else { done["instructions"].clone() };
        all.push(Told { scenario, shell, instructions });
    };
    tell("no-context", &[], 0, true);
    tell("no-task", &planned, 0, true);
    tell("no-task", &[&["push", "project", "alpha"]], 0, false);
    tell("in-task", &[&push], 5, true);
    tell("in-task", &[&planned[..], &[&push[..], &["note", title]]].concat(), 0, false);
    tell("task-done", &[&planned[..], &[&push[..], &["done", title]]].concat(), 0, false);
    let done_other = ["done", "all", "there"];
    let push_other = ["push", "task", other];
    let to_the_end: [&[&str]; 4] = [&push, &done_other, &push_other, &done_other];
    tell("task-done", &[&planned[..], &to_the_end].concat(), 0, false);
    tell("no-task", &[&planned[..], &to_the_end].concat(), 0, true);
    tell("blocked", &[&push, &["block", &because]], 0, false);
    tell("blocked", &[&planned[..], &[&push[..], &["block", &because]]].concat(), 0, true);
    tell("task-closed", &[&push, &done_other, &push], 0, true);
    tell("paused", &[&push, &["pause", &because]], 10, true);
    tell("paused", &[&["pause"]], 0, false);
    tell("estimate-passed", &[&push, &["estimate", "1h"]], 75, true);
    let bands: [&[&str]; 2] =
        [&["cone", "set", "D", &because], &["health", "set", "red", &because]];
    tell("drift", &bands, 0, true);
    tell("drift", &bands[..1], 0, false);
    tell("forgotten", &[&push], 11 * 60, true);
    let over = if of.is_of_a_run() { "run-over" } else { "ended" };
    tell(over, &[&["end", title]], 3, true);
    let over = if of.is_of_a_run() { "run-over" } else { "cancelled" };
    tell(over, &[&["cancel"]], 0, false);
    if !wanted(nth) {
        return all;
    }
    let shell = begun(of);
    sleep(&shell, 60);
    let instructions = at(&shell, of, &["next"]);
    all.push(Told { scenario: "gap", shell, instructions });
    if of.is_of_a_run() {
        let shell = begun(of);
        let done = shell.object("run delete nightly");
        let instructions = done["instructions"].clone();
        all.push(Told { scenario: "run-over", shell, instructions });
        return all;
    }
    let shell = started();
    shell.good("undo");
    let instructions = at(&shell, of, &["next"]);
    all.push(Told { scenario: "no-session", shell, instructions });
    if of.desk.is_empty() {
        all.push(damaged());
    }
    all
}

/// A desk that lost its history.
fn damaged() -> Told {
    let shell = started();
    fs::remove_dir_all(shell.home.path().join("data")).unwrap();
    let instructions = shell.object("next");
    Told { scenario: "read-only", shell, instructions }
}

#[test]
fn each_scenario_says_what_to_do_the_commands_and_where_the_work_stands() {
    let runs = stories(&Setting::of_run()).into_iter().filter(|told| told.scenario == "run-over");
    let all = stories(&PLAIN).into_iter().chain(runs);
    let pages: Vec<String> = all
        .map(|told| {
            let home = told.shell.home.path().display().to_string();
            let lines = told.lines().join("\n  ").replace(&home, "HOME");
            format!("{}\n  {lines}\n", told.scenario)
        })
        .collect();
    insta::assert_snapshot!("each_scenario", pages.join("\n"));
}

/// Returns a shell with a copy of a home, at the same time.
fn copy(of: &Shell) -> Shell {
    let mut copy = Shell::new();
    copy_dir(of.home.path(), copy.home.path());
    copy.clock = of.clock.clone();
    copy
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let to = to.join(entry.file_name());
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_dir(&entry.path(), &to);
        } else if kind.is_symlink() {
            std::os::unix::fs::symlink(fs::read_link(entry.path()).unwrap(), to).unwrap();
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Returns the words of a command line as a POSIX shell reads them.
fn words(command: &str) -> Vec<String> {
    let script = format!("show() {{ printf '%s\\0' \"$@\"; }}; show {command}");
    let out = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(out.status.success() && out.stderr.is_empty(), "{command}: {out:?}");
    let text = String::from_utf8(out.stdout).unwrap();
    text.split_terminator('\0').map(str::to_owned).collect()
}

/// Gives each suggested command where it is suggested. Each has to be done.
fn assert_allowed(all: Vec<Told>) -> BTreeSet<&'static str> {
    let mut seen = BTreeSet::new();
    for told in all {
        seen.insert(told.scenario);
        let commands = told.texts("suggested_commands");
        assert!(!commands.is_empty(), "{}", told.scenario);
        for command in commands {
            let given = words(&command.replace("TIME", "09:20"));
            let (program, given) = given.split_first().unwrap();
            assert_eq!(program, "onwatch", "{command}");
            let given: Vec<&str> = given.iter().map(String::as_str).collect();
            let said = copy(&told.shell).give(&given);
            // A list of nothing says so, and how to add something.
            // A check says what is missing.
            let says_more = ["task list", "task check"].iter().any(|end| command.ends_with(end));
            let is_done = match (says_more, told.scenario) {
                (true, _) => matches!(said.exit, 0 | 3 | 5),
                (false, "read-only") => said.exit == 6,
                (false, _) => said.exit == 0,
            };
            assert!(is_done, "{}: {command}: {said:?}", told.scenario);
        }
    }
    seen
}

#[test]
fn each_suggested_command_is_done_where_it_is_suggested() {
    let mut seen = assert_allowed(stories(&PLAIN));
    seen.extend(assert_allowed(stories(&Setting::of_profile())));
    seen.extend(assert_allowed(stories(&Setting::of_run())));
    let all: BTreeSet<&str> = Scenario::ALL.iter().map(|scenario| scenario.word()).collect();
    assert_eq!(seen, all);
}

#[test]
fn a_suggested_command_names_what_it_is_about_whatever_the_name_is() {
    // Those that name a task or a sprint in a command.
    let some = |nth: usize| [1, 5, 7, 9].contains(&nth);
    for (other, sprint) in [
        ("it's;$(touch", "7&&x"),
        ("`reboot`", "\"quoted\""),
        ("$HOME\\n", "*"),
        ("=ls", "=ls"),
        ("#7", "é→ü"),
        ("a|b>c<d", "!!"),
    ] {
        let all = stories_of(&Setting { other, task: "T-1", sprint, ..PLAIN }, &some);
        assert!(all[1].texts("suggested_commands")[0].starts_with("onwatch push task "), "{other}");
        assert_allowed(all);
    }
}

#[test]
fn a_name_that_no_command_line_can_give_is_in_no_command() {
    let shell = started();
    shell.good("sprint add S-1");
    let file = shell.home.path().join("plan.json");
    fs::write(&file, "[{\"id\": \"~root\", \"title\": \"x\", \"sprint\": \"S-1\"}]").unwrap();
    shell.good(&format!("task import {}", file.display()));
    shell.good("push sprint S-1");
    let next = shell.object("next");
    let commands = next["suggested_commands"].to_string();
    assert!(!commands.contains("root"), "{commands}");
    assert!(next["context_reminder"].as_str().unwrap().contains("1 task is left"), "{next}");
}

#[test]
fn typed_text_stays_in_its_line_and_is_no_action_and_no_command() {
    // A blocked task of a sprint says most of what was typed.
    let some = |nth: usize| nth == 9;
    let plain: Vec<(usize, usize)> = stories_of(&PLAIN, &some).iter().map(count).collect();
    for hostile in corpus() {
        let (title, reason) = (hostile.cut(200), hostile.cut(1_000));
        let of = Setting { title: &title, reason: &reason, ..PLAIN };
        let told = stories_of(&of, &some);
        let counts: Vec<(usize, usize)> = told.iter().map(count).collect();
        assert_eq!(counts, plain, "{}", hostile.name);
        for told in told {
            for line in told.lines() {
                assert!(!line.contains(acts) && line.lines().count() < 2, "{}", hostile.name);
            }
            for form in ["text", "md"] {
                let said = told.shell.say(&format!("next --format {form}"));
                for line in said.out.lines() {
                    assert!(!line.contains(acts), "{}: {line:?}", hostile.name);
                }
            }
        }
    }
}

fn count(told: &Told) -> (usize, usize) {
    (told.texts("next_actions").len(), told.texts("suggested_commands").len())
}

/// Writes a template of one's own.
fn write_own(shell: &Shell, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = shell.home.path().join("config/instructions").join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn ones_own_words_take_the_place_of_those_of_each_scenario() {
    let mut seen = BTreeSet::new();
    for told in [stories(&PLAIN), stories(&Setting::of_run())].concat_all() {
        let text = "- Ask {{ session }}\n$ {{ onwatch }} status\n> Own words.\n";
        write_own(&told.shell, &format!("{}.txt", told.scenario), text);
        let run = if told.scenario == "run-over" { "--run nightly " } else { "" };
        let said = told.shell.say(&format!("{run}--json next"));
        if said.exit == 0 && said.out.contains("Own words.") {
            seen.insert(told.scenario);
        }
        assert_eq!(told.shell.say("config check").exit, 0);
    }
    // What only follows from a command is not asked for later.
    seen.insert("task-done");
    let all: BTreeSet<&str> = Scenario::ALL.iter().map(|scenario| scenario.word()).collect();
    assert_eq!(seen, all);
    let shell = Shell::after(&["start", "push task T-1"]);
    write_own(&shell, "task-done.txt", "- Rest after {{ completed }}\n");
    let done = shell.object("done all there");
    assert_eq!(done["instructions"]["next_actions"], serde_json::json!(["Rest after T-1"]));
    assert_eq!(done["instructions"]["suggested_commands"], serde_json::json!([]));
    assert!(done["instructions"]["context_reminder"].is_null());
}

trait ConcatAll<T> {
    fn concat_all(self) -> Vec<T>;
}

impl<T, const N: usize> ConcatAll<T> for [Vec<T>; N] {
    fn concat_all(self) -> Vec<T> {
        self.into_iter().flatten().collect()
    }
}

#[test]
fn a_broken_template_fails_no_command_and_is_named_with_its_line_and_its_fault() {
    for (text, fault) in [
        ("- Go on\n- {{ tsak }}\n", ":2: there is no value 'tsak'"),
        ("- Go on\n{% if may.fly %}- x{% endif %}\n", ":2: there is no value 'may.fly'"),
        // Also where it is not reached now.
        ("{% if reason %}\n- {{ nobody }}{% endif %}\n", ":2: there is no value 'nobody'"),
        ("- {{ session\n", ":1: syntax error: "),
        ("- a\n- b\n{% if x %}\n", ":3: syntax error: "),
        ("- {{ session|upper }}\n", ":1: unknown filter: "),
        ("- a\nDo this\n", ":2: a line begins with `- `, `$ ` or `> `"),
        ("- a\n{{ session }}\n", ": a line begins with `- `, `$ ` or `> `"),
        ("- a\n$ onwatch push {{ task }}\n", ":2: a value in a command needs the filter `sh`"),
        ("$ \n", ":1: this command is empty"),
        ("{% for a in range(9) %}{% endfor %}", ":1: there is no value 'range'"),
        (
            "{% for a in may %}{% for b in may %}{% for c in may %}{% endfor %}{% endfor %}{% endfor %}",
            ":1: it does too much work",
        ),
    ] {
        let shell = Shell::after(&["start"]);
        let built_in = shell.good("next");
        let path = write_own(&shell, "no-context.txt", text);
        let told = format!("{path}{fault}");
        let said = shell.say("next");
        assert_eq!((said.exit, said.out), (0, built_in), "{text}");
        let warning = said.err.lines().find(|line| line.contains(&told));
        let warning = warning.unwrap_or_else(|| panic!("{text}: {}", said.err));
        assert!(warning.starts_with("onwatch: warning: "), "{warning}");
        assert!(warning.ends_with("; the built-in words are used"), "{warning}");
        let done = shell.object("note hello");
        assert!(done["warnings"][0].as_str().unwrap().contains(&told), "{done}");
        assert_eq!(done["instructions"]["suggested_commands"][0], "onwatch push TITLE");
        let check = shell.say("config check");
        assert_eq!(check.exit, 0);
        assert!(check.err.contains(&told), "{text}: {}", check.err);
    }
}

#[test]
fn a_template_that_cannot_be_read_is_named_and_nobody_waits_for_it() {
    let shell = Shell::after(&["start"]);
    let path = write_own(&shell, "no-context.txt", [b'-', b' ', 0xff, b'\n']);
    let fault = |told: &str| {
        for line in ["next", "config check"] {
            let said = shell.say(line);
            assert_eq!(said.exit, 0);
            assert!(said.err.contains(&format!("{path}{told}")), "{line}: {}", said.err);
        }
    };
    fault(":1: it is not UTF-8 text; the built-in words are used");
    fs::write(&path, "-".repeat(1_024 * 1_024 + 1)).unwrap();
    fault(": it has more than 1048576 bytes; the built-in words are used");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    fault(": it cannot be read (");
    fs::remove_dir(&path).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    fault(": it cannot be read (it is a pipe)");
}

#[test]
fn a_check_names_a_file_that_is_the_template_of_no_scenario() {
    let shell = Shell::new();
    for name in ["in-taks.txt", "paused.md", ".paused.txt.swp", "paused.txt~"] {
        write_own(&shell, name, "- x\n");
    }
    let err = shell.say("config check").err;
    let warnings = lines(&err);
    assert_eq!(warnings.len(), 2, "{err}");
    assert!(
        warnings[0].contains("in-taks.txt: no scenario has this name (did you mean `in-task`?)")
    );
    assert!(warnings[1].contains("paused.md: no scenario has this name"), "{err}");
    assert!(warnings[1].ends_with("forgotten, estimate-passed, no-session, ended, cancelled, run-over, no-context, no-task, in-task, task-done, blocked, task-closed, paused, drift"), "{err}");
}

#[test]
fn what_to_do_next_is_text_a_page_or_an_object() {
    let shell = Shell::after(&["start -n x", "push task T-1"]);
    shell.give(&["task", "edit", "T-1", "-t", "*bold* [x](y)"]);
    let text = shell.good("next");
    assert_eq!(text, shell.good("next --format text"));
    assert!(lines(&text).contains(&"    onwatch done SUMMARY"), "{text}");
    let page = shell.good("next --format md");
    assert!(page.starts_with("# What to do next\n\nSESSION-001 is active"), "{page}");
    assert!(page.contains("\n## Next actions\n\n- Write down"), "{page}");
    assert!(page.contains("\n## Suggested commands\n\n- `onwatch note TEXT`\n"), "{page}");
    let object = shell.object("next");
    assert_eq!(object["schema"], "onwatch.instructions/1");
    let asked: Value = serde_json::from_str(&shell.good("next --format json")).unwrap();
    assert_eq!(asked, object);
    let said = shell.say("--json next --format md");
    assert_eq!(said.exit, 2);
    assert!(said.out.contains("--json and --format md are two forms of one answer"), "{said:?}");
}

#[test]
fn what_to_do_next_is_said_also_if_the_settings_are_broken() {
    let shell = Shell::after(&["start"]);
    shell.settings("hints = 7\n");
    let said = shell.say("next");
    assert_eq!(said.exit, 0);
    assert!(said.err.contains("`hints` takes true or false"), "{said:?}");
}

#[test]
fn a_person_sees_the_first_action_after_the_answer_and_nobody_else_does() {
    let mut shell = Shell::new();
    assert_eq!(shell.say("start").err, "", "a pipe gets no hint");
    shell.terminal = true;
    let hint = "next: Write down what you do and what you find: `onwatch note TEXT`";
    assert!(shell.say("push task T-1").err.contains(hint));
    for line in ["-q note a", "--json note b", "status", "next", "pop --at 25:00"] {
        assert!(!shell.say(line).err.contains("next: Write"), "{line}");
    }
    shell.settings("hints = false\n");
    assert_eq!(shell.say("note c").err, "");
    shell.settings("hints = true\n");
    assert!(shell.say("note d").err.contains(hint));
    // The answer says it already.
    let said = shell.say("cone set A --source probe");
    assert!(said.err.contains("next: "), "{said:?}");
    shell.good("cone set C why");
    let said = shell.say("cone set B --source probe");
    assert!(said.out.contains("see what every source says"), "{said:?}");
    assert!(!said.err.contains("next: "), "{said:?}");
    // So does the question that waits.
    shell.pass(11 * 60);
    let said = shell.say("note e");
    assert!(said.err.contains("no activity for 11h"), "{said:?}");
    assert!(!said.err.contains("next: "), "{said:?}");
}

#[test]
fn on_a_real_terminal_the_hint_is_quiet_and_comes_after_the_answer() {
    let home = home();
    let said = |words: &[&str]| {
        let bytes = Terminal::run(words, home.path()).wait_all();
        String::from_utf8(bytes).unwrap()
    };
    let answer = said(&[ONWATCH, "start"]);
    let hint = "\r\n\u{1b}[2mnext: Enter what you work on, by its title or its id: \
                `onwatch push TITLE`\u{1b}[0m\r\n";
    assert!(answer.starts_with("Started SESSION-001 at ") && answer.ends_with(hint), "{answer:?}");
    let script =
        "\"$0\" note a 2>/dev/null; \"$0\" --json note b 2>&1; \"$0\" -q note c; echo over";
    assert!(!said(&["sh", "-c", script, ONWATCH]).contains("next: "));
    settings(home.path(), "hints = false\n");
    assert!(!said(&[ONWATCH, "pause"]).contains("next: "));
}
