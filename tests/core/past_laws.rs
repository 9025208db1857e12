//! What holds whatever is corrected, added, cancelled or restored of the past, in whatever order.
//!
//! `paper` checks after every command what it checks for all others.

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    At, Command, CountedTimes, Entering, FrameKind, GapAnswer, MadeOverlap, NewFrame,
    NewPastSession, PastContext, Phase, Request, Session, SessionEdit, SessionId, SessionKey,
    SessionName, SessionRecord, Span, ms_between,
};
use proptest::prelude::*;

use crate::laws::{Day, Passing, commands, moderately, monday};
use crate::overlap_check::lines_that_stand;
use crate::paper::by;

/// Times around the hours of a day, as their minute or exactly.
fn at() -> impl Strategy<Value = At> {
    let minute = (-180..300_i64).prop_map(|at| At::Minute(monday() + TimeDelta::minutes(at)));
    let exactly = (-10_800_000..18_000_000_i64)
        .prop_map(|at| At::Second(monday() + TimeDelta::milliseconds(at)));
    prop_oneof![3 => minute, 2 => exactly, 1 => Just(At::LastEnd), 1 => Just(At::Now)]
}

fn key() -> impl Strategy<Value = SessionName> {
    (1..6_u32).prop_map(|key| SessionName::Key(SessionKey(key)))
}

/// Two times in their order, milliseconds from the start of a session.
fn part() -> impl Strategy<Value = (i64, i64)> {
    (0..1_200_000_i64, 1..1_200_000_i64).prop_map(|(from, ms)| (from, from + ms))
}

fn new_session() -> impl Strategy<Value = NewPastSession> {
    let contexts = prop::collection::vec((0..2_usize, 0..900_000_i64), 0..4);
    let breaks = prop::collection::vec(part(), 0..3);
    let from = -10_800_000..7_200_000_i64;
    (from, 1..3_600_000_i64, contexts, breaks).prop_map(|(from, long, mut contexts, mut breaks)| {
        let time = |ms| At::Second(monday() + TimeDelta::milliseconds(from + ms));
        let mut new = NewPastSession::between(time(0), time(long));
        contexts.sort_by_key(|(_, at)| *at);
        new.contexts = (contexts.iter().zip(1..))
            .map(|((kind, at), nth)| PastContext { frame: frame(*kind, nth), at: Some(time(*at)) })
            .collect();
        breaks.sort_unstable();
        new.breaks = breaks.iter().map(|(begin, end)| (time(*begin), time(*end))).collect();
        new
    })
}

fn frame(kind: usize, nth: u32) -> NewFrame {
    let kind: FrameKind = ["project", "task"][kind % 2].parse().unwrap();
    NewFrame {
        kind,
        id: nth.to_string(),
        title: None,
        estimate_seconds: None,
        entering: Entering::Usual,
    }
}

/// Commands that correct the past.
pub fn past_commands() -> impl Strategy<Value = Command> {
    let session = || prop::option::of(key());
    let edit = (session(), prop::option::of(at()), prop::option::of(at()), any::<bool>()).prop_map(
        |(session, start, end, is_by_other)| {
            let operator = is_by_other.then(|| "bo".to_owned());
            Command::Edit(Box::new(SessionEdit {
                session,
                start,
                end,
                operator,
                ..SessionEdit::default()
            }))
        },
    );
    let answer = prop_oneof![
        Just(GapAnswer::Keep),
        Just(GapAnswer::Discard),
        at().prop_map(GapAnswer::Split),
    ];
    let answer = (session(), answer).prop_map(|(session, answer)| Command::AnswerGap {
        session,
        id: None,
        answer,
    });
    let breaks = (session(), at(), at()).prop_map(|(session, from, to)| Command::AddBreak {
        session,
        from,
        to,
    });
    prop_oneof![
        6 => edit,
        4 => prop::collection::vec(new_session(), 1..3).prop_map(|sessions| Command::Add { sessions }),
        2 => key().prop_map(|key| Command::Cancel { session: Some(key) }),
        2 => key().prop_map(|key| Command::Reopen { session: Some(key) }),
        1 => session().prop_map(|session| Command::Continue { session }),
        2 => breaks,
        3 => (session(), at()).prop_map(|(session, at)| Command::RemoveBreak { session, at }),
        1 => answer,
    ]
}

