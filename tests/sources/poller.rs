//! Whoever asks the sources: when, and what becomes of a change.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use onwatch::config::{Provides, SourceSettings, SourceWay};
use onwatch::core::Light::{Green, Red, Yellow};
use onwatch::core::Moment;
use onwatch::sources::{
    PollLock, SourceAnswers, WhileWaiting, keep_answers, polling_process, read_answers,
};
use rustix::fs::{CWD, Mode, mkfifoat};
use rustix::process::{Pid, test_kill_process};

use crate::polled::{Scene, fails, health, says, source};

#[test]
fn a_source_is_asked_at_once_and_then_at_its_times_and_a_change_is_one_event() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    let poller = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    assert_eq!(scene.events().len(), 1, "{:?}", scene.events());
    scene.at(30);
    scene.asked("api", 2);
    scene.set("api", says(health(Red, "down")));
    scene.at(60);
    scene.asked("api", 3);
    scene.at(90);
    scene.asked("api", 4);
    let events = scene.events();
    assert_eq!(events.len(), 2, "{events:?}");
    let answers = read_answers(&scene.paths().sources());
    assert_eq!(answers.pid, std::process::id());
    assert_eq!(answers.sources["api"].light(), Some(Red));
    drop(poller);
}

#[test]
fn desks_are_listed_in_directories_of_their_own_so_that_no_answer_wakes_who_watches_them() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    let _poller = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    for list in [scene.paths().profiles(), scene.paths().open_runs()] {
        let mode = fs::metadata(&list).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "{}", list.display());
    }
}

#[test]
fn a_change_that_lasts_counts_at_its_time_without_another_look() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    let _poller = scene.poller(&[source("api", 300)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    scene.set("api", says(health(Yellow, "slow")));
    scene.at(300);
    scene.asked("api", 2);
    assert_eq!(scene.events().len(), 1);
    scene.at(329);
    scene.at(330);
    // Not asked: it settled.
    scene.asked("api", 3);
    assert_eq!(scene.events().len(), 2, "{:?}", scene.events());
}

#[test]
fn what_a_source_said_stands_and_ages_once_it_is_no_longer_in_the_settings() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    scene.set("old", says(health(Green, "well")));
    scene.set("bad", says(health(Red, "down")));
    let all = [source("api", 30), source("old", 30), source("bad", 30)];
    let poller = scene.poller(&all, WhileWaiting::Sleep);
    for source in &all {
        scene.asked(&source.name, 1);
    }
    poller.end(Duration::from_secs(30));
    let _poller = scene.poller(&all[..1], WhileWaiting::Sleep);
    scene.asked("api", 2);
    scene.at(900);
    scene.asked("api", 3);
    let desk = scene.desk().with_sources(&all[..1]);
    let governance = desk.look().unwrap().watch.governance;
    assert_eq!(governance.health.status, Red);
    let now = Moment { sources: desk.source_times(), ..desk.moment() };
    let freshness = governance.readings.health_freshness(&now).unwrap();
    assert_eq!((freshness.source.as_deref(), freshness.is_stale), (Some("bad"), true));
    assert_eq!(scene.events().len(), 3, "{:?}", scene.events());
    // So does a green: it confirms nothing.
    scene.clear("bad");
    let governance = desk.look().unwrap().watch.governance;
    let freshness = governance.readings.health_freshness(&now).unwrap();
    assert_eq!((freshness.source.as_deref(), freshness.is_stale), (Some("old"), true));
}

#[test]
fn what_a_source_no_longer_provides_is_not_said_again_after_somebody_withdrew_it() {
    let scene = Scene::new();
    scene.set("api", says(health(Red, "down")));
    let poller = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    poller.end(Duration::from_secs(30));
    scene.clear("api");
    let cone =
        SourceSettings { provides: Provides { cone: true, health: false }, ..source("api", 30) };
    let _poller = scene.poller(&[cone], WhileWaiting::Sleep);
    scene.asked("api", 2);
    scene.at(30);
    scene.asked("api", 3);
    let readings = scene.desk().look().unwrap().watch.governance.readings;
    assert!(readings.health_of("api").is_none());
}

