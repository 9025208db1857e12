//! The parts of the session's pane: the phase, the strip in one row, further facts.

use ratatui::text::{Line, Span};

use crate::config::Action;
use crate::core::{Phase, SessionGlance, Verb, breaks_text, time_text, who_text};
use crate::tui::look::{Tone, fit, minutes, phase_sign, safe, spans_width, width};
use crate::tui::model::Model;

use super::strip::{self, Done};

/// What stands before a key.
const PRESS: &str = "  press ";

/// Returns the phase and its beginning.
pub fn phase_line(model: &Model, session: &SessionGlance, columns: usize) -> Line<'static> {
    let theme = model.theme();
    let since = model.time_of(session.phase_since_utc);
    let word = session.phase.word().to_uppercase();
    let badge =
        Span::styled(format!("{} {word}", phase_sign(session.phase)), theme.phase(session.phase));
    let about = match (&model.problem, session.phase) {
        (Some(problem), _) => {
            format!("last known at {}", model.time_of(problem.since))
        }
        (None, Phase::Active) => format!("since {since}"),
        (None, Phase::Paused) => {
            let reason = session.pause_reason.as_deref().map(safe);
            let for_ms = session.present_pause_seconds.saturating_mul(1_000);
            let reason = reason.map(|reason| format!(" · {reason}")).unwrap_or_default();
            format!("since {since}, {}{reason}", minutes(for_ms))
        }
        (None, Phase::Ended | Phase::Cancelled) => model.ago(session.phase_since_utc),
    };
    let mut spans = vec![badge];
    let room = columns.saturating_sub(spans_width(&spans) + 2);
    spans.push(Span::styled(format!("  {}", fit(&about, room)), theme.quiet()));
    if session.phase.is_live() || model.refusal(Verb::Start).is_some() {
        return Line::from(spans);
    }
    let (key, next) = (model.key_of(Action::Start), " to start");
    let used = spans_width(&spans);
    if used + PRESS.len() + width(&key) + next.len() <= columns {
        spans.push(Span::raw(PRESS));
        spans.push(Span::styled(key, theme.key()));
        spans.push(Span::raw(next));
    }
    Line::from(spans)
}

/// Returns a line followed by the mark of a waiting question.
pub fn marked(
    model: &Model,
    mark: Option<&'static str>,
    line: impl Fn(usize) -> Line<'static>,
    columns: usize,
) -> Line<'static> {
    let Some(mark) = mark else { return line(columns) };
    let mut line = line(columns.saturating_sub(2 + width(mark)));
    line.spans.extend([Span::raw("  "), Span::styled(mark, model.theme().tone(Tone::Warning))]);
    line
}

/// Returns the strip between the times of its ends; `done` is what was done, newest first.
pub fn strip_line(
    model: &Model,
    session: &SessionGlance,
    done: impl Iterator<Item = Done>,
    columns: usize,
) -> Line<'static> {
    let clock = |at| time_text(model.local(at));
    let from = format!("{} ", clock(session.started_at_utc));
    let to = match session.ended_at_utc {
        Some(ended) => format!(" {}", clock(ended)),
        None if model.problem.is_some() => " ?".to_owned(),
        None => " now".to_owned(),
    };
    let room = columns.saturating_sub(width(&from) + width(&to));
    let quiet = model.theme().quiet();
    let mut spans = vec![Span::styled(from, quiet)];
    spans.extend(strip::spans(session, done, None, room, model.theme()));
    spans.push(Span::styled(to, quiet));
    Line::from(spans)
}

/// Returns further facts in at most `rows` rows.
pub fn facts(
    first: [Option<String>; 2],
    session: &SessionGlance,
    columns: usize,
    rows: usize,
) -> Vec<String> {
    let paused = minutes(session.paused_seconds.saturating_mul(1_000));
    let breaks = match breaks_text(session.breaks) {
        Some(often) => format!("{paused} paused {often}"),
        None => "no breaks".to_owned(),
    };
    let wall = format!("{} elapsed", minutes(session.wall_seconds.saturating_mul(1_000)));
    let by = format!("by {}", who_text(&safe(&session.operator), session.interface));
    let mut lines = vec![String::new()];
    for fact in first
        .into_iter()
        .flatten()
        .chain([breaks])
        .chain(session.uncounted_text())
        .chain([wall, by])
    {
        let Some(line) = lines.last_mut() else { break };
        let joined = if line.is_empty() { fact.clone() } else { format!("{line} · {fact}") };
        if width(&joined) <= columns {
            *line = joined;
        } else if lines.len() < rows {
            lines.push(fit(&fact, columns));
        }
    }
    lines
}
