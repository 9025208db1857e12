//! Builds the events of sessions that come from elsewhere: those that were never started, and those
//! that continue an earlier one.

use serde_json::Map;

use crate::core::base::{At, Moment, Refusal, RefusalKind, SessionKey, Verb};
use crate::core::command::{NewPastSession, PastContext};
use crate::core::history::{Event, Fact, HistoryUpdate, SessionRef, Watch};
use crate::core::rules::contexts::entered_again;
use crate::core::rules::corrections::no_such_session;
use crate::core::rules::effective_time::named_time;
use crate::core::rules::event_builder::some_text;
use crate::core::rules::overlap::{Extent, others, overlaps};
use crate::core::rules::{Decision, EventBuilder, Evidence, in_the_future};
use crate::core::session::{Frame, SaidContext, SaidSession, Session, expand_id, open_at_the_end};
use crate::core::task::TaskUpdate;

impl EventBuilder<'_> {
    /// Adds sessions that were never started. Those with a known source are left out.
    pub(in crate::core) fn add(
        mut self,
        sessions: &[NewPastSession],
        evidence: &Evidence,
    ) -> Result<Decision, Refusal> {
        let now = self.effect.now;
        let mut known = evidence.known_sources.clone();
        let mut added: Vec<Session> = Vec::new();
        for new in sessions {
            if new.source_hash.clone().is_some_and(|hash| !known.insert(hash)) {
                continue;
            }
            let said = said(new, self.watch, evidence, now)?;
            let keys = u32::try_from(added.len()).unwrap_or(u32::MAX).saturating_add(1);
            let key = SessionKey(self.watch.counters.session_keys.saturating_add(keys));
            let nonce = now.nonce.wrapping_add(key.0.saturating_sub(1));
            added.push(Session::said(key, nonce, &self.request.by, now.utc, said)?);
        }
        let Some(last) = added.last() else {
            let message = "All of it is known already; nothing changed".to_owned();
            return Ok(Decision::Unchanged { message });
        };
        self.last_key = Some(last.key);
        refuse_overlaps_among(&added)?;
        for session in &added {
            let times = Extent::of(session, now.utc);
            let others_now = || others(self.watch, evidence, None);
            if let Some((key, _, other)) = others_now().find(|(_, _, other)| times.overlaps(*other))
            {
                let is_free =
                    |part: Extent| !others_now().any(|(_, _, other)| part.overlaps(other));
                return Err(overlaps(Verb::Add, key, other, (None, times), &is_free, now));
            }
        }
        let single = <&[Session; 1]>::try_from(added.as_slice()).ok().map(|[single]| single);
        self.subject = single.map(SessionRef::of);
        let fact = Fact::Added {
            count: added.len(),
            from: added.iter().map(|session| session.started_at_utc).min().unwrap_or(now.utc),
            to: added.iter().filter_map(|session| session.ended_at_utc).max().unwrap_or(now.utc),
            active_ms: added.iter().map(Session::closed_ms).fold(0, u64::saturating_add),
            session_type: single.map(|single| single.session_type.clone()).unwrap_or_default(),
            notes: single.and_then(|single| single.start_notes.clone()),
        };
        self.is_elsewhere = true;
        self.tasks = worked_on(&added);
        self.find_last_ended(&added, evidence);
        self.history_updates.1 = added.iter().map(HistoryUpdate::without).collect();
        self.history_updates.0 = added.iter().map(HistoryUpdate::of).collect();
        Ok(self.event(fact).into())
    }

    /// Starts a session with the notes, type, target and contexts of an earlier one.
    pub(in crate::core) fn continue_from(self, evidence: &Evidence) -> Result<Event, Refusal> {
        let Some(wanted) = self.watch.subject_of(&self.request.command) else {
            return Err(no_such_session(Verb::Continue, None));
        };
        let on_the_desk = self.normalized.clone().filter(|_| self.watch.has_on_the_desk(&wanted));
        let Some(earlier) = on_the_desk.or_else(|| evidence.subject.clone()) else {
            return Err(no_such_session(Verb::Continue, Some(&wanted)));
        };
        let (mut session, effect) = (self.new_session(earlier.start_notes.clone()), self.effect);
        session.session_type.clone_from(&earlier.session_type);
        session.target_seconds = earlier.target_seconds;
        // At an end, the innermost context is left first.
        let end = earlier.ended_at_utc.unwrap_or(earlier.last_change.at_utc);
        let first = open_at_the_end(&earlier.closed_frames, end);
        let open = earlier.closed_frames.iter().skip(first).rev().map(|frame| Frame {
            kind: frame.kind.clone(),
            id: frame.id.clone(),
            title: frame.title.clone(),
            estimate_seconds: frame.estimate_seconds,
            pushed_at_utc: effect.at,
            active_ms_at_push: 0,
            earlier_ms: 0,
            sprint: None,
            extra: Map::new(),
        });
        session.context_stack.0 = open.collect();
        let frames = session.context_stack.0.iter_mut();
        let entered = frames.map(|frame| entered_again(frame, evidence));
        let entered: Vec<TaskUpdate> = entered.collect();
        Ok(Self { tasks: entered, ..self }.started(session, None, Some(earlier.key)))
    }
}

