//! Which format an answer probably is.

use serde_json::{Map, Value};
use strum::IntoEnumIterator as _;

use super::body::{json_of_any_status, text};
use super::governance::has_health;
use super::light_words::usual_light_word;
use super::values::lower;
use super::{Answer, Code, Format};
use crate::core::Band;

/// Returns the format that an answer probably is, by its body and by what was asked: the path of a URL
/// or the words of a command. `None` if no format fits.
#[must_use]
pub fn detect(asked: &str, answer: &Answer<'_>) -> Option<Format> {
    fitting(asked, answer).first().copied()
}

/// Returns all formats that an answer may be, the probable one first. An answer with no or with another shape
/// is at most any JSON.
#[must_use]
pub fn fitting(asked: &str, answer: &Answer<'_>) -> Vec<Format> {
    let asked = lower(asked);
    let clues = Clues::of(&asked, answer);
    let named: Vec<Format> = Format::iter().filter(|format| clues.fit(*format)).collect();
    if !named.is_empty() {
        return named;
    }
    match (&clues.json, answer.code) {
        // A plugin says by its exit code what its output means.
        (None, Code::Exit(0..=3)) => vec![Format::Plugin],
        (Some(_), Code::Http(200..300) | Code::File | Code::Exit(0)) => vec![Format::Json],
        (None | Some(_), Code::Http(_) | Code::File | Code::Exit(_) | Code::Signal(_)) => {
            Vec::new()
        }
    }
}

/// What tells a format from others.
struct Clues<'a> {
    /// What was asked, in lower case.
    asked: &'a str,
    code: Code,
    json: Option<Value>,
    /// The body as text, in lower case, if it is no JSON.
    words: String,
}

impl<'a> Clues<'a> {
    fn of(asked: &'a str, answer: &Answer<'_>) -> Self {
        let json = json_of_any_status(answer).ok();
        let words = match &json {
            Some(_) => String::new(),
            None => text(answer).map(|text| lower(&text)).unwrap_or_default(),
        };
        Self { asked, code: answer.code, json, words }
    }

    fn fit(&self, format: Format) -> bool {
        match format {
            Format::ConeState => self.is_cone() && !self.is_of_a_command(),
            Format::StatusRyg => self.is_status() && !self.is_of_a_command(),
            Format::Alertmanager => {
                let is_alert = |entry: &Value| {
                    entry.get("labels").is_some() && entry.pointer("/status/state").is_some()
                };
                self.is_list_of(is_alert, "/api/v2/alerts")
            }
            Format::PrometheusAlerts => self.are_alerts() && !self.is_grafana(),
            Format::GrafanaAlerts => self.are_alerts() && self.is_grafana(),
            Format::PrometheusQuery => self.has("/data/resultType"),
            Format::KumaHeartbeats => self.has("/heartbeatList"),
            Format::KumaMetrics => self.words.contains("monitor_status{"),
            Format::Nagios => {
                self.has("/result/type_code")
                    && (self.has("/data/servicelist") || self.has("/data/hostlist"))
            }
            Format::Icinga => {
                let is_object = |entry: &Value| entry.get("attrs").is_some();
                let list = self.at("/results").and_then(Value::as_array);
                let is_v1 = self.asked.contains("/v1/objects/");
                list.is_some_and(|list| list.iter().all(is_object) && (is_v1 || !list.is_empty()))
                    || is_v1 && self.code == Code::Http(404) && self.has("/error")
            }
            Format::GrafanaHealth => {
                let is_alone = self.object().is_some_and(|object| !has_health(object));
                is_alone && self.at("/database").is_some_and(Value::is_string)
            }
            Format::Statuspage => {
                self.has("/status/indicator") || self.has("/data/attributes/aggregate_state")
            }
            Format::SystemdState => {
                let words = [
                    "running",
                    "degraded",
                    "initializing",
                    "starting",
                    "stopping",
                    "maintenance",
                    "offline",
                    "unknown",
                ];
                let is_asked = self.asked.is_empty() || self.asked.contains("is-system-running");
                is_asked && words.contains(&self.words.trim())
            }
            Format::SystemdUnits => {
                let is_unit =
                    |entry: &Value| entry.get("unit").is_some() && entry.get("active").is_some();
                self.is_list_of(is_unit, "list-units")
            }
            // A plugin may print a band or a health. Its exit code counts too.
            Format::Plugin => (self.is_cone() || self.is_status()) && self.is_of_a_command(),
            Format::Json => false,
        }
    }

