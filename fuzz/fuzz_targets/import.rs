//! Reads any bytes as each format of an import, and reads them again: `cargo +nightly fuzz run import
//! -- -max_total_time=60`.
#![no_main]

use chrono::{DateTime, FixedOffset};
use libfuzzer_sys::fuzz_target;
use onwatch::import::{self, ImportFormat};

fuzz_target!(|bytes: &[u8]| {
    let zone = FixedOffset::east_opt(7_200).unwrap();
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    for format in [ImportFormat::Timewarrior, ImportFormat::Watson, ImportFormat::Csv] {
        let file = import::read(format, bytes, now, &zone);
        let overlap = file.sessions.windows(2).find(|two| two[0].to_utc > two[1].from_utc);
        assert_eq!(overlap, None);
        assert_eq!(import::read(format, bytes, now, &zone), file);
    }
});
