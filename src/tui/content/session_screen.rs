//! One session in full: its facts, its gaps and contexts, its readings, and the audit trail.
//!
//! Of the trail only the visible rows are made.

use ratatui::text::{Line, Span};

use crate::core::{
    Activity, Drift, GapGlance, Phase, SessionGlance, Snapshot, Story, seconds_text, who_text,
};
use crate::tui::look::{clock, padded, phase_sign, plain, safe, sentence, wrap};
use crate::tui::model::Model;
use crate::tui::screens::SessionScreen;

use super::governance::mark;
use super::session::strip_line;
use super::summary::paused;
use super::{audit_trail, context};

const LABEL_COLUMNS: usize = 10;
/// From this width on, the readings at the start and now are side by side.
const SIDE_BY_SIDE: usize = 56;
/// The most rows that one fact takes.
const TEXT_ROWS: usize = 40;

/// The lines of the screen: the facts, then the trail.
pub struct SessionScreenLines<'a> {
    facts: Vec<Line<'static>>,
    trail: Option<audit_trail::AuditTrail<'a>>,
}

impl<'a> SessionScreenLines<'a> {
    /// Returns the lines at a width.
    pub fn of(model: &Model, session_screen: &'a SessionScreen, columns: usize) -> Self {
        let Some(story) = session_screen.story() else {
            let text = match session_screen.refusal() {
                Some(words) => safe(&format!("× {}", sentence(words))),
                None => "loading…".to_owned(),
            };
            return Self { facts: plain(&text, columns, 6), trail: None };
        };
        // The live session is shown as among the panes.
        let live = model.glance().and_then(|glance| glance.shown());
        let glance = match live.filter(|live| live.id == story.session.id) {
            Some(live) => live.clone(),
            None => story.glance(&model.now),
        };
        let trail = audit_trail::AuditTrail::of(story, columns);
        let mut facts = head(model, &glance, &story.activities, columns);
        facts.extend(gaps(model, &glance, columns));
        facts.extend(contexts(model, &glance, columns));
        facts.extend(governance(model, story, columns));
        facts.push(Line::default());
        let activities = story.activities.len();
        let plural = if activities == 1 { "activity" } else { "activities" };
        let title = format!("audit trail · {activities} {plural}");
        facts.push(Line::styled(title, model.settings.theme.quiet()));
        Self { facts, trail: Some(trail) }
    }

    /// Returns how many lines there are.
    pub fn len(&self) -> usize {
        self.facts.len() + self.trail.as_ref().map_or(0, audit_trail::AuditTrail::len)
    }

    /// Returns at most `rows` lines from line `first` on.
    pub fn lines(&self, model: &Model, first: usize, rows: usize) -> Vec<Line<'static>> {
        let mut lines: Vec<_> = self.facts.iter().skip(first).take(rows).cloned().collect();
        if let Some(trail) = &self.trail {
            let first = first.saturating_sub(self.facts.len());
            lines.extend(trail.lines(model, first, rows - lines.len()));
        }
        lines
    }
}

/// Returns the facts: phase, clock, strip, times, notes.
fn head(
    model: &Model,
    session: &SessionGlance,
    activities: &[Activity],
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = model.theme();
    let style = theme.phase(session.phase);
    let word = session.phase.word().to_uppercase();
    let stands = activities.iter().rev().filter(|activity| !activity.undone);
    let done = stands.map(|activity| (activity.at_utc, activity.verb));
    let mut lines = vec![
        Line::from(vec![
            Span::styled(format!("{} {word}", phase_sign(session.phase)), style),
            Span::styled(format!("  {}", clock(model.settings.clock, session.active_ms)), style),
            Span::raw(" active"),
        ]),
        strip_line(model, session, done, columns),
        Line::default(),
    ];
    let mut tell = |label: &str, text: &str| {
        lines.extend(labelled(model, label, text, columns));
    };
    let time = |at| model.local(at).format("%a %-d %b %Y %H:%M").to_string();
    tell("id", session.id.as_str());
    let who = who_text(&session.operator, session.interface);
    tell("started", &format!("{} by {who}", time(session.started_at_utc)));
    if let Some(ended) = session.ended_at_utc {
        let word = if session.phase == Phase::Cancelled { "cancelled" } else { "ended" };
        tell(word, &time(ended));
    }
    if let Some(target) = session.target_seconds {
        tell("target", &seconds_text(target));
    }
    tell("paused", &paused(session));
    let wall = seconds_text(session.wall_seconds);
    let uncounted = session.uncounted_suffix();
    tell("wall time", &format!("{wall}{uncounted}"));
    if let Some(reason) = &session.pause_reason {
        tell("reason", reason);
    }
    if let Some(notes) = &session.start_notes {
        tell("notes", notes);
    }
    if let Some(notes) = session.closing_notes.as_ref().filter(|notes| !notes.is_empty()) {
        tell("closing", notes);
    }
    if let Some(agent) = &session.agent_id {
        tell("agent", agent);
    }
    if let Some(workflow) = &session.workflow_id {
        tell("workflow", workflow);
    }
    let metadata = (!session.metadata.is_empty()).then(|| serde_json::to_string(&session.metadata));
    if let Some(Ok(json)) = metadata {
        tell("metadata", &json);
    }
    lines
}

