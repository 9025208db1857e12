//! `onwatch brief`: everything that somebody needs to go on, within a budget.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::shell::{Shell, lines, program};

/// A desk with something in every part of a brief.
fn busy() -> Shell {
    let shell = Shell::new();
    shell.good("start Morning");
    shell.good("end queue is stuck");
    shell.good("start --agent bot-1 --workflow w-1 --target 2h Importer");
    shell.good("push sprint 1");
    shell.good("push -e 2h30m task 7 Rows");
    for nth in 0..14 {
        shell.pass(1);
        shell.good(&format!("note step {nth} of the plan"));
    }
    shell.good("--profile late start");
    shell.good("--profile late push TASK-7");
    shell.good("--profile late block no rain");
    shell.good("band C budget is spent");
    shell.good("health yellow slow");
    shell
}

#[test]
fn a_brief_says_all_that_somebody_needs_to_go_on() {
    let shell = busy();
    let brief = shell.object("brief");
    assert_eq!(brief["schema"], "onwatch.brief/1");
    assert_eq!((&brief["desk"], &brief["asked_by"]), (&"default".into(), &"ana".into()));
    assert_eq!(brief["session"]["key"], "SESSION-002");
    assert_eq!(brief["session"]["active_seconds"], 14 * 60);
    assert_eq!(brief["about"]["agent_id"], "bot-1");
    let current = &brief["stack"][0];
    assert_eq!((&current["id"], &current["title"]), (&"TASK-7".into(), &"Rows".into()));
    assert_eq!(current["estimate_seconds"], 9_000);
    assert_eq!(current["total_seconds"], 14 * 60);
    assert_eq!(current["status"], "blocked");
    assert_eq!(current["reason"], "no rain");
    assert_eq!(current["elsewhere"][0]["desk"], "late");
    assert_eq!(brief["stack"][1]["id"], "SPRINT-1");
    let notes = brief["notes"].as_array().unwrap();
    let texts: Vec<&str> = notes.iter().map(|note| note["text"].as_str().unwrap()).collect();
    let all: Vec<String> = (0..14).rev().map(|nth| format!("step {nth} of the plan")).collect();
    assert_eq!(texts, all);
    assert_eq!(notes[0]["context"][1]["id"], "TASK-7");
    assert_eq!(brief["governance"]["band_drift"], "worse");
    assert_eq!(brief["governance"]["band_reason"], "budget is spent");
    assert_eq!(brief["last_session"]["key"], "SESSION-001");
    assert_eq!(brief["last_session"]["closing_notes"], "queue is stuck");
    let commands = |list: &Value| -> Vec<String> {
        let all = list.as_array().unwrap().iter();
        all.map(|verb| verb["command"].as_str().unwrap().to_owned()).collect()
    };
    assert!(commands(&brief["allowed"]).contains(&"onwatch done".to_owned()));
    assert!(commands(&brief["refused"]).contains(&"onwatch start".to_owned()));
    assert!(brief["refused"].as_array().unwrap().iter().all(|verb| verb["why"].is_string()));
    assert_eq!(brief["left_out"], serde_json::json!([]));
}

#[test]
fn a_person_reads_the_same_in_lines() {
    let shell = busy();
    let said = shell.good("brief");
    let all = lines(&said);
    assert_eq!(all[0], "SESSION-002 active, 14m since 09:00, by ana on the desk default");
    for line in [
        "    Importer",
        "    agent: bot-1",
        "    TASK-7  Rows",
        "      14m of 2h 30m, 14m today, 14m in this session; blocked: no rain, in SPRINT-1, also on \
         the desk late (ana)",
        "    09:14  [TASK-7] step 13 of the plan",
        "    band B Caution → C Stabilize (worse)  budget is spent",
        "    SESSION-001 ended 14m ago, 0s active, by ana  Morning — queue is stuck",
        "    onwatch done  Complete the current task and leave it",
    ] {
        assert!(all.contains(&line), "{line}\n{said}");
    }
    assert!(!said.contains("refused"), "{said}");
}

#[test]
fn a_brief_of_another_desk_names_its_commands() {
    let shell = busy();
    let brief = shell.object("--profile late brief");
    assert_eq!(brief["desk"], "late");
    let allowed = brief["allowed"].as_array().unwrap();
    assert!(
        allowed.iter().all(|verb| {
            verb["command"].as_str().unwrap().starts_with("onwatch --profile late ")
        })
    );
}

