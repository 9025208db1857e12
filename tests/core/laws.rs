//! What holds whatever is asked, in whatever order, at whatever time.
//!
//! `paper` checks most laws after every command of every test that uses it: the state loads as it
//! was saved, the history alone leads to it, keys only rise, snapshots stay, a span is open only
//! while the session is active, the list of past sessions holds the ended ones.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    Absence, Anchor, At, Band, CLOCK_TOLERANCE_MS, Command, Decision, Directives, Entering,
    GapAnswer, Glance, Light, Moment, NewFrame, NewRun, NotesKind, Playbook, PlaybookCommand,
    PlaybookScope, PlaybookStep, Playbooks, Provenance, Recorded, Request, RunStatus, SessionEdit,
    SessionGlance, SessionId, Undo, Verb, Watch, apply, decide, ms_between,
};
use proptest::prelude::*;
use serde_json::{Map, Value};

use crate::evidence::evidence;
use crate::paper::{Clocks, PaperDesk, by};
use crate::past_laws::past_commands;

/// What happens before a command.
#[derive(Debug, Clone)]
pub enum Passing {
    Time(i64),
    WallStep(i64),
    Boot { steady: bool },
    Sleep(i64),
    Down(i64),
}

/// A command, and how long ago it takes effect when an explicit time is given, milliseconds.
type Asked = (Command, Option<i64>);

pub fn commands() -> impl Strategy<Value = Command> {
    let text = || prop::option::of("[a-zü \u{202e}\"\\\\\n]{0,12}");
    let kinds = prop::sample::select(vec!["project", "sprint", "task"]);
    let targets = prop::option::of(any::<u64>());
    let runs = prop::option::weighted(0.3, new_runs());
    let types = prop::sample::select(vec!["work", "review"]);
    let start = (text(), types, any::<bool>(), targets, runs);
    let start = start.prop_map(|(notes, word, switch, target, run)| Command::Start {
        notes,
        session_type: word.parse().unwrap(),
        switch,
        agent_id: None,
        workflow_id: Some("flow".to_owned()),
        target_seconds: target,
        metadata: Map::from_iter([("n".to_owned(), 1.into())]),
        run,
    });
    let push = (kinds.clone(), "[0-9a-c]{1,2}", text(), prop::option::of(any::<u64>())).prop_map(
        |(kind, id, title, estimate_seconds)| {
            Command::Push(NewFrame {
                kind: kind.parse().unwrap(),
                id,
                title,
                estimate_seconds,
                entering: Entering::Usual,
            })
        },
    );
    let pop = prop::option::of(kinds).prop_map(|kind| Command::Pop {
        kind: kind.map(|kind| kind.parse().unwrap()),
        summary: None,
        complete: false,
    });
    let band = (prop::sample::select(Band::ALL.to_vec()), text())
        .prop_map(|(band, reason)| Command::SetBand { band, reason: reason.unwrap_or_default() });
    let health =
        (prop::sample::select(Light::ALL.to_vec()), text()).prop_map(|(status, reason)| {
            Command::SetHealth { status, reasons: reason.into_iter().collect() }
        });
    let answers = prop_oneof![
        Just(GapAnswer::Keep),
        Just(GapAnswer::Discard),
        minutes().prop_map(|at| GapAnswer::Split((monday() + at).into())),
    ]
    .prop_map(|answer| Command::AnswerGap { session: None, id: None, answer });
    let breaks = (minutes(), minutes()).prop_map(|(at, long)| Command::AddBreak {
        session: None,
        from: (monday() + at).into(),
        to: (monday() + at + long).into(),
    });
    let which = prop_oneof![Just(NotesKind::Start), Just(NotesKind::Closing)];
    prop_oneof![
        4 => start,
        3 => text().prop_map(|reason| Command::Pause { reason }),
        1 => Just(Command::Keep),
        3 => Just(Command::Resume),
        1 => Just(Command::Toggle { notes: None }),
        2 => text().prop_map(|notes| Command::End { notes }),
        1 => Just(Command::Cancel { session: None }),
        2 => Just(Command::Reopen { session: None }),
        4 => Just(Command::Undo),
        3 => Just(Command::Redo),
        1 => text().prop_map(|text| Command::Note { text: text.unwrap_or_default(), task: None }),
        3 => push,
        2 => pop,
        2 => answers,
        2 => breaks,
        1 => (text(), which).prop_map(|(text, which)| {
            let text = text.unwrap_or_default();
            Command::Edit(Box::new(SessionEdit::of_notes(which, text)))
        }),
        1 => band,
        1 => health,
        1 => cleared().prop_map(|source| Command::ClearBand { source }),
        1 => cleared().prop_map(|source| Command::ClearHealth { source }),
        6 => run_commands(),
        6 => playbook_commands(),
    ]
}

