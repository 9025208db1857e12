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
            if field.value().is_empty() && text.line().text().is_empty() {
                let hint = hint(dialog.kind, field.name);
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
    if name == FieldName::Contexts {
        let used = spans_width(&spans);
        let path = safe(&last_contexts::path(&dialog.last_contexts));
        spans.push(Span::raw(fit(&format!("  {path}"), columns.saturating_sub(used))));
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
fn hint(kind: DialogKind, name: FieldName) -> String {
    let hint = match name {
        FieldName::Notes => match kind {
            DialogKind::Start | DialogKind::Switch => "(optional: what is it about?)",
            DialogKind::End => "(optional: how did it go?)",
            DialogKind::Amend
            | DialogKind::Note
            | DialogKind::Context
            | DialogKind::Band
            | DialogKind::Health
            | DialogKind::Gap(_)
            | DialogKind::Forgotten => "(none)",
        },
        FieldName::Target => "(optional, such as 2h30m)",
        FieldName::Context => "(such as task 7 Import ~2h30m)",
        FieldName::BandReason | FieldName::HealthReason => "(why)",
        FieldName::GapAnswer => "(keep, discard or a time)",
        FieldName::ForgottenAnswer => "(keep, end or a time)",
        FieldName::Note
        | FieldName::Operator
        | FieldName::Contexts
        | FieldName::Band
        | FieldName::Health => "",
    };
    hint.to_owned()
}
