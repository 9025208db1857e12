//! The body of an answer as JSON or as text, or why it is neither.

use std::borrow::Cow;

use serde_json::Value;
use serde_json::error::Category;

use super::values::cut;
use super::{Answer, Code, NotUnderstood};

/// The most characters of a message of the other system in a cause.
const MESSAGE_MAX: usize = 200;

/// The statuses with which a server says nothing of what was asked, whatever the body is.
const NO_STATEMENT: [u16; 6] = [401, 403, 404, 407, 410, 429];

/// Returns the body as JSON.
///
/// # Errors
/// It is empty, a page, cut off or no JSON; or the server gave a status such as 401 or 404, which
/// says nothing of what was asked.
pub(super) fn json(answer: &Answer<'_>) -> Result<Value, NotUnderstood> {
    let value = json_of_any_status(answer)?;
    match answer.code {
        Code::Http(status) if says_nothing(status) => Err(other(answer, &value, "")),
        Code::Http(_) | Code::File | Code::Exit(_) | Code::Signal(_) => Ok(value),
    }
}

/// Returns the body as JSON, whatever the status of the server is.
///
/// # Errors
/// It is empty, a page, cut off or no JSON.
pub(super) fn json_of_any_status(answer: &Answer<'_>) -> Result<Value, NotUnderstood> {
    let body = whole_body(answer)?;
    if let Some(kind) = answer.content_type.filter(|kind| !may_be_json(kind)) {
        let kind = cut(kind.trim(), MESSAGE_MAX);
        return Err(NotUnderstood::new(format!("{}it is {kind}, not JSON", status(answer))));
    }
    serde_json::from_slice(body).map_err(|error| {
        let cause = match error.classify() {
            Category::Eof => format!("it is cut off after {} bytes", answer.body.len()),
            Category::Syntax | Category::Data | Category::Io => {
                format!("it is not JSON (line {}, column {})", error.line(), error.column())
            }
        };
        NotUnderstood::new(status(answer) + &cause)
    })
}

/// Returns the body as text. Bytes that are not UTF-8 are read as Latin-1.
///
/// # Errors
/// It is empty or a page; or the server gave a status such as 401 or 404.
pub(super) fn text<'a>(answer: &Answer<'a>) -> Result<Cow<'a, str>, NotUnderstood> {
    let body = whole_body(answer)?;
    match answer.code {
        Code::Http(code) if says_nothing(code) => {
            Err(NotUnderstood::new(format!("{}{}", status(answer), first_line(body))))
        }
        Code::Http(_) | Code::File | Code::Exit(_) | Code::Signal(_) => Ok(any_text(body)),
    }
}

/// Returns bytes as text. What is not UTF-8 is read as Latin-1.
pub(super) fn any_text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes)
        .map_or_else(|_| bytes.iter().copied().map(char::from).collect(), Cow::Borrowed)
}

/// Returns why a JSON body is not understood: the status and the message of the server, or else what was
/// expected, as in "it is JSON, but no list of alerts".
pub(super) fn other(answer: &Answer<'_>, value: &Value, expected: &str) -> NotUnderstood {
    let status = status(answer);
    let message = message(value).map(|text| cut(&text, MESSAGE_MAX));
    let cause = match message {
        Some(message) if status.is_empty() => format!("the answer says: {message}"),
        Some(message) => message,
        None if expected.is_empty() => "the server gave no answer to the question".to_owned(),
        None => format!("it is JSON, but {expected}"),
    };
    NotUnderstood::new(status + &cause)
}

/// Returns the message of an error as servers write it.
fn message(value: &Value) -> Option<String> {
    let fields = ["message", "error", "msg", "detail", "reason", "status"];
    let said = match value {
        Value::String(text) => Some(text.as_str()),
        Value::Object(object) => fields.iter().find_map(|field| match object.get(*field)? {
            Value::String(text) => Some(text.as_str()),
            Value::Object(inner) => inner.get("message")?.as_str(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => None,
    };
    said.map(str::trim).filter(|said| !said.is_empty()).map(str::to_owned)
}

/// Returns a body without its byte order mark, and without blanks around it.
pub(super) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii()
}

/// Returns the body if it is complete, not empty and no page.
fn whole_body<'a>(answer: &Answer<'a>) -> Result<&'a [u8], NotUnderstood> {
    if let Code::Signal(signal) = answer.code {
        return Err(NotUnderstood::new(format!("signal {signal} ended the command")));
    }
    let body = without_mark(answer.body);
    let cause = if body.is_empty() {
        let said = first_line(answer.errors);
        if said.is_empty() { "it is empty".to_owned() } else { format!("it is empty: {said}") }
    } else if is_page(body) {
        "it is an HTML page, perhaps to sign in, not data".to_owned()
    } else {
        return Ok(body);
    };
    Err(NotUnderstood::new(status(answer) + &cause))
}

