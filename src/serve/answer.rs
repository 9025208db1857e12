//! The answer to a call.

use http::StatusCode;

use crate::core::Watch;

/// The media type of JSON.
pub const JSON: &str = "application/json";

/// The answer to a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpAnswer {
    /// The status.
    pub status: StatusCode,
    /// The media type of the body.
    pub media_type: &'static str,
    /// Other headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl HttpAnswer {
    /// Returns a text, with status 200.
    #[must_use]
    pub fn text(media_type: &'static str, text: impl Into<String>) -> Self {
        let body = text.into().into_bytes();
        Self { status: StatusCode::OK, media_type, headers: Vec::new(), body }
    }

    /// Returns it with another status.
    #[must_use]
    pub fn with_status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Returns it with the number of the newest event of its desk, for `If-Match` of a later request.
    #[must_use]
    pub fn at(self, watch: &Watch) -> Self {
        self.with_header("etag", format!("\"{}\"", watch.seq))
    }

    /// Returns it with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
