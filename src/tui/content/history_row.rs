//! One line of the history: a session, or a day with its sum.

use chrono::{Datelike, NaiveDate};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{Severity, Trend, short_text, time_text};
use crate::tui::look::{clock, fit, marked, padded, phase_sign, safe, spans_width, width};
use crate::tui::model::Model;
use crate::tui::screens::{Column, History, HistoryRow};

/// The columns of `Tue  9 Mar`, and of ` 9 Mar 2024`.
const DATE_COLUMNS: usize = 11;
/// The columns of `09:00–14:04+1`, where 1 is the number of days.
const TIMES_COLUMNS: usize = 14;
const ACTIVE_COLUMNS: usize = 8;
/// The columns of `A→C`, and of `green→unknown`.
const BAND_COLUMNS: usize = 3;
const HEALTH_COLUMNS: usize = 13;
/// From this width on, keys are whole, and calm readings are named too.
const WIDE: usize = 96;
/// Below this width, a row has no weekday and no end.
const SLIM: usize = 72;
/// The most columns of a text that a filter found outside the row.
const ELSEWHERE_COLUMNS: usize = 32;
/// How much of it is shown before what was found, characters.
const ELSEWHERE_BEFORE: usize = 8;

/// What the rows have at a width.
pub struct RowColumns {
    columns: usize,
    is_wide: bool,
    is_slim: bool,
}

impl RowColumns {
    /// Returns what the rows have at a width.
    pub fn of(columns: usize) -> Self {
        Self { columns, is_wide: columns >= WIDE, is_slim: columns < SLIM }
    }
}

/// Returns the line of a day: its date, and the active time of its listed sessions.
pub fn day_line(model: &Model, date: NaiveDate, active_ms: u64, columns: usize) -> Line<'static> {
    let theme = model.settings.theme;
    let today = model.today();
    let form = if date.year() == today.year() { "%a %-d %b" } else { "%a %-d %b %Y" };
    let about = match today.signed_duration_since(date).num_days() {
        0 => " · today",
        1 => " · yesterday",
        _ => "",
    };
    let (day, sum) = (format!("{}{about} ", date.format(form)), short_text(active_ms));
    let rule = columns.saturating_sub(2 + width(&day) + width(&sum) + 1);
    Line::from(vec![
        Span::raw("  "),
        Span::styled(day, theme.quiet()),
        Span::styled("─".repeat(rule), theme.chrome()),
        Span::styled(format!(" {sum}"), theme.quiet()),
    ])
}

/// Returns the row of a session.
pub fn line(
    model: &Model,
    history: &History,
    row: &HistoryRow,
    nth: usize,
    layout: &RowColumns,
) -> Line<'static> {
    let theme = model.settings.theme;
    let cell = |text: String, style, column| marked(text, style, &history.query().marks(column));
    let is_selected = nth == history.selected();
    let live = model.glance().and_then(|glance| glance.session.as_ref());
    let live = live.filter(|live| history.is_live(nth) && live.key == row.key());

    let mut spans = vec![Span::raw(if is_selected { "› " } else { "  " })];
    spans.extend(cell(date(model, row, layout), theme.quiet(), Column::Date));
    spans.extend(cell(times(model, row, layout), theme.quiet(), Column::Times));
    let (active, style) = match live {
        Some(live) => (clock(model.settings.clock, live.active_ms), theme.phase(live.phase)),
        None => (short_text(row.active_ms()), theme.strong()),
    };
    spans.extend(cell(format!("{active:>ACTIVE_COLUMNS$}  "), style, Column::Active));
    spans.extend(cell(key(row, layout), theme.quiet(), Column::Key));
    if let Some(live) = live {
        let badge = format!("{} {}  ", phase_sign(live.phase), live.phase.word().to_uppercase());
        spans.push(Span::styled(badge, theme.phase(live.phase)));
    }
    let readings = readings(model, history, row, layout);
    let taken = spans_width(&spans) + spans_width(&readings);
    let room = layout.columns.saturating_sub(taken);
    spans.extend(notes(model, history, row, &spans, room));
    let blank = layout.columns.saturating_sub(spans_width(&spans) + spans_width(&readings));
    spans.push(Span::raw(" ".repeat(blank)));
    spans.extend(readings);
    if is_selected {
        for span in &mut spans {
            let found = span.style.add_modifier;
            span.style = theme.chosen().add_modifier(found);
        }
    }
    Line::from(spans)
}

/// Returns the date of the start: with its weekday, or with its year if that is not this one.
fn date(model: &Model, row: &HistoryRow, layout: &RowColumns) -> String {
    let date = row.started().date();
    let is_this_year = date.year() == model.date().year();
    match (layout.is_slim, is_this_year) {
        (false, true) => format!("{:<DATE_COLUMNS$} ", date.format("%a %e %b").to_string()),
        (false, false) => format!("{:<DATE_COLUMNS$} ", date.format("%e %b %Y").to_string()),
        (true, true) => date.format("%e %b ").to_string(),
        // In place of the time.
        (true, false) => date.format("%e %b %Y ").to_string(),
    }
}

