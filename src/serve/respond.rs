//! The router: lets a request in, has it answered on a blocking thread, and writes the response.

use std::borrow::Cow;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use percent_encoding::percent_decode_str;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::answer::HttpAnswer;
use super::call::{Call, CallHeaders};
use super::events;
use super::native_answer;
use super::problem::{Dialect, Problem};
use super::route::{Handler, Method, Route};
use super::scope::TokenScope;
use super::server::Server;
use super::table::routes;
use super::who::Caller;

/// The most bytes of a body.
const BODY_MAX: usize = 64 * 1024;
/// How long a client may take to send the body.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Who is at the other end of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// A program at an address.
    Address(SocketAddr),
    /// A user of this machine, by the number of the user; `None` if the system does not say.
    User(Option<u32>),
}

/// Returns the router of every route.
pub fn router(server: &Arc<Server>) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let server = Arc::clone(server);
        let method = match route.asked {
            Method::Get => MethodFilter::GET,
            Method::Post => MethodFilter::POST,
            Method::Patch => MethodFilter::PATCH,
            Method::Delete => MethodFilter::DELETE,
        };
        let answer = move |parts: Result<RawPathParams, RawPathParamsRejection>,
                           request: Request| {
            let server = Arc::clone(&server);
            async move {
                let (began, counting) = (Instant::now(), Arc::clone(&server));
                let parts = parts.map_err(|_| not_text("a part of the path"));
                let answered = match parts {
                    Ok(parts) => answer(server, route, &parts, request).await,
                    Err(problem) => Err(problem),
                };
                let response =
                    answered.unwrap_or_else(|problem| response(problem.answer(route.dialect)));
                let (status, took) = (response.status().as_u16(), began.elapsed());
                counting.counts.answered((route.asked.method(), route.path), status, took);
                response
            }
        };
        router = router.route(route.path, on(method, answer));
    }
    router
        .fallback(async || {
            let next = "look for the path in /openapi.json";
            let problem = Problem::new(
                StatusCode::NOT_FOUND,
                "Nothing was done",
                "there is no such path",
                next,
            );
            response(problem.answer(Dialect::Problem))
        })
        .method_not_allowed_fallback(async || {
            let next = "look for the path in /openapi.json";
            let why = "the path is not asked with this method";
            let problem =
                Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Nothing was done", why, next);
            response(problem.answer(Dialect::Problem))
        })
}

async fn answer(
    server: Arc<Server>,
    route: &'static Route,
    parts: &RawPathParams,
    request: Request,
) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let caller = Caller { name: None, scope: TokenScope::Admin };
    let parts = parts.iter().map(|(_, value)| value.to_owned()).collect();
    let query = pairs(head.uri.query().unwrap_or_default())?;
    let headers = headers(&head.headers);
    let body = read(body).await?;
    let call = Call { server, caller, parts, query, headers, body };
    match &route.handler {
        Handler::Function(handler) => {
            let answered = spawn_blocking(move || handler(&call)).await;
            answered.unwrap_or_else(|error| Err(Problem::unexpected(&error))).map(response)
        }
        Handler::Recipe(recipe) => {
            let answered =
                spawn_blocking(move || native_answer::answer(&call, route, recipe)).await;
            answered.unwrap_or_else(|error| Err(Problem::unexpected(&error))).map(response)
        }
        Handler::Events => Ok(stream(events::begin(call).await?)),
    }
}

/// Reads a body.
async fn read(body: Body) -> Result<Vec<u8>, Problem> {
    let what = "Nothing was done";
    match timeout(BODY_TIME, to_bytes(body, BODY_MAX)).await {
        Ok(Ok(bytes)) => Ok(bytes.into()),
        Ok(Err(_)) => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            what,
            format!("the body was not sent to its end, or has more than {BODY_MAX} bytes"),
            "send a smaller body",
        )
        .with_header("connection", "close")),
        Err(_) => {
            let seconds = BODY_TIME.as_secs();
            let why = format!("the body was not there after {seconds} seconds");
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, what, why, "send it again")
                .with_header("connection", "close"))
        }
    }
}

/// Returns the names and values behind `?`.
///
/// # Errors
/// [`Problem`] if one is no UTF-8.
fn pairs(query: &str) -> Result<Vec<(String, String)>, Problem> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.map(|(name, value)| Ok((decoded(name)?, decoded(value)?))).collect()
}

fn decoded(text: &str) -> Result<String, Problem> {
    let spaced = text.replace('+', " ");
    let decoded = percent_decode_str(&spaced).decode_utf8();
    decoded.map(Cow::into_owned).map_err(|_| not_text("a value behind `?`"))
}

fn not_text(what: &str) -> Problem {
    let why = format!("{what} is no UTF-8");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "Nothing was done", why, "send text in UTF-8")
}

fn headers(map: &HeaderMap) -> CallHeaders {
    // What is no text is refused by what reads it.
    let text = |name: &str| {
        map.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    CallHeaders {
        operation: text("idempotency-key"),
        if_match: text(header::IF_MATCH.as_str()),
        session_key: text("session-key"),
        last_event: text("last-event-id"),
        content_type: text(header::CONTENT_TYPE.as_str()),
    }
}

/// Returns the response whose body is a stream of events.
fn stream(body: Body) -> Response {
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    // A proxy passes each part on at once.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

fn response(answer: HttpAnswer) -> Response {
    let mut response =
        Response::builder().status(answer.status).header(header::CONTENT_TYPE, answer.media_type);
    for (name, value) in answer.headers {
        response = response.header(name, value);
    }
    // A header whose value has a line break is the only thing that it refuses.
    response.body(Body::from(answer.body)).unwrap_or_else(|_| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
