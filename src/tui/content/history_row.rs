//! One line of the history: a session, or a day with its sum.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{Severity, TextField, Trend, count_text, find_words, short_text, time_text};
use crate::tui::look::{
    clock, fit, fit_line, marked, padded, past_mark, phase_sign, safe, spans_width, width,
};
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
/// Below this width, a row has no weekday, no end and no key.
const SLIM: usize = 72;
/// Below this width, only the line of the day has the date.
const TINY: usize = 44;
/// The most columns of a text that a filter found outside the row.
const ELSEWHERE_COLUMNS: usize = 32;
/// What stands between the notes and that text.
const BEFORE_ELSEWHERE: &str = " · ";
/// The most columns of a text before what was found in it.
const EXCERPT_BEFORE: usize = 8;
/// The least columns of notes; with fewer, what was found stands alone.
const NOTES_LEAST: usize = 4;
/// The most columns of a type, and the least of the notes beside it; with fewer, the type is left out.
const TYPE_COLUMNS: usize = 16;
const BESIDE_TYPE_LEAST: usize = 12;
/// The least columns between a day and the number of its sessions.
const RULE_LEAST: usize = 6;
/// The least columns of the notes of the live session; with fewer, a sign stands for its phase.
const LIVE_NOTES_LEAST: usize = 6;

/// What the rows have at a width.
pub struct RowColumns {
    columns: usize,
    is_wide: bool,
    is_slim: bool,
    is_tiny: bool,
}

impl RowColumns {
    /// Returns what the rows have at a width.
    pub fn of(columns: usize) -> Self {
        Self { columns, is_wide: columns >= WIDE, is_slim: columns < SLIM, is_tiny: columns < TINY }
    }
}

/// Returns the form of a date, with the year if it is another one.
pub fn date_form(model: &Model, date: NaiveDate) -> &'static str {
    if date.year() == model.today().year() { "%a %-d %b" } else { "%a %-d %b %Y" }
}

/// Returns the line of a day: its date, and its listed sessions with their active time, milliseconds,
/// if they are known.
pub fn day_line(
    model: &Model,
    date: NaiveDate,
    sum: Option<(usize, u64)>,
    columns: usize,
) -> Line<'static> {
    let theme = model.settings.theme;
    let today = model.today();
    let form = date_form(model, date);
    let about = match today.signed_duration_since(date).num_days() {
        0 => " · today",
        1 => " · yesterday",
        _ => "",
    };
    let day = format!("{}{about} ", date.format(form));
    let sum = sum.map_or_else(
        || " …".to_owned(),
        |(sessions, active_ms)| {
            let count = match sessions {
                0 | 1 => String::new(),
                _ => format!("{} · ", count_text(sessions, "session")),
            };
            let active = short_text(active_ms);
            let has_room = 2 + width(&day) + width(&count) + width(&active) + RULE_LEAST <= columns;
            if has_room { format!(" {count}{active}") } else { format!(" {active}") }
        },
    );
    let rule = columns.saturating_sub(2 + width(&day) + width(&sum));
    Line::from(vec![
        Span::raw("  "),
        Span::styled(day, theme.quiet()),
        Span::styled("─".repeat(rule), theme.chrome()),
        Span::styled(sum, theme.quiet()),
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
    let is_selected = nth == history.list().selected();
    let live = model.glance().and_then(|glance| glance.session.as_ref());
    let live = live.filter(|live| history.list().is_live(nth) && live.key == row.key());

    let mut spans = vec![Span::raw(if is_selected { "› " } else { "  " })];
    spans.push(Span::styled(date(model, row, layout), theme.quiet()));
    spans.push(Span::styled(times(model, row, layout), theme.quiet()));
    let (active, style) = match live {
        Some(live) => {
            let clock = clock(model.settings.clock, live.active_ms);
            // Nothing else keeps a slim row's time of start apart from it.
            let is_full = layout.is_slim && width(&clock) >= ACTIVE_COLUMNS;
            let active = if is_full { short_text(live.active_ms) } else { clock };
            (active, theme.phase(live.phase))
        }
        None => (whole_or_hours(&short_text(row.active_ms())), theme.strong()),
    };
    spans.push(Span::styled(format!("{active:>ACTIVE_COLUMNS$}  "), style));
    let key = key(row, layout);
    spans.extend(cell(history, key.clone(), theme.quiet(), Column::Key));
    let readings = readings(model, history, row, layout);
    if let Some(live) = live {
        let sign = phase_sign(live.phase);
        let badge = format!("{sign} {}  ", live.phase.word().to_uppercase());
        let taken = spans_width(&spans) + spans_width(&readings);
        let has_room = taken + width(&badge) + LIVE_NOTES_LEAST <= layout.columns;
        let badge = if has_room { badge } else { format!("{sign} ") };
        spans.push(Span::styled(badge, theme.phase(live.phase)));
    }
    let mark = past_mark(row.record()).map(|sign| Span::styled(format!("{sign} "), theme.quiet()));
    spans.extend(mark);
    let taken = spans_width(&spans) + spans_width(&readings);
    let mut room = layout.columns.saturating_sub(taken);
    let session_type = session_type(row, room);
    let (quiet, of_type) = (theme.quiet(), Column::Type);
    let session_type_spans = cell(history, session_type.clone(), quiet, of_type);
    room = room.saturating_sub(spans_width(&session_type_spans));
    spans.extend(session_type_spans);
    spans.extend(notes(model, history, row, &format!("{key} · {session_type}"), room));
    let blank = layout.columns.saturating_sub(spans_width(&spans) + spans_width(&readings));
    spans.push(Span::raw(" ".repeat(blank)));
    spans.extend(readings);
    if is_selected {
        for span in &mut spans {
            let found = span.style.add_modifier;
            span.style = theme.chosen().add_modifier(found);
        }
    }
    // What has no room at the end is not cut without a sign.
    fit_line(Line::from(spans), layout.columns)
}

/// Returns an active time; without its minutes where they would touch the time before it.
fn whole_or_hours(active: &str) -> String {
    let has_room = width(active) < ACTIVE_COLUMNS;
    let hours = active.split(' ').next().filter(|_| !has_room);
    hours.unwrap_or(active).to_owned()
}

/// Returns the date of the start: with its weekday, or with its year if that is not this one.
fn date(model: &Model, row: &HistoryRow, layout: &RowColumns) -> String {
    if layout.is_tiny {
        return String::new();
    }
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
        let has_room = layout.is_tiny || start.year() == model.date().year();
        return if has_room { from } else { String::new() };
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
    match (layout.is_wide, layout.is_slim) {
        (true, _) => format!("{}  ", row.key()),
        (false, false) => format!("#{:03}  ", row.key().0),
        (false, true) => String::new(),
    }
}

/// Returns the type of a session with what stands between it and the notes; empty if it is `work`, or if
/// there is no room for it.
fn session_type(row: &HistoryRow, room: usize) -> String {
    let Some(word) = row.record().session_type.special() else { return String::new() };
    let word = fit(&safe(word.as_str()), TYPE_COLUMNS);
    let text = if row.notes().is_empty() { word } else { format!("{word}{BEFORE_ELSEWHERE}") };
    let least = if row.notes().is_empty() { 0 } else { BESIDE_TYPE_LEAST };
    if width(&text) + least <= room { text } else { String::new() }
}

/// Returns a text in which what the filter found is marked.
fn cell(history: &History, text: String, style: Style, column: Column) -> Vec<Span<'static>> {
    let found = history.query().marks(column, &text);
    marked(text, style, found)
}

