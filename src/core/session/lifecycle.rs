//! A session: its phases, spans and active time.
//!
//! The active time is the sum of the measured spans. The open span is measured when it is read.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::core::base::{By, Interface, Moment, SessionId, SessionKey, Stamp, ms_between};
use crate::core::session::{
    Artifact, Author, ClosedFrame, ContextStack, Correction, EffectiveAt, Folded, FoldedStays,
    FrameRef, Gap, Phase, Run, SessionOverride, SessionStep, SessionType, Snapshot, Span,
};

/// One stretch of work.
// `remote` leaves the traits of serde to `stored`, which checks what is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Session {
    /// The short name.
    pub key: SessionKey,
    /// The unique name.
    pub id: SessionId,
    /// What kind of work it is.
    #[serde(default)]
    pub session_type: SessionType,
    /// Its phase.
    pub phase: Phase,
    /// When that phase began. Pauses and the time since the end are measured from it.
    pub phase_since: Stamp,
    /// When it started, UTC.
    pub started_at_utc: DateTime<Utc>,
    /// When it ended or was cancelled, UTC.
    pub ended_at_utc: Option<DateTime<Utc>>,
    /// When it was last paused, UTC.
    pub paused_at_utc: Option<DateTime<Utc>>,
    /// When it was last resumed, UTC.
    pub resumed_at_utc: Option<DateTime<Utc>>,
    /// The last change of phase or stack, or the end of a break that was added after it. No explicit
    /// time may lie before it.
    pub last_change: Stamp,
    /// What it is about: the notes of the start, as they stand now.
    pub start_notes: Option<String>,
    /// The notes given at its end. Empty if they were given empty.
    pub closing_notes: Option<String>,
    /// Why it is paused.
    pub pause_reason: Option<String>,
    /// Who started it.
    pub operator: String,
    /// The interface that it was started from.
    pub interface: Interface,
    /// The agent it belongs to.
    pub agent_id: Option<String>,
    /// The workflow it belongs to.
    pub workflow_id: Option<String>,
    /// The planned active time, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_seconds: Option<u64>,
    /// Other data that was given at the start.
    #[serde(default)]
    pub metadata: Map<String, Value>,
    /// Band and health at the start. They never change.
    pub snapshot: Snapshot,
    /// Band and health at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_snapshot: Option<Snapshot>,
    /// The newest spans, oldest first; the last one is open while the session is active.
    pub spans: Vec<Span>,
    /// The spans before those.
    #[serde(default)]
    pub folded_spans: Folded,
    /// The gaps, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<Gap>,
    /// The milliseconds to subtract for gaps that left the list.
    #[serde(default)]
    pub folded_gaps_ms: u64,
    /// The number of pauses, with the current one.
    #[serde(default)]
    pub breaks: u32,
    /// The finished pauses, milliseconds.
    #[serde(default)]
    pub paused_ms: u64,
    /// The open frames.
    pub context_stack: ContextStack,
    /// The newest frames that were popped, oldest first.
    #[serde(default)]
    pub closed_frames: Vec<ClosedFrame>,
    /// The frames popped before those.
    #[serde(default)]
    pub folded_frames: Folded,
    /// The time of those, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folded_stays: Vec<FoldedStays>,
    /// What came out of it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub artifacts: Vec<Artifact>,
    /// The newest tasks and sprints that were completed in it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub completed: Vec<FrameRef>,
    /// What was done in it against a rule, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<SessionOverride>,
    /// The steps of playbooks that were done or skipped in it, oldest first: the newest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub playbook_steps: Vec<SessionStep>,
    /// Who added it later, and when; `None` if it was started. Its times, band and health are what that
    /// person said; nothing was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub added: Option<Author>,
    /// The newest corrections, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Correction>,
    /// The hash of the record that it was imported from. One record is imported once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_hash: Option<String>,
    /// What a program keeps with it, if it owns the desk for this session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Run>,
    /// Fields this program does not know; kept as they came.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

impl Session {
    /// Returns a session that starts at `effect.at`.
    pub(in crate::core) fn start(
        key: SessionKey,
        by: &By,
        snapshot: Snapshot,
        notes: Option<String>,
        effect: EffectiveAt<'_>,
    ) -> Self {
        Self {
            key,
            // The key makes two ids of one second differ even if their nonces are equal.
            id: SessionId::new(effect.at, effect.now.nonce.wrapping_add(key.0.saturating_sub(1))),
            session_type: SessionType::default(),
            phase: Phase::Active,
            phase_since: effect.stamp(),
            started_at_utc: effect.at,
            ended_at_utc: None,
            paused_at_utc: None,
            resumed_at_utc: None,
            last_change: effect.stamp(),
            start_notes: notes,
            closing_notes: None,
            pause_reason: None,
            operator: by.operator.clone(),
            interface: by.interface,
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
            folded_stays: Vec::new(),
            added: None,
            corrections: Vec::new(),
            source_hash: None,
            artifacts: Vec::new(),
            completed: Vec::new(),
            overrides: Vec::new(),
            playbook_steps: Vec::new(),
            run: None,
            extra: Map::new(),
        }
    }

