//! Why a new source was not added, and what to do next.

use super::error::CliError;
use crate::config::SourceWay;
use crate::failure::Words;
use crate::formats::{Answer, Code, came_text, likely_pointer};
use crate::sources::{Fetched, Heard, asked_text};

/// What to do if only the format is missing.
const GIVE_FORMAT: &str = "give the format with --format FORMAT; docs/sources.md lists all of them";

/// Returns the refusal to add a source.
pub(super) fn not_added(why: String, next: &str) -> CliError {
    CliError::Settings(Words {
        what: "The source was not added".into(),
        why,
        next: next.to_owned(),
    })
}

/// Returns an answer as it came; `None` if none came.
pub(super) fn answer_of(fetched: &Fetched) -> Option<Answer<'_>> {
    Some(Answer {
        code: fetched.code?,
        content_type: fetched.content_type.as_deref(),
        body: &fetched.raw,
        errors: &fetched.errors,
    })
}

/// Returns why nothing that was tried is a source.
pub(super) fn why_not(heard: &[Heard]) -> CliError {
    let told = heard.iter().find(|heard| wants_login(heard).is_some()).or_else(|| heard.first());
    let Some(told) = told else { return not_added("nothing was asked".to_owned(), "try again") };
    let asked = asked_text(&told.source.way);
    if let Some(status) = wants_login(told) {
        let next = "add it with --format FORMAT, then set `bearer`, `basic` or `headers`";
        return not_added(format!("{asked}: the server wants a login (HTTP {status})"), next);
    }
    let fetched = told.fetched.as_ref();
    let Some(answer) = fetched.and_then(answer_of) else {
        let cause = fetched.and_then(|fetched| fetched.statement.as_ref().err());
        let Some(failure) = cause else {
            let why = format!("{asked}: it did not answer in time");
            return not_added(why, "correct it, or add it all the same with --format FORMAT");
        };
        let next = if failure.cause.starts_with("it redirects") {
            "give the address that answers by itself, or the format with --format FORMAT"
        } else {
            "correct it, or add it all the same with --format FORMAT"
        };
        return not_added(format!("{asked}: {}", failure.cause), next);
    };
    let usual = if heard.len() > 1 { ", nor does one at the paths of known systems" } else { "" };
    let why = format!("{asked} answered {}, so no format fits{usual}", came_text(&answer));
    not_added(why, &next_after(told, &answer, heard.len() > 1))
}

/// Returns the status with which a server asks for a login.
fn wants_login(heard: &Heard) -> Option<u16> {
    match heard.fetched.as_ref()?.code? {
        Code::Http(status @ (401 | 403 | 407)) => Some(status),
        Code::Http(_) | Code::File | Code::Exit(_) | Code::Signal(_) => None,
    }
}

/// Returns what to do after an answer without a known format.
fn next_after(heard: &Heard, answer: &Answer<'_>, tried_usual: bool) -> String {
    let is_json = serde_json::from_slice::<serde_json::Value>(answer.body).is_ok();
    let is_http = matches!(heard.source.way, SourceWay::Http(_));
    match answer.code {
        Code::Http(200..300) | Code::File | Code::Exit(0)
            if is_json && likely_pointer(answer.body).is_none() =>
        {
            "add it with --format json, then set `pointer` to the place of the health; or give its \
             own format with --format FORMAT"
                .to_owned()
        }
        Code::Http(429 | 500..) => {
            "look into the log of the server, and try again; or give the format with --format FORMAT"
                .to_owned()
        }
        Code::Http(_) if is_http && tried_usual => {
            format!("give the whole address of its API; or {GIVE_FORMAT}")
        }
        Code::Http(_) => {
            let example = "such as /api/v2/alerts for Alertmanager or /api/v1/rules for Prometheus";
            format!("give the path of its API, {example}; or {GIVE_FORMAT}")
        }
        Code::File => GIVE_FORMAT.to_owned(),
        Code::Exit(_) | Code::Signal(_) => {
            format!("run the command by hand and correct it; or {GIVE_FORMAT}")
        }
    }
}
