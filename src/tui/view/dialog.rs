//! Draws a dialog in a box: what it is about, its fields with objections, and the last refusal.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::core::{Band, Light, seconds_text, short_text};
use crate::tui::content::labelled::{LABEL_COLUMNS, wrapped};
use crate::tui::content::{alert_words, checklist, correction, questions, rule_words, summary};
use crate::tui::dialogs::{Dialog, DialogContext, DialogKind, FieldName, FieldValue};
use crate::tui::geometry::Form;
use crate::tui::look::{PaneFrame, Tone, clear_for_box, fit, safe, width, wrap};
use crate::tui::model::Model;

use super::sentences::sentences_below;
use super::{dialog_title, fields, picker};

const MOST_COLUMNS: u16 = 76;
/// The columns of the sign before the field that takes the keys.
const SIGN_COLUMNS: usize = 2;
/// The most rows of a sentence.
const ROWS: usize = 2;

/// The rows of the answer below its fields that a summary leaves free: a blank one, and two of the checks.
const BELOW_SUMMARY: usize = 3;

/// The least rows of the panel for what every choice means.
const MEANINGS_FROM: u16 = 20;

/// A row of the dialog.
enum DialogRow {
    Field(usize),
    Said(Line<'static>),
    /// What gives way first if rows are few.
    Extra(Line<'static>),
}

/// Draws the dialog; returns where the cursor is.
pub fn draw(model: &Model, dialog: &Dialog, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let context = model.dialog_context()?;
    if let Some(picker) = &dialog.picker {
        return picker::draw(model, (dialog, picker), area, buffer);
    }
    let width = area.width.min(MOST_COLUMNS);
    let columns = usize::from(width).saturating_sub(4);
    let within_frame = usize::from(area.height).saturating_sub(2);
    let mut above = above(model, context, dialog, (columns, within_frame));
    above.splice(..0, correction::cancelled_lines(model, dialog, columns));
    let room = (columns, within_frame.saturating_sub(above.len()), within_frame);
    let answer = answer(model, context, dialog, room);
    let rows = |lines: usize| u16::try_from(lines + 2).unwrap_or(u16::MAX).min(area.height);
    let height = rows(above.len() + answer.len());
    // A sentence that comes and goes below a field must not move the fields.
    let calm_fields =
        dialog.fields.iter().filter(|field| field.name != FieldName::DespiteReason).count();
    let calm = rows(above.len() + calm_fields);
    let place = Rect {
        x: area.x + (area.width - width) / 2,
        y: area.y + ((area.height - calm) / 3).min(area.height - height),
        width,
        height,
    };
    clear_for_box(place, buffer);
    let title = dialog_title::of(model, context, dialog);
    PaneFrame::of_box(&title, (false, false)).draw(model.settings.theme, place, buffer);
    let inner = Form::Wide.inner(place);
    // The answer is more important than what is above it; of it, the field that takes the keys.
    let room = usize::from(inner.height);
    let answer = fitted(model, dialog, answer, room);
    let cut = above.len().min(room.saturating_sub(answer.len()));
    let at =
        answer.iter().position(|row| matches!(row, DialogRow::Field(nth) if *nth == dialog.at));
    let first = at.unwrap_or(0).min(answer.len().saturating_sub(room));
    let rows =
        above.into_iter().take(cut).map(DialogRow::Said).chain(answer.into_iter().skip(first));
    let mut cursor = None;
    for (row, place) in rows.zip(inner.rows()) {
        match row {
            DialogRow::Said(line) | DialogRow::Extra(line) => line.render(place, buffer),
            DialogRow::Field(nth) => {
                let drawn = draw_row(model, dialog, nth, place, buffer);
                cursor = if nth == dialog.at { drawn } else { cursor };
            }
        }
    }
    cursor
}

/// Leaves out the rows of the answer that matter least, as long as it does not fit. A refusal matters
/// more than the fields that do not take the keys.
fn fitted(model: &Model, dialog: &Dialog, mut rows: Vec<DialogRow>, room: usize) -> Vec<DialogRow> {
    let is_refused = model.refusal_in(dialog).is_some();
    let goes_first = |row: &DialogRow| matches!(row, DialogRow::Extra(_));
    let goes_then =
        |row: &DialogRow| is_refused && matches!(row, DialogRow::Field(nth) if *nth != dialog.at);
    while rows.len() > room
        && let Some(nth) =
            rows.iter().rposition(goes_first).or_else(|| rows.iter().rposition(goes_then))
    {
        rows.remove(nth);
    }
    rows
}

/// Draws a field with the word before it; returns where its cursor would be.
fn draw_row(
    model: &Model,
    dialog: &Dialog,
    nth: usize,
    row: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let theme = model.settings.theme;
    let field = dialog.fields.get(nth)?;
    let word = field.name.word();
    let columns = LABEL_COLUMNS - SIGN_COLUMNS;
    let word = format!("{word:<columns$}");
    let sign = if nth == dialog.at { "› " } else { "  " };
    let line = vec![Span::styled(word, theme.quiet()), Span::styled(sign, theme.key())];
    let line = Line::from(line);
    let used = u16::try_from(line.width()).unwrap_or(row.width).min(row.width);
    line.render(row, buffer);
    let place = Rect { x: row.x + used, width: row.width - used, ..row };
    fields::draw(model, dialog, field, place, buffer)
}

/// Returns the lines above the answer.
fn above(
    model: &Model,
    context: DialogContext<'_>,
    dialog: &Dialog,
    (columns, rows): (usize, usize),
) -> Vec<Line<'static>> {
    let governance = &context.glance.governance;
    let mut lines = match dialog.kind {
        DialogKind::Start
        | DialogKind::Switch
        | DialogKind::Pause
        | DialogKind::Break
        | DialogKind::Note
        | DialogKind::Context
        | DialogKind::Edit
        | DialogKind::Add
        | DialogKind::PastBreak => {
            return vec![];
        }
        DialogKind::End => {
            let ended = dialog.ended(context);
            let rows = rows.saturating_sub(dialog.fields.len() + BELOW_SUMMARY);
            summary::lines(model, context.glance, ended.as_ref(), (columns, rows))
        }
        DialogKind::Band => {
            let cone = &governance.cone;
            let set = cone.updated_at_utc;
            reading(model, &cone.band.to_string(), set, &cone.reason, columns)
        }
        DialogKind::Health => {
            let health = &governance.health;
            let reasons = health.reasons.join("; ");
            reading(model, health.status.word(), health.updated_at_utc, &reasons, columns)
        }
        DialogKind::Ack => alert_words::lines(model, context.glance, columns),
        DialogKind::StepDone | DialogKind::StepSkip => rule_words::step(model, dialog, columns),
        DialogKind::RemoveBreak => {
            let session = dialog.past.as_ref().and_then(|past| past.subject.session.as_ref());
            return session.map_or_else(Vec::new, |it| correction::pause_lines(model, it, columns));
        }
        DialogKind::PastGap(id) => {
            let session = dialog.past.as_ref().and_then(|past| past.subject.session.as_ref());
            let lines = session.map(|session| correction::gap_lines(model, session, id));
            return lines.unwrap_or_default();
        }
        DialogKind::Done | DialogKind::Block | DialogKind::Estimate => {
            task_lines(model, dialog, columns)
        }
        DialogKind::Override(_) | DialogKind::Gap(None) => return vec![],
        DialogKind::Gap(Some(id)) => questions::gap_lines(model, context, id, dialog, columns),
        DialogKind::Forgotten => questions::forgotten_lines(model, context, dialog, columns),
    };
    lines.push(Line::default());
    lines
}

/// Returns the task of a dialog: its title, and its time against the estimate.
fn task_lines(model: &Model, dialog: &Dialog, columns: usize) -> Vec<Line<'static>> {
    let Some(task) = &dialog.task else { return vec![] };
    let theme = model.settings.theme;
    let title = task.title.as_deref().map(safe).unwrap_or_default();
    let word = if task.name.kind.is_of_sprints() { "sprint" } else { "task" };
    let mut lines = wrapped(theme, word, &title, columns, ROWS);
    let of = task.estimate_seconds.map(|seconds| format!(" of {}", seconds_text(seconds)));
    let time = format!("{}{}", short_text(task.total_ms), of.unwrap_or_default());
    lines.extend(wrapped(theme, "time", &time, columns, 1));
    lines
}

