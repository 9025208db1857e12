//! One stretch of work: its phases, its spans, its active time.
//!
//! Active time is never ticked. It is the sum of measured spans, and the open span is measured
//! whenever somebody asks.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::bounds::KEPT_MAX;
use super::by::{By, Source};
use super::context::{ClosedFrame, ContextStack};
use super::gap::{self, Gap, GapId};
use super::governance::Snapshot;
use super::keys::{SessionId, SessionKey};
use super::moment::{Moment, Rules, Stamp};

/// Where a session stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Phase {
    /// The clock runs.
    Active,
    /// The clock stands; the session is live.
    Paused,
    /// Over, filed.
    Ended,
    /// Over, out of all totals, kept in the history.
    Cancelled,
}

impl Phase {
    /// Tells whether the session still goes on.
    #[must_use]
    pub fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::Paused)
    }

    /// Returns the word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A stretch of active time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// When it began, and on which clock.
    #[serde(flatten)]
    pub start: Stamp,
    /// When it ended, UTC; nothing while it is open.
    #[serde(default)]
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// Its measured length, milliseconds, once it is closed. This counts, not the two times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_ms: Option<u64>,
    /// It goes on with the stretch of the one before: only the clock changed between them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub goes_on: bool,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Span {
    fn open(start: Stamp) -> Self {
        Self { start, ended_at_utc: None, active_ms: None, goes_on: false, extra: Map::new() }
    }

    /// Returns a span that was measured.
    pub(super) fn closed(start: DateTime<Utc>, active_ms: u64) -> Self {
        let ms = i64::try_from(active_ms).ok().and_then(TimeDelta::try_milliseconds);
        let end = ms.and_then(|ms| start.checked_add_signed(ms)).unwrap_or(start);
        let open = Self::open(Stamp { at_utc: start, anchor: None });
        Self { ended_at_utc: Some(end), active_ms: Some(active_ms), ..open }
    }

    /// Closes the span `back_ms` milliseconds before what was measured until now.
    fn close(&mut self, effect: Effect<'_>, back_ms: u64) {
        self.active_ms = Some(self.ms(effect.now).saturating_sub(back_ms));
        self.ended_at_utc = Some(effect.at);
        // It is measured: the clock it was measured by need not be kept.
        self.start.anchor = None;
    }

    /// Returns the measured length so far, milliseconds.
    #[must_use]
    pub fn ms(&self, now: &Moment) -> u64 {
        self.active_ms.unwrap_or_else(|| self.start.elapsed_ms(now))
    }

    /// Tells whether the span still runs.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.active_ms.is_none()
    }
}

/// What older spans or popped frames came to after they left the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Folded {
    /// How many.
    pub count: usize,
    /// Their active time, milliseconds.
    pub active_ms: u64,
}

/// One stretch of work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "super::wire::SessionWire", into = "super::wire::SessionWire")]
pub struct Session {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// Where it stands.
    pub phase: Phase,
    /// When it took that phase: what a pause, and the time since the end, are measured from.
    pub phase_since: Stamp,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended or was cancelled, UTC.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// When it was last paused, UTC.
    pub paused_at_utc: Option<DateTime<Utc>>,
    /// When it was last resumed, UTC.
    pub resumed_at_utc: Option<DateTime<Utc>>,
    /// The last change of phase or stack; no explicit time may lie before it.
    pub last_change: Stamp,
    /// The notes given at the start.
    pub start_notes: Option<String>,
    /// The notes now: the start's, until an end replaced them.
    pub notes: Option<String>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Who started it.
    pub operator: String,
    /// Through which door.
    pub source: Source,
    /// The agent it belongs to.
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    pub workflow_id: Option<String>,
    /// The active time it is meant to take, seconds.
    pub target_seconds: Option<u64>,
    /// Whatever else its giver wants kept.
    pub metadata: Map<String, Value>,
    /// Band and health at the start. Frozen.
    pub snapshot: Snapshot,
    /// Band and health at the end.
    pub end_snapshot: Option<Snapshot>,
    /// The newest spans, oldest first; the last one is open while the session is active.
    pub spans: Vec<Span>,
    /// The spans before those.
    pub folded_spans: Folded,
    /// When the machine was not there, oldest first.
    pub gaps: Vec<Gap>,
    /// What gaps that left the list take off the measured time, milliseconds.
    pub folded_gaps_ms: u64,
    /// How many pauses it has had, the present one included.
    pub breaks: u32,
    /// The finished pauses, milliseconds.
    pub paused_ms: u64,
    /// The open frames.
    pub context_stack: ContextStack,
    /// The newest frames that were popped, oldest first.
    pub closed_frames: Vec<ClosedFrame>,
    /// The frames popped before those.
    pub folded_frames: Folded,
    /// Fields this program does not know; kept as they came.
    pub extra: Map<String, Value>,
}

