//! Band and health, at the start of the session and now. What is calm is plain; what is bad is lit.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{AlertOf, Glance, GovernanceGlance, Severity, Trend};
use crate::tui::look::{Theme, fit, plain, safe, spans_width, styled, width, wrap};
use crate::tui::model::Model;

use super::governance_brief::brief;
use super::governance_rows::{ShownReading, ages, readings, short_ago};

/// The most rows of a reason, also when scrolled.
const REASON_ROWS: usize = 6;
/// The most rows about a source that is left out.
const LEFT_OUT_ROWS: usize = 4;
/// The columns of a reading's name from this width on; reasons then stand below the value.
const NAME: usize = 8;
const INDENTS_FROM: usize = 28;

/// Returns the lines of the pane; in one column at most `rows`.
pub fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    if model.is_narrow() {
        return brief(model, glance, columns, rows);
    }
    let [band, health] = readings(model, glance);
    let all = |is_short| [&band, &health].map(|it| whole(it, model, columns, is_short));
    let mut both = all(false);
    if both.iter().map(Vec::len).sum::<usize>() > rows {
        // What nobody has set says so in one row: the room is for what is bad.
        both = all(true);
    }
    let [band, health] = both;
    let last = last_drift(glance).map(|last| plain(&last, columns, REASON_ROWS));
    let count = band.len() + health.len() + last.as_ref().map_or(0, |last| last.len() + 1);
    let mut lines = band;
    // The blank row between them gives way first.
    lines.extend((count < rows).then(Line::default));
    lines.extend(health);
    if let Some(last) = last {
        lines.push(Line::default());
        lines.extend(last);
    }
    lines.extend(left_out(model, columns));
    lines
}

/// Returns which source is left out, and why; nothing if all are used.
fn left_out(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some((first, others)) = model.settings.left_out.split_first() else { return vec![] };
    let more = match others.len() {
        0 => String::new(),
        more => format!(" · and {more} more: {}", model.key_of(Action::Sources)),
    };
    let text = safe(&format!("{first}{more}"));
    let mut lines = vec![Line::default()];
    lines.extend(styled(&text, model.theme().quiet(), columns, LEFT_OUT_ROWS));
    lines
}

/// Returns how bad band and health are: the worse of both.
pub fn severity(glance: &Glance) -> Severity {
    let governance = &glance.governance;
    let [band, health] = AlertOf::ALL.map(|which| governance.worst_level(which).0);
    band.max(health)
}

/// Returns a reading with what is known of it and its reasons below it. Who said it stands at the right of
/// the last row with room for it, or below; with its age, if that had no room above.
fn whole(
    reading: &ShownReading<'_>,
    model: &Model,
    columns: usize,
    is_short: bool,
) -> Vec<Line<'static>> {
    let indent = if columns < INDENTS_FROM { 0 } else { NAME };
    let room = columns.saturating_sub(indent);
    let (head, age_is_shown) = head(reading, model, columns);
    let mut lines = vec![head];
    if is_short && reading.age.is_none() {
        return lines;
    }
    let mut who = reading.who.map(safe).unwrap_or_default();
    if !age_is_shown && let Some(age) = reading.age {
        let by = if who.is_empty() { who } else { format!(" · {who}") };
        who = format!("{}{by}", short_ago(model, age));
    }
    let who = fit(&who, room);
    let known = known(&reading.known, room).map(|known| (known, reading.known_style));
    let reasons = reading.reasons.iter().flat_map(|reason| wrap(reason, room, REASON_ROWS));
    let mut rows: Vec<(String, Style)> =
        known.into_iter().chain(reasons.map(|row| (row, Style::new()))).collect();
    let has_room = |(row, _): &(String, Style)| width(row) + 1 + width(&who) <= room;
    let place = rows.len().checked_sub(1).filter(|last| rows.get(*last).is_some_and(has_room));
    let place = place.or_else(|| rows.iter().position(has_room)).unwrap_or(rows.len());
    if place == rows.len() && !who.is_empty() {
        rows.push((String::new(), Style::new()));
    }
    for (nth, (row, style)) in rows.into_iter().enumerate() {
        let free = room.saturating_sub(width(&row));
        let mut spans = vec![Span::raw(" ".repeat(indent)), Span::styled(row, style)];
        if nth == place && !who.is_empty() {
            spans.push(Span::raw(" ".repeat(free.saturating_sub(width(&who)))));
            spans.push(Span::styled(who.clone(), model.theme().quiet()));
        }
        lines.push(Line::from(spans));
    }
    if reading.age.is_none() {
        let key = Span::styled(model.key_of(reading.sets), model.theme().key());
        let press = Span::raw(format!("{:indent$}press ", ""));
        lines.push(Line::from(vec![press, key, Span::raw(" to set it")]));
    }
    lines
}

