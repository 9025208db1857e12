//! Band and health, at the start of the session and now. What is calm is plain; what is bad is lit.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::bar::{ReadingLook, light_text};
use crate::config::Action;
use crate::core::{
    Activity, AlertOf, Band, Freshness, Glance, GovernanceGlance, Light, Provenance, Severity,
    Trend, Verb,
};
use crate::tui::look::{Theme, fit, plain, safe, spans_width, width, wrap};
use crate::tui::model::Model;

use super::{alert_words, badges};

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
    age: Option<&'a Freshness>,
    /// Whether its age stands beside its value already.
    is_doubtful: bool,
    /// What people know of it, the longest wording first; nothing if it is normal.
    known: Vec<String>,
    /// The style of that.
    known_style: Style,
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
    let reading = |which, name, trend, sets| {
        let age = glance.governance.freshness(which);
        ShownReading {
            name,
            then: vec![],
            now: badges::values(model, glance, which),
            trend,
            age,
            is_doubtful: ReadingLook::of(glance, which).doubt.is_some(),
            known: alert_words::wordings(model, glance, which),
            known_style: alert_words::style(theme, glance, which),
            reasons: vec![],
            who: age.and_then(|age| age.source.as_deref()),
            sets,
        }
    };
    let band = reading(AlertOf::Band, "band", band_trend, Action::Band);
    let light = reading(AlertOf::Health, "health", light_trend, Action::Health);
    [
        ShownReading {
            then: band_then.map_or(vec![], |band| vec![band.to_string(), band.letter().to_owned()]),
            reasons: vec![safe(&cone.reason)],
            who: band.who.or_else(|| who(Verb::Band, cone.updated_at_utc, &cone.provenance)),
            ..band
        },
        ShownReading {
            then: light_then
                .map_or(vec![], |light| vec![light_text(light), light.word().to_uppercase()]),
            reasons: health.reasons.iter().map(|reason| safe(reason)).collect(),
            who: light.who.or_else(|| who(Verb::Health, health.updated_at_utc, &health.provenance)),
            ..light
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

/// Returns a reading with what is known of it and its reasons below it. Who said it stands at the right of
/// the last row with room for it, or below; with its age, if that had no room above.
fn whole(reading: &ShownReading<'_>, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let indent = if columns < INDENTS_FROM { 0 } else { NAME };
    let room = columns.saturating_sub(indent);
    let (head, age_is_shown) = head(reading, model, columns);
    let mut lines = vec![head];
    let mut who = reading.who.map(safe).unwrap_or_default();
    if !age_is_shown && let Some(age) = reading.age {
        let by = if who.is_empty() { who } else { format!(" · {who}") };
        who = format!("{}{by}", model.ago(age.observed_at_utc));
    }
    let who = fit(&who, room);
    let known = known(&reading.known, room).map(|known| (known, reading.known_style));
    let reasons = reading.reasons.iter().flat_map(|reason| wrap(reason, room, REASON_ROWS));
    let mut rows: Vec<(String, Style)> =
        known.into_iter().chain(reasons.map(|row| (row, Style::new()))).collect();
    let has_room = |(row, _): &(String, Style)| width(row) + 2 + width(&who) <= room;
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

/// Returns the name of a reading, its value at the start and now, what is known of it, how old it is and who
/// said it: in the longest wordings that leave room for the beginning of its reason.
fn brief_head(reading: &ShownReading<'_>, model: &Model, columns: usize) -> Vec<Span<'static>> {
    let theme = model.theme();
    let name = format!("{:<BRIEF_NAME$}", reading.name);
    let value = |then: Option<&String>, now: &Span<'static>| {
        let mut spans = vec![Span::styled(name.clone(), theme.quiet())];
        spans.extend(then.map(|then| Span::styled(format!("{then} → "), theme.quiet())));
        spans.push(now.clone());
        spans
    };
    let (then, now) = (reading.then.last(), reading.now.iter());
    let wordings = now.clone().map(|now| value(then, now)).chain(now.map(|now| value(None, now)));
    let mut wordings: Vec<_> = wordings.collect();
    let fitting = wordings.iter().position(|spans| spans_width(spans) <= columns);
    let last = wordings.len().saturating_sub(1);
    if wordings.is_empty() {
        return vec![];
    }
    let mut spans = wordings.swap_remove(fitting.unwrap_or(last));
    let reason = reading.reasons.iter().map(|reason| width(reason)).sum::<usize>();
    let kept = if reason == 0 { 0 } else { 2 + reason.min(REASON_LEAST) };
    let mut add = |more: Vec<Vec<Span<'static>>>| {
        let room = columns.saturating_sub(spans_width(&spans) + kept + 2);
        let fitting = more.into_iter().find(|more| spans_width(more) <= room);
        if let Some(more) = fitting.filter(|more| !more.is_empty()) {
            spans.push(Span::raw("  "));
            spans.extend(more);
        }
    };
    let known = |known: &String| vec![Span::styled(known.clone(), reading.known_style)];
    // The shortest word comes before a whole sentence: it leaves room for the age.
    add(reading.known.iter().rev().take(1).chain(&reading.known).map(known).collect());
    add(sources_and_ages(reading, model));
    spans
}

/// Returns how old a reading is and who said it, the longest wording first.
fn sources_and_ages(reading: &ShownReading<'_>, model: &Model) -> Vec<Vec<Span<'static>>> {
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

/// Returns how old a reading is and whether it is stale, the longest wording first.
fn ages(reading: &ShownReading<'_>, model: &Model) -> Vec<Vec<Span<'static>>> {
    let quiet = model.theme().quiet();
    let text = |text: String| Span::styled(text, quiet);
    let Some(age) = reading.age else { return vec![vec![text("never set".to_owned())]] };
    let long = model.ago(age.observed_at_utc);
    let short = long.strip_suffix(" ago").unwrap_or(&long).replace("just now", "now");
    if !age.is_stale {
        return [long, short].map(|age| vec![text(age)]).into();
    }
    let stale = || Span::styled("stale", model.theme().stale());
    if reading.is_doubtful {
        return vec![vec![stale()]; 3];
    }
    let with = |age| vec![stale(), text(format!(" · {age}"))];
    vec![with(long), with(short), vec![stale()]]
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
