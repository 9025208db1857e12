//! Builds the events that correct sessions: their times, notes, breaks and gaps, and whether they
//! count.

use chrono::{DateTime, Utc};

use crate::core::base::{
    Argument, At, Hint, LookAt, Moment, NamedTime, Refusal, RefusalKind, SessionName, Verb,
};
use crate::core::command::SessionEdit;
use crate::core::history::{Event, Fact, HistoryUpdate, SessionRef, Watch};
use crate::core::rules::effective_time::named_time;
use crate::core::rules::event_builder::some_text;
use crate::core::rules::overlap::{Extent, refuse_overlaps};
use crate::core::rules::{Decision, EventBuilder, Evidence, SessionTimes, in_the_future};
use crate::core::session::{
    Author, CutOff, Edit, EffectiveAt, GapAnswer, GapId, NewTimes, NotesKind, Phase, Session,
    SessionType, add_break, answer_gap, remove_break,
};

impl EventBuilder<'_> {
    /// Corrects a session. Without a difference, nothing changes.
    pub(in crate::core) fn edit(
        self,
        edit: &SessionEdit,
        evidence: &Evidence,
    ) -> Result<Decision, Refusal> {
        let (watch, now, author) = (self.watch, self.effect.now, self.author());
        let (name, ends) = (watch.subject_of(&self.request.command), EffectiveAt::now(now));
        let event = self.on_subject(name.as_ref(), evidence, |session| {
            let (before, active_ms) = (session.clone(), session.active_ms(now));
            // A live session whose end is known ends now, and what came after that end is cut off.
            let is_ended = edit.end.is_some() && session.phase.is_live();
            if is_ended {
                session.finish(Phase::Ended, watch.governance.snapshot(), ends);
            }
            let mut edits = edit_times(session, edit, watch, evidence, now)?;
            let has_end = edits.iter().any(|edit| matches!(edit, Edit::End { .. }));
            if is_ended && !has_end {
                // The end that was given is now.
                edits.push(Edit::End { from: now.utc, to: now.utc });
            }
            edits.extend(edit_notes(session, NotesKind::Start, edit.notes.as_deref()));
            edits.extend(edit_notes(session, NotesKind::Closing, edit.closing.as_deref()));
            edits.extend(edit_target(session, edit.target_seconds));
            edits.extend(edit_operator(session, edit.operator.as_deref()));
            edits.extend(edit_type(session, edit.session_type.as_ref()));
            if edits.iter().any(Edit::is_of_facts) || !session.phase.is_live() {
                session.remember_correction(author, &edits);
            }
            let cut_off = CutOff::between(&before, session);
            Ok(Fact::Edited { edits, active_ms: (active_ms, session.active_ms(now)), cut_off })
        })?;
        match &event.fact {
            Fact::Edited { edits, .. } if edits.is_empty() => {
                let key = event.session.as_ref().map(|session| session.key.to_string());
                let message = format!("{} is so already; nothing changed", key.unwrap_or_default());
                Ok(Decision::Unchanged { message })
            }
            _ => Ok(event.into()),
        }
    }

    /// Takes a session that is over out of the totals.
    pub(in crate::core) fn cancel_over(
        self,
        name: &SessionName,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        self.on_subject(Some(name), evidence, |session| {
            if session.phase == Phase::Cancelled {
                let next = of_session("to restore it", Verb::Reopen, session);
                let why = format!("{} is cancelled already", session.key);
                return Err(refused(Verb::Cancel, why, next));
            }
            session.phase = Phase::Cancelled;
            Ok(Fact::Cancelled { active_ms: session.closed_ms() })
        })
    }

    /// Restores a cancelled session as it ended.
    pub(in crate::core) fn restore(
        self,
        name: &SessionName,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let (watch, now) = (self.watch, self.effect.now);
        self.on_subject(Some(name), evidence, |session| {
            if session.phase.is_live() {
                let why = format!("{} is {}", session.key, session.phase.word());
                let next = Hint::say("nothing to do: it goes on");
                return Err(refused(Verb::Reopen, why, next));
            }
            if session.phase != Phase::Cancelled {
                let why = format!("{} ended, and it is not the last session", session.key);
                let next = of_session("start a new one like it", Verb::Continue, session);
                return Err(refused(Verb::Reopen, why, next));
            }
            let times = Extent::of(session, DateTime::<Utc>::MAX_UTC);
            refuse_overlaps(watch, evidence, Verb::Reopen, session, (None, times), now)?;
            session.phase = Phase::Ended;
            Ok(Fact::Restored { active_ms: session.closed_ms() })
        })
    }

    pub(in crate::core) fn answer_gap(
        self,
        name: Option<&SessionName>,
        id: Option<GapId>,
        answer: GapAnswer,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let now = self.effect.now;
        let answer = answer.try_map(|at| named_time(self.watch, at, now))?;
        self.on_subject(name, evidence, |session| {
            let gap = answer_gap(Some(session), id, answer)?;
            Ok(Fact::GapAnswered { gap: gap.id, ms: gap.ms, kept_ms: gap.kept_ms })
        })
    }

    pub(in crate::core) fn add_break(
        self,
        name: Option<&SessionName>,
        (from, to): (At, At),
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let (now, author) = (self.effect.now, self.author());
        let (from, to) = (named_time(self.watch, from, now)?, named_time(self.watch, to, now)?);
        self.on_subject(name, evidence, |session| {
            let added = add_break(session, from, to, now)?;
            if !session.phase.is_live() && session.closed_ms() == 0 {
                let next = "give shorter times; to take all of it out of the totals";
                let why = "no active time would be left".to_owned();
                return Err(refused(Verb::Break, why, of_session(next, Verb::Cancel, session)));
            }
            if !session.phase.is_live() {
                let edit = Edit::BreakAdded { from: added.from, to: added.to };
                session.remember_correction(author, &[edit]);
            }
            Ok(Fact::BreakAdded { from: added.from, to: added.to, ms: added.ms })
        })
    }

    pub(in crate::core) fn remove_break(
        self,
        name: Option<&SessionName>,
        at: At,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let (now, author) = (self.effect.now, self.author());
        let at = named_time(self.watch, at, now)?;
        self.on_subject(name, evidence, |session| {
            let active_ms = session.active_ms(now);
            let (from, to) = remove_break(session, at, now)?;
            session.remember_correction(author, &[Edit::BreakRemoved { from, to }]);
            let ms = session.active_ms(now).saturating_sub(active_ms);
            Ok(Fact::BreakRemoved { from, to, ms })
        })
    }

    pub(super) fn author(&self) -> Author {
        Author::of(&self.request.by, self.effect.now.utc)
    }

    /// Changes the session that a command is about: the named one, or else the one on the desk.
    fn on_subject(
        mut self,
        name: Option<&SessionName>,
        evidence: &Evidence,
        how: impl FnOnce(&mut Session) -> Result<Fact, Refusal>,
    ) -> Result<Event, Refusal> {
        if name.is_none_or(|name| self.watch.has_on_the_desk(name)) {
            let verb = self.request.command.verb();
            let Some(session) = &mut self.after else { return Err(no_such_session(verb, name)) };
            let before = (session.phase, session.ended_at_utc);
            let fact = how(session)?;
            let after = session.clone();
            self.file_again();
            if before != (after.phase, after.ended_at_utc) {
                self.find_last_ended(std::slice::from_ref(&after), evidence);
            }
            return Ok(self.event(fact));
        }
        let Some(before) = &evidence.subject else {
            return Err(no_such_session(self.request.command.verb(), name));
        };
        let mut after = before.clone();
        let fact = how(&mut after)?;
        self.history_updates = (vec![HistoryUpdate::of(&after)], vec![HistoryUpdate::of(before)]);
        if (before.phase, before.ended_at_utc) != (after.phase, after.ended_at_utc) {
            self.find_last_ended(std::slice::from_ref(&after), evidence);
        }
        self.subject = Some(SessionRef::of(&after));
        Ok(self.event(fact))
    }

    /// Finds the session that ended last, after some have changed. Another one stays the last: if the
    /// clock was set back, it need not have the latest end.
    pub(super) fn find_last_ended(&mut self, changed: &[Session], evidence: &Evidence) {
        let times =
            |session: &Session| SessionTimes::of(session).filter(|_| session.phase == Phase::Ended);
        let new = || changed.iter().filter_map(times);
        let stays = self.last_ended.as_ref().is_some_and(|last| {
            changed.iter().all(|session| session.id != last.id)
                && new().all(|times| times.ended_at_utc <= last.ended_at_utc)
        });
        if stays {
            return;
        }
        let on_the_desk = self.after.as_ref().and_then(times);
        let ended = new().chain(on_the_desk).chain(evidence.ended_last.clone());
        let last = ended.max_by_key(|times| times.ended_at_utc);
        self.last_ended = last.map(|times| times.last_ended());
    }
}

