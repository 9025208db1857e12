//! Moves the start and the end of a session after the fact.
//!
//! A measured span is never rewritten: an earlier start and a later end add a span that a person
//! said, and a later start or an earlier end cuts. Context times follow.

use chrono::{DateTime, Utc};

use crate::core::base::{
    Argument, Hint, KEPT_MAX, LookAt, Moment, Refusal, RefusalKind, SessionKey, Stamp, Verb,
    ms_between, signed_ms_between,
};
use crate::core::session::shift::shifted;
use crate::core::session::take_out::{TimeRange, overlaps, take_out};
use crate::core::session::{Gap, Phase, Session, Span, open_at_the_end};

/// How far the wall clock may have been set in a span that is cut, milliseconds.
const TOLERATED_MS: u64 = 2_000;

/// The times that a session is to have.
#[derive(Debug, Clone, Copy)]
pub(in crate::core) struct NewTimes {
    /// The start, UTC.
    pub start: DateTime<Utc>,
    /// The end, UTC; `None` while it is live.
    pub end: Option<DateTime<Utc>>,
}

impl Session {
    /// Moves its start and its end.
    ///
    /// # Errors
    /// A refusal if nothing would be left, or its times are not known exactly there.
    pub(in crate::core) fn move_to(&mut self, to: NewTimes, now: &Moment) -> Result<(), Refusal> {
        if to.start >= to.end.unwrap_or(now.utc) {
            return Err(nothing_left(self.key, "it would end before it starts"));
        }
        if to.start != self.started_at_utc {
            self.check_start_is_listed()?;
        }
        let all = TimeRange { from: to.start, to: to.end.unwrap_or(now.utc) };
        self.shift_if_apart(all, now)?;
        let was_active = self.active_ms(now) > 0;
        // What is added first may be all that is left after the cuts.
        let end = self.ended_at_utc.zip(to.end);
        if let Some((old, new)) = end.filter(|(old, new)| new > old) {
            self.check_is_last(old)?;
            self.add_after_end(old, new);
        }
        if to.start < self.started_at_utc {
            self.check_is_first(self.started_at_utc)?;
            self.add_before_start(to.start);
        }
        if let Some((old, new)) = end.filter(|(old, new)| new < old) {
            self.cut(TimeRange { from: new, to: old }, now)?;
            self.end_at(new);
        }
        if to.start > self.started_at_utc {
            self.cut(TimeRange { from: self.started_at_utc, to: to.start }, now)?;
            self.start_at(to.start);
        }
        self.keep_lists_bounded();
        if was_active && self.active_ms(now) == 0 {
            return Err(nothing_left(self.key, "no active time would be left"));
        }
        Ok(())
    }

    fn add_before_start(&mut self, to: DateTime<Utc>) {
        let from = std::mem::replace(&mut self.started_at_utc, to);
        let ms = ms_between(to, from);
        if let Some(first) = self.spans.first_mut().filter(|span| span.start.at_utc == from) {
            if first.said {
                first.start.at_utc = to;
                first.active_ms = first.active_ms.map(|known| known.saturating_add(ms));
            } else {
                first.goes_on = true;
                self.spans.insert(0, Span::said(to, from));
            }
            self.rename_stretch(from, to);
        } else {
            self.spans.insert(0, Span::said(to, from));
        }
        if self.phase == Phase::Active && self.phase_since.at_utc == from {
            self.phase_since = Stamp { at_utc: to, anchor: None };
        }
        // A context that was entered with the start begins with it.
        for frame in &mut self.context_stack.0 {
            if frame.pushed_at_utc == from {
                frame.pushed_at_utc = to;
            } else {
                frame.active_ms_at_push = frame.active_ms_at_push.saturating_add(ms);
            }
        }
        for frame in self.closed_frames.iter_mut().filter(|frame| frame.pushed_at_utc == from) {
            if frame.popped_at_utc > from {
                frame.pushed_at_utc = to;
                frame.active_ms = frame.active_ms.saturating_add(ms);
            }
        }
    }

    /// Moves the gaps of a stretch whose start has moved, unless another stretch still starts there.
    pub(super) fn rename_stretch(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) {
        if self.stretch_starts().any(|start| start == from) {
            return;
        }
        for gap in self.gaps.iter_mut().filter(|gap| gap.stretch == from) {
            gap.stretch = to;
        }
    }

    fn add_after_end(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) {
        let ms = ms_between(from, to);
        match self.spans.last_mut().filter(|span| span.ended_at_utc == Some(from)) {
            Some(last) if last.said => {
                last.close(to, last.active_ms.unwrap_or(0).saturating_add(ms));
            }
            last => {
                let goes_on = last.is_some();
                self.spans.push(Span { goes_on, ..Span::said(from, to) });
            }
        }
        let open = open_at_the_end(&self.closed_frames, from);
        for frame in self.closed_frames.iter_mut().skip(open) {
            frame.popped_at_utc = to;
            frame.active_ms = frame.active_ms.saturating_add(ms);
        }
        self.end_at(to);
    }

