//! Finds sessions that a command made overlap. The rules forbid that, but a correction whose
//! [`Evidence`](super::Evidence) lacked a session could not know, and neither could a start or a
//! reopening after it.

use chrono::{DateTime, TimeDelta, Utc};

use crate::core::base::SessionKey;
use crate::core::history::{Fact, HistoryUpdate, Recorded};
use crate::core::rules::overlap::Extent;
use crate::core::session::{Edit, Phase, Session};

/// From when until when a session was that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedTimes {
    /// The short name.
    pub key: SessionKey,
    /// The start, UTC.
    pub from_utc: DateTime<Utc>,
    /// The end, UTC; `None` while it is live.
    pub until_utc: Option<DateTime<Utc>>,
}

/// Two sessions of a desk that a command made overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MadeOverlap {
    /// The one that was corrected, added or restored, started at an earlier time, or reopened.
    pub corrected: CountedTimes,
    /// The one whose time it takes.
    pub other: CountedTimes,
}

/// How two sessions no longer overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WayApart {
    /// The corrected session starts then, UTC.
    StartAt(DateTime<Utc>),
    /// The corrected session ends then, UTC.
    EndAt(DateTime<Utc>),
    /// The corrected session is cancelled: the other one takes all of its time.
    Cancel,
}

impl CountedTimes {
    fn extent(&self) -> Extent {
        Extent { from: self.from_utc, to: self.until_utc.unwrap_or(DateTime::<Utc>::MAX_UTC) }
    }
}

impl MadeOverlap {
    /// Returns the overlap of two sessions if a correction made it; `None` if they do not overlap, or
    /// if they were measured so, because a clock was set.
    ///
    /// `lines` are the lines of both sessions, in their order, without those that were undone. It needs
    /// only those on which it depends ([`Self::depends_on`]).
    #[must_use]
    pub fn of(one: CountedTimes, two: CountedTimes, lines: &[Recorded]) -> Option<Self> {
        if one.key == two.key || !one.extent().overlaps(two.extent()) {
            return None;
        }
        let (mut past_one, mut past_two, mut found) = (None, None, None);
        for line in lines {
            if matches!(line.event, Fact::Undone { .. } | Fact::Redone { .. }) {
                continue;
            }
            if makes_an_overlap(line, (one.key, past_one), past_two) {
                found = Some(Self { corrected: one, other: two });
            }
            if makes_an_overlap(line, (two.key, past_two), past_one) {
                found = Some(Self { corrected: two, other: one });
            }
            take_in(line, one.key, &mut past_one);
            take_in(line, two.key, &mut past_two);
        }
        found
    }

    /// Reports whether a line may say when a session was.
    #[must_use]
    pub fn depends_on(line: &Recorded) -> bool {
        matches!(line.event, Fact::Edited { .. } | Fact::Started { .. })
            || !line.change.set.history_updates.is_empty()
    }

    /// Returns how much time both take; `None` if the end of that is not known yet.
    #[must_use]
    pub fn length(&self) -> Option<TimeDelta> {
        let ends = [self.corrected.until_utc, self.other.until_utc];
        let end = ends.into_iter().flatten().min()?;
        Some(end.signed_duration_since(self.corrected.from_utc.max(self.other.from_utc)))
    }

    /// Returns how they no longer overlap. No other session is touched by that.
    #[must_use]
    pub fn way_apart(&self) -> WayApart {
        let Self { corrected, other } = self;
        let is_live = corrected.until_utc.is_none();
        match other.until_utc {
            Some(end) if is_live || corrected.from_utc >= other.from_utc => {
                let is_longer = corrected.until_utc.is_none_or(|until| until > end);
                if is_longer { WayApart::StartAt(end) } else { WayApart::Cancel }
            }
            None if corrected.from_utc >= other.from_utc => WayApart::Cancel,
            Some(_) | None => WayApart::EndAt(other.from_utc),
        }
    }
}

/// Reports whether an event put a session over the time of another one that was past then.
fn makes_an_overlap(
    line: &Recorded,
    (key, own): (SessionKey, Option<Extent>),
    other: Option<Extent>,
) -> bool {
    let Some(other) = other else { return false };
    if let Some((old, new)) = new_times(line, key) {
        return new.overlaps_anew(old, other);
    }
    // If the other one ended later than now, a clock was set, and nobody took its time.
    let times = times_until_now(line, key, own).filter(|_| other.to <= line.recorded_at);
    times.is_some_and(|(old, new)| new.overlaps_anew(old, other))
}

