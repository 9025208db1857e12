//! Asks a server.

use std::fmt;
use std::io::Read;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use ureq::http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri};
use ureq::{Agent, Body};

use super::client::{Written, client, written};
use super::file;
use super::http_cause::{Stage, cause, of_io};
use super::mask::Mask;
use super::outcome::{Came, NoAnswer, bytes_text};
use super::redirect;
use super::secrets::Secrets;
use crate::config::{HttpLogin, HttpMethod, HttpSource, SecretFrom};
use crate::formats::Code;

/// The most bytes of a body that is sent.
const SENT_MOST: u64 = 1_024 * 1_024;

/// What is sent is counted in blocks of so many bytes. One more is for what the client adds.
const BLOCK: usize = 16 * 1_024;

/// The client of one source, kept from one look to the next.
#[derive(Default)]
pub(super) struct KeptClient(Option<(Written, usize, Agent)>);

impl fmt::Debug for KeptClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeptClient(…)")
    }
}

impl KeptClient {
    /// Returns the client, made anew if one of its files has changed, or if it has no room for what is sent.
    fn of(&mut self, http: &HttpSource, timeout_ms: u64, sent: &Sent) -> Result<&Agent, NoAnswer> {
        let (now, room) = (written(http), sent.room(&http.url));
        let kept = self.0.take().filter(|(then, has, _)| *then == now && *has == room);
        let kept = match kept {
            Some(kept) => kept,
            None => (now, room, client(http, timeout_ms, room)?),
        };
        Ok(&self.0.insert(kept).2)
    }
}

/// What is sent.
struct Sent {
    method: Method,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Sent {
    /// Returns how many bytes have room for its first line and for its headers.
    fn room(&self, url: &Uri) -> usize {
        let line = url.path_and_query().map_or(0, |asked| asked.as_str().len());
        let headers = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        (line + headers.sum::<usize>()).next_multiple_of(BLOCK) + BLOCK
    }
}

/// Asks a server once. Adds the secrets that it sends to a mask.
pub(super) fn ask(
    http: &HttpSource,
    kept: &mut KeptClient,
    secrets: &Secrets,
    mask: &mut Mask,
    (timeout_ms, most): (u64, u64),
) -> Came {
    let until = Instant::now() + Duration::from_millis(timeout_ms);
    let sent = match sent(http, secrets, mask) {
        Ok(sent) => sent,
        Err(failure) => return failure.into(),
    };
    let answer = kept
        .of(http, timeout_ms, &sent)
        .and_then(|agent| follow(agent, &http.url, sent, until, timeout_ms));
    match answer {
        Ok(response) => read(response, timeout_ms, most),
        Err(failure) => failure.into(),
    }
}

fn sent(http: &HttpSource, secrets: &Secrets, mask: &mut Mask) -> Result<Sent, NoAnswer> {
    let mut headers = HeaderMap::new();
    let mut body = Vec::new();
    if let Some(path) = &http.body_file {
        let came = file::read(path, "body_file", SENT_MOST);
        if let Some(failure) = came.failure {
            let cause = format!("the file {} of `body_file`: {}", path.display(), failure.cause);
            return Err(NoAnswer::new(cause, failure.next));
        }
        body = came.body;
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    let mut add = |name: HeaderName, field: &str, from: &SecretFrom, user: Option<&str>| {
        let secret = secrets.read(field, from)?;
        mask.add(secret.bytes());
        let value = match (user, field) {
            (Some(user), _) => {
                let both = [user.as_bytes(), b":", secret.bytes()].concat();
                mask.add(&both);
                format!("Basic {}", BASE64.encode(&both)).into_bytes()
            }
            (None, "bearer") => [b"Bearer ", secret.bytes()].concat(),
            (None, _) => secret.bytes().to_vec(),
        };
        let mut value = HeaderValue::from_bytes(&value).map_err(|_| {
            NoAnswer::new(format!("the secret of `{field}` fits in no header"), "write another one")
        })?;
        value.set_sensitive(true);
        headers.insert(name, value);
        Ok::<(), NoAnswer>(())
    };
    match &http.login {
        Some(HttpLogin::Basic(user, from)) => add(AUTHORIZATION, "basic", from, Some(user))?,
        Some(HttpLogin::Bearer(from)) => add(AUTHORIZATION, "bearer", from, None)?,
        None => {}
    }
    for (name, from) in &http.headers {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
            NoAnswer::new(format!("'{name}' is no name of a header"), "change `headers`")
        })?;
        add(header, name, from, None)?;
    }
    let method = match http.method {
        HttpMethod::Get => Method::GET,
        HttpMethod::Post => Method::POST,
    };
    Ok(Sent { method, headers, body })
}

