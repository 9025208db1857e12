//! The files of playbooks and the policy: what is read, and what is said of each fault.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use onwatch::config::{KnownDirectives, check_playbook, directives};
use onwatch::core::{Band, PlaybookScope, Policy, Required, StartLevel, StepAnswer};
use onwatch::paths::Paths;
use proptest::prelude::*;
use tempfile::TempDir;

/// The ids and gates of the launch, as the system that came before had them.
const LAUNCH: [(&str, Band, bool); 9] = [
    ("preflight_view_dashboard", Band::D, false),
    ("set_opportunistic_caps", Band::C, true),
    ("confirm_boring_sop", Band::C, true),
    ("intake_ready", Band::B, true),
    ("lead_log_ready", Band::B, true),
    ("weekly_rhythm", Band::B, true),
    ("start_engine_wholesaling_run", Band::B, true),
    ("start_one_boring_engine", Band::B, true),
    ("first_week_review", Band::B, true),
];

/// A step that has no fault.
const STEP: &str = "[[step]]\nid = \"look\"\ntitle = \"Look\"\n";

fn desk(files: &[(&str, &str)]) -> (TempDir, Paths) {
    let home = tempfile::tempdir().unwrap();
    let paths = Paths::under(home.path());
    fs::create_dir_all(paths.config.join("playbooks")).unwrap();
    for (file, text) in files {
        fs::write(paths.config.join(file), text).unwrap();
    }
    (home, paths)
}

#[test]
fn the_usual_playbook_has_the_ids_and_gates_of_the_launch() {
    let (_home, paths) = desk(&[]);
    let playbooks = directives(&paths).playbooks;
    assert!(playbooks.broken.is_empty());
    let [launch] = playbooks.good.as_slice() else { panic!("{playbooks:?}") };
    assert_eq!((launch.name.as_str(), launch.scope), ("launch", PlaybookScope::Desk));
    let gates: Vec<(&str, Band, bool)> = launch
        .steps
        .iter()
        .map(|step| (step.id.as_str(), step.band_min, step.blocked_if_red))
        .collect();
    assert_eq!(gates, LAUNCH);
    for step in &launch.steps {
        assert!(step.title.chars().count() <= 60, "{}", step.title);
        assert!(step.why.is_some() && step.minutes.is_some(), "{}", step.id);
    }
}

#[test]
fn the_hash_is_the_sha_256_of_the_bytes_of_the_file() {
    let (_home, paths) = desk(&[("playbook.toml", STEP)]);
    let playbooks = directives(&paths).playbooks;
    let hash = "159b5c0ef1cdb686258c2b46bb775fdba8f48958a7bd334e354e61c7ee6109cc";
    assert_eq!(playbooks.good[0].hash, hash);
}

#[test]
fn a_look_reads_the_files_again_only_after_they_have_changed() {
    let (_home, paths) = desk(&[("playbook.toml", STEP)]);
    let known = KnownDirectives::default();
    let first = known.get(&paths);
    assert!(Arc::ptr_eq(&first, &known.get(&paths)));
    let rewrite = |file: &str, text: &str| {
        let (path, new) = (paths.config.join(file), paths.config.join("new"));
        fs::write(&new, text).unwrap();
        fs::rename(&new, &path).unwrap();
    };
    let other = STEP.replace("Look", "Walk");
    rewrite("playbook.toml", &other);
    assert_eq!(known.get(&paths).playbooks.good[0].steps[0].title, "Walk");
    rewrite("playbooks/night.toml", STEP);
    assert_eq!(known.get(&paths).playbooks.good.len(), 2);
    rewrite("playbooks/night.toml", "no");
    assert_eq!(known.get(&paths).playbooks.broken.len(), 1);
    fs::remove_file(paths.config.join("playbooks/night.toml")).unwrap();
    assert_eq!(known.get(&paths).playbooks.good.len(), 1);
    rewrite("config.toml", "[policy]\nred_at_start = \"no\"\n");
    assert!(known.get(&paths).policy_fault.is_some());
    fs::remove_file(paths.config.join("config.toml")).unwrap();
    let last = known.get(&paths);
    assert_eq!(last.policy_fault, None);
    assert!(Arc::ptr_eq(&last, &known.get(&paths)));
    // The files of another place are others.
    let (_home, other) = desk(&[]);
    assert_eq!(known.get(&other).playbooks.good[0].name, "launch");
}

