//! What a dialog says of a step of a playbook, and of the rules that are against its answer.

use ratatui::style::Style;
use ratatui::text::Line;

use crate::core::{FindingLevel, Severity};
use crate::tui::dialogs::{Dialog, DialogContext, DialogKind};
use crate::tui::look::{Tone, safe, styled};
use crate::tui::model::Model;

use super::labelled::wrapped;
use super::playbook::{beside, expectation};

/// The most rows of a sentence, and of a rule with its cause.
const ROWS: usize = 2;
const RULE_ROWS: usize = 5;

/// Returns the step of a dialog: its title, why it is there, and what is expected.
pub fn step(model: &Model, dialog: &Dialog, columns: usize) -> Vec<Line<'static>> {
    let Some(subject) = &dialog.step else { return vec![] };
    let theme = model.settings.theme;
    let mut lines = wrapped(theme, "step", &safe(&subject.step.title), columns, ROWS);
    let why = subject.step.why.as_deref().map(safe).unwrap_or_default();
    lines.extend(wrapped(theme, "why", &why, columns, ROWS));
    if dialog.kind == DialogKind::StepDone
        && let Some(expect) = expectation(&subject.step)
    {
        lines.extend(wrapped(theme, "answer", &safe(&expect), columns, ROWS));
    }
    lines
}

/// Returns what the policy says of an answer before it is given: its warnings, and why it will ask for a reason.
pub fn judged(
    model: &Model,
    context: DialogContext<'_>,
    dialog: &Dialog,
    columns: usize,
) -> Vec<Line<'static>> {
    let judgement = dialog.judgement(context);
    let style = model.settings.theme.severity(Severity::Warning);
    let told = |why: &str| beside("▲ ", &safe(why), (columns, RULE_ROWS), style);
    let mut lines: Vec<Line<'static>> =
        judgement.warnings().iter().flat_map(|why| told(why)).collect();
    // Once it was refused, the dialog says why beside the field for the reason.
    if dialog.against.is_empty() && judgement.refuses() {
        for finding in judgement.of(FindingLevel::Refuse) {
            lines.extend(told(&finding.why));
        }
        lines.push(Line::raw("  To go on, a reason is needed: Enter asks for it."));
    }
    if !lines.is_empty() {
        lines.insert(0, Line::default());
    }
    lines
}

/// Returns which rules are against the answer: what was not done, and each rule with its cause.
pub fn against(model: &Model, dialog: &Dialog, columns: usize) -> Vec<Line<'static>> {
    let theme = model.settings.theme;
    let tone = theme.tone(Tone::Refused);
    let what = dialog.refused.as_ref().map(|refused| safe(&refused.words.what));
    let what = what.map(|what| styled(&format!("× {what}"), tone, columns, ROWS));
    let mut lines = what.unwrap_or_default();
    let sign = if lines.is_empty() { "× " } else { "  " };
    for why in &dialog.against {
        let style = if sign == "× " { tone } else { Style::new() };
        lines.extend(beside(sign, &safe(why), (columns, RULE_ROWS), style));
    }
    lines.push(Line::default());
    lines
}
