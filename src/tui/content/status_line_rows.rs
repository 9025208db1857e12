//! What stands below the one line where there are rows for it: what matters most first.

use ratatui::text::Line;

use crate::core::Glance;
use crate::failure::Words;
use crate::tui::look::{Tone, fit, fit_line, safe, wrap};
use crate::tui::model::Model;

use super::gauge::Gauge;
use super::{activities, context, governance, questions};

/// From this many rows on, what waits for an answer is told in full, and the notes also beside a
/// target.
const ROWS_FOR_ALL: usize = 8;
/// The most rows a question takes.
const QUESTION_ROWS: usize = 2;

/// Returns at most `rows` lines.
pub fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    if let Some(problem) = &model.problem {
        let Words { what, why, next } = &problem.words;
        let told = wrap(&safe(&format!("{what}: {why}; {next}")), columns, rows);
        return told.into_iter().map(Line::raw).collect();
    }
    let Some(glance) = model.glance() else { return vec![] };
    let question = (rows >= ROWS_FOR_ALL).then(|| questions::open(model, glance)).flatten();
    let question = wrap(&question.unwrap_or_default(), columns, QUESTION_ROWS);
    let style = model.theme().tone(Tone::Warning);
    let mut lines: Vec<Line<'static>> =
        question.into_iter().map(|row| Line::styled(row, style)).collect();
    lines.extend(aim(model, glance, columns, if rows < ROWS_FOR_ALL { 1 } else { 2 }));
    lines.extend(governance::brief(model, glance, columns, 2));
    lines.extend(context::innermost(model, glance, columns));
    // Nothing here would say that those a filter leaves are not the newest.
    if !model.log.filter().is_on() {
        lines.extend(activities::lines(model, 0, rows.saturating_sub(lines.len()), columns));
    }
    lines.truncate(rows);
    lines.into_iter().map(|line| fit_line(line, columns)).collect()
}

/// Returns how far the target is and what the session is for, or one of the two.
fn aim(model: &Model, glance: &Glance, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let Some(session) = &glance.session else { return vec![] };
    let gauge = Gauge::of(model, session).map(|gauge| gauge.row(model, columns));
    let notes = session.notes.as_deref().map(|notes| fit(&safe(notes), columns));
    let notes = notes.map(|notes| Line::styled(notes, model.theme().strong()));
    gauge.into_iter().chain(notes).take(rows).collect()
}
