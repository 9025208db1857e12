//! What a command stands on, read in the simplest way from a journal in memory.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use onwatch::core::{
    CheckReport, DeskName, Evidence, Fact, FrameKind, FrameRef, HistoryUpdate, KnownTask, Moment,
    OpenElsewhere, PastNeeds, Phase, Recorded, RedoneTasks, Refusal, RefusalKind, Request, Session,
    SessionId, SessionTimes, Task, TaskEvent, TaskEvidence, TaskFact, TaskName, TaskNeeds,
    TaskProgress, TaskStatus, TaskUpdate, TaskUser, UsedTask, Watch, fold_task,
};

/// Returns the refusal of a completion that checks block.
pub fn incomplete(request: &Request, report: &CheckReport) -> Refusal {
    let what = request.command.verb().spec().not_done;
    Refusal::new(RefusalKind::Refused, what, report.why(), "mend it, or give a reason")
}

/// The journal of a desk in memory.
pub struct DeskJournal {
    pub desk: DeskName,
    pub store_id: String,
    pub lines: Vec<Recorded>,
    /// Who works there now, and on what.
    pub works_on: Option<(String, Vec<FrameRef>)>,
}

/// Returns everything that a request stands on.
pub fn evidence(watch: &Watch, request: &Request, now: &Moment, journal: &[Recorded]) -> Evidence {
    let own = DeskJournal {
        desk: DeskName::default(),
        store_id: "one".to_owned(),
        lines: journal.to_vec(),
        works_on: None,
    };
    evidence_of_all(watch, request, now, &[own])
}

/// Returns everything that a request to the first of some desks stands on.
pub fn evidence_of_all(
    watch: &Watch,
    request: &Request,
    now: &Moment,
    desks: &[DeskJournal],
) -> Evidence {
    let own = desks.first().map(|own| own.lines.as_slice()).unwrap_or_default();
    let evidence = past_evidence(watch, request, now, own);
    let tasks = task_evidence(watch, request, evidence.subject.as_ref(), desks);
    Evidence { tasks, ..evidence }
}

fn past_evidence(watch: &Watch, request: &Request, now: &Moment, journal: &[Recorded]) -> Evidence {
    let step = watch.step_for(&request.command);
    let step = step.and_then(|step| journal.iter().rev().find(|line| line.step() == step.seq));
    let evidence = Evidence { step: step.cloned(), ..Evidence::default() };
    let Some(PastNeeds { subject, times, sources }) = watch.needs_of_the_past(request) else {
        return evidence;
    };
    let past = past(journal);
    let subject = subject.and_then(|name| past.values().find(|old| name.is_of(old.key, &old.id)));
    let mut evidence = Evidence { subject: subject.cloned(), ..evidence };
    if !times {
        return evidence;
    }
    let aside = [subject, watch.session.as_ref()].map(|session| session.map(|session| &session.id));
    let others = || {
        let ended = past.values().filter(|session| session.phase == Phase::Ended);
        ended.filter(|session| !aside.contains(&Some(&session.id))).filter_map(SessionTimes::of)
    };
    let periods = watch.periods_of(request, subject, now);
    evidence.near = others()
        .filter(|other| {
            let touches = |(from, to)| other.started_at_utc <= to && other.ended_at_utc >= from;
            periods.iter().copied().any(touches)
        })
        .collect();
    evidence.ended_last = others().max_by_key(|other| other.ended_at_utc);
    let known = |source: &String| past.values().any(|old| old.source_hash.as_ref() == Some(source));
    evidence.known_sources = sources.into_iter().filter(known).collect();
    evidence
}

/// Returns the sessions that are over.
fn past(journal: &[Recorded]) -> BTreeMap<SessionId, Session> {
    let mut past = BTreeMap::new();
    for update in journal.iter().flat_map(|line| &line.change.set.history_updates) {
        match update {
            HistoryUpdate::Filed(session) => {
                past.insert(session.id.clone(), session.as_ref().clone());
            }
            HistoryUpdate::Withdrawn { id, .. } => drop(past.remove(id)),
        }
    }
    past
}

