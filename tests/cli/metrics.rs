//! The metrics, read by a strict reader of their format.

// The values are exact: whole seconds, counts, 0 and 1.
#![allow(clippy::float_cmp)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::exposition::{Family, read};
use crate::shell::{Said, Shell};

type Families = BTreeMap<String, Family>;

fn families(said: &Said) -> Families {
    read(&said.out).unwrap_or_else(|fault| panic!("{fault}\n{said:?}"))
}

/// Returns the families of an answer that is whole.
fn whole(shell: &Shell) -> Families {
    let said = shell.say("metrics");
    assert_eq!((said.exit, said.err.as_str()), (0, ""), "{said:?}");
    families(&said)
}

/// Returns the value of a family that has one without labels, or the one with these.
#[track_caller]
fn value(families: &Families, name: &str, labels: &str) -> f64 {
    *families[name].get(labels).unwrap_or_else(|| panic!("{name}{{{labels}}}: {families:#?}"))
}

/// Returns the states of a state set that are set.
fn set_states(families: &Families, name: &str, desk: &str) -> Vec<String> {
    let of_desk = |labels: &&String| labels.contains(&format!("desk=\"{desk}\""));
    let set = families[name].iter().filter(|(_, value)| **value != 0.0).map(|(labels, _)| labels);
    set.filter(of_desk).cloned().collect()
}

