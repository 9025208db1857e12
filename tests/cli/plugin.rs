//! `status --plugin`: the answer of a plugin of a monitoring system.

use std::fs;

use crate::shell::{Said, Shell, program};

/// Reads the one line of an answer, after the guidelines; returns its state, its words and its data.
#[track_caller]
fn read(said: &Said) -> (String, String, Vec<(String, String)>) {
    assert_eq!(said.err, "", "{said:?}");
    let line = said.out.strip_suffix('\n').unwrap_or_else(|| panic!("{said:?}"));
    assert!(!line.contains('\n') && line.is_ascii() && line.len() < 400, "{said:?}");
    let (words, data) = line.split_once(" | ").unwrap_or((line, ""));
    assert!(!words.contains('|') && !data.contains('|'), "{said:?}");
    let (head, words) = words.split_once(" - ").unwrap_or_else(|| panic!("{said:?}"));
    let state = head.strip_prefix("ONWATCH ").unwrap_or_else(|| panic!("{said:?}"));
    let states = ["OK", "WARNING", "CRITICAL", "UNKNOWN"];
    assert_eq!(states.iter().position(|one| *one == state), Some(said.exit.into()), "{said:?}");
    let pair = |text: &str| {
        let (label, value) = text.split_once('=').unwrap();
        let fields: Vec<&str> = value.split(';').collect();
        assert_eq!(fields.len(), 5, "value;warn;crit;min;max: {text}");
        let number = fields[0].trim_end_matches('s');
        assert!(number.parse::<u64>().is_ok(), "{text}");
        assert!(fields[1..].iter().all(|one| one.is_empty() || one.parse::<u64>().is_ok()));
        (label.to_owned(), value.to_owned())
    };
    let data = data.split(' ').filter(|text| !text.is_empty()).map(pair).collect();
    (state.to_owned(), words.to_owned(), data)
}

/// Returns the state and the words of the answer.
#[track_caller]
fn told(shell: &Shell, line: &str) -> (String, String) {
    let (state, words, _) = read(&shell.say(line));
    (state, words)
}

fn pair(state: &str, words: &str) -> (String, String) {
    (state.to_owned(), words.to_owned())
}

#[test]
fn a_session_is_one_line_with_its_figures() {
    let shell = Shell::after(&["start", "health set green"]);
    shell.pass(10);
    shell.good("pause -r coffee");
    shell.clock.advance(90);
    shell.good("resume");
    shell.pass(55);
    let said = shell.say("status --plugin");
    let line = "ONWATCH OK - SESSION-001 active 1h 05m, band B, health green | \
                active=3900s;28800;36000;0; pause=0s;7200;;0; paused=90s;;;0; wall=3990s;;;0; \
                gaps=0;;;0; waits=0;;;0;\n";
    assert_eq!(said, Said { exit: 0, out: line.into(), err: String::new() });
    read(&said);
}

#[test]
fn without_a_session_the_same_figures_are_there() {
    let shell = Shell::after(&["start", "end"]);
    let (state, words, data) = read(&shell.say("status --plugin"));
    assert_eq!((state.as_str(), words.as_str()), ("OK", "no live session, band B, health unknown"));
    shell.good("start");
    let (.., live) = read(&shell.say("status --plugin"));
    let names =
        |data: Vec<(String, String)>| data.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(data), names(live));
}

#[test]
fn band_and_health_give_an_alarm_from_a_limit_on() {
    let shell = Shell::after(&["start"]);
    let rows = [
        ("cone set A", "OK"),
        ("cone set B", "OK"),
        ("cone set C", "WARNING"),
        ("cone set D", "CRITICAL"),
        ("cone set B", "OK"),
        ("health set green", "OK"),
        ("health set yellow", "WARNING"),
        ("health set red", "CRITICAL"),
        ("health set unknown", "OK"),
    ];
    for (change, state) in rows {
        shell.say(change);
        let (found, words) = told(&shell, "status --plugin");
        assert_eq!(found, state, "{change}: {words}");
        if state != "OK" {
            let what = change.replace("cone set", "band").replace("health set", "health");
            assert!(words.starts_with(&format!("{what}: SESSION-001 active")), "{words}");
        }
    }
}

