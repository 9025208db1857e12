//! The interface of this program itself: the questions of the command line.

use super::native_history::{HISTORY, QUESTIONS};
use super::problem::Dialect;
use super::recipe::{Recipe, Target};
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;

/// The path of a question about the desk `{desk}`.
macro_rules! desk {
    ($end:literal) => {
        concat!("/api/v1/desks/{desk}", $end)
    };
}

/// Returns the row of a question.
const fn ask(
    path: &'static str,
    summary: &'static str,
    answers: &'static [(u16, Described)],
    recipe: Recipe,
) -> Route {
    Route {
        asked: Method::Get,
        path,
        scope: TokenScope::Read,
        group: QUESTIONS,
        summary,
        query: &[],
        body: None,
        answers,
        dialect: Dialect::Problem,
        handler: Handler::Recipe(recipe),
    }
}

/// The routes.
pub const ROUTES: &[Route] = &[
    ask(
        "/api/v1/desks",
        "List the desks: those that wait for a person first",
        &[(200, Described::Items("DeskNow"))],
        Recipe::of("desks").taking(&["all"]).about(Target::Allowed).items(),
    ),
    ask(
        desk!(""),
        "Return the status: the live session, its governance, context and activities",
        &[(200, Described::Json("Status"))],
        Recipe { wide: &["totals"], ..Recipe::of("status").taking(&["totals"]) },
    ),
    ask(
        desk!("/next"),
        "Say what to do next",
        &[(200, Described::Json("NextSteps"))],
        Recipe::of("next"),
    ),
    ask(
        desk!("/brief"),
        "Say everything that somebody needs to go on with the work",
        &[(200, Described::Json("BriefNow"))],
        Recipe { wide: &["since"], ..Recipe::of("brief").taking(&["since", "budget"]) },
    ),
    ask(
        desk!("/context"),
        "Return the context stack of the live session",
        &[(200, Described::Json("ContextNow"))],
        Recipe::of("context"),
    ),
    ask(
        desk!("/switches"),
        "List every switch of context with its time",
        &[(200, Described::Items("SwitchMade"))],
        Recipe::of("context history").taking(&["period", "session"]).items(),
    ),
    ask(
        desk!("/gaps"),
        "Return the open gaps",
        &[(200, Described::Json("OpenGaps"))],
        Recipe::of("gap"),
    ),
    ask(
        desk!("/band"),
        "Return the governance band",
        &[(200, Described::Json("BandReading"))],
        Recipe::of("cone"),
    ),
    ask(
        desk!("/health"),
        "Return the health",
        &[(200, Described::Json("HealthReading"))],
        Recipe::of("health"),
    ),
    ask(
        desk!("/log"),
        "List the recent activities, newest last",
        &[(200, Described::Items("LoggedActivity"))],
        Recipe::of("log").taking(&["count", "session"]).items(),
    ),
    HISTORY,
    ask(
        desk!("/sessions/{session}"),
        "Return one session in full",
        &[(200, Described::Json("SessionDetail"))],
        Recipe::of("show"),
    ),
    ask(
        desk!("/end/check"),
        "Check whether the session is complete, before it ends",
        &[(200, Described::Json("CompletionAnswer"))],
        Recipe { always: &["check"], ..Recipe::of("end") },
    ),
    ask(
        desk!("/tasks"),
        "List the tasks of all desks",
        &[(200, Described::Items("TaskListed"))],
        Recipe::of("task list")
            .taking(&["sprint", "parent", "mine", "status", "assignee", "all", "count", "words"])
            .about(Target::DeskAndAll)
            .items(),
    ),
    ask(
        desk!("/tasks/{task}"),
        "Return everything about a task",
        &[(200, Described::Json("TaskDetail"))],
        Recipe::of("task show").about(Target::DeskAndAll),
    ),
    ask(
        desk!("/tasks/{task}/check"),
        "Check whether a task is complete",
        &[(200, Described::Json("CompletionAnswer"))],
        Recipe::of("task check").about(Target::DeskAndAll),
    ),
    ask(
        desk!("/sprints"),
        "List the sprints of all desks",
        &[(200, Described::Items("TaskListed"))],
        Recipe::of("sprint list")
            .taking(&["status", "assignee", "all", "count", "words"])
            .about(Target::DeskAndAll)
            .items(),
    ),
    ask(
        desk!("/sprints/{sprint}"),
        "Return a sprint with its tasks and its burn-down",
        &[(200, Described::Json("SprintDetail"))],
        Recipe::of("sprint show").about(Target::DeskAndAll),
    ),
    ask(
        desk!("/sprints/{sprint}/check"),
        "Check whether a sprint is complete",
        &[(200, Described::Json("CompletionAnswer"))],
        Recipe::of("sprint check").about(Target::DeskAndAll),
    ),
    ask(
        desk!("/artifacts"),
        "List what came out of a session or a task",
        &[(200, Described::Items("ArtifactListed"))],
        Recipe {
            wide: &["task"],
            ..Recipe::of("artifact list").taking(&["session", "task"]).items()
        },
    ),
    ask(
        desk!("/playbooks"),
        "List the playbooks",
        &[(200, Described::Json("PlaybooksListed"))],
        Recipe::of("playbook list"),
    ),
    ask(
        desk!("/playbooks/{playbook}"),
        "Return a playbook with every step",
        &[(200, Described::Json("PlaybookShown"))],
        Recipe::of("playbook show"),
    ),
    ask(
        desk!("/playbooks/{playbook}/next"),
        "Say what the next step is, why it is done, and what blocks it",
        &[(200, Described::Json("StepShown"))],
        Recipe::of("playbook next"),
    ),
    ask(
        desk!("/playbooks/{playbook}/steps/{step}"),
        "Return one step in full",
        &[(200, Described::Json("StepShown"))],
        Recipe::of("playbook show"),
    ),
    ask(
        desk!("/policy"),
        "Say what the policy of the settings would do now, and why",
        &[(200, Described::Json("PolicyChecked"))],
        Recipe::of("policy check").taking(&["verb", "what", "id", "playbook"]),
    ),
    ask(
        "/api/v1/report",
        "Add up the active time of a period on all desks, or on one",
        &[(200, Described::Json("ReportDone"))],
        Recipe::of("report")
            .taking(&["period", "since", "until", "by", "desk", "runs", "rounded"])
            .about(Target::All),
    ),
    ask(
        "/api/v1/search",
        "Search for words in the texts of all desks, or of one",
        &[(200, Described::Items("SearchResult"))],
        Recipe::of("search")
            .taking(&["words", "since", "until", "kind", "desk", "ranked", "count"])
            .about(Target::All)
            .items(),
    ),
    ask(
        "/api/v1/runs",
        "List the runs of agents and workflows",
        &[(200, Described::Items("DeskNow"))],
        Recipe::of("run list")
            .taking(&["agent", "workflow", "user", "type", "status", "since"])
            .about(Target::Allowed)
            .items(),
    ),
    ask(
        "/api/v1/runs/{run}",
        "Return a run",
        &[(200, Described::Json("RunGlance"))],
        Recipe::of("run show").about(Target::Run),
    ),
    ask(
        "/api/v1/runs/{run}/audit",
        "Return everything that happened in a run",
        &[(200, Described::Json("RunAudit"))],
        Recipe::of("run audit").about(Target::Run),
    ),
];