/// When a change takes effect, beside the moment that measures it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effect<'a> {
    /// When it takes effect, UTC; now, or an explicit time before now.
    pub at: DateTime<Utc>,
    /// Now.
    pub now: &'a Moment,
    /// How long ago that was, milliseconds; what was measured until now is too much by this.
    back_ms: u64,
}

impl<'a> Effect<'a> {
    /// Returns a change that takes effect now.
    pub(super) fn now(now: &'a Moment) -> Self {
        Self { at: now.utc, now, back_ms: 0 }
    }

    /// Returns a change that takes effect at an explicit time, but not before the session's last
    /// change, by whichever clock that is measured: a wall clock that was stepped since must not
    /// take away time that was counted before it.
    pub(super) fn at(at: DateTime<Utc>, now: &'a Moment, last_change: Option<&Stamp>) -> Self {
        let back_ms = u64::try_from((now.utc - at).num_milliseconds()).unwrap_or(0);
        let most_ms = last_change.map_or(u64::MAX, |change| change.elapsed_ms(now));
        Self { at, now, back_ms: back_ms.min(most_ms) }
    }

    /// Returns the same change, taking effect when `start` was at the earliest.
    fn not_before(self, start: &Stamp) -> Self {
        let most_ms = start.elapsed_ms(self.now);
        if self.back_ms <= most_ms {
            return self;
        }
        Self { at: start.at_utc.min(self.now.utc), now: self.now, back_ms: most_ms }
    }

    fn stamp(self) -> Stamp {
        self.now.stamp(self.at, self.back_ms)
    }
}

impl Session {
    /// Returns a session that starts at `effect.at`.
    pub(super) fn start(
        key: SessionKey,
        by: &By,
        snapshot: Snapshot,
        notes: Option<String>,
        effect: Effect<'_>,
    ) -> Self {
        Self {
            key,
            // The key keeps two starts in one second apart even where chance fails.
            id: SessionId::new(effect.at, effect.now.nonce.wrapping_add(key.0.saturating_sub(1))),
            phase: Phase::Active,
            phase_since: effect.stamp(),
            started_at_utc: effect.at,
            ended_at_utc: None,
            paused_at_utc: None,
            resumed_at_utc: None,
            last_change: effect.stamp(),
            start_notes: notes.clone(),
            notes,
            pause_reason: None,
            operator: by.operator.clone(),
            source: by.source,
            agent_id: None,
            workflow_id: None,
            target_seconds: None,
            metadata: Map::new(),
            snapshot,
            end_snapshot: None,
            spans: vec![Span::open(effect.stamp())],
            folded_spans: Folded::default(),
            gaps: Vec::new(),
            folded_gaps_ms: 0,
            breaks: 0,
            paused_ms: 0,
            context_stack: ContextStack::default(),
            closed_frames: Vec::new(),
            folded_frames: Folded::default(),
            extra: Map::new(),
        }
    }

    /// Returns the active time, milliseconds.
    #[must_use]
    pub fn active_ms(&self, now: &Moment) -> u64 {
        let listed = self.stretches().map(|spans| self.stretch_ms(spans, now));
        let all = listed.fold(self.folded_spans.active_ms, u64::saturating_add);
        all.saturating_sub(self.folded_gaps_ms)
    }