    fn object(&self) -> Option<&Map<String, Value>> {
        self.json.as_ref()?.as_object().filter(|_| self.may_be_a_statement())
    }

    fn is_of_a_command(&self) -> bool {
        matches!(self.code, Code::Exit(_))
    }

    fn is_cone(&self) -> bool {
        self.object().is_some_and(|object| !has_health(object) && has_band(object))
    }

    fn is_status(&self) -> bool {
        self.object().is_some_and(has_light)
    }

    fn at(&self, place: &str) -> Option<&Value> {
        self.json.as_ref()?.pointer(place)
    }

    fn has(&self, place: &str) -> bool {
        self.at(place).is_some()
    }

    /// Reports whether the body is a list of such entries, or an empty one where these are asked.
    fn is_list_of(&self, is_one: impl Fn(&Value) -> bool, asked: &str) -> bool {
        let list = self.json.as_ref().and_then(Value::as_array);
        list.is_some_and(|list| {
            list.iter().all(is_one) && (!list.is_empty() || self.asked.contains(asked))
        })
    }

    fn are_alerts(&self) -> bool {
        let is_list = |place: &str| self.at(place).is_some_and(Value::is_array);
        is_list("/data/alerts") || is_list("/data/groups")
    }

    /// Reports whether alerts are those of Grafana: by the address, its own label, or its own words.
    fn is_grafana(&self) -> bool {
        let alerts = self.at("/data/alerts").and_then(Value::as_array);
        let groups = self.at("/data/groups").and_then(Value::as_array);
        let rules = groups.into_iter().flatten().filter_map(|group| group.get("rules")?.as_array());
        let is_own = |entry: &Value| {
            let state = entry.get("state").and_then(Value::as_str).unwrap_or_default();
            let own_words = ["Normal", "Alerting", "Pending", "NoData", "Error", "Recovering"];
            entry.pointer("/labels/grafana_folder").is_some()
                || entry.get("folderUid").is_some()
                || own_words.iter().any(|word| state.starts_with(word))
        };
        self.asked.contains("/api/prometheus/")
            || alerts.into_iter().flatten().chain(rules.flatten()).any(is_own)
    }

    /// Reports whether the end does not say already that there is no answer.
    fn may_be_a_statement(&self) -> bool {
        match self.code {
            Code::Http(status) => (200..300).contains(&status) || status >= 500,
            Code::File | Code::Exit(_) => true,
            Code::Signal(_) => false,
        }
    }
}

fn has_band(object: &Map<String, Value>) -> bool {
    let band = object.get("band").and_then(Value::as_str);
    band.is_some_and(|word| word.trim().parse::<Band>().is_ok())
}

/// Reports whether an object says a health: by a colour, or by another word that means a light if there is
/// nothing else or what only a health has. Many answers say "ok" for something else.
fn has_light(object: &Map<String, Value>) -> bool {
    let own = ["reasons", "reason", "cone", "band"];
    let is_its_own = object.len() == 1 || own.iter().any(|field| object.contains_key(*field));
    let words = ["status", "health"].iter().filter_map(|field| object.get(*field)?.as_str());
    words.map(lower).any(|word| {
        let is_colour = ["green", "yellow", "amber", "red"].contains(&word.as_str());
        is_colour || is_its_own && usual_light_word(&word).is_some()
    })
}
