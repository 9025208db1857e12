//! Runs the server until a signal ends it.

use std::convert::Infallible;
use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Builder;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch::channel;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_io_timeout::TimeoutStream;

use super::access::AccessLog;
use super::counts::HttpCounts;
use super::exposure;
use super::feed::Feeds;
use super::guard;
use super::limits::{
    BUFFER_MAX, COMMANDS_MAX, ClientLimits, HEADER_COUNT_MAX, HEADERS_MAX, THREADS_MAX, URI_MAX,
};
use super::listen::{Connection, Listening, USUAL};
use super::logs;
use super::rates::Rates;
use super::respond::router;
use super::server::Server;
use super::stream_places::StreamPlaces;
use super::turned_away::TurnedAway;
use super::who::Peer;
use crate::cli::ServedDesk;
use crate::clock::Clock;
use crate::config::{KnownDirectives, KnownSettings};
use crate::failure::Words;
use crate::sources::RunningCommands;

/// How long answers that are being made may take once the server ends.
const LAST_ANSWERS: Duration = Duration::from_millis(1_500);
/// How long commands that are being carried out may take then.
const LAST_COMMANDS: Duration = Duration::from_millis(400);

/// What ends a server beside a signal.
#[derive(Debug, Clone, Default)]
pub struct End(Arc<Notify>);

impl End {
    /// Ends the server.
    pub fn now(&self) {
        self.0.notify_one();
    }
}

/// Answers programs over HTTP until SIGTERM or SIGINT. Stderr says where it listens.
///
/// # Errors
/// As [`run_until`].
pub fn run(served: ServedDesk, clock: Arc<dyn Clock>) -> Result<(), Words> {
    logs::begin();
    run_until(served, clock, &End::default(), |place| eprintln!("onwatch: listening on {place}"))
}

/// Answers programs over HTTP until a signal or `end`. `told` gets the place where it listens.
///
/// # Errors
/// What happened, why, and what to do next, if it cannot listen.
pub fn run_until(
    served: ServedDesk,
    clock: Arc<dyn Clock>,
    end: &End,
    told: impl FnOnce(&str),
) -> Result<(), Words> {
    run_within(served, clock, end, ClientLimits::default(), told)
}

/// As [`run_until`], with limits of its own.
///
/// # Errors
/// As [`run_until`].
pub fn run_within(
    served: ServedDesk,
    clock: Arc<dyn Clock>,
    end: &End,
    limits: ClientLimits,
    told: impl FnOnce(&str),
) -> Result<(), Words> {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .max_blocking_threads(THREADS_MAX)
        .build()
        .map_err(|error| not_begun("a thread", &error))?;
    let ended = runtime.block_on(serve(served, clock, end, limits, told));
    // A command that takes longer is cut off like one of a process that is killed: it is whole or not there.
    runtime.shutdown_timeout(LAST_COMMANDS);
    ended
}

fn not_begun(what: &str, error: &io::Error) -> Words {
    let next = match error.kind() {
        ErrorKind::InvalidInput => "write it as 127.0.0.1:7464, or as a path with a `/`",
        ErrorKind::AddrInUse => "end what listens there, or choose another place with --listen",
        ErrorKind::PermissionDenied => "choose a place that you may use, with --listen",
        _ => "choose another place with --listen, or mend what the error names",
    };
    Words {
        what: "The server did not begin".to_owned(),
        why: format!("{what}: {error}"),
        next: next.to_owned(),
    }
}