#[test]
fn a_red_of_the_settings_has_its_place_whatever_other_names_are_known() {
    let scene = Scene::new();
    for nth in 0..32 {
        scene.measured(&format!("named-{nth}"), Green);
    }
    scene.set("api", says(health(Red, "down")));
    let _poller = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    let governance = scene.desk().look().unwrap().watch.governance;
    assert_eq!(governance.health.status, Red);
    assert_eq!(governance.readings.iter().count(), 33);
}

#[test]
fn thirty_two_sources_are_replaced_by_as_many_others_at_once() {
    let scene = Scene::new();
    let named = |word: &str| -> Vec<SourceSettings> {
        (0..32).map(|nth| source(&format!("{word}-{nth}"), 30)).collect()
    };
    let (old, new) = (named("old"), named("new"));
    // As long as what a source says may be, in characters that take the most room.
    let reason = "\u{1}".repeat(2_000);
    for source in old.iter().chain(&new) {
        scene.set(&source.name, says(health(Red, &reason)));
    }
    for sources in [&old, &new] {
        let poller = scene.poller(sources, WhileWaiting::Sleep);
        for source in sources {
            scene.asked(&source.name, 1);
        }
        poller.end(Duration::from_secs(30));
        let readings = scene.desk().look().unwrap().watch.governance.readings;
        let red: Vec<&str> = readings
            .iter()
            .filter(|(_, said)| said.health.as_ref().unwrap().value.status == Red)
            .map(|(name, _)| name)
            .collect();
        assert!(sources.iter().all(|source| red.contains(&source.name.as_str())), "{red:?}");
    }
}

#[test]
fn a_source_that_hangs_delays_no_other() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    let _poller = scene.poller(&[source("stuck", 30), source("api", 30)], WhileWaiting::Sleep);
    for times in 1..=3 {
        scene.asked("api", times);
        scene.at(i64::try_from(times).unwrap() * 30);
    }
    scene.answers(|answers| answers.sources["stuck"].asked_at_utc.is_none());
}

#[test]
fn whoever_waits_follows_the_answers_and_asks_when_the_other_ends() {
    let scene = Scene::new();
    let lock = PollLock::wait(&scene.paths().sources_lock()).unwrap();
    scene.set("api", says(health(Green, "well")));
    let _poller = scene.poller(&[source("api", 30)], WhileWaiting::Follow);
    scene.told("answers of 0", 1);
    let answers = SourceAnswers { pid: 77, ..SourceAnswers::default() };
    keep_answers(&scene.paths().sources(), &answers).unwrap();
    scene.told("answers of 77", 1);
    scene.told("begun", 0);
    drop(lock);
    scene.told("begun", 1);
    scene.asked("api", 1);
    assert_eq!(polling_process(&scene.paths().sources_lock()), Some(std::process::id()));
}

#[test]
fn whoever_is_given_up_while_it_waits_leaves_the_lock_to_others() {
    let scene = Scene::new();
    let path = scene.paths().sources_lock();
    let lock = PollLock::wait(&path).unwrap();
    scene.set("api", says(health(Green, "well")));
    let waiting = [WhileWaiting::Follow, WhileWaiting::Sleep];
    let given_up = waiting.map(|meanwhile| scene.poller(&[source("api", 30)], meanwhile));
    scene.told("answers of 0", 1);
    drop(given_up);
    drop(lock);
    // This waits for all who got it before.
    let lock = PollLock::wait(&path).unwrap();
    assert!(lock.is_in_place());
    scene.told("begun", 0);
}

