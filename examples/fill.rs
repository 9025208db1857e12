//! Fills an empty home with a long past: `cargo run --release --example fill -- DIR 1000000`.
//!
//! `ONWATCH_HOME=DIR onwatch` then shows it.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "../tests/common/lines.rs"]
mod lines;
#[path = "../tests/common/past.rs"]
#[allow(dead_code, reason = "its past begins when it is told to")]
mod past;

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use onwatch::clock::SystemClock;
use onwatch::desk::Desk;
use onwatch::paths::Paths;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(home), Some(Ok(count))) =
        (arguments.next().map(PathBuf::from), arguments.next().map(|number| number.parse()))
    else {
        eprintln!("usage: fill DIR COUNT");
        return ExitCode::from(2);
    };
    let paths = Paths::under(&home);
    fs::DirBuilder::new().recursive(true).mode(0o700).create(paths.history()).unwrap();
    if fs::read_dir(paths.history()).unwrap().next().is_some() {
        eprintln!("{} is not empty; nothing was written", paths.history().display());
        return ExitCode::from(4);
    }
    let mut past = past::Past::begin("2024-01-01T00:00:00Z".parse().unwrap());
    past.fill(&paths.history(), count);
    let report = Desk::new(paths, Arc::new(SystemClock::default())).repair().unwrap();
    println!("{} events in {} segments", report.events, report.segments);
    ExitCode::from(u8::from(!report.is_sound()))
}