/// Commands about two playbooks: one stands on its own, the other belongs to a session.
fn playbook_commands() -> impl Strategy<Value = Command> {
    let names = prop::sample::select(vec![None, Some("one".to_owned()), Some("none".to_owned())]);
    let steps = prop::sample::select(vec!["a", "b", "2", "x"]);
    let kinds = prop::sample::select(vec!["done", "done", "undo", "skip", "reset"]);
    (names, steps, kinds).prop_map(|(playbook, step, kind)| {
        let (step, reason) = (step.to_owned(), "why".to_owned());
        Command::Playbook(match kind {
            "done" => PlaybookCommand::Done { playbook, step, value: None, note: None },
            "undo" => PlaybookCommand::Undo { playbook, step },
            "skip" => PlaybookCommand::Skip { playbook, step, reason },
            _ => PlaybookCommand::Reset { playbook },
        })
    })
}

fn two_playbooks() -> Arc<Directives> {
    let step = |id: &str| PlaybookStep {
        id: id.to_owned(),
        title: id.to_owned(),
        why: None,
        band_min: Band::D,
        blocked_if_red: false,
        expect: None,
        answer: None,
        critical: false,
        link: None,
        minutes: None,
        requires: Vec::new(),
    };
    let playbook = |name: &str, scope| Playbook {
        name: name.to_owned(),
        title: name.to_owned(),
        scope,
        hash: name.to_owned(),
        steps: ["a", "b", "c"].map(step).to_vec(),
    };
    let good = vec![playbook("long", PlaybookScope::Desk), playbook("one", PlaybookScope::Session)];
    let playbooks = Playbooks { good, broken: Vec::new() };
    Arc::new(Directives { playbooks, ..Directives::default() })
}

fn new_runs() -> impl Strategy<Value = Box<NewRun>> {
    let name = prop::option::of("[ab]");
    (0..3_u32, name).prop_map(|(nonce, name)| {
        Box::new(NewRun { id: SessionId::new(monday(), nonce), name, user_id: None })
    })
}

/// Commands of a run; on the desk of a person they are refused.
pub fn run_commands() -> impl Strategy<Value = Command> {
    let words = vec!["created", "halfway", "completed", "error", "cancelled"];
    let status = prop::sample::select(words)
        .prop_map(|word| Command::SetRunStatus { status: RunStatus(word.to_owned()) });
    let fields = || prop::sample::select(vec!["n", "rows", "owner"]).prop_map(str::to_owned);
    let data = || prop::option::of(any::<u8>().prop_map(Value::from));
    let step = (fields(), prop::option::of(any::<u64>()), data())
        .prop_map(|(name, ms, data)| Command::CompleteStep { name, ms, data });
    let update = (fields(), any::<u8>(), prop::collection::vec(fields(), 0..2)).prop_map(
        |(name, value, unset)| Command::UpdateRun {
            set: Map::from_iter([(name, value.into())]),
            unset,
        },
    );
    let why = prop::option::of("[a-z]{0,4}");
    prop_oneof![
        4 => status,
        3 => step,
        3 => update,
        1 => why.prop_map(|reason| Command::FailRun { reason }),
        1 => Just(Command::DeleteRun),
    ]
}