#[test]
fn whoever_ends_gives_the_lock_back_although_a_source_hangs() {
    let scene = Scene::new();
    let poller = scene.poller(&[source("stuck", 30)], WhileWaiting::Sleep);
    scene.told("begun", 1);
    drop(poller);
    let lock = PollLock::wait(&scene.paths().sources_lock()).unwrap();
    // What it says now comes too late.
    scene.set("stuck", says(health(Red, "down")));
    drop(lock);
    scene.set("api", says(health(Green, "well")));
    let _next = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    assert_eq!(scene.events().len(), 1, "{:?}", scene.events());
}

#[test]
fn a_command_is_gone_before_the_next_poller_runs_it_and_when_its_own_poller_has_ended() {
    let scene = Scene::new();
    let began = scene.path("began");
    mkfifoat(CWD, &began, Mode::RUSR | Mode::WUSR).unwrap();
    let script = "trap '' TERM; echo $$ >began; while :; do sleep 1000; done";
    let argv = ["sh", "-c", script].map(str::to_owned).to_vec();
    let hangs = SourceSettings {
        way: SourceWay::Command(argv),
        timeout_ms: 300_000,
        ..source("hangs", 30)
    };
    let sources = std::slice::from_ref(&hangs);
    let pid =
        || Pid::from_raw(fs::read_to_string(&began).unwrap().trim().parse().unwrap()).unwrap();
    let mut poller = scene.asking_poller(sources);
    let mut runs = pid();
    // As often as the settings are saved.
    for _ in 0..2 {
        drop(poller);
        poller = scene.asking_poller(sources);
        let next = pid();
        assert!(test_kill_process(runs).is_err(), "two run at once");
        runs = next;
    }
    poller.end(Duration::from_secs(30));
    assert!(test_kill_process(runs).is_err(), "it outlived its poller");
    // That it was ended is no answer, and no failure.
    assert_eq!(read_answers(&scene.paths().sources()).sources["hangs"].failures, 0);
    assert_eq!(scene.events(), Vec::<String>::new());
}

#[test]
fn a_change_that_was_not_recorded_because_its_process_was_killed_is_recorded_once_by_the_next() {
    let scene = Scene::new();
    let api = source("api", 30);
    scene.set("api", says(health(Green, "well")));
    let poller = scene.poller(std::slice::from_ref(&api), WhileWaiting::Sleep);
    scene.asked("api", 1);
    drop(poller);
    let lock = PollLock::wait(&scene.paths().sources_lock()).unwrap();
    // Red settled and was kept; then the process was killed.
    scene.at(20);
    let mut answers = read_answers(&scene.paths().sources());
    let at = "2026-01-05T12:00:20Z".parse().unwrap();
    let answer = answers.sources.get_mut("api").unwrap();
    answer.hear(&says(health(Red, "down")), &api, (at, 100));
    keep_answers(&scene.paths().sources(), &answers).unwrap();
    drop(lock);
    // By the time the next one asks, it is over.
    scene.at(30);
    for times in 1..=2 {
        let next = scene.poller(std::slice::from_ref(&api), WhileWaiting::Sleep);
        scene.asked("api", 1 + times);
        drop(next);
        drop(PollLock::wait(&scene.paths().sources_lock()).unwrap());
    }
    let events = scene.events();
    assert_eq!(events.len(), 2, "{events:?}");
    assert!(events[1].contains("down"), "{events:?}");
}

#[test]
fn what_the_journal_says_is_newer_than_a_file_that_was_lost_with_the_power() {
    let scene = Scene::new();
    let api = source("api", 30);
    scene.set("api", says(health(Green, "well")));
    let poller = scene.poller(std::slice::from_ref(&api), WhileWaiting::Sleep);
    scene.asked("api", 1);
    drop(poller);
    drop(PollLock::wait(&scene.paths().sources_lock()).unwrap());
    let old = fs::read(scene.paths().sources()).unwrap();
    scene.at(20);
    scene.measured("api", Red);
    fs::write(scene.paths().sources(), old).unwrap();
    scene.at(25);
    let _next = scene.poller(std::slice::from_ref(&api), WhileWaiting::Sleep);
    scene.asked("api", 2);
    // The green that it says now has not lasted.
    assert_eq!(scene.events().len(), 2, "{:?}", scene.events());
    let health = scene.desk().look().unwrap().watch.governance.health;
    assert_eq!(health.status, Red);
}

