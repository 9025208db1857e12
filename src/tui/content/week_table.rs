//! The table of a week: a row for each day; columns for contexts across, or rows for them below.

use chrono::NaiveDate;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{ColumnName, Phase, ShownCell, ShownColumn, ShownWeek, seconds_text};
use crate::tui::look::{fit, padded, phase_sign, safe, spans_width, width};
use crate::tui::model::Model;
use crate::tui::screens::WeekScreen;

/// The columns of the mark of the chosen day.
const MARK_COLUMNS: usize = 2;
/// The columns of `Mon 23 Nov`, and of `Mon 23`.
const DATE_COLUMNS: usize = 10;
const SHORT_DATE_COLUMNS: usize = 6;
/// Below this width, dates are short.
const SLIM: usize = 70;
/// The columns of `168h 00m`, of a cell with its mark, and the blanks before each.
const SUM_COLUMNS: usize = 8;
const CELL_COLUMNS: usize = 8;
const GAP: usize = 2;
/// The most columns of a cell: a title of this length is understood.
const CELL_MOST: usize = 24;
/// With fewer cells, the contexts stand below.
const CELLS_LEAST: usize = 4;
/// With cells of so many columns, a bar of so many has priority.
const CELL_ROOMY: usize = 12;
const BAR_RESERVED: usize = 14;
/// The least and the most columns of the bar of a day.
const BAR_LEAST: usize = 6;
const BAR_MOST: usize = 24;
const NO_TIME: &str = "·";

/// Returns how many columns for contexts stand across; `None` if they stand below.
pub fn across(columns: usize) -> Option<usize> {
    let taken = MARK_COLUMNS + date_columns(columns) + GAP + SUM_COLUMNS;
    let cells = columns.saturating_sub(taken) / (GAP + CELL_COLUMNS);
    (cells >= CELLS_LEAST).then_some(cells)
}

fn date_columns(columns: usize) -> usize {
    if columns < SLIM { SHORT_DATE_COLUMNS } else { DATE_COLUMNS }
}

/// Returns whole minutes, as in `2h 05m`.
pub fn time(minutes: u64) -> String {
    if minutes == 0 { "0m".to_owned() } else { seconds_text(minutes.saturating_mul(60)) }
}

/// Reports whether a day has any time.
pub fn has_time(shown: &ShownWeek, nth: usize) -> bool {
    let cells = shown.columns.iter().filter_map(|column| column.cells.get(nth));
    cells.into_iter().any(|cell| cell.has_time)
}

/// How wide the parts of the table are.
pub struct WeekColumns {
    columns: usize,
    is_across: bool,
    date: usize,
    cell: usize,
    bar: usize,
}

impl WeekColumns {
    /// Returns the parts of a table.
    pub fn of(shown: &ShownWeek, is_across: bool, columns: usize) -> Self {
        let date = date_columns(columns);
        let free = columns.saturating_sub(MARK_COLUMNS + date + GAP + SUM_COLUMNS);
        let count = if is_across { shown.columns.len() } else { 0 };
        // A bar tells the shape of the week: it has its columns before the cells become wide.
        let for_bar = GAP + BAR_RESERVED;
        let is_roomy = free >= count * (GAP + CELL_ROOMY) + for_bar;
        let for_cells = if is_roomy { free - for_bar } else { free };
        let each = for_cells.checked_div(count).unwrap_or(0).saturating_sub(GAP);
        let wanted = shown.columns.iter().map(wanted).max().unwrap_or(0);
        let cell = each.min(wanted).clamp(CELL_COLUMNS, CELL_MOST);
        let rest = free.saturating_sub(count * (GAP + cell) + GAP);
        let bar = if rest < BAR_LEAST { 0 } else { rest.min(BAR_MOST) };
        Self { columns, is_across, date, cell, bar }
    }

    /// Returns how many columns a row has.
    fn used(&self, cells: usize) -> usize {
        let bar = if self.bar > 0 { GAP + self.bar } else { 0 };
        MARK_COLUMNS + self.date + cells * (GAP + self.cell) + GAP + SUM_COLUMNS + bar
    }
}

/// Returns the columns that the name and the title of a column want.
fn wanted(column: &ShownColumn) -> usize {
    width(&name(&column.name, usize::MAX)).max(width(&title(&column.name)))
}

