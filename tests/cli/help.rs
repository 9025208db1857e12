//! The help.

use onwatch::core::{Band, Light, Verb};

use crate::shell::Shell;

pub fn verbs() -> Vec<String> {
    let help = Shell::new().good("--help");
    let list = help.split_once("Verbs:\n").unwrap().1.split_once("\n\n").unwrap().0;
    let names = list.lines().filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn every_verb_is_listed() {
    let verbs = verbs();
    assert_eq!(
        verbs.join(" "),
        "start pause resume toggle end gap ack keep break edit add cancel reopen continue undo redo note push \
                                 pop done block unblock estimate summary artifact task sprint context log history report today import search show cone health playbook policy desks run status next brief metrics doctor config source daemon serve token paths completions man"
    );
}

#[test]
fn the_help_of_every_verb_has_an_example_of_it() {
    let shell = Shell::new();
    let changes = [
        "cone set",
        "cone clear",
        "health set",
        "health clear",
        "break add",
        "break remove",
        "playbook list",
        "playbook next",
        "playbook done",
        "playbook undo",
        "playbook skip",
        "playbook show",
        "playbook reset",
        "playbook print",
        "playbook check",
        "policy check",
        "token add",
        "token list",
        "token revoke",
    ]
    .map(str::to_owned);
    for verb in verbs().into_iter().filter(|verb| verb != "break").chain(changes) {
        let help = shell.good(&format!("{verb} --help"));
        let example = help.split_once("Example:\n  ").unwrap_or_else(|| panic!("{verb}: {help}")).1;
        assert!(example.contains(&format!("onwatch {verb}")), "{help}");
    }
}

#[test]
fn every_verb_that_changes_something_is_in_the_readme() {
    let readme = include_str!("../../README.md");
    for verb in Verb::ALL {
        let command = format!("onwatch {}", verb.spec().command);
        assert!(readme.contains(&command), "{command}");
    }
    for command in ["onwatch cone clear", "onwatch health clear"] {
        assert!(readme.contains(command), "{command}");
    }
}

#[test]
fn the_help_names_the_exit_codes_and_what_json_answers() {
    let help = Shell::new().good("--help");
    for told in ["Exit codes:", "nothing there", "refused", "onwatch.error/1", "exactly one object"]
    {
        assert!(help.contains(told), "{told}");
    }
}

#[test]
fn the_help_needs_no_settings_and_touches_nothing() {
    let shell = Shell::new();
    shell.good("help start");
    shell.good("--version");
    assert_eq!(std::fs::read_dir(shell.home.path()).unwrap().count(), 0);
}

#[test]
fn help_and_readme_say_what_each_band_and_each_health_means() {
    let shell = Shell::new();
    let readme = include_str!("../../README.md");
    let bands = Band::ALL.map(|band| ("band", band.to_string(), band.meaning()));
    let lights = Light::ALL.map(|light| ("health", light.to_string(), light.meaning()));
    for (verb, name, meaning) in bands.into_iter().chain(lights) {
        assert!(meaning.len() <= 60, "{meaning}");
        assert!(readme.contains(&format!("| {name} | {meaning} |")), "{name}: {meaning}");
        let help = shell.good(&format!("{verb} --help"));
        let line = help.lines().find(|line| line.trim_start().starts_with(&name));
        assert!(line.is_some_and(|line| line.ends_with(meaning)), "{name}: {help}");
    }
}
