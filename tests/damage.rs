//! Every file of the store, damaged in every way.
//!
//! The law: the store reads exactly what was acknowledged, or says what is wrong and writes
//! nothing. After a repair it is sound, knows everything that could still be read, and keeps what
//! could not, byte for byte. Never are there silently fewer activities.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use onwatch::clock::FixedClock;
use onwatch::core::{By, Command, Request, Source, Watch};
use onwatch::desk::{Desk, Outcome};
use onwatch::failure::Failure;
use onwatch::paths::Paths;
use tempfile::TempDir;

struct Home {
    dir: TempDir,
    clock: Arc<FixedClock>,
    before: Watch,
}

impl Home {
    /// A session that ended in November, and one that runs since December: two segments.
    fn new() -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-29T08:00:00Z".parse().unwrap()));
        let before = Watch::default();
        // In memory where there is such a place: damage needs no device, and flushes take time.
        let memory = Path::new("/dev/shm");
        let dir = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        let mut home = Self { dir: dir.unwrap(), clock, before };
        for _ in 0..2 {
            home.obey(Command::start(Some("review".into()))).unwrap();
            home.obey(note("one")).unwrap();
            home.obey(note("two")).unwrap();
            home.obey(Command::End { notes: None }).unwrap();
            home.clock.advance(5 * 24 * 3_600);
        }
        home.before = home.obey(Command::start(None)).unwrap().watch;
        home
    }

    fn paths(&self) -> Paths {
        Paths::under(self.dir.path())
    }

    fn desk(&self) -> Desk {
        Desk::new(self.paths(), self.clock.clone())
    }

    fn obey(&self, command: Command) -> Result<Outcome, Failure> {
        self.clock.advance(60);
        let by = By { operator: "ana".into(), source: Source::Cli, host: "desk-1".into() };
        self.desk().obey(&Request::new(command, by))
    }

    /// Every file and what is in it, but for the hint in the lock file.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut dirs = vec![self.dir.path().to_owned()];
        while let Some(dir) = dirs.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    dirs.push(path);
                } else if path != self.paths().lock() {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }

    fn keeps(&self, bytes: &[u8]) -> bool {
        let quarantine = self.paths().quarantine();
        self.files().iter().any(|(path, kept)| path.starts_with(&quarantine) && kept == bytes)
    }
}

fn note(text: &str) -> Command {
    Command::Note { text: text.into() }
}

fn clear(failure: &Failure, story: &str) {
    assert_eq!(failure.exit_code(), 6, "{story}: {failure}");
    let words = failure.words();
    for part in [&words.what, &words.why, &words.next] {
        assert!(!part.trim().is_empty(), "{story}: {words:?}");
    }
}