/// Returns what is known of the tasks of a request to the first of some desks.
fn task_evidence(
    watch: &Watch,
    request: &Request,
    subject: Option<&Session>,
    desks: &[DeskJournal],
) -> Option<TaskEvidence> {
    let own = desks.first()?;
    let redone = watch.redone_task_step(request);
    let undone = watch.undone_task_step(request).map(|step| step.seq);
    let needs = match redone.or(undone) {
        Some(_) => TaskNeeds { with_parents: redone.is_some(), ..TaskNeeds::default() },
        None => watch.needs_of_tasks(request, subject)?,
    };
    let redone = redone.and_then(|step| redone_tasks(step, &own.lines));
    let undone = undone.and_then(|step| redone_tasks(step, &own.lines));
    let all = tasks_of_all(desks);
    let used = undone.filter(|undone| undone.made_known);
    let used = used.and_then(|undone| used_by(&undone.updates, &all, &desks[1..]));
    let mut known: Vec<KnownTask> = Vec::new();
    let mut wanted = needs.names;
    wanted.extend(redone.iter().flat_map(RedoneTasks::names));
    while let Some(name) = wanted.pop() {
        for task in all.iter().filter(|task| name.is(&task.name)) {
            if known.iter().any(|other| other.task == *task) {
                continue;
            }
            wanted.extend(task.parent.as_ref().filter(|_| needs.with_parents).map(TaskName::of));
            let earlier_ms = desks.iter().map(|desk| past_ms(&task.name, &desk.lines)).sum();
            let elsewhere = elsewhere(&task.name, &desks[1..]);
            let newest_utc = newest(task, desks);
            let is_completed =
                redone.is_some() || needs.completed.as_ref().is_some_and(|it| it.is(&task.name));
            let progress = is_completed.then(|| progress(&task.name, &all, desks));
            let task = task.clone();
            known.push(KnownTask { task, earlier_ms, newest_utc, elsewhere, progress });
        }
    }
    let next_free = needs.next_free.into_iter().map(|kind| {
        let prefix = format!("{}-", kind.as_str().to_uppercase()).to_lowercase();
        let of_kind = all.iter().filter(|task| task.name.kind == kind);
        let ids = of_kind.map(|task| task.name.id.to_lowercase());
        let numbers: Vec<u64> =
            ids.filter_map(|id| id.strip_prefix(&prefix)?.parse().ok()).collect();
        let next = numbers.into_iter().max().map_or(1, |last| last + 1);
        (kind, next)
    });
    let next_free = next_free.collect();
    Some(TaskEvidence { desk: own.desk.clone(), known, next_free, redone, used })
}

/// Returns how far a task or a sprint is.
fn progress(name: &FrameRef, all: &[Task], desks: &[DeskJournal]) -> TaskProgress {
    let mut below: Vec<&Task> = Vec::new();
    if name.kind.is_of_sprints() {
        let in_sprint = |task: &&Task| {
            task.sprint.as_ref().is_some_and(|id| TaskName::sprint(id.clone()).is(name))
        };
        below.extend(all.iter().filter(in_sprint));
    } else {
        let mut above = vec![TaskName::of(name)];
        while let Some(parent) = above.pop() {
            let children = all.iter().filter(|task| {
                task.parent.as_ref().is_some_and(|it| parent.is(it)) && task.name != *name
            });
            for child in children.filter(|child| !below.contains(child)).collect::<Vec<_>>() {
                below.push(child);
                above.push(TaskName::of(&child.name));
            }
        }
    }
    let count = |of: fn(&Task) -> bool| below.iter().filter(|task| of(task)).count() as u64;
    let open_count = count(|task| task.status.is_open());
    let done_count = count(|task| task.status == TaskStatus::Done);
    let mut open: Vec<&Task> = below.into_iter().filter(|task| task.status.is_open()).collect();
    open.sort_by_key(|task| (task.known_since_utc, task.name.id.clone()));
    let open = open.into_iter().map(|task| task.name.clone()).collect();
    let updates = desks.iter().map(|desk| notes_in(name, &desk.lines)).sum::<u64>();
    let updates = updates.min(onwatch::core::UPDATES_MAX);
    TaskProgress { updates, open, open_count, done_count }
}

/// Returns how many notes of a journal are about a context, without those that were undone.
fn notes_in(name: &FrameRef, journal: &[Recorded]) -> u64 {
    let void = void(journal);
    let name = TaskName::of(name);
    let is_note = |line: &&Recorded| {
        let is_text = matches!(line.event, Fact::Noted { .. });
        is_text && !void.contains(&line.seq) && line.context.iter().any(|frame| name.is(frame))
    };
    journal.iter().filter(is_note).count() as u64
}

/// Returns the events that are undone.
fn void(journal: &[Recorded]) -> BTreeSet<u64> {
    let mut void = BTreeSet::new();
    for line in journal {
        match &line.event {
            Fact::Undone { of, .. } => drop(void.insert(*of)),
            Fact::Redone { of, .. } => drop(void.remove(of)),
            _ => {}
        }
    }
    void
}

