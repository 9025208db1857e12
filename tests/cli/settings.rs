//! The settings: good and broken files, from `tests/configs`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{Shell, lines, objects};

fn files(kind: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/configs").join(kind);
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty());
    files
}

/// Returns the comment in the first line of a file, without `# `.
fn heading(text: &[u8]) -> String {
    let line = text.split(|byte| *byte == b'\n').next().unwrap();
    String::from_utf8_lossy(line).trim_start_matches("# ").trim_end().to_owned()
}

#[test]
fn a_good_file_gives_the_operator_its_first_line_names() {
    for file in files("valid") {
        let text = fs::read(&file).unwrap();
        let shell = Shell::new();
        shell.settings(&text);
        let done = shell.object("start");
        assert_eq!(done["status"]["session"]["operator"], heading(&text), "{file:?}");
    }
}

/// Words in the names of the invalid files whose fault concerns only the panel. No command reads that part.
const OF_THE_PANEL: [&str; 5] = ["key", "unknown_theme", "theme_out", "quit", "action"];

#[test]
fn a_broken_file_is_told_with_its_line_the_fault_and_the_choices() {
    for file in files("invalid") {
        let text = fs::read(&file).unwrap();
        let shell = Shell::new();
        let path = shell.settings(&text);
        let said = shell.say("config check");
        assert_eq!(said.exit, 1, "{file:?}: {said:?}");
        let (line, fault) =
            heading(&text).split_once(": ").map(|(l, f)| (l.to_owned(), f.to_owned())).unwrap();
        assert!(said.err.contains(&format!("{}:{line}: ", path.display())), "{file:?}: {said:?}");
        assert!(said.err.contains(&fault), "{file:?}: {said:?}");
        assert_eq!(said.err.lines().count(), 3, "{said:?}");
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let is_of_the_panel = OF_THE_PANEL.iter().any(|word| name.contains(word));
        assert_eq!(shell.say("start").exit, u8::from(!is_of_the_panel), "{file:?}");
        assert_eq!(shell.home.path().join("data").exists(), is_of_the_panel, "{file:?}");
    }
}

const GOOD_SOURCE: &str = "[[source]]\nname = \"good\"\nkind = \"command\"\nargv = [\"true\"]\n";

#[test]
fn a_source_with_a_fault_is_left_out_with_its_line_and_the_choices() {
    for file in files("sources_left_out") {
        let text = fs::read(&file).unwrap();
        let (line, fault) =
            heading(&text).split_once(": ").map(|(l, f)| (l.to_owned(), f.to_owned())).unwrap();
        let shell = Shell::new();
        let is_list = !String::from_utf8_lossy(&text).contains("\n[source]");
        let after = if is_list { GOOD_SOURCE } else { "" };
        let path = shell.settings([text.as_slice(), after.as_bytes()].concat());
        let said = shell.say("config check");
        assert_eq!(said.exit, 1, "{file:?}: {said:?}");
        assert!(said.out.contains("can be used, without one of its sources"), "{said:?}");
        assert!(said.err.contains(&format!("{}:{line}: ", path.display())), "{file:?}: {said:?}");
        assert!(said.err.contains(&fault), "{file:?}: {said:?}");
        assert_eq!(said.err.lines().count(), 1, "{file:?}: {said:?}");
        assert_eq!(shell.object("config check")["sound"], false);
        let started = shell.say("start");
        assert_eq!(started.exit, 0, "the others count: {started:?}");
        assert!(started.err.contains("is left out: "), "{started:?}");
        // A secret that stands there is not repeated.
        let shown = shell.say("config show");
        for said in [said, started, shown.clone(), shell.say("config show --json")] {
            assert!(!format!("{said:?}").contains("5a1e"), "{file:?}: {said:?}");
        }
        assert_eq!(shown.out.contains("source.good.kind"), is_list, "{shown:?}");
        assert!(!shown.out.contains("source.it"), "{shown:?}");
    }
}

#[test]
fn sources_have_different_names_and_the_first_one_counts() {
    let shell = Shell::new();
    shell.settings(format!("{GOOD_SOURCE}{GOOD_SOURCE}[[source]]\nname = 5\n"));
    let said = shell.say("config check");
    let twice =
        "config.toml:6: the source 'good' is left out: the source in line 1 has this name already";
    assert!(said.err.contains(twice), "{said:?}");
    let second =
        "config.toml:10: a source is left out: `name` takes a name of at most 64 characters";
    assert!(said.err.contains(second), "{said:?}");
    assert!(said.out.contains("can be used, without 2 of its sources"), "{said:?}");
}

