//! What the clients of the three services get if a request fails: an object with `detail`.

use serde::Serialize;
use serde_json::Value;

use crate::failure::Words;

/// What is wrong with one part of a request. The form is that of the governance server.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BodyFault {
    /// What kind of fault it is, in one word.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// Where it is: `body` or `query`, then the names of fields.
    pub loc: Vec<Value>,
    /// What is wrong.
    pub msg: String,
    /// What was given.
    pub input: Value,
    /// More about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ctx: Option<Value>,
}

/// The body of an answer to a request with faults.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct BodyFaults {
    /// Each fault.
    pub detail: Vec<BodyFault>,
}

/// The body of an answer that says why nothing was done.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema))]
pub struct DetailedWords {
    /// What happened, why, and what to do next.
    pub detail: Words,
}
