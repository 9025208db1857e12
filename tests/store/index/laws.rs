//! Whatever is done in whatever order, on whichever desk: the index that was asked now and then, the
//! one built anew, and what the journals say in the simplest reading are the same.

use std::fs;

use chrono::{DateTime, TimeDelta, Utc};
use onwatch::core::{
    At, Band, By, Command, Entering, GapAnswer, Interface, Light, NewFrame, NewPastSession,
    NewTask, NotesKind, PastContext, Provenance, Request, RunStatus, SessionEdit, SessionKey,
    SessionName, SessionType, TaskCommand, TaskEdit, TaskName, TaskStatus,
};
use proptest::prelude::*;
use serde_json::Map;
use strum::VariantArray;

use super::answers::assert_right;
use super::machine::Machine;

/// How many desks there are: those of three people, and two runs.
const DESKS: usize = 5;

/// What people write, with everything that a search could trip over.
const TEXTS: [&str; 16] = [
    "Grünes Übel",
    "straße STRASSE",
    "İstanbul ist up",
    "naïve re\u{301}sume\u{301} état",
    "审查 merged 🚀 up",
    "a_b-c.d",
    "foo\"bar",
    "l'eau; x'y\"z*",
    "AND OR NOT NEAR(up)",
    "٣ ३ ² Ⅷ 3up",
    "año ŉ ﬁne",
    "ΑΣ ας",
    "line\nup",
    "—",
    "",
    "\u{202e}up team session",
];

/// One step: on which desk, how much time passes before it, and what is asked.
#[derive(Debug, Clone)]
struct Step {
    desk: usize,
    /// Awake, asleep, and by how much somebody sets the clock, milliseconds.
    passes: (i64, i64, i64),
    command: Command,
    /// How long ago it takes effect, milliseconds.
    ago: Option<u64>,
    /// The program that measured a reading.
    source: Option<&'static str>,
    /// The desk that then asks the index, if one does.
    asks: Option<usize>,
    /// Somebody removes the index before.
    removes_index: bool,
}

fn text() -> impl Strategy<Value = String> {
    prop::sample::select(TEXTS.to_vec()).prop_map(str::to_owned)
}

fn types() -> impl Strategy<Value = SessionType> {
    let words = prop::sample::select(vec!["work", "review", "code-review", "é", "→"]);
    words.prop_map(|word| word.parse().unwrap())
}

fn commands() -> impl Strategy<Value = Command> {
    let some = || prop::option::of(text());
    let kinds = || prop::sample::select(vec!["project", "sprint", "task"]);
    let kind = |kind: &str| kind.parse().unwrap();
    let start = (some(), types(), any::<bool>(), some());
    let start = start.prop_map(|(notes, session_type, switch, agent)| Command::Start {
        notes,
        session_type,
        switch,
        agent_id: agent.filter(|agent| !agent.is_empty()),
        workflow_id: Some("flow up".to_owned()),
        target_seconds: None,
        metadata: Map::new(),
        run: None,
    });
    let ids = prop::sample::select(vec!["7", "Task-7", "b", "é"]);
    let push = (kinds(), ids, some()).prop_map(move |(of, id, title)| {
        let (kind, id) = (kind(of), id.to_owned());
        Command::Push(NewFrame {
            kind,
            id,
            title,
            estimate_seconds: Some(60),
            entering: Entering::Usual,
        })
    });
    let at = |minutes: i64| start_of_day() + TimeDelta::minutes(minutes);
    let answers = prop_oneof![
        Just(GapAnswer::Keep),
        Just(GapAnswer::Discard),
        (0..200_i64).prop_map(move |minutes| GapAnswer::Split(at(minutes).into())),
    ];
    let which = prop_oneof![Just(NotesKind::Start), Just(NotesKind::Closing)];
    let lights = prop::sample::select(Light::ALL.to_vec());
    let source = || prop::option::of(Just("probe-1".to_owned()));
    prop_oneof![
        4 => start,
        2 => some().prop_map(|reason| Command::Pause { reason }),
        2 => Just(Command::Resume),
        4 => some().prop_map(|notes| Command::End { notes }),
        1 => Just(Command::Cancel { session: None }),
        2 => Just(Command::Reopen { session: None }),
        8 => corrections(),
        3 => Just(Command::Undo),
        2 => Just(Command::Redo),
        3 => text().prop_map(|text| Command::Note { text, task: None }),
        3 => push,
        2 => prop::option::of(kinds()).prop_map(move |of| Command::Pop { kind: of.map(kind), summary: None, complete: false }),
        1 => answers.prop_map(|answer| Command::AnswerGap { session: None, id: None, answer }),
        1 => (0..200_i64, 1..30_i64).prop_map(move |(from, long)| Command::AddBreak {
            session: None,
            from: at(from).into(),
            to: at(from + long).into(),
        }),
        2 => (text(), which).prop_map(|(notes, which)| {
            Command::Edit(Box::new(SessionEdit::of_notes(which, notes)))
        }),
        2 => (prop::sample::select(Band::ALL.to_vec()), text())
            .prop_map(|(band, reason)| Command::SetBand { band, reason }),
        2 => (lights, prop::collection::vec(text(), 0..3))
            .prop_map(|(status, reasons)| Command::SetHealth { status, reasons }),
        1 => source().prop_map(|source| Command::ClearBand { source }),
        1 => source().prop_map(|source| Command::ClearHealth { source }),
        6 => run_commands(),
        10 => task_commands(),
    ]
}