/// Returns a reading as it is now.
fn reading(
    model: &Model,
    value: &str,
    set_at: Option<chrono::DateTime<chrono::Utc>>,
    why: &str,
    columns: usize,
) -> Vec<Line<'static>> {
    let age = set_at.map_or("never set".to_owned(), |at| format!("set {}", model.ago(at)));
    let theme = model.settings.theme;
    let mut lines = wrapped(theme, "now", &format!("{value}, {age}"), columns, ROWS);
    lines.extend(wrapped(theme, "", &safe(why), columns, ROWS));
    lines
}

/// Returns the rows of the answer: each field, an objection or a preview below it, and the refusal.
fn answer(
    model: &Model,
    context: DialogContext<'_>,
    dialog: &Dialog,
    (columns, most_rows, all_rows): (usize, usize, usize),
) -> Vec<DialogRow> {
    let mut rows = Vec::new();
    let indent = LABEL_COLUMNS;
    let told = |text: &str| {
        let lines = wrap(text, columns.saturating_sub(indent), ROWS);
        lines
            .into_iter()
            .map(move |line| DialogRow::Said(Line::raw(format!("{:indent$}{line}", ""))))
    };
    for (nth, field) in dialog.fields.iter().enumerate() {
        if field.name == FieldName::Override {
            if nth > 0 {
                rows.push(DialogRow::Extra(Line::default()));
            }
            rows.extend(
                rule_words::against(model, dialog, columns).into_iter().map(DialogRow::Said),
            );
        }
        rows.push(DialogRow::Field(nth));
        rows.extend(meanings(model, dialog, nth, columns).into_iter().map(DialogRow::Extra));
        rows.extend(
            sentences_below(model, context, dialog, nth).iter().flat_map(|text| told(text)),
        );
    }
    let judged = rule_words::judged(model, context, dialog, columns);
    rows.extend(judged.into_iter().map(DialogRow::Said));
    let refusal = refusal(model, dialog, columns);
    let taken = rows.len() + refusal.len() + 1;
    let room = most_rows.saturating_sub(taken);
    let checks = checklist::lines(model, dialog, columns, (room, all_rows.saturating_sub(taken)));
    if !checks.is_empty() {
        rows.push(DialogRow::Extra(Line::default()));
        rows.extend(checks.into_iter().map(DialogRow::Said));
    }
    let told = correction::lines(model, context, dialog, (columns, room));
    if !told.is_empty() {
        rows.push(DialogRow::Extra(Line::default()));
        rows.extend(told.into_iter().map(DialogRow::Said));
    }
    rows.extend(refusal);
    rows
}

