//! The heartbeats of the monitors on a status page of Uptime Kuma.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::kuma::{MonitorStatus, monitor_part};
use super::tally::{AnswerPart, AnswerParts, Verdict};
use super::values::{name, quoted, time, time_utc, time_without_zone};
use super::{Answer, NotUnderstood, Statement, body};

/// Returns what the last heartbeat of each monitor says.
pub(super) fn read(answer: &Answer<'_>, now: DateTime<Utc>) -> Result<Statement, NotUnderstood> {
    let value = body::json(answer)?;
    let Some(monitors) = value.get("heartbeatList").and_then(Value::as_object) else {
        return Err(if value.get("publicGroupList").is_some() {
            let cause = "it lists the monitors without their heartbeats; ask /api/status-page/heartbeat/SLUG";
            NotUnderstood::new(cause)
        } else {
            body::other(answer, &value, "not a list of heartbeats")
        });
    };
    let names = names(&value);
    let mut parts = AnswerParts::default();
    let mut times = Vec::new();
    for (id, beats) in monitors {
        let called =
            names.get(id).map_or_else(|| format!("monitor {}", name(id)), |text| name(text));
        let Some(beats) = beats.as_array() else {
            let line = format!("{called}: its heartbeats are {}", quoted(Some(beats)));
            parts.add(AnswerPart::new(id, Verdict::Unknown, line));
            continue;
        };
        // The number 0 in place of a heartbeat is a time without data.
        let is_beat = |beat: &&Value| beat.as_f64() != Some(0.0);
        let beats: Vec<&Value> = beats.iter().filter(is_beat).collect();
        let Some(last) = beats.last() else {
            let line = format!("{called} without a beat");
            parts.add(AnswerPart::new(id, Verdict::Unknown, line).called("without a beat"));
            continue;
        };
        times.push(last.get("time").and_then(time));
        let status = last.get("status");
        let kind = status.and_then(MonitorStatus::of);
        parts.add(monitor_part(id, &called, kind, status, &since(&beats, kind, now)));
    }
    // A time without a zone may be local to the server, so it says nothing of the age.
    let times: Option<Vec<DateTime<Utc>>> = times.into_iter().collect();
    parts.observed(times.and_then(|times| times.into_iter().max()));
    Ok(parts.statement(now))
}

/// Returns since when a monitor has its status, as in " since 13:59 UTC".
fn since(beats: &[&Value], status: Option<MonitorStatus>, now: DateTime<Utc>) -> String {
    let is_same = |beat: &&&Value| beat.get("status").and_then(MonitorStatus::of) == status;
    let same = beats.iter().rev().take_while(is_same).count();
    let first = beats.iter().rev().nth(same.saturating_sub(1)).and_then(|beat| beat.get("time"));
    // The list is short: before its first heartbeat the status may have been the same.
    let since = if same == beats.len() && same > 1 { "at least since" } else { "since" };
    let Some(at) = first else { return String::new() };
    if let Some(at) = time(at) {
        return format!(" {since} {}", time_utc(at, now));
    }
    let local = time_without_zone(at).map(|at| at.format("%H:%M"));
    local.map(|at| format!(" {since} {at} of the server")).unwrap_or_default()
}

/// Returns the names of the monitors, if the answer has them.
fn names(value: &Value) -> BTreeMap<String, &str> {
    let groups = value.get("publicGroupList").and_then(Value::as_array);
    let monitors = groups.into_iter().flatten().filter_map(|group| group.get("monitorList"));
    let monitors = monitors.filter_map(Value::as_array).flatten();
    monitors
        .filter_map(|monitor| {
            let id = monitor.get("id")?;
            let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
            Some((id, monitor.get("name")?.as_str()?))
        })
        .collect()
}