#[test]
fn the_worst_comes_first_and_counts() {
    let shell = Shell::after(&["start", "cone set C", "health set red -r full", "pause"]);
    shell.pass(150);
    let (state, words) = told(&shell, "status --plugin");
    let expected = "health red, band C, paused at least 2h 00m: SESSION-001 paused 2h 30m after 0s, \
                    band C, health red";
    assert_eq!((state.as_str(), words.as_str()), ("CRITICAL", expected));
}

#[test]
fn a_time_gives_an_alarm_only_above_its_limit() {
    let shell = Shell::new();
    shell.settings("[session]\ngap_after = \"48h\"\n");
    shell.good("start");
    for (minutes, state) in [(8 * 60, "OK"), (1, "WARNING"), (119, "WARNING"), (1, "CRITICAL")] {
        shell.pass(minutes);
        let (found, words) = told(&shell, "status --plugin");
        assert_eq!(found, state, "{words}");
    }
}

#[test]
fn every_limit_is_a_setting() {
    let rows = [
        ("no_session = \"critical\"", &["start", "end"][..], 0, "CRITICAL", "no session"),
        ("no_session = \"unknown\"", &["start", "end"], 0, "UNKNOWN", "no session"),
        ("no_session = \"warning\"", &["start"], 0, "OK", ""),
        ("band_warning = \"A\"", &["start"], 0, "WARNING", "band B"),
        ("band_warning = \"\"", &["start", "cone set C"], 0, "OK", ""),
        ("band_critical = \"C\"", &["start", "cone set C"], 0, "CRITICAL", "band C"),
        (
            "health_critical = \"yellow\"",
            &["start", "health set yellow"],
            0,
            "CRITICAL",
            "health yellow",
        ),
        ("health_warning = \"red\"", &["start", "health set yellow"], 0, "OK", ""),
        ("health_unknown = \"warning\"", &["start"], 0, "WARNING", "health unknown"),
        ("active_warning = \"30m\"", &["start"], 31, "WARNING", "active at least 30m"),
        (
            "active_warning = \"\"\nactive_critical = \"30m\"",
            &["start"],
            31,
            "CRITICAL",
            "active at least 30m",
        ),
        ("pause_warning = \"5m\"", &["start", "pause"], 6, "WARNING", "paused at least 5m"),
        (
            "pause_warning = \"1m\"\npause_critical = \"5m\"",
            &["start", "pause"],
            6,
            "CRITICAL",
            "paused at least 5m",
        ),
        ("pause_warning = \"\"", &["start", "pause"], 600, "OK", ""),
    ];
    for (setting, lines, minutes, state, why) in rows {
        let shell = Shell::new();
        shell.settings(format!("[plugin]\n{setting}\n"));
        for line in lines {
            shell.good(line);
        }
        shell.pass(minutes);
        let (found, words) = told(&shell, "status --plugin");
        assert_eq!(found, state, "{setting}: {words}");
        assert!(words.starts_with(why), "{setting}: {words}");
    }
}

#[test]
fn a_name_that_may_be_a_misspelt_limit_is_said() {
    let shell = Shell::after(&["start"]);
    for (settings, name, line) in [
        ("[plugin]\nbogus = 1\n", "bogus", 2),
        ("[plugin]\n\"a|b\" = 1\n", "a?b", 2),
        ("band_warnig = \"A\"\n", "band_warnig", 1),
        ("active_warning = \"1h\"\n[panel]\n", "active_warning", 1),
        ("[plguin]\nband_warning = \"A\"\n", "plguin", 1),
    ] {
        shell.settings(settings);
        let (state, words) = told(&shell, "status --plugin");
        assert_eq!(state, "UNKNOWN", "{settings}");
        let said = format!("no limit '{name}' (line {line} of the settings): SESSION-001");
        assert!(words.starts_with(&said), "{words}");
    }
    // What is known to be bad is worse.
    shell.good("cone set D");
    let (state, words) = told(&shell, "status --plugin");
    assert_eq!(state, "CRITICAL");
    assert!(words.starts_with("band D, no limit 'plguin'"), "{words}");
}

