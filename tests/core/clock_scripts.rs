//! Random commands on a machine whose clocks are set, that sleeps, and that is booted again. What
//! counts is checked against the true time, which only the test knows.
//!
//! What no clock tells is excepted, and only this: time that a person says with an explicit time;
//! what happens while one time namespace follows another, whose clocks cannot be compared; and a
//! step of the wall clock that a boot hides, because the wall clock alone runs over a boot. A gap
//! names its stretch by the start, so a session is not checked whose clock was set back to the very
//! microsecond at which a stretch before began.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    Anchor, At, Band, Command, GapAnswer, Glance, Moment, Request, SessionGlance, Stamp, Thresholds,
};
use proptest::prelude::*;

use crate::paper::{PaperDesk, by};

const HOUR: i64 = 3_600_000;

/// What happens before a command.
#[derive(Debug, Clone, Copy)]
enum Passing {
    Awake(i64),
    /// The steady clock runs on, and the clock of waking time does not.
    Asleep(i64),
    /// A virtual machine stands still: only the wall clock is set right afterwards.
    Frozen(i64),
    Step(i64),
    SetRight,
    Beat,
    /// The machine was off, and the wall clock is kept, is reset to 1970, or is wrong.
    Boot {
        down_ms: i64,
        wall: BootWall,
    },
    Namespace,
}

#[derive(Debug, Clone, Copy)]
enum BootWall {
    Kept,
    Of1970,
    Off(i64),
}

/// A machine with a true time, milliseconds since a Monday morning.
#[derive(Debug, Clone)]
struct Machine {
    true_ms: i64,
    /// How far the wall clock is ahead of the true time.
    wrong_ms: i64,
    boots: u32,
    namespace: i64,
    boot_ms: i64,
    mono_ms: i64,
    heartbeat: Option<Stamp>,
    /// When the machine was awake.
    awake: Vec<(i64, i64)>,
}

fn monday() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

impl Machine {
    fn new() -> Self {
        Self {
            true_ms: 0,
            wrong_ms: 0,
            boots: 0,
            namespace: 0,
            boot_ms: 10 * HOUR,
            mono_ms: 10 * HOUR,
            heartbeat: None,
            awake: Vec::new(),
        }
    }

    fn wall(&self) -> DateTime<Utc> {
        monday() + TimeDelta::milliseconds(self.true_ms + self.wrong_ms)
    }

    fn now(&self) -> Moment {
        // The clocks of a namespace are ahead of the machine's by a constant.
        let ahead_ms = self.namespace * 1_000_000;
        Moment {
            utc: self.wall(),
            steady: Some(Anchor {
                clock: format!("boot{}/{}", self.boots, self.namespace),
                boot_ms: self.boot_ms + ahead_ms,
                mono_ms: self.mono_ms + ahead_ms,
            }),
            nonce: 0,
            heartbeat: self.heartbeat.clone(),
            // Every absence is a gap, so that nothing is forgiven.
            thresholds: Thresholds { gap_after_ms: 0, ..Thresholds::default() },
            sources: onwatch::core::SourceTimes::default(),
        }
    }

    fn let_pass(&mut self, passing: Passing, desk: &PaperDesk) {
        match passing {
            Passing::Awake(ms) => {
                self.awake.push((self.true_ms, self.true_ms + ms));
                self.true_ms += ms;
                self.boot_ms += ms;
                self.mono_ms += ms;
            }
            Passing::Asleep(ms) => {
                self.true_ms += ms;
                self.boot_ms += ms;
            }
            Passing::Frozen(ms) => self.true_ms += ms,
            Passing::Step(ms) => self.set_wall(self.wrong_ms + ms),
            Passing::SetRight => self.wrong_ms = 0,
            Passing::Beat => {
                // Two readings of one millisecond cannot be told apart.
                self.let_pass(Passing::Awake(1), desk);
                if desk.watch.keeps_heartbeat(&self.now()) {
                    self.heartbeat = Some(self.now().stamp());
                }
            }
            Passing::Boot { down_ms, wall } => {
                self.true_ms += down_ms;
                self.boots += 1;
                (self.boot_ms, self.mono_ms) = (0, 0);
                match wall {
                    BootWall::Kept => {}
                    BootWall::Of1970 => {
                        let since = (monday() - DateTime::UNIX_EPOCH).num_milliseconds();
                        self.wrong_ms = -self.true_ms - since;
                    }
                    BootWall::Off(ms) => self.set_wall(self.wrong_ms + ms),
                }
            }
            Passing::Namespace => self.namespace = 1 - self.namespace,
        }
    }

