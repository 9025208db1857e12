//! The burn-down of a sprint: what is left at the end of each day, beside an even pace.

use chrono::{Days, NaiveDate, NaiveTime};
use ratatui::text::{Line, Span};

use crate::core::{BurnDownDay, column_day_text, count_text, seconds_text};
use crate::tui::look::width;
use crate::tui::model::Model;

use super::labelled::LABEL_COLUMNS;

/// The rows of the chart; each has two steps.
const ROWS: usize = 8;
/// The most columns of a day.
const DAY_MOST: usize = 4;

/// What is left of a sprint at the end of each day.
struct BurnChart {
    first: NaiveDate,
    /// Seconds of estimates, or tasks.
    left: Vec<u64>,
    is_time: bool,
}

/// Returns the lines of the chart; none without days.
pub fn lines(model: &Model, days: &[BurnDownDay], columns: usize) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(LABEL_COLUMNS);
    let days = days.get(days.len().saturating_sub(room.max(1))..).unwrap_or_default();
    let Some(first) = days.first() else { return vec![] };
    // Without estimates, the open tasks are counted.
    let is_time = days.iter().any(|day| day.estimated_seconds > 0);
    let left = |day: &BurnDownDay| if is_time { day.remaining_seconds } else { day.open };
    let left = days.iter().map(left).collect();
    BurnChart { first: first.date, left, is_time }.lines(model, room)
}

impl BurnChart {
    fn lines(&self, model: &Model, room: usize) -> Vec<Line<'static>> {
        let theme = model.theme();
        let most = self.left.iter().copied().max().unwrap_or(0).max(1);
        let days = self.left.len().max(1);
        let day_columns = (room / days).clamp(1, DAY_MOST);
        let steps = |value: u64| {
            let all = u128::from(value) * (2 * ROWS) as u128;
            usize::try_from(all.div_ceil(u128::from(most))).unwrap_or(0)
        };
        let ideal = |nth: usize| {
            let (left, all) = ((days - 1 - nth) as u128, (days - 1).max(1) as u128);
            let start = u128::from(self.left.first().copied().unwrap_or(0));
            steps(u64::try_from(start * left / all).unwrap_or(0))
        };
        let now = self.left.last().copied().unwrap_or(0);
        let mut lines = vec![Line::from(vec![
            Span::styled("left by day  ", theme.quiet()),
            Span::styled(self.text(now), theme.strong()),
            Span::styled("  · an even pace", theme.quiet()),
        ])];
        for row in (0..ROWS).rev() {
            let label = match row {
                _ if row + 1 == ROWS => self.text(most),
                0 => "0".to_owned(),
                _ => String::new(),
            };
            let pad = (LABEL_COLUMNS - 2).saturating_sub(width(&label));
            let mut spans = vec![
                Span::styled(format!("{:pad$}{label} ", ""), theme.quiet()),
                Span::styled("│", theme.chrome()),
            ];
            for (nth, left) in self.left.iter().enumerate() {
                let reached = steps(*left).saturating_sub(2 * row);
                let pace = days > 1 && ideal(nth).div_ceil(2) == row + 1;
                let gap = usize::from(day_columns > 1);
                let sign = match reached {
                    0 if pace => Span::styled("·".repeat(day_columns - gap), theme.quiet()),
                    0 => Span::raw(" ".repeat(day_columns - gap)),
                    1 => Span::styled("▄".repeat(day_columns - gap), theme.gauge()),
                    _ => Span::styled("█".repeat(day_columns - gap), theme.gauge()),
                };
                spans.extend([sign, Span::raw(" ".repeat(gap))]);
            }
            lines.push(Line::from(spans));
        }
        lines.push(self.days(model, days * day_columns));
        lines
    }

    /// Returns the first and the last day below the chart.
    fn days(&self, model: &Model, columns: usize) -> Line<'static> {
        let last = u64::try_from(self.left.len().saturating_sub(1)).unwrap_or(0);
        let last = self.first.checked_add_days(Days::new(last)).unwrap_or(self.first);
        let [first, last] =
            [self.first, last].map(|day| column_day_text(day.and_time(NaiveTime::MIN)));
        let blank = columns.saturating_sub(width(&first) + width(&last));
        let text = if self.left.len() > 1 && blank > 0 {
            format!("{first}{:blank$}{last}", "")
        } else {
            first
        };
        let indent = LABEL_COLUMNS;
        Line::styled(format!("{:indent$}{text}", ""), model.theme().quiet())
    }

    fn text(&self, left: u64) -> String {
        if self.is_time {
            return seconds_text(left);
        }
        count_text(usize::try_from(left).unwrap_or(usize::MAX), "task")
    }
}