    /// Returns the active time of the closed spans, without their gaps, milliseconds.
    pub(super) fn closed_ms(&self) -> u64 {
        let closed = |spans: &[Span]| spans.iter().all(|span| !span.is_open());
        // A closed span is measured, whenever that is asked: any moment serves.
        let whenever = Moment {
            utc: DateTime::<Utc>::MIN_UTC,
            steady: None,
            nonce: 0,
            seen: None,
            rules: Rules::default(),
        };
        let all = self.stretches().map(|spans| {
            if closed(spans) {
                self.stretch_ms(spans, &whenever)
            } else {
                spans.iter().filter_map(|span| span.active_ms).fold(0, u64::saturating_add)
            }
        });
        let all = all.fold(self.folded_spans.active_ms, u64::saturating_add);
        all.saturating_sub(self.folded_gaps_ms)
    }

    /// Returns the spans by stretch: those that only a change of clock divides stand together.
    pub(super) fn stretches(&self) -> impl Iterator<Item = &[Span]> {
        self.spans.chunk_by(|_, next| next.goes_on)
    }

    /// Returns what a stretch counts, milliseconds: what was measured, without its gaps.
    pub(super) fn stretch_ms(&self, spans: &[Span], now: &Moment) -> u64 {
        let measured = spans.iter().map(|span| span.ms(now)).fold(0, u64::saturating_add);
        let start = spans.first().map(|span| span.start.at_utc);
        self.gaps.iter().filter(|gap| Some(gap.stretch) == start).fold(measured, |ms, gap| {
            ms.saturating_add(gap.more_ms()).saturating_sub(gap.less_ms())
        })
    }

    /// Returns the stretches that count, each its start, UTC, and its length, milliseconds: the
    /// active time with what is left out of it left out.
    pub(super) fn counted(&self, now: &Moment) -> Vec<(DateTime<Utc>, u64)> {
        let mut all = Vec::new();
        for spans in self.stretches() {
            let Some(first) = spans.first() else { continue };
            let gaps = || self.gaps.iter().filter(|gap| gap.stretch == first.start.at_utc);
            let measured = spans.iter().map(|span| span.ms(now)).fold(0, u64::saturating_add);
            let away = gaps().filter(|gap| gap.measured).map(|gap| gap.ms);
            let mut there_ms = measured.saturating_sub(away.fold(0, u64::saturating_add));
            let mut from = first.start.at_utc;
            for gap in gaps().filter(|gap| gap.ms > 0) {
                let until_gap = (gap.from_utc() - from).num_milliseconds();
                let before_ms = u64::try_from(until_gap).unwrap_or(0).min(there_ms);
                there_ms -= before_ms;
                all.extend([(from, before_ms), (gap.from_utc(), gap.kept_ms)]);
                from = gap.until.at_utc;
            }
            all.push((from, there_ms));
        }
        all.retain(|(_, ms)| *ms > 0);
        all
    }

    /// Returns the gaps that wait for an answer, oldest first. One whose stretch was taken back
    /// is asked about no more.
    pub fn open_gaps(&self) -> impl Iterator<Item = &Gap> {
        self.gaps.iter().filter(|gap| gap.is_open() && self.holds(gap))
    }

    /// Tells whether a gap's stretch is one of this session's.
    pub(super) fn holds(&self, gap: &Gap) -> bool {
        let start = |spans: &[Span]| spans.first().map(|span| span.start.at_utc);
        self.stretches().any(|spans| start(spans) == Some(gap.stretch))
    }

    /// Returns the time spent in pauses, the present one included, milliseconds.
    #[must_use]
    pub fn paused_ms(&self, now: &Moment) -> u64 {
        self.paused_ms.saturating_add(self.present_pause_ms(now))
    }

    /// Returns how long the present pause has lasted, milliseconds; zero when there is none.
    #[must_use]
    pub fn present_pause_ms(&self, now: &Moment) -> u64 {
        if self.phase == Phase::Paused { self.phase_since.elapsed_ms(now) } else { 0 }
    }

    /// Returns where the spans of an active phase begin; more than one when the clock changed.
    pub(super) fn first_of_phase(&self) -> usize {
        let first = self.spans.iter().rposition(|span| !span.goes_on);
        match self.phase {
            Phase::Active => first.unwrap_or(0),
            _ => self.spans.len(),
        }
    }