    /// Returns the index of the first span of an active phase. A change of clock adds spans to it.
    pub(in crate::core) fn first_of_phase(&self) -> usize {
        let first = self.spans.iter().rposition(|span| !span.goes_on);
        match self.phase {
            Phase::Active => first.unwrap_or(0),
            Phase::Paused | Phase::Ended | Phase::Cancelled => self.spans.len(),
        }
    }

    pub(in crate::core) fn pause(&mut self, reason: Option<String>, effect: EffectiveAt<'_>) {
        self.close_span(effect);
        self.enter(Phase::Paused, effect);
        self.paused_at_utc = Some(effect.at);
        self.pause_reason = reason;
        self.breaks = self.breaks.saturating_add(1);
    }

    /// Resumes a paused session or reopens an ended one. Returns the length of the pause,
    /// milliseconds.
    pub(in crate::core) fn resume(&mut self, effect: EffectiveAt<'_>) -> u64 {
        if !self.phase.is_live() {
            // A pause until the end and the time since then are one break.
            let was_active_at_the_end =
                self.spans.last().is_some_and(|span| span.ended_at_utc == self.ended_at_utc);
            self.breaks = self.breaks.saturating_add(was_active_at_the_end.into());
            self.ended_at_utc = None;
            self.end_snapshot = None;
            self.run.iter_mut().for_each(Run::go_on);
        }
        let paused_ms = self.close_pause(effect);
        self.spans.push(Span::open(effect.stamp()));
        self.enter(Phase::Active, effect);
        self.resumed_at_utc = Some(effect.at);
        paused_ms
    }

    /// Ends or cancels the session: closes the open span or pause and every frame.
    pub(in crate::core) fn finish(
        &mut self,
        phase: Phase,
        governance: Snapshot,
        effect: EffectiveAt<'_>,
    ) {
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
        self.run.iter_mut().for_each(Run::end);
    }

    /// Removes the frames from `depth` inwards and returns them, innermost first.
    pub(in crate::core) fn cut_frames(
        &mut self,
        depth: usize,
        effect: EffectiveAt<'_>,
    ) -> Vec<ClosedFrame> {
        let active_ms = self.active_ms_at(effect);
        let closed = self.context_stack.cut(depth, effect.at, active_ms);
        self.closed_frames.extend(closed.iter().cloned());
        self.last_change = effect.stamp();
        closed
    }