/// Returns who else uses something that an event changed.
fn used_by(updates: &[TaskUpdate], all: &[Task], others: &[DeskJournal]) -> Option<UsedTask> {
    let name_of = |update: &TaskUpdate| {
        let name = TaskName::of(&update.task);
        all.iter().find(|task| name.is(&task.name)).map(|task| task.name.clone())
    };
    let mut others: Vec<&DeskJournal> = others.iter().collect();
    others.sort_by(|one, other| one.desk.cmp(&other.desk));
    for update in updates {
        let name = TaskName::of(&update.task);
        let is_used =
            |other: &&&DeskJournal| tasks(&other.lines).iter().any(|task| name.is(&task.name));
        if let Some(other) = others.iter().find(is_used) {
            return Some(UsedTask {
                task: name_of(update)?,
                user: TaskUser::Desk(other.desk.clone()),
            });
        }
    }
    let is_new = |task: &Task| updates.iter().any(|it| TaskName::of(&it.task).is(&task.name));
    let below = |of: &dyn Fn(&Task, &TaskName) -> bool| {
        updates.iter().find_map(|update| {
            let name = TaskName::of(&update.task);
            let found = all.iter().filter(|task| !is_new(task) && of(task, &name));
            let user =
                found.min_by_key(|task| (task.name.kind.clone(), task.name.id.to_lowercase()))?;
            Some(UsedTask { task: name_of(update)?, user: TaskUser::Task(user.name.clone()) })
        })
    };
    let in_sprint = |task: &Task, name: &TaskName| {
        let sprint = task.sprint.clone().map(|id| FrameRef { kind: FrameKind::sprint(), id });
        sprint.is_some_and(|sprint| name.is(&sprint))
    };
    let in_parent =
        |task: &Task, name: &TaskName| task.parent.as_ref().is_some_and(|it| name.is(it));
    below(&in_sprint).or_else(|| below(&in_parent))
}

/// Returns what an undone event changed of tasks; `None` if nothing.
fn redone_tasks(step: u64, journal: &[Recorded]) -> Option<RedoneTasks> {
    let line = journal.iter().find(|line| line.seq == step)?;
    let updates = line.change.set.tasks.clone();
    let made_known = match &line.event {
        Fact::Pushed { is_new, .. } => *is_new,
        fact => matches!(fact, Fact::Task(TaskFact::Added { .. })),
    };
    (!updates.is_empty()).then_some(RedoneTasks { updates, made_known })
}

/// Returns the other desks that work on a task.
fn elsewhere(task: &FrameRef, others: &[DeskJournal]) -> Vec<OpenElsewhere> {
    let name = TaskName::of(task);
    let open = others.iter().filter_map(|other| {
        let (operator, frames) = other.works_on.as_ref()?;
        let is_open = frames.iter().any(|frame| name.is(frame));
        is_open.then(|| OpenElsewhere { desk: other.desk.clone(), operator: operator.clone() })
    });
    let mut open: Vec<_> = open.collect();
    open.sort_by(|one, other| other.desk.cmp(&one.desk));
    open
}

/// Returns the time by which the newest event of a task is ordered.
fn newest(task: &Task, desks: &[DeskJournal]) -> DateTime<Utc> {
    let mut events = BTreeMap::new();
    for desk in desks {
        add_events(&mut events, &desk.store_id, &desk.lines);
    }
    let own = events.remove(&(task.name.kind.clone(), task.name.id.to_lowercase()));
    own.unwrap_or_default().iter().map(|event| event.time).max().unwrap_or_default()
}

/// Returns the tasks that follow from the lines of a journal.
pub fn tasks(journal: &[Recorded]) -> Vec<Task> {
    let mut events = BTreeMap::new();
    add_events(&mut events, "one", journal);
    events.into_values().filter_map(fold_task).collect()
}

/// Returns the tasks that follow from the journals of some desks.
pub fn tasks_of_all(desks: &[DeskJournal]) -> Vec<Task> {
    let mut events = BTreeMap::new();
    for desk in desks {
        add_events(&mut events, &desk.store_id, &desk.lines);
    }
    events.into_values().filter_map(fold_task).collect()
}

fn add_events(
    events: &mut BTreeMap<(FrameKind, String), Vec<TaskEvent>>,
    store_id: &str,
    journal: &[Recorded],
) {
    let void = void(journal);
    let mut time = DateTime::<Utc>::UNIX_EPOCH;
    for line in journal {
        time = line.recorded_at.max(time);
        for update in line.change.set.tasks.iter().filter(|_| !void.contains(&line.seq)) {
            let key = (update.task.kind.clone(), update.task.id.to_lowercase());
            events.entry(key).or_default().push(TaskEvent {
                time: update.ordered_at(time),
                store_id: store_id.to_owned(),
                seq: line.seq,
                at_utc: line.at,
                update: update.clone(),
            });
        }
    }
}

/// Returns the active time of a task in the sessions that are over and count.
pub fn past_ms(task: &FrameRef, journal: &[Recorded]) -> u64 {
    let name = TaskName::of(task);
    let past = past(journal);
    let ended = past.values().filter(|session| session.phase == Phase::Ended);
    let stays = ended.flat_map(|session| &session.closed_frames);
    stays.filter(|frame| name.is(&frame.name())).map(|frame| frame.active_ms).sum()
}