/// Commands of the lifecycle, without those that only say something.
fn lifecycle() -> impl Strategy<Value = Command> {
    let push = (0..2_usize, 1..9_u32).prop_map(|(kind, nth)| Command::Push(frame(kind, nth)));
    prop_oneof![
        3 => Just(Command::start(None)),
        2 => Just(Command::Pause { reason: None }),
        2 => Just(Command::Resume),
        3 => Just(Command::End { notes: None }),
        1 => Just(Command::Cancel { session: None }),
        1 => Just(Command::Reopen { session: None }),
        2 => push,
        1 => Just(Command::Pop { kind: None, summary: None, complete: false }),
        1 => commands(),
    ]
}

/// What is asked, how long ago it takes effect, milliseconds, and what it aims at.
type Deed = (Command, Option<i64>, Option<Aim>);

/// A session of those that there are, and two of its times, each with how far beside it is meant,
/// milliseconds. Few times that are chosen blindly would meet a pause, a gap or a context.
#[derive(Debug, Clone)]
struct Aim {
    session: usize,
    times: [(usize, i64); 2],
}

fn aim() -> impl Strategy<Value = Aim> {
    let beside = || prop_oneof![3 => Just(0), 1 => -5..5_i64, 3 => -1_200_000..1_200_000_i64];
    let time = || (any::<usize>(), beside());
    (any::<usize>(), time(), time())
        .prop_map(|(session, one, other)| Aim { session, times: [one, other] })
}

impl Aim {
    /// Returns the command for the session that it aims at, with its times.
    fn at(&self, sessions: &[Session], command: &Command) -> Command {
        let Some(session) = sessions.get(self.session % sessions.len().max(1)) else {
            return command.clone();
        };
        let frames = &session.closed_frames;
        let mut bounds = vec![session.started_at_utc];
        bounds.extend(session.ended_at_utc);
        bounds.extend(session.spans.iter().map(|span| span.start.at_utc));
        bounds.extend(session.spans.iter().filter_map(|span| span.ended_at_utc));
        bounds.extend(session.gaps.iter().flat_map(|gap| [gap.from_utc(), gap.until.at_utc]));
        bounds.extend(frames.iter().flat_map(|frame| [frame.pushed_at_utc, frame.popped_at_utc]));
        let [one, other] = self.times.map(|(nth, beside_ms)| {
            At::Second(bounds[nth % bounds.len()] + TimeDelta::milliseconds(beside_ms))
        });
        let session = Some(SessionName::Id(session.id.clone()));
        match command.clone() {
            Command::Edit(edit) => Command::Edit(Box::new(SessionEdit {
                session,
                start: edit.start.map(|_| one),
                end: edit.end.map(|_| other),
                ..*edit
            })),
            Command::AddBreak { .. } => Command::AddBreak { session, from: one, to: other },
            Command::RemoveBreak { .. } => Command::RemoveBreak { session, at: one },
            Command::AnswerGap { id, answer, .. } => Command::AnswerGap { session, id, answer },
            Command::Cancel { session: Some(_) } => Command::Cancel { session },
            Command::Reopen { session: Some(_) } => Command::Reopen { session },
            other => other,
        }
    }
}

fn any_deed() -> impl Strategy<Value = Deed> {
    let deed = prop_oneof![
        4 => lifecycle(),
        6 => past_commands(),
        2 => Just(Command::Undo),
        1 => Just(Command::Redo),
    ];
    let ago = prop::option::weighted(0.1, 0..1_500_000_i64);
    (deed, ago, prop::option::weighted(0.7, aim()))
}

type Deeds = Vec<(Passing, Deed)>;

/// Hours in which nobody sets a wall clock: the machine sleeps, is off, and is booted anew.
fn true_clocks() -> impl Strategy<Value = Deeds> {
    let passing = prop_oneof![
        3 => Just(Passing::Time(0)),
        4 => (0..1_800_000_i64).prop_map(Passing::Time),
        1 => (0..2_000_000_i64).prop_map(Passing::Sleep),
        1 => (0..2_000_000_i64).prop_map(Passing::Down),
    ];
    prop::collection::vec((passing, any_deed()), 1..30)
}

/// The same, with a wall clock that is set.
fn set_clocks() -> impl Strategy<Value = Deeds> {
    let passing = prop_oneof![
        4 => (0..1_800_000_i64).prop_map(Passing::Time),
        1 => (-7_200_000..7_200_000_i64).prop_map(Passing::WallStep),
        1 => (0..2_000_000_i64).prop_map(Passing::Sleep),
        1 => any::<bool>().prop_map(|steady| Passing::Boot { steady }),
    ];
    prop::collection::vec((passing, any_deed()), 1..30)
}