/// Returns the times of a session that starts at an earlier time, or goes on after its end: the old
/// ones, and those until now.
fn times_until_now(
    line: &Recorded,
    key: SessionKey,
    own: Option<Extent>,
) -> Option<(Option<Extent>, Extent)> {
    let to = line.recorded_at;
    match &line.event {
        Fact::Started { .. } if line.session.as_ref().is_some_and(|it| it.key == key) => {
            Some((None, Extent { from: line.at, to }))
        }
        Fact::Reopened { .. } if line.session.as_ref().is_some_and(|it| it.key == key) => {
            own.map(|own| (Some(own), Extent { from: own.from, to }))
        }
        Fact::Started { .. }
        | Fact::Reopened { .. }
        | Fact::Edited { .. }
        | Fact::Added { .. }
        | Fact::Restored { .. }
        | Fact::Paused { .. }
        | Fact::Resumed { .. }
        | Fact::Ended { .. }
        | Fact::Cancelled { .. }
        | Fact::Noted { .. }
        | Fact::Pushed { .. }
        | Fact::Popped { .. }
        | Fact::BandSet { .. }
        | Fact::HealthSet { .. }
        | Fact::Acknowledged { .. }
        | Fact::GapAnswered { .. }
        | Fact::Kept { .. }
        | Fact::BreakAdded { .. }
        | Fact::BreakRemoved { .. }
        | Fact::StatusSet { .. }
        | Fact::StepCompleted { .. }
        | Fact::RunUpdated { .. }
        | Fact::Failed { .. }
        | Fact::Deleted { .. }
        | Fact::Task(_)
        | Fact::Playbook(_)
        | Fact::Undone { .. }
        | Fact::Redone { .. } => None,
    }
}

/// Returns which times an event gave a session, as a correction is judged: the old ones, and the new
/// ones.
fn new_times(line: &Recorded, key: SessionKey) -> Option<(Option<Extent>, Extent)> {
    let filed = filed(line, key);
    match &line.event {
        Fact::Added { .. } | Fact::Restored { .. } => {
            filed.map(|session| (None, Extent::of(session, line.at)))
        }
        Fact::Edited { edits, .. } if line.session.as_ref().is_some_and(|it| it.key == key) => {
            let start = edits.iter().find_map(|edit| {
                if let Edit::Start { from, to } = edit { Some((*from, *to)) } else { None }
            });
            let end = edits.iter().find_map(|edit| {
                if let Edit::End { from, to } = edit { Some((*from, *to)) } else { None }
            });
            let counts = filed.is_none_or(|session| session.phase != Phase::Cancelled);
            if !counts || start.is_none() && end.is_none() {
                return None;
            }
            // What is not filed is live: it lasts until now.
            let new = match filed {
                Some(session) => Extent::of(session, line.at),
                None => Extent { from: start?.1, to: line.at },
            };
            let from = start.map_or(new.from, |(from, _)| from);
            let to = end.map_or(new.to, |(to, _)| to);
            Some((Some(Extent { from, to }), new))
        }
        Fact::Started { .. }
        | Fact::Reopened { .. }
        | Fact::Edited { .. }
        | Fact::Paused { .. }
        | Fact::Resumed { .. }
        | Fact::Ended { .. }
        | Fact::Cancelled { .. }
        | Fact::Noted { .. }
        | Fact::Pushed { .. }
        | Fact::Popped { .. }
        | Fact::BandSet { .. }
        | Fact::HealthSet { .. }
        | Fact::Acknowledged { .. }
        | Fact::GapAnswered { .. }
        | Fact::Kept { .. }
        | Fact::BreakAdded { .. }
        | Fact::BreakRemoved { .. }
        | Fact::StatusSet { .. }
        | Fact::StepCompleted { .. }
        | Fact::RunUpdated { .. }
        | Fact::Failed { .. }
        | Fact::Deleted { .. }
        | Fact::Task(_)
        | Fact::Playbook(_)
        | Fact::Undone { .. }
        | Fact::Redone { .. } => None,
    }
}

/// Takes in from when until when a session was, once it is over and counts.
fn take_in(line: &Recorded, key: SessionKey, past: &mut Option<Extent>) {
    for update in &line.change.set.history_updates {
        match update {
            HistoryUpdate::Filed(session) if session.key == key => {
                let counts = session.phase == Phase::Ended;
                *past = counts.then(|| Extent::of(session, line.at));
            }
            HistoryUpdate::Withdrawn { key: gone, .. } if *gone == key => *past = None,
            HistoryUpdate::Filed(_) | HistoryUpdate::Withdrawn { .. } => {}
        }
    }
}

fn filed(line: &Recorded, key: SessionKey) -> Option<&Session> {
    line.change.set.history_updates.iter().find_map(|update| match update {
        HistoryUpdate::Filed(session) if session.key == key => Some(session.as_ref()),
        HistoryUpdate::Filed(_) | HistoryUpdate::Withdrawn { .. } => None,
    })
}
