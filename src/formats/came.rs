//! What came, in words: for an answer in which no format can be found.

use serde_json::Value;

use super::body::{any_text, is_page, without_mark};
use super::values::cut;
use super::{Answer, Code};

/// The most characters of a content type in words.
const TYPE_MAX: usize = 60;

/// Returns what an answer is, and how it ended, as in "an HTML page, not JSON (HTTP 200, text/html)".
#[must_use]
pub fn came_text(answer: &Answer<'_>) -> String {
    let end = match answer.code {
        Code::Http(status) => Some(format!("HTTP {status}")),
        Code::Exit(code) => Some(format!("exit code {code}")),
        Code::Signal(signal) => Some(format!("ended by signal {signal}")),
        Code::File => None,
    };
    let kind = answer.content_type.map(|kind| cut(kind.trim(), TYPE_MAX));
    let kind = kind.filter(|kind| !kind.is_empty());
    let ended: Vec<String> = end.into_iter().chain(kind).collect();
    let ended = if ended.is_empty() { String::new() } else { format!(" ({})", ended.join(", ")) };
    format!("{}{ended}", what(without_mark(answer.body)))
}

/// Returns what a body is.
fn what(body: &[u8]) -> &'static str {
    if body.is_empty() {
        return "nothing";
    }
    if is_page(body) {
        return "an HTML page, not JSON";
    }
    match serde_json::from_slice::<Value>(body) {
        Ok(Value::Array(list)) if list.is_empty() => "an empty list in JSON",
        Ok(_) => "JSON that does not say by itself what is well",
        Err(error) if error.is_eof() => "JSON that is cut off",
        Err(_) if body.starts_with(b"{") || body.starts_with(b"[") => "JSON with a mistake",
        Err(_) if body.starts_with(b"<") => "XML, not JSON",
        Err(_) if any_text(body).chars().any(is_odd) => "bytes that are no text",
        Err(_) => "plain text, not JSON",
    }
}

fn is_odd(c: char) -> bool {
    c.is_control() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_answer_has_its_own_words() {
        let text = |code, content_type, body: &[u8]| {
            came_text(&Answer { code, content_type, body, errors: b"" })
        };
        let (ok, html) = (Code::Http(200), Some("text/html"));
        for (code, content_type, body, expected) in [
            (ok, html, &b"<!doctype html>"[..], "an HTML page, not JSON (HTTP 200, text/html)"),
            (Code::Http(404), html, b"<p>no", "an HTML page, not JSON (HTTP 404, text/html)"),
            (Code::Http(204), None, b" ", "nothing (HTTP 204)"),
            (ok, None, b"[]", "an empty list in JSON (HTTP 200)"),
            (ok, None, b"{\"a\":1}", "JSON that does not say by itself what is well (HTTP 200)"),
            (ok, None, b"{\"a\":", "JSON that is cut off (HTTP 200)"),
            (ok, None, b"{a}", "JSON with a mistake (HTTP 200)"),
            (ok, None, b"<?xml version='1.0'?>", "XML, not JSON (HTTP 200)"),
            (ok, Some("text/plain"), b"all well", "plain text, not JSON (HTTP 200, text/plain)"),
            (Code::File, None, b"\x89PNG\r\n\x1a\n\0", "bytes that are no text"),
            (Code::Exit(9), None, b"usage: x", "plain text, not JSON (exit code 9)"),
            (Code::Signal(11), None, b"", "nothing (ended by signal 11)"),
        ] {
            assert_eq!(text(code, content_type, body), expected);
        }
    }
}