fn any_command() -> impl Strategy<Value = Command> {
    prop_oneof![2 => commands(), 1 => past_commands()]
}

/// The source of a withdrawal, of the names that [`source`] gives; `None` for a person.
fn cleared() -> impl Strategy<Value = Option<String>> {
    prop::option::of((0..3).prop_map(|nth| format!("probe-{nth}")))
}

pub fn monday() -> DateTime<Utc> {
    "2026-01-05T09:00:00Z".parse().unwrap()
}

fn minutes() -> impl Strategy<Value = TimeDelta> {
    (0..120_i64).prop_map(TimeDelta::minutes)
}

fn asked() -> impl Strategy<Value = Asked> {
    (commands(), prop::option::weighted(0.15, 0..400_000_i64))
}

fn time() -> impl Strategy<Value = Passing> {
    prop_oneof![Just(0), 1..2_000_i64, 0..600_000_i64].prop_map(Passing::Time)
}

/// A day on one boot: the steady clock runs, the wall clock may be set at any time.
fn one_boot() -> impl Strategy<Value = Vec<(Passing, Asked)>> {
    let passing = prop_oneof![
        4 => time(),
        1 => (-7_200_000..7_200_000_i64).prop_map(Passing::WallStep),
        1 => (0..2_000_000_i64).prop_map(Passing::Sleep),
    ];
    prop::collection::vec((passing, asked()), 1..30)
}

/// A day of many boots: the wall clock only goes forward.
fn many_boots() -> impl Strategy<Value = Vec<(Passing, Asked)>> {
    let passing = prop_oneof![
        4 => time(),
        1 => any::<bool>().prop_map(|steady| Passing::Boot { steady }),
        1 => (0..2_000_000_i64).prop_map(Passing::Sleep),
        1 => (0..2_000_000_i64).prop_map(Passing::Down),
    ];
    prop::collection::vec((passing, asked()), 1..30)
}

fn one_boot_of_a_wall_clock_nobody_sets() -> impl Strategy<Value = Vec<(Passing, Asked)>> {
    let passing = prop_oneof![4 => time(), 1 => (0..2_000_000_i64).prop_map(Passing::Sleep)];
    prop::collection::vec((passing, asked()), 1..30)
}

fn any_day() -> impl Strategy<Value = Vec<(Passing, Asked)>> {
    prop_oneof![one_boot(), many_boots()]
}

/// Returns the source of a reading: every other length of its reasons is that of a program.
fn source(command: &Command) -> Option<String> {
    let length = match command {
        Command::SetBand { reason, .. } => reason.len(),
        Command::SetHealth { reasons, .. } => reasons.concat().len(),
        _ => 0,
    };
    (length % 2 == 1).then(|| format!("probe-{}", length % 3))
}

pub struct Day {
    pub clocks: Clocks,
    pub desk: PaperDesk,
    boots: u32,
}

impl Day {
    pub fn begins() -> Self {
        let mut desk = PaperDesk::default();
        desk.directives = two_playbooks();
        Self { clocks: Clocks::at(monday(), Some("boot 0")), desk, boots: 0 }
    }

    pub fn let_pass(&mut self, passing: &Passing) {
        match passing {
            Passing::Time(ms) => self.clocks.pass(*ms),
            Passing::WallStep(ms) => self.clocks.step_wall(*ms),
            Passing::Sleep(ms) => self.clocks.sleep(*ms),
            Passing::Down(ms) => {
                self.desk.heartbeat(&mut self.clocks);
                self.clocks.step_wall(*ms);
                self.boots += 1;
                self.clocks.reboot(&format!("boot {}", self.boots));
            }
            Passing::Boot { steady: false } => self.clocks.reboot(""),
            Passing::Boot { steady: true } => {
                self.boots += 1;
                self.clocks.reboot(&format!("boot {}", self.boots));
            }
        }
    }

    fn request((command, ago): &Asked) -> Request {
        let at = ago.map_or(At::Now, |ms| At::Ago(ms.unsigned_abs()));
        let provenance = Provenance::from(source(command));
        Request { at, provenance, ..Request::new(command.clone(), by("ana")) }
    }

