//! What holds for every request and every answer, whatever the route: sizes, pages of other origins, headers
//! for browsers, and the line in the access log.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use hyper::body::Incoming;
use tower::ServiceExt;

use super::access::{AccessFacts, AskedLine};
use super::hosts;
use super::limits::{HEADER_COUNT_MAX, HEADERS_MAX, URI_MAX};
use super::problem::{Dialect, Problem};
use super::respond::response;
use super::server::Server;
use super::who::Peer;
use crate::config::ServeSettings;

/// What a listed page may send beside what every page may.
const MAY_SEND: &str =
    "authorization, content-type, idempotency-key, if-match, last-event-id, session-key";
/// What a listed page may read beside what every page may.
const MAY_READ: &str =
    "etag, location, retry-after, session-context, session-key, www-authenticate";
/// How long a browser may keep that, seconds.
const MAX_AGE: &str = "600";

/// Answers a request of a connection.
pub async fn answer(
    server: Arc<Server>,
    peer: Peer,
    router: Router,
    mut request: Request<Incoming>,
) -> Response {
    let begun = Instant::now();
    request.extensions_mut().insert(peer);
    let (head, body) = request.into_parts();
    let line = AskedLine::of(&head, peer);
    let settings = server.settings().ok();
    let page = settings.as_ref().and_then(|it| hosts::listed_origin(&head.headers, &it.serve));
    let is_preflight = page.is_some() && is_preflight(&head);
    let usual = ServeSettings::default();
    let known = settings.as_ref().map_or(&usual, |settings| &settings.serve);
    let checked =
        sized(&head).and_then(|()| hosts::check(&head, peer, known)).and_then(|()| plain(&head));
    let mut response = match checked {
        Err(problem) => refused(&problem),
        Ok(()) if is_preflight => preflight(),
        // The router never fails.
        Ok(()) => router
            .oneshot(Request::from_parts(head, body))
            .await
            .unwrap_or_else(|never| match never {}),
    };
    let has_pages = settings.is_some_and(|settings| !settings.serve.allow_origins.is_empty());
    for_browsers(response.headers_mut(), page, has_pages);
    let recorded = response.extensions_mut().remove::<AccessFacts>().unwrap_or_default();
    server.access.record(
        server.clock.now().utc,
        line,
        recorded,
        response.status(),
        begun.elapsed(),
    );
    response
}

fn refused(problem: &Problem) -> Response {
    let mut response = response(problem.answer(Dialect::Problem));
    response.extensions_mut().insert(AccessFacts::refused(problem));
    response
}

/// Checks the sizes of the head of a request.
fn sized(head: &Parts) -> Result<(), Problem> {
    let problem = |status, why: String, next: &str| {
        Problem::new(status, "Nothing was done", why, next).with_header("connection", "close")
    };
    let address = head.uri.path_and_query().map_or(0, |address| address.as_str().len());
    if address > URI_MAX {
        let why = format!("its address has more than {URI_MAX} bytes");
        return Err(problem(StatusCode::URI_TOO_LONG, why, "send a shorter address"));
    }
    let bytes: usize =
        head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    if bytes > HEADERS_MAX || head.headers.len() > HEADER_COUNT_MAX {
        let why = format!(
            "its headers have more than {HEADERS_MAX} bytes, or are more than {HEADER_COUNT_MAX}"
        );
        let status = StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE;
        return Err(problem(status, why, "send fewer and shorter headers"));
    }
    Ok(())
}

/// Refuses a body that is packed: nothing here unpacks one.
fn plain(head: &Parts) -> Result<(), Problem> {
    let is_packed = |value: &HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
    if !head.headers.get_all(header::CONTENT_ENCODING).iter().any(is_packed) {
        return Ok(());
    }
    let (why, next) = ("its body has a `Content-Encoding`", "send the body as it is");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Nothing was done", why, next))
}

/// Reports whether a browser asks what a page of another origin may send.
fn is_preflight(head: &Parts) -> bool {
    head.method == Method::OPTIONS
        && head.headers.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

/// Says what a listed page may send.
fn preflight() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PATCH, PUT, DELETE"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, MAY_SEND),
        (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Adds what a browser must know. `page` is the origin of a listed page that asks.
fn for_browsers(headers: &mut HeaderMap, page: Option<HeaderValue>, has_pages: bool) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // What a session is now, is something else a moment later. A page that is always the same says so itself.
    set(header::CACHE_CONTROL, "no-store");
    if has_pages {
        headers.append(header::VARY, HeaderValue::from_static("origin"));
    }
    if let Some(page) = page {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, page);
        let may_read = HeaderValue::from_static(MAY_READ);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, may_read);
    }
}
