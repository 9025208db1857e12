//! Parses a typed duration and time, and parses them again from their usual notation: `cargo
//! +nightly fuzz run time -- -max_total_time=60`.
#![no_main]

use chrono::{DateTime, FixedOffset};
use libfuzzer_sys::fuzz_target;
use onwatch::input;

fuzz_target!(|typed: (i32, i64, &str)| {
    let (east, now, text) = typed;
    if let Ok(length) = input::duration(text) {
        let seconds = length.as_secs();
        assert_eq!(input::duration(&format!("{seconds}s")).map(|read| read.as_secs()), Ok(seconds));
    }
    let (Some(zone), Some(now)) =
        (FixedOffset::east_opt(east % 86_400), DateTime::from_timestamp(now % 200_000_000_000, 0))
    else {
        return;
    };
    if let Ok(time) = input::time(text, now, &zone) {
        assert_eq!(input::time(&time.to_rfc3339(), now, &zone), Ok(time));
    }
});