#[test]
fn whoever_loses_the_lock_records_nothing_more_until_it_has_the_new_one() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    let _poller = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    let path = scene.paths().sources_lock();
    fs::remove_file(&path).unwrap();
    let other = PollLock::wait(&path).unwrap();
    scene.set("api", says(health(Red, "down")));
    scene.at(30);
    // It waits for the lock again, and asks as soon as it has it.
    drop(other);
    scene.told("begun", 2);
    scene.asked("api", 2);
    assert_eq!(scene.events().len(), 2, "{:?}", scene.events());
}

#[test]
fn a_source_that_fails_is_asked_less_often_and_its_value_stands() {
    let scene = Scene::new();
    scene.set("api", says(health(Green, "well")));
    let _poller = scene.poller(&[source("api", 30)], WhileWaiting::Sleep);
    scene.asked("api", 1);
    scene.set("api", fails("api"));
    let mut now = 30;
    for (times, wait) in [(2, 60), (3, 120), (4, 240), (5, 300), (6, 300)] {
        scene.at(now);
        scene.asked("api", times);
        let after = read_answers(&scene.paths().sources()).sources["api"].clone();
        let next = after.next_at_utc.unwrap() - crate::polled::start();
        assert_eq!(next.num_seconds(), now + wait);
        assert_eq!(after.failures as usize, times - 1);
        now += wait;
    }
    assert_eq!(scene.events().len(), 1);
}

#[test]
fn a_file_that_changes_is_read_at_once() {
    let scene = Scene::new();
    let path = scene.path("state.json");
    fs::write(&path, "{}").unwrap();
    let file = onwatch::config::SourceSettings {
        way: SourceWay::File(path.clone()),
        ..source("file", 3_600)
    };
    scene.set("file", says(health(Green, "well")));
    let _poller = scene.poller(std::slice::from_ref(&file), WhileWaiting::Sleep);
    scene.asked("file", 1);
    fs::write(&path, "{\"more\": 1}").unwrap();
    scene.asked("file", 2);
    // Replaced.
    fs::write(scene.path("new"), "{}").unwrap();
    fs::rename(scene.path("new"), &path).unwrap();
    scene.asked("file", 3);
    // Gone, and there again.
    fs::remove_file(&path).unwrap();
    scene.asked("file", 4);
    fs::write(&path, "{}").unwrap();
    scene.asked("file", 5);
}

#[test]
fn how_old_a_value_is_depends_on_when_its_source_answered_last_for_every_reader() {
    let scene = Scene::new();
    let api = source("api", 30);
    scene.set("api", says(health(Green, "well")));
    let poller = scene.poller(std::slice::from_ref(&api), WhileWaiting::Sleep);
    scene.asked("api", 1);
    scene.at(30);
    scene.asked("api", 2);
    scene.set("api", fails("api"));
    let age = |sources: &[onwatch::config::SourceSettings]| {
        let desk = scene.desk().with_sources(sources);
        let view = desk.look().unwrap();
        let now = view.moment(desk.moment());
        let freshness = view.watch.governance.readings.health_freshness(&now).unwrap();
        ((now.utc - freshness.observed_at_utc).num_seconds(), freshness.is_stale)
    };
    for (now, expected) in [(30, (0, false)), (120, (90, false)), (121, (91, true))] {
        scene.at(now);
        assert_eq!(age(std::slice::from_ref(&api)), expected);
        // Without the source in the settings, it is as old as it was recorded, and the file is not read.
        assert_eq!(age(&[]), (now, false));
    }
    // A file that is lost makes nothing fresh, and nobody writes a new one.
    poller.end(Duration::from_secs(30));
    fs::remove_file(scene.paths().sources()).unwrap();
    assert_eq!(age(std::slice::from_ref(&api)), (121, true));
}
