//! The alerts and the alert rules of Prometheus and of Grafana.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::labels::Labels;
use super::prometheus;
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{flag, lower, name, quoted, since_text, time, word};
use super::{Answer, FormatRules, NotUnderstood, Statement, body};

/// What parts that the checker does not know are called.
const NO_DATA: &str = "without data or with errors";

/// The state of an alert or of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FiringState {
    Firing,
    Recovering,
    Pending,
    Inactive,
    Paused,
    NoData,
    /// It is missing, or a word in no list.
    NotKnown,
}

/// Returns what `/api/v1/alerts` or `/api/v1/rules` says.
pub(super) fn read(
    rules: &FormatRules,
    answer: &Answer<'_>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let expected = "not a list of alerts or rules";
    let value = body::json(answer)?;
    let data = prometheus::data(answer, &value, expected)?;
    let mut reader = AlertReader { rules, now, parts: AnswerParts::default(), is_alive: false };
    reader.parts.if_empty(
        "nothing reported: no alert is listed, and nothing proves that the checker lives",
    );
    match (data.get("alerts"), data.get("groups")) {
        (Some(Value::Array(alerts)), _) => reader.alerts(alerts, None),
        (_, Some(Value::Array(groups))) => reader.groups(groups),
        _ => return Err(body::other(answer, data, expected)),
    }
    let AlertReader { mut parts, is_alive, .. } = reader;
    prometheus::add_warnings(&value, &mut parts);
    parts.need_heartbeat(rules.heartbeat.as_deref(), is_alive);
    Ok(parts.statement(now))
}

struct AlertReader<'a> {
    rules: &'a FormatRules,
    now: DateTime<Utc>,
    parts: AnswerParts,
    /// Whether the heartbeat fires.
    is_alive: bool,
}

impl AlertReader<'_> {
    fn groups(&mut self, groups: &[Value]) {
        for group in groups {
            self.group(group);
        }
    }

    fn group(&mut self, group: &Value) {
        let Some(list) = group.get("rules").and_then(Value::as_array) else {
            let line = "a group without rules";
            self.parts.add(AnswerPart::new(group.to_string(), Verdict::Unknown, line));
            return;
        };
        let place = format!("{:?}{:?}", group.get("file"), group.get("name"));
        for rule in list {
            self.rule(rule, &place);
        }
    }

    fn rule(&mut self, rule: &Value, place: &str) {
        if rule.get("type").and_then(word).as_deref() == Some("recording") {
            return;
        }
        let called = rule.get("name").and_then(Value::as_str);
        let labels = Labels::of_rule(rule);
        let title = called.map_or_else(|| "a rule without a name".to_owned(), name);
        let key = format!("rule {place}{title}{}", labels.map(Labels::key).unwrap_or_default());
        if rule.get("isPaused").and_then(flag) == Some(true) {
            let line = format!("{title}, paused");
            self.parts.add(AnswerPart::new(key, Verdict::Suppressed(None), line).called("paused"));
            return;
        }
        let health = rule.get("health");
        let is_healthy = health.and_then(word).as_deref() == Some("ok");
        if !is_healthy {
            let line = format!("{title}: the health of the rule is {}", quoted(health));
            let part = AnswerPart::new(format!("health of {key}"), Verdict::Unknown, line);
            self.parts.add(part.called(NO_DATA));
        }
        let alerts = rule.get("alerts").and_then(Value::as_array);
        let alerts = alerts.map(Vec::as_slice).unwrap_or_default();
        self.alerts(alerts, called);
        let is_said =
            |state| alerts.iter().any(|alert| FiringState::of(alert.get("state")) == state);
        let state = FiringState::of(rule.get("state"));
        // What the alerts of a rule say is not said again, and a rule that fails is said above.
        if !is_said(state) && (is_healthy || state == FiringState::Pending) {
            if let Some(labels) = labels {
                self.part(rule, called, labels, key);
            } else {
                let line = format!("{title}: its labels are not readable");
                self.parts.add(AnswerPart::new(key, Verdict::Unknown, line));
            }
        }
    }

    fn alerts(&mut self, alerts: &[Value], rule: Option<&str>) {
        for alert in alerts {
            self.alert(alert, rule);
        }
    }

    fn alert(&mut self, alert: &Value, rule: Option<&str>) {
        if let Some(labels) = Labels::of(alert) {
            self.part(alert, rule, labels, labels.key());
        } else {
            let line = "an alert without labels";
            self.parts.add(AnswerPart::new(alert.to_string(), Verdict::Unknown, line));
        }
    }

    fn part(&mut self, alert: &Value, rule: Option<&str>, labels: Labels<'_>, key: String) {
        let (rules, now) = (self.rules, self.now);
        let title = labels.title(rule);
        let state = FiringState::of(alert.get("state"));
        let since = alert.get("activeAt").and_then(time);
        let called = labels.alert().or(rule);
        self.is_alive |=
            state == FiringState::Firing && called.is_some_and(|called| rules.is_heartbeat(called));
        if called.is_some_and(|called| rules.is_no_problem(called)) {
            self.parts.add(AnswerPart::new(key, Verdict::Ignored, title));
            return;
        }
        let since_when = since_text(since, now);
        let part = |verdict, line| AnswerPart::new(key.clone(), verdict, line).since(since);
        self.parts.add(match state {
            FiringState::Firing => labels.firing(rules, key, &title, since, now),
            FiringState::Recovering => {
                part(Verdict::Yellow, format!("{title} recovering{since_when}"))
                    .called("recovering")
            }
            FiringState::Pending if labels.level(rules) == Verdict::Ignored => {
                part(Verdict::Ignored, title)
            }
            FiringState::Pending => part(Verdict::Pending, format!("{title} pending{since_when}")),
            FiringState::Inactive => part(Verdict::Green, title),
            FiringState::Paused => {
                part(Verdict::Suppressed(None), format!("{title}, paused")).called("paused")
            }
            FiringState::NoData | FiringState::NotKnown => {
                let line = format!("{title}: its state is {}", quoted(alert.get("state")));
                let part = part(Verdict::Unknown, line);
                if state == FiringState::NoData { part.called(NO_DATA) } else { part }
            }
        });
    }
}

