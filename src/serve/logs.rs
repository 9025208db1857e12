//! What the server says of itself on stderr, beside the access log. Nothing of it is secret.

use std::io::{IsTerminal, stderr};

use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt;

/// The variable that chooses how much is said.
const LEVEL: &str = "ONWATCH_LOG";

/// Begins to write to stderr: `ONWATCH_LOG` is `off`, `error`, `warn`, `info` (if nothing is said), `debug` or
/// `trace`. On a terminal the lines have no time.
pub fn begin() {
    let level = std::env::var(LEVEL).ok().and_then(|word| word.trim().parse().ok());
    let lines = fmt()
        .with_max_level(level.unwrap_or(LevelFilter::INFO))
        .with_writer(stderr)
        .with_target(false)
        .with_ansi(false);
    // Somebody who has begun already keeps what there is.
    let _ = if stderr().is_terminal() { lines.without_time().try_init() } else { lines.try_init() };
}
