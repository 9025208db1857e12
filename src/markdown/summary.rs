//! What became of a session, as a Markdown page.

use chrono::{DateTime, Utc};

use super::against_rules;
use super::artifact::artifact_line;
use super::escape::{plain, quoted};
use super::section::section;
use crate::core::{
    BriefNote, CompletedTask, SessionSummary, breaks_text, date_time_text, seconds_text, spent_text,
};
use crate::zone::Zone;

/// Returns a summary as a page.
#[must_use]
pub fn summary(summary: &SessionSummary, zone: &dyn Zone) -> String {
    let mut page = vec![format!("# {}", summary.key), String::new()];
    let paused = breaks_text(summary.breaks)
        .map(|often| format!("{} {often}", seconds_text(summary.paused_seconds)));
    let uncounted =
        (summary.uncounted_seconds > 0).then(|| seconds_text(summary.uncounted_seconds));
    let rows = [
        ("Started", Some(local(summary.started_at_utc, zone))),
        ("Ended", summary.ended_at_utc.map(|at| local(at, zone))),
        ("Active", Some(seconds_text(summary.active_seconds))),
        ("Paused", paused),
        ("Not counted", uncounted),
        ("Operator", Some(plain(&summary.operator))),
        ("Type", summary.session_type.special().map(|word| plain(word.as_str()))),
        ("Agent", summary.agent_id.as_deref().map(plain)),
        ("Workflow", summary.workflow_id.as_deref().map(plain)),
    ];
    let row = |(name, text): (&str, Option<String>)| Some(format!("- **{name}:** {}", text?));
    page.extend(rows.into_iter().filter_map(row));
    let texts = [("About", &summary.start_notes), ("Closing notes", &summary.closing_notes)];
    for (name, text) in texts {
        let given = text.as_deref().filter(|text| !text.trim().is_empty());
        section(&mut page, name, given.map(quoted).unwrap_or_default());
    }
    section(&mut page, "Done", summary.completed.iter().map(task).collect());
    section(&mut page, "Artifacts", summary.artifacts.iter().map(artifact_line).collect());
    section(&mut page, "Playbook steps", against_rules::steps(&summary.playbook_steps, zone));
    section(&mut page, "Open playbooks", against_rules::open(&summary.open_playbooks));
    section(&mut page, "Against a rule", against_rules::overrides(&summary.overrides, zone));
    section(&mut page, "Notes", summary.notes.iter().map(|one| note(one, zone)).collect());
    section(&mut page, "Band and health", super::brief::governance(&summary.governance, zone));
    let warnings = summary.warnings.iter().map(|warning| format!("- {}", plain(warning)));
    section(&mut page, "Warnings", warnings.collect());
    page.push(String::new());
    page.join("\n")
}

fn task(task: &CompletedTask) -> String {
    let title = task.title.as_deref().map(|title| format!(" {}", plain(title)));
    let spent = task.actual_seconds.map(|actual| spent_text(actual, task.estimate_seconds));
    let spent = spent.map(|spent| format!(" ({spent})"));
    let said = task.said().map(|said| format!(": {}", plain(&said)));
    let rest = [title, spent, said].map(Option::unwrap_or_default).concat();
    format!("- **{}**{rest}", plain(&task.name.to_string()))
}

fn note(note: &BriefNote, zone: &dyn Zone) -> String {
    let context = note.context.last().map(|name| format!(" in {}", plain(&name.to_string())));
    let (at, text) = (local(note.at_utc, zone), plain(&note.text));
    format!("- {at}{}: {text}", context.unwrap_or_default())
}

fn local(at: DateTime<Utc>, zone: &dyn Zone) -> String {
    date_time_text(zone.local(at))
}
