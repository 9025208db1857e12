//! Several files damaged at once.

use std::fs;

use onwatch::core::{Command, Watch};

use super::home::*;
use crate::common::home::without_steps;

/// Damages several files at once.
///
/// Where the state file and the newest segment are both damaged, an end that is missing looks like
/// one that was never written: then no more than something known before may be shown, never
/// anything else.
fn damaged_at_once(hits: &[(&Place, &Damage)]) {
    let told: Vec<_> = hits.iter().map(|(place, how)| format!("{} {}", place.0, how.0)).collect();
    let story = told.join(", ");
    let home = Home::with_past();
    let hit = |name: &str| hits.iter().any(|(place, _)| place.0 == name);
    let both = hit(STATE) && hit(NEWEST);
    let whole = home.desk().log(usize::MAX).unwrap();
    let mut damaged = Vec::new();
    for (place, damage) in hits {
        let path = place.1(&home.paths());
        damage.1(&path);
        damaged.push((fs::read(&path).unwrap_or_default(), path));
    }
    let was_known = |watch: &Watch| *watch == PAST.before || both && PAST.earlier.contains(watch);
    match home.desk().look() {
        Ok(view) => assert!(was_known(&view.watch), "{story}: {:?}", view.watch),
        Err(failure) => clear(&failure, &story),
    }
    match home.desk().log(usize::MAX) {
        Ok(log) if !both => assert_eq!(log, whole, "{story}: silently other activities"),
        Ok(log) => assert!(whole.ends_with(&log), "{story}: silently other activities"),
        Err(failure) => clear(&failure, &story),
    }
    let files = home.files();
    match home.obey(note("on")) {
        Ok(outcome) => assert!(both || outcome.seq == PAST.before.seq + 1, "{story}"),
        Err(failure) => {
            // Where the newest segment reads as an older one, the session may be over there.
            let refused = both && failure.exit_code() == 3;
            if !refused {
                clear(&failure, &story);
                assert_eq!(home.files(), files, "{story}: nothing was written");
            }
        }
    }
    for (_, path) in damaged.iter().filter(|(_, path)| path.is_dir()) {
        // Not ours to move.
        fs::remove_dir(path).unwrap();
    }
    let gone = damaged.iter().all(|(_, path)| !path.exists());
    let mended = if gone && !both && hit(NEWEST) && hit(OLDER) {
        home.desk().adopt()
    } else {
        home.desk().repair()
    };
    let report = mended.unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert!(report.is_sound(), "{story}: {report:?}");
    for (bytes, path) in &damaged {
        assert!(home.still_has(path, bytes), "{story}: {} is kept", path.display());
    }
    if !hit(NEWEST) && !hit(OLDER) {
        let now = home.history();
        assert!(now.ends_with(&PAST.sessions), "{story}: {now:?}");
    }
    let known = home.desk().look().unwrap().watch.seq;
    let next = home.obey(Command::SetBand { band: onwatch::core::Band::D, reason: "drill".into() });
    let next = next.unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert_eq!(next.seq, known + 1, "{story}");
    let report = home.desk().check().unwrap();
    assert!(report.is_sound(), "{story}: {report:?}");
}

fn pairs(one: &str, other: &str) {
    let of = |name: &str| PLACES.iter().find(|place| place.0 == name).unwrap();
    let some = ["cut in half", "without its last line", "emptied", "deleted", "a directory"];
    let some = some.iter().chain(&["with a bit flipped in the middle", "with a NUL-filled end"]);
    let some: Vec<_> = some.map(|how| DAMAGES.iter().find(|d| d.0 == *how).unwrap()).collect();
    for first in &some {
        for second in &some {
            damaged_at_once(&[(of(one), first), (of(other), second)]);
        }
    }
}

#[test]
fn a_state_and_a_newest_segment_damaged_at_once_lose_nothing_unsaid() {
    pairs(STATE, NEWEST);
}

