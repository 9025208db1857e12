//! Which commands ask the index: those that tell of the past, and no others.

use std::fs;
use std::path::Path;

use crate::shell::Shell;

/// Returns the files of the index.
fn of_the_index(home: &Path) -> Vec<String> {
    let names = fs::read_dir(home.join("data")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.contains("index")).collect()
}

#[test]
fn what_operators_type_all_day_does_not_make_the_index() {
    let shell = Shell::new();
    for line in [
        "start Fix the importer",
        "note it hangs",
        "pause lunch",
        "status",
        "resume",
        "cone set C load",
        "cone",
        "health set red disk",
        "health",
        "edit -n hung",
        "edit --target 2h --operator bo",
        "break add 09:02 09:03",
        "break remove 09:02",
        "undo",
        "redo",
        "log",
        "end done",
        "reopen",
        "--json status",
        "end",
        "continue",
        "cancel",
        "start again",
        "log",
        "paths",
    ] {
        shell.pass(1);
        shell.good(line);
        assert_eq!(of_the_index(shell.home.path()), Vec::<String>::new(), "{line}");
    }
    shell.good("report week");
    assert_eq!(of_the_index(shell.home.path()).len(), 2, "so this test can fail");
}
