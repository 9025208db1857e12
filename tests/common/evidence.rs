//! What a command stands on, read in the simplest way from a journal in memory.

use std::collections::BTreeMap;

use onwatch::core::{
    Evidence, HistoryUpdate, Moment, PastNeeds, Phase, Recorded, Request, Session, SessionId,
    SessionTimes, Watch,
};

/// Returns everything that a request stands on.
pub fn evidence(watch: &Watch, request: &Request, now: &Moment, journal: &[Recorded]) -> Evidence {
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
