//! Builds the event of a command. Each verb is one method; `decide` has checked that it is allowed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::core::base::{Behind, Refusal, SessionKey, SessionName, Undo, Verb};
use crate::core::check::Despite;
use crate::core::command::{Command, Request};
use crate::core::history::{
    Change, Delta, Event, Fact, HistoryUpdate, LastEnded, SessionChange, SessionRef, TaskFact,
    Watch, idle_ms,
};
use crate::core::playbook::{PlaybookProgress, Playbooks, ProgressChange};
use crate::core::policy::Overridden;
use crate::core::rules::available;
use crate::core::rules::effective_time::TakesEffect;
use crate::core::rules::{Evidence, as_run};
use crate::core::session::{
    EffectiveAt, FrameRef, Gap, GapId, NotesKind, Phase, Session, contexts_at,
};
use crate::core::task::TaskUpdate;

/// The event of a command while it is built.
pub(in crate::core) struct EventBuilder<'a> {
    pub(super) watch: &'a Watch,
    pub(super) request: &'a Request,
    pub(super) effect: EffectiveAt<'a>,
    /// When it took effect, UTC. A note or a reading changes the session no earlier than now.
    pub(super) at: DateTime<Utc>,
    /// The session before, normalized.
    pub(super) normalized: Option<Session>,
    /// The session after.
    pub(super) after: Option<Session>,
    pub(super) last_ended: Option<LastEnded>,
    pub(super) last_key: Option<SessionKey>,
    /// The session that it is about, if that is not on the desk.
    pub(super) subject: Option<SessionRef>,
    /// Whether it is about sessions that are not on the desk.
    pub(super) is_elsewhere: bool,
    /// The updates of the past sessions, and those of an undo.
    pub(super) history_updates: (Vec<HistoryUpdate>, Vec<HistoryUpdate>),
    /// What changes of tasks.
    pub(super) tasks: Vec<TaskUpdate>,
    /// The contexts that it belongs to, if they are not those of the session.
    pub(super) of_context: Option<Vec<FrameRef>>,
    /// The gaps that are new.
    pub(super) found: Vec<GapId>,
    /// How far the wall clock is behind.
    pub(super) behind: Behind,
    /// Why it completes something although a check failed.
    pub(super) despite: Option<Despite>,
    /// Why it is done although a policy or a playbook is against it.
    pub(super) overridden: Option<Overridden>,
    /// How far each playbook is since.
    pub(super) playbooks: BTreeMap<String, PlaybookProgress>,
    /// The playbooks as their files say them.
    pub(super) playbooks_known: Option<&'a Playbooks>,
}

impl<'a> EventBuilder<'a> {
    pub(in crate::core) fn new(
        watch: &'a Watch,
        request: &'a Request,
        TakesEffect { session: effect, at }: TakesEffect<'a>,
    ) -> Self {
        let (normalized, behind) = watch.session_and_clock(effect);
        Self {
            behind,
            found: new_gaps(watch.session.as_ref(), normalized.as_ref()),
            watch,
            request,
            effect,
            at,
            after: normalized.clone(),
            normalized,
            last_ended: watch.last_ended.clone(),
            last_key: None,
            subject: None,
            is_elsewhere: false,
            history_updates: Default::default(),
            tasks: Vec::new(),
            of_context: None,
            despite: None,
            overridden: None,
            playbooks: watch.playbooks.clone(),
            playbooks_known: None,
        }
    }

    pub(in crate::core) fn start(mut self, notes: Option<&str>) -> Event {
        let mut instead_of = None;
        if self.watch.live().is_some() {
            self.finish(Phase::Ended, None);
            instead_of = self.after.as_ref().map(|old| (old.key, old.active_ms(self.effect.now)));
        }
        let mut session = self.new_session(some_text(notes));
        if let Command::Start {
            session_type,
            agent_id,
            workflow_id,
            target_seconds,
            metadata,
            run,
            ..
        } = &self.request.command
        {
            if let Some(run) = run {
                session = as_run(session, run);
            }
            session.session_type.clone_from(session_type);
            session.agent_id = some_text(agent_id.as_deref());
            session.workflow_id = some_text(workflow_id.as_deref());
            session.target_seconds = *target_seconds;
            session.metadata.clone_from(metadata);
        }
        self.started(session, instead_of, None)
    }

    /// Returns a session that starts, with the next key.
    pub(super) fn new_session(&self, notes: Option<String>) -> Session {
        let key = SessionKey(self.watch.counters.session_keys.saturating_add(1));
        let heard = &self.request.heard;
        let snapshot = self.watch.governance.snapshot_at(heard, self.effect.now);
        Session::start(key, &self.request.by, snapshot, notes, self.effect)
    }

    /// Puts a session that starts on the desk. `instead_of` is the one that a switch ended, with its
    /// active time in milliseconds; `continues` is the one that it is like.
    pub(super) fn started(
        mut self,
        session: Session,
        instead_of: Option<(SessionKey, u64)>,
        continues: Option<SessionKey>,
    ) -> Event {
        let (notes, session_type) = (session.start_notes.clone(), session.session_type.clone());
        let fact = Fact::Started { notes, instead_of, session_type, continues };
        self.last_key = Some(session.key);
        self.after = Some(session);
        self.event(fact)
    }