#[test]
fn there_are_as_many_sources_as_readings_are_kept() {
    let shell = Shell::new();
    let table = |nth: usize| GOOD_SOURCE.replace("good", &format!("s{nth}"));
    let text = |sources: usize| (0..sources).map(table).collect::<String>();
    shell.settings(text(32));
    assert!(shell.good("config check").contains("is valid"));
    shell.settings(text(33));
    let said = shell.say("config check");
    assert!(
        said.err.contains("the source 's32' is left out: there are 32 sources already"),
        "{said:?}"
    );
}

#[test]
fn the_settings_of_a_source_are_shown_with_their_lines() {
    let shell = Shell::new();
    let text = "[[source]]\nname = \"alerts\"\nkind = \"http\"\nformat = \"alertmanager\"\n\
                url = \"https://alerts.example/\"\nheaders = { X-Api-Key = { env = \"KEY\" } }\n\
                [source.settle]\nred = \"10s\"\n";
    shell.settings(text);
    let out = shell.good("config show");
    let rows: Vec<String> = out
        .lines()
        .filter(|line| line.starts_with("source."))
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    assert_eq!(
        rows,
        [
            "source.alerts.name \"alerts\" line 2",
            "source.alerts.kind \"http\" line 3",
            "source.alerts.format \"alertmanager\" line 4",
            "source.alerts.url \"https://alerts.example/\" line 5",
            "source.alerts.headers.X-Api-Key.env \"KEY\" line 6",
            "source.alerts.settle.red \"10s\" line 8",
        ]
    );
}

#[test]
fn a_wrong_value_is_answered_with_what_may_stand_there() {
    let shell = Shell::new();
    shell.settings("operator = 5\n");
    let said = shell.say("log");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("operator = \"ana\""), "{}", said.err);
}

#[test]
fn a_broken_file_keeps_nobody_from_looking_stopping_or_mending() {
    let shell = Shell::after(&["start"]);
    shell.settings("operator = \n");
    for line in ["status", "pause", "end", "paths", "doctor"] {
        let said = shell.say(line);
        assert_eq!(said.exit, 0, "{line}: {said:?}");
        assert!(said.err.contains("config.toml:1:"), "{line}: {said:?}");
        assert!(said.err.contains("the defaults are used"), "{line}: {said:?}");
    }
    for line in ["start", "resume", "note hi", "log", "context", "cone", "health"] {
        assert_eq!(shell.say(line).exit, 1, "{line}");
    }
}

#[test]
fn a_key_nobody_knows_is_passed_over_and_told() {
    let shell = Shell::new();
    shell.settings("# mine\n\noperater = \"eve\"\n");
    let said = shell.say("start");
    assert_eq!(said.exit, 0);
    assert!(said.err.contains("config.toml:3: there is no setting 'operater'"), "{}", said.err);
    assert!(said.err.contains("did you mean `operator`?"), "{}", said.err);
}

#[test]
fn warnings_about_the_settings_are_in_the_json_too() {
    let shell = Shell::new();
    shell.settings("operater = \"eve\"\n");
    assert!(shell.object("start")["warnings"][0].as_str().unwrap().contains("operater"));
    assert!(shell.object("status")["warnings"][0].as_str().unwrap().contains("operater"));
}

#[test]
fn a_refused_command_still_gives_the_warnings_about_the_settings_and_the_store() {
    let shell = Shell::after(&["start"]);
    shell.settings("operater = \"eve\"\n");
    fs::write(shell.home.path().join("config/state.json"), b"[]").unwrap();
    let said = shell.say("resume --json");
    assert_eq!(said.exit, 4);
    let warnings = objects(&said.out)[0]["warnings"].clone();
    let told: [&str; 3] = ["operater", "state.json was not used", "a copy is kept"];
    for (nth, told) in told.into_iter().enumerate() {
        assert!(warnings[nth].as_str().unwrap().contains(told), "{warnings}");
        let line = lines(&said.err)[nth];
        assert!(line.starts_with("onwatch: warning: ") && line.contains(told), "{}", said.err);
    }
    assert!(lines(&said.err)[3].starts_with("onwatch: "), "{}", said.err);
}

