//! Reads a settings file of any bytes, or refuses it with one of its lines: `cargo +nightly fuzz
//! run settings -- -max_total_time=60`.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use onwatch::config::Settings;

/// One file for all runs, in memory if possible.
static FILE: LazyLock<PathBuf> = LazyLock::new(|| {
    let memory = PathBuf::from("/dev/shm");
    let dir = if memory.is_dir() { memory } else { std::env::temp_dir() };
    dir.join(format!("onwatch-fuzz-{}.toml", std::process::id()))
});

fuzz_target!(|bytes: &[u8]| {
    std::fs::write(&*FILE, bytes).unwrap();
    if let Err(error) = Settings::load(&FILE) {
        let lines = bytes.split(|b| *b == b'\n').count();
        assert!(error.line <= lines, "{error}");
    }
});
