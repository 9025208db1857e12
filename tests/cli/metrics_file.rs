//! The metrics in a file for a collector.

// The values are exact: whole seconds, counts, 0 and 1.
#![allow(clippy::float_cmp)]

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::exposition::read;
use crate::shell::{Said, Shell, program};

/// A directory of a collector.
struct Collector(TempDir);

impl Collector {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("onwatch.prom")
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

fn write(shell: &Shell, file: &Path) -> Said {
    shell.give(&["metrics", "-o", file.to_str().unwrap()])
}

#[test]
fn the_file_has_what_stdout_would_have_and_the_answer_says_so() {
    let (shell, collector) = (Shell::after(&["start", "run start"]), Collector::new());
    let file = collector.file();
    let said = write(&shell, &file);
    let answer = format!("Wrote {}: 1 profile, 1 live run\n", file.display());
    assert_eq!(said, Said { exit: 0, out: answer, err: String::new() });
    assert_eq!(fs::read_to_string(&file).unwrap(), shell.good("metrics"));
    // Again, a minute later, over the first one.
    shell.pass(1);
    assert_eq!(write(&shell, &file).exit, 0);
    assert_eq!(fs::read_to_string(&file).unwrap(), shell.good("metrics"));
    assert_eq!(collector.names(), ["onwatch.prom"]);
    let quiet = shell.give(&["metrics", "--quiet", "-o", file.to_str().unwrap()]);
    assert_eq!(quiet, Said { exit: 0, out: String::new(), err: String::new() });
    let json = shell.object(&format!("metrics -o {}", file.display()));
    assert_eq!((&json["desk_count"], &json["run_count"]), (&1.into(), &1.into()));
}

#[test]
fn everybody_can_read_the_file_as_far_as_the_user_allows() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    for (mask, mode) in [("022", 0o644), ("077", 0o600), ("027", 0o640)] {
        let script = format!("umask {mask}; exec \"$0\" metrics -q -o \"$1\"");
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_onwatch")]).arg(collector.file());
        command.env_clear().env("ONWATCH_HOME", shell.home.path());
        assert!(command.status().unwrap().success());
        let found = fs::metadata(collector.file()).unwrap().permissions().mode() & 0o777;
        assert_eq!(found, mode, "umask {mask}");
    }
}

#[test]
fn another_file_stays() {
    let shell = Shell::after(&["start"]);
    for text in ["my notes\n", "# HELP onwatch_custom Words.\n", "# HELP onwatc", "\n"] {
        let collector = Collector::new();
        fs::write(collector.file(), text).unwrap();
        let said = write(&shell, &collector.file());
        assert_eq!(said.exit, 4, "{text:?}: {said:?}");
        assert!(said.err.contains("onwatch did not write it"), "{said:?}");
        assert!(said.err.contains("next: "), "{said:?}");
        assert_eq!(fs::read_to_string(collector.file()).unwrap(), text);
        assert_eq!(collector.names(), ["onwatch.prom"]);
    }
}

#[test]
fn an_empty_file_is_replaced() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    fs::write(collector.file(), "").unwrap();
    assert_eq!(write(&shell, &collector.file()).exit, 0);
    read(&fs::read_to_string(collector.file()).unwrap()).unwrap();
}

#[test]
fn a_link_a_directory_and_the_files_of_onwatch_are_refused() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    let link = collector.0.path().join("link.prom");
    let target = collector.0.path().join("target");
    fs::write(&target, "").unwrap();
    symlink(&target, &link).unwrap();
    let own = ["config/onwatch.prom", "data/history/onwatch.prom"]
        .map(|name| shell.home.path().join(name));
    for file in [link.clone(), collector.0.path().to_owned(), own[0].clone(), own[1].clone()] {
        let said = write(&shell, &file);
        assert_eq!(said.exit, 4, "{}: {said:?}", file.display());
    }
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&target).unwrap(), b"");
    assert!(own.iter().all(|file| !file.exists()));
    assert_eq!(shell.say("metrics -o -").exit, 2);
}

