//! The strip: a session from its start to now in one row. A heavy line is active time, dots are
//! pauses, question marks are open gaps; notes and changes of context are marked.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::Span;

use crate::core::{PieceKind, SessionGlance, Verb};
use crate::tui::geometry::StripColumns;
use crate::tui::look::{Theme, done_sign, piece_sign};

/// The time and the verb of something done.
pub type Done = (DateTime<Utc>, Verb);

/// Returns the strip in `width` columns, with marks for what was done, newest first, and the cursor.
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
    // Of several marks in one column the oldest is shown.
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

/// Returns the column and the sign of something done; `None` if the strip does not show it.
pub fn mark(strip: &StripColumns, (at, verb): Done) -> Option<(usize, &'static str)> {
    Some((strip.column_since_start(at)?, done_sign(verb)?))
}
