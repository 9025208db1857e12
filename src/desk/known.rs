//! What is known of a desk and of this machine, for those who cannot wait.
//!
//! Nothing here writes, waits for a lock, reads a whole journal or says an error: what cannot be read at
//! once is left out. The answers complete words that a person types.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use chrono::{DateTime, Utc};

use super::obey::Desk;
use crate::core::{
    DeskName, FrameRef, Phase, RunStatus, SessionId, SessionKey, SessionType, Verb, Watch,
};
use crate::index::{PeekedRun, PeekedSession};
use crate::paths::is_profile;

/// How many tasks are offered.
const TASKS_MAX: u32 = 2_000;
/// How many open runs are looked at.
const RUNS_MAX: usize = 100;

/// A session that may be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSession {
    /// Its short name.
    pub key: SessionKey,
    /// Its unique name; `None` if only an activity names it.
    pub id: Option<SessionId>,
    /// When it started, UTC; `None` if only an activity names it.
    pub started_at_utc: Option<DateTime<Utc>>,
    /// What it was about.
    pub notes: Option<String>,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// A run that may be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRun {
    /// Its id.
    pub id: SessionId,
    /// The name that it was given.
    pub name: Option<String>,
    /// Where it stands.
    pub status: RunStatus,
    /// What it is about.
    pub notes: Option<String>,
    /// Whether it is not over.
    pub is_open: bool,
}

impl Desk {
    /// Returns the state, if it can be read at once.
    #[must_use]
    pub fn peek(&self) -> Option<Watch> {
        self.store.peek().ok().map(|loaded| loaded.reached.watch)
    }

    /// Returns the newest sessions whose keys are in one of the ranges, or whose ids begin with a text,
    /// newest first.
    #[must_use]
    pub fn known_sessions(
        &self,
        (keys, id): (&[RangeInclusive<u32>], &str),
        most: u32,
    ) -> Vec<KnownSession> {
        let watch = self.peek().unwrap_or_default();
        let mut all = of_state(&watch);
        all.extend(self.index.peek_sessions(&self.name(), (keys, id), most).into_iter().map(past));
        let is_meant = |session: &KnownSession| {
            keys.iter().any(|range| range.contains(&session.key.0))
                || !id.is_empty()
                    && session.id.as_ref().is_some_and(|it| it.as_str().starts_with(id))
        };
        all.retain(is_meant);
        let mut met = HashSet::new();
        all.retain(|session| met.insert(session.key.0));
        all.sort_by_key(|session| std::cmp::Reverse(session.key));
        all.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        all
    }

    /// Returns the contexts that were worked in lately with their titles: the open ones innermost first,
    /// then the newest. Each is there once.
    #[must_use]
    pub fn known_contexts(&self) -> Vec<(FrameRef, Option<String>)> {
        let watch = self.peek().unwrap_or_default();
        let session = watch.session.as_ref();
        let mut all: Vec<_> = session
            .into_iter()
            .flat_map(|session| {
                let open = session.context_stack.frames().iter().rev();
                let open = open.map(|frame| (frame.name(), frame.title.clone()));
                let left = session.closed_frames.iter().rev();
                open.chain(left.map(|frame| (frame.name(), frame.title.clone())))
            })
            .collect();
        all.extend(contexts_of_activities(&watch));
        all.extend(self.index.peek_contexts(&self.name()));
        all.extend(self.index.peek_tasks(TASKS_MAX));
        let mut titles = HashMap::new();
        for (frame, title) in &all {
            if let Some(title) = title {
                titles.entry(frame.to_string()).or_insert_with(|| title.clone());
            }
        }
        let mut met = HashSet::new();
        all.retain(|(frame, _)| met.insert(frame.to_string()));
        for (frame, title) in &mut all {
            *title = titles.get(&frame.to_string()).cloned();
        }
        all
    }

    /// Returns who should do tasks.
    #[must_use]
    pub fn known_assignees(&self) -> Vec<String> {
        self.index.peek_assignees()
    }

    /// Returns the open contexts with their titles, innermost first.
    #[must_use]
    pub fn open_contexts(&self) -> Vec<(FrameRef, Option<String>)> {
        let session = self.peek().and_then(|watch| watch.session);
        let session = session.filter(|session| session.phase.is_live());
        let frames = session.iter().flat_map(|session| session.context_stack.frames().iter().rev());
        frames.map(|frame| (frame.name(), frame.title.clone())).collect()
    }

    /// Returns the desks of people that have a directory, with the session on each.
    #[must_use]
    pub fn known_profiles(&self) -> Vec<(DeskName, Option<Watch>)> {
        let profiles = self.store.names_in(&self.paths().profiles());
        let profiles = profiles.iter().filter(|name| is_profile(name));
        let names = profiles.map(|name| DeskName::of(Some(name)));
        let all = std::iter::once(DeskName::of(None)).chain(names).take(RUNS_MAX);
        all.map(|name| {
            let watch = self.beside(&name).and_then(|desk| desk.peek());
            (name, watch)
        })
        .collect()
    }