#[test]
fn a_broken_main_playbook_lets_no_other_be_meant_and_the_others_count_by_name() {
    let (_home, paths) =
        desk(&[("playbook.toml", "name = \"shop\""), ("playbooks/night.toml", STEP)]);
    let playbooks = directives(&paths).playbooks;
    assert_eq!(playbooks.find(None), None);
    assert!(playbooks.find(Some("night")).is_some());
    let fault = playbooks.main_fault().unwrap();
    let cause = "playbook.toml:1: a playbook has one step or more; write [[step]] above each";
    assert!(fault.cause.ends_with(cause), "{fault:?}");
    assert_eq!(fault.name, "shop");
}

#[test]
fn a_step_has_what_its_table_says() {
    let text = "title = \"Open the shop\"\nscope = \"session\"\n[[step]]\nid = \"a\"\ntitle = \"A\"\n\
                [[step]]\nid = \"b-2\"\ntitle = \"B\"\nwhy = \"\"\"It is\nso.\"\"\"\nband_min = \"b\"\n\
                blocked_if_red = true\nanswer = \"choice\"\nchoices = [\"yes\", \"no\"]\nexpect = \"yes\"\n\
                critical = true\nlink = \"https://x.example/\"\nminutes = 5\nrequires = [\"a\"]\n";
    let (_home, paths) = desk(&[("playbooks/shop.toml", text)]);
    let playbooks = directives(&paths).playbooks;
    let shop = playbooks.find(Some("shop")).unwrap();
    assert_eq!((shop.title.as_str(), shop.scope), ("Open the shop", PlaybookScope::Session));
    let [a, b] = shop.steps.as_slice() else { panic!("{shop:?}") };
    assert_eq!((a.band_min, a.blocked_if_red, a.critical), (Band::D, false, false));
    assert_eq!((&a.why, &a.answer, &a.expect, a.minutes), (&None, &None, &None, None));
    assert_eq!((b.band_min, b.blocked_if_red, b.critical), (Band::B, true, true));
    assert_eq!(b.why.as_deref(), Some("It is\nso."));
    assert_eq!(b.answer, Some(StepAnswer::Choice(vec!["yes".to_owned(), "no".to_owned()])));
    assert_eq!((b.expect.as_deref(), b.link.as_deref()), (Some("yes"), Some("https://x.example/")));
    assert_eq!((b.minutes, b.requires.as_slice()), (Some(5), &["a".to_owned()][..]));
}

/// Returns what is said of a text, without the path.
fn faults(text: impl AsRef<[u8]>) -> Vec<String> {
    let (_home, paths) = desk(&[]);
    let file = paths.config.join("playbook.toml");
    fs::write(&file, text).unwrap();
    let faults = check_playbook(&paths.settings(), &file).unwrap().err();
    let faults = faults.map(|faults| faults.faults).unwrap_or_default();
    faults.iter().map(|fault| format!("{}: {}", fault.line, fault.message)).collect()
}

