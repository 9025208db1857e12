//! The active time of each day: a map with a column for each week, or one row for this week.

use chrono::{Datelike, Days as Span, NaiveDate};
use ratatui::style::Style;
use ratatui::text::{Line, Span as Text};

use crate::core::{Tally, short_text};
use crate::tui::geometry::MAP_ROWS;
use crate::tui::look::{plain, width};
use crate::tui::model::Model;
use crate::tui::model::{first_of, week_of};

/// The most weeks on the map: half a year.
const WEEKS_MAX: usize = 26;
/// The columns before the map, and the columns of a week.
const NAME_COLUMNS: usize = 3;
const WEEK_COLUMNS: usize = 2;
/// The columns of a day with its hours and a blank.
const HOURS_COLUMNS: usize = 5;
/// A full day without a target in the settings, seconds.
const FULL_DAY_SECONDS: u64 = 6 * 3_600;
/// The number of levels, from nothing to a full day.
const LEVELS: usize = 5;

/// Returns how many weeks a pane of this size shows.
pub fn count(columns: usize, rows: u16) -> u64 {
    if rows < MAP_ROWS {
        return 1;
    }
    let weeks = columns.saturating_sub(NAME_COLUMNS) / WEEK_COLUMNS;
    u64::try_from(weeks.clamp(1, WEEKS_MAX)).unwrap_or(1)
}

/// Returns the title of the pane: this week. Today is in the title of the activities.
pub fn title(model: &Model) -> String {
    match model.tally().filter(|_| !model.days.is_unread()) {
        Some(tally) => {
            let week = total(week_ms(model, &tally));
            format!("week {week}")
        }
        None => "weeks".to_owned(),
    }
}

/// Returns the active time of today, as in `today 2h 57m`.
pub fn today(model: &Model, tally: &Tally) -> String {
    format!("today {}", total(tally.of(model.today())))
}

/// Returns a sum in whole minutes, rounded down.
pub fn total(ms: u64) -> String {
    if ms < 60_000 { "0m".to_owned() } else { short_text(ms) }
}

fn week_ms(model: &Model, tally: &Tally) -> u64 {
    let start = week_of(model.today(), model.settings.week_start.day());
    week(start).map(|date| tally.of(date)).fold(0, u64::saturating_add)
}

fn week(start: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    start.iter_days().take(7)
}

/// Returns the lines of the pane.
pub fn lines(model: &Model, columns: usize, rows: u16) -> Vec<Line<'static>> {
    if model.days.is_unread() {
        let text = "The history could not be read; `onwatch doctor` shows why";
        return plain(text, columns, rows.into());
    }
    let Some(tally) = model.tally() else { return vec![] };
    if rows < MAP_ROWS {
        return vec![this_week(model, &tally, columns)];
    }
    let weeks = count(columns, rows);
    let first = first_of(weeks, model.today(), model.settings.week_start.day());
    let mut lines = vec![months(model, first, weeks)];
    lines.extend(week(first).map(|date| day_row(model, &tally, date, weeks)));
    lines.push(Line::default());
    lines.push(legend(model, columns));
    lines
}

/// Returns the days of this week, each with its hours, or with its sign if hours do not fit.
fn this_week(model: &Model, tally: &Tally, columns: usize) -> Line<'static> {
    if columns >= 7 * HOURS_COLUMNS - 1 {
        let start = week_of(model.today(), model.settings.week_start.day());
        let spans = week(start).flat_map(|date| {
            let (_, style) = cell(model, tally, date);
            let hours = hours(model, tally, date);
            let name = name_span(model, date, name(date));
            [name, Text::styled(format!("{hours:>2}"), style), Text::raw(" ")]
        });
        return Line::from(spans.collect::<Vec<_>>());
    }
    let letters = if columns < 7 * 4 - 1 { 1 } else { 2 };
    let start = week_of(model.today(), model.settings.week_start.day());
    let spans = week(start).flat_map(|date| {
        let name = name(date).get(..letters).unwrap_or_default().to_owned();
        let (sign, style) = cell(model, tally, date);
        [name_span(model, date, name), Text::styled(sign, style), Text::raw(" ")]
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// Returns the whole hours of a day, rounded; nothing for a future day.
fn hours(model: &Model, tally: &Tally, date: NaiveDate) -> String {
    match tally.of(date) {
        _ if date > model.today() => String::new(),
        0 => sign(model, 0).0.to_owned(),
        ms if ms < 1_800_000 => "<1".to_owned(),
        ms => (ms.saturating_add(1_800_000) / 3_600_000).to_string(),
    }
}

fn name_span(model: &Model, date: NaiveDate, name: String) -> Text<'static> {
    let theme = model.theme();
    Text::styled(name, if date == model.today() { theme.strong() } else { theme.quiet() })
}

/// Returns the months, each above the week in which it begins.
fn months(model: &Model, first: NaiveDate, weeks: u64) -> Line<'static> {
    let mut row = " ".repeat(NAME_COLUMNS);
    for nth in 0..weeks {
        let Some(start) = first.checked_add_days(Span::new(nth * 7)) else { break };
        let column = NAME_COLUMNS + usize::try_from(nth).unwrap_or(0) * WEEK_COLUMNS;
        let begins = week(start).find(|date| date.day() == 1);
        let name = begins.map(|date| date.format("%b").to_string()).unwrap_or_default();
        let fits = usize::try_from(weeks - nth).unwrap_or(0) * WEEK_COLUMNS >= width(&name);
        if !name.is_empty() && fits && width(&row) <= column {
            row = format!("{row:<column$}{name} ");
        }
    }
    Line::styled(row, model.theme().quiet())
}

