//! No two sessions of a desk overlap.

use chrono::{DateTime, TimeDelta, Utc};

use crate::core::base::{Hint, Moment, Refusal, RefusalKind, SessionId, SessionKey, Verb};
use crate::core::history::Watch;
use crate::core::rules::Evidence;
use crate::core::session::{Phase, Session};

/// From when until when something was, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::core) struct Extent {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

impl Extent {
    /// Returns from when until when a session was; a live one, until `now`.
    pub fn of(session: &Session, now: DateTime<Utc>) -> Self {
        Self { from: session.started_at_utc, to: session.ended_at_utc.unwrap_or(now) }
    }

    /// Returns how much of it lies in another one.
    fn within(self, other: Self) -> TimeDelta {
        let common = self.to.min(other.to) - self.from.max(other.from);
        common.max(TimeDelta::zero())
    }

    /// Reports whether they have any time in common.
    pub fn overlaps(self, other: Self) -> bool {
        self.within(other) > TimeDelta::zero()
    }

    /// Reports whether new times overlap another session more than the `old` ones. What overlapped
    /// before, because the clock was set, may stay.
    pub fn overlaps_anew(self, old: Option<Self>, other: Self) -> bool {
        let was_there = old.is_some_and(|old| old.within(other) >= self.within(other));
        self.overlaps(other) && !was_there
    }
}

/// Refuses new times of a session that overlap another session ([`Extent::overlaps_anew`]).
pub(in crate::core) fn refuse_overlaps(
    watch: &Watch,
    evidence: &Evidence,
    verb: Verb,
    session: &Session,
    (old, new): (Option<Extent>, Extent),
    now: &Moment,
) -> Result<(), Refusal> {
    let others_of = || others(watch, evidence, Some(&session.id));
    let found = others_of().filter(|(_, _, other)| new.overlaps_anew(old, *other));
    // The one that is nearest to what is free.
    let found = if old.is_some_and(|old| old.from == new.from) {
        found.min_by_key(|(_, _, other)| other.from)
    } else {
        found.max_by_key(|(_, _, other)| other.to)
    };
    let all: Vec<Extent> = others_of().map(|(_, _, other)| other).collect();
    let is_free = |part: Extent| !all.iter().any(|other| part.overlaps(*other));
    found.map_or(Ok(()), |(key, _, other)| {
        Err(overlaps(verb, key, other, (old, new), &is_free, now))
    })
}

/// Returns the sessions that count, without one of them: a live one lasts for ever.
pub(in crate::core) fn others<'a>(
    watch: &'a Watch,
    evidence: &'a Evidence,
    without: Option<&'a SessionId>,
) -> impl Iterator<Item = (SessionKey, &'a SessionId, Extent)> {
    let counts = |session: &&Session| session.phase != Phase::Cancelled;
    let on_the_desk =
        watch.session.as_ref().filter(counts).map(|session| {
            (session.key, &session.id, Extent::of(session, DateTime::<Utc>::MAX_UTC))
        });
    let past = evidence.near.iter().map(|other| {
        let times = Extent { from: other.started_at_utc, to: other.ended_at_utc };
        (other.key, &other.id, times)
    });
    on_the_desk.into_iter().chain(past).filter(move |(_, id, _)| Some(*id) != without)
}

pub(in crate::core) fn overlaps(
    verb: Verb,
    key: SessionKey,
    other: Extent,
    (old, new): (Option<Extent>, Extent),
    is_free: &dyn Fn(Extent) -> bool,
    now: &Moment,
) -> Refusal {
    let why = format!("it would overlap {key}");
    let see = Hint::Taken {
        session: key.to_string(),
        from_utc: other.from,
        until_utc: Some(other.to).filter(|to| *to < DateTime::<Utc>::MAX_UTC),
        now_utc: now.utc,
    };
    let refusal = |next| Refusal::new(RefusalKind::Refused, verb.spec().not_done, why, next);
    if verb == Verb::Reopen {
        return refusal(see);
    }
    // The part that is free, if there is one. If one time was given, it is on the side of the other.
    let keeps_start = old.is_some_and(|old| old.from == new.from);
    let keeps_end = old.is_some_and(|old| old.to == new.to);
    let (later, earlier) = (Extent { from: other.to, ..new }, Extent { to: other.from, ..new });
    if other.to < new.to && (other.from <= new.from || keeps_end) && is_free(later) {
        refusal(Hint::NotBefore { earliest_utc: other.to, now_utc: now.utc }).or(see)
    } else if new.from < other.from && (new.to <= other.to || keeps_start) && is_free(earlier) {
        refusal(Hint::NotAfter { latest_utc: other.from, now_utc: now.utc }).or(see)
    } else {
        refusal(see)
    }
}