#[test]
fn a_directory_in_the_files_place_is_told_and_has_no_line() {
    let shell = Shell::new();
    let path = shell.home.path().join("config/config.toml");
    fs::create_dir_all(&path).unwrap();
    let said = shell.say("start");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains(&format!("{}: it cannot be read", path.display())), "{}", said.err);
}

#[test]
fn a_pipe_in_the_files_place_is_told_and_nobody_waits_for_its_writer() {
    let shell = Shell::new();
    let path = shell.settings("");
    fs::remove_file(&path).unwrap();
    rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RUSR).unwrap();
    let said = shell.say("start");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("it cannot be read (it is a pipe)"), "{}", said.err);
    assert_eq!(shell.say("status").exit, 3, "the defaults are used");
}

#[test]
fn the_nearest_operator_wins() {
    let mut shell = Shell::new();
    shell.settings("operator = \"of the file\"\n");
    shell.good("start");
    let operator = |shell: &Shell| shell.object("log -n 1")["by"]["operator"].clone();
    assert_eq!(operator(&shell), "of the file");
    shell.env.insert("ONWATCH_OPERATOR", "of the shell".into());
    shell.good("note hi");
    assert_eq!(operator(&shell), "of the shell");
    shell.good("note --operator given hi");
    assert_eq!(operator(&shell), "given");
}

#[test]
fn a_check_names_a_key_that_does_something_else_in_some_places() {
    let shell = Shell::new();
    shell.settings("[keys]\nfocus-next = \"n\"\nfilter = \"h\"\n");
    let said = shell.say("config check");
    assert_eq!(said.exit, 0, "{said:?}");
    for warning in [
        "the key n of 'note' does 'focus-next' instead in these places: every pane",
        "the key h of 'health' does 'filter' instead in these places: the activities pane, the history",
    ] {
        assert!(said.err.contains(warning), "{said:?}");
    }
    assert!(!shell.say("status").err.contains("the key n"));
}

#[test]
fn a_check_says_that_all_is_well_or_where_it_is_not() {
    let shell = Shell::new();
    assert!(shell.good("config check").contains("does not exist: the defaults are used"));
    let path = shell.settings("[panel]\ntheme = \"dark\"\n");
    assert_eq!(shell.good("config check"), format!("{} is valid\n", path.display()));
    shell.settings("[panel]\ntheme = \"dusk\"\n");
    let said = shell.say("config check");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains(&format!("{}:2: there is no theme 'dusk'", path.display())));
    assert!(
        said.err.contains("known themes: auto, ansi, dark, light, high-contrast, mono"),
        "{}",
        said.err
    );
    assert!(!shell.home.path().join("data").exists());
}

#[test]
fn a_check_reads_every_theme_also_those_not_in_force() {
    let shell = Shell::new();
    let themes = shell.settings("").with_file_name("themes");
    fs::create_dir(&themes).unwrap();
    let dusk = themes.join("dusk.toml");
    fs::write(&dusk, "text = \"#eeeeee\"\n\ncrit = \"reddish\"\n").unwrap();
    let said = shell.say("config check");
    assert_eq!(said.exit, 1);
    assert!(
        said.err.contains(&format!("{}:3: 'reddish' is not a colour", dusk.display())),
        "{said:?}"
    );
    assert!(said.err.contains("\"#rrggbb\", \"default\", black, red"), "{said:?}");
    fs::write(&dusk, "txet = \"red\"\n").unwrap();
    let said = shell.say("config check");
    assert_eq!(said.exit, 0);
    assert!(said.err.contains("dusk.toml:1: there is no role 'txet' (did you mean `text`?)"));
}

#[test]
fn a_theme_of_ones_own_goes_before_one_that_comes_along() {
    let shell = Shell::new();
    let themes = shell.settings("[panel]\ntheme = \"dark\"\n").with_file_name("themes");
    fs::create_dir(&themes).unwrap();
    fs::write(themes.join("dark.toml"), "text = 5\n").unwrap();
    let said = shell.say("config check");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("dark.toml:1: "), "{}", said.err);
    assert_eq!(shell.say("start").exit, 0, "no command needs a theme");
}

