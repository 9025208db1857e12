//! Lines of a journal that were changed and carry checksums that fit:
//! `cargo +nightly fuzz run journal -- -max_total_time=60`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onwatch_fuzz::{Change, change_journal};

fuzz_target!(|changes: Vec<Change>| change_journal(&changes));
