//! The births of runs: power cuts, faults and dead processes at every operation of one, and others that
//! come between.
//!
//! The law: never two runs for one operation or one name, a repeat gets the first id, what was
//! acknowledged is there and is listed, and nothing is unreadable.

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex};

use onwatch::clock::{Clock, FixedClock};
use onwatch::core::{Command, DeskGlance, Moment, NewRun, Request, SessionId};
use onwatch::desk::{Desk, Runs};
use onwatch::failure::Failure;
use onwatch::store::Disk;
use rustix::io::Errno;

use crate::common::mem_disk::{Fault, Image, MemDisk};
use crate::common::starts::*;

/// A run that begins.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Birth {
    operation: Option<&'static str>,
    name: Option<&'static str>,
}

const PLAIN: Birth = Birth { operation: None, name: None };
const WITH_OPERATION: Birth = Birth { operation: Some("op-1"), name: None };
const WITH_NAME: Birth = Birth { operation: None, name: Some("nightly") };
const WITH_BOTH: Birth = Birth { operation: Some("op-1"), name: Some("nightly") };

impl Birth {
    fn request(self, id: SessionId) -> Request {
        let name = self.name.map(str::to_owned);
        let mut start = Command::start(Some("import".to_owned()));
        if let Command::Start { run, .. } = &mut start {
            *run = Some(Box::new(NewRun { id, name, user_id: None }));
        }
        Request { operation: self.operation.map(str::to_owned), ..request(start) }
    }

    /// Begins as a program does that was started for it: it finds the run again by its id.
    fn begin(self, disk: &MemDisk, clock: &Arc<FixedClock>) -> Result<SessionId, Failure> {
        let runs = runs(disk, clock);
        let any = self.request(SessionId::new(clock.now().utc, 0));
        let birth = runs.make(&any)?;
        let id = &birth.id;
        assert_eq!(runs.find(id.as_str())?, Some(id.clone()), "what was made is there");
        match run(disk, clock, id).obey(&self.request(id.clone())) {
            Ok(_) => Ok(id.clone()),
            Err(failed) => Err(failed.failure),
        }
    }

    /// Reports whether a repeat is the same run.
    fn is_once(self) -> bool {
        self.operation.is_some()
    }
}

fn runs(disk: &MemDisk, clock: &Arc<FixedClock>) -> Runs {
    Runs::on(&paths(), clock.clone(), Arc::new(disk.clone()))
}

fn run(disk: &MemDisk, clock: &Arc<FixedClock>, id: &SessionId) -> Desk {
    Desk::on(paths().of_run(id).unwrap(), clock.clone(), Arc::new(disk.clone()))
}

/// A clock of another process, some seconds later.
fn other_clock(clock: &FixedClock, nonce: u32) -> Arc<FixedClock> {
    let other = FixedClock::at(clock.now().utc);
    other.advance(i64::from(nonce));
    other.set(Moment { nonce: 0x00c0_ffee + nonce, ..other.now() });
    Arc::new(other)
}

/// Returns the runs that have begun and were not deleted, after a check that each can be read, and is listed.
fn begun(disk: &MemDisk, clock: &Arc<FixedClock>, story: &str) -> BTreeSet<SessionId> {
    let days = disk.names(&paths().runs()).into_iter().filter(|name| name.starts_with("20"));
    let ids: Vec<SessionId> = days
        .flat_map(|day| disk.names(&paths().runs().join(day)))
        .filter_map(|name| SessionId::parse(&name))
        .collect();
    let mut begun = BTreeSet::new();
    for id in ids {
        let view = run(disk, clock, &id).look();
        let view = view.unwrap_or_else(|failure| panic!("{story}: {failure}"));
        assert!(view.read_only.is_none(), "{story}: {:?}", view.read_only);
        if let Some(session) = view.watch.session.filter(|session| !session.is_deleted()) {
            assert_eq!(session.id, id, "{story}");
            begun.insert(id);
        }
    }
    let asked = desk(disk, clock).desks().unwrap_or_else(|failure| panic!("{story}: {failure}"));
    assert_eq!(asked.warnings, [""; 0], "{story}");
    let listed: BTreeSet<SessionId> = asked
        .answer
        .into_iter()
        .filter(DeskGlance::is_live)
        .filter_map(|it| it.session_id)
        .collect();
    assert_eq!(listed, begun, "{story}: the open runs are those that have begun");
    begun
}

