//! Moves a session that was only said to a time that it shares nothing with, as a whole.

use chrono::{DateTime, TimeDelta, Utc};

use crate::core::base::{
    Anchor, Argument, Hint, Moment, Refusal, RefusalKind, Stamp, Verb, ms_between,
    signed_ms_between,
};
use crate::core::session::take_out::TimeRange;
use crate::core::session::{Session, Span};

/// Below this difference two lengths are the same, milliseconds: people type times without seconds.
const SAME_LENGTH_MS: u64 = 60_000;

impl Session {
    /// Moves all of its times, if the new times share no active time with the old ones.
    ///
    /// # Errors
    /// A refusal if that would remove what was measured, or the length would be another.
    pub(super) fn shift_if_apart(&mut self, new: TimeRange, now: &Moment) -> Result<(), Refusal> {
        if !self.is_apart_from(new, now) {
            return Ok(());
        }
        let old_ms = self.ended_at_utc.map(|end| ms_between(self.started_at_utc, end));
        let is_said = self.spans.iter().all(|span| span.said)
            && self.folded_spans.count == 0
            && self.gaps.is_empty();
        let Some(old_ms) = old_ms.filter(|_| is_said) else { return Err(self.is_measured()) };
        let has_parts =
            self.breaks > 0 || self.folded_frames.count > 0 || !self.closed_frames.is_empty();
        if has_parts && old_ms.abs_diff(new.ms()) >= SAME_LENGTH_MS {
            return Err(self.has_another_length());
        }
        self.shift(signed_ms_between(self.started_at_utc, new.from));
        Ok(())
    }

    /// Reports whether it has active time, and none of it lies in a range. It may be paused there.
    fn is_apart_from(&self, range: TimeRange, now: &Moment) -> bool {
        let end = self.ended_at_utc.unwrap_or(now.utc);
        if range.from <= self.started_at_utc && end <= range.to || self.active_ms(now) == 0 {
            return false;
        }
        let lies_in = |span: &Span| {
            range.within_ms(span.start.at_utc, span.ended_at_utc.unwrap_or(now.utc)) > 0
        };
        let listed_from = self.spans.first().map_or(end, |span| span.start.at_utc);
        let in_folded =
            self.folded_spans.count > 0 && range.within_ms(self.started_at_utc, listed_from) > 0;
        !in_folded && !self.spans.iter().any(lies_in)
    }

    /// Moves every time of a session that is over.
    fn shift(&mut self, by_ms: i64) {
        let moved = |at: DateTime<Utc>| {
            let by = TimeDelta::milliseconds(by_ms);
            at.checked_add_signed(by).unwrap_or(at)
        };
        for at in [&mut self.ended_at_utc, &mut self.paused_at_utc, &mut self.resumed_at_utc] {
            *at = at.map(moved);
        }
        self.started_at_utc = moved(self.started_at_utc);
        for span in &mut self.spans {
            span.start.at_utc = moved(span.start.at_utc);
            span.ended_at_utc = span.ended_at_utc.map(moved);
        }
        for frame in &mut self.closed_frames {
            frame.pushed_at_utc = moved(frame.pushed_at_utc);
            frame.popped_at_utc = moved(frame.popped_at_utc);
        }
        for stays in &mut self.folded_stays {
            stays.from_utc = moved(stays.from_utc);
        }
        for stamp in [&mut self.phase_since, &mut self.last_change] {
            *stamp = shifted(stamp, by_ms, moved(stamp.at_utc));
        }
    }

    fn is_measured(&self) -> Refusal {
        let key = self.key.to_string();
        let cancel = Hint::give_with(
            "if that was another session, take this one out of the totals",
            Verb::Cancel,
            [(Argument::Session, &key)],
        );
        Refusal::new(
            RefusalKind::Refused,
            Verb::Edit.spec().not_done,
            format!("nothing of the measured time of {key} would be left"),
            cancel,
        )
        .or(Hint::give_with(
            "then add the other one",
            Verb::Add,
            [(Argument::Since, "TIME"), (Argument::Until, "TIME")],
        ))
    }

    fn has_another_length(&self) -> Refusal {
        Refusal::new(
            RefusalKind::Refused,
            Verb::Edit.spec().not_done,
            format!(
                "the new times share nothing with those of {}, and they are not as long, so its \
                 breaks and contexts would be lost",
                self.key
            ),
            Hint::say("move it with the same length first; then correct its start or its end"),
        )
    }
}

/// Returns a stamp that lies so much later on its clock too.
pub(super) fn shifted(stamp: &Stamp, by_ms: i64, at_utc: DateTime<Utc>) -> Stamp {
    let anchor = stamp.anchor.clone().map(|anchor| Anchor {
        boot_ms: anchor.boot_ms.saturating_add(by_ms),
        mono_ms: anchor.mono_ms.saturating_add(by_ms),
        ..anchor
    });
    Stamp { at_utc, anchor }
}