async fn serve(
    wanted: ServedDesk,
    clock: Arc<dyn Clock>,
    end: &End,
    limits: ClientLimits,
    told: impl FnOnce(&str),
) -> Result<(), Words> {
    let ServedDesk { paths, operator, listen, insecure_loopback } = wanted;
    let known_settings = KnownSettings::default();
    let settings = known_settings.get(&paths.settings(), paths.home());
    let settings = settings.map_err(|error| not_begun("the settings", &io::Error::other(error)))?;
    let place = listen.or_else(|| settings.serve.listen.clone());
    let place = place.unwrap_or_else(|| USUAL.to_owned());
    let failed = |error: io::Error| not_begun(&place, &error);
    let (mut term, mut int) = (
        signal(SignalKind::terminate()).map_err(failed)?,
        signal(SignalKind::interrupt()).map_err(failed)?,
    );
    let listening = Listening::begin(&place).map_err(failed)?;
    let exposed = exposure::check(listening.address(), insecure_loopback, &settings.serve)?;
    if let Some(warning) = exposed {
        tracing::warn!("{warning}");
    }
    let access = AccessLog::begin(paths.access_log()).map_err(failed)?;
    let server = Arc::new(Server {
        limits,
        access,
        paths,
        operator,
        insecure_loopback,
        rates: Rates::new(Arc::clone(&clock)),
        clock,
        known_settings,
        known_directives: KnownDirectives::default(),
        running: RunningCommands::default(),
        turns: Arc::new(Semaphore::new(COMMANDS_MAX)),
        feeds: Feeds::default(),
        streams: StreamPlaces::default(),
        ending: channel(false).0,
        counts: HttpCounts::new().map_err(failed)?,
    });
    let room = Arc::new(Semaphore::new(limits.connections));
    let (answering, turned_away) = (Answering::of(&server), TurnedAway::default());
    told(&listening.place());
    // Nobody is told if systemd did not start it.
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    loop {
        let connection = tokio::select! {
            connection = listening.accept() => connection,
            _ = term.recv() => break,
            _ = int.recv() => break,
            () = end.0.notified() => break,
        };
        let Ok(connection) = connection else {
            // Without a free file handle the next one fails too.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let Ok(place) = Arc::clone(&room).try_acquire_owned() else {
            turned_away.turn_away(connection);
            continue;
        };
        match connection {
            Connection::Tcp(stream, from) => {
                // It ended already.
                let Ok(to) = stream.local_addr() else { continue };
                answering.begin(stream, Peer::Address { from, to }, place);
            }
            Connection::Unix(stream, uid) => answering.begin(stream, Peer::User(uid), place),
        }
    }
    tracing::info!("the server ends");
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    // From now on nobody can connect.
    drop(listening);
    server.ending.send_replace(true);
    let _ = timeout(LAST_ANSWERS, answering.graceful.shutdown()).await;
    server.running.end(LAST_COMMANDS);
    Ok(())
}

/// Answers the requests of connections.
struct Answering {
    server: Arc<Server>,
    router: Router,
    http: http1::Builder,
    graceful: GracefulShutdown,
}

impl Answering {
    fn of(server: &Arc<Server>) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new())
            .header_read_timeout(server.limits.head_time)
            .max_buf_size(BUFFER_MAX)
            .max_headers(HEADER_COUNT_MAX)
            .max_header_size(URI_MAX + HEADERS_MAX);
        let (router, graceful) = (router(server), GracefulShutdown::new());
        Self { server: Arc::clone(server), router, http, graceful }
    }

    /// Answers the requests of one connection, on a task of its own. `place` is given back at its end.
    fn begin<S>(&self, stream: S, peer: Peer, place: OwnedSemaphorePermit)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let (router, server) = (self.router.clone(), Arc::clone(&self.server));
        let service = service_fn(move |request: http::Request<Incoming>| {
            let (router, server) = (router.clone(), Arc::clone(&server));
            async move { Ok::<_, Infallible>(guard::answer(server, peer, router, request).await) }
        });
        let mut stream = TimeoutStream::new(stream);
        // A reader that stands still holds no connection.
        stream.set_write_timeout(Some(self.server.limits.write_time));
        let connection = self.http.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let connection = self.graceful.watch(connection);
        let counted = self.server.counts.connection();
        tokio::spawn(async move {
            // A client that went away is no failure of the server.
            let _ = connection.await;
            drop((place, counted));
        });
    }
}
