//! The active time of each day: a map with a column for each week, or one row for this week.

use chrono::{Datelike, Days as Span, NaiveDate};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span as Text};

use crate::core::week_of;
use crate::core::{Tally, short_text};
use crate::tui::geometry::{MAP_ROWS, Pane};
use crate::tui::look::{Focus, plain, spans_width, width};
use crate::tui::model::Model;
use crate::tui::model::first_of;

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

/// Returns the title of the pane: the chosen day while the pane has the focus, else this week. Today
/// is in the title of the activities.
pub fn title(model: &Model) -> String {
    match model.tally().filter(|_| !model.days.is_unread()) {
        Some(tally) if is_in_focus(model) => {
            let day = model.map_day(NaiveDate::MIN);
            format!("{} · {}", day.format("%a %-d %b"), total(tally.of(day)))
        }
        Some(tally) => {
            let week = total(week_ms(model, &tally));
            format!("week {week}")
        }
        None => "weeks".to_owned(),
    }
}

fn is_in_focus(model: &Model) -> bool {
    model.focus_of(Pane::Weeks) == Focus::Here
}

/// Returns the chosen day of a map that begins on `first`; `None` unless the pane has the focus.
fn chosen(model: &Model, first: NaiveDate) -> Option<NaiveDate> {
    is_in_focus(model).then(|| model.map_day(first))
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
    lines.extend(week(first).map(|date| day_row(model, &tally, (first, date), weeks)));
    lines.push(Line::default());
    lines.push(legend(model, columns));
    lines
}

/// Returns the day at a position on a map in an area; `None` for a day to come.
pub fn day_at(model: &Model, inner: Rect, at: Position) -> Option<NaiveDate> {
    let (columns, week_start) = (usize::from(inner.width), model.settings.week_start.day());
    let (x, y) = (usize::from(at.x.checked_sub(inner.x)?), at.y.checked_sub(inner.y)?);
    if x >= columns || y >= inner.height || model.tally().is_none() {
        return None;
    }
    let days = if inner.height < MAP_ROWS {
        let start = week_of(model.today(), week_start);
        let each = day_columns(columns);
        let is_shifted = chosen(model, start) == Some(start) && 7 * each < columns;
        let nth = x.saturating_sub(usize::from(is_shifted)) / each;
        (y == 0 && nth < 7).then_some((start, nth))
    } else {
        // The months are above the days; before each day there is a blank or a bracket.
        let (weeks, names) = (count(columns, inner.height), NAME_COLUMNS - 1);
        let (week, weekday) =
            (x.checked_sub(names)? / WEEK_COLUMNS, usize::from(y.checked_sub(1)?));
        let is_day = weekday < 7 && u64::try_from(week).is_ok_and(|week| week < weeks);
        is_day.then_some((first_of(weeks, model.today(), week_start), 7 * week + weekday))
    };
    let (first, nth) = days?;
    let day = first.checked_add_days(Span::new(u64::try_from(nth).ok()?))?;
    (day <= model.today()).then_some(day)
}

/// Returns the columns of a day of this week in one row: its name, its hours or its sign, a blank.
fn day_columns(columns: usize) -> usize {
    if columns >= 7 * HOURS_COLUMNS - 1 { HOURS_COLUMNS } else { letters(columns) + 2 }
}

fn letters(columns: usize) -> usize {
    if columns < 7 * 4 - 1 { 1 } else { 2 }
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
        return in_row(model, spans.collect(), columns);
    }
    let letters = letters(columns);
    let start = week_of(model.today(), model.settings.week_start.day());
    let spans = week(start).flat_map(|date| {
        let name = name(date).get(..letters).unwrap_or_default().to_owned();
        let (sign, style) = cell(model, tally, date);
        [name_span(model, date, name), Text::styled(sign, style), Text::raw(" ")]
    });
    in_row(model, spans.collect(), columns)
}

/// Returns the days of this week in a row; the chosen one is in brackets, in place of the blanks
/// around it. Each day is a name, a value and a blank.
fn in_row(model: &Model, mut spans: Vec<Text<'static>>, columns: usize) -> Line<'static> {
    let start = week_of(model.today(), model.settings.week_start.day());
    let nth = chosen(model, start).map(|day| day.signed_duration_since(start).num_days());
    let Some(nth) = nth.and_then(|nth| usize::try_from(nth).ok()) else { return Line::from(spans) };
    let style = model.theme().chosen();
    for (at, span) in spans.iter_mut().enumerate() {
        match at.checked_sub(nth * 3) {
            Some(0 | 1) => span.style = style,
            Some(2) => *span = Text::styled("]", style),
            None if at + 1 == nth * 3 => *span = Text::styled("[", style),
            Some(_) | None => {}
        }
    }
    // The first day has no blank before it.
    if nth == 0 && spans_width(&spans) < columns {
        spans.insert(0, Text::styled("[", style));
    }
    Line::from(spans)
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
fn day_row(
    model: &Model,
    tally: &Tally,
    (first, oldest): (NaiveDate, NaiveDate),
    weeks: u64,
) -> Line<'static> {
    let newest = oldest.checked_add_days(Span::new(weeks.saturating_sub(1) * 7));
    let is_today = newest == Some(model.today());
    let theme = model.theme();
    let style = if is_today { theme.strong() } else { theme.quiet() };
    let chosen = chosen(model, first);
    let date_of = |nth: u64| oldest.checked_add_days(Span::new(nth * 7));
    // A blank is before each day: brackets around the chosen one take the place of two.
    let before = |nth: u64| match chosen {
        Some(day) if date_of(nth) == Some(day) => "[",
        Some(day) if nth > 0 && date_of(nth - 1) == Some(day) => "]",
        Some(_) | None => " ",
    };
    let names = NAME_COLUMNS - 1;
    let mut spans = vec![Text::styled(format!("{:<names$}", name(oldest)), style)];
    for nth in 0..weeks {
        let Some(date) = date_of(nth) else { break };
        let (sign, style) = cell(model, tally, date);
        spans.push(Text::styled(before(nth), theme.key()));
        spans.push(Text::styled(sign, style));
    }
    spans.push(Text::styled(before(weeks), theme.key()));
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
