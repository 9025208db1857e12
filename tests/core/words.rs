//! The words of a story's commands, as a shell would take them, without quotes.

use chrono::{DateTime, Utc};
use onwatch::core::{
    AlertOf, Artifact, At, Command, Entering, FrameKind, GapAnswer, GapId, NewFrame,
    NewPastSession, NewRun, NewTask, PastContext, PlaybookCommand, RunStatus, SessionEdit,
    SessionId, SessionName, SessionType, TaskCommand, TaskEdit, TaskName, TaskStatus,
};
use onwatch::input;
use serde_json::{Map, Value};

/// Reads a command. `estimate` is that of a context that is entered.
pub fn command(words: &str, estimate: Option<&str>, now: DateTime<Utc>) -> Command {
    let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
    let text = (!rest.is_empty()).then(|| rest.to_owned());
    let (first, after) = rest.split_once(' ').unwrap_or((rest, ""));
    let (about, session) = match rest.split_once("in SESSION-") {
        Some((about, number)) => (about.trim_end(), Some(key(number))),
        None => (rest, None),
    };
    let (one, other) = about.split_once(' ').unwrap_or((about, ""));
    let time = |text: &str| read_at(text, now);
    let named = || text.as_deref().map(name);
    if let Some(command) = about_a_task(verb, rest) {
        return command;
    }
    if let Some(command) = about_a_playbook(verb, rest) {
        return Command::Playbook(command);
    }
    match verb {
        "start" => start(rest, false),
        "switch" => start(rest, true),
        "pause" => Command::Pause { reason: text },
        "resume" => Command::Resume,
        "toggle" => Command::Toggle { notes: None },
        "end" => Command::End { notes: text },
        "end-empty" => Command::End { notes: Some(String::new()) },
        "cancel" => Command::Cancel { session: named() },
        "reopen" => Command::Reopen { session: named() },
        "continue" => Command::Continue { session: named() },
        "edit" => Command::Edit(Box::new(edit(rest, now))),
        "add" => Command::Add { sessions: rest.split(" ; ").map(|one| past(one, now)).collect() },
        "undo" => Command::Undo,
        "redo" => Command::Redo,
        "note" => Command::Note { text: rest.to_owned(), task: None },
        "push" => {
            let (id, title) = after.split_once(' ').unwrap_or((after, ""));
            Command::Push(NewFrame {
                kind: first.parse().unwrap(),
                id: id.to_owned(),
                title: (!title.is_empty()).then(|| title.to_owned()),
                estimate_seconds: estimate.map(seconds),
                entering: Entering::Usual,
            })
        }
        "pop" => Command::Pop {
            kind: text.map(|kind| kind.parse().unwrap()),
            summary: None,
            complete: false,
        },
        "push-new" => Command::Push(NewFrame {
            title: text,
            entering: Entering::New,
            ..NewFrame::new(FrameKind::task(), "")
        }),
        "push-force" => Command::Push(NewFrame {
            entering: Entering::Forced,
            ..NewFrame::new(first.parse().unwrap(), after)
        }),
        "pop-summary" => Command::Pop { kind: None, summary: text, complete: false },
        "pop-done" => Command::Pop { kind: None, summary: text, complete: true },
        "keep" => Command::AnswerGap { session, id: gap(about), answer: GapAnswer::Keep },
        "discard" => Command::AnswerGap { session, id: gap(about), answer: GapAnswer::Discard },
        "split" => {
            let answer = GapAnswer::Split(time(one));
            Command::AnswerGap { session, id: gap(other), answer }
        }
        "keep-on" => Command::Keep,
        "break" => Command::AddBreak { session, from: time(one), to: time(other) },
        "unbreak" => Command::RemoveBreak { session, at: time(about) },
        "ack" | "shelve" => {
            let is_shelving = verb == "shelve";
            let (of, reason) = match first {
                "band" => (Some(AlertOf::Band), after),
                "health" => (Some(AlertOf::Health), after),
                _ => (None, about),
            };
            let (long, reason) = if is_shelving {
                reason.split_once(' ').unwrap_or((reason, ""))
            } else {
                ("", reason)
            };
            let shelve_seconds =
                is_shelving.then(|| onwatch::input::duration(long).unwrap().as_secs());
            Command::Acknowledge { of, reason: Some(reason.to_owned()), shelve_seconds }
        }
        "band" => Command::SetBand { band: first.parse().unwrap(), reason: after.to_owned() },
        "health" => Command::SetHealth {
            status: first.parse().unwrap(),
            reasons: after.split("; ").map(str::to_owned).collect(),
        },
        "band-clear" => Command::ClearBand { source: text },
        "health-clear" => Command::ClearHealth { source: text },
        "run-start" => run_start(rest, now),
        "run-status" => Command::SetRunStatus { status: RunStatus(rest.to_owned()) },
        "run-step" => run_step(rest),
        "run-update" => run_update(rest),
        "run-fail" => Command::FailRun { reason: text },
        "run-delete" => Command::DeleteRun,
        other => panic!("{other} is no verb"),
    }
}

