//! A home with a past, and every way to damage a file of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};
use onwatch::clock::Clock;
use onwatch::core::{Command, SessionRecord, Watch};
use onwatch::failure::Failure;
use onwatch::paths::Paths;

pub use crate::common::home::Home;
use crate::common::home::{change, memory_dir};
pub use crate::common::request::{end, note};

/// What a home knows before it is damaged.
pub struct Past {
    pub before: Watch,
    /// What was known before that, the newest last.
    pub earlier: Vec<Watch>,
    pub sessions: Vec<SessionRecord>,
    end: DateTime<Utc>,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

/// Made once and copied for each damage.
pub static PAST: LazyLock<Past> = LazyLock::new(Past::make);

impl Past {
    /// A session that ended in November, one that ended in December, and one that runs since: two
    /// segments.
    fn make() -> Self {
        let home = Home::on(memory_dir(), "2026-11-29T08:00:00Z".parse().unwrap());
        let mut earlier = Vec::new();
        for _ in 0..2 {
            let start = Command::start(Some("review".into()));
            for command in [start, note("one"), note("two"), end()] {
                earlier.push(home.obey(command).unwrap().watch);
            }
            home.clock.advance(5 * 24 * 3_600);
        }
        let before = home.obey(Command::start(None)).unwrap().watch;
        let files = home.files().into_iter();
        let files = files.map(|(path, bytes)| (home.inside(&path), bytes)).collect();
        Self { before, earlier, sessions: home.history(), end: home.clock.now().utc, files }
    }
}

impl Home {
    /// A home with that past.
    pub fn with_past() -> Self {
        // In memory: damage needs no device.
        let home = Self::on(memory_dir(), PAST.end);
        let lock = (home.inside(&home.paths().lock()), Vec::new());
        for (path, bytes) in PAST.files.clone().into_iter().chain([lock]) {
            let path = home.dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        home
    }

    fn inside(&self, path: &Path) -> PathBuf {
        path.strip_prefix(self.dir.path()).unwrap().to_owned()
    }

    /// Tells whether the quarantine keeps these bytes.
    pub fn keeps(&self, bytes: &[u8]) -> bool {
        self.kept().iter().any(|kept| kept == bytes)
    }

    /// Tells whether these bytes of a file are still there: in their place, in the quarantine, or
    /// their beginning in the one and the rest in the other.
    pub fn still_has(&self, path: &Path, bytes: &[u8]) -> bool {
        let there = fs::read(path).unwrap_or_default();
        let common = there.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        let is_rest = |kept: &[u8]| bytes.ends_with(kept) && bytes.len() - kept.len() <= common;
        common == bytes.len() || self.kept().iter().any(|kept| is_rest(kept))
    }
}

pub fn clear(failure: &Failure, story: &str) {
    assert_eq!(failure.exit_code(), 6, "{story}: {failure}");
    let words = failure.words(&|next| {
        onwatch::cli::hint::text(next, &onwatch::core::DeskName::of(None), &chrono::Utc)
    });
    for part in [&words.what, &words.why, &words.next] {
        assert!(!part.trim().is_empty(), "{story}: {words:?}");
    }
}

pub type Damage = (&'static str, fn(&Path));

pub fn flip(path: &Path, tenth: usize) {
    change(path, |bytes| {
        let at = bytes.len() * tenth / 10;
        bytes[at] ^= 0x10;
    });
}

pub const DAMAGES: &[Damage] = &[
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

pub type Place = (&'static str, fn(&Paths) -> PathBuf);

pub const STATE: &str = "the state file";
pub const NEWEST: &str = "the newest segment";
pub const OLDER: &str = "an older segment";

pub fn newest(paths: &Paths) -> PathBuf {
    paths.history().join("000002-2026-12.jsonl")
}

pub fn older(paths: &Paths) -> PathBuf {
    paths.history().join("000001-2026-11.jsonl")
}

pub const PLACES: &[Place] = &[(STATE, Paths::state), (NEWEST, newest), (OLDER, older)];
