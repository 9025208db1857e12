//! What the answers of monitoring systems mean: each sample of `tests/sources`, and what can be wrong
//! with it.

mod alertmanager;
mod alerts_damage;
mod any_json;
mod damage;
mod detect;
mod governance;
mod grafana;
mod icinga;
mod kuma;
mod nagios;
mod plugin;
mod prometheus;
mod statuspage;
mod systemd;

use chrono::{DateTime, Utc};
use onwatch::core::Light;
use onwatch::formats::{Answer, Code, Format, FormatRules, NotUnderstood, Statement, understand};
use serde_json::Value;

/// Returns a sample as text.
pub fn sample(file: &str) -> String {
    let path = format!("{}/tests/sources/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Returns a sample as JSON.
pub fn json_sample(file: &str) -> Value {
    serde_json::from_str(&sample(file)).unwrap()
}

/// The time at which the samples were taken.
pub fn now() -> DateTime<Utc> {
    "2026-11-25T14:10:20Z".parse().unwrap()
}

/// Reads a body that came with an end.
pub fn ended(
    rules: &FormatRules,
    code: Code,
    body: impl AsRef<[u8]>,
) -> Result<Statement, NotUnderstood> {
    let answer = Answer { code, content_type: None, body: body.as_ref(), errors: b"" };
    understand(rules, &answer, None, now())
}

/// Reads the body of a good answer of a server.
pub fn served(rules: &FormatRules, body: &Value) -> Statement {
    ended(rules, Code::Http(200), body.to_string())
        .unwrap_or_else(|error| panic!("{error}: {body}"))
}

/// Reads the body of a good answer of a server, by the usual rules of a format.
pub fn served_as(format: Format, body: &Value) -> Statement {
    served(&FormatRules::of(format), body)
}

/// Returns the light; `None` if it is not understood or says nothing of the health.
pub fn light(said: &Result<Statement, NotUnderstood>) -> Option<Light> {
    Some(said.as_ref().ok()?.health.as_ref()?.status)
}

/// Checks the light and the counts: counted, suppressed, unknown.
#[track_caller]
pub fn assert_says(said: &Statement, light: Light, counts: [usize; 3]) {
    let health = said.health.as_ref().expect("it says nothing of the health");
    let counted = usize::try_from(said.counted).unwrap();
    let found = (health.status, [counted, said.suppressed.len(), said.not_known.len()]);
    assert_eq!(found, (light, counts), "{said:#?}");
}

/// Returns the first reason.
#[track_caller]
pub fn first_reason(said: &Statement) -> &str {
    said.health.as_ref().unwrap().reasons.first().expect("it has no reason")
}
