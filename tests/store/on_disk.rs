//! The store as its readers and writers use it, in a real directory.

use std::fs;
use std::path::{Path, PathBuf};

use onwatch::clock::Clock;
use onwatch::core::{Anchor, Band, Command, Glance, Moment, Phase, Recorded, Request};
use onwatch::desk::Became;
use onwatch::desk::Desk;
use onwatch::failure::Failure;
use onwatch::paths::Paths;
use onwatch::store::StoreError;

use crate::common::home::{Home, change, without_steps};
use crate::common::lines::sealed;
use crate::common::request::{end, note, request, switch};

impl Home {
    fn segments(&self) -> Vec<PathBuf> {
        let mut names: Vec<_> = fs::read_dir(self.paths().history())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with('0'))
            .collect();
        names.sort();
        names
    }

    fn newest(&self) -> PathBuf {
        self.segments().pop().unwrap()
    }

    /// A session with three notes: five events, `started` to the last note.
    fn with_notes() -> Self {
        let home = Self::new();
        home.obey(Command::start(Some("review".into()))).unwrap();
        for text in ["one", "two", "three"] {
            home.obey(note(text)).unwrap();
        }
        home
    }
}

fn store_error(failure: Failure) -> StoreError {
    match failure {
        Failure::Store(error) => error,
        other => panic!("not the store's: {other}"),
    }
}

#[test]
fn a_look_at_an_empty_home_creates_nothing() {
    let home = Home::new();
    assert_eq!(home.desk().look().unwrap().watch.seq, 0);
    assert_eq!(fs::read_dir(home.dir.path()).unwrap().count(), 0);
}

#[test]
fn a_session_survives_the_process_that_started_it() {
    let home = Home::with_notes();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch.seq, 4);
    assert_eq!(view.watch.live().unwrap().phase, Phase::Active);
    assert!(view.warnings.is_empty() && view.read_only.is_none());
    assert_eq!(home.desk().log(10).unwrap().len(), 4);
}