    /// Returns the runs: those that are open, then those that are over, each newest first.
    #[must_use]
    pub fn known_runs(&self, also_over: bool) -> Vec<KnownRun> {
        let mut open = self.store.names_in(&self.paths().open_runs());
        open.sort_unstable_by(|one, other| other.cmp(one));
        let ids = open.iter().filter_map(|name| SessionId::parse(name)).take(RUNS_MAX);
        let mut all: Vec<KnownRun> = ids.filter_map(|id| self.known_run(&id)).collect();
        if also_over {
            let most = u32::try_from(RUNS_MAX).unwrap_or(u32::MAX);
            all.extend(self.index.peek_runs(most).into_iter().map(over));
        } else {
            all.retain(|run| run.is_open);
        }
        let mut met = HashSet::new();
        all.retain(|run| met.insert(run.id.clone()));
        all
    }

    /// Returns a run that has begun and was not deleted.
    fn known_run(&self, id: &SessionId) -> Option<KnownRun> {
        let session = self.beside(&DeskName::of_run(id))?.peek()?.session?;
        let run = session.kept_run()?;
        Some(KnownRun {
            id: id.clone(),
            name: run.name.clone(),
            status: run.status.clone(),
            notes: session.notes().map(str::to_owned),
            is_open: session.phase.is_live(),
        })
    }

    /// Returns the types of sessions that are known: of the session on the desk, then of the newest
    /// sessions of all desks.
    #[must_use]
    pub fn known_session_types(&self) -> Vec<SessionType> {
        let own = self.peek().and_then(|watch| watch.session).map(|session| session.session_type);
        own.into_iter().chain(self.index.peek_session_types()).collect()
    }

    /// Returns the agents and the workflows of open runs and of the newest sessions.
    #[must_use]
    pub fn known_owners(&self) -> Vec<(Option<String>, Option<String>)> {
        let runs = self.store.names_in(&self.paths().open_runs());
        let ids = runs.iter().rev().filter_map(|name| SessionId::parse(name)).take(RUNS_MAX);
        let desks = ids.filter_map(|id| self.beside(&DeskName::of_run(&id)));
        let sessions = desks.filter_map(|desk| desk.peek()?.session);
        let own = self.peek().and_then(|watch| watch.session);
        let owners = own.into_iter().chain(sessions);
        let mut all: Vec<_> =
            owners.map(|session| (session.agent_id, session.workflow_id)).collect();
        all.extend(self.index.peek_owners());
        all
    }
}

/// Returns the sessions that the state names: the one on the desk, and those of the newest activities.
fn of_state(watch: &Watch) -> Vec<KnownSession> {
    let on_desk = watch.session.as_ref().map(|session| KnownSession {
        key: session.key,
        id: Some(session.id.clone()),
        started_at_utc: Some(session.started_at_utc),
        notes: session.notes().map(str::to_owned),
        is_cancelled: session.phase == Phase::Cancelled,
    });
    let mut all: Vec<KnownSession> = on_desk.into_iter().collect();
    for activity in watch.recent.iter().filter(|activity| !activity.undone) {
        let Some(key) = activity.session else { continue };
        let tells = matches!(activity.verb, Verb::Start | Verb::End | Verb::Add);
        let notes = activity.subject.clone().filter(|_| tells);
        match all.iter_mut().find(|known| known.key == key) {
            Some(known) => known.notes = known.notes.take().or(notes),
            None => all.push(KnownSession {
                key,
                id: None,
                started_at_utc: None,
                notes,
                is_cancelled: activity.verb == Verb::Cancel,
            }),
        }
    }
    all
}

/// Returns the contexts that the newest activities name, newest first and innermost first.
fn contexts_of_activities(watch: &Watch) -> Vec<(FrameRef, Option<String>)> {
    let mut all = Vec::new();
    for activity in watch.recent.iter().filter(|activity| !activity.undone) {
        let title = activity.subject.clone().filter(|_| activity.verb == Verb::Push);
        let titles = [title].into_iter().chain(std::iter::repeat(None));
        all.extend(activity.context.iter().rev().cloned().zip(titles));
    }
    all
}

fn past(session: PeekedSession) -> KnownSession {
    let closing = session.closing_notes.filter(|notes| !notes.is_empty());
    KnownSession {
        key: session.key,
        id: Some(session.id),
        started_at_utc: Some(session.started_at_utc),
        notes: closing.or(session.start_notes),
        is_cancelled: session.is_cancelled,
    }
}

fn over(run: PeekedRun) -> KnownRun {
    KnownRun { id: run.id, name: run.name, status: run.status, notes: run.notes, is_open: false }
}
