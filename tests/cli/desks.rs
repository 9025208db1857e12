//! The list of the desks of a machine, and what follows it.

use serde_json::{Value, json};

use crate::follow::{following_to, next};
use crate::shell::{Shell, lines};

/// Returns some fields of the next line of JSON.
fn news(heard: &std::sync::mpsc::Receiver<String>) -> Value {
    let desk: Value = serde_json::from_str(&next(heard)).unwrap();
    assert_eq!(desk["schema"], "onwatch.desk/1");
    json!([desk["desk"], desk["phase"], desk["health"], desk["listed"]])
}

#[test]
fn in_json_a_desk_that_is_new_or_changed_is_a_line_and_one_that_left_too() {
    let shell = Shell::after(&["start", "start --profile night"]);
    following_to(&shell, "desks --follow --json", "health set yellow", |heard| {
        assert_eq!(news(heard), json!(["default", "active", "unknown", true]));
        assert_eq!(news(heard), json!(["night", "active", "unknown", true]));
        shell.good("health set red --profile night");
        assert_eq!(news(heard), json!(["night", "active", "red", true]));
        // That time went on is no change of the desk that nobody touched.
        shell.pass(10);
        let run = shell.good("run start");
        let run = run.trim();
        assert_eq!(news(heard), json!([run, "active", "unknown", true]));
        shell.good("end --profile night");
        assert_eq!(news(heard), json!(["night", "ended", "red", false]));
        shell.good(&format!("run delete {run}"));
        assert_eq!(news(heard), json!([run, null, "unknown", false]));
    });
}

#[test]
fn in_text_the_whole_list_comes_again_after_a_change() {
    let shell = Shell::new();
    following_to(&shell, "desks --follow", "start", |heard| {
        assert_eq!(next(heard), "no desk is live");
        shell.good("start --profile night");
        assert_eq!(next(heard), "");
        assert!(next(heard).contains("night"));
        shell.good("pause --profile night -r waiting");
        assert_eq!(next(heard), "");
        assert!(next(heard).contains("! paused: waiting"));
    });
}

#[test]
fn all_desks_are_followed_with_those_that_are_not_live() {
    let shell = Shell::after(&["start", "end", "start --profile night"]);
    following_to(&shell, "desks --all --follow --json", "health set yellow", |heard| {
        assert_eq!(news(heard), json!(["night", "active", "unknown", true]));
        assert_eq!(news(heard), json!(["default", "ended", "unknown", true]));
        shell.good("end --profile night");
        assert_eq!(news(heard), json!(["night", "ended", "unknown", true]));
    });
}

#[test]
fn a_list_that_lacks_desks_says_so_and_exits_with_6() {
    for dir in ["runs/open", "profiles"] {
        let shell = Shell::after(&["run start --agent importer", "start --profile night"]);
        let data = shell.home.path().join("data");
        let whole = shell.say("desks");
        assert_eq!((whole.exit, whole.out.lines().count()), (0, 2), "{whole:?}");
        std::fs::rename(data.join(dir), data.join("aside")).unwrap();
        std::fs::write(data.join(dir), "a file in its place").unwrap();
        let is_of_runs = dir != "profiles";
        for (line, count) in [
            ("desks", 1),
            ("desks --json", 1),
            ("run list", usize::from(!is_of_runs)),
            ("run list --json", usize::from(!is_of_runs)),
        ] {
            let said = shell.say(line);
            assert_eq!((said.exit, said.out.lines().count()), (6, count), "{line}: {said:?}");
            assert!(said.err.contains(&format!("{dir} cannot be listed")), "{line}: {said:?}");
        }
    }
}

#[test]
fn a_list_with_a_desk_that_cannot_be_read_exits_with_6_in_every_form() {
    // A directory in the place of a file: nobody can read that.
    let files: &[&[&str]] = &[&["state.json"], &["state.json", "history"], &["history"]];
    for files in files {
        let shell = Shell::after(&["start"]);
        let run = shell.good("run start");
        let run = run.trim_end();
        for file in *files {
            let (roots, day) = (shell.home.path(), &run[5..13]);
            let day = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]);
            let dirs =
                ["config", "data"].map(|root| roots.join(root).join("runs").join(&day).join(run));
            let path = dirs.iter().map(|dir| dir.join(file)).find(|path| path.exists()).unwrap();
            if path.is_dir() {
                std::fs::remove_dir_all(&path).unwrap();
                std::fs::write(&path, "").unwrap();
            } else {
                std::fs::remove_file(&path).unwrap();
                std::fs::create_dir(&path).unwrap();
            }
        }
        for line in ["desks", "desks --all", "run list"] {
            for line in [line.to_owned(), format!("{line} --json")] {
                let said = shell.say(&line);
                let lists = said.out.contains("cannot be read") || said.out.contains("attention");
                assert_eq!((said.exit, lists), (6, true), "{files:?}: {line}: {said:?}");
            }
        }
    }
}

