//! Requests with an operation id: a repeat is answered, and not obeyed again.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::core::base::Verb;
use crate::core::command::Request;

/// The operation id of a request, and what the request asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationRef {
    /// The operation id.
    pub id: String,
    /// The fingerprint of the request ([`Request::fingerprint`]).
    pub command: String,
}

impl OperationRef {
    /// Returns the operation of a request; `None` if it has no id.
    #[must_use]
    pub fn of(request: &Request) -> Option<Self> {
        let id = request.operation.clone()?;
        Some(Self { id, command: request.fingerprint() })
    }
}

/// A request with an operation id, and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// The id, and what the request asked for.
    #[serde(flatten)]
    pub request: OperationRef,
    /// The event it made.
    pub seq: u64,
    /// The verb.
    pub verb: Verb,
    /// When it took effect, UTC.
    pub at_utc: DateTime<Utc>,
    /// The answer.
    pub message: String,
}
