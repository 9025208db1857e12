//! The rows below the status line, if there are any: the most important first.

use ratatui::text::Line;

use crate::core::Glance;
use crate::tui::look::{Tone, fit, fit_line, plain, safe, sentence, styled};
use crate::tui::model::Model;

use super::gauge::Gauge;
use super::{activities, context, governance_brief, meanwhile, questions};

/// From this many rows on, a question is shown in full, and the notes beside a target.
const ROWS_FOR_ALL: usize = 8;
/// The most rows a question takes.
const QUESTION_ROWS: usize = 2;

/// Returns at most `rows` lines.
pub fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    if let Some(problem) = &model.problem {
        return plain(&safe(&sentence(&problem.words)), columns, rows);
    }
    let Some(glance) = model.glance() else { return vec![] };
    let question = (rows >= ROWS_FOR_ALL).then(|| questions::open(model, glance)).flatten();
    let style = model.theme().tone(Tone::Warning);
    let mut lines = styled(&question.unwrap_or_default(), style, columns, QUESTION_ROWS);
    lines.extend(gauge_and_notes(model, glance, columns, if rows < ROWS_FOR_ALL { 1 } else { 2 }));
    lines.extend(governance_brief::brief(model, glance, columns, 2));
    lines.extend(context::innermost(model, glance, columns));
    let room = rows.saturating_sub(lines.len());
    lines.extend(meanwhile::lines(model, columns, room));
    // Filtered activities are not the newest, and nothing here says that they are filtered.
    if !model.log.filter().is_on() {
        lines.extend(activities::lines(model, 0, rows.saturating_sub(lines.len()), columns));
    }
    lines.truncate(rows);
    lines.into_iter().map(|line| fit_line(line, columns)).collect()
}

/// Returns the gauge of the target and the notes, or one of the two.
fn gauge_and_notes(
    model: &Model,
    glance: &Glance,
    columns: usize,
    rows: usize,
) -> Vec<Line<'static>> {
    let Some(session) = &glance.session else { return vec![] };
    let gauge = Gauge::of(model, session).map(|gauge| gauge.row(model, columns));
    let notes = Some(session.notes_text()).filter(|notes| !notes.is_empty());
    let notes = notes.map(|notes| fit(&safe(&notes), columns));
    let notes = notes.map(|notes| Line::styled(notes, model.theme().strong()));
    gauge.into_iter().chain(notes).take(rows).collect()
}
