//! The timeline of a session: its pieces from the start to the end, or to now.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, later};
use crate::core::session::{Phase, Session};

/// The longest hole between two pieces that is ignored, milliseconds. Rounding or a small clock
/// step causes it.
const NO_HOLE_MS: i64 = 1_500;

/// The kind of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// The session was active.
    Active,
    /// The session was paused.
    Paused,
    /// A gap that waits for an answer.
    Gap,
    /// A gap that was answered, or the part of it that does not count.
    Uncounted,
}

/// One piece of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its kind.
    pub kind: PieceKind,
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// When the next one began, UTC; now for the last one of a live session.
    pub until_utc: DateTime<Utc>,
}

/// Returns the pieces of a session in order, without holes. `worked` comes from
/// [`Session::worked`].
pub(in crate::core) fn timeline(
    session: &Session,
    worked: &[(DateTime<Utc>, u64)],
    now: &Moment,
) -> Vec<Piece> {
    let end = session.ended_at_utc.unwrap_or(now.utc);
    let mut strip = Strip { pieces: Vec::new(), at: session.started_at_utc, end };
    for (from, ms) in worked {
        strip.fill_until(*from, session);
        strip.add(PieceKind::Active, later(*from, *ms).unwrap_or(*from));
    }
    if session.phase == Phase::Active && strip.almost_reaches(end) {
        strip.add(PieceKind::Active, end);
    }
    strip.fill_until(end, session);
    strip.pieces
}

impl Session {
    /// Returns the counted time: each piece with its start, UTC, and its milliseconds. Time before
    /// the listed spans counts from the start of the session.
    #[must_use]
    pub fn worked(&self, now: &Moment) -> Vec<(DateTime<Utc>, u64)> {
        let counted = self.counted(now);
        let listed = counted.iter().map(|(_, ms)| *ms).fold(0, u64::saturating_add);
        let before_ms = self.active_ms(now).saturating_sub(listed);
        let before = (before_ms > 0).then_some((self.started_at_utc, before_ms));
        before.into_iter().chain(counted).collect()
    }
}

struct Strip {
    pieces: Vec<Piece>,
    /// The end of the last piece.
    at: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Strip {
    /// Fills uncounted time with gaps and pauses.
    fn fill_until(&mut self, until: DateTime<Utc>, session: &Session) {
        if self.almost_reaches(until) {
            // A short hole belongs to the piece before it.
            if let Some(last) = self.pieces.last_mut().filter(|_| self.at < until) {
                last.until_utc = until.min(self.end);
                self.at = last.until_utc;
            }
            return;
        }
        for gap in session.reported_gaps() {
            let (from, over) = (gap.from_utc(), gap.until.at_utc.min(until));
            if over > self.at && from < until {
                let kind = if gap.is_open() { PieceKind::Gap } else { PieceKind::Uncounted };
                self.add(PieceKind::Paused, from);
                self.add(kind, over);
            }
        }
        self.add(PieceKind::Paused, until);
    }

    /// Reports whether the pieces end just before a time, or after it.
    fn almost_reaches(&self, until: DateTime<Utc>) -> bool {
        (until - self.at).num_milliseconds() < NO_HOLE_MS
    }

    fn add(&mut self, kind: PieceKind, until: DateTime<Utc>) {
        let until_utc = until.min(self.end);
        if until_utc <= self.at {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.kind == kind => last.until_utc = until_utc,
            _ => self.pieces.push(Piece { kind, from_utc: self.at, until_utc }),
        }
        self.at = until_utc;
    }
}
