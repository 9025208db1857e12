//! The sources of band and health: what each answered last, how old that is, and why a look failed.

use chrono::{DateTime, Utc};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::bar::{ReadingLook, band_sign, light_sign};
use crate::config::SourceSettings;
use crate::core::{Light, Severity, count_text, ms_between, seconds_text, short_text};
use crate::sources::SourceAnswer;
use crate::tui::look::{fit, safe, spans_width, styled, width, wrap};
use crate::tui::model::Model;
use crate::tui::screens::{SourcesNow, SourcesScreen};

/// The most columns of a name, and the columns between it and the value.
const NAME_MOST: usize = 16;
const BETWEEN: usize = 2;
/// The columns before what is told below a source, and of the words before a list.
const INDENT: usize = 2;
const LABEL: usize = 11;
/// The most rows of a reason and of a failure, and the most lines of a list.
const REASON_ROWS: usize = 6;
const LISTED: usize = 3;

/// Returns the title of the screen.
pub fn title(screen: &SourcesScreen) -> String {
    let count = screen.now().map(|now| now.used.len()).filter(|count| *count > 0);
    format!("sources{}", count.map(|count| format!(" · {count}")).unwrap_or_default())
}

/// Returns the lines of the screen.
pub fn lines(model: &Model, screen: &SourcesScreen, columns: usize) -> Vec<Line<'static>> {
    let Some(now) = screen.now() else { return vec![Line::raw("reading the sources…")] };
    let mut lines = asked(model, now, columns);
    let names = now.used.iter().map(|source| width(&safe(&source.name))).max().unwrap_or(0);
    for source in &now.used {
        lines.push(Line::default());
        lines.extend(of_source(model, now, source, names.min(NAME_MOST), columns));
    }
    if !now.left_out.is_empty() {
        lines.push(Line::default());
        for left_out in &now.left_out {
            let style = model.theme().severity(Severity::Warning);
            let text = safe(&format!("▲ {left_out}"));
            lines.extend(styled(&text, style, columns, REASON_ROWS));
        }
    }
    lines
}

/// Returns who asks the sources.
fn asked(model: &Model, now: &SourcesNow, columns: usize) -> Vec<Line<'static>> {
    let (quiet, warns) = (model.theme().quiet(), model.theme().stale());
    let (text, style) = match now.asked_by {
        _ if now.used.is_empty() && now.left_out.is_empty() => {
            let file = safe(&now.settings);
            let text = format!("No source is set. Add a table [[source]] to {file}.");
            (text, Style::new())
        }
        Some(pid) if pid == now.own_process => {
            (format!("This panel asks them (process {pid})."), quiet)
        }
        Some(pid) => match now.silent_since {
            None => (format!("Process {pid} asks them."), quiet),
            Some(since) => {
                let since = model.time_of(since);
                let next = "If it is stopped, continue or end it.";
                let text = format!("Process {pid} has written no answer since {since}. {next}");
                (text, warns)
            }
        },
        None => ("Nobody asks them now.".to_owned(), warns),
    };
    styled(&text, style, columns, REASON_ROWS)
}

/// Returns the lines of one source.
fn of_source(
    model: &Model,
    now: &SourcesNow,
    source: &SourceSettings,
    name: usize,
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = model.theme();
    let never = SourceAnswer::default();
    let answer = now.answers.sources.get(&source.name).unwrap_or(&never);
    let room = columns.saturating_sub(INDENT);
    let mut lines = vec![head(model, source, answer, name, columns)];
    let mut tell =
        |text: &str, style: Style| {
            let rows = wrap(text, room, REASON_ROWS).into_iter();
            lines.extend(rows.map(|row| {
                Line::from(vec![Span::raw(" ".repeat(INDENT)), Span::styled(row, style)])
            }));
        };
    for reason in reasons(answer) {
        tell(&reason, Style::new());
    }
    if let Some(failure) = &answer.failure {
        let times = match answer.failures {
            0 | 1 => "The last look failed".to_owned(),
            failures => format!("The last {failures} looks failed"),
        };
        let told =
            safe(&format!("▲ {times}: {}: {}; {}", failure.asked, failure.cause, failure.next));
        tell(&told, theme.severity(Severity::Warning));
    }
    for (label, list) in [
        ("suppressed", &answer.suppressed),
        ("not known", &answer.not_known),
        ("note", &answer.notes),
    ] {
        for (nth, line) in list.iter().take(LISTED).enumerate() {
            let label = if nth == 0 { label } else { "" };
            tell(&format!("{label:<LABEL$}{}", safe(line)), theme.quiet());
        }
        let more = list.len().saturating_sub(LISTED);
        if more > 0 {
            tell(&format!("{:<LABEL$}and {more} more", ""), theme.quiet());
        }
    }
    tell(&facts(model, source, answer), theme.quiet());
    lines
}