#[test]
fn a_state_and_an_older_segment_damaged_at_once_lose_nothing_unsaid() {
    pairs(STATE, OLDER);
}

#[test]
fn both_segments_damaged_at_once_lose_nothing_unsaid() {
    pairs(NEWEST, OLDER);
}

#[test]
fn everything_damaged_at_once_is_named_and_kept() {
    for damage in DAMAGES.iter().filter(|damage| damage.0 != "deleted") {
        let home = Home::with_past();
        let paths: Vec<_> = PLACES.iter().map(|place| place.1(&home.paths())).collect();
        for path in &paths {
            damage.1(path);
        }
        let files = home.files();
        match home.desk().look() {
            Ok(view) => {
                let known = PAST.earlier.iter().chain([&PAST.before]);
                assert!(known.into_iter().any(|known| *known == view.watch), "{}", damage.0);
            }
            Err(failure) => {
                clear(&failure, damage.0);
                clear(&home.obey(note("on")).unwrap_err(), damage.0);
                assert_eq!(home.files(), files, "{}: nothing was written", damage.0);
            }
        }
        let before: Vec<_> = paths.iter().map(|path| fs::read(path).unwrap_or_default()).collect();
        if let Err(failure) = home.desk().repair() {
            clear(&failure, damage.0);
        }
        for (path, bytes) in paths.iter().zip(&before) {
            assert!(home.still_has(path, bytes), "{}: {} is kept", damage.0, path.display());
        }
    }
}

#[test]
fn a_lock_that_is_a_directory_stops_writers_and_repairs_whatever_else_is_damaged() {
    for place in PLACES {
        let home = Home::with_past();
        fs::remove_file(home.paths().lock()).unwrap();
        fs::create_dir(home.paths().lock()).unwrap();
        flip(&place.1(&home.paths()), 5);
        let files = home.files();
        clear(&home.obey(note("on")).unwrap_err(), place.0);
        clear(&home.desk().repair().unwrap_err(), place.0);
        assert_eq!(home.files(), files, "{}: nothing was written", place.0);
        fs::remove_dir(home.paths().lock()).unwrap();
        assert!(home.desk().repair().unwrap().is_sound(), "{}", place.0);
        let known = without_steps(&home.desk().look().unwrap().watch);
        assert_eq!(known, without_steps(&PAST.before), "{}", place.0);
    }
}

#[test]
fn a_lost_newest_segment_is_missed_even_without_a_state() {
    let home = Home::with_past();
    fs::remove_file(home.paths().state()).unwrap();
    fs::remove_file(newest(&home.paths())).unwrap();
    let failure = home.obey(note("on")).unwrap_err();
    clear(&failure, "the newest segment and the state file are gone");
    let why = failure
        .words(&|next| {
            onwatch::cli::hint::text(next, &onwatch::core::DeskName::of(None), &chrono::Utc)
        })
        .why;
    assert!(why.contains("witness knows of event 9, but the journal ends at event 4"), "{why}");
    assert!(home.desk().repair().unwrap().is_sound());
    assert!(PAST.sessions.ends_with(&home.history()), "what can still be read");
    let next = home.obey(Command::start(None)).unwrap().watch;
    assert_eq!((next.seq, next.session.unwrap().key.0), (10, 4), "neither number was given before");
}

#[test]
fn a_first_segment_without_its_first_line_and_without_a_state_is_read_to_its_end() {
    let home = Home::with_past();
    fs::remove_file(home.paths().state()).unwrap();
    fs::remove_file(newest(&home.paths())).unwrap();
    fs::remove_file(home.paths().witness()).unwrap();
    let first = older(&home.paths());
    flip(&first, 0);
    clear(&home.obey(note("on")).unwrap_err(), "no checkpoint can be read");
    assert!(home.desk().repair().unwrap().is_sound());
    let known = without_steps(&home.desk().look().unwrap().watch);
    assert_eq!(known, without_steps(&PAST.earlier[3]));
}