/// Moves start and end. Returns what changed.
fn edit_times(
    session: &mut Session,
    edit: &SessionEdit,
    watch: &Watch,
    evidence: &Evidence,
    now: &Moment,
) -> Result<Vec<Edit>, Refusal> {
    let old = Extent::of(session, now.utc);
    let new = new_times(session, edit, watch, evidence, now)?;
    if (new.start, new.end) == (session.started_at_utc, session.ended_at_utc) {
        return Ok(Vec::new());
    }
    let latest = new.end.map_or(new.start, |end| end.max(new.start));
    if latest > now.utc {
        return Err(in_the_future(Verb::Edit, latest, now));
    }
    let interval = Extent { from: new.start, to: new.end.unwrap_or(now.utc) };
    if session.phase != Phase::Cancelled {
        refuse_overlaps(watch, evidence, Verb::Edit, session, (Some(old), interval), now)?;
    }
    session.move_to(new, now)?;
    let mut edits = Vec::new();
    if new.start != old.from {
        edits.push(Edit::Start { from: old.from, to: new.start });
    }
    if let Some(to) = new.end.filter(|end| *end != old.to) {
        edits.push(Edit::End { from: old.to, to });
    }
    Ok(edits)
}

/// Returns the times that are meant. A time that is named as its minute means the old one if that lies
/// in the minute; else the end of the session before, or a bound of active time.
pub(super) fn new_times(
    session: &Session,
    edit: &SessionEdit,
    watch: &Watch,
    evidence: &Evidence,
    now: &Moment,
) -> Result<NewTimes, Refusal> {
    let start = edit.start.map(|at| named_time(watch, at, now)).transpose()?;
    let end = edit.end.map(|at| named_time(watch, at, now)).transpose()?;
    let ends_before = evidence.near.iter().map(|other| other.ended_at_utc);
    let start_of = |named: NamedTime| {
        let old = session.started_at_utc;
        if named.includes(old) {
            old
        } else {
            named.or_last(ends_before.chain(session.stretch_starts()))
        }
    };
    let end_of = |named: NamedTime| match session.ended_at_utc {
        Some(old) if named.includes(old) => old,
        Some(_) | None => named.or_last(session.spans.iter().filter_map(|span| span.ended_at_utc)),
    };
    Ok(NewTimes {
        start: start.map_or(session.started_at_utc, start_of),
        end: end.map_or(session.ended_at_utc, |end| Some(end_of(end))),
    })
}