#[test]
fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::with_notes();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o7777;
    let paths = home.paths();
    for dir in [&paths.config, &paths.data, &paths.history()] {
        assert_eq!(mode(dir), 0o700, "{}", dir.display());
    }
    for file in [paths.state(), home.newest(), paths.lock()] {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_deleted_state_file_is_made_again_from_the_journal() {
    let home = Home::with_notes();
    let before = home.desk().look().unwrap().watch;
    fs::remove_file(home.paths().state()).unwrap();
    assert_eq!(home.desk().look().unwrap().watch, before);
    home.obey(note("four")).unwrap();
    assert!(home.paths().state().exists());
}

#[test]
fn an_unreadable_state_file_is_kept_and_the_journal_wins() {
    let garbage: [&[u8]; 4] =
        [b"{\"session\": {}}", b"\0\0\0\0", b"[]", b"{\"schema\": \"other/1\"}"];
    for bytes in garbage {
        let home = Home::with_notes();
        let before = home.desk().look().unwrap().watch;
        fs::write(home.paths().state(), bytes).unwrap();
        let view = home.desk().look().unwrap();
        assert_eq!(view.watch, before);
        assert_eq!(view.warnings.len(), 1);
        assert!(home.kept().is_empty(), "a reader copies nothing");
        home.obey(note("four")).unwrap();
        assert_eq!(home.kept(), [bytes]);
        assert!(home.desk().look().unwrap().warnings.is_empty());
    }
}

#[test]
fn a_command_that_fails_still_gives_the_warnings_of_the_store() {
    let home = Home::with_notes();
    fs::write(home.paths().state(), b"[]").unwrap();
    let refused = home.desk().obey(&request(Command::start(None))).unwrap_err();
    assert_eq!(refused.failure.exit_code(), 4);
    assert_eq!(refused.warnings.len(), 2, "{:?}", refused.warnings);
    assert!(refused.warnings[0].contains("was not used"), "{:?}", refused.warnings);
    assert!(refused.warnings[1].contains("a copy is kept"), "{:?}", refused.warnings);
}

#[test]
fn a_bit_flipped_in_the_state_file_is_noticed_wherever_it_is() {
    let home = Home::with_notes();
    let before = home.desk().look().unwrap().watch;
    let sound = fs::read(home.paths().state()).unwrap();
    for at in (0..sound.len()).step_by(7) {
        let mut flipped = sound.clone();
        flipped[at] ^= 0x01;
        fs::write(home.paths().state(), &flipped).unwrap();
        match home.desk().look() {
            Ok(view) => assert_eq!(view.watch, before, "byte {at}"),
            Err(failure) => assert_eq!(failure.exit_code(), 6, "byte {at}: {failure}"),
        }
    }
}

#[test]
fn a_state_of_another_store_is_kept_and_the_journal_wins() {
    let (home, other) = (Home::with_notes(), Home::with_notes());
    other.obey(note("elsewhere")).unwrap();
    let before = home.desk().look().unwrap().watch;
    fs::copy(other.paths().state(), home.paths().state()).unwrap();
    assert_eq!(home.desk().look().unwrap().watch, before);
    home.obey(note("four")).unwrap();
    assert_eq!(home.kept().len(), 1);
}

#[test]
fn a_restored_older_state_is_led_on_by_the_journal() {
    let home = Home::with_notes();
    let older = fs::read(home.paths().state()).unwrap();
    home.obey(note("four")).unwrap();
    let newer = home.desk().look().unwrap().watch;
    fs::write(home.paths().state(), older).unwrap();
    assert_eq!(home.desk().look().unwrap().watch, newer);
}

#[test]
fn a_state_that_knows_more_than_the_journal_is_refused_and_repaired_without_loss() {
    let home = Home::with_notes();
    let segment = fs::read(home.newest()).unwrap();
    home.obey(note("four")).unwrap();
    let newer = home.desk().look().unwrap().watch;
    fs::write(home.newest(), segment).unwrap();
    let error = store_error(home.obey(note("five")).unwrap_err());
    assert!(matches!(error, StoreError::JournalBehind { seq: 5, journal_seq: 4, .. }), "{error}");
    let report = home.desk().repair().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(without_steps(&home.desk().look().unwrap().watch), without_steps(&newer));
    home.obey(note("five")).unwrap();
}

#[test]
fn a_state_without_a_journal_is_readable_and_adopted_on_demand() {
    let home = Home::with_notes();
    let before = home.desk().look().unwrap().watch;
    fs::remove_dir_all(home.paths().data).unwrap();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch, before);
    assert!(matches!(view.read_only, Some(StoreError::NoJournal { .. })));
    let failure = home.obey(note("four")).unwrap_err();
    assert_eq!(failure.exit_code(), 6);
    assert!(home.desk().adopt().unwrap().is_sound());
    assert_eq!(home.obey(note("four")).unwrap().seq, 5);
}

#[test]
fn a_newer_state_is_not_touched() {
    let home = Home::with_notes();
    let bytes = b"{\"schema\": \"onwatch.state/4\"}";
    fs::write(home.paths().state(), bytes).unwrap();
    let error = store_error(home.obey(note("four")).unwrap_err());
    assert!(matches!(error, StoreError::Newer { .. }));
    assert_eq!(fs::read(home.paths().state()).unwrap(), bytes);
}