/// Reports whether a body is an HTML page. Some begin with a comment or in the middle.
pub(super) fn is_page(body: &[u8]) -> bool {
    let start: Vec<u8> = body.iter().take(512).map(u8::to_ascii_lowercase).collect();
    let starts = |with: &[u8]| start.starts_with(with);
    let tags = ["html", "head", "body", "title", "meta", "script", "p>", "div", "h1", "pre"];
    starts(b"<!doctype html") || tags.iter().any(|tag| starts(format!("<{tag}").as_bytes()))
}

/// Reports whether a body of this type may be JSON. Some servers send JSON as plain text or as bytes.
fn may_be_json(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let others = ["", "text/plain", "application/octet-stream", "text/javascript"];
    kind.ends_with("/json") || kind.ends_with("+json") || others.contains(&kind.as_str())
}

fn says_nothing(status: u16) -> bool {
    (300..400).contains(&status) || NO_STATEMENT.contains(&status)
}

/// Returns how the answer ended, if not well: "HTTP 503: " or "exit code 1: ".
fn status(answer: &Answer<'_>) -> String {
    match answer.code {
        Code::Http(status) if !(200..300).contains(&status) => format!("HTTP {status}: "),
        Code::Exit(code) if code != 0 => format!("exit code {code}: "),
        Code::Http(_) | Code::Exit(_) | Code::File | Code::Signal(_) => String::new(),
    }
}

fn first_line(bytes: &[u8]) -> String {
    let text = any_text(bytes.trim_ascii());
    cut(text.lines().next().unwrap_or_default().trim(), MESSAGE_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cause(code: Code, content_type: Option<&str>, body: &[u8]) -> String {
        let answer = Answer { code, content_type, body, errors: b"" };
        json(&answer).unwrap_err().cause
    }

    #[test]
    fn each_cause_has_its_own_words() {
        let ok = Code::Http(200);
        let json = Some("application/json; charset=utf-8");
        assert_eq!(cause(ok, json, b" \n"), "it is empty");
        assert_eq!(cause(ok, json, b"[{\"labels\""), "it is cut off after 10 bytes");
        assert_eq!(cause(ok, None, b"hello"), "it is not JSON (line 1, column 1)");
        assert_eq!(cause(ok, None, b"{} {}"), "it is not JSON (line 1, column 4)");
        assert_eq!(cause(ok, Some("text/xml"), b"{}"), "it is text/xml, not JSON");
        let page = "it is an HTML page, perhaps to sign in, not data";
        assert_eq!(cause(ok, json, b"<!DOCTYPE html><title>Sign in</title>"), page);
        assert_eq!(cause(Code::Http(502), None, b"<html>"), format!("HTTP 502: {page}"));
        assert_eq!(cause(Code::Signal(9), None, b"{}"), "signal 9 ended the command");
        assert_eq!(cause(Code::Exit(6), None, b""), "exit code 6: it is empty");
    }

    #[test]
    fn a_refusal_of_the_server_is_named_with_its_message() {
        let refused = |status, body: &str| cause(Code::Http(status), None, body.as_bytes());
        assert_eq!(refused(401, r#"{"message":"Unauthorized"}"#), "HTTP 401: Unauthorized");
        assert_eq!(refused(403, r#"{"error":{"message":"no"}}"#), "HTTP 403: no");
        assert_eq!(refused(429, "[]"), "HTTP 429: the server gave no answer to the question");
    }

    #[test]
    fn a_failed_command_is_named_with_what_it_wrote_to_stderr() {
        let errors = b"curl: (6) Could not resolve host\n";
        let answer = Answer { code: Code::Exit(6), content_type: None, body: b"", errors };
        let cause = json(&answer).unwrap_err().cause;
        assert_eq!(cause, "exit code 6: it is empty: curl: (6) Could not resolve host");
    }

    #[test]
    fn a_byte_order_mark_and_odd_content_types_are_no_obstacle() {
        for content_type in [None, Some("text/plain"), Some("application/problem+json")] {
            let body = b"\xef\xbb\xbf{}";
            let answer = Answer { code: Code::Http(200), content_type, body, errors: b"" };
            assert!(json(&answer).is_ok());
        }
    }
}