    /// Returns the session shown, its open gaps counted as if they had been kept.
    fn counted(&self) -> Option<SessionGlance> {
        let glance = Glance::of(&self.desk.watch, &self.clocks.now);
        let asleep = glance.gaps.iter().filter(|gap| gap.why != Absence::Frozen);
        let away_ms: u64 = asleep.map(|gap| gap.seconds * 1_000).sum();
        let shown = glance.shown().cloned();
        shown.map(|shown| SessionGlance { active_ms: shown.active_ms + away_ms, ..shown })
    }

    fn shown(&self) -> Option<SessionGlance> {
        Glance::of(&self.desk.watch, &self.clocks.now).shown().cloned()
    }

    /// Returns all that an undo or a redo may change.
    fn all(&self) -> impl PartialEq + std::fmt::Debug + use<> {
        let Watch { last_ended, governance, session, playbooks, .. } = self.desk.watch.clone();
        let run = session.and_then(|session| Some((session.run?, session.metadata)));
        let (shown, mut filed) = (self.shown(), self.desk.filed().clone());
        // A clock that was set says which open gaps there are, and files a session again. No undo takes
        // that back.
        for record in filed.values_mut() {
            record.gaps.retain(|gap| gap.is_answered);
            record.spans.clear();
        }
        if let Some(record) = shown.as_ref().and_then(|shown| filed.get_mut(&shown.id)) {
            record.spans = shown.as_ref().map(|shown| shown.worked.clone()).unwrap_or_default();
            // What is shown has them.
            record.gaps.clear();
        }
        (shown, last_ended, filed, governance, run, playbooks)
    }
}

/// How late somebody is with a command, nanoseconds.
fn late_ns() -> impl Strategy<Value = i64> {
    prop_oneof![0..3_000_000_i64, 0..900_000_000_000_i64]
}

/// Reads two clocks that run alike one after the other, each cut as this machine's are.
fn read(up_ns: i64, passed_ns: i64, between_ns: i64) -> Moment {
    let boot_ms = (up_ns + passed_ns) / 1_000_000;
    Moment {
        utc: monday() + TimeDelta::microseconds((passed_ns + between_ns) / 1_000),
        steady: Some(Anchor { clock: "boot 0".to_owned(), boot_ms, mono_ms: boot_ms }),
        ..Clocks::at(monday(), None).now
    }
}