#[test]
fn a_newer_programs_line_makes_the_store_read_only() {
    let home = Home::with_notes();
    let v = Recorded::VERSION + 1;
    let line = sealed(&format!(r#"{{"seq":5,"v":{v},"event":{{"kind":"teleported"}}"#));
    change(&home.newest(), |bytes| bytes.extend(line.as_bytes()));
    let segment = fs::read(home.newest()).unwrap();
    let view = home.desk().look().unwrap();
    assert_eq!(view.watch.seq, 4);
    assert!(matches!(view.read_only, Some(StoreError::Newer { .. })));
    assert_eq!(home.obey(note("four")).unwrap_err().exit_code(), 6);
    assert_eq!(fs::read(home.newest()).unwrap(), segment);
}

#[test]
fn an_unfinished_last_line_is_ignored_then_kept_and_cut_off() {
    for torn in [&b"{\"seq\":5,\"recor"[..], &[0; 600][..], &b"{\"seq\":5}\n"[..]] {
        let home = Home::with_notes();
        let before = home.desk().look().unwrap().watch;
        let sound = fs::read(home.newest()).unwrap();
        change(&home.newest(), |bytes| bytes.extend(torn));
        let with_torn = fs::read(home.newest()).unwrap();
        assert_eq!(home.desk().look().unwrap().watch, before);
        assert_eq!(fs::read(home.newest()).unwrap(), with_torn, "a reader cuts nothing off");
        assert_eq!(home.obey(note("four")).unwrap().seq, 5);
        assert_eq!(home.kept(), [torn]);
        assert!(fs::read(home.newest()).unwrap().starts_with(&sound));
        assert!(home.desk().check().unwrap().is_sound());
    }
}

#[test]
fn a_damaged_line_is_refused_by_file_and_byte_and_nothing_is_written() {
    let home = Home::with_notes();
    fs::remove_file(home.paths().state()).unwrap();
    let sound = fs::read(home.newest()).unwrap();
    let starts: Vec<usize> = std::iter::once(0)
        .chain(sound.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1))
        .collect();
    change(&home.newest(), |bytes| bytes[starts[2] + 30] ^= 0x10);
    let damaged = fs::read(home.newest()).unwrap();
    let error = store_error(home.obey(note("four")).unwrap_err());
    match &error {
        StoreError::Damaged { path, byte, .. } => {
            assert_eq!((path, *byte), (&home.newest(), starts[2] as u64));
        }
        other => panic!("{other}"),
    }
    assert_eq!(fs::read(home.newest()).unwrap(), damaged);
    assert_eq!(store_error(home.desk().look().unwrap_err()).to_string(), error.to_string());
}

#[test]
fn a_repair_keeps_the_damaged_segment_and_goes_on_with_all_that_can_be_read() {
    let home = Home::with_notes();
    let before = home.desk().look().unwrap().watch;
    // The state file covers the damage, so nothing at all is lost.
    change(&home.newest(), |bytes| {
        let at = bytes.len() - 400;
        bytes[at] ^= 0x10;
    });
    home.obey(note("four")).unwrap();
    let report = home.desk().check().unwrap();
    assert_eq!(report.troubles.len(), 1, "{report:?}");
    let report = home.desk().repair().unwrap();
    assert!(report.is_sound(), "{report:?}");
    assert_eq!(home.kept().len(), 1);
    let after = home.desk().look().unwrap().watch;
    assert_eq!(after.seq, before.seq + 1);
    assert_eq!(home.obey(note("five")).unwrap().seq, 6);
}

#[test]
fn a_last_newline_stripped_by_an_editor_is_damage_that_loses_nothing() {
    let home = Home::with_notes();
    let before = home.desk().look().unwrap().watch;
    change(&home.newest(), |bytes| {
        bytes.pop();
    });
    assert_eq!(home.obey(note("four")).unwrap_err().exit_code(), 6);
    fs::remove_file(home.paths().state()).unwrap();
    assert_eq!(home.desk().look().unwrap().watch, before);
    assert_eq!(home.obey(note("four")).unwrap().seq, before.seq + 1);
    assert!(home.desk().check().unwrap().is_sound());
}

#[test]
fn a_new_month_opens_a_segment_and_the_log_reads_through_both() {
    let home = Home::with_notes();
    home.clock.advance(30 * 24 * 3_600);
    home.obey(note("december")).unwrap();
    let names: Vec<_> = home
        .segments()
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    assert_eq!(names, ["000001-2026-11.jsonl", "000002-2026-12.jsonl"]);
    for nth in 0..60 {
        home.obey(note(&format!("{nth}"))).unwrap();
    }
    let log = home.desk().log(1_000).unwrap();
    assert_eq!(log.iter().map(|a| a.seq).collect::<Vec<_>>(), (1..=65).rev().collect::<Vec<_>>());
    assert!(home.desk().check().unwrap().is_sound());
}

#[test]
fn a_linked_state_file_stays_a_link() {
    let home = Home::with_notes();
    let real = home.dir.path().join("synced.json");
    fs::rename(home.paths().state(), &real).unwrap();
    std::os::unix::fs::symlink("../synced.json", home.paths().state()).unwrap();
    home.obey(note("four")).unwrap();
    assert!(fs::symlink_metadata(home.paths().state()).unwrap().is_symlink());
    assert_eq!(home.desk().look().unwrap().watch.seq, 5);
    assert!(String::from_utf8(fs::read(real).unwrap()).unwrap().contains("\"seq\": 5"));
}

#[test]
fn a_link_to_another_stores_live_state_is_refused() {
    let (home, other) = (Home::with_notes(), Home::with_notes());
    let theirs = fs::read(other.paths().state()).unwrap();
    fs::remove_file(home.paths().state()).unwrap();
    std::os::unix::fs::symlink(other.paths().state(), home.paths().state()).unwrap();
    let error = store_error(home.obey(note("four")).unwrap_err());
    assert!(matches!(error, StoreError::ForeignTarget { .. }), "{error}");
    assert_eq!(fs::read(other.paths().state()).unwrap(), theirs);
}

#[test]
fn a_directory_in_the_place_of_a_file_is_named() {
    for place in
        [Paths::state, Paths::lock, |paths: &Paths| paths.history().join("000009-2026-11.jsonl")]
    {
        let home = Home::with_notes();
        let path = place(&home.paths());
        let _ = fs::remove_file(&path);
        fs::create_dir(&path).unwrap();
        let error = store_error(home.obey(note("four")).unwrap_err());
        assert!(
            matches!(&error, StoreError::WrongKind { path: named, .. } if *named == path),
            "{error}"
        );
    }
}

#[test]
fn a_file_in_the_place_of_a_directory_is_named_whatever_is_asked() {
    let places: [fn(&Home) -> PathBuf; 4] = [
        |home| home.paths().data,
        |home| home.paths().history(),
        |home| home.paths().config,
        |home| home.dir.path().join("nested"),
    ];
    for place in places {
        let home = Home::new();
        let path = place(&home);
        let nested = Paths::under(&home.dir.path().join("nested"));
        let paths = if path.ends_with("nested") { nested } else { home.paths() };
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, b"in the way").unwrap();
        let desk = Desk::new(paths, home.clock.clone());
        let failures = [
            desk.look().unwrap_err(),
            desk.obey(&request(Command::start(None))).unwrap_err().failure,
            desk.check().unwrap_err(),
            desk.repair().unwrap_err(),
            desk.adopt().unwrap_err(),
        ];
        for failure in failures {
            assert_eq!(failure.exit_code(), 6, "{failure}");
            let named = format!("{} is a file where a directory is expected", path.display());
            assert_eq!(
                failure
                    .words(&|next| onwatch::cli::hint::text(
                        next,
                        &onwatch::core::DeskName::of(None),
                        &chrono::Utc
                    ))
                    .why,
                named
            );
        }
        assert_eq!(fs::read(&path).unwrap(), b"in the way");
    }
}

