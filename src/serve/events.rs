//! What happens on desks, as it happens: server-sent events.
//!
//! Every stream reads the journal itself, from its own position, when the files of the desk have changed: so
//! nothing is lost or repeated, no matter who made the change, and nothing waits in memory for a slow reader.
//! Format: <https://html.spec.whatwg.org/multipage/server-sent-events.html>.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::StatusCode;
use http_body::Frame;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use super::asking::look;
use super::call::Call;
use super::feed::Feed;
use super::positions::Positions;
use super::problem::{Dialect, Problem};
use super::route::{Described, Handler, Method, Param, Route};
use super::scope::TokenScope;
use super::stream_places::{OF_ONE_MAX, STREAMS_MAX};
use super::who::KnownBy;
use crate::contract::{DeskEvent, EventsBegun, line};
use crate::core::DeskName;
use crate::desk::Desk;

/// The heading of these routes.
const GROUP: &str = "Events";
/// How many desks one stream may follow.
const DESKS_MAX: usize = 16;
/// How many events are read at a time.
const CHUNK: u64 = 256;
/// How many parts of a stream wait for its reader.
const WAITING_MAX: usize = 4;
/// How long a reader may take to read a part.
const READER_TIME: Duration = Duration::from_secs(30);
/// After how long without an event the stream says that it lives.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// After how long a client should ask again, milliseconds.
const RETRY_MS: u64 = 1_000;

/// The routes.
pub const ROUTES: &[Route] = &[Route {
    asked: Method::Get,
    path: "/api/v1/events",
    scope: TokenScope::Read,
    group: GROUP,
    summary: "Follow what happens on desks; `Last-Event-ID` goes on after an event",
    query: &[
        Param {
            name: "desk",
            about: "The desk: `default`, a profile, or the id of a run. Repeat it for several desks",
            kind: "array",
        },
        Param {
            name: "after",
            about: "The id of the last event that is known, as in `Last-Event-ID`; `default:0` for all",
            kind: "string",
        },
    ],
    body: None,
    answers: &[(200, Described::Text("text/event-stream"))],
    dialect: Dialect::Problem,
    handler: Handler::Events,
}];

/// The body of a stream: its parts as they come.
struct EventBody(Receiver<Bytes>);

impl http_body::Body for EventBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let part = ready!(self.0.poll_recv(context));
        Poll::Ready(part.map(|bytes| Ok(Frame::data(bytes))))
    }
}

/// One desk of a stream.
struct FollowedDesk {
    name: DeskName,
    desk: Arc<Desk>,
    feed: Feed,
}

/// Returns the body of a stream of events.
///
/// # Errors
/// [`Problem`] if a desk cannot be followed.
pub async fn begin(call: Call) -> Result<Body, Problem> {
    let Some(place) = call.server.streams.take(call.caller.label()) else {
        let why = format!("there are {OF_ONE_MAX} streams of this caller, or {STREAMS_MAX} in all");
        let next = "end one; a stream can follow several desks";
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, NOT_BEGUN, why, next);
        return Err(problem.with_header("retry-after", "10"));
    };
    let begun = spawn_blocking(move || follow(&call).map(|begun| (begun, call)));
    let ((followed, positions, begun), call) =
        begun.await.unwrap_or_else(|error| Err(Problem::unexpected(&error)))?;
    let (send, parts) = channel(WAITING_MAX);
    let first = format!("retry: {RETRY_MS}\nevent: begin\nid: {positions}\ndata: {begun}\n\n");
    // There is room for it.
    let _ = send.try_send(Bytes::from(first));
    let counted = call.server.counts.stream();
    tokio::spawn(async move {
        let _held = (counted, place);
        let mut ending = call.server.ending.subscribe();
        let told = EventTelling { call: &call, followed, positions, send: &send };
        tokio::select! {
            ended = told.tell() => {
                tracing::warn!("the stream of {} was ended: {}", call.caller.label(), ended.why());
            }
            () = send.closed() => {}
            _ = ending.wait_for(|is_ending| *is_ending) => {}
        }
    });
    Ok(Body::new(EventBody(parts)))
}

