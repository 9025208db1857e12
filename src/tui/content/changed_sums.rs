//! The days and weeks whose sums an answer would change, in few rows.

use crate::core::{Preview, SumChange, count_text, short_text};
use crate::tui::model::Model;

use super::before_after::Value;
use super::history_row::date_form;
use super::week;

/// The most rows of days.
const DAYS: usize = 4;
/// The rows of days that come before a second week.
const DAYS_FIRST: usize = 2;
/// The most rows of weeks.
const WEEKS: usize = 2;

/// Returns the sums in at most `rows` rows, but not fewer than one for the days and one for the weeks.
/// If there are more, the last row has the sum of the others. What is not read yet changes nothing.
pub fn values(model: &Model, preview: &Preview, is_read: bool, rows: usize) -> Vec<Value> {
    let day = |sum: &SumChange| sum.first.format(date_form(model, sum.first)).to_string();
    let week = |sum: &SumChange| week::range(model, sum.first);
    let days_first = preview.days.len().min(DAYS_FIRST);
    let week_rows = rows.saturating_sub(days_first).clamp(1, WEEKS).min(preview.weeks.len());
    let day_rows = rows.saturating_sub(week_rows).clamp(1, DAYS);
    let mut all = folded("day", &preview.days, day_rows, is_read, day);
    all.extend(folded("week", &preview.weeks, week_rows, is_read, week));
    all
}

fn folded(
    word: &str,
    sums: &[SumChange],
    rows: usize,
    is_read: bool,
    about: impl Fn(&SumChange) -> String,
) -> Vec<Value> {
    let value = |word: String, (before, after): (u64, u64), about: String| {
        let after = if is_read { after } else { before };
        Value { word, before: Some(short_text(before)), after: Some(short_text(after)), about }
    };
    let each = if sums.len() <= rows { sums.len() } else { rows.saturating_sub(1) };
    let (shown, rest) = sums.split_at(each);
    let mut values: Vec<Value> = shown
        .iter()
        .map(|sum| value(word.to_owned(), (sum.before_ms, sum.after_ms), about(sum)))
        .collect();
    let count = count_text(rest.len(), word);
    match rest.len() {
        0 => {}
        _ if shown.is_empty() => values.push(value(count, SumChange::sum_of(rest), String::new())),
        more => {
            let about = format!("{more} more {word}s");
            values.push(value(format!("{word}s"), SumChange::sum_of(rest), about));
        }
    }
    values
}
