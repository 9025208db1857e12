//! What happened, newest first: one row each.

use ratatui::text::{Line, Span};

use crate::core::Activity;

use super::super::model::Model;
use super::text::{fit, safe, width};

const VERB_COLUMNS: usize = 10;
/// From this width on, a row names the context it belonged to.
const WITH_CONTEXT: usize = 60;
const CONTEXT_COLUMNS: usize = 16;

/// Returns the pane's lines.
pub(super) fn lines(model: &Model, columns: usize) -> Vec<Line<'static>> {
    let Some(glance) = model.glance() else { return vec![] };
    if glance.recent.is_empty() {
        return vec![Line::raw(fit("Nothing has happened yet", columns))];
    }
    // Where only one has been at work, the session's own pane says who.
    let first = glance.recent.first().map(|activity| &activity.by.operator);
    let several = glance.recent.iter().any(|activity| Some(&activity.by.operator) != first);
    let who = |activity: &Activity| {
        let other = activity.by.operator != model.setting.by.operator;
        (several && other).then(|| format!("({})", safe(&activity.by.operator)))
    };
    glance.recent.iter().map(|activity| row(model, activity, who(activity), columns)).collect()
}

fn row(model: &Model, activity: &Activity, who: Option<String>, columns: usize) -> Line<'static> {
    let theme = model.theme();
    let at = model.local(activity.at_utc);
    let today = model.local(model.now.utc).date() == at.date();
    let time = at.format(if today { "%H:%M" } else { "%d %b" }).to_string();
    let time = format!("{time:<6} ");
    let verb = format!("{:<VERB_COLUMNS$} ", activity.verb.past());
    let context = match activity.context.last() {
        Some(frame) if columns >= WITH_CONTEXT => {
            format!("  {}", fit(&safe(&frame.id), CONTEXT_COLUMNS))
        }
        _ => String::new(),
    };
    let room = columns.saturating_sub(width(&time) + width(&verb) + width(&context));
    let text = fit(&text(activity, who), room);
    let blank = " ".repeat(room.saturating_sub(width(&text)));
    let told = if activity.undone { theme.undone() } else { theme.plain() };
    let done = if activity.undone { theme.undone() } else { theme.strong() };
    Line::from(vec![
        Span::styled(time, theme.muted()),
        Span::styled(verb, done),
        Span::styled(text, told),
        Span::raw(blank),
        Span::styled(context, theme.muted()),
    ])
}

fn text(activity: &Activity, who: Option<String>) -> String {
    let mut parts = Vec::new();
    if activity.undone {
        parts.push("(taken back)".to_owned());
    }
    // Before the text: what is cut for want of room is at its end.
    parts.extend(who);
    if !activity.text.is_empty() {
        parts.push(safe(&activity.text));
    } else if let Some(key) = activity.session {
        parts.push(key.to_string());
    }
    parts.join(" ")
}