    pub(super) fn pause(&mut self, reason: Option<String>, effect: Effect<'_>) {
        self.close_span(effect);
        self.enter(Phase::Paused, effect);
        self.paused_at_utc = Some(effect.at);
        self.pause_reason = reason;
        self.breaks = self.breaks.saturating_add(1);
    }

    /// Goes on, from a pause or (a reopening) from the end. Returns how long the clock stood.
    pub(super) fn resume(&mut self, effect: Effect<'_>) -> u64 {
        if !self.phase.is_live() {
            // A pause that lasted until the end and the time since are one break.
            let worked_until_the_end =
                self.spans.last().is_some_and(|span| span.ended_at_utc == self.ended_at_utc);
            self.breaks = self.breaks.saturating_add(worked_until_the_end.into());
            self.ended_at_utc = None;
            self.end_snapshot = None;
        }
        let stood_ms = self.close_pause(effect);
        self.spans.push(Span::open(effect.stamp()));
        self.enter(Phase::Active, effect);
        self.resumed_at_utc = Some(effect.at);
        stood_ms
    }

    /// Ends or cancels: closes the open span or pause and every frame.
    pub(super) fn finish(&mut self, phase: Phase, governance: Snapshot, effect: Effect<'_>) {
        match self.phase {
            Phase::Active => self.close_span(effect),
            Phase::Paused => {
                self.close_pause(effect);
            }
            Phase::Ended | Phase::Cancelled => {}
        }
        self.enter(phase, effect);
        self.cut_frames(0, effect);
        self.ended_at_utc = Some(effect.at);
        self.end_snapshot = Some(governance);
    }

    /// Takes every frame at or above `depth` off the stack; returns them, innermost first.
    pub(super) fn cut_frames(&mut self, depth: usize, effect: Effect<'_>) -> Vec<ClosedFrame> {
        let active_ms = self.active_ms(effect.now);
        let closed = self.context_stack.cut(depth, effect.at, active_ms);
        self.closed_frames.extend(closed.iter().cloned());
        self.last_change = effect.stamp();
        closed
    }

    /// Brings the session to the present clock and within its bounds, before a command acts.
    ///
    /// `last` is the last time the clocks were read while the session was active: what the
    /// machine was away since becomes a gap.
    ///
    /// An open span that was anchored to another clock is closed by wall time when the command
    /// takes effect, and a new one is opened on this clock. Older spans and frames fold into a sum.
    pub(super) fn settle(&mut self, last: Option<&Stamp>, effect: Effect<'_>) {
        if let Some(last) = last.filter(|_| self.phase == Phase::Active) {
            self.find_gaps(last, effect.now);
        }
        let strange = |span: &Span| span.is_open() && !span.start.same_clock(effect.now);
        if let Some(span) = self.spans.last_mut().filter(|span| strange(span)) {
            let effect = effect.not_before(&span.start);
            span.close(effect, effect.back_ms);
            self.spans.push(Span { goes_on: true, ..Span::open(effect.stamp()) });
            // Wall time measured it, and the wall clock ran on in all of its gaps.
            let stretch = self.open_stretch();
            self.gaps.iter_mut().filter(|gap| Some(gap.stretch) == stretch).for_each(|gap| {
                gap.measured = true;
            });
        }
        while self.spans.len() > KEPT_MAX {
            let oldest = self.spans.remove(0);
            fold(&mut self.folded_spans, oldest.active_ms.unwrap_or(0));
            self.leave_gaps_of(&oldest);
        }
        while self.gaps.len() > gap::GAPS_MAX {
            let done = self.gaps.iter().position(|gap| !gap.is_open()).unwrap_or(0);
            let gap = self.gaps.remove(done);
            if self.holds(&gap) {
                self.fold_gap(&gap);
            }
        }
        while self.closed_frames.len() > KEPT_MAX {
            let oldest = self.closed_frames.remove(0);
            fold(&mut self.folded_frames, oldest.active_ms);
        }
    }

    fn find_gaps(&mut self, last: &Stamp, now: &Moment) {
        let Some(stretch) = self.open_stretch() else { return };
        for found in gap::found(last, now) {
            let newest = self.gaps.iter().map(|gap| gap.id.0).max().unwrap_or(0);
            self.gaps.push(Gap {
                id: GapId(newest.saturating_add(1)),
                stretch,
                until: found.until,
                ms: found.ms,
                why: found.why,
                measured: found.measured,
                kept_ms: 0,
                answered: false,
            });
        }
    }

