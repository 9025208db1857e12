//! Draws the panel without room for panes: a status line with sign, clock, key, question, band, health
//! and innermost context. The rows below it show more, or a dialog and a toast.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::bar::{BarTone, OneLine, TonedPart, cut};
use crate::config::Action;
use crate::core::{Glance, Severity, Verb};
use crate::tui::content::{
    alert_words, checklist, correction, gauge, questions, status_line_rows, summary, toast_row,
};
use crate::tui::dialogs::{Dialog, DialogKind};
use crate::tui::look::{Tone, clock, fit, safe, wrap};
use crate::tui::model::{Model, Overlay, Screen};

use super::sentences::sentences_below;
use super::{dialog, fields};

/// Draws the rows and what lies over them; returns where the cursor is.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = model.theme();
    let mut rows = area.rows();
    let first = rows.next()?;
    let last = area.rows().next_back().unwrap_or(first);
    let columns = usize::from(area.width);
    state(model, columns).render(first, buffer);
    if !matches!(model.overlay, Overlay::Dialog(_)) {
        let told = status_line_rows::lines(model, columns, usize::from(area.height) - 1);
        for (line, row) in told.into_iter().zip(area.rows().skip(1)) {
            line.render(row, buffer);
        }
    }
    if let Some(toast) = model.toasts.last() {
        blank(last, buffer);
        Line::styled(toast_row::row(toast, columns), theme.tone(toast.tone)).render(last, buffer);
    }
    if let Overlay::Dialog(dialog) = &model.overlay {
        return draw_dialog(model, dialog, rows.next().unwrap_or(first), buffer);
    }
    if let Some(what) = lacks_room(model) {
        blank(last, buffer);
        Line::raw(fit(&format!("{what} 40×8; Esc closes it"), columns)).render(last, buffer);
    }
    None
}

/// Returns what is open and does not fit into a row.
fn lacks_room(model: &Model) -> Option<&'static str> {
    Some(match (&model.overlay, &model.screen) {
        (Overlay::Help { .. }, _) => "Help needs",
        (Overlay::Palette(_), _) => "The palette needs",
        (_, Screen::Week) => "The week needs",
        (_, Screen::History(_)) => "The history needs",
        (_, Screen::Session { .. }) => "A session needs",
        (_, Screen::Desks(_)) => "The desks need",
        (_, Screen::Desk { .. }) => "A desk needs",
        (_, Screen::Sources(_)) => "The sources need",
        (_, Screen::Playbook(_)) => "The playbook needs",
        (_, Screen::Tasks(_)) => "The tasks need",
        (_, Screen::Task { .. }) => "A task needs",
        (_, Screen::Panes) if model.is_filtering() => "A filter needs",
        (_, Screen::Panes) => return None,
    })
}

fn draw_dialog(model: &Model, dialog: &Dialog, row: Rect, buffer: &mut Buffer) -> Option<Position> {
    blank(row, buffer);
    let field = dialog.field()?;
    let name = match dialog.fields.len() {
        1 if dialog.kind == DialogKind::Forgotten => "continue› ".to_owned(),
        1 => format!("{}› ", dialog.kind.verb().word()),
        all => format!("{} {}/{all}› ", field.name.word(), dialog.at + 1),
    };
    let used = u16::try_from(name.chars().count()).unwrap_or(0).min(row.width);
    Line::styled(name, model.theme().key()).render(row, buffer);
    let place = Rect { x: row.x + used, width: row.width - used, ..row };
    let bottom = buffer.area.bottom();
    let below = (row.y + 1..bottom).map(|y| Rect { y, ..row });
    let text = text_below(model, dialog);
    let lines = wrap(&text, row.width.into(), below.len());
    for (line, row) in lines.into_iter().zip(below) {
        blank(row, buffer);
        Line::raw(line).render(row, buffer);
    }
    fields::draw(model, dialog, field, place, buffer)
}