/// Returns one weekday through all weeks, the oldest first.
fn day_row(model: &Model, tally: &Tally, oldest: NaiveDate, weeks: u64) -> Line<'static> {
    let newest = oldest.checked_add_days(Span::new(weeks.saturating_sub(1) * 7));
    let is_today = newest == Some(model.today());
    let theme = model.theme();
    let style = if is_today { theme.strong() } else { theme.quiet() };
    let mut spans = vec![Text::styled(format!("{:<NAME_COLUMNS$}", name(oldest)), style)];
    for nth in 0..weeks {
        let Some(date) = oldest.checked_add_days(Span::new(nth * 7)) else { break };
        let (sign, style) = cell(model, tally, date);
        spans.push(Text::styled(format!("{sign:<WEEK_COLUMNS$}"), style));
    }
    Line::from(spans)
}

fn name(date: NaiveDate) -> String {
    date.format("%a").to_string().chars().take(2).collect()
}

/// Returns the sign of a day; a blank for a future day.
fn cell(model: &Model, tally: &Tally, date: NaiveDate) -> (&'static str, Style) {
    if date > model.today() {
        return (" ", Style::new());
    }
    sign(model, step(model, tally.of(date)))
}

/// Returns the sign of a level.
fn sign(model: &Model, level: usize) -> (&'static str, Style) {
    model.theme().day(level, model.settings.signs)
}

fn full_ms(model: &Model) -> u64 {
    model.settings.day_target_seconds.unwrap_or(FULL_DAY_SECONDS).saturating_mul(1_000)
}

/// Returns the level of a day: nothing, each third of a full day, a full day.
fn step(model: &Model, ms: u64) -> usize {
    let full_ms = full_ms(model).max(1);
    match ms {
        0 => 0,
        ms => 1 + usize::try_from(ms.min(full_ms).saturating_mul(3) / full_ms).unwrap_or(3),
    }
}

fn legend(model: &Model, columns: usize) -> Line<'static> {
    let third = full_ms(model) / 3;
    let long = [
        "none".to_owned(),
        format!("<{}", bound(third)),
        format!("<{}", bound(third * 2)),
        format!("<{}", bound(third * 3)),
        format!("{}+", bound(third * 3)),
    ];
    let taken: usize = long.iter().map(|text| width(text) + 4).sum();
    let texts = if taken <= columns + 2 { long } else { Default::default() };
    let mut spans = Vec::new();
    if texts.iter().all(String::is_empty) {
        spans.push(Text::styled("none ", model.theme().quiet()));
    }
    for (level, text) in (0..LEVELS).zip(&texts) {
        let (sign, style) = sign(model, level);
        spans.push(Text::styled(sign, style));
        if !text.is_empty() {
            spans.push(Text::styled(format!(" {text}  "), model.theme().quiet()));
        }
    }
    if texts.iter().all(String::is_empty) {
        let most = format!(" {} or more", bound(third * 3));
        spans.push(Text::styled(most, model.theme().quiet()));
    }
    Line::from(spans)
}

/// Returns a length in whole hours, else in hours and minutes.
fn bound(ms: u64) -> String {
    let whole = ms.is_multiple_of(3_600_000);
    if whole { format!("{}h", ms / 3_600_000) } else { short_text(ms).replace(' ', "") }
}
