//! The services and hosts of Nagios Core.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::body::{json, other};
use super::monitored::{Monitored, MonitoredState, is_off, is_set, on_host, text_of};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{cut, flag, name, quoted, time, time_utc, whole_number, word};
use super::{Answer, FormatRules, NotUnderstood, Statement};

/// Nagios is dead if it has not updated its data for so long. It does so every few seconds.
const DATA_AGE_MAX: TimeDelta = TimeDelta::minutes(5);

/// The most characters of a message of Nagios.
const MESSAGE_MAX: usize = 200;

/// What a list of Nagios is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NagiosObject {
    Service,
    Host,
}

/// Returns what an answer says.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let value = json(answer)?;
    let result = value.get("result").and_then(Value::as_object);
    let result = result.ok_or_else(|| other(answer, &value, "no answer of statusjson.cgi"))?;
    check_type(result)?;
    let list = |name: &str| value.get("data")?.get(name)?.as_object();
    let (services, hosts) = (list("servicelist"), list("hostlist"));
    if services.or(hosts).is_none() {
        let cause = "it has no list of services or hosts; ask for query=servicelist&details=true";
        return Err(NotUnderstood::new(cause));
    }
    let mut parts = AnswerParts::default();
    let updated = result.get("last_data_update").and_then(time);
    parts.observed(updated);
    let asked = result.get("query_time").and_then(time).unwrap_or(now);
    match updated {
        None => {
            let line = "Nagios does not say when it updated its data";
            parts.add(AnswerPart::new("data", Verdict::Unknown, line));
        }
        Some(updated) if asked - updated > DATA_AGE_MAX => {
            let since = time_utc(updated, now);
            let line = format!("Nagios has not updated its data since {since}");
            parts.add(AnswerPart::new("data", Verdict::Unknown, line));
            return Ok(parts.statement(now));
        }
        Some(_) => {}
    }
    let mut reader = NagiosReader { rules, now, parts, has_heartbeat: false };
    for (host, services) in services.into_iter().flatten() {
        reader.host_of_services(host, services);
    }
    for (host, fields) in hosts.into_iter().flatten() {
        let name = format!("host {}", name(host));
        reader.object(NagiosObject::Host, host.clone(), name, fields);
    }
    reader.parts.need_heartbeat(rules.heartbeat.as_deref(), reader.has_heartbeat);
    Ok(reader.parts.statement(now))
}

/// Reports an error that Nagios answers, also with HTTP 200.
fn check_type(result: &Map<String, Value>) -> Result<(), NotUnderstood> {
    let said = result.get("type_code");
    let is_success = said.is_some_and(|said| {
        whole_number(said) == Some(0) || word(said).as_deref() == Some("success")
    });
    if is_success {
        return Ok(());
    }
    let texts = [text_of(result, "type_text"), text_of(result, "message")];
    let mut text = texts.map(str::to_owned).join(": ");
    text = text.trim_matches([':', ' ']).to_owned();
    if text.is_empty() {
        text = format!("type_code is {}", quoted(said));
    }
    Err(NotUnderstood::new(format!("Nagios answers: {}", cut(&text, MESSAGE_MAX))))
}

struct NagiosReader<'a> {
    rules: &'a FormatRules,
    now: DateTime<Utc>,
    parts: AnswerParts,
    has_heartbeat: bool,
}

impl NagiosReader<'_> {
    fn host_of_services(&mut self, host: &str, services: &Value) {
        let Some(services) = services.as_object() else {
            let line = format!("the services of {} are {}", name(host), quoted(Some(services)));
            self.parts.add(AnswerPart::new(host, Verdict::Unknown, line));
            return;
        };
        for (service, fields) in services {
            let key = format!("{host}\n{service}");
            let name = on_host(&name(service), &name(host));
            self.object(NagiosObject::Service, key, name, fields);
        }
    }

    fn object(&mut self, kind: NagiosObject, key: String, name: String, value: &Value) {
        // Without `details`, the value is the state alone.
        let bare = Map::new();
        let fields = value.as_object().unwrap_or(&bare);
        let status = if value.is_object() { fields.get("status") } else { Some(value) };
        let mut state = state(kind, status);
        if value.is_object() {
            state = checked_state(state, fields);
        } else {
            self.parts.note("the answer has no details: ask for details=true");
        }
        let is_passive = is_set(fields, "accept_passive_checks")
            && fields.get("check_type").is_some_and(|kind| {
                whole_number(kind) == Some(1) || word(kind).as_deref() == Some("passive")
            });
        let state_type = fields.get("state_type");
        let is_soft = state_type.is_some_and(|said| {
            whole_number(said) == Some(0) || word(said).as_deref() == Some("soft")
        });
        let object = Monitored {
            key,
            name,
            is_soft: is_soft && state != MonitoredState::Good,
            state,
            is_acknowledged: is_set(fields, "problem_has_been_acknowledged"),
            is_in_downtime: is_set(fields, "scheduled_downtime_depth"),
            is_unreachable: false,
            is_flapping: is_set(fields, "is_flapping"),
            is_unchecked: is_off(fields, "checks_enabled") && !is_passive,
            output: text_of(fields, "plugin_output").to_owned(),
            output_says_it: false,
            since: fields.get("last_state_change").and_then(time),
        };
        self.has_heartbeat |= object.is_heartbeat(self.rules);
        self.parts.add(object.part(self.rules, self.now));
    }
}

/// Returns the state of a number of the bit mask, or of its word.
fn state(kind: NagiosObject, status: Option<&Value>) -> MonitoredState {
    let number = status.and_then(whole_number);
    let word = status.and_then(word);
    match (kind, number, word.as_deref()) {
        (_, Some(1), _) | (_, None, Some("pending")) => MonitoredState::NeverChecked,
        (NagiosObject::Service | NagiosObject::Host, Some(2), _)
        | (NagiosObject::Service, None, Some("ok"))
        | (NagiosObject::Host, None, Some("up")) => MonitoredState::Good,
        (NagiosObject::Service, Some(4), _) | (NagiosObject::Service, None, Some("warning")) => {
            MonitoredState::Warning
        }
        (NagiosObject::Service, Some(16), _) | (NagiosObject::Service, None, Some("critical")) => {
            MonitoredState::Critical
        }
        (NagiosObject::Service, Some(8), _) | (NagiosObject::Service, None, Some("unknown")) => {
            MonitoredState::NotKnown("its check does not know".to_owned())
        }
        (NagiosObject::Host, Some(4), _) | (NagiosObject::Host, None, Some("down")) => {
            MonitoredState::Down
        }
        (NagiosObject::Host, Some(8), _) | (NagiosObject::Host, None, Some("unreachable")) => {
            MonitoredState::NotKnown("not reachable: what it depends on is down".to_owned())
        }
        _ => MonitoredState::NotKnown(format!("its status is {}", quoted(status))),
    }
}

/// Returns the state if the answer says that the object was checked. A problem needs no proof.
fn checked_state(state: MonitoredState, fields: &Map<String, Value>) -> MonitoredState {
    if state != MonitoredState::Good {
        return state;
    }
    match fields.get("has_been_checked") {
        Some(said) => match flag(said) {
            Some(true) => state,
            Some(false) => MonitoredState::NeverChecked,
            None => MonitoredState::NotKnown(format!("has_been_checked is {}", quoted(Some(said)))),
        },
        None if fields.get("last_check").and_then(time).is_none() => {
            MonitoredState::NotKnown("the answer does not say when it was checked".to_owned())
        }
        None => state,
    }
}