impl Day {
    fn do_it(&mut self, passing: &Passing, (command, ago, aim): &Deed) -> bool {
        self.let_pass(passing);
        let all = every_session(self);
        let aimed = aim.as_ref().map_or_else(|| command.clone(), |aim| aim.at(&all, command));
        let at = ago.map_or(At::Now, |ms| At::Ago(ms.unsigned_abs()));
        let request = Request { at, ..Request::new(aimed, by("ana")) };
        self.desk.obey(&request, &self.clocks.now).is_ok()
    }

    fn step(&mut self, command: Command) -> bool {
        self.desk.obey(&Request::new(command, by("ana")), &self.clocks.now).is_ok()
    }

    /// Returns the sessions that count: when each started and ended.
    fn counting(&self) -> Vec<(SessionKey, DateTime<Utc>, DateTime<Utc>)> {
        let ended = self.desk.past().values().filter(|session| session.phase == Phase::Ended);
        let now = self.clocks.now.utc;
        let times = |session: &Session| {
            (session.key, session.started_at_utc, session.ended_at_utc.unwrap_or(now))
        };
        ended.chain(self.desk.watch.live()).map(times).collect()
    }

    /// Returns every session, each with its record; the live one as if it ended now.
    fn records(&self) -> Vec<SessionRecord> {
        let mut aside = self.desk.clone();
        let _ =
            aside.obey(&Request::new(Command::End { notes: None }, by("ana")), &self.clocks.now);
        aside.past().values().map(SessionRecord::of).collect()
    }
}

/// Returns how much of a piece of worked time lies between two times, milliseconds.
fn within((start, ms): (DateTime<Utc>, u64), from: DateTime<Utc>, until: DateTime<Utc>) -> u64 {
    let end = start + TimeDelta::milliseconds(i64::try_from(ms).unwrap());
    ms_between(start.max(from), end.min(until))
}

/// Reports whether a span that was measured is still what was measured, or a part of it.
fn is_part(span: &Span, measured: &[Span]) -> bool {
    measured.iter().any(|old| {
        let same_start = span.start.at_utc == old.start.at_utc;
        let same_end = span.ended_at_utc == old.ended_at_utc;
        let is_within = span.start.at_utc >= old.start.at_utc
            && (old.ended_at_utc.is_none() || span.ended_at_utc <= old.ended_at_utc);
        let is_same = old.is_open() || span.active_ms == old.active_ms;
        if same_start && same_end { is_same } else { is_within }
    })
}