#[test]
fn the_settings_leave_a_file_in_the_place_of_their_directory_to_the_store_to_name() {
    let home = Home::new();
    fs::write(home.paths().config, b"in the way").unwrap();
    let start = std::process::Command::new(env!("CARGO_BIN_EXE_onwatch"))
        .arg("start")
        .env_clear()
        .env("ONWATCH_HOME", home.dir.path())
        .output()
        .unwrap();
    assert_eq!(start.status.code(), Some(6), "{}", String::from_utf8_lossy(&start.stderr));
}

#[test]
fn a_file_in_the_place_of_the_quarantine_stops_what_would_need_it_and_is_named() {
    let home = Home::with_notes();
    let quarantine = home.paths().quarantine();
    fs::write(&quarantine, b"in the way").unwrap();
    fs::write(home.paths().state(), b"unreadable").unwrap();
    let failures = [home.obey(note("four")).unwrap_err(), home.desk().repair().unwrap_err()];
    for failure in failures {
        let error = store_error(failure);
        assert!(matches!(&error, StoreError::WrongKind { path, .. } if *path == quarantine));
    }
    assert_eq!(fs::read(home.paths().state()).unwrap(), b"unreadable");
}

/// Runs a test that has to own files as two users, and says so where it cannot.
fn as_two_users(run: impl FnOnce(u32)) {
    if rustix::process::geteuid().is_root() {
        run(12_345);
    } else {
        // Past the harness, which shows what a passing test prints to nobody.
        let _ = std::io::Write::write_all(
            &mut std::io::stderr(),
            b"skipped: only root can give a file to a second user\n",
        );
    }
}

