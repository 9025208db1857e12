//! One run in full.

use super::markup::typed;
use super::phrases::row;
use super::show::section_lines;
use super::table;
use crate::core::{RunGlance, RunStep, Workflows, date_time_text, short_text};
use crate::zone::Zone;

/// Returns the lines of a run: its status, its names, its times and its steps.
#[must_use]
pub fn lines(run: &RunGlance, workflows: &Workflows, zone: &dyn Zone) -> Vec<String> {
    let day_and_time = |at| date_time_text(zone.local(at));
    let place = workflows.place(run.workflow_id.as_deref(), &run.status);
    let place = place.map(|(nth, of)| format!("  {nth} of {of}")).unwrap_or_default();
    let mut lines = vec![format!("{}  {}{place}", run.session_id, typed(&run.status.0))];
    let named = [
        ("name", &run.name),
        ("agent", &run.agent_id),
        ("workflow", &run.workflow_id),
        ("user", &run.user_id),
    ];
    lines.extend(
        named.into_iter().filter_map(|(label, text)| Some(row(label, &typed(text.as_ref()?)))),
    );
    lines.push(row("phase", run.phase.word()));
    lines.push(row("active", &short_text(run.active_seconds.saturating_mul(1_000))));
    lines.push(row("started", &day_and_time(run.created_at_utc)));
    lines.extend(run.ended_at_utc.map(|at| row("ended", &day_and_time(at))));
    lines.push(row("touched", &day_and_time(run.updated_at_utc)));
    let data = (!run.metadata.is_empty()).then(|| serde_json::to_string(&run.metadata));
    lines.extend(data.and_then(Result::ok).map(|json| row("data", &typed(&json))));
    let steps: Vec<_> = run.steps.iter().map(|step| cells(step, zone)).collect();
    lines.extend(section_lines("steps", true, table::lines(&steps)));
    lines
}

/// Returns the cells of a step: when it was completed, its name, how long it took, what came of it.
fn cells(step: &RunStep, zone: &dyn Zone) -> [String; 4] {
    let ms = step.ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
    let data = step.data.as_ref().map(|data| typed(&data.to_string())).unwrap_or_default();
    [date_time_text(zone.local(step.at_utc)), typed(&step.name), ms, data]
}
