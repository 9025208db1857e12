//! What becomes of the commands of sources when the command line is interrupted: they end with it.

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::config::{SourceSettings, SourceWay};
use crate::sources::RunningCommands;

/// How long a signal waits for the end of commands. Each is killed much earlier.
const COMMANDS_END: Duration = Duration::from_secs(1);

/// The commands that this process runs.
static RUNNING: OnceLock<RunningCommands> = OnceLock::new();

/// Returns the commands that end when a signal ends this process. Without a command among the sources, signals
/// are left alone.
pub fn running_commands(sources: &[SourceSettings]) -> RunningCommands {
    if !sources.iter().any(|source| matches!(source.way, SourceWay::Command(_))) {
        return RunningCommands::default();
    }
    RUNNING
        .get_or_init(|| {
            let running = RunningCommands::default();
            // Without it a signal ends this process alone.
            let _ = end_on_signals(running.clone());
            running
        })
        .clone()
}

/// Ends commands on each signal that ends this process, and then the process.
fn end_on_signals(running: RunningCommands) -> std::io::Result<()> {
    let ignored = ignored_signals();
    let ends_us = |signal: &i32| ignored & (1 << (signal - 1)) == 0;
    let all = [SIGTERM, SIGINT, SIGQUIT, SIGHUP].into_iter();
    let mut signals = Signals::new(all.filter(ends_us))?;
    thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            running.end(COMMANDS_END);
            let _ = emulate_default_handler(signal);
        }
    })?;
    Ok(())
}

/// Returns the signals that this process ignores since it was started, as `nohup` does: a bit for each. No signal
/// if the system does not tell.
fn ignored_signals() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default()
}
