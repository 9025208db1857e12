//! Band and health, at the start of the session and now. Only a drift is highlighted.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{Band, Glance, GovernanceGlance, Light, Trend, ms_between};
use crate::tui::look::{plain, safe, spans_width, width, wrap};
use crate::tui::model::Model;

/// The most rows of a reason, also when scrolled.
const REASON_ROWS: usize = 6;
/// The least columns for the beginning of a reason.
const REASON_LEAST: usize = 8;
/// The columns of a reading's name, and the most rows of its reason.
const BRIEF_NAME: usize = 7;
const BRIEF_REASON_ROWS: usize = 3;
/// From this width on, the band at the start has its name.
const NAMES_BOTH_BANDS: usize = 25;

/// Returns the lines of the pane; in one column at most `rows`.
pub fn lines(model: &Model, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    let theme = model.theme();
    let governance = &glance.governance;
    if model.is_narrow() {
        return brief(model, glance, columns, rows);
    }
    let start = at_start(glance);
    let (cone, health) = (&governance.cone, &governance.health);
    let (band_drift, light_drift) = drift(glance);

    let mut lines = vec![head("band", band_drift, cone.updated_at_utc, model, columns)];
    let slim = columns < NAMES_BOTH_BANDS;
    let name = |band: Band| if slim { band.letter().to_owned() } else { band.to_string() };
    let band_then = start.map(|(band, _)| name(band));
    lines.push(change(band_then, (cone.band.to_string(), theme.band(cone.band)), band_drift));
    lines.extend(plain(&safe(&cone.reason), columns, REASON_ROWS));
    lines.extend(cone.updated_at_utc.is_none().then(|| sets(Action::Band, model)));
    lines.push(Line::default());

    lines.push(head("health", light_drift, health.updated_at_utc, model, columns));
    let light_then = start.map(|(_, light)| light.to_string());
    let light_now = (format!("● {}", health.status), theme.light(health.status));
    lines.push(change(light_then, light_now, light_drift));
    for reason in &health.reasons {
        lines.extend(plain(&safe(reason), columns, REASON_ROWS));
    }
    lines.extend(health.updated_at_utc.is_none().then(|| sets(Action::Health, model)));
    if let Some(last) = last_drift(glance) {
        lines.push(Line::default());
        lines.extend(plain(&last, columns, REASON_ROWS));
    }
    lines
}

/// Returns both readings, each in one row with its reason; with more than two rows, a long reason
/// takes rows of its own.
pub fn brief(model: &Model, glance: &Glance, columns: usize, rows: usize) -> Vec<Line<'static>> {
    let theme = model.theme();
    let governance = &glance.governance;
    let start = at_start(glance);
    let (band_drift, light_drift) = drift(glance);
    let stale = |at: Option<DateTime<Utc>>| at.is_some_and(|at| is_stale(at, model));
    let head = |name: &str, then: Option<String>, now: (String, Style), trend, at| {
        let mut spans = vec![Span::styled(format!("{name:<BRIEF_NAME$}"), theme.quiet())];
        let then = then.filter(|_| trend != Trend::Same);
        spans.extend(change(then, now, trend).spans);
        spans.extend(mark(trend, model));
        if stale(at) {
            spans.extend([Span::raw("  "), Span::styled("stale", theme.stale())]);
        }
        spans
    };
    let (cone, health) = (&governance.cone, &governance.health);
    let band = head(
        "band",
        start.map(|(band, _)| band.letter().to_owned()),
        (cone.band.to_string(), theme.band(cone.band)),
        band_drift,
        cone.updated_at_utc,
    );
    let light = head(
        "health",
        start.map(|(_, light)| light.to_string()),
        (format!("● {}", health.status), theme.light(health.status)),
        light_drift,
        health.updated_at_utc,
    );
    let readings = [(band, safe(&cone.reason)), (light, safe(&health.reasons.join("; ")))];
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

/// Returns how many rows [`brief`] fills at most.
pub fn brief_rows(model: &Model, columns: usize) -> u16 {
    let lines = model.glance().map_or(0, |glance| brief(model, glance, columns, usize::MAX).len());
    u16::try_from(lines).unwrap_or(u16::MAX)
}

/// Returns the name of a reading, its drift, and its age at the right.
fn head(
    name: &'static str,
    trend: Trend,
    set_at: Option<DateTime<Utc>>,
    model: &Model,
    columns: usize,
) -> Line<'static> {
    let mut spans = vec![Span::styled(name, model.theme().quiet())];
    spans.extend(mark(trend, model));
    let used = spans_width(&spans);
    let taken = |age: &[Span<'static>]| used + spans_width(age);
    if let Some(age) = ages(set_at, model).into_iter().find(|age| taken(age) < columns) {
        spans.push(Span::raw(" ".repeat(columns - taken(&age))));
        spans.extend(age);
    }
    Line::from(spans)
}

/// Returns the age of a reading and whether it is stale, the longest wording first.
fn ages(set_at: Option<DateTime<Utc>>, model: &Model) -> Vec<Vec<Span<'static>>> {
    let theme = model.theme();
    let Some(at) = set_at else { return vec![vec![Span::styled("never set", theme.quiet())]] };
    let age = model.ago(at);
    let (long, short) = (format!("set {age}"), age);
    if !is_stale(at, model) {
        return [long, short].map(|age| vec![Span::styled(age, theme.quiet())]).into();
    }
    let stale = || Span::styled("stale", theme.stale());
    let with = |age| vec![stale(), Span::styled(format!(" · {age}"), theme.quiet())];
    vec![with(long), with(short), vec![stale()]]
}

fn is_stale(at: DateTime<Utc>, model: &Model) -> bool {
    ms_between(at, model.now.utc) > model.settings.stale_after_ms
}

/// Returns band and health, one word each.
pub fn short(glance: &Glance) -> String {
    let governance = &glance.governance;
    format!("{} {}", governance.cone.band.letter(), governance.health.status)
}

fn sets(action: Action, model: &Model) -> Line<'static> {
    let key = Span::styled(model.key_of(action), model.theme().key());
    Line::from(vec![Span::raw("press "), key, Span::raw(" to set it")])
}

/// Returns a reading at the start and now.
fn change(then: Option<String>, now: (String, Style), trend: Trend) -> Line<'static> {
    let now = Span::styled(now.0, now.1);
    Line::from(match (then, trend) {
        (None, _) => vec![now],
        (Some(_), Trend::Same) => vec![now, Span::raw("  unchanged")],
        (Some(then), _) => vec![Span::raw(format!("{then} → ")), now],
    })
}

/// Returns the highlighted mark of a drift; nothing without a drift.
pub fn mark(trend: Trend, model: &Model) -> Vec<Span<'static>> {
    let word = match trend {
        Trend::Same => return vec![],
        Trend::Better => " ▲ better ",
        Trend::Worse => " ▲ worse ",
        Trend::Changed => " ▲ changed ",
    };
    vec![Span::raw("  "), Span::styled(word, model.theme().drift(trend))]
}

/// Returns band and health at the start of the live session.
fn at_start(glance: &Glance) -> Option<(Band, Light)> {
    glance.session.as_ref()?;
    let start = glance.governance.at_start.as_ref()?;
    Some((start.cone.band, start.status.status))
}

/// Returns the drift of band and health since the live session started.
pub fn drift(glance: &Glance) -> (Trend, Trend) {
    match (&glance.session, &glance.governance.drift) {
        (Some(_), Some(drift)) => (drift.band, drift.health),
        _ => (Trend::Same, Trend::Same),
    }
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
