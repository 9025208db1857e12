//! Lets a request in: who sends it, and whether they may.

use std::net::SocketAddr;

use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use rustix::process::geteuid;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::answer::JSON;
use super::problem::{Dialect, Problem};
use super::rates::LimitedBy;
use super::route::Route;
use super::scope::TokenScope;
use super::server::Server;
use super::who::{Caller, KnownBy, Peer};
use crate::config::ServeSettings;

const WHAT: &str = "Nothing was done";

/// Returns who sends a request as far as that is known, and whether it may be answered.
pub fn admit(
    server: &Server,
    peer: Peer,
    head: &Parts,
    route: &Route,
) -> (Caller, Result<(), Problem>) {
    let settings = server.settings().ok();
    let usual = ServeSettings::default();
    let known = settings.as_ref().map_or(&usual, |settings| &settings.serve);
    let nobody = Caller::without_token(KnownBy::Nothing);
    if route.scope == TokenScope::Open {
        // Everybody may ask, and a flood of others must not make a probe fail.
        return (by_connection(server, peer).unwrap_or(nobody), Ok(()));
    }
    let found = match presented(&head.headers) {
        Presented::Nothing => by_connection(server, peer).ok_or("it has no token"),
        Presented::Token(_) if settings.is_none() => return (nobody, Err(broken_settings())),
        Presented::Token(token) => by_token(&token, known).ok_or("no such token is valid"),
        Presented::Other => Err("its `Authorization` is no bearer token"),
    };
    let found = found.map_err(|why| unknown(server, peer, known, why));
    match found {
        Ok(caller) => {
            let checked = within_rate(server, peer, &caller, known)
                .and_then(|()| may(&caller, route.scope))
                .and_then(|()| is_json(head, route));
            (caller, checked)
        }
        Err(problem) => (nobody, Err(problem)),
    }
}

/// What a request presents to say who sends it.
enum Presented {
    Nothing,
    Token(Vec<u8>),
    /// Something that is no single token.
    Other,
}

fn presented(headers: &HeaderMap) -> Presented {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    match (values.next(), values.next()) {
        (None, _) => Presented::Nothing,
        (Some(value), None) => {
            let (scheme, token) = value.as_bytes().split_at(value.len().min(7));
            if scheme.eq_ignore_ascii_case(b"Bearer ") {
                Presented::Token(token.trim_ascii().to_vec())
            } else {
                Presented::Other
            }
        }
        (Some(_), Some(_)) => Presented::Other,
    }
}

/// Returns the caller with a token. Every token is compared, each in constant time: how long it takes says nothing
/// about them. A token has 256 random bits, so a plain hash of it cannot be guessed either.
fn by_token(token: &[u8], settings: &ServeSettings) -> Option<Caller> {
    let hash: [u8; 32] = Sha256::digest(token).into();
    let mut found = None;
    for known in &settings.tokens {
        if bool::from(known.hash.ct_eq(&hash)) {
            found = Some(known);
        }
    }
    found.map(Caller::of_token)
}

/// Returns the caller that needs no token because of its connection.
fn by_connection(server: &Server, peer: Peer) -> Option<Caller> {
    let known = match peer {
        Peer::User(uid) if uid == Some(geteuid().as_raw()) => KnownBy::Socket,
        Peer::Address { from, to } if server.insecure_loopback && are_local(from, to) => {
            KnownBy::Loopback
        }
        Peer::User(_) | Peer::Address { .. } => return None,
    };
    Some(Caller::without_token(known))
}

/// Reports whether both ends of a connection are loopback addresses.
fn are_local(from: SocketAddr, to: SocketAddr) -> bool {
    from.ip().to_canonical().is_loopback() && to.ip().to_canonical().is_loopback()
}

/// Returns the problem of a caller that is not known.
fn unknown(server: &Server, peer: Peer, settings: &ServeSettings, why: &str) -> Problem {
    let nobody = Caller::without_token(KnownBy::Nothing);
    if let Err(problem) = within_rate(server, peer, &nobody, settings) {
        return problem;
    }
    let next = "send a token: `onwatch token add NAME` makes one, and a request has it as `Authorization: Bearer TOKEN`";
    Problem::new(StatusCode::UNAUTHORIZED, WHAT, why, next)
        .with_header(header::WWW_AUTHENTICATE.as_str(), "Bearer")
}

fn broken_settings() -> Problem {
    let why = "the settings of the server cannot be read, so no token is known";
    let next = "check them on its machine: `onwatch config check`";
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, WHAT, why, next)
}

fn within_rate(
    server: &Server,
    peer: Peer,
    caller: &Caller,
    settings: &ServeSettings,
) -> Result<(), Problem> {
    let limited = match (&caller.name, peer) {
        (Some(name), _) => {
            let rate = caller.rate.map_or(settings.rate, |own| own.0);
            rate.map(|rate| (LimitedBy::Token(name), rate))
        }
        (None, Peer::Address { from, .. }) if caller.known == KnownBy::Nothing => {
            return server.rates.anonymous(from.ip()).map_err(|exceeded| exceeded.problem());
        }
        (None, _) => None,
    };
    let Some((by, rate)) = limited else { return Ok(()) };
    server.rates.request(by, rate).map_err(|exceeded| exceeded.problem())
}

fn may(caller: &Caller, needed: TokenScope) -> Result<(), Problem> {
    if caller.scope >= needed {
        return Ok(());
    }
    let (has, needed) = (caller.scope.word(), needed.word());
    let why = format!("it needs the scope {needed}, and its token has {has}");
    let next = format!("use a token that has it: `onwatch token add NAME --scope {needed}`");
    let problem = Problem::new(StatusCode::FORBIDDEN, WHAT, why, next);
    let told = format!("Bearer error=\"insufficient_scope\", scope=\"{needed}\"");
    Err(problem.with_header(header::WWW_AUTHENTICATE.as_str(), told))
}

/// Checks that a body is not said to be something else than JSON. The form of a web page always says so; a request
/// of a page that says nothing has an `Origin`, which was checked.
fn is_json(head: &Parts, route: &Route) -> Result<(), Problem> {
    // The clients of the services know another answer, which the handler gives.
    let Some(media_type) =
        head.headers.get(header::CONTENT_TYPE).filter(|_| route.dialect == Dialect::Problem)
    else {
        return Ok(());
    };
    let length = head.headers.get(header::CONTENT_LENGTH);
    let has_body = head.headers.contains_key(header::TRANSFER_ENCODING)
        || length.is_some_and(|length| length.as_bytes() != b"0");
    let media_type = media_type.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
    let media_type = media_type.trim().to_ascii_lowercase();
    if !has_body || media_type == JSON || media_type.ends_with("+json") {
        return Ok(());
    }
    let why = "its body is not said to be JSON";
    let next = format!("send it with `Content-Type: {JSON}`");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, WHAT, why, next))
}
