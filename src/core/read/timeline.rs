//! A session from its start to now (or its end), piece by piece, each with its two times: what a
//! strip draws and what a cursor over it names.

use chrono::{DateTime, Utc};

use crate::core::base::{Moment, later};
use crate::core::session::{Phase, Session};

/// A hole between two pieces this short is a matter of rounding or of a clock that was set a
/// little, milliseconds.
const NO_HOLE_MS: i64 = 1_500;

/// What a piece of a session was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PieceKind {
    /// The clock ran.
    Active,
    /// The clock stood.
    Paused,
    /// The machine was not there, and nobody has said yet what that time was.
    Gap,
    /// The machine was not there, and that time does not count.
    Uncounted,
}

/// One piece of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it was.
    pub kind: PieceKind,
    /// When it began, UTC.
    pub from_utc: DateTime<Utc>,
    /// When the next one began, UTC; now, for the last one of a live session.
    pub until_utc: DateTime<Utc>,
}

/// Returns the pieces of a session in order, each beginning where the one before ends. `worked` is
/// what counts, as [`Session::worked`] tells it.
pub(in crate::core) fn timeline(
    session: &Session,
    worked: &[(DateTime<Utc>, u64)],
    now: &Moment,
) -> Vec<Piece> {
    let end = session.ended_at_utc.unwrap_or(now.utc);
    let mut strip = Strip { pieces: Vec::new(), at: session.started_at_utc, end };
    for (from, ms) in worked {
        strip.absent_until(*from, session);
        strip.add(PieceKind::Active, later(*from, *ms).unwrap_or(*from));
    }
    if session.phase == Phase::Active && strip.is_short_of(end) {
        strip.add(PieceKind::Active, end);
    }
    strip.absent_until(end, session);
    strip.pieces
}

impl Session {
    /// Returns all that counts, each stretch with its start, UTC, and its length, milliseconds. What
    /// came before the spans that are listed counts from the start on.
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
    /// Until when there are pieces.
    at: DateTime<Utc>,
    end: DateTime<Utc>,
}

impl Strip {
    /// Fills the time in which nothing counted: gaps, and pauses.
    fn absent_until(&mut self, until: DateTime<Utc>, session: &Session) {
        if self.is_short_of(until) {
            // What a piece lacks to the next one belongs to it.
            if let Some(last) = self.pieces.last_mut().filter(|_| self.at < until) {
                last.until_utc = until.min(self.end);
                self.at = last.until_utc;
            }
            return;
        }
        for gap in session.told_gaps() {
            let (from, over) = (gap.from_utc(), gap.until.at_utc.min(until));
            if over > self.at && from < until {
                let kind = if gap.is_open() { PieceKind::Gap } else { PieceKind::Uncounted };
                self.add(PieceKind::Paused, from);
                self.add(kind, over);
            }
        }
        self.add(PieceKind::Paused, until);
    }

    /// Tells whether next to nothing is missing until a time.
    fn is_short_of(&self, until: DateTime<Utc>) -> bool {
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
