//! Which names of the server a request may carry, and which web pages may send one.
//!
//! A page in a browser can reach a server on the same machine. Against a foreign name that was bound to this
//! address (DNS rebinding) stands the check of `Host`; against a request across sites stands that of `Origin`.

use http::request::Parts;
use http::uri::Authority;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};

use super::problem::Problem;
use super::who::Peer;
use crate::config::ServeSettings;

const WHAT: &str = "Nothing was done";
/// What a browser says about the page that asks.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks that a request means this server, and that no foreign page sends a change.
///
/// # Errors
/// [`Problem`] with status 400, 403 or 421.
pub fn check(head: &Parts, peer: Peer, settings: &ServeSettings) -> Result<(), Problem> {
    let host = host(head)?;
    if !is_ours(&host, peer, settings) {
        let why = format!("the server does not know the name '{host}'");
        let next = "use its address, or add the name to `allow_hosts` in [serve]";
        return Err(Problem::new(StatusCode::MISDIRECTED_REQUEST, WHAT, why, next));
    }
    let changes = !matches!(head.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && !may_change(&head.headers, &host, settings) {
        let why = "a web page of another origin sent it";
        let next = "add its origin to `allow_origins` in [serve] if it may";
        return Err(Problem::new(StatusCode::FORBIDDEN, WHAT, why, next));
    }
    Ok(())
}

/// Returns the only `Host` of a request.
fn host(head: &Parts) -> Result<Authority, Problem> {
    let refused = |why: &str| {
        let next = "send one header `Host` with the name or the address of the server";
        Problem::new(StatusCode::BAD_REQUEST, WHAT, why, next)
    };
    let one =
        only(&head.headers, &header::HOST).map_err(|()| refused("it has two headers `Host`"))?;
    let one = one.ok_or_else(|| refused("it has no header `Host`"))?;
    let host = Authority::try_from(one.as_bytes());
    let host = host.ok().filter(|host| !host.as_str().contains('@'));
    let host = host.ok_or_else(|| refused("its `Host` is no name and no address"))?;
    // Of two names, a proxy may have checked the other one.
    if head.uri.authority().is_some_and(|named| *named != host) {
        return Err(refused("its address and its `Host` differ"));
    }
    Ok(host)
}

/// Returns the value of a header; an error if there are two.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Result<Option<&'a HeaderValue>, ()> {
    let mut values = headers.get_all(name).iter();
    let first = values.next();
    if values.next().is_some() { Err(()) } else { Ok(first) }
}

fn is_ours(host: &Authority, peer: Peer, settings: &ServeSettings) -> bool {
    // No browser reaches a Unix socket.
    let Peer::Address { to, .. } = peer else { return true };
    let name = host.host().trim_end_matches('.').to_ascii_lowercase();
    let with_port = host.port_u16().map(|port| format!("{name}:{port}"));
    if settings.allow_hosts.iter().any(|known| *known == name || Some(known) == with_port.as_ref())
    {
        return true;
    }
    let is_our_port = host.port().map_or(to.port() == 80, |_| host.port_u16() == Some(to.port()));
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(&name);
    let address = bare.parse::<std::net::IpAddr>().ok().map(|ip| ip.to_canonical());
    let is_our_name = name == "localhost"
        || address.is_some_and(|ip| ip.is_loopback() || ip == to.ip().to_canonical());
    is_our_port && is_our_name
}

fn may_change(headers: &HeaderMap, host: &Authority, settings: &ServeSettings) -> bool {
    match only(headers, &header::ORIGIN) {
        Err(()) => false,
        Ok(Some(origin)) => origin.to_str().is_ok_and(|origin| {
            let (scheme, name) = origin.split_once("://").unwrap_or_default();
            let usual = if scheme == "https" { ":443" } else { ":80" };
            let plain = |name: &str| name.to_ascii_lowercase().trim_end_matches(usual).to_owned();
            let is_own = matches!(scheme, "http" | "https") && plain(name) == plain(host.as_str());
            is_own || is_listed(origin, settings)
        }),
        Ok(None) => {
            headers.get_all(&FETCH_SITE).iter().all(|site| site == "same-origin" || site == "none")
        }
    }
}

