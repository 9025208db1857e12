//! Changes the files of a small good store for the fuzz targets, then uses the result.
//!
//! Every change gets a matching checksum, so the changed content is parsed. `tests/store/fuzz.rs`
//! shows that other checksums are detected before.

#[path = "../../tests/common/mem_disk.rs"]
#[allow(dead_code, clippy::all)]
mod mem_disk;
#[path = "../../tests/common/memory_desk.rs"]
mod memory_desk;
#[path = "../../tests/common/request.rs"]
#[allow(dead_code)]
mod request;

use std::sync::{Arc, LazyLock};

use arbitrary::Arbitrary;
use mem_disk::{Image, MemDisk};
use memory_desk::{clock, desk, note, obey, paths, push, request, segment};
use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{Band, Command, Glance};

/// One change: removes some bytes and inserts others.
#[derive(Arbitrary, Debug)]
pub struct Change {
    line: u8,
    at: u16,
    cut: u8,
    put: Vec<u8>,
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let from = usize::from(self.at) % (bytes.len() + 1);
        let to = (from + usize::from(self.cut)).min(bytes.len());
        bytes.splice(from..to, self.put.iter().copied());
    }
}

static GOOD: LazyLock<Image> = LazyLock::new(|| {
    let disk = MemDisk::default();
    let clock = clock();
    for command in [
        Command::start(Some("review".into())),
        push(),
        note("one"),
        Command::Pause { reason: Some("lunch".into()) },
        Command::Resume,
        Command::SetBand { band: Band::C, reason: "drill".into() },
        Command::End { notes: None },
        Command::Reopen { session: None },
        Command::Undo,
        Command::start(None),
    ] {
        obey(&disk, &clock, command);
    }
    disk.image()
});

/// Changes lines of the journal of a store without a state file.
pub fn change_journal(changes: &[Change]) {
    let disk = MemDisk::from_image(GOOD.clone());
    let bytes = disk.read(&segment()).unwrap();
    let mut lines: Vec<Vec<u8>> =
        bytes.strip_suffix(b"\n").unwrap().split(|b| *b == b'\n').map(<[u8]>::to_vec).collect();
    let seal = ",\"crc\":\"9a3b10ff\"}".len();
    for line in &mut lines {
        line.truncate(line.len() - seal);
    }
    let count = lines.len();
    for change in changes {
        change.apply(&mut lines[usize::from(change.line) % count]);
    }
    for line in &mut lines {
        let crc = crc32c::crc32c(line);
        line.extend(format!(",\"crc\":\"{crc:08x}\"}}").as_bytes());
    }
    let bytes = [lines.join(&b'\n'), b"\n".to_vec()].concat();
    disk.delete(&paths().state());
    disk.put(&segment(), &bytes);
    use_store(&disk);
}

/// Changes the state file.
pub fn change_state(changes: &[Change]) {
    let disk = MemDisk::from_image(GOOD.clone());
    let mut bytes = disk.read(&paths().state()).unwrap();
    bytes.truncate(bytes.len() - ",\n  \"crc\": \"9a3b10ff\"\n}\n".len());
    for change in changes {
        change.apply(&mut bytes);
    }
    let crc = crc32c::crc32c(&bytes);
    bytes.extend(format!(",\n  \"crc\": \"{crc:08x}\"\n}}\n").as_bytes());
    disk.put(&paths().state(), &bytes);
    use_store(&disk);
}

/// Reads a store and gives it every command. Nothing may panic, and acknowledged data must be
/// readable.
fn use_store(disk: &MemDisk) {
    let clock = Arc::new(FixedClock::at("2026-11-22T08:00:00Z".parse().unwrap()));
    let here = desk(disk, &clock);
    if let Ok(view) = here.look() {
        let _ = Glance::of(&view.watch, &clock.now());
    }
    let _ = (here.log(30), here.check());
    let mended = MemDisk::from_image(disk.image());
    if desk(&mended, &clock).repair().is_ok() {
        desk(&mended, &clock).look().unwrap();
    }
    for command in [
        note("after"),
        Command::Pause { reason: None },
        Command::Resume,
        push(),
        Command::Pop { kind: None },
        Command::End { notes: None },
        Command::Reopen { session: None },
        Command::Undo,
        Command::Redo,
        Command::start(None),
        Command::Cancel { session: None },
    ] {
        if let Ok(outcome) = here.obey(&request(command)) {
            let _ = Glance::of(&outcome.watch, &clock.now());
            let seen = here.look().expect("what was acknowledged can be read").watch;
            assert_eq!(seen, outcome.watch);
        }
        clock.advance(1);
    }
}
