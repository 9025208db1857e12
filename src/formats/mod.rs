//! What the answers of monitoring systems mean: bytes in, a [`Statement`] out.
//!
//! Pure. It must not know how an answer came, how old it may be, or what is done with it.
//!
//! Each format is a module. It takes the body from `body`, reads values with `values`, and adds
//! each part of the answer to a `tally`, which builds the statement.

mod alert_rules;
mod alertmanager;
mod answer;
mod any_json;
mod body;
mod came;
mod detect;
mod exposition;
mod format;
mod governance;
mod grafana;
mod icinga;
mod kuma;
mod kuma_heartbeats;
mod kuma_metrics;
mod labels;
mod levels;
mod light_words;
mod likely_pointer;
mod limits;
mod monitored;
mod nagios;
mod plugin;
mod prometheus;
mod prometheus_query;
mod rules;
mod statement;
mod statuspage;
mod systemd;
mod tally;
mod values;

pub use answer::{Answer, Code};
pub use came::came_text;
pub use detect::{detect, fitting};
pub use format::Format;
pub use likely_pointer::likely_pointer;
pub use rules::{FormatRules, Limits};
pub use statement::{NotUnderstood, Statement};

use chrono::{DateTime, Utc};

use crate::core::Light;
use light_words::bad_end;

/// Returns what an answer says. `before` is the last known light of this source: a number holds it
/// until it is clear (see [`Limits`]).
///
/// # Errors
/// [`NotUnderstood`] if it is no answer of that format. Then the last known value stands, and ages.
pub fn understand(
    rules: &FormatRules,
    answer: &Answer<'_>,
    before: Option<Light>,
    now: DateTime<Utc>,
) -> Result<Statement, NotUnderstood> {
    let statement = match rules.format {
        Format::ConeState => governance::cone_state(answer),
        Format::StatusRyg => governance::status_ryg(rules, answer, now),
        Format::Alertmanager => alertmanager::read(rules, answer, now),
        Format::PrometheusAlerts | Format::GrafanaAlerts => alert_rules::read(rules, answer, now),
        Format::PrometheusQuery => prometheus_query::read(rules, answer, before, now),
        Format::KumaHeartbeats => kuma_heartbeats::read(answer, now),
        Format::KumaMetrics => kuma_metrics::read(answer, now),
        Format::Nagios => nagios::read(rules, answer, now),
        Format::Icinga => icinga::read(rules, answer, now),
        Format::GrafanaHealth => grafana::health(answer, now),
        Format::Statuspage => statuspage::read(rules, answer, now),
        Format::SystemdState => systemd::state(rules, answer, now),
        Format::SystemdUnits => systemd::units(rules, answer, now),
        Format::Plugin => plugin::read(rules, answer, now),
        Format::Json => any_json::read(rules, answer, before, now),
    }?;
    not_green_from_a_failure(answer, statement)
}

/// A failed server or command whose output says green contradicts itself: neither is believed.
fn not_green_from_a_failure(
    answer: &Answer<'_>,
    statement: Statement,
) -> Result<Statement, NotUnderstood> {
    let light = statement.health.as_ref().map(|health| health.status);
    match bad_end(answer.code) {
        Some(end) if light == Some(Light::Green) => {
            Err(NotUnderstood::new(format!("{end}, although the answer says green")))
        }
        Some(_) | None => Ok(statement),
    }
}
