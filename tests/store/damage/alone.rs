//! One file damaged.

use std::fs;
use std::path::Path;

use onwatch::core::Command;

use super::home::*;
use crate::common::home::without_steps;

/// Damages one file; checks the law before a repair and after it.
fn damaged(place: &Place, damage: &Damage) {
    let story = format!("{} is {}", place.0, damage.0);
    let home = Home::with_past();
    let path = place.1(&home.paths());
    let whole = home.desk().log(usize::MAX).unwrap();
    damage.1(&path);
    let bytes = fs::read(&path).unwrap_or_default();
    match home.desk().look() {
        Ok(view) => assert_eq!(view.watch, PAST.before, "{story}"),
        Err(failure) => clear(&failure, &story),
    }
    match home.desk().log(usize::MAX) {
        Ok(log) => assert_eq!(log, whole, "{story}: silently other activities"),
        Err(failure) => clear(&failure, &story),
    }
    let sound = home.desk().check().is_ok_and(|report| report.is_sound());
    let files = home.files();
    match home.obey(end()) {
        Ok(outcome) => assert_eq!(outcome.seq, PAST.before.seq + 1, "{story}"),
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
    let known = home.desk().look().map_or(PAST.before.clone(), |view| view.watch);
    let report = home.desk().repair().unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert!(report.is_sound(), "{story}: {report:?}");
    let watch = without_steps(&home.desk().look().unwrap().watch);
    assert_eq!(watch, without_steps(&known), "{story}: all that is known");
    if !was_sound && !bytes.is_empty() {
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
    let home = Home::with_past();
    fs::remove_dir_all(home.paths().data).unwrap();
    fs::write(home.paths().state(), b"\0\0\0").unwrap();
    clear(&home.obey(note("on")).unwrap_err(), "an unreadable state alone");
    assert!(home.desk().repair().unwrap().is_sound());
    assert!(home.keeps(b"\0\0\0"));
    assert_eq!(home.obey(Command::start(None)).unwrap().seq, 1);
}

#[test]
fn a_history_without_any_config_directory_is_all_it_takes() {
    let home = Home::with_past();
    fs::remove_dir_all(home.paths().config).unwrap();
    assert_eq!(home.desk().look().unwrap().watch, PAST.before);
    assert_eq!(home.obey(note("on")).unwrap().seq, PAST.before.seq + 1);
    assert!(home.desk().check().unwrap().is_sound());
}

#[test]
fn a_clock_set_back_a_month_opens_no_segment_and_loses_nothing() {
    let home = Home::with_past();
    home.clock.advance(-31 * 24 * 3_600);
    assert_eq!(home.obey(note("back")).unwrap().seq, PAST.before.seq + 1);
    assert_eq!(home.obey(end()).unwrap().seq, PAST.before.seq + 2);
    let report = home.desk().check().unwrap();
    assert!(report.is_sound() && report.segments == 2, "{report:?}");
}

#[test]
fn a_repair_of_a_sound_store_changes_nothing() {
    let home = Home::with_past();
    let files = home.files();
    assert!(home.desk().repair().unwrap().done.is_empty());
    assert_eq!(home.files(), files);
}