fn edit_notes(session: &mut Session, which: NotesKind, notes: Option<&str>) -> Option<Edit> {
    let to = some_text(Some(notes?));
    let before = session.notes_of(which).map(str::to_owned);
    session.set_notes(which, to.clone());
    // Closing notes that are given empty differ from none.
    let is_changed = session.notes_of(which) != before.as_deref();
    let (from, to) = (before.unwrap_or_default(), to.unwrap_or_default());
    is_changed.then_some(Edit::Notes { which, from, to })
}

fn edit_target(session: &mut Session, seconds: Option<u64>) -> Option<Edit> {
    let to = seconds.map(|seconds| (seconds > 0).then_some(seconds))?;
    let from = std::mem::replace(&mut session.target_seconds, to);
    (from != to).then_some(Edit::Target { from, to })
}

fn edit_operator(session: &mut Session, operator: Option<&str>) -> Option<Edit> {
    let to = operator?.trim().to_owned();
    let from = std::mem::replace(&mut session.operator, to.clone());
    (from != to).then_some(Edit::Operator { from, to })
}

fn edit_type(session: &mut Session, session_type: Option<&SessionType>) -> Option<Edit> {
    let to = session_type?.clone();
    let from = std::mem::replace(&mut session.session_type, to.clone());
    (from != to).then_some(Edit::Type { from, to })
}

fn of_session(purpose: &'static str, verb: Verb, session: &Session) -> Hint {
    Hint::give_with(purpose, verb, [(Argument::Session, &session.key.to_string())])
}

fn refused(verb: Verb, why: String, next: Hint) -> Refusal {
    Refusal::new(RefusalKind::Refused, verb.spec().not_done, why, next)
}

pub(super) fn no_such_session(verb: Verb, name: Option<&SessionName>) -> Refusal {
    let why = match name {
        Some(name) => format!("there is no {name}"),
        None => "there was no session yet".to_owned(),
    };
    let next = Hint::show("see the past sessions", LookAt::History);
    Refusal::new(RefusalKind::NothingThere, verb.spec().not_done, why, next)
}
