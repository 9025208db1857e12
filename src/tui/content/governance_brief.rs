//! Band and health in a row each, where there are few rows.

use ratatui::text::{Line, Span};

use crate::core::Glance;
use crate::tui::look::{safe, spans_width, width, wrap};
use crate::tui::model::Model;

use super::governance_rows::{ShownReading, ages, readings};

/// The least columns for the beginning of a reason.
const REASON_LEAST: usize = 6;
/// The columns of a reading's name, and the most rows of its reason.
const BRIEF_NAME: usize = 7;
const BRIEF_REASON_ROWS: usize = 3;

/// Returns both readings, each in one row with its reason; with more than two rows, a long reason
/// takes rows of its own.
pub fn brief(model: &Model, glance: &Glance, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let readings = readings(model, glance).map(|reading| {
        let reason = reading.reasons.join("; ");
        // A reason with rows of its own needs none beside the value.
        let beside = if rows > 3 { 0 } else { width(&reason) };
        (brief_head(&reading, model, columns, beside), reason)
    });
    let below = |(head, reason): &(Vec<Span<'static>>, String)| {
        let used = spans_width(head);
        if used + 2 + width(reason) <= columns {
            return vec![];
        }
        wrap(reason, columns.saturating_sub(BRIEF_NAME), BRIEF_REASON_ROWS)
    };
    let needs = readings.each_ref().map(|reading| below(reading).len());
    let granted = grants(needs, rows.saturating_sub(readings.len()));
    let lines = readings.into_iter().zip(granted).flat_map(|((mut head, reason), granted)| {
        if granted == 0 {
            let used = spans_width(&head);
            let room = columns.saturating_sub(used + 2);
            // Two letters of a reason would say less than the sign that there is one.
            let told = if room < width(&reason).min(REASON_LEAST) { "…" } else { &reason };
            head.push(Span::raw(format!("  {told}")));
            return vec![Line::from(head)];
        }
        let rows = wrap(&reason, columns.saturating_sub(BRIEF_NAME), granted);
        let rows = rows.into_iter().map(|row| Line::raw(format!("{:BRIEF_NAME$}{row}", "")));
        [Line::from(head)].into_iter().chain(rows).collect()
    });
    lines.collect()
}

/// Shares rows between the two reasons: each gets one before one gets two.
fn grants([band, light]: [usize; 2], rows: usize) -> [usize; 2] {
    let kept = usize::from(light > 0 && rows > 1);
    let band = band.min(rows - kept.min(rows));
    [band, light.min(rows - band)]
}

/// Returns the name of a reading, its value at the start and now, what is known of it, how old it is and who
/// said it: in the longest wordings that leave room for the beginning of its reason.
/// `reason` is the width of that.
fn brief_head(
    reading: &ShownReading<'_>,
    model: &Model,
    columns: usize,
    reason: usize,
) -> Vec<Span<'static>> {
    let theme = model.theme();
    let name = format!("{:<BRIEF_NAME$}", reading.name);
    let value = |then: Option<&String>, now: &Span<'static>| {
        let mut spans = vec![Span::styled(name.clone(), theme.quiet())];
        spans.extend(then.map(|then| Span::styled(format!("{then} → "), theme.quiet())));
        spans.push(now.clone());
        spans
    };
    let Some(full) = reading.now.first() else { return vec![] };
    let then = reading.then.last();
    let (known, ages) = (reading.known.as_slice(), ages_by_source(reading, model));
    let known_last = known.get(known.len().saturating_sub(1)..).unwrap_or(known);
    let (whole, age) = (ages.get(..1).unwrap_or(&[]), ages.get(1..).unwrap_or(&[]));
    let whole = if ages.len() > 1 { whole } else { age };
    let kept = if reason == 0 { 0 } else { 2 + reason.min(REASON_LEAST) };
    // What is lit is new, also without the word. How old it is and who said it comes before what was at the
    // start, but not where there is no pane.
    let unsaid = if reading.is_lit { &[] } else { known_last };
    let short = if model.is_narrow() { None } else { then };
    for (then, known, ages) in [
        (then, known, whole),
        (then, unsaid, whole),
        (short, known, whole),
        (then, known, age),
        (then, known_last, &[]),
        (then, &[], age),
    ] {
        let row = |known: Option<&String>, age: Option<&Vec<Span<'static>>>| {
            let mut spans = value(then, full);
            for more in [
                known.map(|known| vec![Span::styled(known.clone(), reading.known_style)]),
                age.cloned(),
            ] {
                spans.extend(more.iter().map(|_| Span::raw("  ")));
                spans.extend(more.into_iter().flatten());
            }
            spans
        };
        let ages = || ages.iter().map(Some).chain(ages.is_empty().then_some(None));
        let known = known.iter().map(Some).chain(known.is_empty().then_some(None));
        let mut rows = known.flat_map(|known| ages().map(move |age| (known, age)));
        let fits = |(known, age): &(Option<&String>, Option<&Vec<Span<'static>>>)| {
            spans_width(&row(*known, *age)) + kept <= columns
        };
        if let Some((known, age)) = rows.find(fits) {
            return row(known, age);
        }
    }
    let (long, short) = (reading.now.iter(), reading.now.iter());
    let mut wordings: Vec<_> =
        long.map(|now| value(then, now)).chain(short.map(|now| value(None, now))).collect();
    let fitting = wordings.iter().position(|spans| spans_width(spans) <= columns);
    let last = wordings.len().saturating_sub(1);
    wordings.swap_remove(fitting.unwrap_or(last))
}

/// Returns how old a reading is and who said it, the longest wording first.
fn ages_by_source(reading: &ShownReading<'_>, model: &Model) -> Vec<Vec<Span<'static>>> {
    let quiet = model.theme().quiet();
    let ages = ages(reading, model);
    let shortest: Vec<_> = ages.into_iter().skip(1).filter(|age| !age.is_empty()).collect();
    let who = reading.who.map(safe).unwrap_or_default();
    let with_who = |age: &Vec<Span<'static>>| {
        let mut spans = age.clone();
        spans.push(Span::styled(format!(" · {who}"), quiet));
        spans
    };
    let whole = shortest.iter().filter(|_| !who.is_empty()).map(with_who);
    whole.chain(shortest.iter().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::grants;

    #[test]
    fn each_reason_has_a_row_before_one_has_two() {
        for (needs, rows, granted) in [
            ([2, 2], 0, [0, 0]),
            ([2, 2], 1, [1, 0]),
            ([2, 2], 2, [1, 1]),
            ([2, 2], 3, [2, 1]),
            ([2, 2], 9, [2, 2]),
            ([3, 0], 2, [2, 0]),
            ([0, 3], 2, [0, 2]),
            ([1, 3], 3, [1, 2]),
        ] {
            assert_eq!(grants(needs, rows), granted, "{needs:?} in {rows}");
        }
    }
}
