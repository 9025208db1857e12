//! The columns of the strip: which time of a session is in which column.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::layout::Rect;

use crate::core::{Piece, SessionGlance};

/// The least rows of the session's pane for a strip.
const STRIP_FROM: u16 = 6;
/// The least rows for times below the strip.
const SCALE_FROM: u16 = 9;

/// Reports whether the session's pane has a strip.
pub fn has_strip(area: Rect) -> bool {
    area.height >= STRIP_FROM && area.width > 0
}

/// Reports whether the strip has times below it, and a cursor.
pub fn has_scale(area: Rect) -> bool {
    area.height >= SCALE_FROM && area.width > 0
}

/// The columns of a strip.
#[derive(Debug, Clone, Copy)]
pub struct StripColumns {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    columns: usize,
}

impl StripColumns {
    /// Returns the columns of a session; `None` if there are none.
    pub fn of(session: &SessionGlance, columns: usize) -> Option<Self> {
        let until = session.timeline.last().map_or(session.started_at_utc, |last| last.until_utc);
        (columns > 0).then_some(Self { from: session.started_at_utc, until, columns })
    }

    /// Returns the column of a time; times outside are at the ends.
    pub fn column(&self, at: DateTime<Utc>) -> usize {
        let whole = ms(self.until - self.from).max(1);
        let column = ms(at - self.from) * as_wide(self.columns) / whole;
        usize::try_from(column).unwrap_or(usize::MAX).min(self.columns.saturating_sub(1))
    }

    /// Returns the column of a time; `None` before the start.
    pub fn column_since_start(&self, at: DateTime<Utc>) -> Option<usize> {
        (at >= self.from).then(|| self.column(at))
    }

    /// Returns the time in the middle of a column.
    pub fn time(&self, column: usize) -> DateTime<Utc> {
        let halves = as_wide(self.columns).saturating_mul(2).max(1);
        let ms = ms(self.until - self.from) * (as_wide(column) * 2 + 1) / halves;
        let ms = i64::try_from(ms).ok().and_then(TimeDelta::try_milliseconds);
        ms.and_then(|ms| self.from.checked_add_signed(ms)).unwrap_or(self.from)
    }

    /// Returns the time one column before `at`; `None` is the end.
    pub fn before(&self, at: Option<DateTime<Utc>>) -> DateTime<Utc> {
        self.time(self.cursor(at).saturating_sub(1))
    }

    /// Returns the time one column after `at`; `None` is the end.
    pub fn after(&self, at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let next = self.cursor(at) + 1;
        (next + 1 < self.columns).then(|| self.time(next))
    }

    /// Returns the column of the cursor.
    pub fn cursor(&self, at: Option<DateTime<Utc>>) -> usize {
        at.map_or(self.columns.saturating_sub(1), |at| self.column(at))
    }

    /// Returns the piece in each column; `None` beyond the last one.
    pub fn pieces<'a>(
        &self,
        session: &'a SessionGlance,
    ) -> impl Iterator<Item = Option<&'a Piece>> + use<'a> {
        let strip = *self;
        let mut pieces = session.timeline.iter().peekable();
        (0..self.columns).map(move |column| {
            let at = strip.time(column);
            while pieces.next_if(|piece| piece.until_utc <= at).is_some() {}
            pieces.peek().copied()
        })
    }

    /// Returns the piece under a column.
    pub fn piece<'a>(&self, session: &'a SessionGlance, column: usize) -> Option<&'a Piece> {
        let at = self.time(column);
        let mut pieces = session.timeline.iter();
        pieces.find(|piece| at < piece.until_utc).or(session.timeline.last())
    }
}

fn ms(length: TimeDelta) -> u128 {
    u128::try_from(length.num_milliseconds()).unwrap_or(0)
}

fn as_wide(columns: usize) -> u128 {
    columns as u128
}