    pub(in crate::core) fn pause(mut self, reason: Option<&str>) -> Event {
        let reason = some_text(reason);
        let effect = self.effect;
        let active_ms = self.change(|session| {
            session.pause(reason.clone(), effect);
            session.active_ms(effect.now)
        });
        self.event(Fact::Paused { active_ms, reason })
    }

    pub(in crate::core) fn resume(mut self) -> Event {
        let effect = self.effect;
        let paused_ms = self.change(|session| session.resume(effect));
        self.event(Fact::Resumed { paused_ms })
    }

    pub(in crate::core) fn end(mut self, notes: Option<&str>) -> Event {
        let notes = notes.map(|notes| some_text(Some(notes)).unwrap_or_default());
        let fact = self.finish(Phase::Ended, notes);
        self.event(fact)
    }

    /// Cancels the live session, or the named one.
    pub(in crate::core) fn cancel(
        mut self,
        name: Option<&SessionName>,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let is_live =
            |name: &&SessionName| self.watch.has_on_the_desk(name) && self.watch.live().is_some();
        if let Some(name) = name.filter(|name| !is_live(name)) {
            return self.cancel_over(name, evidence);
        }
        let fact = self.finish(Phase::Cancelled, None);
        let cancelled: Vec<Session> = self.after.iter().cloned().collect();
        self.find_last_ended(&cancelled, evidence);
        Ok(self.event(fact))
    }

    pub(super) fn finish(&mut self, phase: Phase, notes: Option<String>) -> Fact {
        let effect = self.effect;
        let Some(session) = &mut self.after else { return Fact::Cancelled { active_ms: 0 } };
        let snapshot = self.watch.governance.snapshot_at(&self.request.heard, effect.now);
        session.finish(phase, snapshot, effect);
        if let Some(notes) = &notes {
            session.set_notes(NotesKind::Closing, some_text(Some(notes)));
        }
        let active_ms = session.active_ms(effect.now);
        self.history_updates.0.push(HistoryUpdate::of(session));
        self.history_updates.1.push(HistoryUpdate::without(session));
        if phase == Phase::Cancelled {
            return Fact::Cancelled { active_ms };
        }
        self.last_ended =
            Some(LastEnded { id: session.id.clone(), key: session.key, ended_at_utc: effect.at });
        let (paused_ms, breaks) = (session.paused_ms, session.breaks);
        Fact::Ended { active_ms, paused_ms, breaks, notes }
    }

    /// Reopens the last session, or restores the named one as it had ended.
    pub(in crate::core) fn reopen(
        mut self,
        name: Option<&SessionName>,
        evidence: &Evidence,
    ) -> Result<Event, Refusal> {
        let goes_on = |name: &&SessionName| {
            let on_the_desk = self.watch.session.as_ref();
            on_the_desk.is_some_and(|session| session.phase == Phase::Ended)
                && self.watch.has_on_the_desk(name)
        };
        if let Some(name) = name.filter(|name| !goes_on(name)) {
            return self.restore(name, evidence);
        }
        available(self.watch, Verb::Reopen, self.effect.now)?;
        let effect = self.effect;
        let paused_ms = self.change(|session| session.resume(effect));
        if let Some(before) = &self.normalized {
            self.history_updates.0.push(HistoryUpdate::without(before));
            self.history_updates.1.push(HistoryUpdate::of(before));
        }
        Ok(self.event(Fact::Reopened { paused_ms }))
    }

    /// Changes only when the last activity was.
    pub(in crate::core) fn keep(self) -> Event {
        let idle_ms = idle_ms(self.watch, self.effect.now).unwrap_or_default();
        self.event(Fact::Kept { idle_ms })
    }

    /// Files a session that is over, corrected.
    pub(super) fn file_again(&mut self) {
        let both = self.after.as_ref().zip(self.normalized.as_ref());
        if let Some((after, before)) = both.filter(|(after, _)| !after.phase.is_live()) {
            self.history_updates.0.push(HistoryUpdate::of(after));
            let is_past = !before.phase.is_live();
            let was = if is_past { HistoryUpdate::of } else { HistoryUpdate::without };
            self.history_updates.1.push(was(before));
        }
    }

    /// Reports whether it takes effect when the session is changed.
    fn is_now(&self) -> bool {
        self.at == self.effect.at
    }

    /// Changes the session. Returns the default if there is no session.
    pub(super) fn change<T: Default>(&mut self, how: impl FnOnce(&mut Session) -> T) -> T {
        self.after.as_mut().map(how).unwrap_or_default()
    }