/// Returns start and end; a slim row has the start only.
fn times(model: &Model, row: &HistoryRow, layout: &RowColumns) -> String {
    let start = row.started();
    let from = time_text(start);
    if layout.is_slim {
        let is_this_year = start.year() == model.date().year();
        return if is_this_year { from } else { String::new() };
    }
    let times = match row.ended() {
        None => format!("{from}–now"),
        Some(end) => {
            let days = end.date().signed_duration_since(start.date()).num_days();
            let days = if days == 0 { String::new() } else { format!("{days:+}") };
            format!("{from}–{}{days}", time_text(end))
        }
    };
    padded(&times, TIMES_COLUMNS)
}

fn key(row: &HistoryRow, layout: &RowColumns) -> String {
    if layout.is_wide { format!("{}  ", row.key()) } else { format!("#{:03}  ", row.key().0) }
}

/// Returns the notes in at most `room` columns, and what the filter found outside the row.
fn notes(
    model: &Model,
    history: &History,
    row: &HistoryRow,
    before: &[Span<'_>],
    room: usize,
) -> Vec<Span<'static>> {
    let theme = model.settings.theme;
    let words = history.query().marks(Column::Notes);
    let all = safe(row.notes());
    let mut seen: String = before.iter().map(|span| span.content.as_ref()).collect();
    seen.push_str(&fit(&all, room));
    let Some(found) = history.query().found_elsewhere(row, &seen) else {
        return marked(fit(&all, room), theme.plain(), &words);
    };
    let text: String = found.text.get(..found.at).map_or(String::new(), |before| {
        let long = before.chars().count();
        let cut = if long > ELSEWHERE_BEFORE { "…" } else { "" };
        let near: String = before.chars().skip(long.saturating_sub(ELSEWHERE_BEFORE)).collect();
        format!("{cut}{near}")
    });
    let text = format!("{text}{}", found.text.get(found.at..).unwrap_or_default());
    let elsewhere = format!(" · {}", fit(&safe(&text), ELSEWHERE_COLUMNS.min(room / 2)));
    let mut spans =
        marked(fit(&all, room.saturating_sub(width(&elsewhere))), theme.plain(), &words);
    let word = [found.word.to_owned()];
    spans.extend(marked(fit(&elsewhere, room), theme.quiet(), &word));
    spans
}

/// Returns band and health at the start and at the end, in columns where there is room. What is calm
/// is quiet; a row that is not wide leaves it out.
fn readings(
    model: &Model,
    history: &History,
    row: &HistoryRow,
    layout: &RowColumns,
) -> Vec<Span<'static>> {
    let (band_then, band, band_trend) = row.band();
    let (light_then, light, light_trend) = row.health();
    let cell = |text: &str, severity, column| {
        marked(text.to_owned(), style(model, severity), &history.query().marks(column))
    };
    let arrow = || Span::styled("→", model.settings.theme.quiet());
    let (mut bands, mut lights) = (Vec::new(), Vec::new());
    if band_trend != Trend::Same {
        if !layout.is_slim {
            bands.extend(cell(band_then.letter(), band_then.severity(), Column::Band));
        }
        bands.push(arrow());
    }
    bands.extend(cell(band.letter(), band.severity(), Column::Band));
    if light_trend != Trend::Same {
        if layout.is_wide {
            lights.extend(cell(light_then.word(), light_then.severity(), Column::Health));
        }
        lights.push(arrow());
    }
    lights.extend(cell(light.word(), light.severity(), Column::Health));
    let blank = |columns: usize| Span::raw(" ".repeat(columns));
    if layout.is_wide {
        let before = blank(2 + BAND_COLUMNS.saturating_sub(spans_width(&bands)));
        let after = blank(HEALTH_COLUMNS.saturating_sub(spans_width(&lights)));
        return [vec![before], bands, vec![blank(2)], lights, vec![after]].concat();
    }
    let is_told = |severity, trend| severity > Severity::Calm || trend != Trend::Same;
    let mut spans = Vec::new();
    if is_told(band.severity(), band_trend) {
        spans.push(blank(2));
        spans.extend(bands);
    }
    if is_told(light.severity(), light_trend) {
        spans.push(blank(2));
        spans.extend(lights);
    }
    spans
}

fn style(model: &Model, severity: Severity) -> Style {
    let theme = model.settings.theme;
    match severity {
        Severity::Calm => theme.quiet(),
        Severity::Warning | Severity::Critical => theme.severity(severity),
    }
}
