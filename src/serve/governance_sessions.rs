//! The sessions of a desk, page by page, in the form of the governance server.

use super::answer::HttpAnswer;
use super::asking::look;
use super::call::Call;
use super::fields::BodyFields;
use super::governance::{FAULTS, GROUP};
use super::problem::{Dialect, Problem, problem_of};
use super::route::{Described, Handler, Method, Param, Route};
use super::scope::TokenScope;
use crate::contract::{GoListedSession, GoSessions};
use crate::core::{ID, PageFrom, PageMark, PastQuery, SessionName};
use crate::failure::Failure;

/// The most sessions of a page.
const PAGE_MAX: u32 = 100;
/// The sessions of a page if nothing is said.
const PAGE_USUAL: u32 = 20;

/// The routes.
pub const ROUTES: &[Route] = &[Route {
    asked: Method::Get,
    path: "/core/go/sessions",
    scope: TokenScope::Read,
    group: GROUP,
    summary: "Return the sessions, the one that started last first",
    query: &[
        Param { name: "before", about: "`next` of the page before.", kind: "string" },
        Param {
            name: "limit",
            about: "The most sessions, from 1 to 100; otherwise 20.",
            kind: "integer",
        },
    ],
    body: None,
    answers: &[(200, Described::Json("GoSessions")), FAULTS],
    dialect: Dialect::Detail,
    handler: Handler::Function(sessions),
}];

fn sessions(call: &Call) -> Result<HttpAnswer, Problem> {
    let mut fields = BodyFields::of_query(call);
    let before = fields.query_text("before", ID);
    let limit = fields.query_number("limit", PAGE_MAX, PAGE_USUAL);
    let mark = before.as_ref().map(|text| text.parse().map(PageMark));
    if let Some(Err(_)) = mark {
        fields.refuse_query("before", "value_error", "Value error, this is not `next` of a page");
    }
    fields.check()?;
    let from = mark.and_then(Result::ok).map_or(PageFrom::Newest, PageFrom::Before);
    let desk = call.usual_desk()?;
    let failed = |failure: Failure| problem_of(&failure, &desk.name());
    let watch = look(&desk)?.watch;
    let live = watch.live().filter(|_| from == PageFrom::Newest).map(GoListedSession::from);
    let mut sessions: Vec<GoListedSession> = live.into_iter().collect();
    let count = usize::try_from(limit).unwrap_or(1).saturating_sub(sessions.len());
    let page = desk.past_page(&PastQuery::default(), from, count.max(1)).map_err(failed)?.answer;
    // A page that the live session fills is followed by one that begins with the newest past session.
    let mut last = (count == 0).then_some(PageMark(i64::MAX));
    let has_older = if count == 0 { !page.sessions.is_empty() } else { page.has_older };
    for (mark, record) in page.sessions.into_iter().take(count) {
        let trail = desk.trail(Some(SessionName::Id(record.id))).map_err(failed)?;
        sessions.push(GoListedSession::from(&trail.answer.story.session));
        last = Some(mark);
    }
    let next = last.filter(|_| has_older).map(|PageMark(mark)| mark.to_string());
    HttpAnswer::json(&GoSessions { sessions, next })
}