#[test]
fn a_name_nobody_knows_in_a_table_is_passed_over_and_told() {
    let shell = Shell::new();
    shell.settings("[panel]\nglyps = \"ascii\"\n\n[colours]\n");
    let said = shell.say("config check");
    assert_eq!(said.exit, 0, "{said:?}");
    let panel = "config.toml:2: there is no setting in [panel] 'glyps' (did you mean `glyphs`?)";
    assert!(said.err.contains(panel), "{}", said.err);
    let top = "config.toml:4: there is no setting 'colours'; known names: operator, agents, \
         require_known_agents, hints, session, panel, ";
    assert!(said.err.contains(top), "{}", said.err);
    shell.settings("[notify]\nbel = true\n");
    let said = shell.say("config check");
    let notify = "config.toml:2: there is no setting in [notify] 'bel' (did you mean `bell`?)";
    assert!(said.err.contains(notify), "{}", said.err);
}

#[test]
fn what_is_in_force_is_shown_with_where_it_comes_from() {
    let mut shell = Shell::new();
    shell.settings("operator = \"eve\"\n[panel]\ntheme = \"dark\"\n[keys]\nstart = \"F2\"\n");
    let row = |shell: &Shell, name: &str| {
        let out = shell.good("config show");
        let row = out.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        row.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(row(&shell, "operator"), "operator \"eve\" line 1");
    assert_eq!(row(&shell, "panel.theme"), "panel.theme \"dark\" line 3");
    assert_eq!(row(&shell, "panel.glyphs"), "panel.glyphs \"auto\" default");
    assert_eq!(row(&shell, "keys.start"), "keys.start \"F2\" line 5");
    assert_eq!(row(&shell, "keys.pause"), "keys.pause [\"p\", \"Space\"] default");
    shell.env.insert("NO_COLOR", "1".into());
    shell.env.insert("ONWATCH_OPERATOR", "bo".into());
    assert_eq!(row(&shell, "panel.theme"), "panel.theme \"mono\" NO_COLOR");
    assert_eq!(row(&shell, "operator"), "operator \"bo\" ONWATCH_OPERATOR");
    let shown = shell.object("config show --operator ana");
    assert_eq!(shown["schema"], "onwatch.config/1");
    assert_eq!(shown["settings"][0]["value"], "ana");
    assert_eq!(shown["settings"][0]["from"]["option"], "--operator");
}

#[test]
fn the_path_is_told_whatever_the_file_says() {
    let shell = Shell::new();
    let path = shell.settings("operator = \n");
    assert_eq!(shell.good("config path"), format!("{}\n", path.display()));
    assert_eq!(shell.object("config path")["file"], path.display().to_string());
}

#[test]
fn a_profile_has_the_settings_of_all() {
    let mut shell = Shell::new();
    let text = "operator = \"eve\"\nagents = [\"importer\"]\nrequire_known_agents = true\n\
                [panel]\ntheme = \"dusk\"\n[profiles.atlas]\ndirs = [\"/work\"]\n";
    let path = shell.settings(text);
    let themes = path.with_file_name("themes");
    fs::create_dir(&themes).unwrap();
    fs::write(themes.join("dusk.toml"), "text = \"#eeeeee\"\n").unwrap();
    for (line, dir) in [("config path --profile night", None), ("config path", Some("/work/a"))] {
        shell.dir = dir.map(PathBuf::from);
        assert_eq!(shell.good(line), format!("{}\n", path.display()));
    }
    let said = shell.say("start --agent stranger");
    assert!(said.err.contains("is not one of the known agents"), "{said:?}");
    let started = shell.object("start --agent importer");
    assert_eq!(started["status"]["session"]["operator"], "eve");
    assert!(shell.good("config show").contains("\"dusk\""));
    assert!(shell.say("status").err.contains("profile atlas"));
}

#[test]
fn an_editor_gets_a_new_file_with_every_default_commented_out() {
    use std::os::unix::fs::PermissionsExt;

    let mut shell = Shell::new();
    shell.env.insert("EDITOR", "false".into());
    // The editor may have options, and VISUAL is preferred to EDITOR.
    shell.env.insert("VISUAL", "printf 'quit = \"F10\"\n' >>".into());
    let said = shell.say("config edit");
    assert_eq!(said.exit, 0, "{said:?}");
    assert!(said.out.contains("is valid"), "{said:?}");
    let file = shell.home.path().join("config/config.toml");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(file.parent().unwrap()), 0o700);
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("\n#operator = \"\"\n") && text.ends_with("quit = \"F10\"\n"));
    assert!(shell.good("config show").contains("\"F10\""));
}