    /// Sets the wall clock, but not before 1970: then nothing would be recorded.
    fn set_wall(&mut self, wrong_ms: i64) {
        let before = std::mem::replace(&mut self.wrong_ms, wrong_ms);
        if self.wall() < DateTime::UNIX_EPOCH {
            self.wrong_ms = before;
        }
    }
}

/// What was true of a session.
#[derive(Debug, Clone, Default)]
struct Truth {
    active: Vec<(i64, i64)>,
    active_since: Option<i64>,
}

impl Truth {
    fn stop(&mut self, at: i64) {
        if let Some(since) = self.active_since.take() {
            self.active.push((since, at.max(since)));
        }
    }

    fn intervals(&self, now: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        self.active.iter().copied().chain(self.active_since.map(|since| (since, now)))
    }

    fn active_ms(&self, now: i64) -> i64 {
        self.intervals(now).map(|(from, to)| to - from).sum()
    }

    /// Returns how much of the active time lies in these times.
    fn active_ms_in(&self, times: &[(i64, i64)], now: i64) -> i64 {
        let within = |(from, to): (i64, i64)| {
            let over = move |(start, end): &(i64, i64)| (to.min(*end) - from.max(*start)).max(0);
            times.iter().map(over).sum::<i64>()
        };
        self.intervals(now).map(within).sum()
    }
}

/// A desk on a machine.
struct Script {
    machine: Machine,
    desk: PaperDesk,
    truth: Truth,
    /// The truth before and after each change.
    changes: BTreeMap<u64, (Truth, Truth)>,
    /// What may count although it was no time awake: see above.
    told_ms: i64,
    /// How far the wall clock led beyond the furthest time so far, since the first session began.
    ahead_ms: i64,
    /// How far the wall clock was ahead at most, as far as any reading can show it.
    furthest_ms: i64,
    last: Reading,
    /// When the machine stood still, where no boot hides it.
    frozen: Vec<(i64, i64)>,
    /// The same since the last line.
    since: Vec<(i64, i64)>,
}

#[derive(Debug, Clone, Copy)]
struct Reading {
    true_ms: i64,
    wall: DateTime<Utc>,
    boots: u32,
    wrong_ms: i64,
}

impl Script {
    fn begins() -> Self {
        let machine = Machine::new();
        let last = Reading { true_ms: 0, wall: machine.wall(), boots: 0, wrong_ms: 0 };
        Self {
            machine,
            desk: PaperDesk::default(),
            truth: Truth::default(),
            changes: BTreeMap::new(),
            told_ms: 0,
            ahead_ms: 0,
            furthest_ms: 0,
            last,
            frozen: Vec::new(),
            since: Vec::new(),
        }
    }

    fn shown(&self) -> Option<SessionGlance> {
        Glance::of(&self.desk.watch, &self.machine.now()).shown().cloned()
    }

    fn let_pass(&mut self, passing: Passing) {
        let from = self.machine.true_ms;
        self.machine.let_pass(passing, &self.desk);
        match passing {
            Passing::Frozen(ms) => self.since.push((from, from + ms)),
            Passing::Beat if self.machine.heartbeat == Some(self.machine.now().stamp()) => {
                self.record();
            }
            _ => {}
        }
    }

