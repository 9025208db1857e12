//! The manual pages. What mandoc and groff say of them: `man_pages.rs`.

use std::fs;
use std::path::Path;

use crate::help::verbs;
use crate::shell::Shell;

fn names(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

/// Writes the pages; returns one.
fn page(shell: &Shell, name: &str) -> String {
    let dir = shell.home.path().join("man");
    fs::create_dir_all(&dir).unwrap();
    shell.good(&format!("man {}", dir.display()));
    fs::read_to_string(dir.join(name)).unwrap()
}

#[test]
fn there_is_a_page_for_the_program_and_for_each_verb() {
    let shell = Shell::new();
    let dir = shell.home.path().join("man");
    fs::create_dir(&dir).unwrap();
    let said = shell.good(&format!("man {}", dir.display()));
    let found = names(&dir);
    assert!(
        said.starts_with(&format!("Wrote {} pages to {}", found.len(), dir.display())),
        "{said}"
    );
    for verb in verbs() {
        assert!(found.contains(&format!("onwatch-{verb}.1")), "{verb}");
    }
    for name in ["onwatch.1", "onwatch-run-start.1", "onwatch-cone-set.1", "onwatch-gap-split.1"] {
        assert!(found.contains(&name.to_owned()), "{name}");
    }
}

#[test]
fn a_page_has_the_sections_that_its_readers_look_for() {
    let shell = Shell::new();
    let program = page(&shell, "onwatch.1");
    for section in
        ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "VERBS", "EXAMPLES", "ENVIRONMENT", "FILES"]
    {
        assert!(program.contains(&format!(".SH {section}\n")), "{section}");
    }
    assert!(program.contains(".SH \"EXIT STATUS\"\n"), "{program}");
    for told in ["ONWATCH_HOME", "ONWATCH_PROFILE", "ONWATCH_OPERATOR", "NO_COLOR", "index.db"] {
        assert!(program.contains(told), "{told}");
    }
    let report = page(&shell, "onwatch-report.1");
    let examples = report.split_once(".SH EXAMPLES\n").unwrap().1;
    assert!(examples.starts_with(".EX\nonwatch report week \\-\\-by task\n"), "{examples}");
    assert!(report.contains(".TH ONWATCH-REPORT 1 2026-01-01"), "{report}");
}

#[test]
fn no_page_shows_a_backquote() {
    let shell = Shell::new();
    page(&shell, "onwatch.1");
    let dir = shell.home.path().join("man");
    for name in names(&dir) {
        let text = fs::read_to_string(dir.join(&name)).unwrap();
        let options = text.split_once(".SH OPTIONS\n").map_or("", |(_, rest)| rest);
        let options = options.split("\n.SH ").next().unwrap();
        assert!(!options.contains('`'), "{name}: {options}");
    }
}

#[test]
fn the_date_of_the_pages_can_be_fixed() {
    let mut shell = Shell::new();
    shell.env.insert("SOURCE_DATE_EPOCH", "86400".into());
    assert!(page(&shell, "onwatch.1").contains(" 1970-01-02 "));
}

#[test]
fn an_earlier_page_is_replaced_and_no_other_file() {
    let shell = Shell::new();
    let dir = shell.home.path().join("man");
    let line = format!("man {}", dir.display());
    let said = shell.say(&line);
    assert_eq!(said.exit, 1);
    assert!(said.err.contains("is not a directory"), "{}", said.err);
    page(&shell, "onwatch.1");
    fs::write(dir.join("onwatch-end.1"), "mine").unwrap();
    fs::remove_file(dir.join("onwatch.1")).unwrap();
    let said = shell.say(&line);
    assert_eq!(said.exit, 4);
    assert!(
        said.err.contains("onwatch-end.1 exists already, and onwatch did not write it"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("name another directory, or move onwatch-end.1 away"),
        "{}",
        said.err
    );
    assert_eq!(fs::read_to_string(dir.join("onwatch-end.1")).unwrap(), "mine");
    assert!(!dir.join("onwatch.1").exists(), "all pages or none");
    fs::remove_file(dir.join("onwatch-end.1")).unwrap();
    let target = shell.home.path().join("elsewhere");
    std::os::unix::fs::symlink(&target, dir.join("onwatch-end.1")).unwrap();
    assert_eq!(shell.say(&line).exit, 4);
    assert!(!target.exists());
    fs::remove_file(dir.join("onwatch-end.1")).unwrap();
    shell.good(&line);
    shell.good(&line);
    assert!(names(&dir).iter().all(|name| name.ends_with(".1")), "nothing else is left");
}