/// Returns every file below the home and its bytes.
fn files(shell: &Shell) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
    let (mut files, mut dirs) = (BTreeMap::new(), vec![shell.home.path().to_owned()]);
    while let Some(dir) = dirs.pop() {
        for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                files.insert(path.clone(), Vec::new());
                dirs.push(path);
            } else {
                files.insert(path.clone(), fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn a_machine_without_a_desk_has_no_values_of_one() {
    let shell = Shell::new();
    let families = whole(&shell);
    assert_eq!(value(&families, "onwatch_complete", ""), 1.0);
    assert_eq!(value(&families, "onwatch_build_info", "version=\"0.1.0\""), 1.0);
    assert_eq!(families["onwatch_runs"].values().sum::<f64>(), 0.0);
    assert!(!families.contains_key("onwatch_desk_readable"), "{families:#?}");
    assert_eq!(files(&shell), BTreeMap::new());
    // A profile is there from its first command on, not because somebody names it.
    let named = shell.say("metrics --profile night");
    assert_eq!(named, shell.say("metrics"));
}

#[test]
fn a_live_session_has_its_times_in_seconds() {
    let shell = Shell::after(&["start --target 8h"]);
    shell.pass(60);
    shell.good("pause -r lunch");
    shell.clock.advance(90);
    shell.good("resume");
    shell.clock.advance(30);
    let families = whole(&shell);
    let of = |name: &str| value(&families, name, "desk=\"default\"");
    assert_eq!(of("onwatch_session_active_seconds"), 3_630.0);
    assert_eq!(of("onwatch_session_paused_seconds"), 90.0);
    assert_eq!(of("onwatch_session_wall_seconds"), 3_720.0);
    assert_eq!(of("onwatch_session_target_seconds"), 28_800.0);
    let start = 1_767_250_800.0;
    assert_eq!(of("onwatch_session_start_timestamp_seconds"), start);
    assert_eq!(of("onwatch_session_last_activity_timestamp_seconds"), start + 3_690.0);
    assert!(!families.contains_key("onwatch_session_present_pause_seconds"));
    assert_eq!(
        set_states(&families, "onwatch_phase", "default"),
        ["desk=\"default\",phase=\"active\""]
    );
}

#[test]
fn a_paused_session_has_its_present_pause_and_waits() {
    let shell = Shell::after(&["start", "pause -r lunch"]);
    shell.pass(10);
    let families = whole(&shell);
    let desk = "desk=\"default\"";
    assert_eq!(value(&families, "onwatch_session_present_pause_seconds", desk), 600.0);
    assert_eq!(value(&families, "onwatch_session_active_seconds", desk), 0.0);
    let phase = ["desk=\"default\",phase=\"paused\""];
    assert_eq!(set_states(&families, "onwatch_phase", "default"), phase);
    let waits = ["desk=\"default\",reason=\"paused\""];
    assert_eq!(set_states(&families, "onwatch_waits", "default"), waits);
    assert_eq!(families["onwatch_waits"].len(), 4);
}

#[test]
fn a_session_that_ended_leaves_no_value_behind() {
    let shell = Shell::after(&["start --target 8h", "cone set C", "end"]);
    let families = whole(&shell);
    let of_session = families.keys().filter(|name| name.starts_with("onwatch_session_"));
    assert_eq!(of_session.count(), 0, "{families:#?}");
    let phase = ["desk=\"default\",phase=\"ended\""];
    assert_eq!(set_states(&families, "onwatch_phase", "default"), phase);
    // The band is that of the desk.
    assert_eq!(set_states(&families, "onwatch_band", "default"), ["band=\"C\",desk=\"default\""]);
    shell.good("reopen");
    shell.good("cancel");
    let phase = ["desk=\"default\",phase=\"cancelled\""];
    assert_eq!(set_states(&whole(&shell), "onwatch_phase", "default"), phase);
}

#[test]
fn a_desk_without_a_session_has_the_phase_none() {
    let shell = Shell::after(&["cone set D -r budget"]);
    let phase = ["desk=\"default\",phase=\"none\""];
    assert_eq!(set_states(&whole(&shell), "onwatch_phase", "default"), phase);
}

#[test]
fn band_and_health_have_states_steps_and_the_time_when_they_were_set() {
    let shell = Shell::after(&["start"]);
    let families = whole(&shell);
    // Nobody has set them.
    assert!(!families.contains_key("onwatch_band_since_timestamp_seconds"));
    assert!(!families.contains_key("onwatch_health_since_timestamp_seconds"));
    let health = ["desk=\"default\",health=\"unknown\""];
    assert_eq!(set_states(&families, "onwatch_health", "default"), health);
    shell.pass(5);
    shell.good("cone set D -r budget");
    shell.good("health set yellow -r slow");
    let families = whole(&shell);
    let of = |name: &str| value(&families, name, "desk=\"default\"");
    assert_eq!(of("onwatch_session_band_drift"), 2.0);
    assert_eq!(of("onwatch_session_health_drift"), 1.0);
    assert_eq!(of("onwatch_band_since_timestamp_seconds"), 1_767_251_100.0);
    assert_eq!(of("onwatch_health_since_timestamp_seconds"), 1_767_251_100.0);
    assert_eq!(set_states(&families, "onwatch_band", "default"), ["band=\"D\",desk=\"default\""]);
    shell.good("cone set A -r better");
    assert_eq!(value(&whole(&shell), "onwatch_session_band_drift", "desk=\"default\""), -1.0);
}

#[test]
fn runs_are_counted_and_never_named() {
    let shell = Shell::after(&["start"]);
    let run = |line: &str| shell.good(line).trim_end().to_owned();
    for nth in 0..5 {
        run(&format!("run start --name n-{nth} --agent a\"{nth} --workflow w{nth} --user u{nth}"));
    }
    shell.good("pause --run n-1 -r waiting");
    shell.good("pause --run n-2");
    shell.good("health set --run n-3 red -r full");
    shell.good("run end n-4");
    let said = shell.say("metrics");
    let families = families(&said);
    let count = |name: &str, labels: &str| value(&families, name, labels);
    assert_eq!(count("onwatch_runs", "phase=\"active\""), 2.0);
    assert_eq!(count("onwatch_runs", "phase=\"paused\""), 2.0);
    assert_eq!(count("onwatch_runs", "phase=\"unreadable\""), 0.0);
    assert_eq!(count("onwatch_runs_waiting", "reason=\"red\""), 1.0);
    assert_eq!(count("onwatch_runs_waiting", "reason=\"paused\""), 1.0);
    assert!(!said.out.contains("sess_") && !said.out.contains("n-1"), "{}", said.out);
    assert_eq!(families["onwatch_desk_readable"].len(), 1);
}

/// Replaces the state and the journal of a desk by directories, which nobody can read.
pub fn break_desk(shell: &Shell, below: &str) {
    for (root, file) in [("config", "state.json"), ("data", "history")] {
        let path = shell.home.path().join(root).join(below).join(file);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
            fs::write(&path, "").unwrap();
        } else {
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
        }
    }
}

#[test]
fn a_desk_that_cannot_be_read_has_no_value_and_the_others_have_all() {
    let shell = Shell::after(&["start", "start --profile night", "start --profile dawn"]);
    let before = families(&shell.say("metrics"));
    break_desk(&shell, "profiles/night");
    let said = shell.say("metrics");
    let after = families(&said);
    assert_eq!(said.exit, 6, "{said:?}");
    assert!(said.err.contains("the desk night"), "{said:?}");
    let only_night = ["onwatch_desk_readable", "onwatch_desk_sound"];
    for (name, family) in &before {
        for (labels, old) in family {
            let is_of_night = labels.contains("\"night\"");
            let new = after[name].get(labels);
            match (is_of_night, only_night.contains(&name.as_str())) {
                (true, true) => assert_eq!(new, Some(&0.0), "{name}{{{labels}}}"),
                (true, false) => assert_eq!(new, None, "{name}{{{labels}}}"),
                (false, _) if name == "onwatch_complete" => assert_eq!(new, Some(&0.0)),
                (false, _) => assert_eq!(new, Some(old), "{name}{{{labels}}}"),
            }
        }
    }
}

#[test]
fn a_run_that_cannot_be_read_is_counted_as_such() {
    let shell = Shell::after(&["start"]);
    let run = shell.good("run start").trim_end().to_owned();
    let day = format!("{}-{}-{}", &run[5..9], &run[9..11], &run[11..13]);
    let dir = shell.home.path().join("data/runs").join(day).join(&run);
    fs::remove_dir_all(dir.join("history")).unwrap();
    fs::write(dir.join("history"), "").unwrap();
    fs::remove_file(dir.join("state.json")).unwrap();
    fs::create_dir(dir.join("state.json")).unwrap();
    let said = shell.say("metrics");
    let families = families(&said);
    assert_eq!(said.exit, 6, "{said:?}");
    assert_eq!(value(&families, "onwatch_runs", "phase=\"unreadable\""), 1.0);
    assert_eq!(value(&families, "onwatch_runs_waiting", "reason=\"attention\""), 1.0);
    // The words may name it; the values may not.
    assert!(said.err.contains(&run) && !said.out.contains(&run), "{said:?}");
}

#[test]
fn profiles_that_cannot_be_listed_make_it_incomplete() {
    let shell = Shell::after(&["start", "start --profile night"]);
    let profiles = shell.home.path().join("data/profiles");
    fs::rename(&profiles, shell.home.path().join("aside")).unwrap();
    fs::write(&profiles, "a file in its place").unwrap();
    let said = shell.say("metrics");
    assert_eq!(said.exit, 6, "{said:?}");
    let families = families(&said);
    assert_eq!(value(&families, "onwatch_complete", ""), 0.0);
    assert_eq!(value(&families, "onwatch_desk_readable", "desk=\"default\""), 1.0);
}

#[test]
fn a_scrape_writes_nothing_and_asks_no_index() {
    let shell = Shell::after(&["start", "start --profile night"]);
    end_runs(&shell, 5);
    let before = files(&shell);
    assert_eq!(whole(&shell)["onwatch_runs"].values().sum::<f64>(), 0.0);
    assert_eq!(files(&shell).keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    assert!(files(&shell) == before);
}

#[test]
fn many_runs_that_ended_are_read_once() {
    for question in ["metrics", "status --format {waits}"] {
        let shell = Shell::after(&["start"]);
        end_runs(&shell, 33);
        let open = || {
            let names = fs::read_dir(shell.home.path().join("data/runs/open")).unwrap();
            let names = names.map(|entry| entry.unwrap().file_name());
            names.filter(|name| name.to_string_lossy().starts_with("sess_")).count()
        };
        assert_eq!(open(), 33);
        shell.good(question);
        assert_eq!(open(), 0, "{question}");
    }
}

/// Starts runs and ends them.
fn end_runs(shell: &Shell, count: usize) {
    for nth in 0..count {
        shell.good(&format!("run start --name n{nth}"));
        shell.good(&format!("run end n{nth}"));
    }
}

#[test]
fn nothing_that_people_write_is_in_the_text() {
    let shell = Shell::after(&["start"]);
    for words in [
        &["note", "zebra\n# TYPE zebra gauge\nzebra 1"][..],
        &["push", "zebra:", "7", "-t", "zebra\"} 1"],
        &["pause", "-r", "zebra"],
        &["health", "set", "red", "-r", "zebra", "--source", "zebra"],
        &["cone", "set", "D", "-r", "zebra", "--operator", "zebra"],
        &["--operator", "zebra", "start", "--profile", "night", "-n", "zebra", "--agent", "zebra"],
    ] {
        let said = shell.give(words);
        assert_eq!(said.exit, 0, "{words:?}: {said:?}");
    }
    assert!(!shell.good("metrics").contains("zebra"));
    whole(&shell);
}

#[test]
fn the_values_of_labels_are_few() {
    let shell = Shell::after(&["start", "start --profile night", "run start", "run start"]);
    let mut labels = BTreeSet::new();
    for family in whole(&shell).values() {
        labels.extend(family.keys().flat_map(|labels| labels.split(',')).map(str::to_owned));
    }
    let names: BTreeSet<&str> = labels
        .iter()
        .filter_map(|label| label.split('=').next())
        .filter(|n| !n.is_empty())
        .collect();
    let known = ["band", "desk", "health", "phase", "reason", "version"];
    assert_eq!(names, known.into_iter().collect());
    let desks: Vec<&String> = labels.iter().filter(|label| label.starts_with("desk=")).collect();
    assert_eq!(desks, ["desk=\"default\"", "desk=\"night\""]);
}

#[test]
fn broken_settings_and_the_desk_of_the_shell_change_nothing() {
    let mut shell = Shell::after(&["start", "start --profile night"]);
    let whole = shell.good("metrics");
    shell.env.insert("ONWATCH_PROFILE", "no such/name".into());
    assert_eq!(shell.say("metrics").out, whole);
    shell.settings("[panel\n");
    shell.dir = Some("/work/atlas".into());
    let said = shell.say("metrics");
    assert_eq!((said.exit, said.out), (0, whole));
    assert!(said.err.contains("the settings were not read"), "{}", said.err);
}

#[test]
fn the_metrics_are_no_json() {
    let shell = Shell::after(&["start"]);
    let said = shell.say("metrics --json");
    assert_eq!(said.exit, 2, "{said:?}");
    assert!(said.out.contains("onwatch.error/1"), "{said:?}");
    assert_eq!(shell.say("metrics --quiet").out, "");
}

#[test]
fn only_the_reading_of_a_source_is_stale() {
    for (line, stale) in [("cone set B --source probe", 1.0), ("cone set B", 0.0)] {
        let shell = Shell::new();
        shell.settings("[panel]\nstale_after = \"10m\"\n");
        shell.good(line);
        for (minutes, stale) in [(10, 0.0), (1, stale)] {
            shell.pass(minutes);
            let families = whole(&shell);
            let found = value(&families, "onwatch_readings_stale", "desk=\"default\"");
            assert_eq!(found, stale, "{line}");
        }
    }
}

#[test]
fn the_page_has_every_metric_and_no_other() {
    let shell = Shell::after(&[
        "start --target 8h",
        "cone set D",
        "health set red",
        "start --profile night",
        "pause --profile night",
    ]);
    let page = include_str!("../../docs/monitoring.md");
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `onwatch_"));
    let told: Vec<(String, BTreeSet<&str>)> = rows
        .map(|row| {
            let mut cells = row.split('|').map(str::trim);
            let name = format!("onwatch_{}", cells.next().unwrap().trim_end_matches('`'));
            let labels = cells.next().unwrap().split(", ");
            (name, labels.map(|label| label.trim_matches('`')).filter(|l| !l.is_empty()).collect())
        })
        .collect();
    let families = whole(&shell);
    let names: BTreeSet<&str> = told.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, families.keys().map(String::as_str).collect());
    for (name, labels) in &told {
        let one = families[name].keys().next().unwrap().split(',');
        let found = one.filter_map(|label| label.split('=').next()).filter(|l| !l.is_empty());
        assert_eq!(*labels, found.collect(), "{name}");
    }
    // The rules ask for nothing else.
    let rules = page.split_once("```yaml\n").unwrap().1.split_once("```").unwrap().0;
    for word in rules.split(|c: char| !c.is_ascii_alphanumeric() && c != '_') {
        assert!(!word.starts_with("onwatch_") || names.contains(word), "{word}");
    }
}