/// Returns the notes in at most `room` columns, and what the filter found outside the row. `beside` is
/// what else is shown.
fn notes(
    model: &Model,
    history: &History,
    row: &HistoryRow,
    beside: &str,
    room: usize,
) -> Vec<Span<'static>> {
    let theme = model.settings.theme;
    let all = safe(row.notes());
    let notes = fit(&all, room);
    let with_marks = |text| cell(history, text, theme.plain(), Column::Notes);
    let Some(found) = history.query().found_elsewhere(row, &format!("{beside} · {notes}")) else {
        return with_marks(notes);
    };
    if found.field == TextField::Notes {
        return with_marks(excerpt(&found.text, &found.at, room));
    }
    let word = found.text.get(found.at.clone()).unwrap_or_default();
    let least = width(word) + 2;
    let most = ELSEWHERE_COLUMNS.min((room / 2).saturating_sub(width(BEFORE_ELSEWHERE))).max(least);
    let elsewhere = excerpt(&found.text, &found.at, most.min(room));
    let left = room.saturating_sub(width(BEFORE_ELSEWHERE) + width(&elsewhere));
    let quiet = |text: String| {
        let words = find_words(&text, word);
        marked(text, theme.quiet(), words)
    };
    if left < NOTES_LEAST {
        return quiet(elsewhere);
    }
    let mut spans = with_marks(fit(&all, left));
    spans.extend(quiet(format!("{BEFORE_ELSEWHERE}{elsewhere}")));
    spans
}

/// Returns a text around what was found in it, in at most `room` columns: what was found is whole if
/// there is room for it.
fn excerpt(text: &str, at: &Range<usize>, room: usize) -> String {
    let (all, word) = (safe(text), text.get(at.clone()).unwrap_or_default());
    if width(&all) <= room {
        return all;
    }
    let letters = text.char_indices().take_while(|(from, _)| *from < at.start).count();
    let most = EXCERPT_BEFORE.min(room.saturating_sub(width(word) + 2));
    let before: Vec<char> = text.chars().take(letters).collect();
    let near = before.iter().rev().scan(0, |columns, c| {
        *columns += width(&c.to_string());
        (*columns <= most).then_some(())
    });
    let skipped = letters - near.count();
    let cut = if skipped > 0 { "…" } else { "" };
    let rest: String = text.chars().skip(skipped).collect();
    fit(&format!("{cut}{}", safe(&rest)), room)
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
        self::cell(history, text.to_owned(), style(model, severity), column)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_active_time_of_a_hundred_hours_keeps_apart_from_the_time_before_it() {
        assert_eq!(whole_or_hours("99h 59m"), "99h 59m");
        assert_eq!(whole_or_hours("439h 00m"), "439h");
        assert_eq!(whole_or_hours("12m"), "12m");
    }
}
