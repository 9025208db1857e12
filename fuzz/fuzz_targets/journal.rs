//! Reads changed journal lines with matching checksums: `cargo +nightly fuzz run journal --
//! -max_total_time=60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onwatch_fuzz::{Change, change_journal};

fuzz_target!(|changes: Vec<Change>| change_journal(&changes));
