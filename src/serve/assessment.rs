//! Assessment sessions, as their clients ask for them: each is a run.

use super::answer::HttpAnswer;
use super::call::Call;
use super::fields::BodyFields;
use super::problem::{Dialect, Problem};
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;
use crate::contract::{
    AssessmentAudit, AssessmentCreate, AssessmentSession, AssessmentStatus, AssessmentStep,
    AssessmentStepDone,
};
use crate::core::{CREATED, Command, ID, NewRun, REASON, RunStatus, SessionType};

/// The heading of these routes.
const GROUP: &str = "Assessment sessions";
/// The workflow of these runs: the settings can say which statuses it has.
const WORKFLOW: &str = "assessment";
/// An answer that says why nothing was done.
const REFUSED: Described = Described::Json("DetailedWords");
/// The answer to a request with faults.
const FAULTS: (u16, Described) = (422, Described::Json("BodyFaults"));

/// The routes.
pub const ROUTES: &[Route] = &[
    Route {
        asked: Method::Post,
        path: "/session/create",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Create an assessment session",
        query: &[],
        body: Some("AssessmentCreate"),
        answers: &[
            (200, Described::Json("AssessmentSession")),
            (409, REFUSED),
            (412, REFUSED),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(create),
    },
    Route {
        asked: Method::Get,
        path: "/session/{session_id}",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return an assessment session",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("AssessmentSession")), (404, REFUSED)],
        dialect: Dialect::Detail,
        handler: Handler::Function(session),
    },
    Route {
        asked: Method::Get,
        path: "/session/{session_id}/audit",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return the steps of an assessment session, with their times and data",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("AssessmentAudit")), (404, REFUSED)],
        dialect: Dialect::Detail,
        handler: Handler::Function(audit),
    },
    Route {
        asked: Method::Post,
        path: "/session/{session_id}/status",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Say where an assessment session stands; `completed` and `error` end it",
        query: &[],
        body: Some("AssessmentStatus"),
        answers: &[
            (200, Described::Json("AssessmentSession")),
            (404, REFUSED),
            (409, REFUSED),
            (412, REFUSED),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(set_status),
    },
    Route {
        asked: Method::Post,
        path: "/session/{session_id}/steps",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Record a completed step of an assessment session",
        query: &[],
        body: Some("AssessmentStep"),
        answers: &[
            (200, Described::Json("AssessmentStepDone")),
            (404, REFUSED),
            (409, REFUSED),
            (412, REFUSED),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(complete_step),
    },
];

fn create(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let AssessmentCreate { user_id } = AssessmentCreate { user_id: fields.text("user_id", REASON) };
    fields.check()?;
    let (id, _) = call.start_run(|run| Command::Start {
        notes: None,
        session_type: SessionType::default(),
        switch: false,
        agent_id: None,
        workflow_id: Some(WORKFLOW.to_owned()),
        target_seconds: None,
        metadata: serde_json::Map::new(),
        run: Some(Box::new(NewRun { user_id: user_id.clone(), ..run })),
    })?;
    let (_, run) = call.needed_run(id.as_str())?;
    let status = RunStatus(CREATED.to_owned());
    HttpAnswer::json(&AssessmentSession { status, ..AssessmentSession::from(&run) })
}

fn session(call: &Call) -> Result<HttpAnswer, Problem> {
    let (_, run) = call.needed_run(call.part(0))?;
    HttpAnswer::json(&AssessmentSession::from(&run))
}

fn audit(call: &Call) -> Result<HttpAnswer, Problem> {
    let (_, run) = call.needed_run(call.part(0))?;
    HttpAnswer::json(&AssessmentAudit::from(&run))
}

fn set_status(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let asked = AssessmentStatus { status: fields.needed_text("status", ID) };
    fields.check()?;
    let (desk, run) = call.needed_run(call.part(0))?;
    let status = RunStatus(asked.status);
    call.obey(&desk, Command::SetRunStatus { status: status.clone() })?;
    // A repeat gets the first answer, wherever the session stands by now.
    HttpAnswer::json(&AssessmentSession { status, ..AssessmentSession::from(&run) })
}

fn complete_step(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let asked = AssessmentStep {
        step: fields.needed_text("step", ID),
        ms: fields.number("ms"),
        data: fields.any("data"),
    };
    fields.check()?;
    let (desk, run) = call.needed_run(call.part(0))?;
    let AssessmentStep { step, ms, data } = asked;
    call.obey(&desk, Command::CompleteStep { name: step.clone(), ms, data: data.clone() })?;
    HttpAnswer::json(&AssessmentStepDone { session_id: run.session_id, step, ms, data })
}
