//! The past sessions of a desk, page by page: what a page costs does not grow with the past.

use chrono::{DateTime, Utc};
use serde_json::json;

use super::answer::HttpAnswer;
use super::call::Call;
use super::problem::{Dialect, Problem, problem_of};
use super::recipe::Target;
use super::route::{Described, Handler, Method, Param, Route};
use super::scope::TokenScope;
use crate::contract::{BodyFault, PastSession, PastSessionsPage};
use crate::core::{PageFrom, PageMark, PastQuery, SessionType};

/// The heading of the questions about desks and runs.
pub const QUESTIONS: &str = "Desks and runs: questions";
/// The sessions of a page, if nothing is said.
const LIMIT: usize = 50;
/// The most sessions of a page.
const LIMIT_MAX: usize = 500;

/// The route.
pub const HISTORY: Route = Route {
    asked: Method::Get,
    path: "/api/v1/desks/{desk}/history",
    scope: TokenScope::Read,
    group: QUESTIONS,
    summary: "List the past sessions, the newest first, page by page",
    query: &[
        Param {
            name: "before",
            about: "The `next` of the page before; without it the page begins with the newest session",
            kind: "string",
        },
        Param { name: "limit", about: "The most sessions of the page, 1 to 500", kind: "integer" },
        Param { name: "type", about: "Only sessions of this type", kind: "string" },
        Param {
            name: "since",
            about: "Only sessions that lasted until this time or longer, RFC 3339",
            kind: "string",
        },
        Param {
            name: "until",
            about: "Only sessions that began before this time, RFC 3339",
            kind: "string",
        },
        Param { name: "cancelled", about: "Only sessions that were cancelled", kind: "boolean" },
    ],
    body: None,
    answers: &[(200, Described::Json("PastSessionsPage"))],
    dialect: Dialect::Problem,
    handler: Handler::Function(history),
};

fn history(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut wanted = PastQuery::default();
    let (mut from, mut limit, mut faults) = (PageFrom::Newest, LIMIT, Vec::new());
    for (name, value) in &call.query {
        let read = match name.as_str() {
            "before" => value
                .strip_prefix('p')
                .and_then(|mark| mark.parse().ok())
                .map(|mark| from = PageFrom::Before(PageMark(mark)))
                .ok_or("the `next` of the page before"),
            "limit" => value
                .parse()
                .ok()
                .filter(|count| (1..=LIMIT_MAX).contains(count))
                .map(|count| limit = count)
                .ok_or("a number from 1 to 500"),
            "type" => value
                .parse::<SessionType>()
                .map(|one| wanted.types.push(one))
                .map_err(|_| "a type of session: one word"),
            "since" => time(value).map(|at| wanted.since = Some(at)).ok_or("a time in RFC 3339"),
            "until" => time(value).map(|at| wanted.until = Some(at)).ok_or("a time in RFC 3339"),
            "cancelled" => {
                value.parse().map(|only| wanted.is_cancelled = only).map_err(|_| "true or false")
            }
            _ => Err("one of before, limit, type, since, until and cancelled: another name"),
        };
        if let Err(form) = read {
            faults.push(BodyFault {
                kind: "value_error",
                loc: vec![json!("query"), json!(name)],
                msg: format!("`{name}` must be {form}"),
                input: json!(value),
                ctx: None,
            });
        }
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let Some(found) = call.native_desk(Target::Desk, call.part(0))? else {
        return Err(Problem::unexpected(&"the route is for one desk"));
    };
    let desk = found.desk;
    let page = desk.past_page(&wanted, from, limit);
    let page = page.map_err(|failure| problem_of(&failure, &desk.name()))?;
    let last = page.answer.sessions.last().filter(|_| page.answer.has_older);
    HttpAnswer::json(&PastSessionsPage {
        next: last.map(|(PageMark(mark), _)| format!("p{mark}")),
        items: page.answer.sessions.iter().map(|(_, one)| PastSession::from(one)).collect(),
        warnings: page.warnings,
    })
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}
