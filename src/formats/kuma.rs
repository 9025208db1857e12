//! The status of a monitor of Uptime Kuma.

use serde_json::Value;

use super::tally::{AnswerPart, Verdict};
use super::values::{quoted, whole_number};

/// The status of a monitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonitorStatus {
    Down,
    Up,
    Pending,
    Maintenance,
}

impl MonitorStatus {
    /// Reads a status; `None` if it is none.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match whole_number(value)? {
            0 => Some(Self::Down),
            1 => Some(Self::Up),
            2 => Some(Self::Pending),
            3 => Some(Self::Maintenance),
            _ => None,
        }
    }
}

/// Returns the part of a monitor. `since` is as in " since 13:59 UTC".
pub(super) fn monitor_part(
    key: &str,
    called: &str,
    status: Option<MonitorStatus>,
    value: Option<&Value>,
    since: &str,
) -> AnswerPart {
    let part = |verdict, line| AnswerPart::new(key, verdict, line);
    match status {
        Some(MonitorStatus::Down) => part(Verdict::Red, format!("{called} down{since}")),
        Some(MonitorStatus::Up) => part(Verdict::Green, format!("{called} up")),
        // It failed and is tried again.
        Some(MonitorStatus::Pending) => part(Verdict::Yellow, format!("{called} pending{since}")),
        Some(MonitorStatus::Maintenance) => {
            let line = format!("{called} in maintenance{since}");
            part(Verdict::Suppressed(None), line).called("in maintenance")
        }
        None => part(Verdict::Unknown, format!("{called}: its status is {}", quoted(value))),
    }
}