#[test]
fn each_fault_of_a_step_is_told_with_its_line_its_cause_and_what_is_accepted() {
    for (line, fault) in [
        (
            "blocked_if_rde = true",
            "a step has no 'blocked_if_rde' (did you mean `blocked_if_red`?)",
        ),
        ("Band_min = 'B'", "a step has no 'Band_min' (did you mean `band_min`?)"),
        ("blocked_if_red = 'yes'", "it is a text; `blocked_if_red` takes true or false"),
        ("blocked_if_red = 1", "it is a number; `blocked_if_red` takes true or false"),
        ("band_min = 'E'", "'E' is no band; `band_min` takes \"A\", \"B\", \"C\" or \"D\""),
        ("band_min = ['B']", "it is a list; `band_min` takes"),
        ("critical = 2026-01-01", "it is a date or a time; `critical` takes true or false"),
        ("why = ' '", "it is empty; `why` takes a text"),
        ("why = { a = 1 }", "it is a table; `why` takes a text"),
        ("link = \"a\\nb\"", "it has a control character or a second line; `link` takes"),
        ("minutes = 0", "0 does not fit here; `minutes` takes a whole number from 1 to 10080"),
        ("minutes = -5", "-5 does not fit here"),
        ("minutes = 1.5", "it is a number; `minutes` takes a whole number"),
        ("minutes = 99999999999999999999", "99999999999999999999 does not fit here"),
        ("answer = 'txt'", "there is no 'txt' (did you mean `text`?); `answer` takes \"text\""),
        ("answer = 'choice'", "this answer needs `choices`; `answer` takes"),
        ("choices = ['a']", "it needs answer = \"choice\"; `choices` takes"),
        ("answer = 'choice'\nchoices = []", "it is empty; `choices` takes a list"),
        ("answer = 'choice'\nchoices = ['a', 'A']", "'A' is there twice; `choices`"),
        ("answer = 'choice'\nchoices = ['a', 1]", "it is a number; `choices` takes a list"),
        ("answer = 'choice'\nchoices = ['a', '']", "it is empty; `choices` takes a list"),
        ("answer = 'choice'\nchoices = [' a']", "a choice is one line, with no space before"),
        (
            "answer = 'choice'\nchoices = ['a', 'b']\nexpect = 'c'",
            "'c' does not fit in `expect`: for a choice it is one of: a, b",
        ),
        (
            "answer = 'number'\nexpect = 'few'",
            "'few' does not fit in `expect`: for a number it is one, or <5",
        ),
        ("answer = 'number'\nexpect = '5..1'", "'5..1' does not fit in `expect`"),
        ("answer = 'number'\nexpect = '=<5'", "'=<5' does not fit in `expect`"),
        ("answer = 'number'\nexpect = 'nan'", "'nan' does not fit in `expect`"),
        ("answer = 'number'\nexpect = inf", "'inf' does not fit in `expect`"),
        ("expect = 5", "it is a number; `expect` takes a text"),
        ("requires = ['look']", "the step 'look' cannot require itself"),
        ("requires = ['frist']", "there is no step 'frist' (did you mean `first`?)"),
        ("requires = ['first', 'first']", "'first' is there twice"),
        (
            "requires = ['last']",
            "the step 'last' comes later; a step can only require earlier ones",
        ),
        ("requires = ['circle']", "the steps 'look' and 'circle' would wait for each other"),
        ("requires = ['round']", "the steps 'look' and 'round' would wait for each other"),
        ("requires = 'first'", "it is a text; `requires` takes a list of ids of earlier steps"),
        ("requires = [['first']]", "it is a list; `requires` takes a list"),
    ] {
        let text = format!(
            "[[step]]\nid = \"first\"\ntitle = \"F\"\n{STEP}{line}\n[[step]]\nid = \"last\"\ntitle = \"L\"\n\
             [[step]]\nid = \"circle\"\ntitle = \"C\"\nrequires = [\"look\"]\n\
             [[step]]\nid = \"round\"\ntitle = \"R\"\nrequires = [\"circle\"]\n"
        );
        let said = faults(&text);
        let at = 7 + line.lines().count() - 1;
        assert!(said.iter().any(|said| said.contains(fault)), "{line}: {said:#?}");
        // A missing list of choices is told where the answer stands.
        assert!(said[0].starts_with(&format!("{at}: ")), "{line}: {said:#?}");
        assert_eq!(said.len(), 1, "{line}: {said:#?}");
    }
}

#[test]
fn each_fault_of_a_playbook_is_told_with_its_line_its_cause_and_what_is_accepted() {
    let step = |id: &str| format!("[[step]]\nid = {id}\ntitle = \"T\"\n");
    let many: String = (0..65).map(|nth| step(&format!("'s{nth}'"))).collect();
    for (text, fault) in [
        (String::new(), "1: a playbook has one step or more; write [[step]] above each"),
        ("step = []".to_owned(), "1: the steps are a list of tables; write [[step]] above each"),
        ("[step]\nid = 'a'".to_owned(), "1: the steps are a list of tables"),
        ("step = [1]".to_owned(), "1: each step is a table; write [[step]] above it"),
        (many, "193: this is step 65, and a playbook has at most 64 steps"),
        (step("'a'") + &step("'a'"), "5: an earlier step has the id 'a' already"),
        (step("'a b'"), "2: 'a b' is no id: it has a space; use 1 to 64 letters, digits"),
        (step("'ä'"), "2: 'ä' is no id: it has 'ä'; use 1 to 64 letters"),
        (step("\"a\\u001b\""), "is no id: it has '\\u{1b}'; use 1 to 64 letters"),
        (step("''"), "2: '' is no id: it is empty; use 1 to 64 letters"),
        (step(&format!("'{}'", "x".repeat(65))), "is no id: it has 65 characters; use 1 to 64"),
        (step("'-a'"), "2: '-a' is no id: it begins with `-` or `.`; begin it with a letter"),
        (step("'12'"), "2: '12' is the number of a step, and cannot be an id"),
        (step("7"), "2: it is a number; `id` takes one word of at most 64 characters"),
        ("[[step]]\ntitle = 'T'".to_owned(), "1: a step needs `id`; `id` takes one word"),
        ("[[step]]\nid = 'a'".to_owned(), "1: a step needs `title`; `title` takes a text"),
        (
            format!("[[step]]\nid = 'a'\ntitle = '{}'", "x".repeat(201)),
            "3: it has 201 characters and may have 200",
        ),
        (
            format!("{STEP}why = '{}'", "x".repeat(1_001)),
            "4: it has 1001 characters and may have 1000",
        ),
        (format!("nmae = 'x'\n{STEP}"), "1: a playbook has no 'nmae' (did you mean `name`?)"),
        (format!("steps = 1\n{STEP}"), "1: a playbook has no 'steps' (did you mean `step`?)"),
        (format!("name = 'a b'\n{STEP}"), "1: 'a b' is no name: it has a space"),
        (format!("name = ['a']\n{STEP}"), "1: it is a list; `name` takes one word"),
        (format!("title = ''\n{STEP}"), "1: it is empty; `title` takes a text"),
        (
            format!("scope = 'run'\n{STEP}"),
            "1: there is no 'run'; `scope` takes \"desk\" or \"session\"",
        ),
        (format!("{STEP}id = 'b'"), "4: duplicate key"),
        (format!("{STEP}why = no"), "4: "),
        ("[[step".to_owned(), "1: "),
    ] {
        let said = faults(&text);
        assert!(said.iter().any(|said| said.contains(fault)), "{text}: {said:#?}");
        assert_eq!(said.len(), 1, "{text}: {said:#?}");
    }
}