/// Commands of tasks; most of them find one.
pub fn task_commands() -> impl Strategy<Value = Command> {
    let some = || prop::option::of(text());
    let ids = || prop::sample::select(vec!["7", "task-7", "b", "é", "TASK-8", "9"]);
    let name = || {
        (ids(), any::<bool>()).prop_map(|(id, is_sprint)| {
            if is_sprint && id == "b" { TaskName::sprint(id) } else { TaskName::task(id) }
        })
    };
    let open = || prop::option::of(name());
    let statuses = || prop::sample::select(TaskStatus::VARIANTS.to_vec());
    let new = (prop::option::of(ids()), some(), some(), any::<bool>(), statuses()).prop_map(
        |(id, title, parent, in_sprint, status)| NewTask {
            kind: "task".parse().unwrap(),
            id: id.map(str::to_owned),
            title,
            estimate_seconds: Some(90),
            assignee: None,
            sprint: in_sprint.then(|| "b".to_owned()),
            parent: parent.map(|_| "7".to_owned()),
            status,
            line: None,
        },
    );
    let sprint = Just(NewTask {
        kind: "sprint".parse().unwrap(),
        id: Some("b".to_owned()),
        title: Some("Sprint up".to_owned()),
        estimate_seconds: None,
        assignee: None,
        sprint: None,
        parent: None,
        status: TaskStatus::Todo,
        line: None,
    });
    let add = prop_oneof![
        3 => prop::collection::vec(new, 1..3),
        1 => sprint.prop_map(|sprint| vec![sprint]),
    ];
    let edit = (some(), prop::option::of(60..200_u64), some(), prop::option::of(statuses()))
        .prop_map(|(title, seconds, sprint, status)| TaskEdit {
            title,
            estimate_seconds: seconds.map(Some),
            sprint: sprint.map(|_| "b".to_owned()),
            status,
            ..TaskEdit::default()
        });
    let of_task = prop_oneof![
        3 => add.prop_map(|tasks| TaskCommand::Add { tasks }),
        2 => (name(), edit).prop_map(|(task, edit)| TaskCommand::Edit { task, edit: Box::new(edit) }),
        1 => (name(), some(), any::<bool>())
            .prop_map(|(task, reason, force)| TaskCommand::Drop { task, reason, force }),
        3 => (open(), some(), any::<bool>())
            .prop_map(|(task, summary, force)| TaskCommand::Complete { task, summary, force }),
        1 => open().prop_map(|task| TaskCommand::Block { task, reason: "up".to_owned() }),
        1 => open().prop_map(|task| TaskCommand::Unblock { task }),
        2 => (open(), 60..9_000_u64)
            .prop_map(|(task, seconds)| TaskCommand::Estimate { task, seconds }),
        2 => (name(), prop::option::of(60..4_000_u64), any::<bool>())
            .prop_map(|(task, seconds, force)| TaskCommand::Claim { task, seconds, force }),
        1 => (name(), any::<bool>())
            .prop_map(|(task, force)| TaskCommand::Release { task, force }),
    ];
    let new_frame = (prop::option::of(ids()), some()).prop_map(|(id, title)| {
        let id = id.unwrap_or_default();
        let frame = NewFrame::new("task".parse().unwrap(), id);
        Command::Push(NewFrame { entering: Entering::New, title, ..frame })
    });
    prop_oneof![
        8 => of_task.prop_map(Command::Task),
        2 => new_frame,
        1 => some().prop_map(|summary| Command::Pop { kind: None, summary, complete: true }),
        1 => (text(), name()).prop_map(|(text, task)| Command::Note { text, task: Some(task) }),
    ]
}

