//! What a clock may show that nobody has set.

use chrono::{DateTime, Utc};

/// Times within the years of a record, and beyond them at both ends.
pub fn odd_clocks() -> Vec<DateTime<Utc>> {
    let named = [
        "1900-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "1970-01-01T00:00:01Z",
        "9999-12-31T23:59:59.999999Z",
        "+10000-01-01T00:00:00Z",
    ];
    let named = named.map(|text| text.parse().unwrap());
    [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC].into_iter().chain(named).collect()
}