impl FiringState {
    /// Reads a state as Prometheus and Grafana write it: `firing`, `Alerting`, `Normal (Error)`. A reason
    /// in brackets counts before the word.
    fn of(value: Option<&Value>) -> Self {
        let Some(text) = value.and_then(word) else { return Self::NotKnown };
        let (state, reasons) = text.split_once('(').unwrap_or((&text, ""));
        let state = match state.trim() {
            "firing" | "alerting" => Self::Firing,
            "recovering" => Self::Recovering,
            "pending" => Self::Pending,
            "inactive" | "normal" => Self::Inactive,
            "nodata" | "error" => Self::NoData,
            _ => return Self::NotKnown,
        };
        let reasons = reasons.trim_end().trim_end_matches(')').split(',').map(lower);
        reasons.fold(state, |state, reason| match (state, reason.as_str()) {
            (Self::NotKnown, _) => Self::NotKnown,
            (_, "nodata" | "error" | "missingseries") | (Self::NoData, _) => Self::NoData,
            (_, "paused") => Self::Paused,
            (state, "" | "updated" | "ruledeleted" | "keeplast") => state,
            _ => Self::NotKnown,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reason_in_brackets_counts_before_the_word() {
        for (text, expected) in [
            ("Alerting", FiringState::Firing),
            ("firing", FiringState::Firing),
            ("Normal", FiringState::Inactive),
            ("Alerting (NoData)", FiringState::NoData),
            ("Normal (Error)", FiringState::NoData),
            ("Normal (NoData, KeepLast)", FiringState::NoData),
            ("Normal (KeepLast, Error)", FiringState::NoData),
            ("Normal (MissingSeries)", FiringState::NoData),
            ("Normal (Paused)", FiringState::Paused),
            ("Alerting (Updated)", FiringState::Firing),
            ("Normal (Sunny)", FiringState::NotKnown),
            ("Sunny (Error)", FiringState::NotKnown),
            ("NoData", FiringState::NoData),
            ("Error", FiringState::NoData),
            ("", FiringState::NotKnown),
        ] {
            assert_eq!(FiringState::of(Some(&json!(text))), expected, "{text}");
        }
        assert_eq!(FiringState::of(None), FiringState::NotKnown);
    }
}