/// Commands of a run; on the desk of a person they are refused.
fn run_commands() -> impl Strategy<Value = Command> {
    let words = vec!["halfway", "completed", "error"];
    let status = prop::sample::select(words)
        .prop_map(|word| Command::SetRunStatus { status: RunStatus(word.to_owned()) });
    let update = any::<u8>().prop_map(|rows| Command::UpdateRun {
        set: Map::from_iter([("rows".to_owned(), rows.into())]),
        unset: Vec::new(),
    });
    let step = |name: &str| Command::CompleteStep { name: name.to_owned(), ms: None, data: None };
    prop_oneof![
        4 => status,
        1 => Just(step("search")),
        2 => update,
        3 => prop::option::of(text()).prop_map(|reason| Command::FailRun { reason }),
        2 => Just(Command::DeleteRun),
    ]
}

/// Corrections of sessions that are over, or not, or were never there.
fn corrections() -> impl Strategy<Value = Command> {
    let some = || prop::option::of(text());
    let session = || (1..7_u32).prop_map(|key| Some(SessionName::Key(SessionKey(key))));
    let at = |minutes: i64| At::from(start_of_day() + TimeDelta::minutes(minutes));
    let time = move || (-200..200_i64).prop_map(at);
    let times = || prop::option::weighted(0.4, time());
    let words = || (some(), some(), some(), prop::option::of(types()));
    let edit = (prop::option::of(session()), times(), times(), words()).prop_map(
        |(session, start, end, (notes, closing, operator, session_type))| {
            Command::Edit(Box::new(SessionEdit {
                session: session.flatten(),
                start,
                end,
                notes,
                closing,
                target_seconds: None,
                operator: operator.filter(|operator| !operator.is_empty()),
                session_type,
            }))
        },
    );
    let hash = || prop::option::of(prop::sample::select(vec!["h1", "h2", "h3"]));
    let new = (-600..200_i64, 2..60_i64, some(), some(), some(), types(), hash()).prop_map(
        move |(from, long, notes, closing, title, session_type, hash)| {
            let context = |(id, after): (&str, i64)| PastContext {
                frame: NewFrame {
                    kind: if id == "7" { "sprint" } else { "task" }.parse().unwrap(),
                    id: id.to_owned(),
                    title: title.clone(),
                    estimate_seconds: None,
                    entering: Entering::Usual,
                },
                at: Some(at(from + after)),
            };
            NewPastSession {
                session_type,
                notes,
                closing,
                contexts: [("7", 0), ("8", 1)].map(context).to_vec(),
                source_hash: hash.map(str::to_owned),
                ..NewPastSession::between(at(from), at(from + long))
            }
        },
    );
    let answer = prop_oneof![Just(GapAnswer::Keep), Just(GapAnswer::Discard)];
    prop_oneof![
        6 => edit,
        4 => prop::collection::vec(new, 1..4).prop_map(|sessions| Command::Add { sessions }),
        2 => session().prop_map(|session| Command::Cancel { session }),
        2 => session().prop_map(|session| Command::Reopen { session }),
        1 => prop::option::of(session())
            .prop_map(|session| Command::Continue { session: session.flatten() }),
        1 => (session(), answer)
            .prop_map(|(session, answer)| Command::AnswerGap { session, id: None, answer }),
        2 => (session(), -200..200_i64, 1..20_i64).prop_map(move |(session, from, long)| {
            Command::AddBreak { session, from: at(from), to: at(from + long) }
        }),
        1 => (session(), time()).prop_map(|(session, at)| Command::RemoveBreak { session, at }),
    ]
}