/// Returns the desks to follow, where the stream begins, and what its first part says.
fn follow(call: &Call) -> Result<(Vec<FollowedDesk>, Positions, String), Problem> {
    let known = match (call.headers.last_event.as_deref(), call.query("after")) {
        (Some(known), _) | (None, Some(known)) => Positions::parse(known)?,
        (None, None) => Positions::default(),
    };
    let named = call.query.iter().filter(|(name, _)| name == "desk").map(|(_, desk)| desk);
    let named: Vec<DeskName> = named.map(|name| DeskName::named(name)).collect();
    // A client that goes on names no desk again.
    let named = if named.is_empty() { known.0.keys().cloned().collect() } else { named };
    if named.len() > DESKS_MAX {
        let why = format!("a stream follows at most {DESKS_MAX} desks");
        let next = "begin several streams";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, NOT_BEGUN, why, next));
    }
    let desks: Vec<Desk> = if named.is_empty() {
        vec![call.usual_desk()?]
    } else {
        named.iter().map(|name| call.used_desk(name.as_str())).collect::<Result<_, _>>()?
    };
    let (mut positions, mut restarted, mut followed) =
        (Positions::default(), Vec::new(), Vec::new());
    for desk in desks {
        let name = desk.name();
        if positions.0.contains_key(&name) {
            continue;
        }
        // Before the first look: what happens between both is heard.
        let feed =
            call.server.feeds.of(desk.paths()).map_err(|error| Problem::unexpected(&error))?;
        let newest = look(&desk)?.watch.seq;
        let after = known.0.get(&name).copied().unwrap_or(newest);
        if after > newest {
            restarted.push(name.clone());
        }
        positions.0.insert(name.clone(), after.min(newest));
        followed.push(FollowedDesk { name, desk: Arc::new(desk), feed });
    }
    let after =
        positions.0.iter().map(|(desk, seq)| (desk.to_string(), *seq)).collect::<BTreeMap<_, _>>();
    let begun = line(&EventsBegun { after, restarted });
    Ok((followed, positions, begun.map_err(|error| Problem::unexpected(&error))?))
}

const NOT_BEGUN: &str = "The stream was not begun";

/// Why the server ends a stream.
enum StreamEnd {
    /// The reader did not read.
    TooSlow,
    /// The token was revoked or changed.
    Revoked,
}

impl StreamEnd {
    fn why(&self) -> &'static str {
        match self {
            Self::TooSlow => "its reader was too slow",
            Self::Revoked => "its token was revoked or changed",
        }
    }
}

/// A stream that tells what happens.
struct EventTelling<'a> {
    call: &'a Call,
    followed: Vec<FollowedDesk>,
    positions: Positions,
    send: &'a Sender<Bytes>,
}

impl EventTelling<'_> {
    /// Sends what happens, as long as the reader may read it and does.
    async fn tell(mut self) -> StreamEnd {
        loop {
            for place in 0..self.followed.len() {
                if let Err(end) = self.catch_up(place).await {
                    return end;
                }
            }
            tokio::select! {
                () = any_change(&mut self.followed) => {}
                () = sleep(HEARTBEAT) => {
                    if let Err(end) = self.give(": alive\n\n".to_owned()).await {
                        return end;
                    }
                }
            }
        }
    }

    /// Sends what happened on one of the desks since its position.
    async fn catch_up(&mut self, place: usize) -> Result<(), StreamEnd> {
        let Some(one) = self.followed.get(place) else { return Ok(()) };
        let (desk, name) = (Arc::clone(&one.desk), one.name.clone());
        loop {
            let after = self.positions.0.get(&name).copied().unwrap_or_default();
            let desk = Arc::clone(&desk);
            let read = spawn_blocking(move || desk.log_from(after, CHUNK)).await;
            // What cannot be read now, such as a damaged journal, is tried again at the next change.
            let Ok(Ok((activities, last, newest))) = read else { return Ok(()) };
            let mut part = String::new();
            for activity in activities {
                self.positions.0.insert(name.clone(), activity.seq);
                let Ok(data) = line(&DeskEvent::of(&name, activity)) else { return Ok(()) };
                // A text takes everything.
                let _ = write!(part, "id: {}\ndata: {data}\n\n", self.positions);
            }
            self.positions.0.insert(name.clone(), last.max(after));
            if !part.is_empty() {
                self.give(part).await?;
            }
            if last >= newest {
                return Ok(());
            }
        }
    }

    /// Sends a part to a reader who may read it still and took in time what came before.
    async fn give(&self, part: String) -> Result<(), StreamEnd> {
        let caller = &self.call.caller;
        let is_known = match self.call.server.settings() {
            Ok(settings) => caller.is_still_known(&settings.serve),
            // Nobody knows which tokens are valid.
            Err(_) => caller.known != KnownBy::Token,
        };
        if !is_known {
            return Err(StreamEnd::Revoked);
        }
        match timeout(READER_TIME, self.send.send(Bytes::from(part))).await {
            Ok(Ok(())) => Ok(()),
            // A reader that is gone is told nothing: the stream ends for that reason.
            Ok(Err(_)) | Err(_) => Err(StreamEnd::TooSlow),
        }
    }
}

/// Waits until something may have happened on one of the desks.
async fn any_change(followed: &mut [FollowedDesk]) {
    let mut changes: Vec<_> = followed.iter_mut().map(|one| Box::pin(one.feed.changed())).collect();
    poll_fn(|context| {
        let is_changed = changes.iter_mut().any(|change| change.as_mut().poll(context).is_ready());
        if is_changed { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}