#[test]
fn a_source_that_fell_silent_is_stale_and_a_person_is_not() {
    let rows = [("cone set B --source probe", "WARNING"), ("cone set B", "OK"), ("note hi", "OK")];
    for (line, state) in rows {
        let mut shell = Shell::new();
        shell.settings("[panel]\nstale_after = \"10m\"\n");
        shell.good("start");
        shell.good(line);
        shell.pass(11);
        assert_eq!(told(&shell, "status --plugin").0, state, "{line}");
        shell.env.insert("ONWATCH_PROFILE", "night".into());
        assert_eq!(told(&shell, "status --plugin").0, "UNKNOWN");
    }
}

#[test]
fn it_answers_for_a_profile_and_for_a_run() {
    let shell = Shell::after(&["start --profile night", "cone set --profile night D"]);
    let run = shell.good("run start --name nightly --agent importer").trim_end().to_owned();
    let night = told(&shell, "status --plugin --profile night");
    assert_eq!(
        night,
        pair("CRITICAL", "band D: SESSION-001 in night active 0s, band D, health unknown")
    );
    for name in [&run, "nightly"] {
        let of_run = told(&shell, &format!("status --plugin --run {name}"));
        assert_eq!(of_run, pair("OK", &format!("{run} active 0s, band B, health unknown")));
    }
    let none = told(&shell, "status --plugin --run nobody");
    assert_eq!(none, pair("UNKNOWN", "there is no such run"));
    shell.good("end --profile night");
    shell.good("cone set --profile night B");
    let idle = told(&shell, "status --plugin --profile night");
    assert_eq!(idle, pair("OK", "no live session in night, band B, health unknown"));
}

#[test]
fn a_desk_in_which_nothing_was_recorded_is_unknown() {
    let shell = Shell::new();
    shell.settings("[plugin]\nno_session = \"ok\"\n");
    let data = shell.home.path().join("data");
    let nothing = |dir: &str| pair("UNKNOWN", &format!("nothing was recorded in {dir}"));
    assert_eq!(told(&shell, "status --plugin"), nothing(data.to_str().unwrap()));
    shell.good("start");
    let misspelt = data.join("profiles/defualt");
    let found = told(&shell, "status --plugin --profile defualt");
    assert_eq!(found, nothing(misspelt.to_str().unwrap()));
    assert!(!misspelt.exists());
    shell.good("end");
    assert_eq!(told(&shell, "status --plugin").0, "OK");
}

#[test]
fn the_name_of_a_directory_does_not_break_the_line() {
    let mut shell = Shell::new();
    let odd = shell.home.path().join("a|b\n<i>é' \u{202e}").join("x".repeat(150));
    shell.env.insert("ONWATCH_HOME", odd.into());
    let (state, words) = told(&shell, "status --plugin");
    assert_eq!(state, "UNKNOWN");
    assert!(words.contains("/a?b??i??? ?/xxx") && words.ends_with("x..."), "{words}");
}

#[test]
fn a_run_that_is_over_is_judged_by_its_end() {
    let rows = [
        ("run status ID error", "CRITICAL", "run failed: ID failed, band D, health red"),
        ("run status ID completed", "OK", "ID completed, band D, health red"),
        ("run end ID", "OK", "ID completed, band D, health red"),
        ("cancel --run ID", "WARNING", "run cancelled: ID cancelled, band D, health red"),
        ("run delete ID", "UNKNOWN", "there is no such run"),
    ];
    for (line, state, words) in rows {
        let shell = Shell::new();
        shell.settings("[plugin]\nno_session = \"critical\"\n");
        let run = shell.good("run start --agent importer").trim_end().to_owned();
        shell.good(&format!("cone set D --run {run}"));
        shell.good(&format!("health set red -r |broken --run {run}"));
        assert_eq!(told(&shell, &format!("status --plugin --run {run}")).0, "CRITICAL");
        shell.good(&line.replace("ID", &run));
        let found = told(&shell, &format!("status --plugin --run {run}"));
        assert_eq!(found, pair(state, &words.replace("ID", &run)), "{line}");
    }
}

