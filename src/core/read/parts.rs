//! The parts of a session's active time in which its contexts did not change.
//!
//! Contexts and pieces of active time are laid on one axis: the active time so far. Both were
//! measured, so the parts add up to the active time exactly, whatever the wall clock did.
//!
//! Of stays that are no longer listed, the time in each context is known by quarters of an hour: it is laid
//! as one piece from when it began.

use std::cmp::Reverse;

use chrono::{DateTime, Utc};

use crate::core::base::{later, ms_between};
use crate::core::history::{ContextTime, SessionRecord};
use crate::core::read::{Period, spans};
use crate::core::session::{FrameKind, FrameRef};

/// A context that is open in a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartContext<'a> {
    /// Its name.
    pub frame: &'a FrameRef,
    /// Its title.
    pub title: Option<&'a str>,
}

/// A part of the active time of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivePart<'a> {
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// Its measured length, milliseconds.
    pub ms: u64,
    /// The open contexts, outermost first.
    pub contexts: Vec<PartContext<'a>>,
}

impl ActivePart<'_> {
    /// Returns the sprint whose time it is: the open one, or else that of the outermost task with one.
    /// `sprint_of` returns the sprint of a task.
    pub(in crate::core) fn sprint(
        &self,
        sprint_of: &dyn Fn(&FrameRef) -> Option<FrameRef>,
    ) -> Option<FrameRef> {
        let open = self.contexts.iter().find(|stay| stay.frame.kind.is_of_sprints());
        let own = || self.contexts.iter().find_map(|stay| sprint_of(stay.frame));
        open.map(|stay| stay.frame.clone()).or_else(own)
    }
}

/// A stay in a context on the axis.
struct Stay<'a> {
    context: PartContext<'a>,
    from_utc: DateTime<Utc>,
    until_utc: DateTime<Utc>,
    /// How many contexts are known to lie around it.
    depth: u8,
    begins_ms: u64,
    ends_ms: u64,
}

impl<'a> Stay<'a> {
    fn listed(context: &'a ContextTime, begins_ms: u64) -> Self {
        Self {
            context: PartContext { frame: &context.frame, title: context.title.as_deref() },
            from_utc: context.from_utc,
            until_utc: context.until_utc.unwrap_or(DateTime::<Utc>::MAX_UTC),
            depth: 0,
            begins_ms,
            ends_ms: begins_ms.saturating_add(context.active_ms),
        }
    }

    fn kind(&self) -> &FrameKind {
        &self.context.frame.kind
    }
}

impl SessionRecord {
    /// Returns the parts of its active time within a period, in order. They add up to the active
    /// time within the period to the millisecond.
    #[must_use]
    pub fn parts(&self, period: &Period) -> Vec<ActivePart<'_>> {
        let stays = self.stays();
        let bounds = stays.iter().flat_map(|stay| [stay.begins_ms, stay.ends_ms]);
        let mut bounds: Vec<u64> = bounds.collect();
        bounds.sort_unstable();
        bounds.dedup();
        let (mut parts, mut passed_ms) = (Vec::new(), 0_u64);
        for (start, ms) in spans(self) {
            let end_ms = passed_ms.saturating_add(ms);
            let inner = bounds.iter().copied().filter(|at| (passed_ms + 1..end_ms).contains(at));
            let mut from_ms = passed_ms;
            for until_ms in inner.chain([end_ms]) {
                let from_utc = later(start, from_ms - passed_ms).unwrap_or(start);
                if let Some((from_utc, ms)) = period.cut((from_utc, until_ms - from_ms)) {
                    parts.push(ActivePart { from_utc, ms, contexts: open_at(&stays, from_ms) });
                }
                from_ms = until_ms;
            }
            passed_ms = end_ms;
        }
        parts
    }

    /// Returns its stays in contexts, each where it is on the axis.
    fn stays(&self) -> Vec<Stay<'_>> {
        let total_ms = spans(self).map(|(_, ms)| ms).fold(0, u64::saturating_add);
        let listed = self.contexts.iter();
        let listed = listed.map(|stay| Stay::listed(stay, self.axis_ms(stay.from_utc)));
        let mut stays: Vec<Stay<'_>> = listed.collect();
        stays.extend(self.older_stays());
        stays.sort_by_key(|stay| (stay.kind().clone(), stay.from_utc));
        for of_one_type in stays.chunk_by_mut(|one, next| one.kind() == next.kind()) {
            put_apart(of_one_type, total_ms);
        }
        stays.sort_by_key(|stay| (stay.from_utc, Reverse(stay.until_utc), stay.depth));
        stays
    }

    /// Returns the sums of the stays that are no longer listed, each from when it began.
    fn older_stays(&self) -> impl Iterator<Item = Stay<'_>> {
        self.folded_stays.iter().map(|older| {
            let begins_ms = self.axis_ms(older.from_utc);
            Stay {
                context: PartContext { frame: &older.frame, title: None },
                from_utc: older.from_utc,
                until_utc: older.from_utc,
                depth: u8::from(older.sprint.is_some()) + u8::from(older.task.is_some()),
                begins_ms,
                ends_ms: begins_ms.saturating_add(older.active_ms),
            }
        })
    }

    /// Returns the active time until a moment, by the wall clock, milliseconds.
    fn axis_ms(&self, at: DateTime<Utc>) -> u64 {
        spans(self).map(|(start, ms)| ms.min(ms_between(start, at))).fold(0, u64::saturating_add)
    }
}

