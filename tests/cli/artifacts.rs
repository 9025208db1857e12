//! What came out of work: files that are hashed and addresses.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;

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
fn a_file_that_changes_while_it_is_read_is_not_recorded() {
    let shell = Shell::after(&["start"]);
    let path = shell.home.path().join("log.txt");
    fs::write(&path, vec![b'a'; 8 << 20]).unwrap();
    let is_read = AtomicBool::new(false);
    let said = thread::scope(|scope| {
        let mut file = File::options().append(true).open(&path).unwrap();
        let (begun, has_begun) = mpsc::channel();
        let is_read = &is_read;
        scope.spawn(move || {
            while !is_read.load(Ordering::Relaxed) {
                file.write_all(b"b").unwrap();
                let _ = begun.send(());
                thread::yield_now();
            }
        });
        has_begun.recv().unwrap();
        let said = shell.say(&format!("artifact add {}", path.display()));
        is_read.store(true, Ordering::Relaxed);
        said
    });
    assert_eq!(said.exit, 4, "{said:?}");
    assert!(said.err.contains("changed while it was read"), "{said:?}");
    assert!(said.err.contains("repeat the command"), "{said:?}");
    shell.good(&format!("artifact add {}", path.display()));
}

#[test]
fn an_address_gives_away_no_password_and_its_query_is_no_title() {
    let shell = Shell::after(&["start"]);
    for address in ["https://ana:secret@example.com/x", "ftp://ana:@[::1]:21/?a", "a://u:p@b@c"] {
        let said = shell.give(&["artifact", "add", address]);
        assert_eq!(said.exit, 4, "{said:?}");
        assert!(said.err.contains("leave out what is before the @"), "{said:?}");
        assert!(!said.err.contains("secret"), "{said:?}");
    }
    let good = ["https://example.com:8080/a:b@c", "ssh://git@example.com/x?to=u:p@h"];
    for address in good {
        assert_eq!(shell.give(&["artifact", "add", address]).exit, 0, "{address}");
    }
    shell.good("artifact add https://example.com/change/7?next=/private/token#/frag");
    let said = shell.good("end");
    assert!(!said.contains("  token") && !said.contains("  frag"), "{said}");
}

#[test]
fn an_end_lists_what_was_done_and_what_came_out() {
    let shell = Shell::after(&["start", "push task 7 -t Import"]);
    shell.good("done all of it is there now");
    shell.good("push task 8 -t Export");
    shell.good("done all of it is there now");
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