/// A quarter of the usual cases, because each is a whole day; `PROPTEST_CASES` sets another count.
pub fn moderately() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 4, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(moderately())]

    #[test]
    fn active_time_shrinks_only_by_an_undo_or_an_explicit_time(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            let before = now.counted();
            now.let_pass(passing);
            let later = now.counted();
            if let (Some(before), Some(later)) = (&before, &later) {
                // Gaps are told in whole seconds, and a clock set by less than a reading's grain is
                // none that was set.
                let floored_ms = 1_000 * Glance::of(&now.desk.watch, &now.clocks.now).gaps.len() as u64;
                let told_ms = later.active_ms + floored_ms + CLOCK_TOLERANCE_MS;
                prop_assert!(told_ms >= before.active_ms, "time took {before:?} to {later:?}");
                let stood = before.phase.word() != "active";
                prop_assert!(!stood || later.active_ms == before.active_ms, "{before:?} ran");
            }
            let request = Day::request(asked);
            let moved = matches!(
                request.command,
                Command::Undo
                    | Command::Redo
                    | Command::AnswerGap { .. }
                    | Command::AddBreak { .. }
            );
            if now.desk.obey(&request, &now.clocks.now).is_err() || moved || request.at != At::Now {
                continue;
            }
            let same = |after: &SessionGlance| later.as_ref().is_some_and(|l| l.id == after.id);
            if let (Some(after), Some(later)) = (now.counted().filter(same), &later) {
                prop_assert_eq!(after.active_ms, later.active_ms, "{:?} counted", request.command);
            }
        }
    }

    #[test]
    fn explicit_whole_seconds_come_to_exactly_their_sum(
        up_ns in 0..10_000_000_000_i64,
        changes in prop::collection::vec((1..9_000_i64, late_ns(), 0..5_000_000_i64), 2..20),
    ) {
        let mut desk = PaperDesk::default();
        let (mut at, mut passed_ns) = (monday(), 0);
        let (mut active_s, mut paused_s) = (0, 0);
        let last = changes.len() - 1;
        for (nth, (seconds, late_ns, between_ns)) in changes.into_iter().enumerate() {
            let command = match nth {
                0 => Command::start(None),
                _ if nth == last => Command::End { notes: None },
                _ if nth % 2 == 1 => Command::Pause { reason: None },
                _ => Command::Resume,
            };
            match nth {
                0 => {}
                _ if nth % 2 == 1 => active_s += seconds,
                _ => paused_s += seconds,
            }
            at += TimeDelta::seconds(seconds);
            // It is given late, and never earlier than the one before.
            passed_ns = (at - monday()).num_nanoseconds().unwrap().max(passed_ns) + late_ns;
            let now = read(up_ns, passed_ns, between_ns);
            let request = Request { at: At::Second(at), ..Request::new(command, by("ana")) };
            prop_assert!(desk.obey(&request, &now).is_ok());
            if nth < last {
                continue;
            }
            let shown = Glance::of(&desk.watch, &now).shown().cloned().unwrap();
            prop_assert_eq!(shown.active_ms, 1_000 * active_s.unsigned_abs());
            prop_assert_eq!(shown.paused_seconds, paused_s.unsigned_abs());
            let stretches: u64 = shown.stretches.iter().map(|stretch| stretch.seconds).sum();
            prop_assert_eq!(stretches, (active_s + paused_s).unsigned_abs());
            let days = desk.days(|at| at.naive_utc());
            let days: u64 = days.iter().map(|day| day.active_ms).sum();
            prop_assert_eq!(days, shown.active_ms);
        }
    }

    #[test]
    fn active_paused_and_what_lies_in_gaps_come_to_all_of_a_session(
        day in prop_oneof![many_boots(), one_boot_of_a_wall_clock_nobody_sets()]
    ) {
        let mut now = Day::begins();
        let mut is_broken = false;
        for (passing, asked) in &day {
            now.let_pass(passing);
            let obeyed = now.desk.obey(&Day::request(asked), &now.clocks.now).is_ok();
            is_broken |= obeyed && matches!(asked.0, Command::AddBreak { .. });
            let Some(shown) = now.shown() else { continue };
            let end = shown.ended_at_utc.unwrap_or(now.clocks.now.utc);
            prop_assert_eq!(shown.wall_ms, ms_between(shown.started_at_utc, end), "{:?}", shown);
            let sum_ms = shown.active_ms + shown.paused_ms + shown.uncounted_ms;
            prop_assert_eq!(sum_ms, shown.wall_ms, "{:?}", shown);
            // A break may take time from where a gap lay, when only its length was known.
            if is_broken {
                continue;
            }
            let gaps = shown.gaps.iter().map(|gap| gap.seconds - gap.kept_seconds);
            let told = gaps.sum::<u64>().abs_diff(shown.uncounted_seconds);
            prop_assert!(told <= shown.gaps.len() as u64, "{told} s are not told of: {shown:?}");
        }
    }

    #[test]
    fn a_break_never_adds_time(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let before = now.shown();
            let request = Day::request(asked);
            let obeyed = now.desk.obey(&request, &now.clocks.now).is_ok();
            if let (Command::AddBreak { .. }, true) = (&request.command, obeyed) {
                let (before, after) = (before.unwrap(), now.shown().unwrap());
                prop_assert!(after.active_ms <= before.active_ms, "{before:?} became {after:?}");
                prop_assert!(after.paused_seconds >= before.paused_seconds);
            }
        }
    }

    #[test]
    fn what_counts_never_overlaps_where_the_wall_clock_only_goes_forth(day in many_boots()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let _ = now.desk.obey(&Day::request(asked), &now.clocks.now);
            let mut aside = now.desk.clone();
            let end = Request::new(Command::End { notes: None }, by("ana"));
            let _ = aside.obey(&end, &now.clocks.now);
            for record in aside.filed().values() {
                for pair in record.spans.windows(2) {
                    let [(start, ms), (next, _)] = pair else { continue };
                    let over = *start + TimeDelta::milliseconds(i64::try_from(*ms).unwrap());
                    prop_assert!(over <= *next, "{:?} overlap", record.spans);
                }
            }
        }
    }

    #[test]
    fn no_frame_outlasts_its_session(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let _ = now.desk.obey(&Day::request(asked), &now.clocks.now);
            let Some(shown) = now.shown() else { continue };
            for frame in shown.context_stack.iter().chain(&shown.closed_frames) {
                prop_assert!(frame.active_seconds <= shown.active_seconds, "{frame:?} in {shown:?}");
            }
        }
    }

    #[test]
    fn what_is_taken_back_is_as_before_and_made_again_is_as_after(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let before = now.all();
            let request = Day::request(asked);
            let seq = now.desk.watch.seq;
            let obeyed = now.desk.obey(&request, &now.clocks.now).is_ok();
            let undo = request.command.verb().spec().undo;
            let is_undoable = undo == Undo::Always
                || undo == Undo::UnlessMeasured && request.provenance.is_given();
            let starts_a_run = matches!(request.command, Command::Start { run: Some(_), .. });
            if !obeyed || now.desk.watch.seq == seq || !is_undoable || starts_a_run {
                continue;
            }
            let after = now.all();
            // On a copy: the day itself goes on without.
            let mut aside = Day { clocks: now.clocks.clone(), desk: now.desk.clone(), boots: 0 };
            let step = |verb| Request::new(verb, by("ana"));
            prop_assert!(aside.desk.obey(&step(Command::Undo), &aside.clocks.now).is_ok());
            let back = aside.all();
            prop_assert_eq!(back, before, "taking back {:?}", &request.command);
            prop_assert!(aside.desk.obey(&step(Command::Redo), &aside.clocks.now).is_ok());
            let again = aside.all();
            prop_assert_eq!(again, after, "making again {:?}", &request.command);
        }
    }

    #[test]
    fn going_back_as_far_as_it_goes_and_forth_again_ends_where_it_began(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let _ = now.desk.obey(&Day::request(asked), &now.clocks.now);
        }
        let before = now.all();
        let mut steps = 0;
        while now.desk.obey(&Request::new(Command::Undo, by("ana")), &now.clocks.now).is_ok() {
            steps += 1;
        }
        for _ in 0..steps {
            let redo = Request::new(Command::Redo, by("ana"));
            prop_assert!(now.desk.obey(&redo, &now.clocks.now).is_ok());
        }
        prop_assert_eq!(now.all(), before);
    }

    #[test]
    fn an_end_is_always_possible(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let _ = now.desk.obey(&Day::request(asked), &now.clocks.now);
            if now.desk.watch.live().is_some() {
                let end = Request::new(Command::End { notes: None }, by("ana"));
                prop_assert!(now.desk.clone().obey(&end, &now.clocks.now).is_ok());
            }
        }
    }

    #[test]
    fn a_verb_is_refused_exactly_as_the_glance_says(day in any_day()) {
        let mut now = Day::begins();
        for (passing, asked) in &day {
            now.let_pass(passing);
            let glance = Glance::of(&now.desk.watch, &now.clocks.now);
            for (verb, command) in plain_commands() {
                let request = Request::new(command, by("ana"));
                let evidence = now.desk.evidence(&request, &now.clocks.now);
                let decided = decide(&now.desk.watch, &request, &now.clocks.now, &evidence);
                prop_assert_eq!(decided.err(), glance.refusal(verb).cloned());
            }
            let _ = now.desk.obey(&Day::request(asked), &now.clocks.now);
        }
    }
}

