//! What a command stands on, read in the simplest way from a journal in memory.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use onwatch::core::{
    DeskName, Evidence, Fact, FrameRef, HistoryUpdate, KnownTask, Moment, PastNeeds, Phase,
    Recorded, Request, Session, SessionId, SessionTimes, Task, TaskEvent, TaskEvidence, TaskName,
    Watch, fold_task,
};

/// Returns everything that a request stands on.
pub fn evidence(watch: &Watch, request: &Request, now: &Moment, journal: &[Recorded]) -> Evidence {
    let evidence = past_evidence(watch, request, now, journal);
    let tasks = task_evidence(watch, request, evidence.subject.as_ref(), journal);
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

/// Returns what is known of the tasks of a request by the journal of one desk.
fn task_evidence(
    watch: &Watch,
    request: &Request,
    subject: Option<&Session>,
    journal: &[Recorded],
) -> Option<TaskEvidence> {
    let needs = watch.needs_of_tasks(request, subject)?;
    let all = tasks(journal);
    let mut known: Vec<KnownTask> = Vec::new();
    let mut wanted = needs.names;
    while let Some(name) = wanted.pop() {
        for task in all.iter().filter(|task| name.is(&task.name)) {
            if known.iter().any(|other| other.task == *task) {
                continue;
            }
            wanted.extend(task.parent.as_ref().map(TaskName::of));
            let earlier_ms = past_ms(&task.name, journal);
            known.push(KnownTask { task: task.clone(), earlier_ms, elsewhere: Vec::new() });
        }
    }
    let next_free = needs.next_free.into_iter().map(|kind| {
        let prefix = format!("{}-", kind.as_str().to_uppercase());
        let of_kind = all.iter().filter(|task| task.name.kind == kind);
        let numbers = of_kind.filter_map(|task| task.name.id.strip_prefix(&prefix)?.parse().ok());
        let next = numbers.max().map_or(1, |last: u64| last + 1);
        (kind, next)
    });
    let next_free = next_free.collect();
    Some(TaskEvidence { desk: DeskName::default(), known, next_free })
}

/// Returns the tasks that follow from the lines of a journal.
pub fn tasks(journal: &[Recorded]) -> Vec<Task> {
    let mut void = BTreeSet::new();
    for line in journal {
        match &line.event {
            Fact::Undone { of, .. } => drop(void.insert(*of)),
            Fact::Redone { of, .. } => drop(void.remove(of)),
            _ => {}
        }
    }
    let mut events: BTreeMap<String, Vec<TaskEvent>> = BTreeMap::new();
    let standing = journal.iter().filter(|line| !void.contains(&line.seq));
    let mut time = DateTime::<Utc>::UNIX_EPOCH;
    for line in standing {
        time = line.recorded_at.max(time);
        for update in &line.change.set.tasks {
            events.entry(update.task.to_string().to_lowercase()).or_default().push(TaskEvent {
                time,
                store_id: "one".to_owned(),
                seq: line.seq,
                at_utc: line.at,
                update: update.clone(),
            });
        }
    }
    events.into_values().filter_map(fold_task).collect()
}

/// Returns the active time of a task in the sessions that are over and count.
fn past_ms(task: &FrameRef, journal: &[Recorded]) -> u64 {
    let past = past(journal);
    let ended = past.values().filter(|session| session.phase == Phase::Ended);
    let stays = ended.flat_map(|session| &session.closed_frames);
    stays.filter(|frame| frame.name() == *task).map(|frame| frame.active_ms).sum()
}
