//! Reads a changed state file with a matching checksum: `cargo +nightly fuzz run state --
//! -max_total_time=60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onwatch_fuzz::{Change, change_state};

fuzz_target!(|changes: Vec<Change>| change_state(&changes));
