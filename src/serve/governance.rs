//! Governance sessions, as the clients of the governance server ask for them.

use super::answer::Answer;
use super::call::Call;
use super::problem::{Dialect, Problem};
use super::route::{Asked, Described, Handler, Route, Scope};
use crate::contract::GoSession;

/// The heading of these routes.
const GROUP: &str = "Governance sessions";

/// The routes.
pub const ROUTES: &[Route] = &[Route {
    asked: Asked::Get,
    path: "/core/go/session",
    scope: Scope::Read,
    group: GROUP,
    summary: "Return the live session, or else the last one",
    query: &[],
    body: None,
    answers: &[(200, Described::Json("GoSession"))],
    dialect: Dialect::Detail,
    handler: Handler::Function(session),
}];

fn session(call: &Call) -> Result<Answer, Problem> {
    let view = call.look(&call.usual_desk()?)?;
    Answer::json(&GoSession::of(view.watch.session.as_ref()))
}
