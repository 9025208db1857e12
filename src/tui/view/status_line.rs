//! Draws the panel without room for panes: a status line with sign, clock, key, question, band, health
//! and innermost context. The rows below it show more, or a dialog and a toast.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::config::Action;
use crate::core::{Glance, Phase, SessionKey, Verb};
use crate::tui::content::badges::{self, BadgeSize};
use crate::tui::content::{
    correction, desks, gauge, questions, status_line_rows, summary, toast_row,
};
use crate::tui::dialogs::{Dialog, DialogKind};
use crate::tui::look::{Tone, clock, fit, fit_line, phase_sign, safe, spans_width, width, wrap};
use crate::tui::model::{Model, Overlay, Screen};

use super::{dialog, fields};

/// The least columns for the whole key of a session.
const WHOLE_KEY_FROM: usize = 60;
/// The least columns for the number of other desks that wait.
const WAITING_FROM: usize = 34;

/// Draws the rows and what lies over them; returns where the cursor is.
pub fn draw(model: &Model, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let theme = model.theme();
    let mut rows = area.rows();
    let first = rows.next()?;
    let last = area.rows().next_back().unwrap_or(first);
    let columns = usize::from(area.width);
    let state = state(model, columns);
    // In one column the sign of the phase is worth more than a sign of the cut.
    if columns > 1 { fit_line(state, columns) } else { state }.render(first, buffer);
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
    let mut said = fields.map(|nth| dialog::sentences_below(model, context, dialog, nth));
    if let Some(said) = said.find(|said| !said.is_empty()) {
        return said.join("; ");
    }
    if let Some(outcome) = questions::outcome(context, dialog) {
        return outcome;
    }
    match dialog.kind {
        DialogKind::End => summary::row(context.glance),
        DialogKind::Switch => ends(context.glance),
        DialogKind::Gap(_) => questions::gap(model, context.glance).unwrap_or_default(),
        DialogKind::Forgotten => questions::forgotten(model, context.glance).unwrap_or_default(),
        DialogKind::Start
        | DialogKind::Pause
        | DialogKind::Break
        | DialogKind::Note
        | DialogKind::Context => String::new(),
        DialogKind::Edit
        | DialogKind::Add
        | DialogKind::PastBreak
        | DialogKind::RemoveBreak
        | DialogKind::PastGap(_) => correction::row(model, context, dialog),
        DialogKind::Band | DialogKind::Health => dialog::meaning(dialog).unwrap_or_default(),
    }
}

/// Returns the session that ends when the next one starts.
fn ends(glance: &Glance) -> String {
    let live = glance.session.as_ref();
    live.map(|live| format!("ends {}: {}", live.key, summary::row(glance))).unwrap_or_default()
}

fn state(model: &Model, columns: usize) -> Line<'static> {
    let theme = model.theme();
    if model.problem.is_some() {
        return Line::styled("▲ the store needs attention", model.settings.theme.banner());
    }
    let Some(glance) = model.glance() else { return Line::raw("…") };
    let Some(session) = &glance.session else {
        let mut spans = vec![Span::raw("■ "), Span::raw("no session  ")];
        if model.refusal(Verb::Start).is_none() {
            let key = Span::styled(model.key_of(Action::Start), theme.key());
            spans.extend([key, Span::raw(" start ")]);
        }
        spans.extend(waiting(model, glance, columns));
        spans.push(Span::raw(" "));
        let room = columns.saturating_sub(spans_width(&spans));
        spans.extend(governance(model, glance, room));
        return Line::from(spans);
    };
    let style = theme.phase(session.phase);
    let time = clock(model.settings.clock, session.active_ms);
    let mut spans = vec![
        Span::styled(format!("{} ", phase_sign(session.phase)), style),
        Span::styled(time, gauge::clock_style(model, session)),
    ];
    let waiting = waiting(model, glance, columns);
    let says_paused = Span::styled(" paused", style);
    let badges = badges::status_line(theme, glance, BadgeSize::Tight);
    let needed = spans_width(&spans) + says_paused.width() + spans_width(&waiting) + 1;
    // The sign of the phase says it too; nothing else says band and health.
    if session.phase == Phase::Paused && needed + spans_width(&badges) <= columns {
        spans.push(says_paused);
    }
    let top = session.context_stack.last().map(|top| safe(&top.name.id)).unwrap_or_default();
    let used = spans_width(&spans) + spans_width(&waiting) + width(&top) + 2;
    let governance = governance(model, glance, columns.saturating_sub(used));
    let taken = used + spans_width(&governance);
    // The key gives way first: only one session is live.
    let key = Some(key(session.key, columns)).filter(|key| taken + width(key) < columns);
    spans.extend(key.map(|key| Span::styled(format!(" {key}"), theme.quiet())));
    spans.extend(waiting);
    spans.push(Span::raw(" "));
    spans.extend(governance);
    let used = spans_width(&spans) + 1;
    // The first letter of a name says nothing.
    if used + 2 < columns {
        spans.push(Span::raw(format!(" {top}")));
    }
    Line::from(spans)
}

/// Returns the key of a session; its form depends on the width alone.
fn key(key: SessionKey, columns: usize) -> String {
    if columns < WHOLE_KEY_FROM { format!("#{:03}", key.0) } else { key.to_string() }
}

/// Returns the mark of a waiting question, and how many other desks wait, each after a blank.
fn waiting(model: &Model, glance: &Glance, columns: usize) -> Vec<Span<'static>> {
    let theme = model.theme();
    let mark = questions::mark(glance).map(|mark| Span::styled(mark, theme.tone(Tone::Warning)));
    let others = desks::waiting(model).filter(|_| columns >= WAITING_FROM);
    let others = others.map(|others| Span::styled(others, theme.stale()));
    mark.into_iter().chain(others).flat_map(|span| [Span::raw(" "), span]).collect()
}

/// Returns band and health in at most `room` columns, if that can be.
fn governance(model: &Model, glance: &Glance, room: usize) -> Vec<Span<'static>> {
    let badges = |size| badges::status_line(model.theme(), glance, size);
    let short = badges(BadgeSize::Short);
    if spans_width(&short) <= room { short } else { badges(BadgeSize::Tight) }
}

fn blank(row: Rect, buffer: &mut Buffer) {
    ratatui::widgets::Clear.render(row, buffer);
}