    pub(super) fn event(mut self, fact: Fact) -> Event {
        self.follow_session(&fact);
        let (before, after) = (self.normalized.as_ref(), self.after.as_ref());
        let is_elsewhere = self.is_elsewhere || self.subject.is_some();
        let (subject, context) = match &fact {
            Fact::BandSet { .. } | Fact::HealthSet { .. } => {
                let is_theirs = |live: &&Session| self.is_now() || live.started_at_utc <= self.at;
                (self.watch.live().filter(is_theirs), after)
            }
            Fact::Undone { verb, .. } | Fact::Redone { verb, .. } if verb.is_a_reading() => {
                (self.watch.live(), after)
            }
            // An undone start belongs to the session that is gone.
            Fact::Undone { .. } => (before.or(after), after),
            // A task needs no session.
            Fact::Task(TaskFact::Completed { .. }) => (self.watch.live(), before),
            Fact::Task(_) | Fact::Playbook(_) | Fact::Acknowledged { .. } => {
                (self.watch.live(), after)
            }
            // Their context is the one that they leave.
            Fact::Popped { .. }
            | Fact::Ended { .. }
            | Fact::Failed { .. }
            | Fact::Deleted { .. }
            | Fact::Cancelled { .. } => (after.or(before), before),
            Fact::Started { .. }
            | Fact::Paused { .. }
            | Fact::Resumed { .. }
            | Fact::Reopened { .. }
            | Fact::Noted { .. }
            | Fact::Pushed { .. }
            | Fact::GapAnswered { .. }
            | Fact::Kept { .. }
            | Fact::BreakAdded { .. }
            | Fact::BreakRemoved { .. }
            | Fact::Edited { .. }
            | Fact::Restored { .. }
            | Fact::Added { .. }
            | Fact::StatusSet { .. }
            | Fact::StepCompleted { .. }
            | Fact::RunUpdated { .. }
            | Fact::Redone { .. } => (after.or(before), after),
        };
        let (subject, context) = if is_elsewhere { (None, None) } else { (subject, context) };
        let session = self.subject.clone().or_else(|| subject.map(SessionRef::of));
        let live = context.filter(|s| s.phase.is_live());
        let context = live.map_or_else(Vec::new, |session| {
            let stack = &session.context_stack;
            if let Some(path) = &self.of_context {
                path.clone()
            } else if self.is_now() {
                stack.path_with_sprint()
            } else {
                contexts_at(stack, &session.closed_frames, self.at)
            }
        });
        // A gap that turns out to be none changes a session that is over.
        let refiled =
            before.filter(|s| !s.phase.is_live() && self.watch.session.as_ref() != Some(s));
        let refiled = refiled.map(HistoryUpdate::of);
        let set = Delta {
            session: SessionChange::between(self.normalized.as_ref(), self.after.as_ref()),
            last_ended: other(&self.watch.last_ended, &self.last_ended),
            history_updates: refiled.into_iter().chain(self.history_updates.0).collect(),
            tasks: self.tasks,
            playbooks: ProgressChange::all_between(&self.watch.playbooks, &self.playbooks),
            ..Delta::default()
        };
        let was = Delta {
            session: SessionChange::between(self.after.as_ref(), self.normalized.as_ref()),
            last_ended: other(&self.last_ended, &self.watch.last_ended),
            history_updates: self.history_updates.1,
            playbooks: ProgressChange::all_between(&self.playbooks, &self.watch.playbooks),
            ..Delta::default()
        };
        let before = self.watch.session.as_ref();
        let verb = fact.verb();
        let same = |after: &&Session| self.normalized.as_ref().is_some_and(|s| s.id == after.id);
        let session_with_gaps = self.after.as_ref().filter(same).or(self.normalized.as_ref());
        let gaps = session_with_gaps.into_iter().flat_map(|session| &session.gaps);
        // A line about another session does not tell of the gaps of this one.
        let found = gaps.filter(|gap| !is_elsewhere && self.found.contains(&gap.id));
        let gaps_found = found.map(|gap| (gap.id, gap.ms, gap.why)).collect();
        Event {
            gaps_found,
            behind: self.behind,
            despite: self.despite,
            overridden: self.overridden,
            at: self.at,
            session,
            context,
            change: Change {
                normalize: SessionChange::between(before, self.normalized.as_ref()),
                set,
                was: match verb.spec().undo {
                    Undo::Always | Undo::IsStep => Some(was),
                    // A reading that a person gave adds its own.
                    Undo::UnlessMeasured | Undo::Never => None,
                },
                cone: None,
                health: None,
                alerts: None,
                last_key: self.last_key,
            },
            fact,
        }
    }
}

/// Returns the new value, if it is another one.
fn other<T: PartialEq + Clone>(from: &T, to: &T) -> Option<T> {
    (from != to).then(|| to.clone())
}

/// Returns the ids of the gaps that only the session after has.
pub(super) fn new_gaps(before: Option<&Session>, after: Option<&Session>) -> Vec<GapId> {
    let had = |gap: &&Gap| before.is_some_and(|s| s.gaps.iter().any(|old| old.id == gap.id));
    let has = after.into_iter().flat_map(|session| &session.gaps);
    has.filter(|gap| !had(gap)).map(|gap| gap.id).collect()
}

/// Returns a text that is not blank.
pub(super) fn some_text(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty()).map(str::to_owned)
}