proptest! {
    #![proptest_config(moderately())]

    #[test]
    fn no_two_sessions_of_a_desk_overlap(deeds in true_clocks()) {
        let mut now = Day::begins();
        for (passing, deed) in &deeds {
            now.do_it(passing, deed);
            let all = now.counting();
            for (nth, (one, from, to)) in all.iter().enumerate() {
                for (other, begin, end) in all.iter().skip(nth + 1) {
                    let is_apart = (*to).min(*end) <= (*from).max(*begin);
                    prop_assert!(is_apart, "{one} and {other} after {deed:?}: {all:?}");
                }
            }
        }
    }

    #[test]
    fn an_overlap_that_only_a_clock_made_is_no_correction(deeds in set_clocks()) {
        let mut now = Day::begins();
        for (passing, deed) in &deeds {
            now.do_it(passing, deed);
        }
        let lines = lines_that_stand(now.desk.lines());
        let live = now.desk.watch.live().map(|live| live.key);
        let all: Vec<CountedTimes> = (now.counting().into_iter())
            .map(|(key, from_utc, until)| {
                let until_utc = Some(until).filter(|_| live != Some(key));
                CountedTimes { key, from_utc, until_utc }
            })
            .collect();
        for (nth, one) in all.iter().enumerate() {
            for other in all.iter().skip(nth + 1) {
                prop_assert_eq!(MadeOverlap::of(*one, *other, &lines), None);
            }
        }
    }

    #[test]
    fn active_paused_and_not_counted_is_all_of_each_session(deeds in true_clocks()) {
        let mut now = Day::begins();
        for (passing, deed) in &deeds {
            now.do_it(passing, deed);
            for record in now.records() {
                let uncounted = record.gaps.iter().map(|gap| gap.ms - gap.kept_ms);
                let sum_ms = record.active_ms + record.paused_ms + uncounted.sum::<u64>();
                let wall_ms = ms_between(record.started_at_utc, record.ended_at_utc);
                prop_assert_eq!(sum_ms, wall_ms, "after {:?}: {:?}", deed, record);
            }
        }
    }

    #[test]
    fn each_context_has_the_active_time_while_it_was_open(deeds in true_clocks()) {
        let mut now = Day::begins();
        for (passing, deed) in &deeds {
            now.do_it(passing, deed);
            for record in now.records() {
                for stay in &record.contexts {
                    let until = stay.until_utc.unwrap();
                    let pieces = record.spans.iter();
                    let ms: u64 = pieces.map(|piece| within(*piece, stay.from_utc, until)).sum();
                    prop_assert_eq!(stay.active_ms, ms, "after {:?}: {:?}", deed, record);
                    let is_in = record.started_at_utc <= stay.from_utc && until <= record.ended_at_utc;
                    prop_assert!(is_in, "after {:?}: {:?}", deed, record);
                }
            }
        }
    }

    #[test]
    fn the_session_that_ended_last_has_the_latest_end(deeds in true_clocks()) {
        let mut now = Day::begins();
        for (passing, deed) in &deeds {
            now.do_it(passing, deed);
            let last = now.desk.watch.last_ended.as_ref();
            // One that was reopened ends again, or is cancelled.
            if last.is_some_and(|last| now.desk.watch.live().is_some_and(|live| live.id == last.id)) {
                continue;
            }
            let ended = now.desk.filed().values().map(|record| record.ended_at_utc).max();
            prop_assert_eq!(last.map(|last| last.ended_at_utc), ended, "after {:?}", deed);
            let is_filed = last.is_none_or(|last| now.desk.filed().contains_key(&last.id));
            prop_assert!(is_filed, "{:?} after {:?}", last, deed);
        }
    }

    #[test]
    fn an_edit_never_rewrites_what_was_measured(deeds in set_clocks()) {
        let mut now = Day::begins();
        for (passing, deed) in &deeds {
            let before = every_session(&now);
            let is_edit = matches!(deed.0, Command::Edit(_));
            if !now.do_it(passing, deed) || !is_edit {
                continue;
            }
            let after = every_session(&now);
            for (old, new) in before.iter().filter_map(|old| Some((old, of(&after, &old.id)?))) {
                let is_measured = |span: &&Span| !span.said && !span.is_open();
                for span in new.spans.iter().filter(is_measured) {
                    prop_assert!(is_part(span, &old.spans), "{span:?} of {new:?}, before {old:?}");
                }
            }
        }
    }

    #[test]
    fn undo_goes_back_to_each_state_and_redo_forth_again(deeds in true_clocks()) {
        let mut now = Day::begins();
        let mut before = Vec::new();
        for (passing, deed) in &deeds {
            let (seq, state) = (now.desk.watch.seq, state(&now));
            let is_step = matches!(deed.0, Command::Undo | Command::Redo);
            let (undone, redone) = (now.desk.watch.undo.len(), now.desk.watch.redo.len());
            now.do_it(passing, deed);
            if now.desk.watch.seq == seq {
                continue;
            }
            let (undo, redo) = (now.desk.watch.undo.len(), now.desk.watch.redo.len());
            if !is_step && redo == 0 && (undo > undone || undo == 20 && newest(&now) == now.desk.watch.seq) {
                before.push((newest(&now), state));
            } else if redo > redone && undo < undone {
                let (_, then) = before.pop().unwrap();
                prop_assert_eq!(&self::state(&now), &then, "undo");
            } else if redo < redone && undo > undone {
                before.push((newest(&now), state));
            }
        }
        let last = state(&now);
        let mut steps = 0;
        while now.step(Command::Undo) {
            steps += 1;
            let (_, then) = before.pop().unwrap();
            prop_assert_eq!(&state(&now), &then, "undo {}", steps);
        }
        for _ in 0..steps {
            prop_assert!(now.step(Command::Redo));
        }
        prop_assert_eq!(&state(&now), &last);
    }
}

fn newest(now: &Day) -> u64 {
    now.desk.watch.undo.last().map_or(0, |step| step.seq)
}

/// What an undo or a redo must restore, whatever time has passed.
fn state(now: &Day) -> impl PartialEq + std::fmt::Debug + use<> {
    let live = now.desk.watch.live().map(|live| {
        (
            live.key,
            live.phase,
            live.started_at_utc,
            live.context_stack.path(),
            live.operator.clone(),
        )
    });
    let past: Vec<SessionRecord> = now.desk.past().values().map(SessionRecord::of).collect();
    (live, past, now.desk.watch.last_ended.clone())
}

fn every_session(now: &Day) -> Vec<Session> {
    let live = now.desk.watch.live().cloned();
    now.desk.past().values().cloned().chain(live).collect()
}

fn of<'a>(all: &'a [Session], id: &SessionId) -> Option<&'a Session> {
    all.iter().find(|session| session.id == *id)
}