#[test]
fn without_a_live_session_it_is_about_the_last_one() {
    let shell = busy();
    shell.good("end all rows are in");
    let brief = shell.object("brief");
    assert_eq!(brief["session"]["phase"], "ended");
    let open: Vec<&str> =
        brief["stack"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(open, ["TASK-7", "SPRINT-1"], "what was open at its end");
    assert_eq!(brief["last_session"]["key"], "SESSION-002");
    assert_eq!(brief["last_session"]["closing_notes"], "all rows are in");
    assert_eq!(brief["notes"].as_array().unwrap().len(), 14);
}

#[test]
fn on_a_new_desk_it_says_how_to_begin() {
    let said = Shell::new().say("brief");
    assert_eq!(said.exit, 3);
    assert!(said.out.starts_with("No session yet on the desk default; ana asks\n"), "{said:?}");
    assert!(said.out.contains("onwatch start  Start a session"), "{said:?}");
}

/// What a brief shows, without what it says of the rest.
fn shown(format: &str, out: &str) -> BTreeSet<String> {
    if format != "json" {
        let body = out.split("\n## Left out").next().unwrap().lines();
        let body = body.filter(|line| !line.starts_with("  left out "));
        return body.map(str::to_owned).collect();
    }
    let brief: Value = serde_json::from_str(out).unwrap();
    let mut all = BTreeSet::new();
    for (name, value) in brief.as_object().unwrap() {
        match value {
            Value::Array(items) if name != "left_out" => {
                all.extend(items.iter().map(|item| format!("{name} {item}")));
            }
            Value::Array(_) | Value::Null => {}
            value => drop(all.insert(format!("{name} {value}"))),
        }
    }
    all
}

#[test]
fn one_long_text_leaves_room_for_the_rest_of_a_brief() {
    let shell = Shell::after(&["start Importer", "push task 7 Rows"]);
    for note in ["first", "second", "third", &"barley ".repeat(430)] {
        shell.pass(1);
        shell.good(&format!("note {note}"));
    }
    for (format, budget) in [("text", 2_500), ("md", 2_500), ("json", 4_500)] {
        let said = shell.good(&format!("brief --format {format} --budget {budget}"));
        for word in ["first", "second", "third", "onwatch "] {
            assert!(said.contains(word), "{format}: {word}\n{said}");
        }
        assert_eq!(said.matches("barley").count(), 40, "{format}: {said}");
    }
    let notes = &shell.object("brief")["notes"];
    assert_eq!(notes[0]["is_cut"], true);
    assert_eq!(notes[0]["text"].as_str().unwrap().chars().count(), 281);
    assert!(notes[0]["text"].as_str().unwrap().ends_with('…'));
    assert_eq!((&notes[1]["is_cut"], &notes[1]["text"]), (&false.into(), &"third".into()));
    assert!(shell.object("status")["notes"][0]["text"].as_str().unwrap().len() > 2_900);
}

#[test]
fn of_many_notes_the_newest_are_told_and_the_older_ones_are_named() {
    let shell = Shell::after(&["start"]);
    for nth in 0..201 {
        let said = shell.good(&format!("note round {nth}"));
        assert!(said.starts_with("Noted"), "{said}");
    }
    shell.good("undo");
    let brief = shell.object("brief");
    assert_eq!(brief["notes"].as_array().unwrap().len(), 200, "all that were not undone");
    assert_eq!(
        (&brief["notes"][0]["text"], &brief["has_older_notes"]),
        (&"round 199".into(), &false.into())
    );
    assert_eq!(brief["left_out"], serde_json::json!([]));
    shell.good("note one more");
    let brief = shell.object("brief");
    assert_eq!(brief["notes"].as_array().unwrap().len(), 200);
    assert_eq!(brief["has_older_notes"], true);
    let left = &brief["left_out"][0];
    assert_eq!((&left["part"], &left["has_more"]), (&"notes".into(), &true.into()));
    let said = shell.good("brief");
    assert!(said.contains("left out older notes: `onwatch show SESSION-001`\n"), "{said}");
    let said = shell.good("brief --budget 4000");
    assert!(said.contains(", and older notes: `onwatch "), "{said}");
}

#[test]
fn every_text_that_somebody_typed_is_cut() {
    let long = "word ".repeat(200);
    let shell = Shell::after(&["start", &format!("end {long}"), &format!("start {long}")]);
    shell.good("push task 7 Rows");
    shell.good(&format!("block {long}"));
    shell.good(&format!("band C {long}"));
    shell.good("task add 8 -t Keys");
    shell.good(&format!("block --task 8 {long}"));
    shell.good(&format!("--profile late start {long}"));
    shell.good(&format!("pause {long}"));
    let brief = shell.object("brief --since today");
    for place in [
        &brief["about"],
        &brief["stack"][0],
        &brief["governance"],
        &brief["last_session"],
        &brief["since"]["blocked"][0],
        &brief["since"]["sessions"][0],
    ] {
        assert_eq!(place["is_cut"], true, "{place}");
    }
    assert!(!brief.to_string().contains(&long[..300]), "{brief}");
}

#[test]
fn the_steps_to_do_next_and_the_checks_come_before_the_notes() {
    let shell = busy();
    let brief = shell.object("brief");
    let first = brief["next"][0]["commands"][0].as_str().unwrap();
    assert!(first.starts_with("onwatch "), "{brief}");
    let said = shell.good("brief");
    let at = |title: &str| said.find(&format!("\n  {title}\n")).unwrap();
    let titles = ["about", "context", "open checks", "next", "notes", "band and health"];
    assert!(titles.map(at).is_sorted(), "{said}");
    let few = shell.good("brief --budget 1200");
    assert!(few.contains("\n  next\n"), "{few}");
    assert!(!few.contains("\n  allowed now\n"), "{few}");
}

#[test]
fn within_every_budget_the_most_important_is_shown_whole() {
    let shell = busy();
    shell.good("note *bold* [link](x) `code` <b>");
    for format in ["text", "md", "json"] {
        let whole = shell.good(&format!("brief --format {format}"));
        let all = shown(format, &whole);
        let count = whole.chars().count();
        let mut before = BTreeSet::new();
        let mut least = None;
        for budget in (0..=count + 40).step_by(37).chain([count - 1, count]) {
            let said = shell.say(&format!("brief --format {format} --budget {budget}"));
            if said.exit == 2 {
                assert!(before.is_empty(), "{format} {budget}: it was shown for less");
                let words = said.err.split("--budget ").nth(1).unwrap();
                least = Some(words.split(' ').next().unwrap().parse::<usize>().unwrap());
                continue;
            }
            assert_eq!(said.exit, 0, "{said:?}");
            let length = said.out.chars().count();
            assert!(length <= budget, "{format} {budget}: {length}\n{}", said.out);
            let now = shown(format, &said.out);
            if budget < count - 1 {
                assert!(before.is_subset(&now), "{format} {budget}: {:?}", &before - &now);
                before.clone_from(&now);
            }
            assert!(now.is_subset(&all), "{format} {budget}: {:?}", &now - &all);
            let says_it = ["left out", "Left out", "\"count\""];
            let says_it = says_it.iter().any(|words| said.out.contains(words));
            assert_eq!(says_it, now != all, "{format} {budget}: {}", said.out);
        }
        let least = least.unwrap();
        assert_eq!(shell.say(&format!("brief --format {format} --budget {least}")).exit, 0);
        assert_eq!(shell.say(&format!("brief --format {format} --budget {}", least - 1)).exit, 2);
        assert_eq!(shell.good(&format!("brief --format {format} --budget {count}")), whole);
    }
}

#[test]
fn a_brief_since_a_time_says_what_happened_meanwhile_and_by_whom() {
    let shell = busy();
    shell.good("pause lunch");
    shell.pass(60);
    for line in [
        "unblock",
        "note rain is over",
        "done all rows are in the table",
        "task add 8 -t Columns",
        "push task 9 Cells",
        "health red smoke",
    ] {
        shell.good(&format!("--profile late --operator bo {line}"));
    }
    shell.good("--profile late --operator bo task add 10 -t Gone");
    shell.good("--profile late --operator bo task drop 10 not needed");
    shell.good("--profile late --operator bo task add 11 -t Stuck");
    shell.good("--profile late --operator bo block --task 11 no key");
    shell.pass(1);
    for since in ["60m ago", "last", "09:15"] {
        let said = shell.give(&["--json", "brief", "--since", since]);
        let brief: Value = serde_json::from_str(&said.out).unwrap();
        let since = &brief["since"];
        let ids = |list: &str| -> Vec<&str> {
            since[list].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect()
        };
        assert_eq!(ids("done"), ["TASK-7"], "{said:?}");
        let done = &since["done"][0];
        assert_eq!((&done["operator"], &done["desk"]), (&"bo".into(), &"late".into()));
        assert_eq!(done["summary"], "all rows are in the table");
        assert_eq!(ids("dropped"), ["TASK-10"]);
        assert_eq!(since["dropped"][0]["reason"], "not needed");
        assert_eq!(ids("blocked"), ["TASK-11"]);
        assert_eq!(since["blocked"][0]["reason"], "no key");
        assert_eq!(ids("doing"), ["TASK-9"]);
        assert_eq!(since["doing"][0]["at_work"][0]["desk"], "late");
        assert!(ids("added").contains(&"TASK-8"), "{since}");
        let of_bo = |note: &&Value| note["operator"] == "bo";
        let notes: Vec<&Value> = since["notes"].as_array().unwrap().iter().filter(of_bo).collect();
        assert_eq!(notes.len(), 1, "what was done is told once: {since}");
        assert_eq!(notes[0]["text"], "rain is over");
        assert_eq!(since["sessions"].as_array().unwrap().len(), 2);
        assert_eq!(since["readings"][0]["health"], "red");
    }
    let said = shell.give(&["brief", "--since", "60m ago"]).out;
    for line in [
        "    10:14  TASK-7  Rows: all rows are in the table  (bo, desk late)",
        "    TASK-11  Stuck: no key",
        "    10:14  [TASK-7] rain is over  (bo, desk late)",
        "    10:14  health red (desk late)",
    ] {
        assert!(said.lines().any(|one| one == line), "{line}\n{said}");
    }
}

#[test]
fn what_happened_is_bounded_and_the_rest_is_counted() {
    let shell = Shell::after(&["start", "note of my own", "--profile late start"]);
    for nth in 0..25 {
        shell.good(&format!("--profile late note round {nth}"));
    }
    let brief = shell.object("brief --since today");
    assert_eq!(brief["notes"][0]["text"], "of my own");
    assert_eq!(brief["since"]["notes"].as_array().unwrap().len(), 20);
    assert_eq!(brief["since"]["notes"][0]["text"], "round 24");
    let left = &brief["left_out"][0];
    assert_eq!((&left["part"], &left["count"]), (&"notes_since".into(), &5.into()));
}

#[test]
fn what_was_left_out_is_shown_by_the_same_options() {
    let shell = busy();
    let said =
        shell.give(&["brief", "--since", "31 Dec 9:00", "--format", "md", "--budget", "400"]);
    let command = "onwatch brief --since '31 Dec 9:00' --format md";
    assert!(said.out.contains(command), "{said:?}");
}

#[test]
fn in_markdown_a_command_is_code() {
    let shell = busy();
    let page = shell.good("brief --format md --since today");
    assert!(!page.contains("\\`"), "{page}");
    assert!(page.contains("`onwatch "), "{page}");
    shell.good("pause it's `late`");
    shell.good("end");
    let page = shell.good("brief --format md");
    assert!(
        page.contains("\n\nended 2026-01-01 09:14; 14m active from 2026-01-01 09:00; by"),
        "{page}"
    );
}

#[test]
fn a_damaged_desk_is_named_once() {
    let shell = busy();
    let history = shell.home.path().join("data/profiles/late/history");
    for file in fs::read_dir(&history).unwrap() {
        fs::write(file.unwrap().path(), "{\"garbage\n").unwrap();
    }
    let warnings = shell.object("brief --since today")["warnings"].clone();
    let of_late = |it: &&Value| it.as_str().unwrap().contains("the desk late");
    assert_eq!(warnings.as_array().unwrap().iter().filter(of_late).count(), 1, "{warnings}");
}

#[test]
fn since_a_time_that_is_not_understood_is_refused() {
    let shell = busy();
    for later in ["9999-12-31", "2026-01-02", "tomorrow"] {
        let said = shell.say(&format!("brief --since {later}"));
        assert_eq!(said.exit, 2, "{said:?}");
        assert!(said.err.contains("lies in the future"), "{said:?}");
    }
    assert_eq!(shell.say("brief --since sometime").exit, 2);
    let said = shell.say("--operator nobody brief --since last");
    assert_eq!(said.exit, 3, "{said:?}");
    assert!(said.err.contains("none of the newest commands of this desk is from nobody"));
}

#[test]
fn a_brief_names_the_checks_that_fail_now() {
    let shell = busy();
    let brief = shell.object("brief");
    let checks = brief["checks"].as_array().unwrap();
    let has = |subject: &str, code: &str| {
        checks.iter().any(|check| check["subject"] == subject && check["code"] == code)
    };
    assert!(has("TASK-7", "summary_missing"), "{checks:?}");
    assert!(shell.good("brief").contains("    error: TASK-7: "), "{checks:?}");
    assert_eq!(shell.object("status")["session"]["phase"], "active", "nothing was completed");
}

#[test]
fn the_status_says_what_is_allowed_and_what_was_noted() {
    let shell = busy();
    let status = shell.object("status");
    let verbs = status["allowed"].as_array().unwrap();
    let verb = |name: &str| verbs.iter().find(|verb| verb["verb"] == name).unwrap();
    assert_eq!((&verb("end")["allowed"], &verb("end")["why"]), (&true.into(), &Value::Null));
    assert_eq!(verb("start")["allowed"], false);
    assert!(verb("start")["why"].as_str().unwrap().contains("SESSION-002"), "{verbs:?}");
    assert_eq!(status["notes"][0]["text"], "step 13 of the plan");
    assert_eq!(status["totals"], Value::Null);
    let totals = &shell.object("status --totals")["totals"];
    assert_eq!(totals["today_seconds"], 14 * 60, "{totals}");
    assert_eq!(totals["week_seconds"], 14 * 60);
    assert!(shell.good("status --totals").contains("  totals   14m today, 14m this week\n"));
    assert!(!shell.good("status").contains("totals"));
}

#[test]
fn two_forms_of_one_answer_are_refused() {
    let said = busy().say("--json brief --format md");
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(said.err.contains("--json and --format md are two forms of one answer"), "{said:?}");
}

/// Runs the real program in a fresh process; returns the one object it prints.
fn fresh(home: &TempDir, line: &str) -> Value {
    let output = program(home, line).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn after_a_kill_at_each_point_a_fresh_process_is_told_all_that_was_acknowledged() {
    let home = TempDir::new().unwrap();
    let commands = ["start Importer", "push sprint 1", "push task 7 Rows", "note one", "note two"];
    for killed_after in 0..=commands.len() {
        let mut agent = program(&home, "--plain --operator bot");
        let mut agent = agent.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut input = agent.stdin.take().unwrap();
        let mut output = BufReader::new(agent.stdout.take().unwrap());
        let mut told = Vec::new();
        for command in &commands[..killed_after] {
            writeln!(input, "{command} {killed_after}").unwrap();
            told.push((command, acknowledged(&mut output)));
        }
        // One more, whose answer is never read: it is recorded or not, and nothing else is lost.
        let _ = writeln!(input, "note unread {killed_after}");
        Command::new("kill").args(["-9", &agent.id().to_string()]).status().unwrap();
        agent.wait().unwrap();
        let brief = fresh(&home, "brief --format json");
        if killed_after == 0 {
            continue;
        }
        assert_eq!(brief["session"]["phase"], "active", "{brief}");
        assert_eq!(brief["about"]["notes"], format!("Importer {killed_after}"), "{told:?}");
        let stack = brief["stack"].as_array().unwrap().len();
        assert_eq!(stack, killed_after.saturating_sub(1).min(2), "{told:?} {brief}");
        let notes = brief["notes"].as_array().unwrap();
        let has = |text: &str| notes.iter().any(|note| note["text"] == text);
        assert_eq!(has(&format!("one {killed_after}")), killed_after > 3, "{brief}");
        assert_eq!(has(&format!("two {killed_after}")), killed_after > 4, "{brief}");
        // It goes on from there.
        let done = fresh(&home, "--json note going on");
        assert_eq!(done["verb"], "note", "{done}");
        assert_eq!(fresh(&home, "--json brief")["notes"][0]["text"], "going on");
        assert_eq!(fresh(&home, "--json end")["verb"], "end");
    }
}

/// Reads the answer to a command; the status that stands before it is skipped.
fn acknowledged(output: &mut impl BufRead) -> String {
    loop {
        let mut line = String::new();
        assert!(output.read_line(&mut line).unwrap() > 0, "it ended");
        if ["Started", "Entered", "Noted"].iter().any(|word| line.starts_with(word)) {
            return line;
        }
    }
}
