//! The interface of this program itself: the verbs of the command line, which change something.

use super::problem::Dialect;
use super::recipe::{Recipe, Target};
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;

/// The heading of these routes.
const GROUP: &str = "Desks and runs: changes";

/// The path of a change of the desk `{desk}`.
macro_rules! desk {
    ($end:literal) => {
        concat!("/api/v1/desks/{desk}", $end)
    };
}

/// Returns the row of a change.
const fn change(asked: Method, path: &'static str, summary: &'static str, recipe: Recipe) -> Route {
    Route {
        asked,
        path,
        scope: TokenScope::Operate,
        group: GROUP,
        summary,
        query: &[],
        body: None,
        answers: &[(200, Described::Json("ChangeDone"))],
        dialect: Dialect::Problem,
        handler: Handler::Recipe(recipe),
    }
}

const fn post(path: &'static str, summary: &'static str, recipe: Recipe) -> Route {
    change(Method::Post, path, summary, recipe)
}

const fn patch(path: &'static str, summary: &'static str, recipe: Recipe) -> Route {
    change(Method::Patch, path, summary, recipe)
}

/// The routes.
pub const ROUTES: &[Route] = &[
    post(
        desk!("/start"),
        "Start a session",
        Recipe::of("start")
            .taking(&[
                "notes", "type", "switch", "agent", "workflow", "target", "override", "at", "ago",
            ])
            .about(Target::DeskOrNew),
    ),
    post(
        desk!("/pause"),
        "Pause the session",
        Recipe::of("pause").taking(&["reason", "at", "ago"]),
    ),
    post(desk!("/resume"), "Resume the session", Recipe::of("resume").taking(&["at", "ago"])),
    post(
        desk!("/toggle"),
        "Start a session, pause it or resume it",
        Recipe::of("toggle").taking(&["override", "at", "ago"]).about(Target::DeskOrNew),
    ),
    post(
        desk!("/end"),
        "End the session",
        Recipe::of("end").taking(&["notes", "reason", "at_last_activity", "at", "ago"]),
    ),
    post(
        desk!("/keep"),
        "Confirm that the session goes on after long inactivity",
        Recipe::of("keep"),
    ),
    post(
        desk!("/cancel"),
        "Discard the live session, or an earlier one",
        Recipe::of("cancel").taking(&["session", "at", "ago"]),
    ),
    post(
        desk!("/reopen"),
        "Reopen the last session, or restore a cancelled one",
        Recipe::of("reopen").taking(&["session", "override", "at", "ago"]),
    ),
    post(
        desk!("/continue"),
        "Start a session with the notes, type, target and contexts of an earlier one",
        Recipe::of("continue").taking(&["session", "override", "at", "ago"]),
    ),
    post(desk!("/undo"), "Undo the newest change", Recipe::of("undo").taking(&["override"])),
    post(desk!("/redo"), "Redo the change undone last", Recipe::of("redo").taking(&["override"])),
    post(
        desk!("/ack"),
        "Acknowledge a bad band or health",
        Recipe::of("ack").taking(&["of", "reason", "shelve"]),
    ),
    post(
        desk!("/note"),
        "Write a note in the current context",
        Recipe::of("note").taking(&["text", "task", "at", "ago"]),
    ),
    post(
        desk!("/push"),
        "Enter a context; the same type again switches",
        Recipe::of("push")
            .taking(&["kind", "id", "title", "estimate", "force", "override", "at", "ago"]),
    ),
    post(
        desk!("/pop"),
        "Leave a context",
        Recipe::of("pop").taking(&["kind", "summary", "complete", "reason", "at", "ago"]),
    ),
    post(
        desk!("/done"),
        "Complete the current task and leave it",
        Recipe::of("done").taking(&["summary", "task", "reason", "force"]),
    ),
    post(
        desk!("/block"),
        "Say that the current task cannot go on",
        Recipe::of("block").taking(&["reason", "task"]),
    ),
    post(
        desk!("/unblock"),
        "Say that a blocked task can go on",
        Recipe::of("unblock").taking(&["task"]),
    ),
    post(
        desk!("/estimate"),
        "Estimate the active time of the current task",
        Recipe::of("estimate").taking(&["length", "task"]),
    ),
    post(
        desk!("/summary"),
        "Say what was done in the current task",
        Recipe::of("summary").taking(&["text", "task"]),
    ),
    post(
        desk!("/gaps/keep"),
        "Answer a gap: all of it counts",
        Recipe::of("gap keep").taking(&["id", "session"]),
    ),
    post(
        desk!("/gaps/discard"),
        "Answer a gap: none of it counts",
        Recipe::of("gap discard").taking(&["id", "session"]),
    ),
    post(
        desk!("/gaps/split"),
        "Answer a gap: it counts until a time",
        Recipe::of("gap split").taking(&["time", "id", "session"]),
    ),
    post(
        desk!("/breaks"),
        "Add a forgotten pause",
        Recipe::of("break add").taking(&["from", "to", "session"]),
    ),
    post(
        desk!("/breaks/remove"),
        "Remove a pause that was none",
        Recipe::of("break remove").taking(&["time", "session"]),
    ),
    post(
        desk!("/sessions"),
        "Add a session that was never started",
        Recipe::of("add").taking(&[
            "from", "to", "notes", "closing", "type", "project", "sprint", "task", "context",
            "break", "band", "health", "target",
        ]),
    ),
    patch(
        desk!("/sessions/{session}"),
        "Correct the times, notes, target or type of a session",
        Recipe::of("edit").taking(&["start", "end", "notes", "closing", "target", "type"]),
    ),
    post(
        desk!("/band"),
        "Set the governance band",
        Recipe::of("cone set")
            .taking(&["band", "reason", "source", "until", "for", "at", "ago"])
            .about(Target::DeskOrNew),
    ),
    post(
        desk!("/band/clear"),
        "Withdraw the band that was set by hand, or that one source measured",
        Recipe::of("cone clear").taking(&["source", "at", "ago"]),
    ),
    post(
        desk!("/health"),
        "Set the health",
        Recipe::of("health set")
            .taking(&["status", "reason", "source", "until", "for", "at", "ago"])
            .about(Target::DeskOrNew),
    ),
    post(
        desk!("/health/clear"),
        "Withdraw the health that was set by hand, or that one source measured",
        Recipe::of("health clear").taking(&["source", "at", "ago"]),
    ),
    post(
        desk!("/artifacts"),
        "Record an address that came out of the work",
        Recipe::of("artifact add").taking(&["location", "title", "task"]),
    ),
    post(
        desk!("/tasks"),
        "Make a task known",
        Recipe::of("task add").taking(&["id", "title", "estimate", "sprint", "parent", "assignee"]),
    ),
    patch(
        desk!("/tasks/{task}"),
        "Change what is known of a task",
        Recipe::of("task edit")
            .taking(&["title", "estimate", "assignee", "status", "reason", "sprint", "parent"])
            .about(Target::DeskAndAll),
    ),
    post(
        desk!("/tasks/{task}/drop"),
        "Drop a task: it will not be done",
        Recipe::of("task drop").taking(&["reason", "force"]).about(Target::DeskAndAll),
    ),
    post(
        desk!("/tasks/{task}/claim"),
        "Claim a task: other desks may not work on it",
        Recipe::of("task claim").taking(&["for", "force"]).about(Target::DeskAndAll),
    ),
    post(
        desk!("/tasks/{task}/release"),
        "Release a claimed task",
        Recipe::of("task release").taking(&["force"]).about(Target::DeskAndAll),
    ),
    post(
        desk!("/sprints"),
        "Make a sprint known",
        Recipe::of("sprint add").taking(&["id", "title", "estimate", "assignee"]),
    ),
    patch(
        desk!("/sprints/{sprint}"),
        "Change what is known of a sprint",
        Recipe::of("sprint edit")
            .taking(&["title", "estimate", "assignee", "status", "reason"])
            .about(Target::DeskAndAll),
    ),
    post(
        desk!("/sprints/{sprint}/drop"),
        "Drop a sprint: it will not be done",
        Recipe::of("sprint drop").taking(&["reason", "force"]).about(Target::DeskAndAll),
    ),
    post(
        desk!("/sprints/{sprint}/done"),
        "Complete a sprint",
        Recipe::of("sprint done").taking(&["summary", "reason", "force"]).about(Target::DeskAndAll),
    ),
    post(
        desk!("/playbooks/{playbook}/steps/{step}/done"),
        "Mark a step of a playbook as done",
        Recipe::of("playbook done").taking(&["value", "note", "override"]),
    ),
    post(
        desk!("/playbooks/{playbook}/steps/{step}/undo"),
        "Remove the mark of a step",
        Recipe::of("playbook undo"),
    ),
    post(
        desk!("/playbooks/{playbook}/steps/{step}/skip"),
        "Skip a step of a playbook",
        Recipe::of("playbook skip").taking(&["reason", "override"]),
    ),
    post(
        desk!("/playbooks/{playbook}/reset"),
        "Begin a playbook anew",
        Recipe::of("playbook reset"),
    ),
    post(
        "/api/v1/runs",
        "Start a run: a session of its own, for a program",
        Recipe::of("run start")
            .taking(&["agent", "workflow", "user", "name", "notes", "type", "set", "override"])
            .about(Target::All),
    ),
    post(
        "/api/v1/runs/{run}/status",
        "Say where a run stands",
        Recipe::of("run status").taking(&["status"]).about(Target::Run),
    ),
    post(
        "/api/v1/runs/{run}/steps",
        "Record a completed step of a run",
        Recipe::of("run step").taking(&["step", "ms", "data"]).about(Target::Run),
    ),
    patch(
        "/api/v1/runs/{run}",
        "Change fields of the metadata of a run; the others stay",
        Recipe::of("run update").taking(&["set", "unset"]).about(Target::Run),
    ),
    post(
        "/api/v1/runs/{run}/end",
        "End a run: its status is `completed`",
        Recipe::of("run end").taking(&["reason"]).about(Target::Run),
    ),
    post(
        "/api/v1/runs/{run}/fail",
        "End a run that failed: its status is `error`",
        Recipe::of("run fail").taking(&["reason"]).about(Target::Run),
    ),
    change(
        Method::Delete,
        "/api/v1/runs/{run}",
        "Delete a run: no list and no lookup has it, and its journal stays",
        Recipe::of("run delete").about(Target::Run),
    ),
];
