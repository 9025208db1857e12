//! A service or a host as its monitor sees it: Nagios and Icinga know the same of each.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::FormatRules;
use super::tally::{AnswerPart, Verdict};
use super::values::{cut, flag, is_same_word, number, since_text};

/// The most characters of the output of a check in a reason.
const OUTPUT_MAX: usize = 200;

/// The state of what is monitored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MonitoredState {
    /// It works.
    Good,
    /// It needs attention.
    Warning,
    /// A service is critical.
    Critical,
    /// A host is down.
    Down,
    /// Nothing checked it yet.
    NeverChecked,
    /// It is not known: why.
    NotKnown(String),
}

/// A service or a host as its monitor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact that a monitor gives by itself")]
pub(super) struct Monitored {
    /// What names it within the answer.
    pub key: String,
    /// Its name as a person says it: "Disk / on db-3".
    pub name: String,
    /// Its state.
    pub state: MonitoredState,
    /// Whether the state may still change by the next tries of the check.
    pub is_soft: bool,
    /// Whether somebody acknowledged the problem.
    pub is_acknowledged: bool,
    /// Whether it is in downtime.
    pub is_in_downtime: bool,
    /// Whether what it depends on is down, so that its own state is not known.
    pub is_unreachable: bool,
    /// Whether it changes often.
    pub is_flapping: bool,
    /// Whether its checks are off, so that a good state may be an old one.
    pub is_unchecked: bool,
    /// What its check wrote.
    pub output: String,
    /// Whether the reason says the output instead of the word of the state.
    pub output_says_it: bool,
    /// Since when it is in its state.
    pub since: Option<DateTime<Utc>>,
}

impl Monitored {
    /// Returns it as a part of the answer.
    pub(super) fn part(&self, rules: &FormatRules, now: DateTime<Utc>) -> AnswerPart {
        let part = |verdict, line| AnswerPart::new(&self.key, verdict, line).since(self.since);
        let is_problem = matches!(
            self.state,
            MonitoredState::Warning | MonitoredState::Critical | MonitoredState::Down
        );
        let is_good = self.state == MonitoredState::Good;
        if self.is_in_downtime && !is_good {
            let line = format!("{}, in downtime", self.line(now));
            return part(Verdict::Suppressed(None), line).called("in downtime");
        }
        if self.is_unreachable && is_problem {
            let line = format!("{}, not reachable: what it depends on is down", self.name);
            return part(Verdict::Unknown, line).called("not reachable");
        }
        if self.is_unchecked && is_good {
            let line = format!("{}, its checks are off", self.name);
            return part(Verdict::Unknown, line).called("with checks off");
        }
        match &self.state {
            MonitoredState::Good => part(Verdict::Green, self.name.clone()),
            MonitoredState::NeverChecked => {
                part(Verdict::Unknown, format!("{} never checked", self.name))
                    .called("never checked")
            }
            MonitoredState::NotKnown(cause) => {
                part(Verdict::Unknown, format!("{}: {cause}", self.name))
            }
            MonitoredState::Warning | MonitoredState::Critical | MonitoredState::Down => {
                self.problem(rules, now)
            }
        }
    }

    /// Reports whether it is the one that proves that the checker lives.
    pub(super) fn is_heartbeat(&self, rules: &FormatRules) -> bool {
        let names = [self.name.as_str(), self.name.split(" on ").next().unwrap_or_default()];
        rules.heartbeat.as_deref().is_some_and(|wanted| {
            names.iter().any(|name| is_same_word(name, wanted)) && self.is_checked()
        })
    }

    fn is_checked(&self) -> bool {
        !matches!(self.state, MonitoredState::NeverChecked | MonitoredState::NotKnown(_))
            && !self.is_unchecked
    }

    fn problem(&self, rules: &FormatRules, now: DateTime<Utc>) -> AnswerPart {
        let is_milder = self.is_acknowledged && !rules.acknowledged_counts;
        let is_yellow = self.is_soft || self.state == MonitoredState::Warning;
        let verdict = match (is_yellow, is_milder) {
            (false, false) => Verdict::Red,
            (true, false) | (false, true) => Verdict::Yellow,
            // One step milder than yellow: it is shown and does not count.
            (true, true) => Verdict::Suppressed(None),
        };
        let part = AnswerPart::new(&self.key, verdict, self.line(now)).since(self.since);
        match (&self.state, self.is_soft) {
            _ if self.is_acknowledged => part.called("acknowledged"),
            (MonitoredState::Warning, true) => part.called_each("soft warning", "soft warnings"),
            (MonitoredState::Critical, true) => part.called("soft critical"),
            (MonitoredState::Down, true) => part.called("soft down"),
            _ => part,
        }
    }

    /// Returns it in words: what it is, how bad, how it is handled, since when, what the check wrote.
    fn line(&self, now: DateTime<Utc>) -> String {
        let output = self.output.lines().map(str::trim).find(|line| !line.is_empty());
        let output = output.map(|line| cut(line, OUTPUT_MAX)).unwrap_or_default();
        let word = match &self.state {
            _ if self.output_says_it && !output.is_empty() => "",
            MonitoredState::Good => " good",
            MonitoredState::Warning => " warning",
            MonitoredState::Critical => " critical",
            MonitoredState::Down => " down",
            MonitoredState::NeverChecked => " never checked",
            MonitoredState::NotKnown(_) => " unknown",
        };
        let mut line = format!("{}{word}", self.name);
        for (is_so, mark) in [
            (self.is_soft, "soft"),
            (self.is_acknowledged, "acknowledged"),
            (self.is_flapping, "flapping"),
            (self.is_unchecked, "its checks are off"),
        ] {
            if is_so {
                line = format!("{line}, {mark}");
            }
        }
        if !output.is_empty() {
            line = format!("{line}: {output}");
        }
        let since = since_text(self.since, now);
        if since.is_empty() { line } else { format!("{line} ({})", since.trim()) }
    }
}

/// Returns the name of a service on its host.
pub(super) fn on_host(service: &str, host: &str) -> String {
    format!("{service} on {host}")
}

/// Reports whether a field is clearly set. One that is missing or odd hides no problem.
pub(super) fn is_set(fields: &Map<String, Value>, name: &str) -> bool {
    fields.get(name).is_some_and(|value| {
        flag(value) == Some(true) && number(value).is_none_or(|number| number > 0.0)
    })
}

/// Reports whether a field is clearly not set.
pub(super) fn is_off(fields: &Map<String, Value>, name: &str) -> bool {
    fields.get(name).and_then(flag) == Some(false)
}

/// Returns the texts of a field.
pub(super) fn text_of<'a>(fields: &'a Map<String, Value>, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default().trim()
}