    /// Returns how far the wall clock leads beyond the furthest time, in all and now, and that time.
    fn ahead(&self) -> (i64, i64) {
        let (machine, last) = (&self.machine, self.last);
        let wrong_ms = machine.wrong_ms;
        let booted = machine.wall() - TimeDelta::milliseconds(machine.mono_ms);
        let furthest_ms = if machine.boots == last.boots {
            // To the machine, what it stood still looks like a step ahead.
            self.furthest_ms - self.stood_still().map(|(from, to)| to - from).sum::<i64>()
        } else if booted < last.wall {
            // It knows only for how long it has been awake.
            self.furthest_ms - (machine.true_ms - last.true_ms - machine.mono_ms)
        } else {
            // The wall clock runs over the boot, so a step in it is hidden.
            return (self.ahead_ms + (wrong_ms - last.wrong_ms).max(0), wrong_ms);
        };
        let ahead_ms = (wrong_ms - furthest_ms).max(0);
        (self.ahead_ms + ahead_ms, furthest_ms + ahead_ms)
    }

    /// Returns when the machine stood still since the last line.
    fn stood_still(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        let is_hidden = self.machine.boots != self.last.boots;
        self.since.iter().copied().filter(move |_| !is_hidden)
    }

    /// Takes the reading of the clocks into account that a line or a heartbeat has.
    fn record(&mut self) {
        (self.ahead_ms, self.furthest_ms) = self.ahead();
        self.frozen = self.frozen.iter().copied().chain(self.stood_still()).collect();
        self.since.clear();
        let Machine { true_ms, boots, wrong_ms, .. } = self.machine;
        self.last = Reading { true_ms, wall: self.machine.wall(), boots, wrong_ms };
    }

    fn obey(&mut self, command: &Command, ago_ms: Option<i64>) {
        let now = self.machine.now();
        let at = ago_ms.map_or(At::Now, |ms| At::Ago(ms.unsigned_abs()));
        let request = Request { at, ..Request::new(command.clone(), by("ana")) };
        let (seq, before) = (self.desk.watch.seq, self.truth.clone());
        let step = self.desk.watch.step_for(command).map(|step| step.seq);
        if self.desk.obey(&request, &now).is_err() || self.desk.watch.seq == seq {
            return;
        }
        let at = self.machine.true_ms - ago_ms.unwrap_or(0);
        self.told_ms += ago_ms.unwrap_or(0);
        match command {
            Command::Start { .. } => {
                self.truth = Truth { active: Vec::new(), active_since: Some(at) };
            }
            Command::Resume | Command::Reopen { session: None } => {
                self.truth.active_since = Some(at);
            }
            Command::Pause { .. } | Command::End { .. } => self.truth.stop(at),
            Command::Undo => self.truth = self.changes[&step.unwrap()].0.clone(),
            Command::Redo => self.truth = self.changes[&step.unwrap()].1.clone(),
            _ => {}
        }
        self.changes.entry(seq + 1).or_insert((before, self.truth.clone()));
        if seq == 0 {
            // Nothing is known of the time before.
            (self.ahead_ms, self.furthest_ms) = (0, self.machine.wrong_ms);
            self.last = Reading { boots: self.machine.boots, ..self.last };
        }
        self.record();
    }

    /// Checks what counts against the truth.
    fn check(&self) -> Result<(), TestCaseError> {
        let Some(session) = self.desk.watch.session.clone() else { return Ok(()) };
        let Some(shown) = self.shown() else { return Ok(()) };
        let starts = session.spans.iter().filter(|span| !span.goes_on).map(|s| s.start.at_utc);
        if starts.clone().collect::<BTreeSet<_>>().len() < starts.count() {
            return Ok(());
        }
        let now_ms = self.machine.true_ms;
        let open_ms = self.open_ms();
        let kept_ms: i64 = session.gaps.iter().map(|gap| gap.kept_ms.cast_signed()).sum();
        let counted_ms = shown.active_ms.cast_signed() - kept_ms;
        let awake_ms = self.truth.active_ms_in(&self.machine.awake, now_ms) + self.told_ms;
        prop_assert!(counted_ms <= awake_ms, "{counted_ms} counts of {awake_ms} awake: {shown:?}");
        let all_ms = shown.active_ms.cast_signed() + open_ms;
        let frozen: Vec<_> = self.frozen.iter().copied().chain(self.stood_still()).collect();
        let seen_ms = self.truth.active_ms(now_ms) - self.truth.active_ms_in(&frozen, now_ms);
        let most_ms = seen_ms + self.told_ms + self.ahead().0;
        prop_assert!(all_ms <= most_ms, "{all_ms} of {most_ms} would count: {shown:?}");
        self.check_sums()
    }