#[test]
fn a_pipe_a_socket_and_a_device_are_never_replaced() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    let folder = collector.0.path();
    let (pipe, socket, link) = (folder.join("pipe"), folder.join("socket"), folder.join("link"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let _bound = UnixListener::bind(&socket).unwrap();
    symlink("/dev/null", &link).unwrap();
    let rows = [
        (pipe, "a named pipe"),
        (socket, "a socket"),
        (link, "a link"),
        (PathBuf::from("/dev/null"), "a device"),
    ];
    for (path, kind) in rows {
        let before = fs::symlink_metadata(&path).unwrap();
        let said = write(&shell, &path);
        assert_eq!((said.exit, said.out.as_str()), (4, ""), "{said:?}");
        assert!(said.err.contains(&format!("{} is {kind}", path.display())), "{said:?}");
        let after = fs::symlink_metadata(&path).unwrap();
        assert_eq!((before.ino(), before.file_type()), (after.ino(), after.file_type()));
    }
    assert_eq!(collector.names().len(), 3);
}

#[test]
fn what_a_killed_writer_left_is_removed_by_the_next_one() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    let folder = collector.0.path();
    let minutes = |minutes: u64| SystemTime::now() - Duration::from_secs(minutes * 60);
    let put = |name: &str, age| {
        let file = fs::File::create(folder.join(name)).unwrap();
        file.set_modified(minutes(age)).unwrap();
    };
    put(".onwatch-unfinished-abcDEF123456", 11);
    // Another one writes it now.
    put(".onwatch-unfinished-abcDEF123457", 9);
    let others = [
        ".onwatch-unfinished-",
        ".onwatch-unfinished-abcDEF12345.",
        ".onwatch-unfinished-abcDEF1234567",
        ".onwatch-abcDEF",
        "onwatch-unfinished-abcDEF123456",
    ];
    for name in others {
        put(name, 99);
    }
    fs::create_dir(folder.join(".onwatch-unfinished-abcDEF123458")).unwrap();
    symlink("onwatch.prom", folder.join(".onwatch-unfinished-abcDEF123459")).unwrap();
    let mut before = collector.names();
    assert_eq!(write(&shell, &collector.file()).exit, 0);
    before.retain(|name| name != ".onwatch-unfinished-abcDEF123456");
    before.push("onwatch.prom".to_owned());
    before.sort_unstable();
    let mut after = collector.names();
    after.sort_unstable();
    assert_eq!(after, before);
}

#[test]
fn a_directory_that_is_not_there_is_a_failure_in_words() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    let said = write(&shell, &collector.0.path().join("none/onwatch.prom"));
    assert_eq!(said.exit, 1, "{said:?}");
    assert!(said.err.contains("The metrics were not written"), "{said:?}");
    assert!(said.err.contains("create its directory first"), "{said:?}");
}

#[test]
fn with_a_desk_that_cannot_be_read_the_others_are_written() {
    let (shell, collector) = (Shell::after(&["start", "start --profile night"]), Collector::new());
    let profiles = shell.home.path().join("data/profiles");
    fs::remove_dir_all(&profiles).unwrap();
    fs::write(&profiles, "a file in its place").unwrap();
    let said = write(&shell, &collector.file());
    assert_eq!(said.exit, 6, "{said:?}");
    let families = read(&fs::read_to_string(collector.file()).unwrap()).unwrap();
    assert_eq!(families["onwatch_complete"][""], 0.0);
    assert_eq!(families["onwatch_desk_readable"]["desk=\"default\""], 1.0);
}

#[test]
fn no_reader_ever_sees_a_part_of_it() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    let (file, done) = (collector.file(), AtomicBool::new(false));
    assert_eq!(write(&shell, &file).exit, 0);
    thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut looks = 0;
            while !done.load(Ordering::Relaxed) || looks == 0 {
                let text = fs::read_to_string(&file).unwrap();
                assert!(read(&text).is_ok(), "{text}");
                looks += 1;
            }
            looks
        });
        for _ in 0..50 {
            assert_eq!(write(&shell, &file).exit, 0);
        }
        done.store(true, Ordering::Relaxed);
        assert!(reader.join().unwrap() > 0);
    });
}

#[test]
fn a_writer_that_is_killed_leaves_the_old_file() {
    let (shell, collector) = (Shell::after(&["start"]), Collector::new());
    let file = collector.file();
    assert_eq!(write(&shell, &file).exit, 0);
    for _ in 0..20 {
        let mut child =
            program(&shell.home, &format!("metrics -q -o {}", file.display())).spawn().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        read(&fs::read_to_string(&file).unwrap()).unwrap();
        // A collector reads only what ends so.
        let read_too =
            collector.names().into_iter().filter(|name| name.rsplit('.').next() == Some("prom"));
        assert_eq!(read_too.collect::<Vec<_>>(), ["onwatch.prom"]);
    }
}
