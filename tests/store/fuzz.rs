//! Any bytes in a file and any typed text: nothing panics, and damage never changes the desk
//! unnoticed.
//!
//! Bytes are arbitrary, or those of a sound store with something changed, or a sound store's with
//! another number and a checksum that fits. `PROPTEST_CASES` raises the counts.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::FixedOffset;
use onwatch::clock::{Clock, FixedClock};
use onwatch::config::Settings;
use onwatch::core::{Band, Command, FrameKind, Glance, ID, Light, SessionKey, Watch};
use onwatch::desk::Became;
use onwatch::input;
use onwatch::safe_text::{SafeText, safe_json};
use onwatch::tui::PanelEvent;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::common::hostile::assert_tame;
use crate::common::lines::sealed_anew;
use crate::common::mem_disk::{Image, MemDisk};
use crate::common::memory_desk::{clock, desk, obey, paths, request, segment};
use crate::common::panel::Panel;
use crate::common::story::{Story, band, health, note, push};

fn cases(share: u32) -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.div_ceil(share), failure_persistence: None, ..usual }
}

/// A sound store: its disk, and what the desk knew after each event.
struct Sound {
    image: Image,
    known: Vec<Watch>,
}

static SOUND: LazyLock<Sound> = LazyLock::new(|| {
    let disk = MemDisk::default();
    let clock = clock();
    let mut known = vec![Watch::default()];
    for command in [
        Command::start(Some("review".into())),
        push("task", "7", Some("Import"), Some(9_000)),
        note("one"),
        Command::Pause { reason: Some("lunch".into()) },
        Command::Resume,
        band(Band::C, "drill"),
        health(Light::Red, &["disk"]),
        Command::End { notes: None },
        Command::Reopen { session: None },
        Command::Undo,
        Command::start(None),
        note("two"),
    ] {
        known.push(obey(&disk, &clock, command));
    }
    disk.flush();
    Sound { image: disk.image(), known }
});

fn later() -> Arc<FixedClock> {
    Arc::new(FixedClock::at("2026-11-21T10:00:00Z".parse().unwrap()))
}

/// One change of some bytes.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Cut(Index),
    Remove(Index, usize),
    Insert(Index, Vec<u8>),
    /// A line once more, somewhere.
    Again(Index, Index),
    Swap(Index, Index),
    All(Vec<u8>),
}

