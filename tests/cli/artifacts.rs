//! What came out of work: files that are hashed and addresses.

use std::fs;
use std::os::unix::fs::symlink;

use rustix::fs::{CWD, FileType, Mode, mknodat};
use serde_json::json;

use crate::shell::{Shell, objects};

const HELLO: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

#[test]
fn a_file_is_named_from_the_root_and_hashed() {
    let shell = Shell::after(&["start", "push task 7"]);
    let folder = shell.home.path().canonicalize().unwrap();
    let path = folder.join("report.txt");
    fs::write(&path, "hello").unwrap();
    symlink(&path, folder.join("link")).unwrap();
    shell.good(&format!("artifact add {} -t Report", path.display()));
    shell.good(&format!("artifact add {}/./link", folder.display()));
    let all = objects(&shell.good("artifact list --json"));
    let path = path.to_str().unwrap();
    assert_eq!(
        (all[0]["location"].as_str(), all[0]["title"].as_str()),
        (Some(path), Some("Report"))
    );
    assert_eq!((all[0]["sha256"].as_str(), all[0]["bytes"].clone()), (Some(HELLO), json!(5)));
    assert!(all[1]["location"].as_str().unwrap().ends_with("/link"));
    assert_eq!(all[1]["sha256"], HELLO);
}

#[test]
fn an_address_needs_a_scheme() {
    let shell = Shell::after(&["start"]);
    shell.good("artifact add https://example.com/change/7 The change");
    let listed = objects(&shell.good("artifact list --json"))[0].clone();
    assert_eq!(listed["location"], "https://example.com/change/7");
    assert_eq!(listed["title"], "The change");
    assert_eq!(listed.get("sha256"), None);
    let without = shell.say("artifact add example.com/change/7");
    assert_eq!(without.exit, 3);
    assert!(without.err.contains("https://"), "{}", without.err);
    for line in ["artifact add https://", "artifact add file:///etc/passwd"] {
        assert_eq!(shell.say(line).exit, 2, "{line}");
    }
    assert_eq!(shell.give(&["artifact", "add", "https://a\u{1b}[2J"]).exit, 2);
}

#[test]
fn only_a_regular_file_is_read() {
    let shell = Shell::after(&["start"]);
    let folder = shell.home.path();
    let pipe = folder.join("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
    for (path, exit, why) in [
        (folder.join("nothing"), 3, "No such file"),
        (folder.to_owned(), 4, "is a directory"),
        (pipe, 4, "is a pipe or a device"),
        ("/dev/zero".into(), 4, "is a pipe or a device"),
    ] {
        let said = shell.say(&format!("artifact add {}", path.display()));
        assert_eq!(said.exit, exit, "{said:?}");
        assert!(said.err.contains(why), "{said:?}");
    }
    assert_eq!(shell.say("artifact list").exit, 3);
}

#[test]
fn an_end_lists_what_was_done_and_what_came_out() {
    let shell = Shell::after(&["start", "push task 7 -t Import"]);
    shell.good("done");
    shell.good("push task 8 -t Export");
    shell.good("done");
    shell.good("undo");
    shell.good("artifact add https://example.com/change/7");
    let ended = shell.good("end");
    assert!(ended.contains("done\n    TASK-7  Import"), "{ended}");
    assert!(ended.contains("artifacts\n    https://example.com/change/7"), "{ended}");
    assert!(!ended.contains("TASK-8"), "{ended}");
    let shown = shell.object("show");
    assert_eq!(shown["completed"], json!([{"type": "task", "id": "TASK-7"}]));
    assert_eq!(shown["artifacts"][0]["location"], "https://example.com/change/7");
    assert!(shell.good("show").contains("artifacts"));
}
