//! Band and health, at the start of the session and now. What is calm is plain; what is bad is lit.

use chrono::{DateTime, Utc};
use ratatui::text::{Line, Span};

use crate::bar::light_text;
use crate::config::Action;
use crate::core::{
    Activity, Band, Glance, GovernanceGlance, Light, Provenance, Severity, Trend, Verb, ms_between,
};
use crate::tui::look::{Theme, plain, safe, spans_width, width, wrap};
use crate::tui::model::Model;

use super::badges;

/// The most rows of a reason, also when scrolled.
const REASON_ROWS: usize = 6;
/// The least columns for the beginning of a reason.
const REASON_LEAST: usize = 8;
/// The columns of a reading's name, and the most rows of its reason.
const BRIEF_NAME: usize = 7;
const BRIEF_REASON_ROWS: usize = 3;
/// The columns of a reading's name from this width on; reasons then stand below the value.
const NAME: usize = 8;
const INDENTS_FROM: usize = 28;

/// A reading as it is shown.
struct ShownReading<'a> {
    name: &'static str,
    /// The value at the start, if it moved: the longest wording first.
    then: Vec<String>,
    /// The value now, the longest wording first.
    now: Vec<Span<'static>>,
    trend: Trend,
    set_at: Option<DateTime<Utc>>,
    reasons: Vec<String>,
    who: Option<&'a str>,
    sets: Action,
}

/// Returns the lines of the pane; in one column at most `rows`.
pub fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    if model.is_narrow() {
        return brief(model, glance, columns, rows);
    }
    let [band, health] = readings(model, glance);
    let (band, health) = (whole(&band, model, columns), whole(&health, model, columns));
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
    lines
}

/// Returns how bad band and health are: the worse of both.
pub fn severity(glance: &Glance) -> Severity {
    let governance = &glance.governance;
    governance.cone.band.severity().max(governance.health.status.severity())
}

fn readings<'a>(model: &'a Model, glance: &'a Glance) -> [ShownReading<'a>; 2] {
    let theme = model.theme();
    let start = at_start(glance);
    let (cone, health) = (&glance.governance.cone, &glance.governance.health);
    let (band_trend, light_trend) = glance.drift();
    let band_then = start.filter(|_| band_trend != Trend::Same).map(|(band, _)| band);
    let light_then = start.filter(|_| light_trend != Trend::Same).map(|(_, light)| light);
    let who = |verb, at, provenance| who(model.recent(), verb, at, provenance);
    [
        ShownReading {
            name: "band",
            then: band_then.map_or(vec![], |band| vec![band.to_string(), band.letter().to_owned()]),
            now: vec![badges::band(theme, cone.band), badges::band_letter(theme, cone.band)],
            trend: band_trend,
            set_at: cone.updated_at_utc,
            reasons: vec![safe(&cone.reason)],
            who: who(Verb::Band, cone.updated_at_utc, &cone.provenance),
            sets: Action::Band,
        },
        ShownReading {
            name: "health",
            then: light_then.map_or(vec![], |light| vec![light_text(light), light.to_string()]),
            now: vec![badges::light(theme, health.status)],
            trend: light_trend,
            set_at: health.updated_at_utc,
            reasons: health.reasons.iter().map(|reason| safe(reason)).collect(),
            who: who(Verb::Health, health.updated_at_utc, &health.provenance),
            sets: Action::Health,
        },
    ]
}

/// Returns the source of a reading, or the operator who set it, if that is among the recent
/// activities.
fn who<'a>(
    recent: &'a [Activity],
    verb: Verb,
    set_at: Option<DateTime<Utc>>,
    provenance: &'a Provenance,
) -> Option<&'a str> {
    let set_it =
        |done: &&Activity| done.verb == verb && Some(done.at_utc) == set_at && !done.undone;
    let operator = || recent.iter().find(set_it).map(|done| done.by.operator.as_str());
    provenance.source().or_else(operator)
}