/// Returns the name of a column; an id alone if it does not fit with its type.
fn name(name: &ColumnName, columns: usize) -> String {
    let text = match name {
        ColumnName::Context(frame, _) => {
            let whole = safe(&frame.to_string());
            if width(&whole) <= columns { whole } else { safe(&frame.id) }
        }
        ColumnName::Others(1) => "1 other".to_owned(),
        ColumnName::Others(count) => format!("{count} others"),
        ColumnName::NoContext if columns < "no context".len() => "none".to_owned(),
        ColumnName::NoContext => "no context".to_owned(),
    };
    fit(&text, columns)
}

fn title(name: &ColumnName) -> String {
    match name {
        ColumnName::Context(_, title) => title.as_deref().map(safe).unwrap_or_default(),
        ColumnName::Others(_) | ColumnName::NoContext => String::new(),
    }
}

/// A week in its table.
pub struct Table<'a> {
    pub model: &'a Model,
    pub screen: &'a WeekScreen,
    pub shown: &'a ShownWeek,
    pub columns: &'a WeekColumns,
}

impl Table<'_> {
    /// Returns the names of the columns, and below them the titles of the contexts if there are any.
    pub fn head(&self) -> Vec<Line<'static>> {
        if !self.columns.is_across {
            return vec![];
        }
        let theme = self.model.settings.theme;
        let row = |texts: Vec<String>, last: &str, style| {
            let indent = Span::raw(" ".repeat(MARK_COLUMNS + self.columns.date));
            let cells = texts.into_iter().map(|text| right(&text, self.columns.cell, style));
            let last = right(last, SUM_COLUMNS, theme.quiet());
            Line::from([indent].into_iter().chain(cells).chain([last]).collect::<Vec<_>>())
        };
        let cell = self.columns.cell;
        let each = || self.shown.columns.iter().map(|column| &column.name);
        let names = each().map(|it| name(it, cell)).collect();
        let titles: Vec<_> = each().map(|it| fit(&title(it), cell)).collect();
        let mut lines = vec![row(names, "total", theme.plain())];
        if titles.iter().any(|title| !title.is_empty()) {
            lines.push(row(titles, "", theme.quiet()));
        }
        lines
    }

    /// Returns the row of a day.
    pub fn day(&self, nth: usize, date: NaiveDate) -> Line<'static> {
        let theme = self.model.settings.theme;
        let today = self.model.today();
        let is_chosen = date == self.screen.day();
        let form = if self.columns.date < DATE_COLUMNS { "%a %e" } else { "%a %e %b" };
        let style = if date == today { theme.strong() } else { theme.quiet() };
        let date_text = padded(&date.format(form).to_string(), self.columns.date);
        let mut spans =
            vec![Span::raw(if is_chosen { "› " } else { "  " }), Span::styled(date_text, style)];
        if self.columns.is_across {
            spans.extend(self.shown.columns.iter().map(|column| {
                let cell = column.cells.get(nth).copied().unwrap_or_default();
                self.cell(cell, date > today)
            }));
        }
        let minutes = self.shown.days.get(nth).copied().unwrap_or(0);
        let sum = if has_time(self.shown, nth) {
            let mark = if self.columns.is_across { "" } else { self.live_mark(nth) };
            right(&marked(mark, &time(minutes), SUM_COLUMNS), SUM_COLUMNS, theme.strong())
        } else {
            right(if date > today { "" } else { NO_TIME }, SUM_COLUMNS, theme.quiet())
        };
        spans.push(sum);
        spans.extend(self.bar(minutes));
        if is_chosen {
            let blank = self.columns.columns.saturating_sub(spans_width(&spans));
            spans.push(Span::raw(" ".repeat(blank)));
            for span in &mut spans {
                span.style = theme.chosen();
            }
        }
        Line::from(spans)
    }

    fn cell(&self, cell: ShownCell, is_future: bool) -> Span<'static> {
        let theme = self.model.settings.theme;
        let columns = self.columns.cell;
        match cell {
            ShownCell { has_time: false, .. } => {
                right(if is_future { "" } else { NO_TIME }, columns, theme.quiet())
            }
            ShownCell { is_live: true, minutes, .. } => {
                let text = marked(phase_sign(self.live_phase()), &time(minutes), columns);
                right(&text, columns, theme.phase(self.live_phase()))
            }
            ShownCell { minutes, .. } => right(&time(minutes), columns, theme.plain()),
        }
    }

    fn live_phase(&self) -> Phase {
        self.screen.live().map_or(Phase::Paused, |live| live.phase)
    }

    /// Returns the sign of the live session if it is on a day.
    fn live_mark(&self, nth: usize) -> &'static str {
        let mut cells = self.shown.columns.iter().filter_map(|column| column.cells.get(nth));
        if cells.any(|cell| cell.is_live) { phase_sign(self.live_phase()) } else { "" }
    }

    /// Returns a bar as long as the day: up to the target of a day, else to the longest day.
    fn bar(&self, minutes: u64) -> Vec<Span<'static>> {
        let theme = self.model.settings.theme;
        let longest = self.shown.days.iter().copied().max().unwrap_or(0);
        let full = self.model.settings.day_target_seconds.map_or(longest, |target| target / 60);
        if self.columns.bar == 0 || full == 0 {
            return vec![];
        }
        let columns = u64::try_from(self.columns.bar).unwrap_or(0);
        let used = minutes.saturating_mul(columns).div_ceil(full).min(columns);
        let used = usize::try_from(used).unwrap_or(0);
        vec![
            Span::raw(" ".repeat(GAP)),
            Span::styled("━".repeat(used), theme.gauge()),
            Span::styled("─".repeat(self.columns.bar - used), theme.chrome()),
        ]
    }

    /// Returns the rule above the sums.
    pub fn rule(&self) -> Line<'static> {
        let cells = if self.columns.is_across { self.shown.columns.len() } else { 0 };
        let bar = if self.columns.bar > 0 { GAP + self.columns.bar } else { 0 };
        let used = self.columns.used(cells).saturating_sub(MARK_COLUMNS + bar);
        let text = format!("{}{}", " ".repeat(MARK_COLUMNS), "─".repeat(used));
        Line::styled(fit(&text, self.columns.columns), self.model.settings.theme.chrome())
    }

    /// Returns the sums of the columns and of the week.
    pub fn total(&self) -> Line<'static> {
        let theme = self.model.settings.theme;
        let label = format!("  {}", padded("total", self.columns.date));
        let mut spans = vec![Span::styled(label, theme.quiet())];
        if self.columns.is_across {
            let sums = self.shown.columns.iter();
            let cell = self.columns.cell;
            spans.extend(sums.map(|column| right(&time(column.minutes), cell, theme.strong())));
        }
        spans.push(right(&time(self.shown.minutes), SUM_COLUMNS, theme.strong()));
        Line::from(spans)
    }

    /// Returns a row for each context, with its time on a day and in the week.
    pub fn below(&self, nth: usize, date: NaiveDate) -> Vec<Line<'static>> {
        if self.shown.columns.is_empty() {
            return vec![];
        }
        let theme = self.model.settings.theme;
        let sums = 2 * (GAP + SUM_COLUMNS);
        let names = self.columns.columns.saturating_sub(MARK_COLUMNS + sums).min(40);
        let row = |text: String, style, day: Span<'static>, week: Span<'static>| {
            let text = padded(&fit(&text, names), names);
            Line::from(vec![Span::raw("  "), Span::styled(text, style), day, week])
        };
        let head = |text: &str| right(text, SUM_COLUMNS, theme.quiet());
        let day = date.format("%a %-d").to_string();
        let head = row("context".to_owned(), theme.quiet(), head(&day), head("week"));
        let rows = self.shown.columns.iter().map(|column| {
            let cell = column.cells.get(nth).copied().unwrap_or_default();
            let (short, title) = (name(&column.name, names), title(&column.name));
            let text = if title.is_empty() { short } else { format!("{short}  {title}") };
            let week = right(&time(column.minutes), SUM_COLUMNS, theme.strong());
            let is_future = date > self.model.today();
            let on_day =
                Table { columns: &WeekColumns { cell: SUM_COLUMNS, ..*self.columns }, ..*self };
            row(text, theme.plain(), on_day.cell(cell, is_future), week)
        });
        [head].into_iter().chain(rows).collect()
    }
}

/// Returns a value with a mark before it, beside a blank if there is room.
fn marked(mark: &str, value: &str, columns: usize) -> String {
    let blank = if width(mark) + 1 + width(value) <= columns { " " } else { "" };
    if mark.is_empty() { value.to_owned() } else { format!("{mark}{blank}{value}") }
}

/// Returns a text at the right of a column, behind the blanks before it.
fn right(text: &str, columns: usize, style: Style) -> Span<'static> {
    let text = fit(text, columns);
    let blank = GAP + columns.saturating_sub(width(&text));
    Span::styled(format!("{}{text}", " ".repeat(blank)), style)
}
