//! The services and hosts of Icinga 2.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::body::{json_of_any_status, other};
use super::monitored::{Monitored, MonitoredState, is_off, is_set, on_host, text_of};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{is_same_word, name, number, quoted, time, whole_number};
use super::{Answer, Code, FormatRules, NotUnderstood, Statement};

/// Returns what an answer says.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = json_of_any_status(answer)?;
    let mut parts = AnswerParts::default();
    if answer.code == Code::Http(404) && names_no_objects(&value) {
        let line = "Icinga has no objects that match: look at the filter and the permissions";
        parts.add(AnswerPart::new("none", Verdict::Unknown, line));
        return Ok(parts.statement(now));
    }
    let has_failed = matches!(answer.code, Code::Http(status) if !(200..300).contains(&status));
    let results = value.get("results").and_then(Value::as_array).filter(|_| !has_failed);
    let results = results.ok_or_else(|| other(answer, &value, "has no list `results`"))?;
    let mut has_heartbeat = false;
    for result in results {
        let Some(attrs) = result.get("attrs").and_then(Value::as_object) else {
            let line = format!("the object {} has no `attrs`", quoted(result.get("name")));
            parts.add(AnswerPart::new(result.to_string(), Verdict::Unknown, line));
            continue;
        };
        let object = object(result, attrs);
        has_heartbeat |= object.is_heartbeat(rules);
        parts.add(object.part(rules, now));
    }
    parts.need_heartbeat(rules.heartbeat.as_deref(), has_heartbeat);
    Ok(parts.statement(now))
}

fn names_no_objects(value: &Value) -> bool {
    let said = value.get("status").and_then(Value::as_str).unwrap_or_default();
    is_same_word(said.trim().trim_end_matches('.'), "no objects found")
}

fn object(result: &Value, attrs: &Map<String, Value>) -> Monitored {
    let said = |field: &str| result.get(field).and_then(Value::as_str).unwrap_or_default().trim();
    let full_name = [text_of(attrs, "__name"), said("name")];
    let full_name = full_name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let host_name = text_of(attrs, "host_name");
    let is_host = match said("type") {
        kind if is_same_word(kind, "host") => true,
        kind if is_same_word(kind, "service") => false,
        _ => host_name.is_empty() && !full_name.is_empty() && !full_name.contains('!'),
    };
    let (host, service) = full_name.split_once('!').unwrap_or(("", full_name));
    let or = |one: &str, other: &str| name(if one.is_empty() { other } else { one });
    let short = or(text_of(attrs, "name"), service);
    let host = or(host_name, host);
    let name = match (is_host, short.is_empty(), host.is_empty()) {
        (_, true, _) => "an object without a name".to_owned(),
        (true, false, _) => format!("host {short}"),
        (false, false, true) => short,
        (false, false, false) => on_host(&short, &host),
    };
    let key = if full_name.is_empty() { result.to_string() } else { full_name.to_owned() };
    let state = checked_state(state(is_host, attrs.get("state")), attrs);
    let last_result = attrs.get("last_check_result").and_then(Value::as_object);
    let is_passive = last_result.is_some_and(|result| is_off(result, "active"));
    let is_problem = !matches!(state, MonitoredState::Good | MonitoredState::NeverChecked);
    Monitored {
        key: format!("{is_host} {key}"),
        name,
        is_soft: is_problem && attrs.get("state_type").and_then(whole_number) == Some(0),
        state,
        // `handled` without a downtime is an acknowledgement.
        is_acknowledged: is_set(attrs, "acknowledgement") || is_set(attrs, "handled"),
        is_in_downtime: is_set(attrs, "downtime_depth"),
        is_unreachable: is_off(attrs, "last_reachable"),
        is_flapping: is_set(attrs, "flapping"),
        is_unchecked: is_off(attrs, "enable_active_checks") && !is_passive,
        output: last_result.map(|result| text_of(result, "output")).unwrap_or_default().to_owned(),
        output_says_it: true,
        since: attrs.get("last_state_change").and_then(time),
    }
}

fn state(is_host: bool, said: Option<&Value>) -> MonitoredState {
    match (is_host, said.and_then(whole_number)) {
        (_, Some(0)) => MonitoredState::Good,
        (true, Some(1)) => MonitoredState::Down,
        (false, Some(1)) => MonitoredState::Warning,
        (false, Some(2)) => MonitoredState::Critical,
        (true, Some(2)) => {
            MonitoredState::NotKnown("not reachable: what it depends on is down".to_owned())
        }
        (false, Some(3)) => MonitoredState::NotKnown("its check does not know".to_owned()),
        (_, Some(_) | None) => MonitoredState::NotKnown(format!("its state is {}", quoted(said))),
    }
}

/// Returns the state if the answer says that the object was checked. A host that was not is "up". A
/// problem needs no proof.
fn checked_state(state: MonitoredState, attrs: &Map<String, Value>) -> MonitoredState {
    let (result, last) = (attrs.get("last_check_result"), attrs.get("last_check"));
    let is_never =
        result.is_some_and(Value::is_null) || last.and_then(number).is_some_and(|last| last <= 0.0);
    let is_proven = result.is_some_and(Value::is_object) || last.and_then(time).is_some();
    match state {
        MonitoredState::Warning | MonitoredState::Critical | MonitoredState::Down => state,
        _ if is_never => MonitoredState::NeverChecked,
        MonitoredState::Good if !is_proven => {
            MonitoredState::NotKnown("the answer does not say when it was checked".to_owned())
        }
        MonitoredState::Good | MonitoredState::NeverChecked | MonitoredState::NotKnown(_) => state,
    }
}