/// Returns a reading with its reasons below it.
fn whole(reading: &ShownReading<'_>, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let indent = if columns < INDENTS_FROM { 0 } else { NAME };
    let room = columns.saturating_sub(indent);
    let mut lines = vec![head(reading, model, columns)];
    let who = reading.who.map(safe).unwrap_or_default();
    let rows = reading.reasons.iter().flat_map(|reason| wrap(reason, room, REASON_ROWS));
    let rows: Vec<String> = rows.collect();
    let last = rows.len().saturating_sub(1);
    for (nth, row) in rows.into_iter().enumerate() {
        let free = room.saturating_sub(width(&row));
        let mut spans = vec![Span::raw(format!("{:indent$}{row}", ""))];
        if nth == last && !who.is_empty() && width(&who) + 2 <= free {
            spans.push(Span::raw(" ".repeat(free - width(&who))));
            spans.push(Span::styled(who.clone(), model.theme().quiet()));
        }
        lines.push(Line::from(spans));
    }
    if reading.set_at.is_none() {
        let key = Span::styled(model.key_of(reading.sets), model.theme().key());
        let press = Span::raw(format!("{:indent$}press ", ""));
        lines.push(Line::from(vec![press, key, Span::raw(" to set it")]));
    }
    lines
}

/// Returns the name of a reading, its value at the start and now, and its age at the right: in the
/// longest wordings that fit.
fn head(reading: &ShownReading<'_>, model: &Model, columns: usize) -> Line<'static> {
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
        return Line::from(name);
    };
    let ages = ages(reading.set_at, model);
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
    Line::from(spans)
}

/// Returns both readings, each in one row with its reason; with more than two rows, a long reason
/// takes rows of its own.
pub fn brief(model: &Model, glance: &Glance, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let readings = readings(model, glance).map(|reading| {
        let reason = reading.reasons.join("; ");
        (brief_head(&reading, model, columns), reason)
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

/// Returns the name of a reading, and its value at the start and now, in the longest wordings that fit.
fn brief_head(reading: &ShownReading<'_>, model: &Model, columns: usize) -> Vec<Span<'static>> {
    let theme = model.theme();
    let stale = reading.set_at.is_some_and(|at| is_stale(at, model));
    let value = |then: Option<&String>, now: &Span<'static>| {
        let name = format!("{:<BRIEF_NAME$}", reading.name);
        let mut spans = vec![Span::styled(name, theme.quiet())];
        spans.extend(then.map(|then| Span::styled(format!("{then} → "), theme.quiet())));
        spans.push(now.clone());
        if stale {
            spans.extend([Span::raw("  "), Span::styled("stale", theme.stale())]);
        }
        spans
    };
    let (then, now) = (reading.then.last(), reading.now.iter());
    let wordings = now.clone().map(|now| value(then, now)).chain(now.map(|now| value(None, now)));
    let mut wordings: Vec<_> = wordings.collect();
    let fitting = wordings.iter().position(|spans| spans_width(spans) <= columns);
    let last = wordings.len().saturating_sub(1);
    if wordings.is_empty() { vec![] } else { wordings.swap_remove(fitting.unwrap_or(last)) }
}

/// Returns the age of a reading and whether it is stale, the longest wording first.
fn ages(set_at: Option<DateTime<Utc>>, model: &Model) -> Vec<Vec<Span<'static>>> {
    let quiet = model.theme().quiet();
    let text = |text: String| Span::styled(text, quiet);
    let Some(at) = set_at else { return vec![vec![text("never set".to_owned())]] };
    let long = model.ago(at);
    let short = long.strip_suffix(" ago").unwrap_or(&long).replace("just now", "now");
    if !is_stale(at, model) {
        return [long, short].map(|age| vec![text(age)]).into();
    }
    let stale = || Span::styled("stale", model.theme().stale());
    let with = |age| vec![stale(), text(format!(" · {age}"))];
    vec![with(long), with(short), vec![stale()]]
}

fn is_stale(at: DateTime<Utc>, model: &Model) -> bool {
    ms_between(at, model.now.utc) > model.settings.stale_after_ms
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

/// Returns band and health at the start of the live session.
fn at_start(glance: &Glance) -> Option<(Band, Light)> {
    glance.session.as_ref()?;
    let start = glance.governance.at_start.as_ref()?;
    Some((start.cone.band, start.status.status))
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