    /// Returns the last time that the clocks were read for this session's open stretch, when a step
    /// back or forth made it active in place of `before`; nothing when it was active all along.
    ///
    /// What was a pause (or another session) until now is active time again, and the machine may
    /// have slept in it.
    pub(super) fn unwatched_since<'a>(&'a self, before: Option<&'a Self>) -> Option<&'a Stamp> {
        if before.is_some_and(|old| old.phase == Phase::Active && old.id == self.id) {
            return None;
        }
        let stretch = self.open_stretch();
        let known = self.gaps.iter().filter(|gap| Some(gap.stretch) == stretch);
        let stamps = before.map(|old| &old.phase_since).into_iter();
        let stamps = stamps.chain(known.map(|gap| &gap.until));
        Some(stamps.fold(&self.phase_since, |latest, stamp| {
            if gap::is_after(latest, stamp) { stamp } else { latest }
        }))
    }

    /// Returns when the last stretch began, UTC.
    fn open_stretch(&self) -> Option<DateTime<Utc>> {
        let first = self.spans.iter().rposition(|span| !span.goes_on).unwrap_or(0);
        self.spans.get(first).map(|span| span.start.at_utc)
    }

    /// Hands the gaps of a stretch whose first span leaves to what is left of it, or to the sum.
    fn leave_gaps_of(&mut self, gone: &Span) {
        let heir = self.spans.first().filter(|next| next.goes_on).map(|next| next.start.at_utc);
        let start = gone.start.at_utc;
        let (theirs, others) =
            std::mem::take(&mut self.gaps).into_iter().partition(|gap| gap.stretch == start);
        self.gaps = others;
        let theirs: Vec<Gap> = theirs;
        match heir {
            Some(stretch) => {
                self.gaps.extend(theirs.into_iter().map(|gap| Gap { stretch, ..gap }));
                self.gaps.sort_by_key(|gap| gap.id);
            }
            None => theirs.iter().for_each(|gap| self.fold_gap(gap)),
        }
    }

    fn fold_gap(&mut self, gap: &Gap) {
        self.folded_gaps_ms = self.folded_gaps_ms.saturating_add(gap.less_ms());
        self.folded_spans.active_ms = self.folded_spans.active_ms.saturating_add(gap.more_ms());
    }

    /// Takes a gap's answer; frames that were open in it gain what counts now.
    pub(super) fn answer(&mut self, answered: Gap) {
        let kept_ms = answered.kept_ms;
        let until = answered.until.at_utc;
        for frame in &mut self.closed_frames {
            if frame.pushed_at_utc < until && until <= frame.popped_at_utc {
                frame.active_ms = frame.active_ms.saturating_add(kept_ms);
            }
        }
        for frame in &mut self.context_stack.0 {
            if until <= frame.pushed_at_utc {
                frame.active_ms_at_push = frame.active_ms_at_push.saturating_add(kept_ms);
            }
        }
        let place = self.gaps.iter_mut().find(|gap| gap.id == answered.id);
        if let Some(gap) = place {
            *gap = answered;
        }
    }

    fn enter(&mut self, phase: Phase, effect: Effect<'_>) {
        self.phase = phase;
        self.phase_since = effect.stamp();
        self.last_change = effect.stamp();
        self.pause_reason = None;
    }

    /// Closes the open span. What an explicit time takes away from it, or would leave of it
    /// empty, is taken from the ones before, as far as only a change of clock came between.
    fn close_span(&mut self, effect: Effect<'_>) {
        let mut back_ms = effect.back_ms;
        let stretch = self.open_stretch();
        self.gaps.iter_mut().filter(|gap| Some(gap.stretch) == stretch).for_each(|gap| {
            gap.cut(back_ms, effect.now);
        });
        while let Some(span) = self.spans.last_mut() {
            let ms = span.ms(effect.now);
            if ms > back_ms || !span.goes_on || self.spans.len() == 1 {
                break;
            }
            back_ms = back_ms.saturating_sub(ms);
            self.spans.pop();
        }
        if let Some(span) = self.spans.last_mut() {
            span.close(effect, back_ms);
        }
    }

