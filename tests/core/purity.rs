//! The core reads no clock, no file, no environment and no terminal: what it decides follows from
//! what it is given. This test holds its sources to that, comments included.

use std::fs;
use std::path::{Path, PathBuf};

const FORBIDDEN: [&str; 14] = [
    "std::fs",
    "std::env",
    "std::thread",
    "std::process",
    "std::net",
    "std::io",
    "Utc::now",
    "Local::now",
    "Instant",
    "SystemTime",
    "ratatui",
    "crossterm",
    "clap",
    "rustix",
];

#[test]
fn the_core_touches_nothing_outside_itself() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    let sources = sources_under(&core);
    assert!(sources.len() > 15, "only {} sources were found", sources.len());
    let mut found = Vec::new();
    for path in sources {
        let text = fs::read_to_string(&path).unwrap();
        for (nth, line) in text.lines().enumerate() {
            let words = FORBIDDEN.iter().filter(|word| line.contains(**word));
            found.extend(words.map(|word| format!("{}:{}: {word}", path.display(), nth + 1)));
        }
    }
    assert!(found.is_empty(), "the core must not know of\n{}", found.join("\n"));
}

#[test]
fn the_core_knows_nobody_above_it() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/core");
    for path in sources_under(&core) {
        let text = fs::read_to_string(&path).unwrap();
        for line in text.lines().filter(|line| line.contains("crate::")) {
            assert!(line.contains("crate::core"), "{}: {line}", path.display());
        }
    }
}

fn sources_under(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources_under(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}
