//! A call that failed, as problem details (RFC 9457) or in the form that the clients of another service know.

use std::fmt::Display;

use chrono::Local;
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;

use super::answer::{HttpAnswer, JSON};
use crate::cli::hint;
use crate::contract::{BodyFault, BodyFaults, CompletionAnswer, DetailedWords, ProblemDetails};
use crate::core::{CheckReport, DeskName, Hint};
use crate::failure::{Failure, Words};

/// The media type of problem details.
const PROBLEM_JSON: &str = "application/problem+json";

/// A call that failed.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    /// What happened, why, and what to do next.
    pub words: Box<Words>,
    /// What to do next, for a front end that words it; `None` if only the words say it.
    pub hints: Option<Box<NextHints>>,
    /// What the checks say, if they block a completion.
    pub check: Option<Box<CompletionAnswer>>,
    /// What is wrong with the request, part by part.
    pub faults: Vec<BodyFault>,
    /// Problems that did not cause it.
    pub warnings: Vec<String>,
    /// Headers of the answer.
    pub headers: Vec<(&'static str, String)>,
}

/// What to do next.
#[derive(Debug, Clone)]
pub struct NextHints {
    /// What to do.
    pub next: Vec<Hint>,
    /// On which desk.
    pub desk: DeskName,
    /// What the checks say, if they block a completion.
    pub report: Option<CheckReport>,
}

impl NextHints {
    /// Returns what to do after a failure on a desk; `None` if that is no command.
    #[must_use]
    pub fn of(failure: &Failure, desk: &DeskName) -> Option<Box<Self>> {
        let (next, report) = match failure {
            Failure::Refused(refusal) => (refusal.next.clone(), None),
            Failure::Incomplete(incomplete) => (incomplete.next(), Some(incomplete.report.clone())),
            Failure::Store(_)
            | Failure::Index(_)
            | Failure::Config(_)
            | Failure::UnknownDesk(_)
            | Failure::Paths(_) => return None,
        };
        Some(Box::new(Self { next, desk: desk.clone(), report }))
    }
}

/// In which form the clients of a route know a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    /// Problem details.
    Problem,
    /// An object with `detail`: the faults of the request, or else what happened, why and what next.
    Detail,
}

impl Problem {
    /// Returns a problem with a status, and what happened, why, and what to do next.
    pub fn new(
        status: StatusCode,
        what: impl Into<String>,
        why: impl Into<String>,
        next: impl Into<String>,
    ) -> Self {
        let words = Words { what: what.into(), why: why.into(), next: next.into() };
        let words = Box::new(words);
        let (faults, warnings, headers) = (Vec::new(), Vec::new(), Vec::new());
        Self { status, words, hints: None, check: None, faults, warnings, headers }
    }

    /// Returns the problem of an error that no request can cause.
    pub fn unexpected(error: &dyn Display) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The answer could not be made",
            error.to_string(),
            "look at what was recorded, and report this problem",
        )
    }

    /// Returns the problem of a request with faults.
    #[must_use]
    pub fn invalid(faults: Vec<BodyFault>) -> Self {
        let why: Vec<&str> = faults.iter().map(|fault| fault.msg.as_str()).collect();
        let why = why.join("; ");
        let next = "correct the request; /openapi.json describes it";
        let what = "The request was not understood";
        Self { faults, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, what, why, next) }
    }

    /// Returns it as the problem of a request whose `If-Match` names an earlier event.
    #[must_use]
    pub fn of_a_moved_desk(self) -> Self {
        Self { status: StatusCode::PRECONDITION_FAILED, ..self }
    }

    /// Returns it with one more header.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Returns what is wrong with the request, part by part. What the core alone knows is no part of it.
    fn named_faults(&self) -> Vec<BodyFault> {
        let is_of_core = self.faults.is_empty() && self.status == StatusCode::UNPROCESSABLE_ENTITY;
        if !is_of_core {
            return self.faults.clone();
        }
        let msg = format!("Value error, {}; {}", self.words.why, self.words.next);
        let (loc, input) = (vec!["body".into()], Value::Null);
        vec![BodyFault { kind: "value_error", loc, msg, input, ctx: None }]
    }

    /// Returns it as an answer.
    #[must_use]
    pub fn answer(&self, dialect: Dialect) -> HttpAnswer {
        let Words { what, why, next } = self.words.as_ref();
        let (media_type, body) = match dialect {
            Dialect::Problem => {
                let details = ProblemDetails {
                    kind: "about:blank",
                    title: what,
                    status: self.status.as_u16(),
                    detail: why,
                    next,
                    check: self.check.as_deref(),
                    errors: &self.faults,
                    warnings: &self.warnings,
                };
                (PROBLEM_JSON, serde_json::to_vec(&details))
            }
            Dialect::Detail => {
                let faults = self.named_faults();
                let body = if faults.is_empty() {
                    serde_json::to_vec(&DetailedWords { detail: Words::clone(&self.words) })
                } else {
                    serde_json::to_vec(&BodyFaults { detail: faults })
                };
                (JSON, body)
            }
        };
        let (status, headers) = (self.status, self.headers.clone());
        HttpAnswer { status, media_type, headers, body: body.unwrap_or_default() }
    }
}

impl HttpAnswer {
    /// Returns a value as JSON, with status 200.
    ///
    /// # Errors
    /// If the serializer fails; it does so for no answer of this program.
    pub fn json(value: &impl Serialize) -> Result<Self, Problem> {
        let body = serde_json::to_vec(value).map_err(|error| Problem::unexpected(&error))?;
        Ok(Self { status: StatusCode::OK, media_type: JSON, headers: Vec::new(), body })
    }
}

/// Returns the status of a failure.
#[must_use]
pub fn status_of(failure: &Failure) -> StatusCode {
    use crate::core::RefusalKind;
    match failure {
        Failure::Refused(refusal) => match refusal.kind {
            RefusalKind::Usage => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::NothingThere => StatusCode::NOT_FOUND,
            RefusalKind::Refused => StatusCode::CONFLICT,
            RefusalKind::Policy => StatusCode::LOCKED,
        },
        Failure::Incomplete(_) => StatusCode::CONFLICT,
        Failure::Store(_)
        | Failure::Index(_)
        | Failure::Config(_)
        | Failure::UnknownDesk(_)
        | Failure::Paths(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

/// Returns the problem of a failure on a desk.
#[must_use]
pub fn problem_of(failure: &Failure, desk: &DeskName) -> Problem {
    let words = failure.words(&|next| hint::text(next, desk, &Local));
    let hints = NextHints::of(failure, desk);
    Problem { words: Box::new(words), hints, ..Problem::new(status_of(failure), "", "", "") }
}
