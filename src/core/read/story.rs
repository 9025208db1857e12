//! One session in full, with everything that was done in it.

use crate::core::base::{Hint, LookAt, Moment, Refusal, RefusalKind, SessionId, SessionName};
use crate::core::history::{Activity, HistoryUpdate, Recorded, SessionRef, Watch};
use crate::core::read::SessionGlance;
use crate::core::session::{EffectiveAt, Session, Snapshot};

/// One session in full.
#[derive(Debug, Clone, PartialEq)]
pub struct Story {
    /// The session as it is, or as it ended.
    pub session: Session,
    /// Band and health at its end, or now while it is live; and how old they were then.
    pub readings: Snapshot,
    /// What was done in it, oldest first. Undone activities are marked.
    pub activities: Vec<Activity>,
    /// Whether there are earlier activities than these.
    pub is_cut: bool,
}

impl Story {
    /// Returns the story of a session from its events, newest first, back to its start.
    ///
    /// # Errors
    /// A refusal if there is no such session, or its start is undone or gone.
    pub fn of(
        name: &SessionName,
        trail: &[Recorded],
        watch: &Watch,
        now: &Moment,
    ) -> Result<Self, Refusal> {
        let mut last = LastFiled::new(name.clone());
        for event in trail {
            last.add(event);
        }
        let mut activities = Activity::of_all(trail);
        activities.reverse();
        Ok(Self { activities, ..Self::without_activities(last, !trail.is_empty(), watch, now)? })
    }

    /// Returns the story of a session without what was done in it. `is_known` says whether it has
    /// events.
    ///
    /// # Errors
    /// As [`Story::of`].
    pub fn without_activities(
        last: LastFiled,
        is_known: bool,
        watch: &Watch,
        now: &Moment,
    ) -> Result<Self, Refusal> {
        let LastFiled { name, session: filed, .. } = last;
        // Gaps that no command has recorded yet must not count as active time.
        let normalized = watch.normalized(EffectiveAt::now(now));
        let on_the_desk = normalized.filter(|session| SessionRef::of(session).is(&name));
        let session = match on_the_desk.or(filed) {
            Some(session) => session,
            // A session that is neither live nor over has lost its start.
            None if is_known => return Err(start_undone(&name)),
            None => return Err(no_such_session(&name)),
        };
        let readings = || watch.at(now).governance.snapshot_at(&[], now);
        let readings = session.end_snapshot.clone().unwrap_or_else(readings);
        Ok(Self { session, readings, activities: Vec::new(), is_cut: false })
    }

    /// Returns the session as it is shown at a moment.
    #[must_use]
    pub fn glance(&self, now: &Moment) -> SessionGlance {
        SessionGlance::of(&self.session, now)
    }
}

/// A session as it was recorded last when it was over. A caller adds its events, newest first.
#[derive(Debug)]
pub struct LastFiled {
    name: SessionName,
    session: Option<Session>,
    /// The sessions that went on after they were over.
    withdrawn: Vec<SessionId>,
}

impl LastFiled {
    /// Returns nothing about a session yet.
    #[must_use]
    pub fn new(name: SessionName) -> Self {
        Self { name, session: None, withdrawn: Vec::new() }
    }

    /// Adds the next older event.
    pub fn add(&mut self, event: &Recorded) {
        for update in event.change.set.history_updates.iter().rev() {
            if let HistoryUpdate::Withdrawn { id, .. } = update {
                self.withdrawn.push(id.clone());
            }
            let filed = update.filed(&self.name);
            let filed = filed.filter(|session| !self.withdrawn.contains(&session.id));
            if self.session.is_none() {
                self.session = filed.cloned();
            }
        }
    }
}

/// Returns the refusal to show a session that does not exist.
#[must_use]
pub fn no_such_session(name: &SessionName) -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        format!("there is no {name}"),
        Hint::show("see the past sessions", LookAt::History),
    )
    .or(Hint::show("or the live one", LookAt::Status))
}

fn start_undone(name: &SessionName) -> Refusal {
    Refusal::new(
        RefusalKind::NothingThere,
        "Nothing was shown",
        format!("the history does not hold {name}: its start was undone, or its events were lost"),
        Hint::show("see what was done in it", LookAt::LogOf(name.to_string())),
    )
}
