//! The past sessions as readers get them, whatever happened to the list that is kept of them.

use std::collections::HashMap;
use std::fs;

use onwatch::core::{
    Band, Command, Entering, NewFrame, NotesKind, Period, Phase, RefusalKind, Session, SessionEdit,
    SessionName, SessionRecord, Verb, Watch,
};
use onwatch::failure::Failure;

use crate::common::home::Home;
use crate::common::request::{end, note, switch};

impl Home {
    /// Three sessions of one, two and three minutes, all of them over.
    fn with_three() -> Self {
        let home = Self::new();
        for minutes in 1..=3 {
            home.give(Command::start(Some(format!("work {minutes}"))));
            home.clock.advance((minutes - 1) * 60);
            home.give(end());
        }
        home
    }

    fn give(&self, command: Command) {
        let story = format!("{command:?}");
        self.obeyed(command, 1).unwrap_or_else(|| panic!("{story} was refused"));
    }

    /// A break of ten seconds in the middle of the last minute.
    fn add_break(&self) -> Command {
        let now = self.desk().moment().utc;
        let ago = |seconds| now - chrono::TimeDelta::seconds(seconds);
        Command::AddBreak { session: None, from: ago(30).into(), to: ago(20).into() }
    }

    fn story(&self, name: &str) -> Result<onwatch::core::Story, Failure> {
        self.desk().story(Some(name.parse().unwrap()))
    }
}

fn push(id: &str) -> Command {
    let (kind, title) = ("task".parse().unwrap(), Some(format!("about {id}")));
    Command::Push(NewFrame {
        kind,
        id: id.into(),
        title,
        estimate_seconds: Some(600),
        entering: Entering::Usual,
    })
}

/// The expected history, derived only from the watch after each command.
#[derive(Default)]
struct Truth {
    desk: Option<Session>,
    /// The sessions that are over, in the order they ended.
    over: Vec<(String, u64)>,
    /// The active time of every session that a switch has ended, as it was then.
    switched: HashMap<String, u64>,
}

impl Truth {
    fn learn(&mut self, verb: Verb, watch: &Watch, home: &Home) {
        let now = home.desk().moment();
        let id = |session: &Session| session.id.to_string();
        let before = std::mem::replace(&mut self.desk, watch.session.clone());
        let replaced = before.filter(|old| {
            old.phase.is_live() && watch.session.as_ref().is_none_or(|new| new.id != old.id)
        });
        // A live session that made room was ended by a switch, unless its own start is what was
        // taken back.
        if let Some(old) = replaced.filter(|_| verb != Verb::Undo) {
            // A switch that is made again counts what it counted.
            let known = self.switched.get(&id(&old)).filter(|_| verb == Verb::Redo);
            let active_ms = known.copied().unwrap_or_else(|| old.active_ms(&now));
            self.switched.insert(id(&old), active_ms);
            self.over.retain(|(known, _)| *known != id(&old));
            self.over.push((id(&old), active_ms));
        }
        let Some(session) = &watch.session else { return };
        let listed = self.over.iter().any(|(known, _)| *known == id(session));
        match session.phase {
            Phase::Ended if !listed => self.over.push((id(session), session.active_ms(&now))),
            Phase::Ended => {}
            _ => self.over.retain(|(known, _)| *known != id(session)),
        }
    }

    fn check(&self, home: &Home, story: &str) {
        let told = home.history().into_iter().rev();
        let told: Vec<_> = told.map(|one| (one.id.to_string(), one.active_ms)).collect();
        assert_eq!(told, self.over, "{story}");
    }
}

/// Checks that the story of a session ends as its record says.
fn assert_is_told(home: &Home, record: &SessionRecord, story: &str) {
    let told = home.story(record.id.as_str()).unwrap_or_else(|f| panic!("{story}: {f}")).session;
    let now = home.desk().moment();
    let end = told.end_snapshot.as_ref().unwrap();
    assert_eq!(told.phase, Phase::Ended, "{story}");
    let notes = (&told.closing_notes, &told.start_notes);
    assert_eq!(notes, (&record.closing_notes, &record.start_notes), "{story}");
    assert_eq!(told.ended_at_utc, Some(record.ended_at_utc), "{story}");
    assert_eq!(told.active_ms(&now), record.active_ms, "{story}");
    assert_eq!((told.paused_ms(&now), told.breaks), (record.paused_ms, record.breaks), "{story}");
    assert_eq!((told.snapshot.cone.band, end.cone.band), record.band, "{story}");
    let spans: Vec<_> = told.spans.iter().map(|one| (one.start.at_utc, one.ms(&now))).collect();
    assert_eq!(spans, record.spans, "{story}");
    let frames: Vec<_> = told.closed_frames.iter().map(|f| (f.name(), f.active_ms)).collect();
    let listed: Vec<_> =
        record.contexts.iter().map(|stay| (stay.frame.clone(), stay.active_ms)).collect();
    assert_eq!(frames, listed, "{story}");
}

