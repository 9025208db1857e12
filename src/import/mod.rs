//! Past sessions in the files of other programs, and tasks in files, read as values.
//!
//! It reads bytes, not files, and it must not know where they come from or what becomes of the
//! sessions. Each record of a file becomes a session, or a refusal with its line. A bad record never
//! hides a good one.

mod batch;
mod columns;
mod csv;
mod json_items;
mod record;
mod sift;
pub mod tasks;
mod timewarrior;
mod watson;

use chrono::{DateTime, Utc};

pub use batch::take_batch;
pub use record::{ImportFormat, Imported, Refused};
pub use sift::{ImportFile, REFUSED_LISTED};
pub use tasks::TaskFormat;

use crate::zone::Zone;
use sift::Sift;

/// Returns what a file in a format holds. Local times are those of the zone.
#[must_use]
pub fn read(format: ImportFormat, bytes: &[u8], now: DateTime<Utc>, zone: &dyn Zone) -> ImportFile {
    let mut sift = Sift::new(format, now);
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        sift.take(1, Err("the file is in UTF-16; save it as UTF-8 and import it again".into()));
        return sift.finish();
    }
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return sift.finish();
    }
    match format {
        ImportFormat::Timewarrior => timewarrior::read(bytes, &mut sift),
        ImportFormat::Watson => watson::read(bytes, &mut sift),
        ImportFormat::Csv => csv::read(bytes, now, zone, &mut sift),
    }
    sift.finish()
}
