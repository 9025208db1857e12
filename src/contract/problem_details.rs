//! A request over HTTP that failed.

use serde::Serialize;

use super::body_fault::BodyFault;
use super::check::CompletionAnswer;

/// A request that failed, as problem details. Format: RFC 9457.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct ProblemDetails<'a> {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// What happened.
    pub title: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// Why.
    pub detail: &'a str,
    /// What to do next.
    pub next: &'a str,
    /// What the checks say, if they block a completion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<&'a CompletionAnswer>,
    /// What is wrong with the request, part by part.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub errors: &'a [BodyFault],
    /// Problems that did not cause it.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub warnings: &'a [String],
}
