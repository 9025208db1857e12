//! Draws the picker of contexts: the line that is typed, the list, what would be left, the time.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Text};
use ratatui::widgets::Widget;

use crate::tui::content::picker::{PickerPlaces, found, label, lines};
use crate::tui::content::rule_words;
use crate::tui::dialogs::{Dialog, FieldName};
use crate::tui::look::{PaneFrame, Tone, clear_for_box, safe, wrap};
use crate::tui::model::Model;
use crate::tui::tasks::TaskPicker;

use super::sentences::sentences_below;
use super::{dialog_title, fields};

/// Draws the picker of a dialog; returns where the cursor is.
pub fn draw(
    model: &Model,
    (dialog, picker): (&Dialog, &TaskPicker),
    area: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let theme = model.settings.theme;
    let places = PickerPlaces::of(picker, dialog.at > 0, area);
    let last = places.first + usize::from(places.list.height);
    let hidden = (places.first > 0, last < picker.rows().len());
    clear_for_box(places.place, buffer);
    let found = found(picker).map(|found| format!(" · {found}")).unwrap_or_default();
    let title = model.dialog_context().map(|context| dialog_title::of(model, context, dialog));
    let title = format!("{}{found}", title.unwrap_or_default());
    PaneFrame::of_box(&title, hidden).draw(theme, places.place, buffer);
    Text::from(lines(model, picker, &places)).render(places.list, buffer);
    Text::from(below(model, dialog, places.below)).render(places.below, buffer);
    let mut cursor = None;
    for (nth, row) in [places.line, places.when].into_iter().enumerate() {
        let Some(field) = dialog.fields.get(nth).filter(|_| !row.is_empty()) else { continue };
        let word = label(theme, field.name.word(), nth == dialog.at);
        let used = u16::try_from(word.width()).unwrap_or(row.width).min(row.width);
        word.render(row, buffer);
        let place = Rect { x: row.x + used, width: row.width - used, ..row };
        let drawn = fields::draw(model, dialog, field, place, buffer);
        cursor = if nth == dialog.at { drawn } else { cursor };
    }
    cursor
}

/// Returns the lines below the list: why the answer was refused, else what it would do.
fn below(model: &Model, dialog: &Dialog, area: Rect) -> Vec<Line<'static>> {
    let (columns, rows) = (usize::from(area.width), usize::from(area.height));
    let mut lines: Vec<Line<'static>> = Vec::new();
    if let Some((what, others)) =
        model.refusal_sentences(dialog).as_deref().and_then(|said| said.split_first())
    {
        let style = model.settings.theme.tone(Tone::Refused);
        let what = wrap(&format!("× {}", safe(what)), columns, 1);
        lines.extend(what.into_iter().map(|row| Line::styled(row, style)));
        for sentence in others {
            lines.extend(wrap(&safe(sentence), columns, 2).into_iter().map(Line::raw));
        }
    } else if let Some(context) = model.dialog_context() {
        let names = [FieldName::Context, FieldName::When];
        let shown = dialog.fields.iter().enumerate().filter(|(_, it)| names.contains(&it.name));
        let said = shown.flat_map(|(nth, _)| sentences_below(model, context, dialog, nth));
        lines.extend(said.flat_map(|text| wrap(&text, columns, 2)).map(Line::raw));
        let judged = rule_words::judged(model, context, dialog, columns);
        lines.extend(judged.into_iter().filter(|line| line.width() > 0));
    }
    lines.truncate(rows);
    lines
}
