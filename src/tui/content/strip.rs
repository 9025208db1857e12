//! The session from its start to now in one row: a heavy line where the clock ran, dots where it
//! stood, question marks where nobody has said yet; on it the notes and the changes of context.

use chrono::{DateTime, TimeDelta, Utc};
use ratatui::style::Style;
use ratatui::text::Span;

use crate::core::{Piece, PieceKind, SessionGlance, Verb};
use crate::tui::look::Theme;

/// Which time lies in which column.
#[derive(Debug, Clone, Copy)]
pub struct Strip {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    columns: usize,
}

impl Strip {
    /// Returns the strip of a session; nothing where there is no column to draw it in.
    pub fn of(session: &SessionGlance, columns: usize) -> Option<Self> {
        let until = session.timeline.last().map_or(session.started_at_utc, |last| last.until_utc);
        (columns > 0).then_some(Self { from: session.started_at_utc, until, columns })
    }

    /// Returns the column in which a time lies; times outside lie at the ends.
    pub fn column(&self, at: DateTime<Utc>) -> usize {
        let whole = ms(self.until - self.from).max(1);
        let column = ms(at - self.from) * as_wide(self.columns) / whole;
        usize::try_from(column).unwrap_or(usize::MAX).min(self.columns.saturating_sub(1))
    }

    /// Returns the time in the middle of a column.
    pub fn time(&self, column: usize) -> DateTime<Utc> {
        let halves = as_wide(self.columns).saturating_mul(2).max(1);
        let ms = ms(self.until - self.from) * (as_wide(column) * 2 + 1) / halves;
        let ms = i64::try_from(ms).ok().and_then(TimeDelta::try_milliseconds);
        ms.and_then(|ms| self.from.checked_add_signed(ms)).unwrap_or(self.from)
    }

    /// Returns the time one column before that of `at`; nothing is now, or the end.
    pub fn before(&self, at: Option<DateTime<Utc>>) -> DateTime<Utc> {
        self.time(self.cursor(at).saturating_sub(1))
    }

    /// Returns the time one column after that of `at`; nothing once that is now, or the end.
    pub fn after(&self, at: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
        let next = self.cursor(at) + 1;
        (next + 1 < self.columns).then(|| self.time(next))
    }

    /// Returns the column of the cursor.
    pub fn cursor(&self, at: Option<DateTime<Utc>>) -> usize {
        at.map_or(self.columns.saturating_sub(1), |at| self.column(at))
    }

    /// Returns the sign and the style of each column.
    fn cells(&self, session: &SessionGlance, theme: Theme) -> Vec<(&'static str, Style)> {
        let mut pieces = session.timeline.iter().peekable();
        let mut cells = Vec::with_capacity(self.columns);
        for column in 0..self.columns {
            let at = self.time(column);
            while pieces.next_if(|piece| piece.until_utc <= at).is_some() {}
            let kind = pieces.peek().map_or(PieceKind::Active, |piece| piece.kind);
            cells.push((sign(kind), theme.piece(session.phase, kind)));
        }
        cells
    }

    /// Returns the piece under a column.
    pub fn piece<'a>(&self, session: &'a SessionGlance, column: usize) -> Option<&'a Piece> {
        let at = self.time(column);
        let mut pieces = session.timeline.iter();
        pieces.find(|piece| at < piece.until_utc).or(session.timeline.last())
    }

    /// Returns the column and the sign of what was done at a time, if it has a place on the strip.
    pub fn mark(&self, (at, verb): Done) -> Option<(usize, &'static str)> {
        (at >= self.from).then(|| mark(verb)).flatten().map(|sign| (self.column(at), sign))
    }
}

/// When something was done, and what.
pub type Done = (DateTime<Utc>, Verb);

/// Returns the sign of what was done.
pub fn mark(verb: Verb) -> Option<&'static str> {
    match verb {
        Verb::Note => Some("◆"),
        Verb::Push => Some("▸"),
        Verb::Pop => Some("◂"),
        _ => None,
    }
}

/// Returns the sign of a stretch of time.
pub fn sign(kind: PieceKind) -> &'static str {
    match kind {
        PieceKind::Active => "━",
        PieceKind::Paused => "·",
        PieceKind::Gap => "?",
        PieceKind::Uncounted => "╌",
    }
}

/// Returns the strip, `width` columns wide, with the marks of what was done, newest first, and the
/// cursor where it stands.
pub fn spans(
    session: &SessionGlance,
    done: impl Iterator<Item = Done>,
    cursor: Option<usize>,
    width: usize,
    theme: Theme,
) -> Vec<Span<'static>> {
    let Some(strip) = Strip::of(session, width) else { return vec![] };
    let mut cells = strip.cells(session, theme);
    // The oldest last: of several in one column the first is seen.
    for (column, sign) in done.filter_map(|done| strip.mark(done)) {
        if let Some(cell) = cells.get_mut(column) {
            *cell = (sign, theme.mark(session.phase));
        }
    }
    if let Some(cell) = cursor.and_then(|column| cells.get_mut(column)) {
        cell.1 = theme.chosen();
    }
    let runs = cells.chunk_by(|one, next| one == next);
    let span = |run: &[(&'static str, Style)]| {
        let (sign, style) = run.first().copied().unwrap_or(("", Style::new()));
        Span::styled(sign.repeat(run.len()), style)
    };
    runs.map(span).collect()
}

fn ms(length: TimeDelta) -> u128 {
    u128::try_from(length.num_milliseconds()).unwrap_or(0)
}

fn as_wide(columns: usize) -> u128 {
    columns as u128
}