    /// Returns the length of the open gaps, milliseconds.
    fn open_ms(&self) -> i64 {
        let glance = Glance::of(&self.desk.watch, &self.machine.now());
        glance.gaps.iter().map(|gap| (gap.until_utc - gap.from_utc).num_milliseconds()).sum()
    }

    /// Checks that the parts of a session come to all of it, and that its gaps lie in it.
    fn check_sums(&self) -> Result<(), TestCaseError> {
        let Some(shown) = self.shown() else { return Ok(()) };
        let live = self.desk.watch.live().into_iter().flat_map(|session| &session.gaps);
        for gap in live.filter(|gap| gap.is_open()) {
            prop_assert!(gap.from_utc() >= gap.stretch, "{gap:?} begins before its stretch");
        }
        let pieces: u64 = shown.worked.iter().map(|(_, ms)| *ms).sum();
        prop_assert_eq!(pieces, shown.active_ms, "{:?}", shown.worked);
        for frame in shown.context_stack.iter().chain(&shown.closed_frames) {
            prop_assert!(frame.active_seconds <= shown.active_seconds, "{frame:?} in {shown:?}");
        }
        let mut aside = self.desk.clone();
        let end = Request::new(Command::End { notes: None }, by("ana"));
        let _ = aside.obey(&end, &self.machine.now());
        let filed: u64 = aside.filed().values().map(|record| record.active_ms).sum();
        let days: u64 = aside.days(|at| at.naive_utc()).iter().map(|day| day.active_ms).sum();
        prop_assert_eq!(days, filed);
        Ok(())
    }
}

fn commands() -> impl Strategy<Value = Command> {
    let band = prop::sample::select(Band::ALL.to_vec());
    prop_oneof![
        4 => Just(Command::start(None)),
        3 => Just(Command::Pause { reason: None }),
        3 => Just(Command::Resume),
        1 => Just(Command::End { notes: None }),
        1 => Just(Command::Reopen { session: None }),
        3 => Just(Command::Note { text: "x".to_owned(), task: None }),
        2 => Just(Command::Undo),
        2 => Just(Command::Redo),
        1 => Just(Command::AnswerGap { session: None, id: None, answer: GapAnswer::Discard }),
        1 => band.prop_map(|band| Command::SetBand { band, reason: "x".to_owned() }),
    ]
}

fn short() -> impl Strategy<Value = i64> {
    prop_oneof![Just(0), 1..2_000_i64, 0..HOUR]
}

/// An absence of whole seconds: a shorter one is within the tolerance of the clocks.
fn absence() -> impl Strategy<Value = i64> {
    (0..3_600_i64).prop_map(|seconds| seconds * 1_000)
}

/// A step of whole seconds: clocks that differ by less than their tolerance were not set.
fn step() -> impl Strategy<Value = i64> {
    let seconds = (-7_200..7_200_i64).prop_map(|seconds| seconds * 1_000);
    prop_oneof![seconds, prop::sample::select(vec![-2 * HOUR, 2 * HOUR, -HOUR, HOUR])]
}

fn passings() -> impl Strategy<Value = Passing> {
    let wall = prop_oneof![
        3 => Just(BootWall::Kept),
        1 => Just(BootWall::Of1970),
        1 => step().prop_map(BootWall::Off),
    ];
    prop_oneof![
        6 => short().prop_map(Passing::Awake),
        1 => absence().prop_map(Passing::Asleep),
        1 => absence().prop_map(Passing::Frozen),
        2 => step().prop_map(Passing::Step),
        2 => Just(Passing::SetRight),
        2 => Just(Passing::Beat),
        1 => (absence(), wall).prop_map(|(down_ms, wall)| Passing::Boot { down_ms, wall }),
    ]
}

type Steps = Vec<(Vec<Passing>, Command, Option<i64>)>;

fn scripts(passing: impl Strategy<Value = Passing>) -> impl Strategy<Value = Steps> {
    let ago = prop::option::weighted(0.1, 0..HOUR);
    prop::collection::vec((prop::collection::vec(passing, 0..4), commands(), ago), 1..25)
}

