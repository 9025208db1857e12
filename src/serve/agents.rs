//! Sessions by agent and workflow, as their clients ask for them: each is a run.
//!
//! The prefix `/agent-sessions` is our choice; the service describes functions and no paths. A status is any
//! word: `active` is the status of a run that has started, `completed` and `error` end it, and of any other
//! word the settings can say whether a workflow has it.

use data_encoding::HEXLOWER;
use http::StatusCode;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::answer::HttpAnswer;
use super::call::{Call, CallHeaders};
use super::fields::BodyFields;
use super::problem::{Dialect, Problem};
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;
use super::served_runs::run_of;
use super::uuids;
use crate::contract::{
    AgentSession, AgentSessionCreate, AgentSessionDeleted, AgentSessionFound, AgentSessionUpdate,
};
use crate::core::{Command, ID, METADATA, NewRun, Request, RunGlance, SessionType};
use crate::desk::Desk;

/// The heading of these routes.
const GROUP: &str = "Sessions by agent and workflow";
/// An answer that says why nothing was done.
const REFUSED: Described = Described::Json("DetailedWords");
/// The answer to a request with faults.
const FAULTS: (u16, Described) = (422, Described::Json("BodyFaults"));

/// The routes.
pub const ROUTES: &[Route] = &[
    Route {
        asked: Method::Post,
        path: "/agent-sessions",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Create a session of an agent in a workflow",
        query: &[],
        body: Some("AgentSessionCreate"),
        answers: &[(200, Described::Json("AgentSession")), (409, REFUSED), (412, REFUSED), FAULTS],
        dialect: Dialect::Detail,
        handler: Handler::Function(create),
    },
    Route {
        asked: Method::Get,
        path: "/agent-sessions/{session_id}",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return a session, or null if there is none",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("AgentSessionFound"))],
        dialect: Dialect::Detail,
        handler: Handler::Function(read),
    },
    Route {
        asked: Method::Patch,
        path: "/agent-sessions/{session_id}",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Change the fields of a session that are given; the others stay",
        query: &[],
        body: Some("AgentSessionUpdate"),
        answers: &[
            (200, Described::Json("AgentSession")),
            (404, REFUSED),
            (409, REFUSED),
            (412, REFUSED),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(update),
    },
    Route {
        asked: Method::Delete,
        path: "/agent-sessions/{session_id}",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Delete a session; the answer says whether there was one",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("AgentSessionDeleted")), (409, REFUSED), (412, REFUSED)],
        dialect: Dialect::Detail,
        handler: Handler::Function(delete),
    },
];

fn create(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let asked = AgentSessionCreate {
        agent_id: fields.needed_text("agent_id", ID),
        workflow_id: fields.needed_text("workflow_id", ID),
        session_id: fields.text("session_id", ID),
        status: fields.text("status", ID),
        metadata: metadata(&mut fields),
    };
    if asked.status.as_deref().is_some_and(|status| status != AgentSession::ACTIVE) {
        let msg = "Value error, a session begins as `active`; PATCH sets another status";
        fields.refuse("status", "value_error", msg);
    }
    let given = asked.session_id.as_deref().map(uuids::read);
    if given == Some(None) {
        fields.refuse("session_id", "uuid_parsing", "Input should be a valid UUID");
    }
    fields.check()?;
    let name = match given.flatten() {
        Some(name) => name,
        None => uuids::new(call.headers.operation.as_deref())
            .map_err(|error| Problem::unexpected(&error))?,
    };
    let started = call.start_run(|run| Command::Start {
        notes: None,
        session_type: SessionType::default(),
        switch: false,
        agent_id: Some(asked.agent_id.clone()),
        workflow_id: Some(asked.workflow_id.clone()),
        target_seconds: None,
        metadata: asked.metadata.clone().unwrap_or_default(),
        run: Some(Box::new(NewRun { name: Some(name.clone()), ..run })),
    });
    let (_, outcome) = started.map_err(|problem| named_agent(call, &asked.agent_id, problem))?;
    // A repeat gets the first answer, wherever the session stands by now.
    HttpAnswer::json(&AgentSession::at_its_start(name, asked, outcome.at))
}

/// Returns the problem of a start with an unknown agent as a fault of the request: a name that is taken has
/// another status.
fn named_agent(call: &Call, agent: &str, problem: Problem) -> Problem {
    let settings = call.server.settings().ok();
    let known = settings.and_then(|settings| settings.workflows.known_agents.clone());
    let is_unknown = known.is_some_and(|known| !known.contains(agent));
    let is_refused = problem.status == StatusCode::CONFLICT;
    let status =
        if is_unknown && is_refused { StatusCode::UNPROCESSABLE_ENTITY } else { problem.status };
    Problem { status, ..problem }
}

fn read(call: &Call) -> Result<HttpAnswer, Problem> {
    let desk = call.run_desk(&name(call))?;
    let run = desk.map(|desk| run_of(&desk)).transpose()?.flatten();
    HttpAnswer::json(&AgentSessionFound(run.as_ref().map(AgentSession::from)))
}

fn update(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let asked =
        AgentSessionUpdate { status: fields.text("status", ID), metadata: metadata(&mut fields) };
    fields.check()?;
    let (desk, run) = call.needed_run(&name(call))?;
    let status = asked.status.map(|word| AgentSession::run_status(&word));
    // What the metadata may hold is known by now, so nothing is refused once the status is set.
    let mut next = call.clone();
    if let Some(status) = status.filter(|status| *status != run.status || is_repeat(call)) {
        call.obey(&desk, Command::SetRunStatus { status })?;
        next.headers = second_step(&call.headers);
    }
    // What is as asked already needs no command, so no command has checked what the caller saw.
    let is_given = match asked.metadata {
        Some(set) => replace_metadata(&next, &desk, &run, set)?,
        None => false,
    };
    if !is_given && !is_repeat(call) {
        next.check_seen(&desk)?;
    }
    let run = run_of(&desk)?.unwrap_or(run);
    HttpAnswer::json(&AgentSession::from(&run))
}

/// Reports whether a call may be a repeat: then the desk says whether it is.
fn is_repeat(call: &Call) -> bool {
    call.headers.operation.is_some()
}

/// Returns the headers for the second command of a call: its operation is another one, and what the caller
/// saw was checked by the first.
fn second_step(headers: &CallHeaders) -> CallHeaders {
    let hash = |id: &String| HEXLOWER.encode(&Sha256::digest(id));
    let operation = headers.operation.as_ref().map(|id| format!("{:.40}-metadata", hash(id)));
    CallHeaders { operation, if_match: None, ..headers.clone() }
}

/// Replaces the metadata of a run; returns whether that needed a command.
fn replace_metadata(
    call: &Call,
    desk: &Desk,
    run: &RunGlance,
    set: Map<String, Value>,
) -> Result<bool, Problem> {
    let gone = run.metadata.keys().filter(|name| !set.contains_key(*name));
    let unset: Vec<String> = gone.cloned().collect();
    if set.is_empty() && unset.is_empty() {
        return Ok(false);
    }
    // A repeat names other fields that go: what counts is what was asked for.
    let words = Some(format!("metadata {}", Value::Object(set.clone())));
    let request = Request::new(Command::UpdateRun { set, unset }, call.by());
    call.obey_request(desk, Request { words, ..request }).map(|_| true)
}

fn delete(call: &Call) -> Result<HttpAnswer, Problem> {
    // Also of a session that is not there, the header must have its form.
    call.seen()?;
    let Some(desk) = call.run_desk(&name(call))? else {
        return HttpAnswer::json(&AgentSessionDeleted(false));
    };
    match call.obey(&desk, Command::DeleteRun) {
        Ok(_) => HttpAnswer::json(&AgentSessionDeleted(true)),
        // It was deleted before.
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {
            HttpAnswer::json(&AgentSessionDeleted(false))
        }
        Err(problem) => Err(problem),
    }
}

/// Returns the name that the path has.
fn name(call: &Call) -> String {
    let part = call.part(0);
    uuids::read(part).unwrap_or_else(|| part.to_owned())
}

/// Returns the metadata of the body, if it fits.
fn metadata(fields: &mut BodyFields<'_>) -> Option<Map<String, Value>> {
    let object = fields.object("metadata")?;
    let long = object.keys().find_map(|name| ID.named("name of a field").check_some(name).err());
    let refusal = long.or_else(|| METADATA.check_json(&object).err());
    if let Some(refusal) = refusal {
        let msg = format!("Value error, {}", refusal.why);
        fields.refuse("metadata", "value_error", &msg);
    }
    Some(object)
}
