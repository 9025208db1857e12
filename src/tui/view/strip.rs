//! The session from its start to now in one row: a heavy line where the clock ran, dots where it
//! stood.

use ratatui::text::Span;

use crate::core::{SessionGlance, StretchKind};

use super::super::theme::Theme;

/// Returns the strip, `width` columns wide. A stretch too short for a column of its own gives way
/// to the longer one that shares it.
pub(super) fn spans(session: &SessionGlance, width: usize, theme: Theme) -> Vec<Span<'static>> {
    let total: u64 = session.stretches.iter().map(|stretch| stretch.seconds).sum();
    let mut spans = Vec::new();
    let (mut before, mut drawn) = (0, 0);
    for stretch in &session.stretches {
        before += stretch.seconds;
        let until = if total == 0 { width } else { column(before, total, width) };
        let columns = until.saturating_sub(drawn);
        drawn += columns;
        let sign = match stretch.kind {
            StretchKind::Active => "━",
            StretchKind::Paused => "·",
        };
        if columns > 0 {
            spans.push(Span::styled(sign.repeat(columns), theme.stretch(stretch.kind)));
        }
    }
    spans
}

/// Returns the column in which `seconds` of `total` end, rounded to the nearest.
fn column(seconds: u64, total: u64, width: usize) -> usize {
    let columns = u128::from(seconds) * width as u128 * 2 / u128::from(total);
    usize::try_from(columns.div_ceil(2)).unwrap_or(width).min(width)
}
