//! The router: lets a request in, has it answered on a blocking thread, and writes the response.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use percent_encoding::percent_decode_str;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::access::AccessFacts;
use super::admission::admit;
use super::answer::HttpAnswer;
use super::call::{Call, CallHeaders};
use super::events;
use super::limits::BODY_MAX;
use super::native_answer;
use super::next_request::in_requests;
use super::problem::{Dialect, Problem};
use super::route::{Handler, Method, Route};
use super::server::Server;
use super::table::routes;
use super::who::Peer;

/// How long an answer may take once the server ends.
const LAST_ANSWER: Duration = Duration::from_millis(1_200);

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
                let mut recorded =
                    AccessFacts { route: Some(route.path), ..AccessFacts::default() };
                let answered = match parts {
                    Ok(parts) => answer(server, route, &parts, request, &mut recorded).await,
                    Err(problem) => Err(problem),
                };
                let mut response = answered.unwrap_or_else(|problem| {
                    recorded.refused = Some(problem.words.why.clone());
                    response(in_requests(problem, route.dialect).answer(route.dialect))
                });
                response.extensions_mut().insert(recorded);
                let (status, took) = (response.status().as_u16(), began.elapsed());
                counting.counts.answered((route.asked.method(), route.path), status, took);
                response
            }
        };
        router = router.route(route.path, on(method, answer));
    }
    router
        .fallback(async |uri: Uri| {
            let next = "look for the path in /openapi.json";
            let problem = Problem::new(
                StatusCode::NOT_FOUND,
                "Nothing was done",
                "there is no such path",
                next,
            );
            response(problem.answer(dialect_of(uri.path())))
        })
        .method_not_allowed_fallback(async |uri: Uri| {
            let next = "look for the path in /openapi.json";
            let why = "the path is not asked with this method";
            let problem =
                Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Nothing was done", why, next);
            response(problem.answer(dialect_of(uri.path())))
        })
}

/// Returns in which form the clients of a path without a route know a failure: that of its neighbours.
fn dialect_of(path: &str) -> Dialect {
    let first = |path: &str| path.split('/').nth(1).map(str::to_owned);
    let (asked, mut all) = (first(path), routes());
    all.find(|route| first(route.path) == asked).map_or(Dialect::Problem, |route| route.dialect)
}

async fn answer(
    server: Arc<Server>,
    route: &'static Route,
    parts: &RawPathParams,
    request: Request,
    recorded: &mut AccessFacts,
) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    // Without it, nobody would be known.
    let peer = head.extensions.get::<Peer>().copied().unwrap_or(Peer::User(None));
    let (caller, admitted) = admit(&server, peer, &head, route);
    recorded.who = Some(caller.label().to_owned());
    admitted?;
    let parts = parts.iter().map(|(_, value)| value.to_owned()).collect();
    let query = pairs(head.uri.query().unwrap_or_default())?;
    let headers = headers(&head.headers);
    let body = read(body, head_length(&head.headers), server.limits.body_time).await?;
    let made = Arc::new(AtomicU64::new(0));
    let call = Call { server, caller, parts, query, headers, body, made: Arc::clone(&made) };
    if route.asked != Method::Get {
        // What has no form is refused, also if nothing would be changed.
        call.seen()?;
    }
    // A command may wait for another writer. It must not keep those who only look.
    let turn = match route.asked {
        Method::Get => None,
        Method::Post | Method::Patch | Method::Delete => {
            let mut ending = call.server.ending.subscribe();
            tokio::select! {
                turn = Arc::clone(&call.server.turns).acquire_owned() => {
                    Some(turn.map_err(|error| Problem::unexpected(&error))?)
                }
                _ = ending.wait_for(|is_ending| *is_ending) => {
                    return Err(ends("nothing was done"));
                }
            }
        }
    };
    let mut ending = call.server.ending.subscribe();
    let answering = match &route.handler {
        Handler::AtOnce(handler) => return handler(&call).map(response),
        Handler::Events => return Ok(stream(events::begin(call).await?)),
        Handler::Function(handler) => {
            spawn_blocking(move || {
                // Also if the client has gone meanwhile, the turn lasts until the command is done.
                let _turn = turn;
                handler(&call)
            })
        }
        Handler::Recipe(recipe) => spawn_blocking(move || {
            let _turn = turn;
            native_answer::answer(&call, route, recipe)
        }),
    };
    let answered = tokio::select! {
        answered = answering => answered,
        () = async {
            let _ = ending.wait_for(|is_ending| *is_ending).await;
            sleep(LAST_ANSWER).await;
        } => return Err(ends("it is not known whether the command was recorded")),
    };
    recorded.event = Some(made.load(Ordering::Relaxed)).filter(|seq| *seq > 0);
    answered.unwrap_or_else(|error| Err(Problem::unexpected(&error))).map(response)
}

/// Returns the problem of a request that came too late.
fn ends(outcome: &str) -> Problem {
    let why = format!("the server ends, and {outcome}");
    let next = "ask again with the same `Idempotency-Key`";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "There is no answer", why, next)
        .with_header("retry-after", "1")
}

/// Returns how long a body is, as the head of its request says; `None` if it does not.
fn head_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Reads a body, which may take some time. `length` is how long it is said to be.
async fn read(body: Body, length: Option<usize>, time: Duration) -> Result<Vec<u8>, Problem> {
    let refused = |status, why: String, next: &str| {
        let problem = Problem::new(status, "Nothing was done", why, next);
        Err(problem.with_header("connection", "close"))
    };
    let too_large = || {
        let why = format!("its body has more than {BODY_MAX} bytes");
        refused(StatusCode::PAYLOAD_TOO_LARGE, why, "send a smaller body")
    };
    if length.is_some_and(|length| length > BODY_MAX) {
        return too_large();
    }
    match timeout(time, Limited::new(body, BODY_MAX).collect()).await {
        Ok(Ok(all)) => Ok(all.to_bytes().into()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => too_large(),
        Ok(Err(_)) => {
            let why = "its body was not sent to its end".to_owned();
            refused(StatusCode::BAD_REQUEST, why, "send it again")
        }
        Err(_) => {
            let why = "its body was not there in time".to_owned();
            refused(StatusCode::REQUEST_TIMEOUT, why, "send it again")
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

/// Returns an answer as a response.
pub fn response(answer: HttpAnswer) -> Response {
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