type Damage = (&'static str, fn(&Path));

fn change(path: &Path, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    how(&mut bytes);
    fs::write(path, bytes).unwrap();
}

fn flip(path: &Path, tenth: usize) {
    change(path, |bytes| {
        let at = bytes.len() * tenth / 10;
        bytes[at] ^= 0x10;
    });
}

const DAMAGES: &[Damage] = &[
    ("cut in half", |path| change(path, |bytes| bytes.truncate(bytes.len() / 2))),
    ("without its last line", |path| {
        change(path, |bytes| {
            let end = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').unwrap_or(0);
            bytes.truncate(end + 1);
        });
    }),
    ("stripped of its last newline", |path| change(path, |bytes| bytes.truncate(bytes.len() - 1))),
    ("emptied", |path| fs::write(path, b"").unwrap()),
    ("filled with NUL", |path| change(path, |bytes| bytes.fill(0))),
    ("with a NUL-filled end", |path| {
        change(path, |bytes| {
            let half = bytes.len() / 2;
            bytes[half..].fill(0);
        });
    }),
    ("with a bit flipped at its head", |path| flip(path, 0)),
    ("with a bit flipped in the middle", |path| flip(path, 5)),
    ("with a bit flipped near its end", |path| flip(path, 9)),
    ("deleted", |path| fs::remove_file(path).unwrap()),
    ("foreign JSON", |path| fs::write(path, b"{\"session\": {\"active\": false}}\n").unwrap()),
    ("a directory", |path| {
        fs::remove_file(path).unwrap();
        fs::create_dir(path).unwrap();
    }),
];

type Place = (&'static str, fn(&Paths) -> PathBuf);

const PLACES: &[Place] = &[
    ("the state file", Paths::state),
    ("the newest segment", |paths| paths.history().join("000002-2026-12.jsonl")),
    ("an older segment", |paths| paths.history().join("000001-2026-11.jsonl")),
    ("the list of sessions", Paths::sessions),
];

/// Damages one file; checks the law before a repair and after it.
fn damaged(place: &Place, damage: &Damage) {
    let story = format!("{} is {}", place.0, damage.0);
    let home = Home::new();
    let path = place.1(&home.paths());
    let whole = home.desk().log(usize::MAX).unwrap();
    damage.1(&path);
    let bytes = fs::read(&path).unwrap_or_default();
    match home.desk().look() {
        Ok(view) => assert_eq!(view.watch, home.before, "{story}"),
        Err(failure) => clear(&failure, &story),
    }
    match home.desk().log(usize::MAX) {
        Ok(log) => assert_eq!(log, whole, "{story}: silently other activities"),
        Err(failure) => clear(&failure, &story),
    }
    let sound = home.desk().check().is_ok_and(|report| report.is_sound());
    let files = home.files();
    match home.obey(Command::End { notes: None }) {
        Ok(outcome) => assert_eq!(outcome.seq, home.before.seq + 1, "{story}"),
        Err(failure) => {
            clear(&failure, &story);
            assert_eq!(home.files(), files, "{story}: nothing was written");
            assert!(!sound, "{story}: the doctor sees what stops a command");
        }
    }
    repaired(&home, &path, &bytes, sound, &story);
}

fn repaired(home: &Home, path: &Path, bytes: &[u8], was_sound: bool, story: &str) {
    if path.is_dir() {
        // Not ours to move.
        fs::remove_dir(path).unwrap();
    }
    // Where the damage stopped nobody, the file has grown since.
    let grown = fs::read(path).unwrap_or_default();
    let known = home.desk().look().map_or(home.before.clone(), |view| view.watch);
    let report = home.desk().repair().unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert!(report.is_sound(), "{story}: {report:?}");
    assert_eq!(home.desk().look().unwrap().watch, known, "{story}: all that is known");
    if !was_sound && !bytes.is_empty() && path != home.paths().sessions() {
        assert!(home.keeps(bytes) || home.keeps(&grown), "{story}: the damaged file is kept");
    }
    let next = home.obey(Command::SetBand { band: onwatch::core::Band::D, reason: "drill".into() });
    let next = next.unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert_eq!(next.seq, known.seq + 1, "{story}");
    let log = home.desk().log(usize::MAX).unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert_eq!(log[0].seq, next.seq, "{story}");
    let report = home.desk().check().unwrap();
    assert!(report.is_sound(), "{story}: {report:?}");
}

#[test]
fn a_damaged_file_is_made_good_or_named_and_a_repair_loses_nothing_that_is_known() {
    for place in PLACES {
        for damage in DAMAGES {
            damaged(place, damage);
        }
    }
}

#[test]
fn an_unreadable_state_without_a_history_is_named_then_kept_and_begun_anew() {
    let home = Home::new();
    fs::remove_dir_all(home.paths().data).unwrap();
    fs::write(home.paths().state(), b"\0\0\0").unwrap();
    clear(&home.obey(note("on")).unwrap_err(), "an unreadable state alone");
    assert!(home.desk().repair().unwrap().is_sound());
    assert!(home.keeps(b"\0\0\0"));
    assert_eq!(home.obey(Command::start(None)).unwrap().seq, 1);
}

#[test]
fn a_history_without_any_config_directory_is_all_it_takes() {
    let home = Home::new();
    fs::remove_dir_all(home.paths().config).unwrap();
    assert_eq!(home.desk().look().unwrap().watch, home.before);
    assert_eq!(home.obey(note("on")).unwrap().seq, home.before.seq + 1);
    assert!(home.desk().check().unwrap().is_sound());
}

#[test]
fn a_clock_set_back_a_month_opens_no_segment_and_loses_nothing() {
    let home = Home::new();
    home.clock.advance(-31 * 24 * 3_600);
    assert_eq!(home.obey(note("back")).unwrap().seq, home.before.seq + 1);
    assert_eq!(home.obey(Command::End { notes: None }).unwrap().seq, home.before.seq + 2);
    let report = home.desk().check().unwrap();
    assert!(report.is_sound() && report.segments == 2, "{report:?}");
}

#[test]
fn a_repair_of_a_sound_store_changes_nothing() {
    let home = Home::new();
    let files = home.files();
    assert!(home.desk().repair().unwrap().done.is_empty());
    assert_eq!(home.files(), files);
}
