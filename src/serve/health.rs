//! Whether the server lives, and whether it can record.

use super::answer::Answer;
use super::call::Call;
use super::problem::{Dialect, Problem};
use super::route::{Asked, Described, Handler, Route, Scope};

/// The heading of these routes.
const GROUP: &str = "Server";

/// The routes.
pub const ROUTES: &[Route] = &[Route {
    asked: Asked::Get,
    path: "/healthz",
    scope: Scope::Open,
    group: GROUP,
    summary: "Say that the server answers",
    query: &[],
    body: None,
    answers: &[(200, Described::Text("text/plain"))],
    dialect: Dialect::Problem,
    handler: Handler::Function(lives),
}];

#[expect(clippy::unnecessary_wraps, reason = "every handler has this form")]
fn lives(_: &Call) -> Result<Answer, Problem> {
    Ok(Answer::text("text/plain", "ok\n"))
}