/// Returns the name of a source, what it says, and how old that is at the right.
fn head(
    model: &Model,
    source: &SourceSettings,
    answer: &SourceAnswer,
    name: usize,
    columns: usize,
) -> Line<'static> {
    let theme = model.theme();
    let shown = fit(&safe(&source.name), name);
    let blank = " ".repeat(name.saturating_sub(width(&shown)) + BETWEEN);
    let mut spans = vec![Span::styled(shown, theme.strong()), Span::raw(blank)];
    let outdated =
        |at: Option<DateTime<Utc>>| at.filter(|at| answer.time().is_stale(*at, model.now.utc));
    let doubt = |at: Option<DateTime<Utc>>, severity: Severity| {
        let at = outdated(at).filter(|_| severity.is_calm())?;
        Some(ReadingLook::short_age(ms_between(at, model.now.utc)))
    };
    let (band, health) = (answer.band.counts(), answer.health.counts());
    // A band that it never said is no news beside a health.
    if source.provides.cone && (band.is_some() || health.is_none()) {
        let (said, style) = band.map_or((unknown(), theme.strong()), |value| {
            let severity = value.band.severity();
            match doubt(answer.band_at_utc, severity) {
                Some(age) => (format!("? {} {age}", value.band), theme.strong()),
                None => {
                    (format!("{} {}", band_sign(value.band), value.band), theme.band(value.band))
                }
            }
        });
        spans.push(Span::styled(said, style));
    }
    if source.provides.health && (health.is_some() || !source.provides.cone) {
        if band.is_some() && source.provides.cone {
            spans.push(Span::raw(" ".repeat(BETWEEN)));
        }
        let light = health.map_or(Light::Unknown, |health| health.status);
        let word = light.word().to_uppercase();
        let (said, style) = match doubt(answer.health_at_utc, light.severity()) {
            Some(age) if light == Light::Green => (format!("? {word} {age}"), theme.strong()),
            Some(_) | None => (format!("{} {word}", light_sign(light)), theme.light(light)),
        };
        spans.push(Span::styled(said, style));
    }
    // Each value is as old as it is, whatever the other one is.
    let band_at = answer.band_at_utc.filter(|_| source.provides.cone && band.is_some());
    let health_at = answer.health_at_utc.filter(|_| source.provides.health && health.is_some());
    let oldest = band_at.into_iter().chain(health_at).min();
    let (whose, stale) = match (outdated(band_at), outdated(health_at)) {
        (None, None) => (None, None),
        (Some(_), None) if health_at.is_some() => (Some("band"), Some("band stale  ")),
        (None, Some(_)) if band_at.is_some() => (Some("health"), Some("health stale  ")),
        (Some(_), _) | (_, Some(_)) => (None, Some("stale  ")),
    };
    let ago = |at| seconds_text(ms_between(at, model.now.utc) / 1_000);
    let long_ago = |at| ReadingLook::short_age(ms_between(at, model.now.utc));
    let age = match answer.answered_at_utc {
        None if answer.failure.is_none() => vec![Span::styled("not asked yet", theme.quiet())],
        None => vec![Span::styled("never answered", theme.quiet())],
        Some(at) => {
            // A value can be older than the look that found it.
            let told = match (outdated(oldest).filter(|said| *said < at), whose) {
                (Some(said), Some(whose)) => format!("the {whose} is of {} ago", long_ago(said)),
                (Some(said), None) if source.way.word() == "file" => {
                    format!("its file was written {} ago", long_ago(said))
                }
                (Some(said), None) => format!("the answer is of {} ago", long_ago(said)),
                (None, _) => format!("answered {} ago", ago(at)),
            };
            let stale = stale.map(|stale| Span::styled(stale, theme.stale()));
            stale.into_iter().chain([Span::styled(told, theme.quiet())]).collect()
        }
    };
    let used = spans_width(&spans) + spans_width(&age);
    if used + BETWEEN <= columns {
        spans.push(Span::raw(" ".repeat(columns - used)));
        spans.extend(age);
    }
    Line::from(spans)
}

fn unknown() -> String {
    "? UNKNOWN".to_owned()
}

/// Returns why a source says what it says.
fn reasons(answer: &SourceAnswer) -> Vec<String> {
    let band = answer.band.counts().map(|value| value.reason.as_str());
    let health = answer.health.counts().into_iter().flat_map(|value| &value.reasons);
    let unknown = answer.unknown.as_deref().map(|why| format!("not known: {why}"));
    let said = band.into_iter().chain(health.map(String::as_str)).map(str::to_owned);
    let all = said.chain(unknown).map(|reason| safe(&reason));
    all.filter(|reason| !reason.is_empty()).collect()
}

/// Returns how a source is asked: its kind and interval, its last answer and how long it took, what counts,
/// and when it is asked next.
fn facts(model: &Model, source: &SourceSettings, answer: &SourceAnswer) -> String {
    let mut facts = vec![format!("{} every {}", source.way.word(), short_text(source.interval_ms))];
    facts.extend(answer.answered_at_utc.map(|at| format!("last answer {}", model.clock_of(at))));
    facts.extend(answer.asked_at_utc.map(|_| format!("took {}", took(answer.took_ms))));
    let counted = usize::try_from(answer.counted).unwrap_or(usize::MAX);
    facts.extend((counted > 0).then(|| count_text(counted, "problem")));
    facts.extend(answer.next_at_utc.map(|next| match ms_between(model.now.utc, next) / 1_000 {
        0 => "next look now".to_owned(),
        seconds => format!("next look in {}", seconds_text(seconds)),
    }));
    facts.join(" · ")
}

/// Returns how long a look took.
fn took(ms: u64) -> String {
    if ms < 1_000 { format!("{ms} ms") } else { format!("{}.{} s", ms / 1_000, ms % 1_000 / 100) }
}