#[test]
fn all_faults_of_a_file_are_told_in_the_order_of_their_lines() {
    let text = "scop = 1\n[[step]]\nid = 1\nminutes = 0\n[[step]]\nid = 'b'\ntitle = ''\n";
    let said = faults(text);
    let lines: Vec<&str> = said.iter().map(|said| said.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["1", "2", "3", "4", "7"], "{said:#?}");
    let (_home, paths) = desk(&[("playbook.toml", text)]);
    let broken = directives(&paths).playbooks.broken;
    assert!(broken[0].cause.ends_with(" (and 4 more faults)"), "{broken:?}");
}

#[test]
fn what_is_no_text_is_told_too() {
    assert_eq!(faults(b"# a\n# \xff\n"), ["2: it is not UTF-8 text"]);
    assert_eq!(faults(vec![b'#'; 1_048_577]), ["0: it has more than 1048576 bytes"]);
    let (_home, paths) = desk(&[]);
    let (main, night) =
        (paths.config.join("playbook.toml"), paths.config.join("playbooks/night.toml"));
    for path in [&main, &night] {
        fs::create_dir(path).unwrap();
    }
    let playbooks = directives(&paths).playbooks;
    let said = |path: &Path| {
        format!("{}: it cannot be read (Is a directory (os error 21))", path.display())
    };
    let causes: Vec<&str> = playbooks.broken.iter().map(|broken| broken.cause.as_str()).collect();
    assert_eq!(causes, [said(&main), said(&night)]);
    assert!(playbooks.good.is_empty(), "nothing is meant instead: {playbooks:?}");
}

#[test]
fn a_name_belongs_to_one_playbook() {
    let main = format!("name = \"night\"\n{STEP}");
    let (_home, paths) = desk(&[("playbook.toml", &main), ("playbooks/night.toml", STEP)]);
    let playbooks = directives(&paths).playbooks;
    assert_eq!(playbooks.good.len(), 1);
    let cause = &playbooks.broken[0].cause;
    let other = paths.config.join("playbook.toml");
    let why =
        format!("playbooks/night.toml: the playbook in {} has this name already", other.display());
    assert!(cause.ends_with(&why), "{cause}");
    // A file with the name of the usual playbook is in its place, and is meant if none is named.
    let (_home, paths) = desk(&[("playbooks/early.toml", STEP), ("playbooks/launch.toml", STEP)]);
    let playbooks = directives(&paths).playbooks;
    let names: Vec<&str> = playbooks.good.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["launch", "early"]);
    assert_eq!(playbooks.find(None).unwrap().steps.len(), 1);
    // Broken, it is in its place too.
    let (_home, paths) = desk(&[("playbooks/early.toml", STEP), ("playbooks/launch.toml", "")]);
    let playbooks = directives(&paths).playbooks;
    assert_eq!((playbooks.find(None), playbooks.good.len()), (None, 1));
}