#[test]
fn what_an_editor_leaves_broken_is_told_and_a_failing_one_too() {
    let mut shell = Shell::new();
    let path = shell.settings("operator = \n");
    shell.env.insert("EDITOR", "true".into());
    let said = shell.say("config edit");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains(&format!("{}:1: ", path.display())), "{said:?}");
    shell.env.insert("EDITOR", "false".into());
    let said = shell.say("config edit");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("`false` ended with"), "{said:?}");
    shell.env.remove("EDITOR");
    let said = shell.say("config edit");
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("neither VISUAL nor EDITOR"), "{said:?}");
    assert_eq!(fs::read_to_string(path).unwrap(), "operator = \n");
}

#[test]
fn a_session_that_is_given_no_notes_starts_with_those_of_the_settings() {
    let rows: [(&[&str], Option<&str>); 6] = [
        (&["start"], Some("Night watch")),
        (&["toggle"], Some("Night watch")),
        (&["start", "--switch"], Some("Night watch")),
        (&["start", "-n", "db-2"], Some("db-2")),
        (&["start", "-n", ""], None),
        (&["start", "--switch", "-n", ""], None),
    ];
    for (words, notes) in rows {
        let before: &[&str] =
            if words.contains(&"--switch") { &["start -n before"] } else { &["paths"] };
        let shell = Shell::after(before);
        shell.settings("[session]\ndefault_notes = \"Night watch\"\n");
        assert_eq!(shell.give(words).exit, 0, "{words:?}");
        let session = &shell.object("status")["session"];
        assert_eq!(session["notes"].as_str(), notes, "{words:?}");
        assert_eq!(session["start_notes"].as_str(), notes, "{words:?}");
    }
}

#[test]
fn a_toggle_that_starts_no_session_leaves_the_notes_alone() {
    let shell = Shell::after(&["start -n mine"]);
    shell.settings("[session]\ndefault_notes = \"Night watch\"\n");
    for phase in ["paused", "active"] {
        shell.good("toggle");
        let session = &shell.object("status")["session"];
        assert_eq!((&session["phase"], &session["notes"]), (&phase.into(), &"mine".into()));
    }
}

#[test]
fn a_check_of_the_settings_checks_the_playbooks_too() {
    let shell = Shell::new();
    let path = shell
        .settings("[policy.C]\nrequires = [\n  \"playbook:launch\",\n  \"playbook:lanch\",\n]\n");
    let said = shell.say("config check");
    assert_eq!((said.exit, lines(&said.err).len()), (0, 1), "{said:?}");
    let warning =
        format!("{}:4: there is no playbook 'lanch' (did you mean `launch`?)", path.display());
    assert!(said.err.contains(&warning), "{said:?}");
    let beside = |name: &str| path.with_file_name("playbooks").join(name);
    fs::create_dir(path.with_file_name("playbooks")).unwrap();
    fs::write(beside("lanch.toml"), "[[step]]\nid = \"a\"\nblocked_if_rde = true\ntitle = \"A\"\n")
        .unwrap();
    fs::write(beside("notes.md"), "").unwrap();
    let said = shell.say("config check");
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.out.ends_with("can be used\none playbook cannot be used\n"), "{said:?}");
    let cause = "lanch.toml:3: a step has no 'blocked_if_rde' (did you mean `blocked_if_red`?)";
    assert!(said.err.contains(cause), "{said:?}");
    assert!(
        said.err.contains("notes.md: it is not used; the file of a playbook is NAME.toml"),
        "{said:?}"
    );
    assert_eq!(lines(&said.err).len(), 2, "what is broken is there all the same: {said:?}");
    assert_eq!(shell.object("config check")["sound"], false);
}

#[test]
fn the_rules_of_a_band_are_shown_with_their_lines() {
    let shell = Shell::new();
    shell.settings("[policy]\nred_at_start = \"warn\"\n[policy.C]\nmax_active = \"4h\"\n");
    let shown = shell.good("config show");
    let line = |name: &str| {
        lines(&shown).into_iter().find(|line| line.starts_with(name)).unwrap().to_owned()
    };
    assert!(line("policy.red_at_start ").ends_with("line 2"), "{shown}");
    assert!(line("policy.d_at_start ").ends_with("default"), "{shown}");
    assert!(line("policy.C.max_active ").ends_with("line 4"), "{shown}");
}
