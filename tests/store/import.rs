//! Imports that end in the middle: the next run adds the rest, and nothing twice.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::clock::FixedClock;
use onwatch::core::{At, Command, NewPastSession, Period};
use onwatch::desk::Addition;

use crate::common::mem_disk::MemDisk;
use crate::common::starts::*;

/// Three changes with two sessions each, before the clock of the tests.
fn changes() -> Vec<Vec<NewPastSession>> {
    let first: DateTime<Utc> = "2026-11-20T08:00:00Z".parse().unwrap();
    let session = |nth: i64| {
        let from = first + TimeDelta::hours(nth);
        let to = from + TimeDelta::minutes(45);
        let source_hash = Some(format!("hash-{nth}"));
        NewPastSession { source_hash, ..NewPastSession::between(At::Second(from), At::Second(to)) }
    };
    (0..3).map(|nth| vec![session(2 * nth), session(2 * nth + 1)]).collect()
}

/// Adds what is new, as an import does. Returns how many sessions that were.
fn import(disk: &MemDisk, clock: &Arc<FixedClock>) -> usize {
    let mut added = 0;
    for change in changes() {
        let here = desk(disk, clock);
        let additions = here.judge_additions(&change, &request(Command::Keep).by).unwrap();
        assert!(additions.iter().all(|one| matches!(one, Addition::New | Addition::Known)));
        let new = change.into_iter().zip(additions).filter(|(_, one)| *one == Addition::New);
        let sessions: Vec<NewPastSession> = new.map(|(session, _)| session).collect();
        added += sessions.len();
        if !sessions.is_empty() {
            here.obey(&request(Command::Add { sessions })).unwrap();
        }
    }
    added
}

#[test]
fn an_import_that_ends_at_any_operation_is_completed_by_the_next_one() {
    let Start { disk, clock, .. } = start("a live session", live());
    disk.record();
    assert_eq!(import(&disk, &clock), 6);
    let mut added = BTreeSet::new();
    for image in disk.recorded() {
        let disk = MemDisk::from_image(image);
        added.insert(import(&disk, &clock));
        assert_eq!(import(&disk, &clock), 0);
        let past = desk(&disk, &clock).history(&Period::default(), usize::MAX).unwrap();
        let keys: BTreeSet<_> = past.iter().map(|session| session.key).collect();
        let starts: BTreeSet<_> = past.iter().map(|session| session.started_at_utc).collect();
        assert_eq!((past.len(), keys.len(), starts.len()), (6, 6, 6));
    }
    assert_eq!(added, BTreeSet::from([0, 2, 4, 6]), "it ended between all of the changes");
}

#[test]
fn what_is_judged_is_what_becomes_of_it() {
    let Start { disk, clock, .. } = start("a live session", live());
    let change = changes().remove(0);
    let desk = desk(&disk, &clock);
    let add = |session: &NewPastSession| request(Command::Add { sessions: vec![session.clone()] });
    desk.obey(&add(&change[0])).unwrap();
    let overlapping = NewPastSession { source_hash: Some("other".into()), ..change[0].clone() };
    let all = [change[0].clone(), overlapping, change[1].clone()];
    let judged = desk.judge_additions(&all, &request(Command::Keep).by).unwrap();
    assert_eq!((&judged[0], &judged[2]), (&Addition::Known, &Addition::New));
    let Addition::Refused(refusal) = &judged[1] else { panic!("{judged:?}") };
    let failed = desk.obey(&add(&all[1])).unwrap_err();
    assert!(failed.to_string().contains(&refusal.why), "{failed}");
    desk.obey(&add(&all[2])).unwrap();
}
