//! One run in full.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::log;
use super::markup::typed;
use super::phrases::row;
use super::show::section_lines;
use super::table;
use crate::core::{RunEvent, RunGlance, RunStep, Workflows, date_time_text, short_text};
use crate::zone::Zone;

/// Returns the lines of a run: its status, its names, its times and its steps.
#[must_use]
pub fn lines(run: &RunGlance, workflows: &Workflows, zone: &dyn Zone) -> Vec<String> {
    let day_and_time = |at| date_time_text(zone.local(at));
    let place = workflows.place(run.workflow_id.as_deref(), &run.status);
    let place = place.map(|(nth, of)| format!("  {nth} of {of}")).unwrap_or_default();
    let mut lines = vec![format!("{}  {}{place}", run.session_id, typed(&run.status.0))];
    let special = run.session_type.special();
    lines.extend(special.map(|word| row("type", &typed(word.as_str()))));
    let named = [
        ("name", &run.name),
        ("agent", &run.agent_id),
        ("workflow", &run.workflow_id),
        ("user", &run.user_id),
        ("notes", &run.start_notes),
        ("closing", &run.closing_notes),
    ];
    lines.extend(
        named.into_iter().filter_map(|(label, text)| Some(row(label, &typed(text.as_ref()?)))),
    );
    lines.push(row("phase", run.phase.word()));
    lines.push(row("active", &short_text(run.active_seconds.saturating_mul(1_000))));
    lines.push(row("started", &day_and_time(run.created_at_utc)));
    lines.extend(run.ended_at_utc.map(|at| row("ended", &day_and_time(at))));
    lines.push(row("touched", &day_and_time(run.updated_at_utc)));
    let metadata = (!run.metadata.is_empty()).then(|| serde_json::to_string(&run.metadata));
    lines.extend(metadata.and_then(Result::ok).map(|json| row("metadata", &typed(&json))));
    let steps: Vec<_> = run.steps.iter().map(|step| cells(step, zone)).collect();
    lines.extend(section_lines("steps", true, table::lines(&steps)));
    lines
}

/// Returns the events of a run, oldest first, each with the values that it changed below it.
#[must_use]
pub fn event_lines(events: &[RunEvent], zone: &dyn Zone) -> Vec<String> {
    let newest_first: Vec<_> = events.iter().rev().map(|event| event.activity.clone()).collect();
    let heads = log::lines(&newest_first, 0, zone);
    let of_event = |(head, event): (String, &RunEvent)| {
        let values = changed_values(event).into_iter().map(|line| format!("  {line}"));
        [head].into_iter().chain(values).collect::<Vec<_>>()
    };
    heads.into_iter().zip(events).flat_map(of_event).collect()
}

/// Returns the values that an event changed, as in `rows: 120 → 121`.
fn changed_values(event: &RunEvent) -> Vec<String> {
    let RunEvent { metadata, steps, .. } = event;
    let known = |values: &Map<String, Value>, name: &str| values.get(name).map(ToString::to_string);
    let moved = |name: &str, was: Option<String>, set: Option<String>| {
        let change = match (was, set) {
            (Some(was), Some(set)) => format!("{was} → {set}"),
            (Some(was), None) => format!("{was} → gone"),
            (None, set) => set?,
        };
        Some(typed(&format!("{name}: {change}")))
    };
    let names: BTreeSet<_> = metadata.was.keys().chain(metadata.set.keys()).collect();
    let of_field =
        |name: &String| moved(name, known(&metadata.was, name), known(&metadata.set, name));
    let result = |steps: &[RunStep], name: &str| {
        let step = steps.iter().find(|step| step.name == name)?;
        let ms = step.ms.map(|ms| format!("{ms} ms"));
        let data = step.data.as_ref().map(ToString::to_string);
        let said = ms.into_iter().chain(data).collect::<Vec<_>>().join(" ");
        Some(if said.is_empty() { "nothing".to_owned() } else { said })
    };
    let of_step = |name: &str| moved(name, result(&steps.was, name), result(&steps.set, name));
    let names_of_steps: BTreeSet<_> =
        steps.was.iter().chain(&steps.set).map(|step| step.name.as_str()).collect();
    names
        .into_iter()
        .filter_map(of_field)
        .chain(names_of_steps.into_iter().filter_map(of_step))
        .collect()
}

/// Returns the cells of a step: when it was completed, its name, how long it took, what came of it.
fn cells(step: &RunStep, zone: &dyn Zone) -> [String; 4] {
    let ms = step.ms.map(|ms| format!("{ms} ms")).unwrap_or_default();
    let data = step.data.as_ref().map(|data| typed(&data.to_string())).unwrap_or_default();
    [date_time_text(zone.local(step.at_utc)), typed(&step.name), ms, data]
}