#[test]
fn what_belongs_to_another_user_is_refused_by_name_and_left_alone() {
    as_two_users(|other| {
        let places: [fn(&Home) -> PathBuf; 5] = [
            |home| home.paths().state(),
            |home| home.newest(),
            |home| home.paths().lock(),
            |home| home.paths().history(),
            |home| home.paths().quarantine(),
        ];
        for place in places {
            let home = Home::with_notes();
            fs::create_dir(home.paths().quarantine()).unwrap();
            let path = place(&home);
            std::os::unix::fs::chown(&path, Some(other), None).unwrap();
            if path == home.paths().quarantine() {
                // Nothing else makes a command look at it.
                fs::write(home.paths().state(), b"unreadable").unwrap();
            }
            let before = fs::read(home.paths().state()).unwrap();
            let segment = fs::read(home.newest()).unwrap();
            let failure = home.obey(note("four")).unwrap_err();
            assert_eq!(failure.exit_code(), 6, "{}: {failure}", path.display());
            let why = format!("{} belongs to another user (id {other})", path.display());
            assert_eq!(
                failure
                    .words(&|next| onwatch::cli::hint::text(
                        next,
                        &onwatch::core::DeskName::of(None),
                        &chrono::Utc
                    ))
                    .why,
                why
            );
            assert!(home.desk().repair().is_err_and(|failure| failure.exit_code() == 6));
            assert_eq!(fs::read(home.paths().state()).unwrap(), before);
            assert_eq!(fs::read(home.newest()).unwrap(), segment);
        }
    });
}

#[test]
fn a_repeated_operation_is_answered_again_and_not_obeyed_again() {
    let home = Home::with_notes();
    let once = Request { operation: Some("op-1".into()), ..request(note("once")) };
    let first = home.desk().obey(&once).unwrap();
    home.obey(note("between")).unwrap();
    let again = home.desk().obey(&once).unwrap();
    assert_eq!((first.became, again.became), (Became::Recorded, Became::Repeated));
    assert_eq!((again.seq, &again.message, again.at), (first.seq, &first.message, first.at));
    assert_eq!(home.desk().look().unwrap().watch.seq, 6);
}

#[test]
fn a_repeat_brings_the_state_file_up_to_date_that_a_killed_command_left_behind() {
    let home = Home::with_notes();
    let behind = fs::read(home.paths().state()).unwrap();
    let once = Request { operation: Some("op-1".into()), ..request(note("once")) };
    home.desk().obey(&once).unwrap();
    let newest = fs::read(home.paths().state()).unwrap();
    // The command was killed between its line and the file.
    fs::write(home.paths().state(), &behind).unwrap();
    assert_eq!(home.desk().obey(&once).unwrap().became, Became::Repeated);
    assert_eq!(fs::read(home.paths().state()).unwrap(), newest);
}

#[test]
fn a_refusal_writes_no_event() {
    let home = Home::with_notes();
    let before = fs::read(home.newest()).unwrap();
    assert_eq!(home.obey(Command::start(None)).unwrap_err().exit_code(), 4);
    assert_eq!(fs::read(home.newest()).unwrap(), before);
}

#[test]
fn profiles_do_not_see_each_other() {
    let home = Home::with_notes();
    let vars = home.dir.path().as_os_str().to_owned();
    let env = |name: &str| (name == "ONWATCH_HOME").then(|| vars.clone());
    let night = Desk::new(Paths::find(Some("night"), &env).unwrap(), home.clock.clone());
    assert_eq!(night.look().unwrap().watch.seq, 0);
    night.obey(&request(Command::SetBand { band: Band::D, reason: String::new() })).unwrap();
    assert_eq!(home.desk().look().unwrap().watch.governance.cone.band, Band::B);
}

#[test]
fn a_sight_is_kept_only_while_a_session_is_active_and_says_since_when_the_machine_was_down() {
    let home = Home::new();
    let boot = |clock: &str, ms| Some(Anchor { clock: clock.into(), boot_ms: ms, mono_ms: ms });
    let keeps = || {
        let view = home.desk().look().unwrap();
        view.watch.keeps_heartbeat(&view.moment(home.desk().moment()))
    };
    assert!(!keeps(), "nothing is live");
    let now = home.clock.now();
    home.clock.set(Moment { steady: boot("first", 1_000_000), ..now });
    home.obey(Command::start(None)).unwrap();
    home.clock.advance(40 * 60);
    assert!(keeps());
    home.desk().keep_heartbeat().unwrap();
    home.clock.advance(20 * 60);
    let now = home.clock.now();
    home.clock.set(Moment { steady: boot("second", 5_000), ..now });
    let view = home.desk().look().unwrap();
    let glance = Glance::of(&view.watch, &view.moment(home.desk().moment()));
    // The five seconds since the machine came up count; the rest was down.
    assert_eq!(glance.session.unwrap().active_seconds, 40 * 60 + 5);
    assert_eq!(glance.gaps.iter().map(|gap| gap.seconds).collect::<Vec<_>>(), [20 * 60 - 5]);
    // The sight before the gap stays until a command has recorded the gap.
    assert!(!keeps());
    home.obey(note("back")).unwrap();
    assert!(keeps());
}