/// Reads a command about a playbook: its name after `@`, the step, then the value and a note after `#`, or why it
/// is skipped.
fn about_a_playbook(verb: &str, rest: &str) -> Option<PlaybookCommand> {
    let (playbook, rest) = match rest.strip_prefix('@') {
        Some(rest) => (Some(split(rest).0.to_owned()), split(rest).1),
        None => (None, rest),
    };
    let (rest, note) = rest.split_once('#').unwrap_or((rest, ""));
    let (step, value) = split(rest.trim());
    let (step, some) = (step.to_owned(), |text: &str| {
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    });
    let (value, note) = (some(value), some(note));
    Some(match verb {
        "step-done" => PlaybookCommand::Done { playbook, step, value, note },
        "step-undo" => PlaybookCommand::Undo { playbook, step },
        "step-skip" => PlaybookCommand::Skip { playbook, step, reason: value.unwrap_or_default() },
        "playbook-reset" => PlaybookCommand::Reset { playbook },
        _ => return None,
    })
}

/// Reads a start: its type, if it is given, stands before the notes.
fn start(words: &str, switch: bool) -> Command {
    let (session_type, notes) = match words.strip_prefix("--type ") {
        Some(rest) => rest.split_once(' ').unwrap_or((rest, "")),
        None => (SessionType::WORK, words),
    };
    Command::Start {
        notes: (!notes.is_empty()).then(|| notes.to_owned()),
        session_type: session_type.parse().unwrap(),
        switch,
        agent_id: None,
        workflow_id: None,
        target_seconds: None,
        metadata: Map::new(),
        run: None,
    }
}

/// Reads the start of a run. Its id is what a machine would give it at that time.
fn run_start(words: &str, now: DateTime<Utc>) -> Command {
    let (notes, options) = options(words);
    let mut new = NewRun { id: SessionId::new(now, 0x00a1_b2c3), name: None, user_id: None };
    let (mut agent_id, mut workflow_id, mut metadata) = (None, None, Map::new());
    let mut session_type = SessionType::default();
    for (option, value) in options {
        let text = Some(value.to_owned());
        match option {
            "agent" => agent_id = text,
            "workflow" => workflow_id = text,
            "type" => session_type = value.parse().unwrap(),
            "user" => new.user_id = text,
            "name" => new.name = text,
            "set" => metadata.extend([field(value)]),
            other => panic!("--{other} is no option of run-start"),
        }
    }
    Command::Start {
        notes: (!notes.is_empty()).then(|| notes.to_owned()),
        session_type,
        switch: false,
        agent_id,
        workflow_id,
        target_seconds: None,
        metadata,
        run: Some(Box::new(new)),
    }
}

fn run_step(words: &str) -> Command {
    let (name, options) = options(words);
    let (mut ms, mut data) = (None, None);
    for (option, value) in options {
        match option {
            "ms" => ms = Some(value.parse().unwrap()),
            "data" => data = Some(json(value)),
            other => panic!("--{other} is no option of run-step"),
        }
    }
    Command::CompleteStep { name: name.to_owned(), ms, data }
}

