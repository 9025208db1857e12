//! A settings file of any bytes is read, or refused with a line of its own:
//! `cargo +nightly fuzz run settings -- -max_total_time=60`.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onwatch::config::Settings;

/// In memory where there is such a place; one file for all runs.
static PLACE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let dir = if memory.is_dir() { memory } else { std::env::temp_dir() };
    dir.join(format!("onwatch-fuzz-{}.toml", std::process::id()))
});

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(&*PLACE, bytes).unwrap();
    if let Err(error) = Settings::load(&PLACE) {
        let lines = bytes.split(|b| *b == b'\n').count();
        assert!(error.line <= lines, "{error}");
    }
});
