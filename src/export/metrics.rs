//! The desks in the text format of Prometheus, version 0.0.4.
//!
//! `desk` is the only label whose values people choose: the names of their profiles, which are few. Runs
//! are counted. No line has a time: the scraper knows when it read it. So what happened at a time is a
//! time, not an age.

use std::io;

use chrono::{DateTime, Utc};
use prometheus::TextEncoder;
use prometheus::proto::{Gauge, LabelPair, Metric, MetricFamily, MetricType};

use crate::core::{
    AllGauges, Band, DeskGauges, Light, LiveGauges, Phase, ProfileGauges, RunCounts, WaitReason,
};

/// The text with which every answer begins, of this version and of others.
pub const METRICS_BEGIN: &str = "# HELP onwatch_build_info ";

/// One value, with its labels.
type Sample<'a> = (Vec<(&'static str, &'a str)>, f64);

/// Returns the metrics of all desks. `version` is that of this program.
///
/// # Errors
/// If the encoder fails; it does so for no desk.
pub fn metrics(found: &AllGauges, version: &str) -> io::Result<String> {
    let mut families = Families::default();
    families.add(
        "onwatch_build_info",
        "The version of onwatch, with the value 1.",
        [(vec![("version", version)], 1.0)],
    );
    families.add(
        "onwatch_complete",
        "Whether every desk could be listed and read: 1 or 0.",
        [(vec![], flag(found.is_complete))],
    );
    add_desks(&mut families, &found.desks);
    add_sessions(&mut families, &found.desks);
    add_runs(&mut families, &found.runs);
    encoded(&families.0)
}

/// Returns metrics in the text format.
///
/// # Errors
/// If one has no value, or two have one name.
pub fn encoded(families: &[MetricFamily]) -> io::Result<String> {
    TextEncoder::new().encode_to_string(families).map_err(io::Error::other)
}

/// Adds what every desk has, with a session or without one.
fn add_desks(families: &mut Families, desks: &[ProfileGauges]) {
    let whether = |of: fn(&ProfileGauges) -> bool| {
        desks.iter().map(move |desk| (vec![("desk", desk.desk.as_str())], flag(of(desk))))
    };
    families.add(
        "onwatch_desk_readable",
        "Whether the files of the desk can be read: 1 or 0. At 0 it has no other values.",
        whether(|desk| desk.gauges.is_some()),
    );
    families.add(
        "onwatch_desk_sound",
        "Whether the files of the desk need no repair: 1 or 0.",
        whether(|desk| desk.is_sound),
    );
    families.add(
        "onwatch_phase",
        "The phase of the live or last session: 1 for the one that it has, 0 for the others.",
        of_desks(desks, |gauges| states("phase", PHASES, phase_word(gauges.phase))),
    );
    families.add(
        "onwatch_band",
        "The governance band: 1 for the one that it is, 0 for the others. D is the strictest.",
        of_desks(desks, |gauges| states("band", Band::ALL.map(Band::letter), gauges.band.letter())),
    );
    families.add(
        "onwatch_band_since_timestamp_seconds",
        "When the band was last set, Unix time. Absent if nobody set it.",
        of_desks(desks, |gauges| gauges.band_since_utc.map(unix)),
    );
    families.add(
        "onwatch_health",
        "The health: 1 for the one that it is, 0 for the others.",
        of_desks(desks, |gauges| {
            states("health", Light::ALL.map(Light::word), gauges.health.word())
        }),
    );
    families.add(
        "onwatch_health_since_timestamp_seconds",
        "When the health was last set, Unix time. Absent if nobody set it.",
        of_desks(desks, |gauges| gauges.health_since_utc.map(unix)),
    );
    families.add(
        "onwatch_readings_stale",
        "Whether a source has not measured band or health for long: 1 or 0.",
        of_desks(desks, |gauges| Some(alone(flag(gauges.is_stale)))),
    );
    families.add(
        "onwatch_waits",
        "Whether the desk waits for a person, by its first reason: 1 or 0.",
        of_desks(desks, |gauges| {
            let reason = gauges.waits.map_or("", WaitReason::word);
            states("reason", WaitReason::ALL.map(WaitReason::word), reason)
        }),
    );
    families.add(
        "onwatch_open_gaps",
        "How many gaps of the live or last session have no answer.",
        of_desks(desks, |gauges| Some(alone(count(gauges.open_gaps)))),
    );
}

/// Adds what only a live session has.
fn add_sessions(families: &mut Families, desks: &[ProfileGauges]) {
    let mut add = |name, help, value: fn(&LiveGauges) -> Option<f64>| {
        let of = |gauges: &DeskGauges| gauges.live.as_ref().and_then(value).map(alone);
        families.add(name, help, of_desks(desks, of));
    };
    add("onwatch_session_active_seconds", "The active time of the live session.", |live| {
        Some(seconds(live.active_ms))
    });
    add(
        "onwatch_session_paused_seconds",
        "The time in pauses of the live session, with the present one.",
        |live| Some(seconds(live.paused_ms)),
    );
    add(
        "onwatch_session_present_pause_seconds",
        "The present pause of the live session. Absent unless it is paused.",
        |live| live.present_pause_ms.map(seconds),
    );
    add("onwatch_session_wall_seconds", "The time since the start of the live session.", |live| {
        Some(seconds(live.wall_ms))
    });
    add(
        "onwatch_session_target_seconds",
        "The planned active time of the live session. Absent if it has no target.",
        |live| live.target_seconds.map(whole),
    );
    add(
        "onwatch_session_start_timestamp_seconds",
        "When the live session started, Unix time.",
        |live| Some(unix_seconds(live.started_at_utc)),
    );
    add(
        "onwatch_session_last_activity_timestamp_seconds",
        "When the last activity of the live session was, Unix time.",
        |live| live.last_activity_utc.map(unix_seconds),
    );
    add(
        "onwatch_session_band_drift",
        "How many steps the band moved since the start of the live session; above 0 is worse.",
        |live| Some(f64::from(live.band_drift)),
    );
    add(
        "onwatch_session_health_drift",
        "How many steps the health moved since the start of the live session; above 0 is worse.",
        |live| Some(f64::from(live.health_drift)),
    );
}