fn any_change() -> impl Strategy<Value = Change> {
    use prop::collection::vec;
    prop_oneof![
        3 => (any::<Index>(), 1u8..).prop_map(|(at, with)| Change::Flip(at, with)),
        2 => any::<Index>().prop_map(Change::Cut),
        2 => (any::<Index>(), 1usize..400).prop_map(|(at, length)| Change::Remove(at, length)),
        2 => (any::<Index>(), vec(any::<u8>(), 1..40)).prop_map(|(at, new)| Change::Insert(at, new)),
        2 => (any::<Index>(), any::<Index>()).prop_map(|(line, at)| Change::Again(line, at)),
        1 => (any::<Index>(), any::<Index>()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => vec(any::<u8>(), 0..200).prop_map(Change::All),
    ]
}

impl Change {
    fn apply(&self, bytes: &[u8]) -> Vec<u8> {
        let mut changed = bytes.to_vec();
        if bytes.is_empty() {
            return changed;
        }
        let mut lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
        match self {
            Self::Flip(at, with) => changed[at.index(bytes.len())] ^= with,
            Self::Cut(at) => changed.truncate(at.index(bytes.len())),
            Self::Remove(at, length) => {
                let from = at.index(bytes.len());
                changed.drain(from..(from + length).min(bytes.len()));
            }
            Self::Insert(at, new) => {
                let at = at.index(bytes.len() + 1);
                changed.splice(at..at, new.iter().copied());
            }
            Self::Again(line, at) => {
                let line = lines[line.index(lines.len())];
                lines.insert(at.index(lines.len() + 1), line);
                changed = lines.concat();
            }
            Self::Swap(one, other) => {
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
                changed = lines.concat();
            }
            Self::All(new) => changed.clone_from(new),
        }
        changed
    }
}

fn damage(disk: &MemDisk, path: &Path, changes: &[Change]) {
    let sound = disk.read(path).unwrap();
    disk.put(path, &changes.iter().fold(sound, |bytes, change| change.apply(&bytes)));
}

/// Looks at the desk, checks and repairs it and gives it a command; returns the state that was seen
/// first, if the store could be written.
fn visit(disk: &MemDisk) -> Option<Watch> {
    let clock = later();
    let here = desk(disk, &clock);
    let seen = here.look().ok().filter(|view| view.read_only.is_none()).map(|view| view.watch);
    let _ = here.log(30);
    let _ = here.check();
    let mended = MemDisk::from_image(disk.image());
    let mended = desk(&mended, &clock);
    if mended.repair().is_ok() {
        let _ = mended.look();
    }
    match (here.obey(&request(note("after"))), &seen) {
        (Ok(outcome), Some(seen)) => {
            assert!(outcome.became == Became::Repeated || outcome.seq == seen.seq + 1);
            assert_eq!(here.look().unwrap().watch, outcome.watch);
        }
        (Ok(outcome), None) => panic!("obeyed on what could not be read: {:?}", outcome.message),
        (Err(_), _) => {}
    }
    seen
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_changed_journal_is_noticed_or_makes_no_difference(
        changes in prop::collection::vec(any_change(), 1..4),
    ) {
        let disk = MemDisk::from_image(SOUND.image.clone());
        damage(&disk, &segment(), &changes);
        if let Some(seen) = visit(&disk) {
            prop_assert_eq!(Some(&seen), SOUND.known.last());
        }
    }

    #[test]
    fn a_changed_state_file_is_noticed_and_the_journal_says_how_things_stand(
        changes in prop::collection::vec(any_change(), 1..4),
    ) {
        let disk = MemDisk::from_image(SOUND.image.clone());
        damage(&disk, &paths().state(), &changes);
        if let Some(seen) = visit(&disk) {
            prop_assert_eq!(Some(&seen), SOUND.known.last());
        }
    }

    #[test]
    fn a_state_file_and_a_journal_that_are_both_changed_invent_nothing(
        journal in prop::collection::vec(any_change(), 1..3),
        state in prop::collection::vec(any_change(), 1..3),
    ) {
        let disk = MemDisk::from_image(SOUND.image.clone());
        damage(&disk, &segment(), &journal);
        damage(&disk, &paths().state(), &state);
        if let Some(seen) = visit(&disk) {
            prop_assert!(SOUND.known.contains(&seen), "{seen:?}");
        }
    }
}

/// Values to put in place of a number in a line whose checksum fits.
const ODD: [&str; 12] = [
    "0",
    "1",
    "-1",
    "4294967295",
    "9223372036854775807",
    "18446744073709551615",
    "18446744073709551616",
    "1e308",
    "99",
    "null",
    "\"\"",
    "[]",
];

/// Returns the text with its n-th run of digits replaced; within a time it makes another time.
fn with_odd_number(text: &str, at: Index, odd: &str) -> String {
    let bytes = text.as_bytes();
    let starts = |at: &usize| bytes[*at].is_ascii_digit() && !bytes[at - 1].is_ascii_digit();
    let runs: Vec<usize> = (1..bytes.len()).filter(starts).collect();
    let from = runs[at.index(runs.len())];
    let digits = bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    format!("{}{odd}{}", &text[..from], &text[from + digits..])
}

fn with_crc(body: &str, before: &str, after: &str) -> String {
    let crc = crc32c::crc32c(body.as_bytes());
    format!("{body}{before}\"crc\":{after}\"{crc:08x}\"")
}

/// Reads a store whose checksums fit, and gives it every command.
fn live_with(image: &Image, seconds_later: i64) {
    let commands = [
        note("after"),
        Command::Pause { reason: None },
        Command::Resume,
        push("task", "8", None, None),
        Command::Pop { kind: None, summary: None, complete: false },
        Command::End { notes: None },
        Command::Reopen { session: None },
        Command::Undo,
        Command::Redo,
        Command::start(None),
        Command::Cancel { session: None },
    ];
    let disk = MemDisk::from_image(image.clone());
    let clock = later();
    clock.advance(seconds_later);
    let here = desk(&disk, &clock);
    if let Ok(view) = here.look() {
        let glance = Glance::of(&view.watch, &clock.now());
        serde_json::to_string(&glance).unwrap();
        Panel::open(Story::at(view.watch, clock.now())).draw();
    }
    for command in commands {
        if let Ok(outcome) = here.obey(&request(command)) {
            let _ = Glance::of(&outcome.watch, &clock.now());
            here.look().expect("what was acknowledged can be read");
        }
        clock.advance(1);
    }
    let _ = here.check();
}

fn any_time() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), -100_000i64..100_000, Just(-60_000_000_000), Just(200_000_000_000)]
}

proptest! {
    #![proptest_config(cases(8))]

    #[test]
    fn a_journal_whose_checksums_fit_never_makes_a_reader_stumble(
        line in any::<Index>(), at in any::<Index>(), odd in prop::sample::select(&ODD[..]),
        later in any_time(),
    ) {
        let disk = MemDisk::from_image(SOUND.image.clone());
        let bytes = disk.read(&segment()).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let line = line.index(lines.len());
        let (body, _) = lines[line].rsplit_once(",\"crc\":").unwrap();
        let body = with_odd_number(body, at, odd);
        lines[line] = with_crc(&body, ",", "") + "}";
        let text = sealed_anew(lines.iter().map(String::as_str));
        disk.put(&segment(), text.as_bytes());
        disk.delete(&paths().state());
        disk.delete(&paths().witness());
        live_with(&disk.image(), later);
    }

    #[test]
    fn a_state_file_whose_checksum_fits_never_makes_a_reader_stumble(
        at in any::<Index>(), odd in prop::sample::select(&ODD[..]), later in any_time(),
    ) {
        let disk = MemDisk::from_image(SOUND.image.clone());
        let bytes = disk.read(&paths().state()).unwrap();
        let text = std::str::from_utf8(&bytes).unwrap();
        let (body, _) = text.rsplit_once(",\n  \"crc\": ").unwrap();
        let body = with_odd_number(body, at, odd);
        let changed = with_crc(&body, ",\n  ", " ") + "\n}\n";
        disk.put(&paths().state(), changed.as_bytes());
        live_with(&disk.image(), later);
    }
}

