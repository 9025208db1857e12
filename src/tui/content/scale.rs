//! The times below the strip, and the text for its cursor.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{Piece, PieceKind, SessionGlance, Verb, day_text, time_text};
use crate::tui::geometry::StripColumns;
use crate::tui::look::{fit, minutes, safe, width};
use crate::tui::model::{Mark, Model};

use super::strip;

/// The possible distances between times, minutes.
const STEPS: [i64; 12] = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080];
/// The least room for a time and a blank, columns.
const APART: i64 = 8;
/// The most times below a strip.
const TIMES_MAX: usize = 64;

/// Returns the times below a strip: its start, its end, and round times between, each centred on its
/// column.
pub fn times(model: &Model, session: &SessionGlance, columns: usize) -> String {
    let Some(strip) = StripColumns::of(session, columns) else { return String::new() };
    let end = match (session.ended_at_utc, model.problem.is_some()) {
        (Some(ended), _) => model.time_of(ended),
        (None, true) => "?".to_owned(),
        (None, false) => "now".to_owned(),
    };
    let mut row = format!("{} ", clock(model, session.started_at_utc));
    let last = columns.saturating_sub(width(&end) + 1);
    for at in round(model, session, columns) {
        let text = named(model.local(at));
        let from = strip.column(at).saturating_sub(width(&text) / 2);
        if from > width(&row) && from + width(&text) < last {
            row = format!("{row:<from$}{text}");
        }
    }
    let room = columns.saturating_sub(width(&end));
    if width(&row) > room { fit(&row, columns) } else { format!("{row:<room$}{end}") }
}

/// Returns round local times in a session, as dense as they fit.
fn round(model: &Model, session: &SessionGlance, columns: usize) -> Vec<DateTime<Utc>> {
    let Some(last) = session.timeline.last() else { return vec![] };
    let whole = (last.until_utc - session.started_at_utc).num_minutes();
    let columns = i64::try_from(columns).unwrap_or(i64::MAX);
    let wide = |step: &i64| step.saturating_mul(columns) / whole.max(1) >= APART;
    let Some(step) = STEPS.into_iter().find(wide) else { return vec![] };
    let start = model.local(session.started_at_utc);
    let since = (start - start.date().and_time(NaiveTime::MIN)).num_seconds();
    let first = step * 60 - since.rem_euclid(step * 60);
    let times = (0..).map_while(|nth: i64| {
        let after = TimeDelta::try_seconds(first + nth * step * 60)?;
        session.started_at_utc.checked_add_signed(after)
    });
    times.take_while(|at| *at < last.until_utc).take(TIMES_MAX).collect()
}

fn named(local: NaiveDateTime) -> String {
    let midnight = local.time() == NaiveTime::MIN;
    if midnight { day_text(local) } else { time_text(local) }
}

fn clock(model: &Model, at: DateTime<Utc>) -> String {
    time_text(model.local(at))
}

/// Returns what is under the cursor.
pub fn under_cursor(
    model: &Model,
    session: &SessionGlance,
    columns: usize,
) -> Option<Line<'static>> {
    let strip = StripColumns::of(session, columns)?;
    let column = strip.cursor(model.strip_at);
    let piece = strip.piece(session, column).map(|piece| piece_text(model, session, piece));
    let on_it =
        |mark: &&Mark| strip::mark(&strip, mark.done()).is_some_and(|(its, _)| its == column);
    let marked = model.marks.iter().filter(on_it).map(|mark| {
        format!("{} {} {}", clock(model, mark.at_utc), mark.verb.past(), safe(&mark.text))
    });
    // More would not fit.
    let mut texts: Vec<String> = marked.take(columns).collect();
    if texts.is_empty() || piece_is_short(&strip, session, column) {
        texts.extend(piece);
    }
    let text = texts.join("; ");
    let hint = if model.strip_at.is_none() { hint(model) } else { String::new() };
    if width(&text) + width(&hint) > columns {
        return Some(Line::raw(fit(&text, columns)));
    }
    Some(Line::from(vec![Span::raw(text), Span::styled(hint, model.theme().quiet())]))
}

fn hint(model: &Model) -> String {
    let (left, right) = (model.key_of(Action::Earlier), model.key_of(Action::Later));
    format!("   {left}, {right}: move")
}

/// Reports whether a mark would hide the whole piece under a column.
fn piece_is_short(strip: &StripColumns, session: &SessionGlance, column: usize) -> bool {
    strip.piece(session, column).is_some_and(|piece| {
        piece.kind != PieceKind::Active
            && strip.column(piece.until_utc).saturating_sub(strip.column(piece.from_utc)) < 2
    })
}

/// Returns a piece in words, as in `10:42 paused 12m · lunch`.
fn piece_text(model: &Model, session: &SessionGlance, piece: &Piece) -> String {
    let ms = (piece.until_utc - piece.from_utc).num_milliseconds();
    let length = minutes(u64::try_from(ms).unwrap_or(0));
    let from = model.time_of(piece.from_utc);
    match piece.kind {
        PieceKind::Active => format!("{from} active {length}"),
        PieceKind::Paused => {
            let reason = pause_reason(model, piece);
            let reason = reason.map(|reason| format!(" · {}", safe(reason))).unwrap_or_default();
            format!("{from} paused {length}{reason}")
        }
        PieceKind::Gap | PieceKind::Uncounted => {
            let gap = session
                .gaps
                .iter()
                .find(|gap| gap.from_utc < piece.until_utc && gap.until_utc > piece.from_utc);
            match gap {
                Some(gap) if piece.kind == PieceKind::Gap => {
                    format!("{from} {}: {}", gap.id, gap.absence())
                }
                Some(gap) => format!("{from} {}: {length} not counted", gap.id),
                None => format!("{from} gap of {length}"),
            }
        }
    }
}

fn pause_reason<'a>(model: &'a Model, piece: &Piece) -> Option<&'a str> {
    let its = |mark: &&Mark| {
        mark.verb == Verb::Pause && (mark.at_utc - piece.from_utc).num_seconds().abs() < 2
    };
    model.marks.iter().find(its).map(|mark| mark.text.as_ref())
}