    /// Takes a range at the start or at the end out of the session, with its pauses.
    fn cut(&mut self, range: TimeRange, now: &Moment) -> Result<(), Refusal> {
        self.check_is_exact(range, now)?;
        self.check_contexts_are_listed(range.from, now, NOT_DONE)?;
        let before = self.pauses_within(range);
        if before != (0, 0) && !self.knows_its_pauses() {
            return Err(clock_was_set(self));
        }
        take_out(self, range, now).ok_or_else(|| clock_was_set(self))?;
        // Spans of no time, before a new start or after a new end.
        let is_start = range.from == self.started_at_utc;
        self.spans.retain(|span| {
            let is_before = span.ended_at_utc.is_some_and(|end| end <= range.from);
            if is_start { span.is_open() || span.start.at_utc >= range.to } else { is_before }
        });
        if let Some(first) = self.spans.first_mut() {
            first.goes_on = false;
        }
        let held: Vec<DateTime<Utc>> = self.stretch_starts().collect();
        self.gaps.retain(|gap| held.contains(&gap.stretch));
        let (count, ms) = before;
        self.breaks = self.breaks.saturating_sub(count);
        self.paused_ms = self.paused_ms.saturating_sub(ms);
        Ok(())
    }

    /// Returns the number of pauses that lie wholly in a range, and how much of the range is paused,
    /// milliseconds.
    fn pauses_within(&self, range: TimeRange) -> (u32, u64) {
        let pauses = || self.closed_pauses().into_iter();
        let whole = pauses().filter(|pause| pause.from >= range.from && pause.to <= range.to);
        let ms = pauses().map(|pause| range.within_ms(pause.from, pause.to));
        (u32::try_from(whole.count()).unwrap_or(u32::MAX), ms.fold(0, u64::saturating_add))
    }

    /// Reports whether its pauses are as long as their times tell: the wall clock was not set in them.
    pub(super) fn knows_its_pauses(&self) -> bool {
        let pauses = self.closed_pauses();
        let ms = pauses.iter().map(|pause| pause.ms()).fold(0, u64::saturating_add);
        self.folded_spans.count > 0 || ms.abs_diff(self.paused_ms) <= TOLERATED_MS
    }

    /// Returns the pauses that are over: before, between and after the listed stretches.
    pub(super) fn closed_pauses(&self) -> Vec<TimeRange> {
        let mut left = (self.folded_spans.count == 0).then_some(self.started_at_utc);
        let mut all = Vec::new();
        for (nth, spans) in self.stretches().enumerate() {
            let start = spans.first().map(|span| span.start.at_utc);
            let pause = left.zip(start).map(|(from, to)| TimeRange { from, to });
            // Two stretches may touch: that was a pause of no time. The start is none.
            all.extend(pause.filter(|pause| nth > 0 || pause.ms() > 0));
            left = spans.last().and_then(|span| span.ended_at_utc);
        }
        let end = self.ended_at_utc.filter(|_| !self.phase.is_live());
        let last = left.zip(end).map(|(from, to)| TimeRange { from, to });
        all.extend(last.filter(|pause| pause.ms() > 0));
        all
    }

    fn start_at(&mut self, to: DateTime<Utc>) {
        self.started_at_utc = to;
        self.closed_frames.retain(|frame| frame.popped_at_utc > to);
        for frame in &mut self.closed_frames {
            frame.pushed_at_utc = frame.pushed_at_utc.max(to);
        }
        for frame in self.context_stack.0.iter_mut().filter(|frame| frame.pushed_at_utc <= to) {
            frame.pushed_at_utc = to;
            frame.active_ms_at_push = 0;
        }
        let first = self.spans.first().map(|span| span.start.clone());
        let begin = first.filter(|first| first.at_utc >= to);
        let begin = begin.unwrap_or(Stamp { at_utc: to, anchor: None });
        for stamp in [&mut self.phase_since, &mut self.last_change] {
            if stamp.at_utc < to {
                stamp.clone_from(&begin);
            }
        }
        self.paused_at_utc = self.paused_at_utc.filter(|at| *at >= to);
        self.resumed_at_utc = self.resumed_at_utc.filter(|at| *at > to);
    }