    /// Adds the time since the phase began to the pauses; returns it, milliseconds.
    fn close_pause(&mut self, effect: Effect<'_>) -> u64 {
        let ms = self.phase_since.elapsed_ms(effect.now).saturating_sub(effect.back_ms);
        self.paused_ms = self.paused_ms.saturating_add(ms);
        ms
    }
}

fn fold(sum: &mut Folded, active_ms: u64) {
    sum.count = sum.count.saturating_add(1);
    sum.active_ms = sum.active_ms.saturating_add(active_ms);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::super::governance::Governance;
    use super::super::moment::Anchor;
    use super::*;

    /// Nine o'clock and so many seconds, on a boot that is as old.
    fn moment(seconds: i64, clock: &str) -> Moment {
        let nine: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
        let ms = seconds * 1_000;
        Moment {
            utc: nine + chrono::TimeDelta::seconds(seconds),
            steady: Some(Anchor { clock: clock.into(), boot_ms: ms, mono_ms: ms }),
            nonce: 0,
            seen: None,
            rules: super::super::moment::Rules::default(),
        }
    }

    fn started(now: &Moment) -> Session {
        let by = By { operator: "ana".into(), source: Source::Cli, host: "desk-1".into() };
        let snapshot = Governance::default().snapshot();
        Session::start(SessionKey(1), &by, snapshot, None, Effect::now(now))
    }

    #[test]
    fn settling_on_the_same_clock_changes_nothing() {
        let session = started(&moment(0, "a"));
        let mut settled = session.clone();
        settled.settle(None, Effect::now(&moment(60, "a")));
        assert_eq!(settled, session);
    }

    #[test]
    fn settling_on_another_clock_divides_the_span_and_loses_nothing() {
        let mut session = started(&moment(0, "a"));
        session.settle(None, Effect::now(&moment(60, "b")));
        assert_eq!(session.spans.len(), 2);
        assert_eq!(session.spans[0].active_ms, Some(60_000));
        assert_eq!(session.spans[0].ended_at_utc, Some(session.spans[1].start.at_utc));
        assert_eq!(session.active_ms(&moment(90, "b")), 90_000);
    }

    #[test]
    fn settling_for_an_earlier_time_divides_the_span_there() {
        let mut session = started(&moment(0, "a"));
        let now = moment(60, "b");
        let effect = Effect::at(moment(20, "b").utc, &now, Some(&session.last_change));
        session.settle(None, effect);
        assert_eq!(session.spans[0].active_ms, Some(20_000));
        assert_eq!(session.active_ms(&now), 60_000);
    }

    #[test]
    fn a_pause_for_an_earlier_time_drops_the_spans_that_began_later() {
        let mut session = started(&moment(0, "a"));
        session.settle(None, Effect::now(&moment(60, "b")));
        let now = moment(90, "b");
        let effect = Effect::at(moment(20, "b").utc, &now, Some(&session.last_change));
        session.pause(None, effect);
        assert_eq!(session.spans.len(), 1);
        assert_eq!(session.active_ms(&now), 20_000);
        assert_eq!(session.present_pause_ms(&now), 70_000);
    }

    #[test]
    fn a_span_before_the_phase_is_never_reached_back_into() {
        let mut session = started(&moment(0, "a"));
        session.pause(None, Effect::now(&moment(60, "a")));
        session.resume(Effect::now(&moment(120, "a")));
        // The wall clock says that the resume was an hour ago; the boot says half a minute.
        let mut now = moment(150, "a");
        now.utc += chrono::TimeDelta::hours(1);
        let effect = Effect::at(session.phase_since.at_utc, &now, Some(&session.last_change));
        session.pause(None, effect);
        assert_eq!(session.active_ms(&now), 60_000);
    }

    #[test]
    fn a_closed_span_needs_no_clock() {
        let mut session = started(&moment(0, "a"));
        session.pause(None, Effect::now(&moment(60, "a")));
        assert_eq!(session.spans[0].start.anchor, None);
    }
}