/// Returns what somebody says of a session, with its times as they are meant.
fn said(
    new: &NewPastSession,
    watch: &Watch,
    evidence: &Evidence,
    now: &Moment,
) -> Result<SaidSession, Refusal> {
    let time = |at: At| named_time(watch, at, now);
    let ends = others(watch, evidence, None).map(|(_, _, other)| other.to);
    let from = time(new.from)?.or_last(ends);
    let to = time(new.to)?.at;
    if to > now.utc {
        return Err(in_the_future(Verb::Add, to, now));
    }
    // A time in the minute of its start is the start.
    let within = |at: At| Ok(time(at)?.or_last([from].into_iter()));
    let breaks = new.breaks.iter().map(|(begin, end)| Ok((within(*begin)?, within(*end)?)));
    let contexts = new.contexts.iter().map(|PastContext { frame, at }| {
        let at = at.map(within).transpose()?;
        Ok(SaidContext {
            kind: frame.kind.clone(),
            id: expand_id(&frame.kind, frame.id.trim()),
            title: some_text(frame.title.as_deref()),
            estimate_seconds: frame.estimate_seconds,
            entered_at_utc: at.unwrap_or(from),
        })
    });
    Ok(SaidSession {
        from,
        to,
        session_type: new.session_type.clone(),
        notes: some_text(new.notes.as_deref()),
        closing: new.closing.clone(),
        contexts: contexts.collect::<Result<_, Refusal>>()?,
        breaks: breaks.collect::<Result<_, Refusal>>()?,
        band: new.band,
        health: new.health,
        target_seconds: new.target_seconds.filter(|seconds| *seconds > 0),
        metadata: new.metadata.clone(),
        source_hash: new.source_hash.clone(),
    })
}

/// Returns that the contexts of sessions were entered, each once, in the order of their first one.
fn worked_on(added: &[Session]) -> Vec<TaskUpdate> {
    let mut all: Vec<TaskUpdate> = Vec::new();
    for frame in added.iter().flat_map(|session| &session.closed_frames) {
        let name = frame.name();
        if let Some(known) = all.iter_mut().find(|update| update.task == name) {
            known.title = frame.title.clone().map(Some).or(known.title.take());
        } else {
            let title = frame.title.clone().map(Some);
            all.push(TaskUpdate { entered: true, title, ..TaskUpdate::of(name) });
        }
    }
    all
}

fn refuse_overlaps_among(added: &[Session]) -> Result<(), Refusal> {
    let mut by_start: Vec<(usize, &Session)> = (1..).zip(added).collect();
    by_start.sort_by_key(|(_, session)| session.started_at_utc);
    let mut pairs = by_start.iter().zip(by_start.iter().skip(1));
    let found = pairs.find(|((_, one), (_, next))| {
        one.ended_at_utc.is_some_and(|end| end > next.started_at_utc)
    });
    let Some(((one, _), (next, _))) = found else { return Ok(()) };
    let why = format!("session {} and session {} of them overlap", one.min(next), one.max(next));
    let next = "give sessions that follow one another";
    Err(Refusal::new(RefusalKind::Refused, Verb::Add.spec().not_done, why, next))
}