/// What passes on one boot.
fn on_one_boot() -> impl Strategy<Value = Passing> {
    prop_oneof![
        6 => short().prop_map(Passing::Awake),
        1 => absence().prop_map(Passing::Asleep),
        3 => step().prop_map(Passing::Step),
        3 => Just(Passing::SetRight),
        2 => Just(Passing::Beat),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_counts_is_never_more_than_what_was_true(script in scripts(passings())) {
        let mut now = Script::begins();
        for (passed, command, ago_ms) in script {
            for passing in passed {
                now.let_pass(passing);
                now.check()?;
            }
            now.obey(&command, ago_ms);
            now.check()?;
        }
    }

    #[test]
    fn steps_that_cancel_leave_no_gap(
        before in prop::collection::vec(step(), 0..3),
        script in scripts(step().prop_map(Passing::Step)),
    ) {
        let mut now = Script::begins();
        for ms in before {
            now.let_pass(Passing::Step(ms));
            now.obey(&Command::SetBand { band: Band::C, reason: ms.to_string() }, None);
        }
        let furthest_ms = now.furthest_ms;
        now.obey(&Command::start(None), None);
        let id = now.shown().unwrap().id;
        for (passed, command, _) in script {
            for passing in passed {
                now.let_pass(passing);
            }
            now.obey(&command, None);
            if now.shown().is_none_or(|shown| shown.id != id) {
                break;
            }
            let ahead_ms = (now.machine.wrong_ms - furthest_ms).max(0);
            prop_assert!(now.open_ms() <= ahead_ms, "{} of {ahead_ms}", now.open_ms());
        }
    }

    #[test]
    fn active_time_never_shrinks_while_time_passes(script in scripts(on_one_boot())) {
        let mut now = Script::begins();
        for (passed, command, ago_ms) in script {
            let mut before_ms = now.shown().map_or(0, |shown| shown.active_ms);
            for passing in passed {
                now.let_pass(passing);
                let after_ms = now.shown().map_or(0, |shown| shown.active_ms);
                prop_assert!(after_ms >= before_ms, "{passing:?}: {before_ms} to {after_ms}");
                before_ms = after_ms;
            }
            now.obey(&command, ago_ms);
        }
    }

    #[test]
    fn a_boot_keeps_what_counted_before_it(
        steps in prop::collection::vec((step(), 0..HOUR), 1..5),
        down_ms in absence(),
    ) {
        let mut now = Script::begins();
        now.obey(&Command::start(None), None);
        for (step_ms, awake_ms) in steps {
            now.let_pass(Passing::Awake(awake_ms));
            now.let_pass(Passing::Step(step_ms));
            now.obey(&Command::Note { text: "x".to_owned(), task: None }, None);
        }
        let before_ms = now.shown().unwrap().active_ms;
        now.let_pass(Passing::Boot { down_ms, wall: BootWall::Kept });
        prop_assert_eq!(now.shown().unwrap().active_ms, before_ms);
        now.obey(&Command::End { notes: None }, None);
        prop_assert_eq!(now.shown().unwrap().active_ms, before_ms);
    }

    #[test]
    fn two_time_namespaces_count_no_more_than_the_wall_clock_shows(
        script in scripts(prop_oneof![3 => on_one_boot(), 1 => Just(Passing::Namespace)]),
    ) {
        let mut now = Script::begins();
        let mut ahead_ms = 0;
        for (passed, command, ago_ms) in script {
            for passing in passed {
                let before_ms = now.machine.wrong_ms;
                now.let_pass(passing);
                ahead_ms += (now.machine.wrong_ms - before_ms).max(0);
            }
            now.obey(&command, ago_ms);
            now.check_sums()?;
            let Some(shown) = now.shown() else { continue };
            let all_ms = shown.active_ms.cast_signed() + now.open_ms();
            let most_ms = now.truth.active_ms(now.machine.true_ms) + now.told_ms + ahead_ms;
            prop_assert!(all_ms <= most_ms, "{all_ms} of {most_ms} would count: {shown:?}");
        }
    }
}