/// Text of signs that have a meaning here, and any other text.
fn any_text(signs: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![signs, "\\PC{0,20}", any::<String>()]
}

proptest! {
    #![proptest_config(cases(1))]

    #[test]
    fn a_duration_reads_back_from_how_it_is_written(text in any_text("[0-9 .,:hmsdwyM]{0,12}")) {
        if let Ok(length) = input::duration(&text) {
            let seconds = std::time::Duration::from_secs(length.as_secs());
            let written = input::duration_text(length.as_secs());
            prop_assert_eq!(input::duration(&written), Ok(seconds));
        }
    }

    #[test]
    fn a_time_is_one_time_however_it_is_written(
        text in any_text("(yesterday|mon|24 nov|[0-9]{4}-[0-9]{2}-[0-9]{2})?[ T]?[0-9]{1,2}[:.h]?[0-9]{0,2}(:[0-9]{2})?( ago|am|Z)?"),
        east in -43_200i32..43_200, now in -60_000_000_000i64..200_000_000_000,
    ) {
        let zone = FixedOffset::east_opt(east).unwrap();
        let now = chrono::DateTime::from_timestamp(now, 0).unwrap();
        if let Ok(time) = input::time(&text, now, &zone) {
            prop_assert_eq!(input::time(&time.to_rfc3339(), now, &zone), Ok(time));
        }
    }

    #[test]
    fn a_key_reads_back_from_how_it_is_written(text in any_text("(SESSION-|session-|[0-9+-]){0,3}[0-9]{0,10}")) {
        if let Ok(key) = text.parse::<SessionKey>() {
            prop_assert_eq!(key.to_string().parse(), Ok(key));
            prop_assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'));
        }
    }

    #[test]
    fn a_context_type_is_one_word_and_reads_back(text in any_text("[A-Za-zÄİß ]{0,70}")) {
        if let Ok(kind) = text.parse::<FrameKind>() {
            prop_assert_eq!(kind.as_str().parse(), Ok(kind.clone()));
            prop_assert_eq!(kind.as_str().split_whitespace().count(), 1);
        }
    }

    #[test]
    fn settings_are_read_or_refused_with_a_line_of_theirs(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            any_text("(operator|= |\"|'|\\[|\\]|ana|#|\n){0,12}").prop_map(String::into_bytes),
        ],
    ) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        std::fs::write(&path, &bytes).unwrap();
        match Settings::load(&path, None) {
            Ok(loaded) => {
                let name = loaded.settings.operator.unwrap_or_else(|| "nobody".into());
                prop_assert!(!name.is_empty() && name.chars().count() <= ID.max);
            }
            Err(error) => {
                let lines = bytes.split(|b| *b == b'\n').count();
                prop_assert!(error.line <= lines, "{error}");
            }
        }
    }

    #[test]
    fn whatever_is_safe_is_tame_and_stays_as_it_is(
        text in any_text("(a|\u{301}|\u{200d}|👩|🏽|\u{fe0f}|\u{600}|ᄀ|क|\u{94d}|\n|\u{1b}|审|🇩){0,40}"),
    ) {
        let safe = SafeText::new(&text).into_string();
        assert_tame(&safe, &text);
        prop_assert_eq!(SafeText::new(&safe).into_string(), safe);
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(&safe_json(&json)).unwrap(), text);
    }
}

proptest! {
    #![proptest_config(cases(4))]

    #[test]
    fn a_line_typed_into_any_prompt_becomes_a_command_or_says_why(
        key in prop::sample::select(&['n', 'c', 'b', 'h', 'e'][..]),
        line in any_text("(task |7 |x|~2h|~|é|green |C | ){0,6}"),
        keys in prop::collection::vec(prop::sample::select(&['x', '审', '⇥', '↓', 'é'][..]), 0..4),
    ) {
        let mut story = Story::new();
        story.give(Command::start(None));
        let mut panel = Panel::open(story);
        panel.type_keys(&key.to_string());
        panel.hear(PanelEvent::Pasted(line));
        panel.type_keys(&keys.into_iter().collect::<String>()).type_keys("⏎");
        panel.draw();
        for request in &panel.given {
            if let Command::Push(frame) = &request.command {
                prop_assert!(!frame.id.trim().is_empty());
                prop_assert_eq!(frame.kind.as_str().split_whitespace().count(), 1);
            }
        }
    }
}
