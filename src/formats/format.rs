//! The formats that are understood by name.

use strum::{EnumIter, IntoStaticStr};

/// A format that is understood by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, EnumIter, IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub enum Format {
    /// `{band, reason, metrics}`: `GET /core/cone/state` of the governance server, or its `cone_state.json`.
    ConeState,
    /// `{status, reasons}`, with or without `cone`: `GET /core/status/ryg` of the governance server.
    StatusRyg,
    /// `GET /api/v2/alerts` of Alertmanager.
    Alertmanager,
    /// `GET /api/v1/alerts` of Prometheus.
    PrometheusAlerts,
    /// `GET /api/v1/query` of Prometheus.
    PrometheusQuery,
    /// `GET /api/status-page/heartbeat/SLUG` of Uptime Kuma.
    KumaHeartbeats,
    /// `GET /metrics` of Uptime Kuma.
    KumaMetrics,
    /// `statusjson.cgi?query=servicelist&details=true` of Nagios Core.
    Nagios,
    /// `GET /v1/objects/services` or `/v1/objects/hosts` of Icinga 2.
    Icinga,
    /// `GET /api/health` of Grafana.
    GrafanaHealth,
    /// `GET /api/prometheus/grafana/api/v1/alerts` or `/rules` of Grafana.
    GrafanaAlerts,
    /// `GET /api/v2/status.json` or `summary.json` of Statuspage.
    Statuspage,
    /// `systemctl is-system-running`.
    SystemdState,
    /// `systemctl list-units --state=failed --output=json`.
    SystemdUnits,
    /// The output and the exit code of a monitoring plugin, or JSON of the first two formats.
    Plugin,
    /// Any JSON, read as the rules say.
    Json,
}

impl Format {
    /// Returns its name in the settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.into()
    }
}
