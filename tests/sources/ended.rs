//! Waits for the end of processes that are not our children.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use rustix::fs::{CWD, Mode, mkfifoat};

/// Tells when every process that has a pipe open for writing has ended.
pub fn all_ended(pipe: &Path) -> Receiver<()> {
    mkfifoat(CWD, pipe, Mode::RUSR | Mode::WUSR).unwrap();
    let (send, ended) = channel();
    let pipe = pipe.to_owned();
    thread::spawn(move || {
        let mut rest = Vec::new();
        File::open(pipe).unwrap().read_to_end(&mut rest).unwrap();
        let _ = send.send(());
    });
    ended
}
