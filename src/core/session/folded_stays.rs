//! The time in contexts that were left so long ago that they are no longer listed.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::session::FrameRef;

/// The most sums that are kept. After that, time is added to the newest sum of its context, whenever it was;
/// the time of a context without one is only in the total.
const SUMS_MAX: usize = 400;
/// How far apart stays in one sum may begin, seconds: a quarter of an hour, so that local days and hours
/// begin with a new sum in each time zone.
const APART_SECONDS: i64 = 900;

/// The time in one context that is no longer listed, by the sprint and the task around it and the quarter
/// of an hour in which it was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FoldedStays {
    /// The context.
    pub frame: FrameRef,
    /// The sprint around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sprint: Option<FrameRef>,
    /// The innermost task around it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<FrameRef>,
    /// When it was entered first in this quarter of an hour, UTC.
    pub from_utc: DateTime<Utc>,
    /// How often it was entered. None are left in a change that removes it.
    pub count: usize,
    /// Its active time, milliseconds.
    pub active_ms: u64,
}

impl FoldedStays {
    /// Reports whether it is about the same context in the same place.
    fn is_alike(&self, other: &Self) -> bool {
        (&self.frame, &self.sprint, &self.task) == (&other.frame, &other.sprint, &other.task)
    }

    /// Reports whether it is the same sum: alike, in the same quarter of an hour.
    fn is_same(&self, other: &Self) -> bool {
        let quarter = |of: &Self| of.from_utc.timestamp().div_euclid(APART_SECONDS);
        self.is_alike(other) && quarter(self) == quarter(other)
    }

    /// Adds one to a list.
    pub(in crate::core) fn add_to(self, list: &mut Vec<Self>) {
        let same = list.iter().position(|stays| stays.is_same(&self));
        let is_full = list.len() >= SUMS_MAX;
        let alike = || list.iter().rposition(|stays| stays.is_alike(&self));
        let known = same.or_else(|| is_full.then(alike).flatten());
        if let Some(known) = known.and_then(|nth| list.get_mut(nth)) {
            known.count = known.count.saturating_add(self.count);
            known.active_ms = known.active_ms.saturating_add(self.active_ms);
        } else if !is_full {
            list.push(self);
            Self::sort(list);
        }
    }

    /// Returns what is new or changed in a list, and what is gone.
    pub(in crate::core) fn between(before: &[Self], after: &[Self]) -> Vec<Self> {
        let changed = after.iter().filter(|stays| !before.contains(stays)).cloned();
        let gone = before.iter().filter(|old| !after.iter().any(|stays| stays.is_same(old)));
        changed.chain(gone.map(|old| Self { count: 0, active_ms: 0, ..old.clone() })).collect()
    }

    /// Applies what is new, changed or gone to a list.
    pub(in crate::core) fn apply(changes: &[Self], list: &mut Vec<Self>) {
        for change in changes {
            match list.iter_mut().find(|stays| stays.is_same(change)) {
                Some(known) => known.clone_from(change),
                None => list.push(change.clone()),
            }
        }
        list.retain(|stays| stays.count > 0);
        Self::sort(list);
    }

    /// Puts a list in an order that does not depend on when its parts came.
    fn sort(list: &mut [Self]) {
        let name = |frame: &FrameRef| (frame.kind.clone(), frame.id.clone());
        list.sort_by_cached_key(|stays| {
            let around = (stays.sprint.as_ref().map(name), stays.task.as_ref().map(name));
            (name(&stays.frame), around, stays.from_utc)
        });
    }
}