    /// Returns a change of this session that takes effect at an explicit time. By the measuring
    /// clock it is not before the last change, so a clock step removes no time counted before it.
    pub(in crate::core) fn effective_at<'a>(
        &self,
        at: DateTime<Utc>,
        now: &'a Moment,
    ) -> EffectiveAt<'a> {
        let jumped_ms = self.jumped_ms(ms_between(at, now.utc), now);
        EffectiveAt::earlier(at, now, jumped_ms, self.last_change.elapsed_ms(now))
    }

    fn enter(&mut self, phase: Phase, effect: EffectiveAt<'_>) {
        self.phase = phase;
        self.phase_since = effect.stamp();
        self.last_change = effect.stamp();
        self.pause_reason = None;
    }

    /// Closes the open span. An explicit time may lie before its start. Then earlier spans of the
    /// same stretch are shortened too.
    pub(super) fn close_span(&mut self, effect: EffectiveAt<'_>) {
        let mut back_ms = effect.back_ms;
        self.trim_gaps(effect);
        while let [.., before, span] = self.spans.as_slice() {
            let ms = span.ms(effect.now);
            // What a person said is not shortened: nothing was measured there.
            if ms > back_ms || !span.goes_on || before.said {
                break;
            }
            back_ms = back_ms.saturating_sub(ms);
            self.spans.pop();
        }
        if let Some(span) = self.spans.last_mut() {
            span.close(effect.at, span.ms(effect.now).saturating_sub(back_ms));
        }
    }

    /// Adds the current pause to the pauses and returns it, milliseconds.
    fn close_pause(&mut self, effect: EffectiveAt<'_>) -> u64 {
        let ms = self.phase_since.elapsed_ms(effect.now).saturating_sub(effect.back_ms);
        self.paused_ms = self.paused_ms.saturating_add(ms);
        ms
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::core::base::{Anchor, Behind, ClockReading};
    use crate::core::session::{Governance, NewTimes};

    /// Nine o'clock and so many seconds, on a boot that is as old.
    fn moment(seconds: i64, clock: &str) -> Moment {
        let nine: DateTime<Utc> = "2026-01-05T09:00:00Z".parse().unwrap();
        let ms = seconds * 1_000;
        Moment {
            utc: nine + chrono::TimeDelta::seconds(seconds),
            steady: Some(Anchor { clock: clock.into(), boot_ms: ms, mono_ms: ms }),
            nonce: 0,
            heartbeat: None,
            thresholds: crate::core::base::Thresholds::default(),
            sources: crate::core::base::SourceTimes::default(),
        }
    }

    fn began() -> ClockReading {
        ClockReading { stamp: moment(0, "a").stamp(), behind: Behind::default() }
    }

    fn started(now: &Moment) -> Session {
        let by = By::new("ana", Interface::Cli, "desk-1");
        let snapshot = Governance::default().snapshot();
        Session::start(SessionKey(1), &by, snapshot, None, EffectiveAt::now(now))
    }

    #[test]
    fn settling_on_the_same_clock_changes_nothing() {
        let session = started(&moment(0, "a"));
        let mut normalized = session.clone();
        normalized.normalize(&began(), EffectiveAt::now(&moment(60, "a")));
        assert_eq!(normalized, session);
    }

    #[test]
    fn settling_on_another_clock_divides_the_span_and_loses_nothing() {
        let mut session = started(&moment(0, "a"));
        session.normalize(&began(), EffectiveAt::now(&moment(60, "b")));
        assert_eq!(session.spans.len(), 2);
        assert_eq!(session.spans[0].active_ms, Some(60_000));
        assert_eq!(session.spans[0].ended_at_utc, Some(session.spans[1].start.at_utc));
        assert_eq!(session.active_ms(&moment(90, "b")), 90_000);
    }

    #[test]
    fn settling_for_an_earlier_time_divides_the_span_there() {
        let mut session = started(&moment(0, "a"));
        let now = moment(60, "b");
        let effect = session.effective_at(moment(20, "b").utc, &now);
        session.normalize(&began(), effect);
        assert_eq!(session.spans[0].active_ms, Some(20_000));
        assert_eq!(session.active_ms(&now), 60_000);
    }

    #[test]
    fn a_pause_for_an_earlier_time_drops_the_spans_that_began_later() {
        let mut session = started(&moment(0, "a"));
        session.normalize(&began(), EffectiveAt::now(&moment(60, "b")));
        let now = moment(90, "b");
        let effect = session.effective_at(moment(20, "b").utc, &now);
        session.pause(None, effect);
        assert_eq!(session.spans.len(), 1);
        assert_eq!(session.active_ms(&now), 20_000);
        assert_eq!(session.present_pause_ms(&now), 70_000);
    }

    #[test]
    fn a_span_before_the_phase_is_never_reached_back_into() {
        let mut session = started(&moment(0, "a"));
        session.pause(None, EffectiveAt::now(&moment(60, "a")));
        session.resume(EffectiveAt::now(&moment(120, "a")));
        // The wall clock says that the resume was an hour ago; the boot says half a minute.
        let mut now = moment(150, "a");
        now.utc += chrono::TimeDelta::hours(1);
        let effect = session.effective_at(session.phase_since.at_utc, &now);
        session.pause(None, effect);
        assert_eq!(session.active_ms(&now), 60_000);
    }

    #[test]
    fn what_a_person_said_is_not_shortened_by_a_later_change() {
        let mut session = started(&moment(0, "a"));
        let to = NewTimes { start: moment(-600, "a").utc, end: None };
        session.move_to(to, &moment(60, "a")).unwrap();
        let now = moment(60, "a");
        // It claims to be from before the measured time.
        let effect = EffectiveAt::earlier(moment(-60, "a").utc, &now, 0, u64::MAX);
        session.close_span(effect);
        assert_eq!(session.spans[0].active_ms, Some(600_000));
    }

    #[test]
    fn a_closed_span_needs_no_clock() {
        let mut session = started(&moment(0, "a"));
        session.pause(None, EffectiveAt::now(&moment(60, "a")));
        assert_eq!(session.spans[0].start.anchor, None);
    }
}
