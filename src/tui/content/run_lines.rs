//! What a page shows of a run: where it stands and whose it is, its steps, its data.

use ratatui::text::{Line, Span};
use serde_json::{Map, Value};

use crate::core::{Run, RunStep, Session, short_text};
use crate::tui::look::{fit, padded, safe, width};

use super::session_columns::SessionColumns;

/// Returns where a run stands in its workflow, and whose it is; nothing if a person works.
pub fn facts(page: &SessionColumns<'_>, session: &Session) -> Vec<Line<'static>> {
    let (Some(run), Some(status)) = (session.kept_run(), session.run_status()) else {
        return vec![];
    };
    let place = page.model.settings.workflows.place(session.workflow_id.as_deref(), &status);
    let place = place.map(|(nth, of)| format!(" · {nth} of {of}")).unwrap_or_default();
    let status = format!("{status}{place}");
    let (strong, plain) = (page.model.theme().strong(), page.model.theme().plain());
    let rows = [
        ("status", Some(&status), strong),
        ("workflow", session.workflow_id.as_ref(), plain),
        ("agent", session.agent_id.as_ref(), plain),
        ("user", run.user_id.as_ref(), plain),
        ("name", run.name.as_ref(), plain),
    ];
    let rows = rows.into_iter().filter_map(|(label, text, style)| Some((label, text?, style)));
    rows.flat_map(|(label, text, style)| page.labelled(label, text, style)).collect()
}

/// Returns the steps of a run in their order, each with its length and what came of it, and the data of
/// the run; nothing if a person works.
pub fn steps_and_data(page: &SessionColumns<'_>, session: &Session) -> Vec<Line<'static>> {
    let Some(run) = session.kept_run() else { return vec![] };
    let mut lines = steps(page, run);
    lines.extend(data(page, &session.metadata));
    lines
}

fn steps(page: &SessionColumns<'_>, run: &Run) -> Vec<Line<'static>> {
    if run.steps.is_empty() {
        return vec![];
    }
    let (theme, columns) = (page.model.theme(), page.columns);
    let time = |step: &RunStep| step.ms.map(step_time).unwrap_or_default();
    let times = run.steps.iter().map(|step| width(&time(step))).max().unwrap_or(0);
    let names = run.steps.iter().map(|step| width(&safe(&step.name))).max().unwrap_or(0);
    let names = names.min(columns.saturating_sub(times + 4) * 2 / 3);
    let line = |step: &RunStep| {
        let name = padded(&fit(&safe(&step.name), names), names);
        let room = columns.saturating_sub(2 + names + 2 + times + 2);
        let data = step.data.as_ref().map(|data| fit(&safe(&data.to_string()), room));
        Line::from(vec![
            Span::styled(format!("  {name}"), theme.strong()),
            Span::raw(format!("  {:>times$}  ", time(step))),
            Span::styled(data.unwrap_or_default(), theme.quiet()),
        ])
    };
    let title = format!("steps · {}", run.steps.len());
    page.section(&title).into_iter().chain(run.steps.iter().map(line)).collect()
}

fn data(page: &SessionColumns<'_>, data: &Map<String, Value>) -> Vec<Line<'static>> {
    if data.is_empty() {
        return vec![];
    }
    let keys = data.keys().map(|key| width(&safe(key))).max().unwrap_or(0).min(page.columns / 3);
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    };
    let lines = data.iter().flat_map(|(key, value)| {
        let key = format!("  {}  ", padded(&fit(&safe(key), keys), keys));
        page.beside(&key, &text(value), page.model.theme().plain())
    });
    page.section("data").into_iter().chain(lines).collect()
}

/// Returns how long a step took, as in `312ms`, `1.2s`, `1m 23s` or `2h 05m`, floored.
fn step_time(ms: u64) -> String {
    match ms {
        ..1_000 => format!("{ms}ms"),
        1_000..60_000 => format!("{}.{}s", ms / 1_000, ms % 1_000 / 100),
        60_000..3_600_000 => format!("{}m {:02}s", ms / 60_000, ms % 60_000 / 1_000),
        3_600_000.. => short_text(ms),
    }
}