/// Returns a shell in which a directory is bound to the profile `atlas`, and that has a run.
fn bound() -> (Shell, String) {
    let mut shell = Shell::new();
    shell.settings("[profiles.atlas]\ndirs = [\"/work/atlas\"]\n");
    let run = shell.good("run start").trim_end().to_owned();
    shell.dir = Some("/work/atlas/src".into());
    (shell, run)
}

#[test]
fn the_option_counts_before_the_variable_before_the_directory_before_the_default() {
    let (mut shell, run) = bound();
    let of_run = format!("status --run {run}");
    let rows = [
        ("status --profile night", Some("dawn"), "/work/atlas", "profile night"),
        ("status --profile night", Some("dawn"), "/work", "profile night"),
        ("status --profile night", None, "/work/atlas", "profile night"),
        ("status --profile night", None, "/work", "profile night"),
        ("status --profile default", Some("dawn"), "/work/atlas", ""),
        (&of_run, Some("dawn"), "/work/atlas", "run"),
        (&of_run, Some("dawn"), "/work", "run"),
        (&of_run, None, "/work/atlas", "run"),
        (&of_run, None, "/work", "run"),
        ("status", Some("dawn"), "/work/atlas/src", "profile dawn"),
        ("status", Some("dawn"), "/work", "profile dawn"),
        ("status", Some("default"), "/work/atlas", ""),
        ("status", Some(""), "/work/atlas", "profile atlas"),
        ("status", None, "/work/atlas/src", "profile atlas"),
        ("status", None, "/work/atlas-2", ""),
        ("status", None, "/work", ""),
    ];
    for (line, variable, dir, desk) in rows {
        shell.env.remove("ONWATCH_PROFILE");
        shell.env.extend(variable.map(|name| ("ONWATCH_PROFILE", name.into())));
        shell.dir = Some(dir.into());
        let said = shell.say(line).err.replace(&format!(" {run}"), "");
        let spoken = if desk.is_empty() { String::new() } else { format!("onwatch: {desk}\n") };
        assert_eq!(said, spoken, "{line} {variable:?} {dir}");
    }
    assert_eq!(shell.say(&format!("{of_run} --profile night")).exit, 2, "only one of both");
}

/// Returns a shell with a desk that waits, a run with long names, and one that is over.
fn of_three() -> (Shell, [String; 2]) {
    let shell = Shell::after(&["start --profile night", "push --profile night task 7 Fix it"]);
    shell.good(
        "health set --profile night red the queue is full and nobody has looked since monday",
    );
    let started = |line: &str| shell.good(line).trim_end().to_owned();
    let long = started("run start --agent a-very-long-agent-name-of-a-program --workflow w");
    shell.good(&format!("run status {long} requirement_submitted_by_somebody"));
    shell.good(&format!("cone set --run {long} C"));
    let over = started("run start --agent reviewer");
    shell.pass(2);
    shell.good(&format!("run fail {over} -r full"));
    (shell, [long, over])
}

#[test]
fn a_desk_is_one_line_in_columns_where_no_terminal_is() {
    let (shell, [long, over]) = of_three();
    let words = "requirement_submitted_by_somebody";
    let expected = [
        format!("● {:<27}  {:<33}  2m  B red  {:<39}  2m ago", "night", "active", "ana")
            + "  ▲ red: the queue is full and nobody has looked since monday  TASK-7 Fix it",
        format!("● {long}  {words}  2m  C      a-very-long-agent-name-of-a-program · w  2m ago"),
        format!("■ {over}  {:<33}  2m  B      {:<39}  0s ago  full", "error", "reviewer"),
        format!("■ {:<27}  {:<33}      B", "default", "no session"),
    ];
    assert_eq!(lines(&shell.good("desks --all")), expected);
}

#[test]
fn on_a_terminal_names_are_cut_and_what_has_no_room_is_a_second_line() {
    let (mut shell, [long, over]) = of_three();
    shell.columns = || Some(80);
    let expected = [
        format!("● {:<27}  active          2m  B red  ana             2m ago", "night"),
        "    ▲ red: the queue is full and nobody has looked since monday  TASK-7 Fix it".to_owned(),
        format!("● {long}  requirement_s…  2m  C      a-very-long-a…  2m ago"),
        format!("■ {over}  error           2m  B      reviewer        0s ago"),
        "    full".to_owned(),
        format!("■ {:<27}  no session          B", "default"),
    ];
    assert_eq!(lines(&shell.good("desks --all")), expected);
    for columns in [|| Some(80), || Some(76), || Some(70), || Some(68)] {
        shell.columns = columns;
        let listed = shell.good("run list");
        let widest = listed.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= usize::from(columns().unwrap()), "{listed}");
    }
    shell.columns = || Some(200);
    assert_eq!(shell.good("desks --all").lines().count(), 4);
}

