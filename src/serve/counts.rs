//! What the server counts of itself, for programs that watch it.

use std::io;
use std::time::Duration;

use prometheus::core::Collector;
use prometheus::proto::MetricFamily;
use prometheus::{HistogramOpts, HistogramVec, IntCounterVec, IntGauge, Opts};

/// The bounds of the time that an answer takes, seconds.
const SECONDS: [f64; 10] = [0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.25, 1.0, 5.0];

/// What the server counts of itself.
pub struct HttpCounts {
    requests: IntCounterVec,
    seconds: HistogramVec,
    connections: IntGauge,
    streams: IntGauge,
}

/// One more, as long as it lives.
pub struct Counted(IntGauge);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl HttpCounts {
    /// Returns counters at zero.
    ///
    /// # Errors
    /// If a name is none of the format; it does so for no name here.
    pub fn new() -> io::Result<Self> {
        let requests = IntCounterVec::new(
            Opts::new("onwatch_http_requests_total", "How many requests were answered."),
            &["method", "route", "status"],
        );
        let seconds = HistogramVec::new(
            HistogramOpts::new("onwatch_http_request_seconds", "How long an answer took.")
                .buckets(SECONDS.to_vec()),
            &["method", "route"],
        );
        let gauge = |name: &str, help: &str| IntGauge::new(name, help).map_err(io::Error::other);
        Ok(Self {
            requests: requests.map_err(io::Error::other)?,
            seconds: seconds.map_err(io::Error::other)?,
            connections: gauge("onwatch_http_connections", "How many connections there are.")?,
            streams: gauge("onwatch_http_streams", "How many streams of events there are.")?,
        })
    }

    /// Counts an answer of a route, by its method and its path with names in braces.
    pub fn answered(&self, (method, path): (&str, &str), status: u16, took: Duration) {
        self.requests.with_label_values(&[method, path, &status.to_string()]).inc();
        self.seconds.with_label_values(&[method, path]).observe(took.as_secs_f64());
    }

    /// Counts a connection as long as the value lives.
    #[must_use]
    pub fn connection(&self) -> Counted {
        self.connections.inc();
        Counted(self.connections.clone())
    }

    /// Counts a stream of events as long as the value lives.
    #[must_use]
    pub fn stream(&self) -> Counted {
        self.streams.inc();
        Counted(self.streams.clone())
    }

    /// Returns everything that was counted.
    #[must_use]
    pub fn families(&self) -> Vec<MetricFamily> {
        let all: [&dyn Collector; 4] =
            [&self.requests, &self.seconds, &self.connections, &self.streams];
        all.iter().flat_map(|one| one.collect()).collect()
    }
}
