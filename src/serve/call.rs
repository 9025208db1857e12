//! One request that was let in.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::server::Server;
use super::who::Caller;
use crate::core::Request;

/// One request that was let in.
#[derive(Clone)]
pub struct Call {
    /// What is served.
    pub server: Arc<Server>,
    /// Who asks.
    pub caller: Caller,
    /// The values of the parts of the path in braces, in their order.
    pub parts: Vec<String>,
    /// The names and values behind `?`, in their order.
    pub query: Vec<(String, String)>,
    /// The headers that a handler may read.
    pub headers: CallHeaders,
    /// The body; empty if there is none.
    pub body: Vec<u8>,
    /// The number of the event that the call made; 0 if it made none.
    pub made: Arc<AtomicU64>,
}

/// The headers that a handler may read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallHeaders {
    /// `Idempotency-Key`: the operation id of a command. See [`Request::operation`].
    pub operation: Option<String>,
    /// `If-Match`: the number of the newest event that the caller saw.
    pub if_match: Option<String>,
    /// `Session-Key`: the session whose desk is meant.
    pub session_key: Option<String>,
    /// `Last-Event-ID`: the last event that a stream before had.
    pub last_event: Option<String>,
    /// `Content-Type`: what the body is.
    pub content_type: Option<String>,
}

impl CallHeaders {
    /// Reports whether the body is said to be JSON.
    #[must_use]
    pub fn is_json(&self) -> bool {
        let media_type = self.content_type.as_deref().unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default();
        let media_type = media_type.trim().to_ascii_lowercase();
        let subtype = media_type.strip_prefix("application/");
        subtype.is_some_and(|subtype| subtype == "json" || subtype.ends_with("+json"))
    }
}

impl Call {
    /// Returns a part of the path by its place.
    #[must_use]
    pub fn part(&self, place: usize) -> &str {
        self.parts.get(place).map_or("", String::as_str)
    }

    /// Returns the value of a name behind `?`; of several the last one.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Adds to a request what its headers say: its operation id.
    #[must_use]
    pub fn guarded(&self, request: Request) -> Request {
        Request { operation: self.headers.operation.clone(), ..request }
    }
}