#[test]
fn a_run_is_called_by_its_name_with_its_agent_its_workflow_and_its_user() {
    let mut shell = Shell::new();
    shell.good("run start --name nightly-7 --agent importer --workflow nightly --user ana");
    let expected = "● nightly-7  created  0s  B  importer · nightly  0s ago  for ana\n";
    assert_eq!(shell.good("run list"), expected);
    let run = shell.object("run list --json");
    assert_eq!((&run["name"], run.get("listed")), (&json!("nightly-7"), None));
    // Not as a run, but as what it is about.
    shell.good("push --run nightly-7 task 7");
    assert!(shell.good("run list").ends_with("TASK-7\n"));
    shell.good("run end nightly-7");
    assert!(shell.good("run list").starts_with("■ nightly-7  completed  "));
    let long = "n".repeat(90);
    shell.good(&format!("run start --name {long}"));
    assert!(shell.good("run list").contains(&long));
    shell.columns = || Some(80);
    let listed = shell.good("run list");
    assert!(listed.lines().all(|line| line.chars().count() <= 80), "{listed}");
}

#[test]
fn a_search_and_a_report_take_the_name_of_a_run_and_that_of_a_profile_first() {
    let shell = Shell::after(&["start"]);
    let start = |name: &str, agent: &str| {
        shell.good(&format!("run start --name {name} --agent {agent}"));
        shell.good(&format!("note --run {name} queue of {agent}"));
    };
    start("nightly-7", "importer");
    start("night", "reviewer");
    shell.pass(2);
    let found = |name: &str| shell.good(&format!("search --desk {name} queue"));
    let reported = |name: &str| shell.good(&format!("today --by desk --desk {name}"));
    assert!(found("nightly-7").contains("queue of importer"));
    assert!(reported("nightly-7").contains("sess_"));
    assert!(found("night").contains("queue of reviewer"));
    // Somebody begins to use a profile of that name.
    shell.good("start --profile night queue of ana");
    shell.pass(2);
    assert!(found("night").contains("queue of ana"));
    assert!(!reported("night").contains("sess_"));
}

#[test]
fn nothing_is_guessed_of_a_desk_that_cannot_be_read_or_has_no_session() {
    let shell = Shell::after(&["start"]);
    let facts = |line: &str| {
        let said = shell.say(line);
        let line = said.out.lines().next().unwrap_or_else(|| panic!("{said:?}"));
        let desk: Value = serde_json::from_str(line).unwrap();
        json!([desk["band"], desk["health"], desk["active_seconds"], desk["phase"]])
    };
    assert_eq!(facts("desks --json"), json!(["B", "unknown", 0, "active"]));
    shell.good("undo");
    assert_eq!(facts("desks --all --json"), json!(["B", "unknown", null, null]));
    let segments = std::fs::read_dir(shell.home.path().join("data/history")).unwrap();
    for segment in segments.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        std::fs::write(segment, "no journal\n").unwrap();
    }
    assert_eq!(facts("desks --json"), json!([null, null, null, null]));
    let listed = shell.say("desks").out;
    assert!(listed.starts_with("▲ default  ▲ cannot be read: "), "{listed}");
}

#[test]
fn broken_settings_send_no_command_to_another_desk() {
    let mut shell = Shell::after(&["start", "start --profile atlas"]);
    let bound = "[profiles.atlas]\ndirs = [\"/work/atlas\"]\n";
    shell.dir = Some("/work/atlas/src".into());
    // Another fault does not move the directory.
    shell.settings(format!("{bound}[panel]\ntheme = 7\n"));
    shell.good("pause lunch");
    assert_eq!(shell.object("status --profile atlas")["session"]["phase"], "paused");
    // Here nobody knows.
    shell.settings(format!("{bound}[panel\n"));
    let said = shell.say("end");
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.err.contains("name the profile"), "{said:?}");
    shell.good("end --profile atlas");
    assert_eq!(shell.object("status --profile default")["session"]["phase"], "active");
    // What binds nothing is broken for nobody.
    shell.settings("[panel\n");
    shell.good("end");
    assert_eq!(shell.say("config path").exit, 0);
}