/// Moves stays of one type so that they follow one another within the axis: at most one was open at
/// a time, but the clock may have been set between them.
fn put_apart(stays: &mut [Stay<'_>], total_ms: u64) {
    let mut earliest_ms = 0_u64;
    for stay in stays.iter_mut() {
        let early_ms = earliest_ms.saturating_sub(stay.begins_ms);
        stay.begins_ms = stay.begins_ms.saturating_add(early_ms);
        stay.ends_ms = stay.ends_ms.saturating_add(early_ms);
        earliest_ms = stay.ends_ms;
    }
    let mut latest_ms = total_ms;
    for stay in stays.iter_mut().rev() {
        let late_ms = stay.ends_ms.saturating_sub(latest_ms);
        stay.ends_ms = stay.ends_ms.saturating_sub(late_ms);
        stay.begins_ms = stay.begins_ms.saturating_sub(late_ms);
        latest_ms = stay.begins_ms;
    }
}

/// Returns the contexts that are open at a place of the axis.
fn open_at<'a>(stays: &[Stay<'a>], at_ms: u64) -> Vec<PartContext<'a>> {
    let is_open = |stay: &&Stay<'_>| (stay.begins_ms..stay.ends_ms).contains(&at_ms);
    stays.iter().filter(is_open).map(|stay| stay.context).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use serde_json::json;

    use super::*;
    use crate::core::session::FoldedStays;

    const MINUTE: u64 = 60_000;

    fn utc(clock: &str) -> DateTime<Utc> {
        format!("2026-01-05T{clock}:00Z").parse().unwrap()
    }

    /// A session from nine to one with a pause from ten to eleven, and stays in contexts: type, id,
    /// from, until, active minutes.
    fn record(stays: &[(&str, &str, &str, &str, u64)]) -> SessionRecord {
        let contexts: Vec<_> = stays
            .iter()
            .map(|(kind, id, from, until, minutes)| {
                json!({
                    "frame": {"type": kind, "id": id},
                    "title": null,
                    "estimate_seconds": null,
                    "from_utc": utc(from),
                    "until_utc": utc(until),
                    "active_ms": minutes * MINUTE,
                })
            })
            .collect();
        serde_json::from_value(json!({
            "id": "sess_20260105_090000_a1b2c3",
            "key": "SESSION-001",
            "phase": "ended",
            "started_at_utc": utc("09:00"),
            "ended_at_utc": utc("13:00"),
            "active_ms": 180 * MINUTE,
            "paused_ms": 60 * MINUTE,
            "breaks": 1,
            "start_notes": null,
            "closing_notes": null,
            "operator": "ana",
            "interface": "cli",
            "band": ["B", "B"],
            "health": ["green", "green"],
            "contexts": contexts,
            "spans": [[utc("09:00"), 60 * MINUTE], [utc("11:00"), 120 * MINUTE]],
            "pauses": [{"from_utc": utc("10:00"), "until_utc": utc("11:00")}],
            "gaps": [],
        }))
        .unwrap()
    }

    /// Returns the parts as "09:00 +30 TASK-1 TASK-2".
    fn told(record: &SessionRecord, period: &Period) -> Vec<String> {
        let part = |part: ActivePart<'_>| {
            let names: Vec<_> = part.contexts.iter().map(|stay| stay.frame.id.clone()).collect();
            let at = part.from_utc.format("%H:%M");
            format!("{at} +{} {}", part.ms / MINUTE, names.join(" ")).trim_end().to_owned()
        };
        record.parts(period).into_iter().map(part).collect()
    }

    #[test]
    fn active_time_is_divided_where_a_context_begins_or_ends() {
        let record = record(&[
            ("task", "T1", "09:30", "11:30", 60),
            ("task", "T2", "11:30", "12:30", 60),
            ("project", "P", "09:00", "13:00", 180),
        ]);
        let all =
            ["09:00 +30 P", "09:30 +30 P T1", "11:00 +30 P T1", "11:30 +60 P T2", "12:30 +30 P"];
        assert_eq!(told(&record, &Period::default()), all);
    }

    #[test]
    fn a_period_cuts_the_parts() {
        let record = record(&[("task", "T1", "09:30", "11:30", 60)]);
        let period = Period { since: Some(utc("09:45")), until: Some(utc("11:15")) };
        assert_eq!(told(&record, &period), ["09:45 +15 T1", "11:00 +15 T1"]);
    }

    #[test]
    fn the_measured_time_of_a_context_counts_whatever_the_wall_clock_says() {
        // A clock that was set: entered after the end of the session, and one inside the other.
        for (stays, t1, t2) in [
            ([("task", "T1", "15:00", "15:10", 30), ("task", "T2", "16:00", "16:10", 40)], 30, 40),
            (
                [("task", "T1", "09:00", "09:10", 100), ("task", "T2", "09:10", "13:00", 80)],
                100,
                80,
            ),
            (
                [("task", "T1", "09:50", "12:00", 170), ("task", "T2", "12:00", "12:10", 10)],
                170,
                10,
            ),
            ([("task", "T1", "08:00", "08:10", 200), ("task", "T2", "08:10", "13:00", 0)], 180, 0),
        ] {
            let record = record(&stays);
            let parts = record.parts(&Period::default());
            let sum = |id: &str| {
                let of = |part: &&ActivePart<'_>| part.contexts.iter().any(|s| s.frame.id == id);
                parts.iter().filter(of).map(|part| part.ms / MINUTE).sum::<u64>()
            };
            assert_eq!((sum("T1"), sum("T2")), (t1, t2), "{stays:?}");
            assert_eq!(
                parts.iter().map(|part| part.ms).sum::<u64>(),
                record.active_ms,
                "{stays:?}"
            );
            assert!(parts.iter().all(|part| part.contexts.len() < 2), "{stays:?}");
        }
    }

    #[test]
    fn stays_that_are_no_longer_listed_count_from_when_they_began() {
        let mut record =
            record(&[("task", "T3", "12:00", "12:20", 20), ("sprint", "S2", "11:30", "12:30", 60)]);
        let older = |kind: &str, id: &str, within: Option<&str>, from: &str, minutes: u64| {
            let frame =
                |kind: &str, id: &str| FrameRef { kind: kind.parse().unwrap(), id: id.into() };
            FoldedStays {
                frame: frame(kind, id),
                sprint: within.map(|id| frame("sprint", id)),
                task: None,
                from_utc: utc(from),
                count: 1,
                active_ms: minutes * MINUTE,
            }
        };
        record.folded_stays = vec![
            older("sprint", "S0", None, "09:00", 30),
            older("sprint", "S1", None, "09:30", 50),
            older("task", "T1", Some("S1"), "09:30", 20),
            older("task", "T2", Some("S0"), "09:00", 10),
            older("task", "T3", Some("S1"), "09:50", 15),
            older("task", "T3", Some("S2"), "11:30", 5),
        ];
        let all = [
            "09:00 +10 S0 T2",
            "09:10 +20 S0",
            "09:30 +20 S1 T1",
            "09:50 +10 S1 T3",
            "11:00 +5 S1 T3",
            "11:05 +15 S1",
            "11:20 +10",
            "11:30 +5 S2 T3",
            "11:35 +25 S2",
            "12:00 +20 S2 T3",
            "12:20 +10 S2",
            "12:30 +30",
        ];
        assert_eq!(told(&record, &Period::default()), all);
    }

    #[test]
    fn time_before_the_named_spans_counts_from_the_start() {
        let mut record = record(&[]);
        record.active_ms += 20 * MINUTE;
        assert_eq!(told(&record, &Period::default())[0], "09:00 +20");
    }
}