fn add_runs(families: &mut Families, runs: &RunCounts) {
    let phases = [("active", runs.active), ("paused", runs.paused), ("unreadable", runs.unread)];
    families.add(
        "onwatch_runs",
        "How many runs of agents and workflows are live, by phase.",
        phases.map(|(phase, runs)| (vec![("phase", phase)], count(runs))),
    );
    families.add(
        "onwatch_runs_waiting",
        "How many runs wait for a person, each by its first reason.",
        WaitReason::ALL
            .into_iter()
            .zip(runs.waiting)
            .map(|(reason, runs)| (vec![("reason", reason.word())], count(runs))),
    );
}

/// The words of all phases. `none` is that of a desk without a session.
const PHASES: [&str; 5] = ["active", "paused", "ended", "cancelled", "none"];

fn phase_word(phase: Option<Phase>) -> &'static str {
    phase.map_or("none", Phase::word)
}

/// Returns what the desks have that can be read, each with its name.
fn of_desks<'a, T: IntoIterator<Item = Sample<'a>>>(
    desks: &'a [ProfileGauges],
    of: impl Fn(&'a DeskGauges) -> T,
) -> impl Iterator<Item = Sample<'a>> {
    let named = |desk: &'a ProfileGauges| desk.gauges.as_ref().map(|gauges| (&desk.desk, gauges));
    desks.iter().filter_map(named).flat_map(move |(name, gauges)| {
        of(gauges).into_iter().map(move |(labels, value)| {
            ([("desk", name.as_str())].into_iter().chain(labels).collect(), value)
        })
    })
}

/// Returns a sample for each state: 1 for the present one, 0 for the others.
fn states<'a, const N: usize>(
    label: &'static str,
    all: [&'static str; N],
    present: &str,
) -> [Sample<'a>; N] {
    all.map(|state| (vec![(label, state)], flag(state == present)))
}

/// Returns a value without labels of its own.
fn alone<'a>(value: f64) -> Sample<'a> {
    (Vec::new(), value)
}

fn flag(is_so: bool) -> f64 {
    f64::from(u8::from(is_so))
}

fn count(count: usize) -> f64 {
    whole(count.try_into().unwrap_or(u64::MAX))
}

/// Returns a number. Above 2^53 it is rounded: that is more than 285 million years in seconds.
#[allow(clippy::cast_precision_loss)]
fn whole(number: u64) -> f64 {
    number as f64
}

fn seconds(ms: u64) -> f64 {
    whole(ms) / 1_000.0
}

fn unix<'a>(at: DateTime<Utc>) -> Sample<'a> {
    alone(unix_seconds(at))
}

#[allow(clippy::cast_precision_loss)]
fn unix_seconds(at: DateTime<Utc>) -> f64 {
    at.timestamp_millis() as f64 / 1_000.0
}

/// The families in the making.
#[derive(Default)]
struct Families(Vec<MetricFamily>);

impl Families {
    /// Adds a family of gauges. One without a value is left out.
    fn add<'a>(
        &mut self,
        name: &'static str,
        help: &'static str,
        samples: impl IntoIterator<Item = Sample<'a>>,
    ) {
        let metrics: Vec<Metric> = samples.into_iter().map(metric).collect();
        if metrics.is_empty() {
            return;
        }
        let mut family = MetricFamily::default();
        family.set_name(name.to_owned());
        family.set_help(help.to_owned());
        family.set_field_type(MetricType::GAUGE);
        family.set_metric(metrics);
        self.0.push(family);
    }
}

fn metric((labels, value): Sample<'_>) -> Metric {
    let pair = |(name, value): (&str, &str)| {
        let mut pair = LabelPair::default();
        pair.set_name(name.to_owned());
        pair.set_value(value.to_owned());
        pair
    };
    let mut gauge = Gauge::default();
    gauge.set_value(value);
    let mut metric = Metric::from_gauge(gauge);
    metric.set_label(labels.into_iter().map(pair).collect());
    metric
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::core::{DeskName, Moment, Watch};

    #[test]
    fn the_values_of_labels_are_escaped() {
        let gauges = Some(DeskGauges::of(&Watch::default(), &Moment::any()));
        let desk = DeskName::named("a\"b\\c\nd} 1");
        let desks = vec![ProfileGauges { desk, gauges, is_sound: true }];
        let text = metrics(&AllGauges { desks, ..AllGauges::default() }, "1").unwrap();
        assert!(text.contains("onwatch_desk_readable{desk=\"a\\\"b\\\\c\\nd} 1\"} 1\n"), "{text}");
    }

    #[test]
    fn an_answer_begins_as_the_file_of_one_does() {
        let text = metrics(&AllGauges::default(), "1").unwrap();
        assert!(text.starts_with(METRICS_BEGIN), "{text}");
    }

    #[test]
    fn values_are_plain_numbers() {
        assert_eq!(seconds(3_909_500).to_string(), "3909.5");
        assert_eq!(whole(u64::MAX).to_string(), "18446744073709552000");
    }
}