#[test]
fn nothing_that_people_write_breaks_the_line() {
    let shell = Shell::new();
    for words in [
        &["start", "-n", "a | b=1\nc", "--agent", "x|y"][..],
        &["push", "task", "7", "-t", "|\n"],
        &["note", "| active=0s"],
        &["health", "set", "red", "-r", "a|b\nONWATCH OK", "--source", "s|"],
        &["pause", "-r", "| x=1\n"],
    ] {
        assert_eq!(shell.give(words).exit, 0, "{words:?}");
    }
    let (state, words) = told(&shell, "status --plugin");
    assert_eq!(state, "CRITICAL");
    assert_eq!(words, "health red: SESSION-001 paused 0s after 0s, band B, health red");
}

#[test]
fn words_that_are_not_understood_are_unknown_and_named() {
    let shell = Shell::after(&["start"]);
    for (line, word) in [
        ("status --plugin --warning 5", "--warning"),
        ("status --plugin --json", "--plugin"),
        ("status --plugin --format {clock}", "--plugin"),
        ("status --plugin extra", "extra"),
        ("status --plugin e|x=1", "e?x=1"),
        ("status --plugin=x", "x"),
        ("status --plug", "--plug"),
        ("status --plugni", "--plugni"),
        ("statsu --plugin", "statsu"),
        ("log --plugin", "--plugin"),
        ("--plain status --plugin", "--plain"),
        ("--inline 3 status --plugin", "--inline"),
        ("--run a --profile b status --plugin", "--run"),
    ] {
        let (state, words) = told(&shell, line);
        assert_eq!(state, "UNKNOWN", "{line}");
        let said = format!("the command line was not understood: '{word}");
        assert!(words.starts_with(&said), "{line}: {words}");
    }
    // A text may have that word.
    for line in ["note --jsn status -- --plugin", "note --jsn --plugin"] {
        let said = shell.say(line);
        assert_eq!((said.exit, said.out.as_str()), (2, ""), "{line}: {said:?}");
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_unknown() {
    let shell = Shell::after(&["start"]);
    for line in ["status --plugin", "status --plugin --nothing"] {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let done = program(&shell.home, line).stdout(full).output().unwrap();
        assert_eq!(done.status.code(), Some(3), "{done:?}");
    }
}

#[test]
fn broken_settings_and_paths_are_unknown() {
    let mut shell = Shell::after(&["start"]);
    shell.settings("[plugin]\nband_warning = \"a|b\"\n");
    let (state, words) = told(&shell, "status --plugin");
    assert_eq!(
        (state.as_str(), words.as_str()),
        ("UNKNOWN", "the settings are broken, see onwatch config check")
    );
    shell.settings("unheard_of = 1\n");
    assert_eq!(told(&shell, "status --plugin").0, "OK");
    shell.env.insert("ONWATCH_PROFILE", "no|such\nname".into());
    assert_eq!(told(&shell, "status --plugin").0, "UNKNOWN");
    shell.env.remove("ONWATCH_PROFILE");
    shell.env.insert("ONWATCH_HOME", "relative".into());
    assert_eq!(told(&shell, "status --plugin").0, "UNKNOWN");
}

#[test]
fn a_damaged_store_is_critical() {
    let shell = Shell::after(&["start", "note hi"]);
    for segment in fs::read_dir(shell.home.path().join("data/history")).unwrap() {
        let path = segment.unwrap().path();
        if path.is_file() && !path.ends_with(".lock") {
            fs::write(path, "no journal\n").unwrap();
        }
    }
    let (state, words) = told(&shell, "status --plugin");
    assert_eq!(
        (state.as_str(), words.as_str()),
        ("CRITICAL", "the store is damaged, see onwatch doctor")
    );
}

#[test]
fn the_program_answers_as_the_library_does() {
    let shell = Shell::after(&["cone set D"]);
    let done = program(&shell.home, "status --plugin").output().unwrap();
    assert_eq!(done.status.code(), Some(2), "{done:?}");
    assert!(done.stdout.starts_with(b"ONWATCH CRITICAL - band D: no live session"), "{done:?}");
    assert_eq!(done.stderr, b"");
    let done = program(&shell.home, "status --plugin --nothing").output().unwrap();
    assert_eq!((done.status.code(), done.stderr), (Some(3), Vec::new()));
}
