//! The session from its start to now in one row: a heavy line where the clock ran, dots where it
//! stood, question marks where nobody has said yet; on it the notes and the changes of context.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::Span;

use crate::core::{PieceKind, SessionGlance, Verb};
use crate::tui::geometry::StripColumns;
use crate::tui::look::{Theme, done_sign, piece_sign};

/// When something was done, and what.
pub type Done = (DateTime<Utc>, Verb);

/// Returns the strip, `width` columns wide, with the marks of what was done, newest first, and the
/// cursor where it stands.
pub fn spans(
    session: &SessionGlance,
    done: impl Iterator<Item = Done>,
    cursor: Option<usize>,
    width: usize,
    theme: Theme,
) -> Vec<Span<'static>> {
    let Some(strip) = StripColumns::of(session, width) else { return vec![] };
    let mut cells: Vec<(&'static str, Style)> = strip
        .pieces(session)
        .map(|piece| piece.map_or(PieceKind::Active, |piece| piece.kind))
        .map(|kind| (piece_sign(kind), theme.piece(session.phase, kind)))
        .collect();
    // The oldest last: of several in one column the first is seen.
    for (column, sign) in done.filter_map(|done| mark(&strip, done)) {
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

/// Returns the column and the sign of what was done at a time, if it has a place on the strip.
#[must_use]
pub fn mark(strip: &StripColumns, (at, verb): Done) -> Option<(usize, &'static str)> {
    Some((strip.column_since_start(at)?, done_sign(verb)?))
}
