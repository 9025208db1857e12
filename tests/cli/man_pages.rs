//! The manual pages as the programs read them that show them: mandoc, groff and man.
//!
//! They need these programs, so they are run by their own command: see `docs/testing.md`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::shell::Shell;

/// Returns the pages in a directory.
fn pages() -> (TempDir, Vec<PathBuf>) {
    let dir = TempDir::new().unwrap();
    Shell::new().good(&format!("man {}", dir.path().display()));
    let files = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    (dir, files)
}

/// Runs a program; returns what it prints to stdout and to stderr.
fn said(program: &str, words: &[&str], pages: &[PathBuf]) -> (String, String) {
    let said = Command::new(program).args(words).args(pages).output().unwrap();
    (String::from_utf8(said.stdout).unwrap(), String::from_utf8(said.stderr).unwrap())
}

#[test]
#[ignore = "needs mandoc and groff: see docs/testing.md"]
fn every_page_is_rendered_without_a_warning() {
    let (_dir, files) = pages();
    let (out, err) = said("mandoc", &["-Tlint", "-Wwarning"], &files);
    assert_eq!((out.as_str(), err.as_str()), ("", ""));
    for file in &files {
        let (_, err) = said("groff", &["-man", "-ww", "-z", "-Tutf8"], std::slice::from_ref(file));
        assert_eq!(err, "", "{}", file.display());
    }
}

#[test]
#[ignore = "needs mandoc and groff: see docs/testing.md"]
fn a_reader_sees_the_example_as_it_is_typed() {
    let (dir, _) = pages();
    let (out, _) =
        said("mandoc", &["-Tascii", "-Owidth=200"], &[dir.path().join("onwatch-import.1")]);
    // Bold is a letter twice.
    let plain: String = out.split('\u{8}').collect();
    assert!(plain.contains("timew export | onwatch import timewarrior - --dry-run"), "{plain}");
    assert!(plain.contains("other tags go to the notes."), "{plain}");
}