/// Returns a text beside its label, in as many rows as it needs.
fn labelled(model: &Model, label: &str, text: &str, columns: usize) -> Vec<Line<'static>> {
    let room = columns.saturating_sub(LABEL_COLUMNS);
    let rows = wrap(&safe(text), room, TEXT_ROWS).into_iter().enumerate();
    let behind = |(nth, row)| {
        let label = if nth == 0 { label } else { "" };
        let label = Span::styled(format!("{label:<LABEL_COLUMNS$}"), model.settings.theme.quiet());
        Line::from(vec![label, Span::raw(row)])
    };
    rows.map(behind).collect()
}

/// Returns the gaps, each with its verdict.
fn gaps(model: &Model, session: &SessionGlance, columns: usize) -> Vec<Line<'static>> {
    if session.gaps.is_empty() {
        return vec![];
    }
    let title = Line::styled("gaps", model.settings.theme.quiet());
    let row = |gap: &GapGlance| {
        let when = model.range_of(gap.from_utc, gap.until_utc);
        let (absence, verdict) = (gap.absence(), gap.verdict());
        wrap(&format!("{}  {when}  {absence}: {verdict}", gap.id), columns, TEXT_ROWS)
    };
    let rows = session.gaps.iter().flat_map(row).map(Line::raw);
    [Line::default(), title].into_iter().chain(rows).collect()
}

/// Returns the contexts of the session, the open ones last.
fn contexts(model: &Model, session: &SessionGlance, columns: usize) -> Vec<Line<'static>> {
    let left = session.closed_frames.iter().map(|frame| (frame, ""));
    let open = session.context_stack.iter().map(|frame| (frame, " open"));
    let rows: Vec<_> = left.chain(open).collect();
    if rows.is_empty() {
        return vec![];
    }
    let title = Line::styled("contexts", model.settings.theme.quiet());
    let rows = rows.into_iter().map(|(frame, state)| context::row(frame, state, columns));
    [Line::default(), title].into_iter().chain(rows).collect()
}

/// Returns band and health at the start, and at the end or now.
fn governance(model: &Model, story: &Story, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let (start, end) = (&story.session.snapshot, &story.readings);
    let drift = Drift::between(start, end);
    let then = if story.session.end_snapshot.is_some() { "at end" } else { "now" };
    let reading = |snapshot: &Snapshot, nth| match nth {
        0 => (snapshot.cone.band.to_string(), vec![snapshot.cone.reason.clone()]),
        _ => (format!("● {}", snapshot.status.status), snapshot.status.reasons.clone()),
    };
    let mut lines = vec![Line::default()];
    let is_wide = columns >= SIDE_BY_SIDE;
    let half = columns.saturating_sub(LABEL_COLUMNS) / if is_wide { 2 } else { 1 };
    let cell = |text: &str| format!("{text:<half$}");
    if is_wide {
        lines.push(Line::from(vec![
            Span::raw(" ".repeat(LABEL_COLUMNS)),
            Span::styled(cell("at start"), theme.quiet()),
            Span::styled(then, theme.quiet()),
        ]));
    }
    for (nth, label, trend) in [(0, "band", drift.band), (1, "health", drift.health)] {
        let label = Span::styled(format!("{label:<LABEL_COLUMNS$}"), theme.quiet());
        let ((was, why_then), (is, why_now)) = (reading(start, nth), reading(end, nth));
        let style =
            if nth == 0 { theme.band(end.cone.band) } else { theme.light(end.status.status) };
        let mut spans = vec![label];
        if is_wide {
            spans.push(Span::raw(cell(&was)));
        } else if was != is {
            spans.push(Span::raw(format!("{was} → ")));
        }
        spans.push(Span::styled(is, style));
        spans.extend(mark(trend, theme));
        lines.push(Line::from(spans));
        let rows = |reasons: &[String]| -> Vec<String> {
            let room = half.saturating_sub(1);
            reasons.iter().flat_map(|reason| wrap(&safe(reason), room, TEXT_ROWS)).collect()
        };
        let (left, right) =
            if is_wide { (rows(&why_then), rows(&why_now)) } else { (vec![], rows(&why_now)) };
        for nth in 0..left.len().max(right.len()) {
            let at = |rows: &[String]| rows.get(nth).cloned().unwrap_or_default();
            let left = if is_wide { padded(&at(&left), half) } else { String::new() };
            let indent = " ".repeat(LABEL_COLUMNS);
            lines.push(Line::raw(format!("{indent}{left}{}", at(&right))));
        }
    }
    lines
}