fn run_update(words: &str) -> Command {
    let (_, options) = options(words);
    let (mut set, mut unset) = (Map::new(), Vec::new());
    for (option, value) in options {
        match option {
            "set" => set.extend([field(value)]),
            "unset" => unset.push(value.to_owned()),
            other => panic!("--{other} is no option of run-update"),
        }
    }
    Command::UpdateRun { set, unset }
}

/// Reads `name=value`.
fn field(text: &str) -> (String, Value) {
    let (name, value) = text.split_once('=').unwrap();
    (name.to_owned(), json(value))
}

/// Reads JSON; anything else is a text.
fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}

/// Reads when a command takes effect, also a time of today or of a date in the future: the core
/// must refuse it.
pub fn read_at(text: &str, now: DateTime<Utc>) -> At {
    input::at(text, now, &Utc).or_else(|_| input::time(text, now, &Utc).map(At::Second)).unwrap()
}

/// Reads `1h 30m`, also with a sign.
pub fn ms(text: &str) -> i64 {
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    sign * i64::try_from(humantime::parse_duration(text).unwrap().as_millis()).unwrap()
}

fn seconds(text: &str) -> u64 {
    u64::try_from(ms(text) / 1_000).unwrap()
}

fn name(text: &str) -> SessionName {
    text.parse().unwrap()
}

fn key(number: &str) -> SessionName {
    name(&format!("SESSION-{number}"))
}

fn gap(name: &str) -> Option<GapId> {
    (!name.is_empty()).then(|| name.parse().unwrap())
}

/// Returns the options, as in `--start 08:55 --notes two words`, and what stands before them.
fn options(words: &str) -> (&str, Vec<(&str, &str)>) {
    let mut parts = words.split("--");
    let before = parts.next().unwrap_or_default().trim();
    let parts = parts.map(|part| part.split_once(' ').unwrap_or((part, "")));
    (before, parts.map(|(option, value)| (option, value.trim())).collect())
}

fn edit(words: &str, now: DateTime<Utc>) -> SessionEdit {
    let (session, options) = options(words);
    let session = (!session.is_empty()).then(|| name(session));
    let mut edit = SessionEdit { session, ..SessionEdit::default() };
    for (option, value) in options {
        match option {
            "start" => edit.start = Some(read_at(value, now)),
            "end" => edit.end = Some(read_at(value, now)),
            "notes" => edit.notes = Some(value.to_owned()),
            "closing" => edit.closing = Some(value.to_owned()),
            "target" => edit.target_seconds = Some(seconds(value)),
            "operator" => edit.operator = Some(value.to_owned()),
            "type" => edit.session_type = Some(value.parse().unwrap()),
            other => panic!("--{other} is no option of edit"),
        }
    }
    edit
}

fn past(words: &str, now: DateTime<Utc>) -> NewPastSession {
    let (_, options) = options(words);
    let mut past = NewPastSession::between(At::Now, At::Now);
    for (option, value) in options {
        match option {
            "from" => past.from = read_at(value, now),
            "to" => past.to = read_at(value, now),
            "notes" => past.notes = Some(value.to_owned()),
            "closing" => past.closing = Some(value.to_owned()),
            "break" => {
                let (from, to) = value.split_once(' ').unwrap();
                past.breaks.push((read_at(from, now), read_at(to, now)));
            }
            "band" => past.band = Some(value.parse().unwrap()),
            "health" => past.health = Some(value.parse().unwrap()),
            "target" => past.target_seconds = Some(seconds(value)),
            "type" => past.session_type = value.parse().unwrap(),
            "source" => past.source_hash = Some(value.to_owned()),
            kind => {
                let (id, at) = value.split_once('@').unwrap_or((value, ""));
                let at = (!at.is_empty()).then(|| read_at(at, now));
                let frame = NewFrame {
                    kind: kind.parse().unwrap(),
                    id: id.to_owned(),
                    title: None,
                    estimate_seconds: None,
                    entering: Entering::Usual,
                };
                past.contexts.push(PastContext { frame, at });
            }
        }
    }
    past
}

