//! Whether the server lives and can record, and what there is to count.

use http::StatusCode;

use super::answer::HttpAnswer;
use super::call::Call;
use super::problem::{Dialect, Problem};
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;
use crate::export::{encoded, metrics};

/// The heading of these routes.
const GROUP: &str = "Server";
/// The text format of Prometheus.
const EXPOSITION: &str = "text/plain; version=0.0.4";

const LIVES: Route = Route {
    asked: Method::Get,
    path: "/healthz",
    scope: TokenScope::Open,
    group: GROUP,
    summary: "Say that the server answers",
    query: &[],
    body: None,
    answers: &[(200, Described::Text("text/plain"))],
    dialect: Dialect::Problem,
    handler: Handler::AtOnce(lives),
};

/// The routes.
pub const ROUTES: &[Route] = &[
    LIVES,
    Route {
        path: "/readyz",
        summary: "Say whether commands can be recorded",
        answers: &[(200, Described::Text("text/plain")), (503, Described::Problem)],
        handler: Handler::Function(is_ready),
        ..LIVES
    },
    Route {
        path: "/metrics",
        scope: TokenScope::Read,
        summary: "Return all desks, and what the server counts of itself, as metrics for Prometheus",
        answers: &[(200, Described::Text(EXPOSITION))],
        handler: Handler::Function(counted),
        ..LIVES
    },
];

#[expect(clippy::unnecessary_wraps, reason = "every handler has this form")]
fn lives(_: &Call) -> Result<HttpAnswer, Problem> {
    Ok(HttpAnswer::text("text/plain", "ok\n"))
}

/// Everybody may ask, so the answer does not say why not.
fn is_ready(call: &Call) -> Result<HttpAnswer, Problem> {
    let not_ready = || {
        let why = "the settings or the store need attention";
        let next = "`onwatch doctor` on the machine of the server says what is wrong";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Nothing can be recorded", why, next)
            .with_header("retry-after", "10")
    };
    let desk = call.server.desk(call.server.paths.clone()).map_err(|_| not_ready())?;
    match desk.look() {
        Ok(view) if view.read_only.is_none() => Ok(HttpAnswer::text("text/plain", "ready\n")),
        Ok(_) | Err(_) => Err(not_ready()),
    }
}

fn counted(call: &Call) -> Result<HttpAnswer, Problem> {
    call.must_be_for_all()?;
    let desk = call.desk_at(call.server.paths.of_profile(None))?;
    let of_desks = metrics(&desk.gauges().answer, env!("CARGO_PKG_VERSION"));
    let of_server = encoded(&call.server.counts.families());
    let both = of_desks.and_then(|of_desks| Ok(of_desks + &of_server?));
    Ok(HttpAnswer::text(EXPOSITION, both.map_err(|error| Problem::unexpected(&error))?))
}