fn plain_commands() -> Vec<(Verb, Command)> {
    vec![
        (Verb::Start, Command::start(None)),
        (Verb::Pause, Command::Pause { reason: None }),
        (Verb::Resume, Command::Resume),
        (Verb::Toggle, Command::Toggle { notes: None }),
        (Verb::End, Command::End { notes: None }),
        (Verb::Cancel, Command::Cancel { session: None }),
        (Verb::Reopen, Command::Reopen { session: None }),
        (Verb::Undo, Command::Undo),
        (Verb::Redo, Command::Redo),
        (Verb::Note, Command::Note { text: "x".to_owned(), task: None }),
        (Verb::Pop, Command::Pop { kind: None, summary: None, complete: false }),
        (Verb::Gap, Command::AnswerGap { session: None, id: None, answer: GapAnswer::Keep }),
        (Verb::Continue, Command::Continue { session: None }),
    ]
}

/// Readings that no sane clock gives.
fn wild_moments() -> impl Strategy<Value = Moment> {
    let utc =
        prop_oneof![
            Just(DateTime::<Utc>::MIN_UTC),
            Just(DateTime::<Utc>::MAX_UTC),
            Just(DateTime::<Utc>::UNIX_EPOCH),
            (-8_000_000_000_000_i64..8_000_000_000_000)
                .prop_map(|seconds| DateTime::from_timestamp(seconds, 999_999_999).unwrap()),
        ];
    let ms = || prop_oneof![Just(i64::MIN), Just(i64::MAX), Just(0), any::<i64>()];
    let steady =
        prop::option::of(("[ab]", ms(), ms()).prop_map(|(clock, boot_ms, mono_ms)| Anchor {
            clock,
            boot_ms,
            mono_ms,
        }));
    (utc, steady, any::<u32>()).prop_map(|(utc, steady, nonce)| Moment {
        utc,
        steady,
        nonce,
        heartbeat: None,
        thresholds: onwatch::core::Thresholds::default(),
        sources: onwatch::core::SourceTimes::default(),
    })
}