#[test]
fn the_name_of_a_file_is_that_of_its_playbook() {
    let file = |name: &str| format!("name = \"{name}\"\n{STEP}");
    let (same, other) = (file("same"), file("day"));
    let files = [
        ("playbooks/same.toml", same.as_str()),
        ("playbooks/night.toml", &other),
        ("playbooks/a b.toml", STEP),
        ("playbooks/.hidden.toml", "no"),
        ("playbooks/old.toml~", "no"),
        ("playbooks/notes.txt", "no"),
    ];
    let (_home, paths) = desk(&files);
    let playbooks = directives(&paths).playbooks;
    let names: Vec<&str> = playbooks.good.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["launch", "same"]);
    let causes: Vec<&str> = playbooks.broken.iter().map(|one| one.cause.as_str()).collect();
    assert_eq!(causes.len(), 2);
    assert!(
        causes[0].contains("a b.toml:1: 'a b' is no name of a playbook: it has a space"),
        "{causes:?}"
    );
    let why =
        "night.toml:1: the name of this playbook is that of its file, 'night'; leave out `name`";
    assert!(causes[1].contains(why), "{causes:?}");
}

#[test]
fn sixteen_playbooks_are_read_and_the_others_are_told() {
    let names: Vec<String> = (0..17).map(|nth| format!("playbooks/p{nth:02}.toml")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), STEP)).collect();
    files.push(("playbook.toml", STEP));
    let (_home, paths) = desk(&files);
    let playbooks = directives(&paths).playbooks;
    assert_eq!((playbooks.good.len(), playbooks.broken.len()), (16, 2));
    let why = "p15.toml: there are 16 playbooks already, and more are not read";
    assert!(playbooks.broken[0].cause.ends_with(why), "{:?}", playbooks.broken[0]);
}

#[test]
fn an_expectation_of_a_number_has_one_of_five_forms() {
    for form in [
        "'5'",
        "5",
        "-1.5",
        "5.0",
        "'<5'",
        "'<= 5'",
        "'>5'",
        "'>=-5.5'",
        "'1..5'",
        "'-5 .. -1'",
        "'1e3'",
    ] {
        assert_eq!(faults(format!("{STEP}answer = 'number'\nexpect = {form}")), [""; 0], "{form}");
    }
}

#[test]
fn a_link_to_nothing_is_no_missing_file() {
    let (_home, paths) = desk(&[]);
    let known = KnownDirectives::default();
    assert_eq!(known.get(&paths).policy_fault, None);
    for file in ["playbook.toml", "playbooks/night.toml", "config.toml"] {
        std::os::unix::fs::symlink("/nowhere/at/all", paths.config.join(file)).unwrap();
    }
    let read = known.get(&paths);
    let why = "it is a link to a file that does not exist";
    assert!(read.policy_fault.as_ref().unwrap().ends_with(why));
    assert!(read.playbooks.broken.iter().all(|broken| broken.cause.ends_with(why)));
    assert_eq!((read.playbooks.broken.len(), read.playbooks.find(None)), (2, None));
}

#[test]
fn a_broken_playbook_keeps_its_name_from_others() {
    let main = "name = \"night\"\n[[step\n";
    let (_home, paths) = desk(&[("playbook.toml", main), ("playbooks/night.toml", STEP)]);
    let playbooks = directives(&paths).playbooks;
    assert_eq!(playbooks.find(Some("night")), None, "{playbooks:?}");
    assert!(playbooks.fault("night").unwrap().cause.contains("playbook.toml:2: "));
}

#[test]
fn a_file_of_faults_alone_takes_no_time_and_no_page() {
    let names = (0..50_000).map(|nth| format!("k{nth}=1\n")).collect::<Vec<_>>().concat();
    let ids = format!("{STEP}requires = [{}]", "'b',".repeat(100_000));
    let long = format!("{STEP}{} = 1", "x".repeat(200_000));
    let value = format!("{STEP}answer = '{}'", "x".repeat(200_000));
    let deep = format!("a = {}", "[".repeat(100_000));
    let steps = (0..20_000).map(|nth| format!("[[step]]\nid = {nth}\n"));
    let steps = steps.collect::<Vec<_>>().concat();
    for text in [names, ids, long, value, deep, steps] {
        let said = faults(&text);
        assert!((1..=50).contains(&said.len()), "{}", said.len());
        assert!(said.iter().all(|said| said.chars().count() < 2_100), "{:?}", said[0]);
    }
    let value = format!("[policy]\nred_at_start = '{}'\n", "x".repeat(200_000));
    let (_home, paths) = desk(&[("config.toml", &value)]);
    let fault = directives(&paths).policy_fault.unwrap();
    assert!(fault.ends_with("`red_at_start` takes \"allow\", \"warn\" or \"refuse\""));
    assert!(fault.len() < 2_200 && fault.contains("config.toml:2: there is no 'xxx"), "{fault}");
}