/// Checks the law on one disk. `told` is the run whose start was acknowledged.
fn check_birth(
    image: &Image,
    clock: &FixedClock,
    (birth, before): (Birth, &BTreeSet<SessionId>),
    told: Option<&SessionId>,
    story: &str,
) {
    let disk = MemDisk::from_image(image.clone());
    let clock = other_clock(clock, 7);
    let there = begun(&disk, &clock, story);
    assert!(there.is_superset(before), "{story}: {there:?}");
    let new: Vec<_> = there.difference(before).collect();
    assert!(new.len() <= 1, "{story}: {new:?}");
    if let Some(told) = told {
        assert_eq!(new, [told], "{story}: what was acknowledged is there");
    }
    let first = new.first().map(|id| (*id).clone());
    let again = birth.begin(&disk, &clock);
    let after = begun(&disk, &clock, &format!("{story}, and again"));
    let after: BTreeSet<_> = after.difference(before).cloned().collect();
    match (again, first) {
        (Ok(id), Some(first)) if birth.is_once() => {
            let metadata = paths().of_run(&id).unwrap().run_metadata().unwrap();
            assert_eq!((id, after.len()), (first, 1), "{story}: a repeat gets the first id");
            assert!(disk.read(&metadata).is_some(), "{story}: other programs see the run");
        }
        (Err(Failure::Refused(refusal)), Some(first)) if birth.name.is_some() => {
            assert!(refusal.to_string().contains(first.as_str()), "{story}: {refusal}");
            assert_eq!(after, BTreeSet::from([first]), "{story}");
        }
        (Ok(id), Some(first)) => assert_eq!(after, BTreeSet::from([first, id]), "{story}"),
        (Ok(id), None) => assert_eq!(after, BTreeSet::from([id]), "{story}"),
        (Err(failure), _) => panic!("{story}: {failure}"),
    }
}