/// Returns why the last answer was refused, or every answer would be.
fn refusal(model: &Model, dialog: &Dialog, columns: usize) -> Vec<DialogRow> {
    let mut rows = Vec::new();
    if let Some((what, others)) =
        model.refusal_sentences(dialog).as_deref().and_then(|said| said.split_first())
    {
        let style = model.settings.theme.tone(Tone::Refused);
        rows.push(DialogRow::Extra(Line::default()));
        let what = wrap(&format!("× {}", safe(what)), columns, ROWS);
        rows.extend(what.into_iter().map(|row| DialogRow::Said(Line::styled(row, style))));
        for sentence in others {
            let lines = wrap(&safe(sentence), columns, ROWS);
            rows.extend(lines.into_iter().map(|row| DialogRow::Said(Line::raw(row))));
        }
    }
    rows
}

/// Returns what the choices of band or health mean; of the one chosen if rows are few.
fn meanings(model: &Model, dialog: &Dialog, nth: usize, columns: usize) -> Vec<Line<'static>> {
    let Some(field) = dialog.fields.get(nth) else { return Vec::new() };
    let all = all_meanings(field.name);
    let FieldValue::Choice(choice) = &field.value else { return Vec::new() };
    let held = choice.chosen.or(choice.now);
    let theme = model.settings.theme;
    let has_rows = model.size.height >= MEANINGS_FROM;
    let longest = |of: fn(&(&str, &str)) -> usize| all.iter().map(of).max().unwrap_or_default();
    let word_columns = longest(|(word, _)| width(word)) + 2;
    let text_columns = word_columns + longest(|(_, meaning)| width(meaning));
    let indent = LABEL_COLUMNS.min(columns.saturating_sub(text_columns));
    let row = |(nth, (word, meaning)): (usize, (&str, &str))| {
        let style = if choice.chosen == Some(nth) { theme.strong() } else { theme.quiet() };
        let text = format!("{:indent$}{word:<word_columns$}{meaning}", "");
        Line::styled(fit(&text, columns), style)
    };
    let rows = all.iter().copied().enumerate();
    rows.filter(|(nth, _)| has_rows || held == Some(*nth)).map(row).collect()
}

/// Returns what the chosen band or health means, in one row.
pub fn meaning(dialog: &Dialog) -> Option<String> {
    // Also while its reason is typed: what will be set stays in view.
    dialog.fields.iter().find_map(|field| {
        let FieldValue::Choice(choice) = &field.value else { return None };
        let all = all_meanings(field.name);
        let (word, meaning) = all.get(choice.chosen.or(choice.now)?)?;
        Some(format!("{word}: {meaning}"))
    })
}

/// Returns each choice of a field with what it means.
fn all_meanings(name: FieldName) -> Vec<(&'static str, &'static str)> {
    match name {
        FieldName::Band => Band::ALL.iter().map(|band| (band.letter(), band.meaning())).collect(),
        FieldName::Health => {
            Light::ALL.iter().map(|light| (light.word(), light.meaning())).collect()
        }
        FieldName::Notes
        | FieldName::Closing
        | FieldName::Note
        | FieldName::Operator
        | FieldName::Target
        | FieldName::Type
        | FieldName::Contexts
        | FieldName::Context
        | FieldName::Summary
        | FieldName::BlockReason
        | FieldName::DespiteReason
        | FieldName::Estimate
        | FieldName::BandReason
        | FieldName::HealthReason
        | FieldName::AckReason
        | FieldName::Shelve
        | FieldName::StepValue
        | FieldName::StepChoice
        | FieldName::StepNote
        | FieldName::SkipReason
        | FieldName::Override
        | FieldName::PauseReason
        | FieldName::GapAnswer
        | FieldName::ForgottenAnswer
        | FieldName::From
        | FieldName::To
        | FieldName::When
        | FieldName::Start
        | FieldName::End
        | FieldName::Since
        | FieldName::Until
        | FieldName::Breaks
        | FieldName::InPause => Vec::new(),
    }
}