/// Readings that no sane clock gives, in the years in which commands are obeyed.
fn recordable_moments() -> impl Strategy<Value = Moment> {
    let seconds = -1..253_402_300_801_i64;
    let utc = seconds.prop_map(|seconds| DateTime::from_timestamp(seconds, 999_999_999).unwrap());
    (utc, wild_moments()).prop_map(|(utc, wild)| Moment { utc, ..wild })
}

proptest! {
    #![proptest_config(moderately())]

    #[test]
    fn no_clock_however_absurd_makes_the_core_stumble(
        day in prop::collection::vec(
            (recordable_moments(), any_command(), prop::option::of(wild_moments()), wild_moments()),
            1..30,
        )
    ) {
        let (mut watch, mut journal) = (Watch::default(), Vec::new());
        for (now, command, at, wild) in day {
            let request = Request {
                at: at.map_or(At::Now, |moment| At::Second(moment.utc)),
                ..Request::new(command, by("ana"))
            };
            let evidence_now = evidence(&watch, &request, &now, &journal);
            let decided = decide(&watch, &request, &now, &evidence_now);
            let Ok(Decision::Event(event)) = decided else { continue };
            let recorded = watch.next_line(&request, *event, &now);
            let line = serde_json::to_string(&recorded).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Recorded>(&line).unwrap(), &recorded);
            apply(&mut watch, &recorded);
            let saved = serde_json::to_string(&watch).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Watch>(&saved).unwrap(), &watch);
            journal.push(recorded.clone());
            for now in [now, wild] {
                let _ = (recorded.message(), serde_json::to_string(&Glance::of(&watch, &now)).unwrap());
                for (_, command) in plain_commands() {
                    let request = Request::new(command, by("ana"));
                    let evidence = evidence(&watch, &request, &now, &journal);
                    let _ = decide(&watch, &request, &now, &evidence);
                }
            }
        }
    }
}