/// Any order of the commands that end sessions, or bring them back.
#[test]
fn the_history_is_what_the_commands_made_of_it_and_the_same_without_its_index() {
    for seed in 1..=6_u64 {
        let (home, mut truth) = (Home::new(), Truth::default());
        let mut chance = seed;
        for step in 0..60 {
            chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_041);
            let command = match (chance >> 33) % 15 {
                0 => Command::start(None),
                1 | 2 => switch(),
                3 => end(),
                4 => Command::Reopen { session: None },
                5..=7 => Command::Undo,
                8 => Command::Redo,
                9 => Command::Toggle { notes: None },
                10 => push(&step.to_string()),
                11 => Command::SetBand { band: Band::ALL[step % 4], reason: format!("at {step}") },
                12 => {
                    let which = if step % 2 == 0 { NotesKind::Start } else { NotesKind::Closing };
                    Command::Edit(Box::new(SessionEdit::of_notes(which, format!("at {step}"))))
                }
                13 => home.add_break(),
                _ => Command::Cancel { session: None },
            };
            let story = format!("seed {seed}, step {step}: {:?}", command.verb());
            if let Some(outcome) = home.obeyed(command, 1) {
                truth.learn(outcome.verb, &outcome.watch, &home);
                truth.check(&home, &story);
            }
        }
        let indexed = home.history();
        for record in &indexed {
            assert_is_told(&home, record, &format!("seed {seed}"));
        }
        fs::remove_file(home.paths().index()).unwrap();
        assert_eq!(home.history(), indexed, "seed {seed}: derived from the journal alone");
    }
}

#[test]
fn before_the_first_end_there_is_no_history() {
    let home = Home::new();
    assert_eq!(home.history(), []);
    home.give(Command::start(None));
    assert_eq!(home.history(), []);
}

#[test]
fn a_count_takes_the_newest_and_a_period_what_ran_within_it() {
    let home = Home::with_three();
    let keys = |period: Period, count| {
        let found = home.desk().history(&period, count).unwrap();
        found.iter().map(|record| record.key.0).collect::<Vec<_>>()
    };
    assert_eq!(keys(Period::default(), 2), [3, 2]);
    assert!(keys(Period::default(), 0).is_empty());
    let at = |minute: u32| Some(format!("2026-11-21T08:{minute:02}:00Z").parse().unwrap());
    // They ran from minute 1 to 2, from 3 to 5 and from 6 to 9.
    assert_eq!(keys(Period { since: at(4), until: None }, 9), [3, 2]);
    assert_eq!(keys(Period { since: None, until: at(4) }, 9), [2, 1]);
    assert_eq!(keys(Period { since: at(4), until: at(4) }, 9), [2]);
    assert_eq!(keys(Period { since: None, until: at(3) }, 9), [1]);
}

#[test]
fn the_history_reaches_back_over_segments() {
    let home = Home::with_three();
    home.clock.advance(40 * 24 * 3_600);
    home.give(Command::start(None));
    home.give(end());
    let before = home.history();
    assert_eq!(before.len(), 4);
    fs::remove_file(home.paths().index()).unwrap();
    assert_eq!(home.history(), before);
    assert_eq!(home.story("1").unwrap().activities.len(), 2);
}

#[test]
fn the_story_of_a_session_on_the_desk_is_what_the_desk_shows() {
    let home = Home::new();
    for command in [Command::start(None), push("7"), Command::Pause { reason: None }] {
        home.give(command);
    }
    for _ in 0..2 {
        let story = home.desk().story(None).unwrap();
        assert_eq!(Some(story.session), home.desk().look().unwrap().watch.session);
        home.give(end());
        home.give(Command::start(None));
    }
}

/// Every way in which a session can end, read again after later sessions.
#[test]
fn the_story_of_a_past_session_is_how_it_was_when_it_ended() {
    let ways: [&[Command]; 5] = [
        &[push("7"), push("8"), end()],
        &[
            Command::Pause { reason: None },
            Command::Resume,
            end(),
            Command::Reopen { session: None },
            end(),
        ],
        &[end(), Command::Undo, note("on"), end()],
        &[end(), Command::Undo, Command::Redo],
        &[push("7"), Command::Cancel { session: None }],
    ];
    for way in ways {
        let home = Home::new();
        home.give(Command::SetBand { band: Band::C, reason: "drill".into() });
        home.give(Command::start(Some("review".into())));
        for command in way {
            home.give(command.clone());
        }
        let over = home.desk().look().unwrap().watch.session.unwrap();
        home.give(Command::start(None));
        home.give(end());
        let told = home.story("SESSION-001").unwrap();
        assert_eq!(told.session, over, "{way:?}");
        let by_id = home.story(over.id.as_str()).unwrap();
        assert_eq!(by_id, told);
        assert_eq!(told.activities.len(), way.len() + 1, "{way:?}");
    }
}