/// Sends a request, and follows redirects on the same server.
fn follow(
    agent: &Agent,
    url: &Uri,
    mut sent: Sent,
    until: Instant,
    timeout_ms: u64,
) -> Result<Response<Body>, NoAnswer> {
    let mut at = url.clone();
    for nth in 0..=redirect::MOST {
        let answer = send(agent, &at, &sent, (nth > 0).then_some(until));
        let answer = answer.map_err(|error| cause(&error, &at, Stage::Answer, timeout_ms))?;
        let location = answer.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let Some(location) = location.filter(|_| answer.status().is_redirection()) else {
            return Ok(answer);
        };
        at = redirect::target(&at, location)?;
        // As browsers do: only these two ask for the same request again.
        if !matches!(answer.status().as_u16(), 307 | 308) {
            sent.method = Method::GET;
            sent.body.clear();
            sent.headers.remove(CONTENT_TYPE);
        }
    }
    let cause = format!("it redirects more than {} times", redirect::MOST);
    Err(NoAnswer::new(cause, "write the final address in `url`"))
}

fn send(
    agent: &Agent,
    at: &Uri,
    sent: &Sent,
    until: Option<Instant>,
) -> Result<Response<Body>, ureq::Error> {
    let mut request = Request::builder().method(sent.method.clone()).uri(at.clone());
    if let Some(headers) = request.headers_mut() {
        headers.clone_from(&sent.headers);
    }
    // The timeout counts for all requests together.
    let left = until.map(|until| until.saturating_duration_since(Instant::now()));
    let left = left.map(|left| left.max(Duration::from_millis(1)));
    if sent.method == Method::POST {
        let request = request.body(sent.body.clone())?;
        return match left {
            Some(left) => {
                agent.run(agent.configure_request(request).timeout_global(Some(left)).build())
            }
            None => agent.run(request),
        };
    }
    let request = request.body(())?;
    match left {
        Some(left) => {
            agent.run(agent.configure_request(request).timeout_global(Some(left)).build())
        }
        None => agent.run(request),
    }
}

/// Reads an answer to its end, or to the most bytes.
fn read(answer: Response<Body>, timeout_ms: u64, most: u64) -> Came {
    let (parts, mut body) = answer.into_parts();
    let text = |name| parts.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let mut came = Came {
        code: Some(Code::Http(parts.status.as_u16())),
        content_type: text(CONTENT_TYPE).map(str::to_owned),
        ..Came::default()
    };
    let encoding = text(CONTENT_ENCODING).map(str::trim).unwrap_or_default();
    if !(encoding.is_empty() || encoding.eq_ignore_ascii_case("identity")) {
        let cause = format!("the answer is compressed ({encoding}), which was not asked for");
        came.failure = Some(NoAnswer::new(cause, "ask the server itself, without its cache"));
        return came;
    }
    let mut reader = body.as_reader().take(most.saturating_add(1));
    let read = reader.read_to_end(&mut came.body);
    let length = u64::try_from(came.body.len()).unwrap_or(u64::MAX);
    if let Err(error) = read {
        came.failure = Some(of_io(&error, Stage::Body(length), timeout_ms));
    } else if length > most {
        let cause = format!("the answer has more than {}", bytes_text(most));
        came.failure = Some(NoAnswer::new(cause, "raise `max_bytes`, or ask for less in `url`"));
        came.body.truncate(came.body.len().saturating_sub(1));
    }
    came
}