#[test]
fn a_policy_counts_although_another_table_is_faulty_and_not_in_a_broken_file() {
    let of = |text: &str| {
        let (_home, paths) = desk(&[("config.toml", text)]);
        let read = directives(&paths);
        let home = paths.config.display().to_string();
        (read.policy, read.policy_fault.map(|fault| fault.replace(&home, "")))
    };
    let (policy, fault) = of("[panel]\nclock = 1\n[policy]\nred_at_start = \"refuse\"\n");
    assert_eq!((policy.red_at_start, fault), (StartLevel::Refuse, None));
    let (policy, fault) = of("[policy]\nred_at_start = \"refuse\"\n[panel\n");
    assert_eq!(policy, Policy::default());
    assert!(fault.unwrap().starts_with("/config.toml:3: "));
    // A name in quotes may be spelt with escapes.
    let (policy, fault) = of("[\"\\u0070olicy\"]\nd_at_start = \"warn\"\n");
    assert_eq!((policy.d_at_start, fault), (StartLevel::Warn, None));
    // Nothing in a broken file speaks of a policy.
    assert_eq!(of("[panel"), (Policy::default(), None));
}

#[test]
fn a_band_has_the_rules_of_its_table() {
    let text = "[policy.C]\nmax_active = '4h'\nbreak_after = '90'\nbecause = 'Tired.'\n\
                requires = ['playbook:a', 'playbook: b']\nallow = ['task:INC-*', 'task: 7']\n\
                [policy.D]\nallow = []\n";
    let (_home, paths) = desk(&[("config.toml", text)]);
    let read = directives(&paths);
    assert_eq!(read.policy_fault, None);
    let rule = &read.policy.bands[&Band::C];
    assert_eq!((rule.max_active_ms, rule.break_after_ms), (Some(14_400_000), Some(5_400_000)));
    assert_eq!(rule.because.as_deref(), Some("Tired."));
    let names = ["a", "b"].map(|name| Required::Playbook(name.to_owned()));
    assert_eq!(rule.requires, names);
    let allow: Vec<String> = rule.allow.iter().flatten().map(ToString::to_string).collect();
    assert_eq!(allow, ["task:INC-*", "task:TASK-7"]);
    assert_eq!(read.policy.bands[&Band::D].allow, Some(Vec::new()));
    assert_eq!(read.policy.bands.get(&Band::A), None);
}

proptest! {
    #[test]
    fn no_text_is_read_without_a_word_about_what_is_wrong_in_it(
        lines in proptest::collection::vec(
            "(\\[\\[step\\]\\]|(id|title|why|band_min|answer|choices|expect|requires|minutes|critical|step|name|x) ?= ?\
             ('[a-c]{0,2}'|[0-9.]{1,3}|true|\\['a', ?'b'?\\]|\\{\\}|'choice'|'number'|'<5'|'[A-F]'|\\P{C}{0,3}))",
            0..12,
        )
    ) {
        let text = lines.join("\n");
        let said = faults(&text);
        let is_good = {
            let (_home, paths) = desk(&[("playbook.toml", &text)]);
            let playbooks = directives(&paths).playbooks;
            prop_assert_eq!(playbooks.good.len() + playbooks.broken.len(), 1);
            for playbook in &playbooks.good {
                let ids: BTreeSet<&str> = playbook.steps.iter().map(|step| step.id.as_str()).collect();
                prop_assert!(!ids.is_empty() && ids.len() == playbook.steps.len());
                for (nth, step) in playbook.steps.iter().enumerate() {
                    let earlier = |id: &String| playbook.steps[..nth].iter().any(|one| one.id == *id);
                    prop_assert!(step.requires.iter().all(earlier));
                    prop_assert!(step.expectation_fault().is_none());
                }
            }
            playbooks.broken.is_empty()
        };
        prop_assert_eq!(is_good, said.is_empty());
        for fault in said {
            let (line, cause) = fault.split_once(": ").unwrap();
            prop_assert!((1..=lines.len().max(1)).contains(&line.parse().unwrap()), "{}", fault);
            prop_assert!(!cause.is_empty());
        }
    }
}