#[test]
fn a_state_that_was_changed_and_sealed_again_is_found_and_made_anew() {
    let home = Home::with_notes();
    let before = home.desk().look().unwrap().watch;
    let text = fs::read_to_string(home.paths().state()).unwrap();
    let (body, _) = text.split_once(",\n  \"crc\"").unwrap();
    let forged = body.replace("\"three\"", "\"forged\"");
    assert_ne!(forged, body);
    let crc = crc32c::crc32c(forged.as_bytes());
    fs::write(home.paths().state(), format!("{forged},\n  \"crc\": \"{crc:08x}\"\n}}\n")).unwrap();
    assert_ne!(home.desk().look().unwrap().watch, before);
    let report = home.desk().check().unwrap();
    assert!(report.troubles[0].cause.contains("what the history leads to"), "{report:?}");
    assert!(home.desk().repair().unwrap().is_sound());
    assert_eq!(home.desk().look().unwrap().watch, before);
}

#[test]
fn a_witness_with_a_damaged_slot_proves_no_end_and_its_number_is_not_given_again() {
    let home = Home::with_notes();
    home.obey(end()).unwrap();
    home.obey(Command::start(None)).unwrap();
    let lost = home.desk().look().unwrap().watch;
    fs::remove_file(home.paths().state()).unwrap();
    change(&home.newest(), |bytes| {
        let start = bytes[..bytes.len() - 1].iter().rposition(|b| *b == b'\n').unwrap();
        bytes.truncate(start + 1);
    });
    change(&home.paths().witness(), |bytes| {
        bytes[usize::try_from(lost.seq % 2).unwrap() * 256 + 12] ^= 1;
    });
    let error = store_error(home.obey(note("on")).unwrap_err());
    assert!(error.to_string().contains("may have named a later event"), "{error}");
    assert!(home.desk().repair().unwrap().is_sound());
    let next = home.obey(switch()).unwrap().watch;
    assert!(next.seq > lost.seq, "{} was given out before", next.seq);
    assert!(next.counters.session_keys > lost.counters.session_keys);
}

#[test]
fn a_checkpoint_that_was_changed_and_sealed_again_does_not_fit_the_line_after_it() {
    let home = Home::with_notes();
    home.clock.advance(31 * 24 * 3_600);
    home.obey(note("four")).unwrap();
    home.obey(note("five")).unwrap();
    assert!(home.desk().check().unwrap().is_sound());
    let path = home.newest();
    let text = fs::read_to_string(&path).unwrap();
    let (first, rest) = text.split_once('\n').unwrap();
    let (body, _) = first.rsplit_once(",\"crc\":").unwrap();
    let forged = body.replace("\"three\"", "\"forge\"");
    assert_ne!(forged, body);
    fs::write(&path, sealed(&forged) + rest).unwrap();
    let report = home.desk().check().unwrap();
    assert!(report.troubles[0].cause.contains("does not follow the line before it"), "{report:?}");
}

#[test]
fn a_state_that_is_a_link_to_a_file_of_the_store_replaces_nothing() {
    for target in ["../data/history/000001-2026-11.jsonl", "../data/witness", "./config.toml"] {
        let home = Home::with_notes();
        fs::write(home.paths().settings(), "").unwrap();
        fs::remove_file(home.paths().state()).unwrap();
        std::os::unix::fs::symlink(target, home.paths().state()).unwrap();
        let files = home.files();
        let error = store_error(home.obey(note("four")).unwrap_err());
        assert!(matches!(error, StoreError::ForeignTarget { .. }), "{target}: {error}");
        assert_eq!(home.files(), files, "{target}");
    }
}

#[test]
fn the_witness_of_another_store_is_named_and_tells_nothing() {
    let (home, other) = (Home::with_notes(), Home::with_notes());
    for text in ["four", "five"] {
        other.obey(note(text)).unwrap();
    }
    fs::copy(other.paths().witness(), home.paths().witness()).unwrap();
    assert!(home.desk().look().unwrap().warnings[0].contains("belongs to another store"));
    assert_eq!(home.obey(note("four")).unwrap().seq, 5);
    let view = home.desk().look().unwrap();
    assert!(view.warnings.is_empty(), "{:?}", view.warnings);
}