/// Reads `ID two words --sprint 1 --parent P --estimate 2h --assignee ana`; several are parted by ` ; `.
fn added(kind: &FrameKind, words: &str) -> TaskCommand {
    let one = |words: &str| {
        let mut all = words.split(" --");
        let (id, title) = split(all.next().unwrap_or_default());
        let mut new = NewTask {
            kind: kind.clone(),
            id: (id != "-").then(|| id.to_owned()),
            title: (!title.is_empty()).then(|| title.to_owned()),
            estimate_seconds: None,
            assignee: None,
            sprint: None,
            parent: None,
            status: TaskStatus::Todo,
            line: None,
        };
        for (option, value) in all.map(split) {
            match option {
                "sprint" => new.sprint = Some(value.to_owned()),
                "parent" => new.parent = Some(value.to_owned()),
                "assignee" => new.assignee = Some(value.to_owned()),
                "estimate" => new.estimate_seconds = Some(seconds(value)),
                other => panic!("--{other} is no option of a task"),
            }
        }
        new
    };
    TaskCommand::Add { tasks: words.split(" ; ").map(one).collect() }
}

fn edited(id: &str, words: &str) -> TaskCommand {
    let mut edit = TaskEdit::default();
    let words = format!(" {words}");
    for (option, value) in words.split(" --").skip(1).map(split) {
        match option {
            "title" => edit.title = Some(value.to_owned()),
            "sprint" => edit.sprint = Some(value.to_owned()),
            "parent" => edit.parent = Some(value.to_owned()),
            "assignee" => edit.assignee = Some(value.to_owned()),
            "estimate" => edit.estimate_seconds = Some((!value.is_empty()).then(|| seconds(value))),
            "status" => edit.status = Some(value.parse().unwrap()),
            other => panic!("--{other} is no option of a task"),
        }
    }
    TaskCommand::Edit { task: TaskName::task(id), edit: Box::new(edit) }
}

fn split(words: &str) -> (&str, &str) {
    words.split_once(' ').unwrap_or((words, ""))
}

/// Reads a command about a task; `None` if it is none.
fn about_a_task(verb: &str, rest: &str) -> Option<Command> {
    let text = (!rest.is_empty()).then(|| rest.to_owned());
    let (first, after) = split(rest);
    Some(match verb {
        "task-note" => Command::Note { text: after.to_owned(), task: Some(TaskName::task(first)) },
        "task-add" => Command::Task(added(&FrameKind::task(), rest)),
        "sprint-add" => Command::Task(added(&FrameKind::sprint(), rest)),
        "task-edit" => Command::Task(edited(first, after)),
        "task-drop" => {
            let reason = (!after.is_empty()).then(|| after.to_owned());
            Command::Task(TaskCommand::Drop { task: TaskName::task(first), reason, force: false })
        }
        "done" => {
            Command::Task(TaskCommand::Complete { task: None, summary: text.clone(), force: false })
        }
        "task-done" => {
            let (task, summary) = (Some(TaskName::task(first)), Some(after.to_owned()));
            Command::Task(TaskCommand::Complete { task, summary, force: false })
        }
        "sprint-done" => {
            let (task, summary) = (Some(TaskName::sprint(first)), None);
            Command::Task(TaskCommand::Complete { task, summary, force: false })
        }
        "block" => Command::Task(TaskCommand::Block { task: None, reason: rest.to_owned() }),
        "unblock" => Command::Task(TaskCommand::Unblock { task: None }),
        "estimate" => Command::Task(TaskCommand::Estimate { task: None, seconds: seconds(rest) }),
        "summary" => Command::Task(TaskCommand::Summarize { task: None, text: rest.to_owned() }),
        "claim" => {
            let seconds = (!after.is_empty()).then(|| seconds(after));
            Command::Task(TaskCommand::Claim { task: TaskName::task(first), seconds, force: false })
        }
        "release" => {
            Command::Task(TaskCommand::Release { task: TaskName::task(first), force: false })
        }
        "artifact" => {
            let (location, title) = (first.to_owned(), Some(after.to_owned()));
            let title = title.filter(|title| !title.is_empty());
            let artifact = Artifact { location, title, sha256: None, bytes: None };
            Command::Task(TaskCommand::AddArtifact { task: None, artifact })
        }
        _ => return None,
    })
}