    fn end_at(&mut self, to: DateTime<Utc>) {
        let Some(from) = self.ended_at_utc.replace(to) else { return };
        self.closed_frames.retain(|frame| frame.pushed_at_utc < to);
        for frame in &mut self.closed_frames {
            frame.popped_at_utc = frame.popped_at_utc.min(to);
        }
        let by_ms = signed_ms_between(from, to);
        self.phase_since = shifted(&self.phase_since, by_ms, to);
        self.last_change = self.phase_since.clone();
        let pauses = self.closed_pauses();
        let last_pause = || pauses.iter().map(|pause| pause.from).next_back();
        let last_resume = || pauses.iter().map(|pause| pause.to).rfind(|at| *at < to);
        self.paused_at_utc = self.paused_at_utc.filter(|at| *at < to).or_else(last_pause);
        self.resumed_at_utc = self.resumed_at_utc.filter(|at| *at < to).or_else(last_resume);
    }

    /// Keeps the lists within their bounds: the oldest spans and frames fold into totals.
    pub(in crate::core) fn keep_lists_bounded(&mut self) {
        while self.spans.len() > KEPT_MAX {
            let oldest = self.spans.remove(0);
            self.folded_spans.add(oldest.active_ms.unwrap_or(0));
            self.reassign_gaps_of(&oldest);
        }
        self.bound_gaps();
        while self.closed_frames.len() > KEPT_MAX {
            self.fold_oldest_frame();
        }
    }

    fn check_start_is_listed(&self) -> Result<(), Refusal> {
        let is_listed = self.folded_spans.count == 0
            && self.folded_frames.count == 0
            && self.folded_gaps_ms == 0;
        if is_listed {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalKind::Refused,
            NOT_DONE,
            format!("{} has so many parts that its oldest times are kept as a sum only", self.key),
            Hint::say("correct its end, or write a note that says what is wrong"),
        ))
    }

    /// Refuses a cut where the wall clock does not tell the measured time.
    fn check_is_exact(&self, range: TimeRange, now: &Moment) -> Result<(), Refusal> {
        let first = self.spans.first().map(|span| span.start.at_utc);
        if self.folded_spans.count > 0 && first.is_none_or(|first| range.from < first) {
            return self.check_start_is_listed();
        }
        let jumps = |gap: &&Gap| self.holds(gap) && !gap.measured && overlaps(gap, range);
        if let Some(gap) = self.gaps.iter().find(jumps) {
            return Err(Refusal::new(
                RefusalKind::Refused,
                NOT_DONE,
                format!("the wall clock jumped in the time to remove, as {} records", gap.id),
                Hint::say("give a time before or after the jump"),
            )
            .or(Hint::show("see it", LookAt::Session(self.key.to_string()))));
        }
        let ends = |span: &Span| span.ended_at_utc.unwrap_or(now.utc);
        let was_set = |span: &Span| {
            let (start, end) = (span.start.at_utc, ends(span));
            let jumps = self.clock_jumps().into_iter().map(|jump| jump.within_ms(start, end));
            let jumped_ms = jumps.fold(0, u64::saturating_add);
            let wall_ms = ms_between(start, end).saturating_sub(jumped_ms);
            range.within_ms(start, end) > 0 && span.ms(now).abs_diff(wall_ms) > TOLERATED_MS
        };
        let goes_back = self
            .spans
            .iter()
            .zip(self.spans.iter().skip(1))
            .any(|(one, next)| range.within_ms(next.start.at_utc, ends(one)) > 0);
        if goes_back || self.spans.iter().any(was_set) {
            return Err(clock_was_set(self));
        }
        Ok(())
    }
}

impl Session {
    /// Refuses to add time after an end that is not the latest time of the session.
    fn check_is_last(&self, end: DateTime<Utc>) -> Result<(), Refusal> {
        let is_later = |span: &Span| span.ended_at_utc.is_none_or(|ended| ended > end);
        let is_set_back = self.spans.iter().any(|span| is_later(span) || span.start.at_utc > end);
        if is_set_back { Err(clock_was_set(self)) } else { Ok(()) }
    }

    /// Refuses to add time before a start that is not the earliest time of the session.
    fn check_is_first(&self, start: DateTime<Utc>) -> Result<(), Refusal> {
        let is_set_back = self.spans.iter().any(|span| span.start.at_utc < start);
        if is_set_back { Err(clock_was_set(self)) } else { Ok(()) }
    }
}

const NOT_DONE: &str = Verb::Edit.spec().not_done;

fn nothing_left(key: SessionKey, why: &'static str) -> Refusal {
    let cancel = Hint::give_with(
        "give other times; to take all of it out of the totals",
        Verb::Cancel,
        [(Argument::Session, &key.to_string())],
    );
    Refusal::new(RefusalKind::Refused, NOT_DONE, why, cancel)
}

fn clock_was_set(session: &Session) -> Refusal {
    Refusal::new(
        RefusalKind::Refused,
        NOT_DONE,
        "the wall clock was set in this session, so its active time is not known there",
        Hint::show("see its times", LookAt::Session(session.key.to_string())),
    )
}