/// Returns the longest wording that fits; the shortest, cut, if none does.
fn known(wordings: &[String], room: usize) -> Option<String> {
    let fitting = wordings.iter().find(|known| width(known) <= room);
    fitting.or(wordings.last()).map(|known| fit(known, room))
}

/// Returns the name of a reading, its value at the start and now, and its age at the right: in the
/// longest wordings that fit. Tells whether its age is among them.
fn head(reading: &ShownReading<'_>, model: &Model, columns: usize) -> (Line<'static>, bool) {
    let theme = model.theme();
    let columns_of_name = if columns < INDENTS_FROM { 0 } else { NAME - 1 };
    let name = Span::styled(format!("{:<columns_of_name$} ", reading.name), theme.quiet());
    let value = |then: Option<String>, now: &Span<'static>, trend| {
        let mut spans = vec![name.clone()];
        spans.extend(then.map(|then| Span::styled(then, theme.quiet())));
        spans.push(now.clone());
        spans.extend(mark(trend, theme));
        spans
    };
    let arrow = |then: Option<&String>| then.map(|then| format!("{then} → "));
    let (long, short) = (arrow(reading.then.first()), arrow(reading.then.last()));
    // A badge has a blank of its own.
    let close = short.as_ref().map(|then| then.trim_end().to_owned());
    let Some((full, letter)) = reading.now.first().zip(reading.now.last()) else {
        return (Line::from(name), false);
    };
    let ages = ages(reading, model);
    let none = vec![];
    let (whole_age, age, least) = (
        ages.first().unwrap_or(&none),
        ages.get(1).or(ages.first()).unwrap_or(&none),
        ages.get(2).unwrap_or(&none),
    );
    let wordings = [
        (value(long.clone(), full, reading.trend), whole_age),
        (value(long.clone(), full, Trend::Same), whole_age),
        (value(long, full, Trend::Same), age),
        (value(short.clone(), full, Trend::Same), age),
        (value(short, full, Trend::Same), least),
        (value(close, full, Trend::Same), least),
        (value(None, full, Trend::Same), least),
        (value(None, letter, Trend::Same), least),
        (value(None, letter, Trend::Same), &none),
    ];
    let taken = |(value, age): &(Vec<Span<'_>>, &Vec<Span<'_>>)| {
        spans_width(value) + if age.is_empty() { 0 } else { 1 + spans_width(age) }
    };
    let fitting = wordings.into_iter().find(|wording| taken(wording) <= columns);
    let (mut spans, age) = fitting.unwrap_or_else(|| (value(None, letter, Trend::Same), &none));
    let used = spans_width(&spans) + spans_width(age);
    spans.push(Span::raw(" ".repeat(columns.saturating_sub(used))));
    spans.extend(age.iter().cloned());
    // The word "stale" alone says no age; a value in doubt has its age beside it.
    let is_shown = !age.is_empty() && (age != least || reading.is_doubtful);
    (Line::from(spans), is_shown)
}

/// Returns the word for a drift; nothing without a drift.
pub fn mark(trend: Trend, theme: Theme) -> Vec<Span<'static>> {
    let word = match trend {
        Trend::Same => return vec![],
        Trend::Better => "better",
        Trend::Worse => "worse",
        Trend::Changed => "changed",
    };
    vec![Span::raw("  "), Span::styled(word, theme.quiet())]
}

/// Returns the drift of both during the last session.
fn last_drift(glance: &Glance) -> Option<String> {
    let last = glance.last_session.as_ref()?;
    let GovernanceGlance { at_start: Some(start), at_end: Some(end), .. } = &glance.governance
    else {
        return None;
    };
    let change = |then: &str, now: &str| {
        if then == now { now.to_owned() } else { format!("{then} → {now}") }
    };
    let band = change(start.cone.band.letter(), end.cone.band.letter());
    let light = change(start.status.status.word(), end.status.status.word());
    Some(format!("{}: {band}, {light}", last.key))
}
