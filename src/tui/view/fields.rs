//! Draws the value of a field: a text scrolled to its cursor, or choices side by side.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::dialogs::{
    ChoiceField, Dialog, DialogKind, Field, FieldName, FieldValue, last_contexts,
};
use crate::tui::look::{fit, safe, spans_width, width};
use crate::tui::model::Model;

use super::text_line;

/// Draws the value of a field; returns where its cursor would be.
pub fn draw(
    model: &Model,
    dialog: &Dialog,
    field: &Field,
    place: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    match &field.value {
        FieldValue::Text(text) => {
            let cursor = text_line::draw_line(text.line(), place, buffer)?;
            let takes_keys = dialog.field().is_some_and(|taking| taking.name == field.name);
            if takes_keys && text.is_selected() {
                let columns = u16::try_from(width(field.value())).unwrap_or(0).min(place.width);
                let selected = Rect { width: columns, height: 1, ..place };
                buffer.set_style(selected, model.settings.theme.chosen());
            }
            if field.value().is_empty() && text.line().text().is_empty() {
                let hint = hint(model, dialog, field.name);
                let row = Rect { x: place.x + 1, width: place.width.saturating_sub(1), ..place };
                let hint = fit(&hint, row.width.into());
                Line::styled(hint, model.settings.theme.quiet()).render(row, buffer);
            }
            Some(cursor)
        }
        FieldValue::Choice(choice) => draw_choice(model, dialog, field.name, choice, place, buffer),
    }
}

fn draw_choice(
    model: &Model,
    dialog: &Dialog,
    name: FieldName,
    choice: &ChoiceField,
    place: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let theme = model.settings.theme;
    let columns = usize::from(place.width);
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut cursor = place.x;
    let names = names(choice, columns);
    if name == FieldName::Contexts {
        // The question comes first, and leaves room for its answers.
        let answers: usize = names.iter().map(|name| width(name) + 2).sum();
        let path = fit(
            &safe(&last_contexts::path(&dialog.last_contexts)),
            columns.saturating_sub(answers + 1),
        );
        spans.push(Span::raw(format!("{path}?  ")));
    }
    let taken: usize = names.iter().map(|name| width(name) + 2).sum();
    let between = if taken <= columns + 2 { "  " } else { " " };
    for (nth, name) in names.into_iter().enumerate() {
        if nth > 0 {
            spans.push(Span::raw(between));
        }
        let chosen = choice.chosen == Some(nth);
        let at = spans_width(&spans);
        if chosen {
            cursor = place.x.saturating_add(u16::try_from(at).unwrap_or(0));
        }
        spans.push(Span::styled(name, if chosen { theme.chosen() } else { theme.plain() }));
    }
    Line::from(spans).render(place, buffer);
    let last = place.right().checked_sub(1).filter(|_| place.width > 0)?;
    Some(Position { x: cursor.min(last), y: place.y })
}

/// Returns the names of a choice as they fit: in full, by their first words, or also without the mark
/// of the present value.
fn names(choice: &ChoiceField, columns: usize) -> Vec<String> {
    let named = |first_word: bool, mark: &str| {
        let name = |(nth, name): (usize, &String)| {
            let word = name.split(' ').next().filter(|_| first_word).unwrap_or(name);
            format!("{word}{}", if choice.now == Some(nth) { mark } else { "" })
        };
        choice.all.iter().enumerate().map(name).collect::<Vec<_>>()
    };
    let fits = |names: &Vec<String>| {
        names.iter().map(|name| width(name) + 1).sum::<usize>() <= columns + 1
    };
    let shorter = [named(false, " (now)"), named(true, " (now)")];
    shorter.into_iter().find(fits).unwrap_or_else(|| named(true, ""))
}

/// Returns the hint in an empty field.
fn hint(model: &Model, dialog: &Dialog, name: FieldName) -> String {
    let takes_keys = dialog.field().is_some_and(|field| field.name == name);
    let hint = match name {
        FieldName::Notes | FieldName::Closing if dialog.kind == DialogKind::Edit => "(none)",
        FieldName::Context if dialog.kind == DialogKind::Add => "(optional, such as task 7 Import)",
        FieldName::Start | FieldName::Since if takes_keys => "(a time such as 09:12)",
        FieldName::End if is_of_the_live(dialog) => "(live; a time ends it then)",
        FieldName::End | FieldName::Until if takes_keys => "(a time such as 17:30)",
        FieldName::InPause => "(a time in the pause)",
        FieldName::Breaks => "(optional, such as 12:00-12:45)",
        FieldName::Notes => "(optional: what is it about?)",
        FieldName::Closing => "(optional: how did it go?)",
        FieldName::PauseReason => "(optional: why?)",
        FieldName::When if takes_keys => "(now; or 30m, 14:20, last-end)",
        FieldName::To if takes_keys => "(now; or 12:45)",
        FieldName::When | FieldName::To => "(now)",
        FieldName::From => return hint_of_break(model, takes_keys),
        FieldName::Target => "(optional, such as 2h30m)",
        FieldName::Type => "(work; or a word such as review)",
        FieldName::Context => "(an id, a title, or a new type: customer: acme)",
        FieldName::BandReason | FieldName::HealthReason | FieldName::BlockReason => "(why)",
        FieldName::AckReason => "(optional: why is it no surprise?)",
        FieldName::Shelve => "(optional: 30m, at most 8h; needs a reason)",
        FieldName::StepValue => "(what was read?)",
        FieldName::StepNote => "(optional)",
        FieldName::SkipReason => "(why is it not needed?)",
        FieldName::Override => "(why go on all the same?)",
        FieldName::DespiteReason => "(why complete it anyway?)",
        FieldName::Summary if dialog.has_summary() => "(it has one; a new text replaces it)",
        FieldName::Summary => "(what was done?)",
        FieldName::Estimate
            if dialog.task.as_ref().is_some_and(|it| it.estimate_seconds.is_some()) =>
        {
            "(a new one such as 3h; empty leaves it)"
        }
        FieldName::Estimate => "(such as 2h30m)",
        FieldName::GapAnswer => "(keep, discard or a time)",
        FieldName::ForgottenAnswer => "(keep, break, end or a time)",
        FieldName::Note
        | FieldName::Operator
        | FieldName::StepChoice
        | FieldName::Contexts
        | FieldName::Band
        | FieldName::Health
        | FieldName::Start
        | FieldName::Since
        | FieldName::End
        | FieldName::Until => "",
    };
    hint.to_owned()
}

fn is_of_the_live(dialog: &Dialog) -> bool {
    let session = dialog.past.as_ref().and_then(|past| past.subject.session.as_ref());
    session.is_some_and(|session| session.phase.is_live())
}

/// Returns the hint in the empty field of the start of a break.
fn hint_of_break(model: &Model, takes_keys: bool) -> String {
    let last = model.glance().and_then(|glance| glance.last_activity_utc);
    let last = last.map(|at| format!("{}, ", model.time_of(at))).unwrap_or_default();
    let or = if takes_keys { "; or 30m" } else { "" };
    format!("({last}last activity{or})")
}