#[test]
fn a_session_that_a_switch_ended_is_told_as_one_that_was_ended() {
    let story = |last: Command| {
        let home = Home::new();
        home.give(Command::start(Some("review".into())));
        for command in [push("7"), Command::Pause { reason: None }, Command::Resume, push("8")] {
            home.give(command);
        }
        home.give(Command::SetBand { band: Band::D, reason: "fire".into() });
        home.give(last);
        let record = home.history().remove(0);
        if home.desk().look().unwrap().watch.live().is_none() {
            home.give(Command::start(None));
        }
        (home.story("1").unwrap().session, record)
    };
    let (switched, record) = story(switch());
    assert_eq!((switched.clone(), record), story(end()));
    assert_eq!(switched.end_snapshot.unwrap().cone.reason, "fire");
    assert_eq!(switched.closed_frames.len(), 2);
}

#[test]
fn a_switch_that_was_taken_back_and_made_again_ends_it_again() {
    let home = Home::new();
    for command in [Command::start(None), switch(), Command::Undo, Command::Redo] {
        home.give(command);
    }
    let told = home.story("1").unwrap();
    assert_eq!(told.session.phase, Phase::Ended);
    assert_eq!(told.session.active_ms(&home.desk().moment()), home.history()[0].active_ms);
    let verbs: Vec<_> = told.activities.iter().map(|one| (one.verb, one.undone)).collect();
    let expected = [Verb::Start, Verb::Start, Verb::Undo, Verb::Redo].map(|verb| (verb, false));
    assert_eq!(verbs, expected);
}

#[test]
fn what_was_taken_back_is_marked_in_the_story_and_in_a_long_log() {
    let home = Home::new();
    home.give(Command::start(None));
    home.give(note("oops"));
    home.give(Command::Undo);
    for nth in 0..60 {
        home.give(note(&format!("note {nth}")));
    }
    let undone = |activities: Vec<onwatch::core::Activity>| {
        let undone = activities.into_iter().filter(|one| one.undone);
        undone.map(|one| one.text).collect::<Vec<_>>()
    };
    let name: SessionName = "1".parse().unwrap();
    for is_over in [false, true] {
        if is_over {
            home.give(Command::End { notes: None });
            home.give(Command::start(None));
        }
        assert_eq!(undone(home.desk().log(100).unwrap()), ["oops"]);
        assert_eq!(undone(home.story("1").unwrap().activities), ["oops"]);
        assert_eq!(undone(home.desk().log_of(&name, 100).unwrap().answer), ["oops"]);
    }
}

#[test]
fn a_session_that_never_was_is_not_there() {
    let home = Home::with_three();
    home.give(Command::start(None));
    home.give(Command::Undo);
    for (name, why) in [
        ("9", "there is no SESSION-009"),
        ("sess_20260101_000000_000000", "there is no sess_2026"),
        ("4", "SESSION-004: its start was undone"),
    ] {
        let Err(Failure::Refused(refusal)) = home.story(name) else { panic!("{name} was told") };
        assert_eq!(refusal.kind, RefusalKind::NothingThere, "{name}");
        assert!(refusal.why.contains(why), "{refusal}");
    }
    let empty = Home::new();
    assert!(matches!(empty.desk().story(None), Err(Failure::Refused(_))));
}

#[test]
fn a_log_of_one_session_holds_what_concerns_it_and_no_more() {
    let home = Home::with_three();
    let name: SessionName = "2".parse().unwrap();
    let verbs = |count| -> Vec<Verb> {
        let log = home.desk().log_of(&name, count).unwrap().answer;
        log.iter().map(|one| one.verb).collect()
    };
    assert_eq!(verbs(9), [Verb::End, Verb::Start]);
    assert_eq!(verbs(1), [Verb::End]);
}

#[test]
fn what_came_after_an_event_is_told_across_segments() {
    let home = Home::with_three();
    home.clock.advance(40 * 24 * 3_600);
    home.give(Command::start(None));
    let seqs = |after| -> Vec<u64> {
        home.desk().log_after(after, None).unwrap().1.iter().map(|one| one.seq).collect()
    };
    assert_eq!(seqs(5), [7, 6]);
    assert!(seqs(7).is_empty());
    assert_eq!(seqs(0).len(), 7);
}
