//! Governance sessions, as the clients of the governance server ask for them.
//!
//! The answers differ from that server only where it loses data: a second start does not replace the live
//! session, and a second end does not move the end.

use chrono::TimeDelta;
use http::StatusCode;

use super::answer::HttpAnswer;
use super::asking::look;
use super::call::Call;
use super::fields::BodyFields;
use super::next_request::in_requests;
use super::problem::{Dialect, Problem, problem_of};
use super::route::{Described, Handler, Method, Param, Route};
use super::scope::TokenScope;
use crate::contract::{
    GoCone, GoEnd, GoSession, GoStart, GoStartRefusal, GoStartRefused, GoStatus,
};
use crate::core::{Command, NOTE, PageFrom, PastQuery, REASON, Request, Session, SessionName};
use crate::desk::{Became, Desk, Outcome, View};
use crate::failure::Failure;

/// The heading of these routes.
pub const GROUP: &str = "Governance sessions";
/// What is described as the answer to a request with faults.
pub const FAULTS: (u16, Described) = (422, Described::Json("BodyFaults"));

/// What is described as the answer if something happened on the desk since `If-Match`.
pub const MOVED: (u16, Described) = (412, Described::Json("DetailedWords"));

/// The routes.
pub const ROUTES: &[Route] = &[
    Route {
        asked: Method::Get,
        path: "/core/go/session",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return the live session, or else the last one",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("GoSession"))],
        dialect: Dialect::Detail,
        handler: Handler::Function(session),
    },
    Route {
        asked: Method::Post,
        path: "/core/go/start_session",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "Start a session, and freeze band and health as they are now",
        query: &[
            Param {
                name: "switch",
                about: "Whether a live session is ended first.",
                kind: "boolean",
            },
            OVERRIDE,
            REASON_PARAM,
        ],
        body: Some("GoStart"),
        answers: &[
            (200, Described::Json("GoSession")),
            (409, Described::Json("GoStartRefused")),
            MOVED,
            (423, Described::Json("DetailedWords")),
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(start),
    },
    Route {
        asked: Method::Post,
        path: "/core/go/end_session",
        scope: TokenScope::Operate,
        group: GROUP,
        summary: "End the live session; one that has ended stays as it is",
        query: &[REASON_PARAM],
        body: Some("GoEnd"),
        answers: &[
            (200, Described::Json("GoSession")),
            (409, Described::Json("DetailedWords")),
            MOVED,
            FAULTS,
        ],
        dialect: Dialect::Detail,
        handler: Handler::Function(end),
    },
    Route {
        asked: Method::Get,
        path: "/core/cone/state",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return the band as it is now",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("GoCone"))],
        dialect: Dialect::Detail,
        handler: Handler::Function(cone),
    },
    Route {
        asked: Method::Get,
        path: "/core/status/ryg",
        scope: TokenScope::Read,
        group: GROUP,
        summary: "Return the health as it is now, with the band",
        query: &[],
        body: None,
        answers: &[(200, Described::Json("GoStatus"))],
        dialect: Dialect::Detail,
        handler: Handler::Function(status),
    },
];

/// The parameter with which somebody does what a policy is against.
pub const OVERRIDE: Param = Param {
    name: "override",
    about: "Why it is done although a policy or a playbook is against it.",
    kind: "string",
};
const REASON_PARAM: Param =
    Param { name: "reason", about: "Why the session ends although a check fails.", kind: "string" };

fn session(call: &Call) -> Result<HttpAnswer, Problem> {
    let view = look(&call.usual_desk()?)?;
    Ok(HttpAnswer::json(&GoSession::of(view.watch.session.as_ref()))?.at(&view.watch))
}

fn start(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let switch = fields.query_flag("switch");
    let (against, reason) =
        (fields.query_text("override", REASON), fields.query_text("reason", REASON));
    let asked = GoStart {
        notes: fields.text("notes", NOTE),
        against: fields.text("override", REASON).or(against),
        reason: fields.text("reason", REASON).or(reason),
    };
    fields.check()?;
    let desk = call.usual_desk()?;
    let mut command = Command::start(asked.notes);
    if let Command::Start { switch: switches, .. } = &mut command {
        *switches = switch;
    }
    let reason = asked.reason.filter(|_| command.completes());
    let request =
        Request { reason, override_reason: asked.against, ..Request::new(command, call.by()) };
    match call.obey_request(&desk, request) {
        Ok(outcome) => {
            let started = |session: &Session| session.started_at_utc == outcome.at;
            let session = session_at(&desk, &outcome, started)?;
            let session =
                session.map_or_else(|| GoSession::of(None), |it| GoSession::at_its_start(&it));
            Ok(HttpAnswer::json(&session)?.at(&outcome.watch))
        }
        Err(problem) if problem.status == StatusCode::CONFLICT => {
            let view = look(&desk)?;
            let session = view.watch.live().map(|live| GoSession::of(Some(live)));
            let problem = in_requests(problem, Dialect::Detail);
            let detail = GoStartRefusal { words: *problem.words, session };
            Ok(HttpAnswer::json(&GoStartRefused { detail })?.with_status(StatusCode::CONFLICT))
        }
        Err(problem) => Err(problem),
    }
}

fn end(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of(call)?;
    let reason = fields.query_text("reason", REASON);
    let asked = GoEnd {
        notes: fields.text("notes", NOTE),
        reason: fields.text("reason", REASON).or(reason),
    };
    fields.check()?;
    let desk = call.usual_desk()?;
    let command = Command::End { notes: asked.notes };
    let request = Request { reason: asked.reason, ..Request::new(command, call.by()) };
    match call.obey_request(&desk, request) {
        Ok(outcome) => {
            let ended = |session: &Session| session.ended_at_utc == Some(outcome.at);
            let session = session_at(&desk, &outcome, ended)?;
            Ok(HttpAnswer::json(&GoSession::of(session.as_ref()))?.at(&outcome.watch))
        }
        // Nothing is live: what has ended stays as it is.
        Err(problem) if problem.status == StatusCode::NOT_FOUND => {
            let view = look(&desk)?;
            HttpAnswer::json(&GoSession::of(view.watch.session.as_ref()))
        }
        Err(problem) => Err(problem),
    }
}

fn cone(call: &Call) -> Result<HttpAnswer, Problem> {
    let desk = call.usual_desk()?;
    let View { watch, .. } = look(&desk)?;
    HttpAnswer::json(&GoCone::from(&watch.at(&desk.moment()).governance.cone))
}

fn status(call: &Call) -> Result<HttpAnswer, Problem> {
    let desk = call.usual_desk()?;
    let View { watch, .. } = look(&desk)?;
    let now = &watch.at(&desk.moment()).governance;
    HttpAnswer::json(&GoStatus::of(&now.cone, &now.health))
}

/// Returns the session of a command that was done now or before: of a repeat, it may be a past one.
fn session_at(
    desk: &Desk,
    outcome: &Outcome,
    is_meant: impl Fn(&Session) -> bool,
) -> Result<Option<Session>, Problem> {
    let on_the_desk = outcome.watch.session.clone();
    if outcome.became != Became::Repeated || on_the_desk.as_ref().is_some_and(&is_meant) {
        return Ok(on_the_desk);
    }
    let failed = |failure: Failure| problem_of(&failure, &desk.name());
    let until = outcome.at.checked_add_signed(TimeDelta::seconds(1));
    let query = PastQuery { since: Some(outcome.at), until, ..PastQuery::default() };
    // At one moment one session starts and another one ends.
    let page = desk.past_page(&query, PageFrom::Newest, 4).map_err(failed)?.answer;
    for (_, record) in page.sessions {
        let trail = desk.trail(Some(SessionName::Id(record.id))).map_err(failed)?;
        let session = trail.answer.story.session;
        if is_meant(&session) {
            return Ok(Some(session));
        }
    }
    Ok(on_the_desk)
}
