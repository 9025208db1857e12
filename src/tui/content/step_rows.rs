//! The rows of the steps of a playbook, and one step in full.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::core::{Band, MarkKind, PlaybookStanding, Severity, StepMark, StepStanding, StepState};
use crate::signs::step_sign;
use crate::tui::look::{Theme, fit, safe, spans_width, width};
use crate::tui::model::Model;

use super::labelled::{LABEL_COLUMNS, wrapped};
use super::playbook::{beside, expectation, minutes_text};

/// The most rows of one text.
const TEXT_ROWS: usize = 12;
/// The least columns of a title beside what was said of the step.
const TITLE_LEAST: usize = 24;

/// Returns the sign of where a step stands, and its style.
fn sign(step: &StepStanding, is_next: bool, theme: Theme) -> (&'static str, Style) {
    let style = match step.state {
        StepState::Blocked => theme.severity(Severity::Warning),
        StepState::Open if is_next => theme.key(),
        StepState::Done | StepState::Skipped | StepState::Open => theme.quiet(),
    };
    (step_sign(step.state, is_next), style)
}

/// Returns the row of a step: its number, its sign, its title, and what was said of it.
pub fn row(
    model: &Model,
    (standing, step): (&PlaybookStanding, &StepStanding),
    is_selected: bool,
    columns: usize,
) -> Line<'static> {
    let theme = model.theme();
    let is_next = standing.next == Some(step.number);
    let of = |style: Style| if is_selected { theme.chosen() } else { style };
    let (sign, sign_style) = sign(step, is_next, theme);
    let numbers = standing.steps.len().to_string().len();
    let number = format!("{:>numbers$} ", step.number);
    let title_style = match (is_next, step.is_open()) {
        (true, _) => theme.strong(),
        (false, true) => Style::new(),
        (false, false) => theme.quiet(),
    };
    let mut spans = vec![
        Span::styled(if is_selected { "› " } else { "  " }, of(theme.key())),
        Span::styled(number, of(theme.quiet())),
        Span::styled(format!("{sign} "), of(sign_style)),
    ];
    let room = columns.saturating_sub(spans_width(&spans));
    let title = safe(&step.title);
    let said = fit(&said(model, step), room.saturating_sub(width(&title).min(TITLE_LEAST) + 2));
    let taken = if said.is_empty() { 0 } else { width(&said) + 2 };
    let title = fit(&title, room.saturating_sub(taken));
    let pad = room.saturating_sub(width(&title) + width(&said));
    spans.push(Span::styled(title, of(title_style)));
    spans.push(Span::styled(" ".repeat(pad), of(Style::new())));
    spans.push(Span::styled(said, of(theme.quiet())));
    Line::from(spans)
}

/// Returns what a row says of its step: what was read, by whom and when; else how long it takes.
fn said(model: &Model, step: &StepStanding) -> String {
    let Some(mark) = &step.mark else {
        let blocked = (step.state == StepState::Blocked).then(|| "blocked".to_owned());
        let minutes = step.minutes.map(minutes_text);
        return blocked.into_iter().chain(minutes).collect::<Vec<_>>().join(" · ");
    };
    let against = mark.overridden.as_ref().map(|_| "against a rule".to_owned());
    let skipped = (mark.kind == MarkKind::Skipped).then(|| "skipped".to_owned());
    let value = mark.value.as_deref().map(safe);
    let noted =
        mark.note.as_ref().filter(|_| mark.kind == MarkKind::Done).map(|_| "note".to_owned());
    let parts = [value, skipped, against, noted, Some(who(model, mark))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn who(model: &Model, mark: &StepMark) -> String {
    format!("{} {}", safe(&mark.by), model.time_of(mark.at_utc))
}

/// Returns one step in full.
pub fn page(
    model: &Model,
    (standing, step): (&PlaybookStanding, &StepStanding),
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = model.theme();
    let head = format!("{} ", step.number);
    let mut lines = beside(&head, &safe(&step.title), (columns, TEXT_ROWS), theme.strong());
    let mut tell = |label: &str, text: &str| {
        lines.extend(wrapped(theme, label, &safe(text), columns, TEXT_ROWS));
    };
    if let Some(mark) = &step.mark {
        let word = match mark.kind {
            MarkKind::Done => "done",
            MarkKind::Skipped => "skipped",
        };
        let session = mark.session.as_ref().map(|key| format!(", in {key}")).unwrap_or_default();
        tell(word, &format!("by {}{session}", who(model, mark)));
        for (label, text) in
            [("value", &mark.value), ("note", &mark.note), ("override", &mark.overridden)]
        {
            if let Some(text) = text {
                tell(label, text);
            }
        }
    }
    for why in &step.blocked {
        let style = theme.severity(Severity::Warning);
        let indent = format!("{:<LABEL_COLUMNS$}", "! blocked");
        lines.extend(beside(&indent, &safe(why), (columns, TEXT_ROWS), style));
    }
    let mut tell = |label: &str, text: &str| {
        lines.extend(wrapped(theme, label, &safe(text), columns, TEXT_ROWS));
    };
    if let Some(why) = &step.why {
        tell("why", why);
    }
    if let Some(expect) = expectation(step) {
        tell("answer", &expect);
    }
    if let Some(needs) = needs(standing, step) {
        tell("needs", &needs);
    }
    if step.critical {
        tell("critical", "only a reason to break the rule skips it");
    }
    if let Some(minutes) = step.minutes {
        tell("takes", &minutes_text(minutes));
    }
    if let Some(link) = &step.link {
        tell("see", link);
    }
    lines
}

/// Returns what a step needs before it may be done; `None` if it needs nothing.
fn needs(standing: &PlaybookStanding, step: &StepStanding) -> Option<String> {
    let band = match step.band_min {
        Band::D => None,
        Band::A => Some("band A".to_owned()),
        worst => Some(format!("band {} or better", worst.letter())),
    };
    let health = step.blocked_if_red.then(|| "a health that is not red".to_owned());
    let number = |id: &String| standing.steps.iter().find(|other| other.id == *id);
    let before =
        step.requires.iter().filter_map(number).map(|other| format!("step {}", other.number));
    let parts: Vec<String> = band.into_iter().chain(health).chain(before).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}
