//! What the checks say of a task, a sprint or a session.

use serde::Serialize;

use super::document::Document;
use crate::core::{
    CheckCode, CheckFacts, CheckItem, CheckLevel, CheckReport, CheckSubject, FrameRef, Hint,
    LiveSessionFacts, TaskFacts, TaskProgress, variance_percent,
};

/// What the checks say of a task, a sprint or a session.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CompletionAnswer {
    /// What was checked.
    pub subject: SubjectName,
    /// Whether nothing blocks its completion.
    pub valid: bool,
    /// What blocks it.
    pub errors: Vec<FailedCheck>,
    /// What does not block it, but warns or advises.
    pub warnings: Vec<FailedCheck>,
    /// What has to be given or done so that nothing blocks it any more, in this order.
    pub requirements: Vec<Requirement>,
    /// What the checks stand on.
    pub details: CheckDetails,
    /// Every check that applies, in order.
    pub checklist: Vec<ChecklistLine>,
}

/// The type and id of what was checked. A session has the type `session`, and its key as id.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct SubjectName {
    /// The type.
    #[serde(rename = "type")]
    pub kind: String,
    /// The id.
    pub id: String,
}

/// A check that failed.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct FailedCheck {
    /// What was checked.
    pub code: CheckCode,
    /// How much it matters.
    pub severity: CheckLevel,
    /// What was found, as a sentence.
    pub message: String,
    /// The field that would mend it.
    pub field: &'static str,
    /// What to do, as a sentence with the command; null if nothing mends it.
    pub next: Option<String>,
}

/// Something that a completion needs.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct Requirement {
    /// The check that needs it.
    pub code: CheckCode,
    /// What is needed: a `summary`, finished `tasks`, or as `field` of the error.
    pub field: &'static str,
    /// The question that it answers.
    pub question: &'static str,
    /// The tasks that have to be finished, or the contexts that are open: some of them.
    pub about: Vec<FrameRef>,
}

/// A line of the checklist.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ChecklistLine {
    /// What was checked.
    pub code: CheckCode,
    /// Whether it passed.
    pub done: bool,
    /// How much it matters.
    pub severity: CheckLevel,
    /// What was found, as a sentence.
    pub text: String,
}

/// What the checks stand on. What does not belong to the subject is null.
#[derive(Debug, Clone, Default, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct CheckDetails {
    /// What was done; null if there is no summary.
    pub summary: Option<String>,
    /// How many notes were written in it, on all desks; at most 1000 are counted.
    pub notes: Option<u64>,
    /// How many tasks below it, or of the sprint, are not finished.
    pub open_tasks: Option<u64>,
    /// How many of them are done.
    pub done_tasks: Option<u64>,
    /// The names of those that are not finished, at most 100.
    pub unfinished: Vec<FrameRef>,
    /// The estimate, seconds.
    pub estimate_seconds: Option<u64>,
    /// The active time in all sessions, seconds.
    pub actual_seconds: Option<u64>,
    /// How much longer it took than estimated, percent of the estimate; negative if it took less.
    pub variance_percent: Option<i64>,
    /// How many activities a session has beside its start; null also if they are very many.
    pub activities: Option<u64>,
    /// The contexts that are open, outermost first.
    pub open_contexts: Vec<FrameRef>,
    /// How many gaps wait for an answer.
    pub open_gaps: Option<u64>,
}

impl Document for CompletionAnswer {
    const SCHEMA: &'static str = "onwatch.check/1";
}

impl CompletionAnswer {
    /// Returns what the checks say. `speak` words what to do next.
    #[must_use]
    pub fn of(report: &CheckReport, speak: &dyn Fn(&Hint) -> String) -> Self {
        let failed = |item: &CheckItem| FailedCheck {
            code: item.code,
            severity: item.level,
            message: item.text.clone(),
            field: item.code.field(),
            next: item.next.as_ref().map(speak),
        };
        let line = |item: &CheckItem| ChecklistLine {
            code: item.code,
            done: item.is_met,
            severity: item.level,
            text: item.text.clone(),
        };
        let details = CheckDetails::of(&report.facts);
        let requirement = |item: &CheckItem| Requirement {
            code: item.code,
            field: item.code.field(),
            question: item.code.question(),
            about: match item.code.field() {
                "tasks" => details.unfinished.clone(),
                "context" => details.open_contexts.clone(),
                _ => Vec::new(),
            },
        };
        Self {
            subject: SubjectName::of(&report.subject),
            valid: report.is_valid(),
            errors: report.errors().map(failed).collect(),
            warnings: report.warnings().map(failed).collect(),
            requirements: report.errors().map(requirement).collect(),
            checklist: report.items.iter().map(line).collect(),
            details,
        }
    }
}

impl SubjectName {
    fn of(subject: &CheckSubject) -> Self {
        match subject {
            CheckSubject::Context(name) => {
                Self { kind: name.kind.to_string(), id: name.id.clone() }
            }
            CheckSubject::Session(key) => Self { kind: "session".to_owned(), id: key.to_string() },
        }
    }
}

impl CheckDetails {
    fn of(facts: &CheckFacts) -> Self {
        match facts {
            CheckFacts::Task(facts) | CheckFacts::Sprint(facts) => Self::of_task(facts),
            CheckFacts::Session(LiveSessionFacts { has_context: _, activities, open, gaps }) => {
                Self {
                    activities: *activities,
                    open_contexts: open.clone(),
                    open_gaps: Some(*gaps),
                    ..Self::default()
                }
            }
        }
    }

    fn of_task(facts: &TaskFacts) -> Self {
        let TaskFacts { summary, progress, estimate_seconds, actual_ms } = facts.clone();
        let actual = actual_ms / 1_000;
        let variance = estimate_seconds.filter(|estimate| *estimate > 0 && actual > 0);
        let variance = variance.map(|estimate| variance_percent(actual_ms, estimate));
        let known = Self {
            summary,
            estimate_seconds,
            actual_seconds: Some(actual),
            variance_percent: variance.and_then(|percent| percent.try_into().ok()),
            ..Self::default()
        };
        let Some(TaskProgress { updates, open, open_count, done_count }) = progress else {
            return known;
        };
        Self {
            notes: Some(updates),
            open_tasks: Some(open_count),
            done_tasks: Some(done_count),
            unfinished: open,
            ..known
        }
    }
}