/// Returns the text below the field: the refusal, an objection, the outcome, or what it is about.
fn text_below(model: &Model, dialog: &Dialog) -> String {
    let Some(context) = model.dialog_context() else { return String::new() };
    if let Some(words) = model.refusal_in(dialog) {
        return format!("× {}: {}", safe(&words.why), safe(&words.next));
    }
    // The field that takes the keys comes first; the others may have something to say too.
    let others = (0..dialog.fields.len()).filter(|nth| *nth != dialog.at);
    let fields = std::iter::once(dialog.at).chain(others);
    let mut said = fields.map(|nth| sentences_below(model, context, dialog, nth));
    if let Some(said) = said.find(|said| !said.is_empty()) {
        return said.join("; ");
    }
    if let Some(outcome) = questions::outcome(context, dialog) {
        return outcome;
    }
    let blocked = dialog.report().filter(|report| !report.is_valid());
    match dialog.kind {
        _ if blocked.is_some() => checklist::text(model, dialog),
        _ if !dialog.against.is_empty() => {
            format!("× {}", safe(&dialog.against.join("; ")))
        }
        DialogKind::Done => checklist::text(model, dialog),
        DialogKind::End => summary::row(context.glance),
        DialogKind::Switch => ends(context.glance),
        DialogKind::Gap(_) => questions::gap(model, context.glance).unwrap_or_default(),
        DialogKind::Forgotten => questions::forgotten(model, context.glance).unwrap_or_default(),
        DialogKind::Start
        | DialogKind::Override(_)
        | DialogKind::Block
        | DialogKind::Estimate
        | DialogKind::Pause
        | DialogKind::Break
        | DialogKind::Note
        | DialogKind::Context => String::new(),
        DialogKind::Edit
        | DialogKind::Add
        | DialogKind::PastBreak
        | DialogKind::RemoveBreak
        | DialogKind::PastGap(_) => correction::row(model, context, dialog),
        DialogKind::Ack => alert_words::row(model, context.glance),
        DialogKind::StepDone | DialogKind::StepSkip => {
            dialog.step.as_ref().map(|subject| safe(&subject.step.title)).unwrap_or_default()
        }
        DialogKind::Band | DialogKind::Health => dialog::meaning(dialog).unwrap_or_default(),
    }
}

/// Returns the session that ends when the next one starts.
fn ends(glance: &Glance) -> String {
    let live = glance.session.as_ref();
    live.map(|live| format!("ends {}: {}", live.key, summary::row(glance))).unwrap_or_default()
}

fn state(model: &Model, columns: usize) -> Line<'static> {
    let parts = match model.glance() {
        _ if model.problem.is_some() => vec![OneLine::attention()],
        Some(glance) => status_line_parts(model, glance, columns),
        None => return Line::raw("…"),
    };
    // In one column the sign of the phase is worth more than a sign of the cut.
    let parts = if columns > 1 { cut(parts, columns) } else { parts };
    parts.into_iter().map(|part| Span::styled(part.text, style(model, part.tone))).collect()
}

fn status_line_parts(model: &Model, glance: &Glance, columns: usize) -> Vec<TonedPart> {
    let live = glance.session.as_ref();
    let may_start = model.refusal(Verb::Start).is_none();
    let whole = OneLine {
        glance,
        clock: live.map(|live| clock(model.settings.clock, live.active_ms)).unwrap_or_default(),
        is_over: live.is_some_and(|live| gauge::is_over(model, live)),
        others_waiting: model.desks_waiting(),
        start_key: may_start.then(|| model.key_of(Action::Start)),
        columns,
    };
    whole.parts()
}

/// Returns the style of a part in the theme.
fn style(model: &Model, tone: BarTone) -> Style {
    let theme = model.theme();
    match tone {
        BarTone::Plain => Style::new(),
        BarTone::Quiet => theme.quiet(),
        BarTone::Strong => theme.strong(),
        BarTone::Phase(phase) => theme.phase(phase),
        BarTone::Over => theme.severity(Severity::Warning),
        BarTone::Light(light) => theme.light(light),
        BarTone::Badge(severity) => theme.badge(severity),
        BarTone::Known(severity) => theme.severity(severity),
        BarTone::Question => theme.tone(Tone::Warning),
        BarTone::Others => theme.stale(),
        BarTone::Key => theme.key(),
        BarTone::Banner => model.settings.theme.banner(),
    }
}

fn blank(row: Rect, buffer: &mut Buffer) {
    ratatui::widgets::Clear.render(row, buffer);
}
