//! The labels of an alert: its name, how bad it is, and which alerts are one.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::FormatRules;
use super::tally::{AnswerPart, Verdict};
use super::values::{map_key, name, quoted, since_text};

/// Labels that say what an alert is about; the first that is there is named.
const SUBJECTS: [&str; 5] = ["service", "instance", "host", "namespace", "job"];

/// The labels of an alert.
#[derive(Debug, Clone, Copy)]
pub(super) struct Labels<'a>(Option<&'a Map<String, Value>>);

impl<'a> Labels<'a> {
    /// Returns the labels of an alert; `None` if it has none.
    pub(super) fn of(alert: &'a Value) -> Option<Self> {
        alert.get("labels")?.as_object().map(|labels| Self(Some(labels)))
    }

    /// Returns the labels of a rule, which may have none; `None` if they are no labels.
    pub(super) fn of_rule(rule: &'a Value) -> Option<Self> {
        if rule.is_object() && rule.get("labels").is_none() {
            return Some(Self(None));
        }
        Self::of(rule)
    }

    /// Returns the name of the alert.
    pub(super) fn alert(self) -> Option<&'a str> {
        self.text("alertname")
    }

    /// Returns the alert in words: `HighErrorRate checkout (critical)`. `rule` is the name of its rule.
    pub(super) fn title(self, rule: Option<&str>) -> String {
        let alert = self.alert().or(rule).unwrap_or("an alert without a name");
        let subject = SUBJECTS.iter().find_map(|label| self.text(label));
        let subject = subject.map(|text| format!(" {}", name(text))).unwrap_or_default();
        let severity = self.severity().map_or_else(|| "no severity".to_owned(), |word| name(&word));
        format!("{}{subject} ({severity})", name(alert))
    }

    /// Returns a key that is the same for the same labels.
    pub(super) fn key(self) -> String {
        self.0.map(map_key).unwrap_or_default()
    }

    /// Returns how bad the severity says that the alert is.
    pub(super) fn level(self, rules: &FormatRules) -> Verdict {
        rules.level(self.severity().as_deref())
    }

    /// Returns the part of an alert that fires.
    pub(super) fn firing(
        self,
        rules: &FormatRules,
        key: String,
        title: &str,
        since: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> AnswerPart {
        let line = match self.level(rules) {
            Verdict::Unknown => format!("{title}: this severity is in no list"),
            Verdict::Red
            | Verdict::Yellow
            | Verdict::Pending
            | Verdict::Suppressed(_)
            | Verdict::Green
            | Verdict::Ignored => format!("{title}{}", since_text(since, now)),
        };
        AnswerPart::new(key, self.level(rules), line).since(since)
    }

    fn severity(self) -> Option<String> {
        match self.0?.get("severity")? {
            Value::Null => None,
            Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
            other => Some(quoted(Some(other))),
        }
    }

    fn text(self, label: &str) -> Option<&'a str> {
        self.0?.get(label)?.as_str().filter(|text| !text.trim().is_empty())
    }
}
