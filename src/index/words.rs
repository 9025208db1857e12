//! Values as the tables hold them: one word for each case, as in the journal, and signed numbers.

use chrono::{DateTime, Utc};
use rusqlite::types::{FromSqlError, Type};
use serde::Serialize;
use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};

/// How many rows can have the same second: many texts may be given the same minute.
pub const ROWS_A_SECOND: i64 = 1 << 20;
/// How far the rows of two desks are apart in a second, so that they seldom meet.
const DESKS_APART: i64 = 611_953;

/// Returns the word of a case.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        // No case has another form.
        Ok(_) | Err(_) => String::new(),
    }
}

/// Returns the case of a word in a column.
///
/// # Errors
/// An error of the conversion if no case has that word.
pub fn case<T: DeserializeOwned>(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<T> {
    let bad = |error: FromSqlError| {
        rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
    };
    let word = row.get_ref(column)?.as_str().map_err(bad)?;
    let deserializer: StrDeserializer<'_, Error> = word.into_deserializer();
    T::deserialize(deserializer).map_err(|_| bad(FromSqlError::InvalidType))
}

/// Returns a number as the tables hold it. None that occurs is larger.
pub fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Returns a place in a list as the tables hold it.
pub fn index(nth: usize) -> i64 {
    i64::try_from(nth).unwrap_or(i64::MAX)
}

/// Returns the number in a column; zero if it is negative.
///
/// # Errors
/// If the column holds no number.
pub fn uint(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

/// Returns the number of the row of something that begins at a time, microseconds: rows rise with
/// their time, and for one desk within a second with the number of what they hold.
pub fn row_at(at_us: i64, desk: i64, number: u64) -> i64 {
    let apart = desk.saturating_sub(1).saturating_mul(DESKS_APART);
    let within = int(number).wrapping_add(apart).rem_euclid(ROWS_A_SECOND);
    first_row(at_us).saturating_add(within)
}

/// Returns the first number of a row that begins in the second of a time, microseconds.
pub fn first_row(at_us: i64) -> i64 {
    at_us.max(0).div_euclid(1_000_000).saturating_mul(ROWS_A_SECOND)
}

/// Returns the last number of a row that begins until a time, microseconds. If a number is taken, the
/// next free one is used, which may be one of the next second.
pub fn last_row(until_us: i64) -> i64 {
    first_row(until_us).saturating_add(2 * ROWS_A_SECOND - 1)
}

/// Returns a time as it is stored.
pub fn us(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}