/// A quarter to nine in the evening, UTC: it is the eve of a change of clocks in New York.
pub fn start_of_day() -> DateTime<Utc> {
    "2026-03-07T20:45:00Z".parse().unwrap()
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let awake = prop_oneof![4 => 0..1_500_i64, 4 => 0..900_000_i64, 1 => 0..90_000_000_i64];
    let asleep = prop_oneof![9 => Just(0), 1 => 0..2_000_000_i64];
    let set = prop_oneof![12 => Just(0), 1 => -4_000_000..4_000_000_i64];
    let ago = prop::option::weighted(0.15, 0..400_000_u64);
    let source = prop::option::weighted(0.3, prop::sample::select(vec!["probe-1", "probe-2"]));
    let asks = prop::option::weighted(0.3, 0..DESKS);
    let removes = prop::bool::weighted(0.05);
    let desk = prop_oneof![4 => Just(0), 2 => Just(1), 1 => Just(2), 3 => Just(3), 2 => Just(4)];
    let step = (desk, (awake, asleep, set), commands(), ago, source, (asks, removes)).prop_map(
        |(desk, passes, command, ago, source, (asks, removes_index))| Step {
            desk,
            passes,
            command,
            ago,
            source,
            asks,
            removes_index,
        },
    );
    prop::collection::vec(step, 1..60)
}

fn take(machine: &Machine, step: &Step, nth: usize) {
    let (awake_ms, asleep_ms, set_ms) = step.passes;
    machine.pass(awake_ms, asleep_ms, set_ms);
    let is_reading = matches!(step.command, Command::SetBand { .. } | Command::SetHealth { .. });
    let source = step.source.filter(|_| is_reading).map(str::to_owned);
    let is_new_run = Machine::is_run(step.desk) && machine.journal(step.desk).is_empty();
    let start = || machine.start_of_run(step.desk, Some("run up".to_owned()));
    let command = if is_new_run { start() } else { step.command.clone() };
    let asked = Request {
        at: step.ago.map_or(At::Now, At::Ago),
        provenance: Provenance::from(source.filter(|_| !is_new_run)),
        // Every second completion has a reason.
        reason: (command.completes() && nth.is_multiple_of(2)).then(|| "time is up".to_owned()),
        ..Request::new(command, By::new("Åsa up", Interface::Cli, "desk-1"))
    };
    machine.obey_as_read(step.desk, &asked, &format!("step {nth}: {step:?}"));
}

/// Checks that each run which the index has not read to its last event is looked at.
fn assert_looked_at(machine: &Machine, story: &str) {
    let index = machine.paths(0).index();
    let read = |desk: usize| -> Option<i64> {
        let file = rusqlite::Connection::open(&index).ok().filter(|_| index.exists())?;
        let name = machine.paths(desk).desk;
        let sql = "SELECT seq FROM desks WHERE name = ?1";
        file.query_row(sql, [name.as_str()], |row| row.get(0)).ok()
    };
    for desk in (0..machine.desks()).filter(|desk| Machine::is_run(*desk)) {
        let watch = machine.desk(desk).look().unwrap().watch;
        if watch.session.is_none() || machine.is_open(desk) {
            continue;
        }
        assert!(watch.live().is_none(), "{story}: a live run is closed");
        assert!(
            !index.exists() || read(desk) == i64::try_from(watch.seq).ok(),
            "{story}: its end is lost"
        );
    }
}

/// A sixteenth of the usual cases; `PROPTEST_CASES` sets another count.
fn few() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: (usual.cases / 16).max(1), failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(few())]

    #[test]
    fn an_index_that_caught_up_one_built_anew_and_the_journals_say_the_same(steps in steps()) {
        let mut machine = Machine::at(start_of_day());
        while machine.desks() < DESKS {
            machine.make_run();
        }
        let machine = machine;
        for (nth, step) in steps.iter().enumerate() {
            if step.removes_index {
                let _ = fs::remove_file(machine.paths(0).index());
            }
            take(&machine, step, nth);
            if let Some(desk) = step.asks {
                let asked = machine.desk(desk).past_sum(&onwatch::core::PastQuery::default());
                prop_assert_eq!(asked.unwrap().warnings, Vec::<String>::new());
            }
            assert_looked_at(&machine, &format!("step {nth}"));
        }
        let asker = steps.len() % DESKS;
        assert_right(&machine, asker, steps.len(), "caught up");
        let report = machine.desk(asker).check().unwrap();
        prop_assert!(report.troubles.is_empty(), "{report:?}");
        let index = machine.paths(0).index();
        if index.exists() {
            fs::remove_file(index).unwrap();
        }
        assert_right(&machine, asker, steps.len(), "built anew");
    }
}