/// The name of a home, its disk and its clock.
type BirthHome = (&'static str, MemDisk, Arc<FixedClock>);

/// Returns a home where nothing was ever done, and one where a run goes on.
fn homes() -> [BirthHome; 2] {
    let empty = (MemDisk::default(), clock());
    let used = (MemDisk::default(), clock());
    Birth { operation: Some("earlier"), ..PLAIN }.begin(&used.0, &used.1).unwrap();
    used.1.advance(60);
    used.0.flush();
    [("an empty home", empty.0, empty.1), ("a home with a run", used.0, used.1)]
}

/// Returns a home where the run of the name was deleted.
fn home_with_a_free_name() -> BirthHome {
    let (disk, clock) = (MemDisk::default(), clock());
    let birth = Birth { operation: Some("earlier"), ..WITH_NAME };
    delete(&disk, &clock, &birth.begin(&disk, &clock).unwrap());
    clock.advance(60);
    disk.flush();
    ("a home with a free name", disk, clock)
}

fn delete(disk: &MemDisk, clock: &Arc<FixedClock>, id: &SessionId) {
    run(disk, clock, id).obey(&request(Command::DeleteRun)).unwrap();
}

/// Returns every birth in a home with a run. In an empty home there are so many ways to lose power that two
/// must do.
fn every_birth() -> Vec<(Birth, BirthHome)> {
    let in_empty = [PLAIN, WITH_OPERATION].map(|birth| {
        let [empty, _] = homes();
        (birth, empty)
    });
    let with_free_name = [WITH_NAME, WITH_BOTH].map(|birth| (birth, home_with_a_free_name()));
    in_empty.into_iter().chain(with_a_run()).chain(with_free_name).collect()
}

fn with_a_run() -> Vec<(Birth, BirthHome)> {
    let births = [PLAIN, WITH_OPERATION, WITH_NAME, WITH_BOTH];
    let in_used = births.map(|birth| {
        let [_, used] = homes();
        (birth, used)
    });
    in_used.into()
}

#[test]
fn a_birth_survives_a_power_cut_at_every_operation() {
    for (birth, (home, disk, clock)) in every_birth() {
        let before = begun(&disk, &clock, home);
        disk.record();
        let id = birth.begin(&disk, &clock).unwrap();
        let images = disk.recorded();
        let last = images.len() - 1;
        let mut seen = HashSet::new();
        for (nth, image) in images.iter().enumerate() {
            let told = Some(&id).filter(|_| nth == last);
            let story = format!("{home}, {birth:?}, power cut before operation {nth}");
            for cut in image.power_cuts() {
                if seen.insert((nth == last, cut.view())) {
                    check_birth(&cut, &clock, (birth, &before), told, &story);
                }
            }
            let story = format!("{home}, {birth:?}, killed before operation {nth}");
            check_birth(image, &clock, (birth, &before), told, &story);
        }
        assert!(seen.len() > 10, "{}", seen.len());
        assert!(run(&disk, &clock, &id).check().unwrap().is_sound());
    }
}

#[test]
fn what_a_repeat_was_told_after_a_killed_birth_survives_a_power_cut() {
    let [_, (home, disk, clock)] = homes();
    let before = begun(&disk, &clock, home);
    disk.record();
    WITH_BOTH.begin(&disk, &clock).unwrap();
    let mut seen = HashSet::new();
    for (nth, killed) in disk.recorded().into_iter().enumerate() {
        let story = format!("killed before operation {nth}, and again");
        let disk = MemDisk::from_image(killed);
        let id = WITH_BOTH.begin(&disk, &other_clock(&clock, 3)).unwrap();
        for cut in disk.image().power_cuts() {
            if seen.insert(cut.view()) {
                check_birth(&cut, &clock, (WITH_BOTH, &before), Some(&id), &story);
            }
        }
    }
}

/// The ways an operation can fail.
fn ways(operation: &str) -> Vec<Fault> {
    let errnos: &[Errno] = match operation {
        "lock" => &[Errno::NOLCK],
        "stat" | "stat open file" | "list" | "read" | "read link" => &[Errno::IO],
        _ => &[Errno::IO, Errno::NOSPC],
    };
    errnos.iter().map(|errno| Fault::Errno(errno.raw_os_error())).collect()
}

#[test]
fn a_birth_that_fails_at_any_operation_is_clear_and_comes_again() {
    let [_, used] = homes();
    let [_, other] = homes();
    let births = [(PLAIN, used), (WITH_BOTH, other), (WITH_BOTH, home_with_a_free_name())];
    for (birth, (home, disk, clock)) in births {
        let before = begun(&disk, &clock, home);
        let start = disk.image();
        disk.watch_operations(&[]);
        birth.begin(&disk, &clock).unwrap();
        let mut seen = HashSet::new();
        for (nth, (operation, _)) in disk.operations().into_iter().enumerate() {
            for fault in ways(operation) {
                let story = format!("{home}, {birth:?}, {operation} {nth} fails with {fault:?}");
                let disk = MemDisk::from_image(start.clone());
                disk.watch_operations(&[(nth, fault)]);
                let result = birth.begin(&disk, &other_clock(&clock, 0));
                disk.operations();
                if let Err(failure) = &result {
                    let words = failure.words(&|next| {
                        onwatch::cli::hint::text(
                            next,
                            &onwatch::core::DeskName::of(None),
                            &chrono::Utc,
                        )
                    });
                    for part in [&words.what, &words.why, &words.next] {
                        assert!(!part.trim().is_empty(), "{story}: {words:?}");
                    }
                }
                let told = result.as_ref().ok();
                // What was not acknowledged is what a power cut leaves before that operation.
                let is_cut = told.is_some() && birth == PLAIN;
                let cuts = if is_cut { disk.image().power_cuts() } else { Vec::new() };
                for cut in [vec![disk.image()], cuts].concat() {
                    if seen.insert((told.is_some(), cut.view())) {
                        check_birth(&cut, &clock, (birth, &before), told, &story);
                    }
                }
            }
        }
    }
}

/// Returns before which operations of a birth another one can go on: those up to the lock. Later it waits
/// until the first one has begun.
fn before_the_lock(operations: &[(&'static str, u64)]) -> std::ops::RangeInclusive<usize> {
    0..=operations.iter().position(|(operation, _)| *operation == "lock").unwrap()
}

/// Runs another birth before each operation of the first one. Returns what both got, and what is there.
fn meet(
    first: Birth,
    second: Birth,
    check: impl Fn([Option<SessionId>; 2], &BTreeSet<SessionId>, &str),
) {
    for (home, disk, clock) in homes() {
        let before = begun(&disk, &clock, home);
        let start = disk.image();
        disk.watch_operations(&[]);
        first.begin(&disk, &clock).unwrap();
        for nth in before_the_lock(&disk.operations()) {
            let story = format!("{home}, {second:?} before operation {nth} of {first:?}");
            let disk = MemDisk::from_image(start.clone());
            let met = Arc::new(Mutex::new(None));
            let (other, clock_of_other) = (met.clone(), other_clock(&clock, 0));
            disk.interrupt(nth, move |disk| {
                *other.lock().unwrap() = second.begin(disk, &clock_of_other).ok();
            });
            let result = first.begin(&disk, &clock).ok();
            let there = begun(&disk, &other_clock(&clock, 1), &story);
            let new: BTreeSet<_> = there.difference(&before).cloned().collect();
            let other = met.lock().unwrap().take();
            assert!(result.is_some() || other.is_some(), "{story}");
            check([result, other], &new, &story);
        }
    }
}

#[test]
fn two_births_of_one_operation_at_the_same_time_are_one_run() {
    for birth in [WITH_OPERATION, WITH_BOTH] {
        meet(birth, birth, |told, there, story| {
            let told: BTreeSet<_> = told.into_iter().flatten().collect();
            assert_eq!((&told, told.len()), (there, 1), "{story}");
        });
    }
}

#[test]
fn of_two_births_with_one_name_one_is_refused() {
    let other = Birth { operation: Some("op-2"), ..WITH_BOTH };
    for (first, second) in [(WITH_NAME, WITH_NAME), (WITH_BOTH, other), (WITH_NAME, WITH_BOTH)] {
        meet(first, second, |told, there, story| {
            assert_eq!(told.iter().flatten().count(), 1, "{story}: {told:?}");
            assert_eq!(there.len(), 1, "{story}: {there:?}");
        });
    }
}

#[test]
fn of_two_births_that_take_over_the_name_of_a_deleted_run_one_is_refused() {
    let (_, disk, clock) = home_with_a_free_name();
    let start = disk.image();
    disk.watch_operations(&[]);
    WITH_NAME.begin(&disk, &clock).unwrap();
    for nth in before_the_lock(&disk.operations()) {
        let disk = MemDisk::from_image(start.clone());
        let met = Arc::new(Mutex::new(None));
        let (other, clock_of_other) = (met.clone(), other_clock(&clock, 0));
        disk.interrupt(nth, move |disk| {
            *other.lock().unwrap() = WITH_NAME.begin(disk, &clock_of_other).ok();
        });
        let first = WITH_NAME.begin(&disk, &clock).ok();
        let second = met.lock().unwrap().take();
        let told: BTreeSet<_> = first.into_iter().chain(second).collect();
        let clock = other_clock(&clock, 1);
        assert_eq!((begun(&disk, &clock, "both"), told.len()), (told.clone(), 1), "{nth}");
        assert_eq!(runs(&disk, &clock).find("nightly").unwrap(), told.first().cloned(), "{nth}");
    }
}

#[test]
fn a_name_is_not_taken_from_a_run_that_comes_back_at_any_moment() {
    let (_, disk, clock) = home_with_a_free_name();
    let old = runs(&disk, &clock).find("nightly").unwrap().unwrap();
    let start = disk.image();
    disk.watch_operations(&[]);
    WITH_NAME.begin(&disk, &clock).unwrap();
    for nth in before_the_lock(&disk.operations()) {
        let disk = MemDisk::from_image(start.clone());
        let (back, clock_of_other) = (old.clone(), other_clock(&clock, 0));
        disk.interrupt(nth, move |disk| {
            run(disk, &clock_of_other, &back).obey(&request(Command::Undo)).unwrap();
        });
        assert!(WITH_NAME.begin(&disk, &clock).is_err(), "{nth}");
        assert_eq!(runs(&disk, &clock).find("nightly").unwrap(), Some(old.clone()), "{nth}");
    }
}

#[test]
fn a_deleted_run_loses_its_name_and_keeps_its_operation() {
    let (disk, clock) = (MemDisk::default(), clock());
    let first = WITH_BOTH.begin(&disk, &clock).unwrap();
    delete(&disk, &clock, &first);
    clock.advance(60);
    // A repeat is told of the first one, which is gone.
    let any = WITH_BOTH.request(SessionId::new(clock.now().utc, 0));
    assert_eq!(runs(&disk, &clock).make(&any).unwrap().id, first);
    assert_eq!(runs(&disk, &clock).find("nightly").unwrap(), Some(first.clone()));
    let second = WITH_NAME.begin(&disk, &clock).unwrap();
    assert_ne!(first, second);
    // It comes back under its id.
    run(&disk, &clock, &first).obey(&request(Command::Undo)).unwrap();
    assert_eq!(begun(&disk, &clock, "back"), BTreeSet::from([first, second.clone()]));
    assert_eq!(runs(&disk, &clock).find("nightly").unwrap(), Some(second));
    assert!(WITH_NAME.begin(&disk, &clock).is_err());
}

/// Returns the operations that have begun a run, each once for each of its runs.
fn operations_of_runs(disk: &MemDisk, clock: &Arc<FixedClock>) -> Vec<String> {
    let days = disk.names(&paths().runs()).into_iter().filter(|name| name.starts_with("20"));
    let ids = days.flat_map(|day| disk.names(&paths().runs().join(day)));
    let known = ids.filter_map(|name| SessionId::parse(&name)).flat_map(|id| {
        let watch = run(disk, clock, &id).look().unwrap().watch;
        watch.operations.into_iter().map(|known| known.request.id).collect::<Vec<_>>()
    });
    known.collect()
}

#[test]
fn one_operation_has_one_run_whichever_start_died_and_whoever_took_its_name() {
    let other = Birth { operation: Some("op-2"), ..WITH_BOTH };
    let other_name = Birth { name: Some("weekly"), ..WITH_BOTH };
    for home in [homes().into_iter().nth(1).unwrap(), home_with_a_free_name()] {
        let (home, disk, clock) = home;
        disk.record();
        WITH_BOTH.begin(&disk, &clock).unwrap();
        for (nth, killed) in disk.recorded().into_iter().enumerate() {
            for order in [
                [other, WITH_BOTH, other_name, other],
                [WITH_NAME, WITH_BOTH, other, other_name],
                [WITH_BOTH, other_name, other, WITH_BOTH],
                [other_name, other, WITH_BOTH, other_name],
            ] {
                let story = format!("{home}, killed before operation {nth}, then {order:?}");
                let disk = MemDisk::from_image(killed.clone());
                let clock = other_clock(&clock, 3);
                for birth in order {
                    clock.advance(1);
                    // The name may be that of another.
                    let id = birth.begin(&disk, &clock).ok();
                    if let Some(id) = id.filter(|_| birth == other) {
                        // A repeat is answered by the deleted run.
                        drop(run(&disk, &clock, &id).obey(&request(Command::DeleteRun)));
                    }
                }
                let mut operations = operations_of_runs(&disk, &clock);
                operations.sort();
                let all = operations.len();
                operations.dedup();
                assert_eq!(operations.len(), all, "{story}: {operations:?}");
                begun(&disk, &clock, &story);
            }
        }
    }
}

#[test]
fn a_run_that_has_not_begun_takes_nothing_but_its_start() {
    let (disk, clock) = (MemDisk::default(), clock());
    let start = WITH_NAME.request(SessionId::new(clock.now().utc, 0));
    let id = runs(&disk, &clock).make(&start).unwrap().id;
    let born = run(&disk, &clock, &id);
    for command in [Command::start(None), Command::Toggle { notes: None }, end(), note("hello")] {
        let refused = born.obey(&request(command)).unwrap_err().failure;
        assert!(matches!(refused, Failure::Refused(_)), "{refused}");
    }
    assert!(begun(&disk, &clock, "refused").is_empty());
    born.obey(&WITH_NAME.request(id.clone())).unwrap();
    assert_eq!(begun(&disk, &clock, "begun"), BTreeSet::from([id]));
}

#[test]
fn two_plain_births_at_the_same_time_with_the_same_bits_are_two_runs() {
    for (_, disk, clock) in homes() {
        let ids: BTreeSet<_> = (0..20).map(|_| PLAIN.begin(&disk, &clock).unwrap()).collect();
        assert_eq!(ids.len(), 20);
        assert!(begun(&disk, &clock, "twenty").is_superset(&ids));
    }
}

#[test]
fn an_operation_whose_name_was_taken_is_free_for_another_name() {
    let (disk, clock) = (MemDisk::default(), clock());
    let first = WITH_NAME.begin(&disk, &clock).unwrap();
    assert!(WITH_BOTH.begin(&disk, &clock).is_err());
    let other = Birth { name: Some("weekly"), ..WITH_BOTH }.begin(&disk, &clock).unwrap();
    assert_ne!(first, other);
    // An operation that has its run takes no further name.
    assert!(Birth { name: Some("yearly"), ..WITH_BOTH }.begin(&disk, &clock).is_err());
    assert_eq!(runs(&disk, &clock).find("yearly").unwrap(), None);
    assert_eq!(runs(&disk, &clock).find("weekly").unwrap(), Some(other));
}

#[test]
fn a_birth_costs_five_flushes_and_one_more_with_an_operation() {
    let flushes = |birth: Birth| {
        let [_, (_, disk, clock)] = homes();
        disk.watch_operations(&[]);
        birth.begin(&disk, &clock).unwrap();
        let operations = disk.operations();
        operations.iter().filter(|(what, _)| what.starts_with("sync")).count()
    };
    assert_eq!((flushes(PLAIN), flushes(WITH_OPERATION)), (5, 6));
    assert_eq!(flushes(WITH_BOTH), 6);
}

#[test]
fn a_start_that_is_refused_leaves_no_folder() {
    let (disk, clock) = (MemDisk::default(), clock());
    let mut refused = WITH_OPERATION.request(SessionId::new(clock.now().utc, 0));
    refused.by.operator = String::new();
    assert!(runs(&disk, &clock).make(&refused).is_err());
    assert!(disk.names(&paths().runs()).is_empty());
    assert!(disk.stat(&paths().named_runs()).is_err());
}