fn is_listed(origin: &str, settings: &ServeSettings) -> bool {
    settings.allow_origins.iter().any(|listed| listed.eq_ignore_ascii_case(origin))
}

/// Returns the origin of a page that the settings list; `None` if no page asks, or another one.
#[must_use]
pub fn listed_origin(headers: &HeaderMap, settings: &ServeSettings) -> Option<HeaderValue> {
    let origin = only(headers, &header::ORIGIN).ok()??;
    is_listed(origin.to_str().ok()?, settings).then(|| origin.clone())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use http::Request;

    use super::*;

    fn status(peer: Peer, settings: &ServeSettings, request: http::request::Builder) -> u16 {
        let (head, ()) = request.body(()).unwrap().into_parts();
        check(&head, peer, settings).map_or_else(|problem| problem.status.as_u16(), |()| 200)
    }

    fn peer() -> Peer {
        let (from, to) = ("127.0.0.1:5000".parse().unwrap(), "127.0.0.1:7464".parse().unwrap());
        Peer::Address { from, to }
    }

    #[test]
    fn only_names_of_the_server_are_answered() {
        let allow_hosts = vec!["onwatch.example".to_owned(), "other.example:8443".to_owned()];
        let settings = ServeSettings { allow_hosts, ..ServeSettings::default() };
        for (host, expected) in [
            ("127.0.0.1:7464", 200),
            ("localhost:7464", 200),
            ("LOCALHOST.:7464", 200),
            ("[::1]:7464", 200),
            ("onwatch.example", 200),
            ("OnWatch.example:1", 200),
            ("other.example:8443", 200),
            ("other.example", 421),
            ("localhost", 421),
            ("localhost:80", 421),
            ("localhost:", 421),
            ("127.0.0.1.evil.example:7464", 421),
            ("evil.example:7464", 421),
            ("10.0.0.7:7464", 421),
            ("localhost:7464@evil.example", 400),
            ("a b", 400),
            ("", 400),
        ] {
            let request = || Request::get("/").header("host", host);
            assert_eq!(status(peer(), &settings, request()), expected, "{host}");
        }
        assert_eq!(status(Peer::User(None), &settings, Request::get("/").header("host", "x")), 200);
    }

    #[test]
    fn a_request_has_one_host_also_if_its_address_names_one() {
        let settings = ServeSettings::default();
        let none = Request::get("/");
        assert_eq!(status(peer(), &settings, none), 400);
        let two =
            Request::get("/").header("host", "localhost:7464").header("host", "localhost:7464");
        assert_eq!(status(peer(), &settings, two), 400);
        let other = Request::get("http://evil.example/").header("host", "localhost:7464");
        assert_eq!(status(peer(), &settings, other), 400);
        let same = Request::get("http://localhost:7464/").header("host", "localhost:7464");
        assert_eq!(status(peer(), &settings, same), 200);
    }

    #[test]
    fn a_change_comes_from_no_page_from_an_own_page_or_from_a_listed_one() {
        let allow_origins = vec!["https://board.example".to_owned()];
        let settings = ServeSettings { allow_origins, ..ServeSettings::default() };
        for (name, value, expected) in [
            ("x-none", "", 200),
            ("origin", "http://127.0.0.1:7464", 200),
            ("origin", "https://board.example", 200),
            ("origin", "https://BOARD.example", 200),
            ("origin", "https://evil.example", 403),
            ("origin", "http://board.example", 403),
            ("origin", "http://127.0.0.1:7465", 403),
            ("origin", "http://localhost:7464", 403),
            ("origin", "null", 403),
            ("origin", "", 403),
            ("sec-fetch-site", "same-origin", 200),
            ("sec-fetch-site", "none", 200),
            ("sec-fetch-site", "same-site", 403),
            ("sec-fetch-site", "cross-site", 403),
        ] {
            let request = |method: &str| {
                let request = Request::builder().method(method).uri("/");
                request.header("host", "127.0.0.1:7464").header(name, value)
            };
            assert_eq!(status(peer(), &settings, request("POST")), expected, "{name}: {value}");
            assert_eq!(status(peer(), &settings, request("GET")), 200, "{name}: {value}");
        }
    }
}
