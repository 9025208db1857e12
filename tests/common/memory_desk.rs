//! A desk on a disk in memory, and the commands it is often given.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::core::{Command, Entering, NewFrame, Watch};
use onwatch::desk::Desk;
use onwatch::paths::Paths;

use super::mem_disk::MemDisk;
pub use super::request::{note, request};

pub fn paths() -> Paths {
    Paths::under(Path::new("/home"))
}

/// The first segment of the journal, if the clock shows November.
pub fn segment() -> PathBuf {
    paths().history().join("000001-2026-11.jsonl")
}

pub fn desk(disk: &MemDisk, clock: &Arc<FixedClock>) -> Desk {
    Desk::on(paths(), clock.clone(), Arc::new(disk.clone()))
}

pub fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at("2026-11-21T08:00:00Z".parse().unwrap()))
}

pub fn obey(disk: &MemDisk, clock: &Arc<FixedClock>, command: Command) -> Watch {
    clock.advance(60);
    desk(disk, clock).obey(&request(command)).unwrap().watch
}

pub fn push() -> Command {
    Command::Push(NewFrame {
        kind: "task".parse().unwrap(),
        id: "7".into(),
        title: None,
        estimate_seconds: None,
        entering: Entering::Usual,
    })
}
