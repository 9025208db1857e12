//! The document of the interface, for programs and to read. Both files are made from the table of routes.

use super::answer::{HttpAnswer, JSON};
use super::problem::{Dialect, Problem};
use super::recipe::Recipe;
use super::route::{Described, Handler, Method, Route};
use super::scope::TokenScope;

/// The heading of these routes.
const GROUP: &str = "Server";
/// The media type of the page.
const PAGE: &str = "text/html; charset=utf-8";

/// The routes.
pub const ROUTES: &[Route] = &[
    Route {
        asked: Method::Get,
        path: "/openapi.json",
        scope: TokenScope::Open,
        group: GROUP,
        summary: "Return this document",
        query: &[],
        body: None,
        answers: &[(200, Described::Text(JSON))],
        dialect: Dialect::Problem,
        handler: Handler::AtOnce(|_| document()),
    },
    Route {
        asked: Method::Get,
        path: "/docs",
        scope: TokenScope::Open,
        group: GROUP,
        summary: "Return this document as a page to read",
        query: &[],
        body: None,
        answers: &[(200, Described::Text(PAGE))],
        dialect: Dialect::Problem,
        handler: Handler::AtOnce(|_| page()),
    },
];

#[expect(clippy::unnecessary_wraps, reason = "every handler has this form")]
fn document() -> Result<HttpAnswer, Problem> {
    Ok(HttpAnswer::text(JSON, include_str!("../../assets/openapi.json")))
}

#[expect(clippy::unnecessary_wraps, reason = "every handler has this form")]
fn page() -> Result<HttpAnswer, Problem> {
    Ok(HttpAnswer::text(PAGE, include_str!("../../assets/openapi.html")))
}

/// What the table says of one route, for whoever compares it with the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteInTable {
    /// The method, in lower case.
    pub method: String,
    /// The path.
    pub path: &'static str,
    /// The components that it names.
    pub components: Vec<&'static str>,
    /// The verb of the command line that it stands for, and the arguments of it that a request may give.
    pub verb: Option<(&'static str, &'static [&'static str])>,
}

/// Returns what the table says of each route.
pub fn table(routes: impl Iterator<Item = &'static Route>) -> Vec<RouteInTable> {
    routes.map(in_table).collect()
}

fn in_table(route: &'static Route) -> RouteInTable {
    let answers = route.answers.iter().filter_map(|(_, described)| match described {
        Described::Json(name) | Described::Items(name) => Some(*name),
        Described::Text(_) | Described::Problem => None,
    });
    let verb = match &route.handler {
        Handler::Recipe(Recipe { verb, fields, .. }) => Some((*verb, *fields)),
        Handler::AtOnce(_) | Handler::Function(_) | Handler::Events => None,
    };
    RouteInTable {
        method: route.asked.method().to_lowercase(),
        path: route.path,
        components: route.body.into_iter().chain(answers).collect(),
        verb,
    }
}
