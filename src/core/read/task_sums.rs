//! What live sessions and the day add to the time of tasks and sprints.

use std::collections::{HashMap, HashSet};

use crate::core::base::DeskName;
use crate::core::history::DeskSession;
use crate::core::read::Period;
use crate::core::rules::OpenElsewhere;
use crate::core::session::{FrameKind, FrameRef, StayWithin, id_key};

/// The time of one context, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TaskSum {
    /// In the live sessions of all desks.
    pub live_ms: u64,
    /// In the live session of one desk.
    pub session_ms: u64,
    /// In the local day.
    pub today_ms: u64,
}

/// The time of each context in some sessions, and who works on it now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskSums {
    sums: HashMap<(FrameKind, String), TaskSum>,
    elsewhere: HashMap<(FrameKind, String), Vec<OpenElsewhere>>,
}

/// The name of a context as names are compared.
fn key(name: &FrameRef) -> (FrameKind, String) {
    (name.kind.clone(), id_key(&name.kind, &name.id))
}

/// Returns the active time of a task or a sprint in a session, milliseconds. That of a sprint has also the
/// time of its tasks. `sprint_of` returns the id of the sprint of a task.
#[must_use]
pub fn task_ms(
    session: &DeskSession,
    name: &FrameRef,
    sprint_of: &dyn Fn(&FrameRef) -> Option<String>,
) -> u64 {
    let mut sums = TaskSums::default();
    sums.add_whole(session, false, &|task| sprint_as_frame(task, sprint_of));
    sums.of_task(name).live_ms
}

/// Returns the sprint of a task.
fn sprint_as_frame(
    name: &FrameRef,
    sprint_of: &dyn Fn(&FrameRef) -> Option<String>,
) -> Option<FrameRef> {
    let id = name.kind.is_of_tasks().then(|| sprint_of(name)).flatten();
    id.map(|id| FrameRef { kind: FrameKind::sprint(), id })
}

/// Reports whether the time of a stay is that of a sprint already: of the open one, or of that of the task
/// around it.
fn is_in_sprint(within: &StayWithin, sprint_of: &dyn Fn(&FrameRef) -> Option<FrameRef>) -> bool {
    within.sprint.is_some() || within.task.as_ref().and_then(sprint_of).is_some()
}

impl TaskSums {
    /// Adds up sessions: all of those that are live, and of all of them what lies in the day. Time in a task
    /// is also time in its sprint, if no sprint was open. `sprint_of` returns the id of the sprint of a task.
    #[must_use]
    pub fn of(
        sessions: &[DeskSession],
        own: &DeskName,
        today: &Period,
        sprint_of: &dyn Fn(&FrameRef) -> Option<String>,
    ) -> Self {
        let mut sums = Self::default();
        let sprint_of = |name: &FrameRef| sprint_as_frame(name, sprint_of);
        for session in sessions {
            let is_own = session.desk == *own;
            if session.record.phase.is_live() {
                sums.add_open(session, is_own);
                sums.add_whole(session, is_own, &sprint_of);
            }
            for part in session.record.parts(today) {
                let mut names: HashSet<(FrameKind, String)> =
                    part.contexts.iter().map(|stay| key(stay.frame)).collect();
                let sprint = part.sprint(&|name| sprint_of(name));
                names.extend(sprint.map(|sprint| key(&sprint)));
                for name in names {
                    let sum = sums.sums.entry(name).or_default();
                    sum.today_ms = sum.today_ms.saturating_add(part.ms);
                }
            }
        }
        sums
    }

    /// Adds what is open in a live session of another desk.
    fn add_open(&mut self, session: &DeskSession, is_own: bool) {
        let open = session.record.contexts.iter().filter(|stay| stay.until_utc.is_none());
        for stay in open.filter(|_| !is_own) {
            let (desk, operator) = (session.desk.clone(), session.record.operator.clone());
            let others = self.elsewhere.entry(key(&stay.frame)).or_default();
            others.push(OpenElsewhere { desk, operator });
        }
    }

    fn add_whole(
        &mut self,
        session: &DeskSession,
        is_own: bool,
        sprint_of: &dyn Fn(&FrameRef) -> Option<FrameRef>,
    ) {
        let record = &session.record;
        let mut add = |name: &FrameRef, ms: u64| {
            let sum = self.sums.entry(key(name)).or_default();
            sum.live_ms = sum.live_ms.saturating_add(ms);
            if is_own {
                sum.session_ms = sum.session_ms.saturating_add(ms);
            }
        };
        for (stay, within) in record.contexts.iter().zip(record.nesting()) {
            add(&stay.frame, stay.active_ms);
            let Some(sprint) = sprint_of(&stay.frame) else { continue };
            if !is_in_sprint(&within, sprint_of) {
                add(&sprint, stay.active_ms);
            }
        }
        for older in &record.folded_stays {
            add(&older.frame, older.active_ms);
            let Some(sprint) = sprint_of(&older.frame) else { continue };
            let within = StayWithin { sprint: older.sprint.clone(), task: older.task.clone() };
            if !is_in_sprint(&within, sprint_of) {
                add(&sprint, older.active_ms);
            }
        }
    }

    /// Returns the other desks on which a context is open now.
    #[must_use]
    pub fn elsewhere(&self, name: &FrameRef) -> Vec<OpenElsewhere> {
        if self.elsewhere.is_empty() {
            return Vec::new();
        }
        self.elsewhere.get(&key(name)).cloned().unwrap_or_default()
    }

    /// Returns the time of a context.
    #[must_use]
    pub fn of_task(&self, name: &FrameRef) -> TaskSum {
        self.sums.get(&key(name)).copied().unwrap_or_default()
    }
}
